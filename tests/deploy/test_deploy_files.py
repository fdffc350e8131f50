"""The files of docs/deploy: sound by the tools that know them, and in step with the project."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from geo.model.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "deploy"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text())
PINNED = re.compile(
    r"^([a-z0-9_.-]+)==(\S+?)(?: ;.*)? \\$((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+)",
    re.MULTILINE,
)


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False)


def requirements():
    text = (FOLDER / "requirements.txt").read_text()
    return text, {name: version for name, version, _ in PINNED.findall(text)}


def test_hadolint_finds_nothing_in_the_dockerfile():
    found = run(ROOT / ".venv" / "bin" / "hadolint", FOLDER / "Dockerfile")
    assert (found.returncode, found.stdout) == (0, "")


def test_the_image_is_not_root_and_says_how_it_is():
    lines = (FOLDER / "Dockerfile").read_text()
    last = lines.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9][0-9]*$", last, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*\n.*127\.0\.0\.1:8000/health", last, re.MULTILINE)
    assert "--require-hashes" in lines


def test_what_the_pages_take_from_npm_can_be_listed_with_the_version_of_the_project():
    """`make sbom` ends with this command, which needs a version and takes none from elsewhere."""
    command = "npm sbom --sbom-format cyclonedx --package-lock-only --omit dev"
    assert command in (ROOT / "Makefile").read_text()
    listed = subprocess.run(
        command.split(), cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    bill = json.loads(listed)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert bill["metadata"]["component"]["version"] == version
    pages_take = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert {part["purl"] for part in bill["components"]} >= {
        f"pkg:npm/{name.replace('@', '%40')}@{number}" for name, number in pages_take.items()
    }


def test_systemd_takes_the_unit_and_finds_little_exposed(tmp_path):
    unit = tmp_path / "meetingplaces.service"
    program = "/opt/meetingplaces/bin/meetingplaces"
    unit.write_text((FOLDER / unit.name).read_text().replace(program, "/bin/true"))
    verified = run("systemd-analyze", "verify", unit)
    assert unit.name not in verified.stderr
    scored = run("systemd-analyze", "security", "--offline=true", "--threshold=15", unit)
    assert scored.returncode == 0, scored.stdout
    score = re.search(r"exposure level for \S+: ([0-9.]+)", scored.stdout)[1]
    assert f"scores {score} " in (ROOT / "docs" / "deploy.md").read_text()


def test_the_service_of_compose_can_write_only_its_data_and_is_reached_only_by_the_proxy():
    service = COMPOSE["services"]["meetingplaces"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "ports" not in service
    (inside,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert service["environment"]["MEETINGPLACES_TRUSTED_PROXIES"] == inside["subnet"]
    folders = {volume.partition(":")[2] for volume in service["volumes"]}
    written = re.search(r"^VOLUME (.*)$", (FOLDER / "Dockerfile").read_text(), re.MULTILINE)[1]
    assert folders == set(yaml.safe_load(written))


def test_every_setting_that_the_files_name_is_one():
    texts = [file.read_text() for file in FOLDER.iterdir()] + [
        (ROOT / "docs/deploy.md").read_text()
    ]
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)", "\n".join(texts)))
    assert named <= {name.upper() for name in Settings.model_fields}
    assert "PUBLIC_URL" in named


def test_the_hashed_requirements_are_the_versions_of_the_constraints():
    text, pinned = requirements()
    lines = (ROOT / "constraints.txt").read_text().split()
    constraints = {
        name.lower().replace("_", "-"): version
        for name, _, version in (line.partition("==") for line in lines)
    }
    assert pinned == {name: constraints.get(name) for name in pinned}
    assert "://" not in text
    named = [line for line in text.splitlines() if not line.startswith(" ")]
    assert len(named) == len(pinned), "a line without hashes"


def test_the_hashed_requirements_hold_what_the_wheel_needs():
    _, pinned = requirements()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower() for line in project["dependencies"]}
    assert needed - pinned.keys() == set()


@pytest.mark.parametrize(
    "name", ["Dockerfile", "compose.yaml", "Caddyfile", "nginx.conf", "meetingplaces.service"]
)
def test_the_page_shows_where_each_file_is(name):
    assert f"deploy/{name}" in (ROOT / "docs" / "deploy.md").read_text()
