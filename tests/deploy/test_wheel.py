"""The wheel: the same bytes each time, and a service that runs where only it is installed."""

import hashlib
import os
import subprocess
import sys
import time
import venv
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from test_proxies import free_port

ROOT = Path(__file__).parents[2]


def build(out):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", out, ROOT],
        check=True,
    )
    (wheel,) = out.glob("meetingplaces-*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(tmp_path_factory.mktemp("first"))


@pytest.mark.long(job="sweeps")
def test_a_wheel_is_the_same_to_the_byte_when_it_is_built_again(wheel, tmp_path):
    again = build(tmp_path)
    assert (
        hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()
    )


def pip_into(folder, alone, *steps):
    """Make a bare environment and let pip take some steps in it."""
    venv.create(folder, with_pip=True)
    pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
    for step in steps:
        subprocess.run([*pip, *step], check=True, env=alone)
    return folder / "bin" / "meetingplaces"


def by_pip(wheel, folder, alone):
    """The steps of docs/deploy.md and of the Dockerfile: hashes first, then the wheel alone."""
    hashed = ROOT / "docs" / "deploy" / "requirements.txt"
    steps = (["--require-hashes", "-r", hashed], ["--no-deps", wheel])
    return pip_into(folder / "environment", alone, *steps)


def by_pipx(wheel, folder, alone):
    """What docs/deploy.md has for a try-out, with the versions that are tested."""
    pipx = Path(sys.executable).with_name("pipx")
    homes = {"PIPX_HOME": str(folder / "pipx"), "PIPX_BIN_DIR": str(folder / "bin")}
    constraint = f"--pip-args=--constraint={ROOT / 'constraints.txt'}"
    subprocess.run([pipx, "install", constraint, wheel], check=True, env=alone | homes)
    return folder / "bin" / "meetingplaces"


@pytest.mark.long(job="wheel")
@pytest.mark.parametrize("install", [by_pip, by_pipx])
def test_a_service_runs_where_only_the_wheel_is_installed(wheel, tmp_path, install):
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    program = install(wheel, tmp_path, alone)
    places = {"XDG_DATA_HOME": str(tmp_path / "lib"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    port = free_port()
    command = [program, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=alone | places, cwd=tmp_path) as process:
        try:
            health = None
            for _ in range(600):
                assert process.poll() is None
                with suppress(httpx.TransportError):
                    health = httpx.get(f"http://127.0.0.1:{port}/health", timeout=60).json()
                    break
                time.sleep(0.2)
            assert health["status"] == "ok"
            page = httpx.get(f"http://127.0.0.1:{port}/", timeout=60)
            assert page.status_code == 200
            leaflet = "/static/vendor/leaflet/leaflet.js"
            assert httpx.get(f"http://127.0.0.1:{port}{leaflet}").status_code == 200
        finally:
            process.terminate()
