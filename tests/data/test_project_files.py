"""The files that a project is judged by say the same thing about version, date and licence."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
VERSIONS = re.findall(
    r"^## (\S+)(?: - (\S+))?$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
)


def test_the_changelog_has_a_date_for_each_version_and_the_newest_first():
    released = [version for version in VERSIONS if version != ("Unreleased", "")]
    assert VERSIONS[-len(released) :] == released, "what is unreleased stands at the top"
    days = [date.fromisoformat(day) for _, day in released]
    assert days == sorted(days, reverse=True)
    numbers = [tuple(map(int, number.split("."))) for number, _ in released]
    assert numbers == sorted(numbers, reverse=True)


def test_package_citation_and_changelog_name_the_same_release():
    number, day = next(version for version in VERSIONS if version[1])
    assert PROJECT["version"] == number
    assert CITATION["version"] == number
    assert str(CITATION["date-released"]) == day


def test_the_licence_that_is_named_is_the_one_that_stands_there():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["license"] == CITATION["license"] == "EUPL-1.2"
    assert PROJECT["license-files"] == ["LICENSE"]
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    articles = re.findall(r"^(\d+)\.[A-Z]", licence, re.MULTILINE)
    assert articles == [str(number) for number in range(1, 16)]
    assert "according to Article 5 EUPL are:" in licence, "the appendix belongs to it"


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_what_newcomers_look_for_is_there_and_the_readme_leads_to_it(name):
    assert (ROOT / name).is_file()
    assert f"]({name})" in (ROOT / "README.md").read_text(encoding="utf-8")
