"""Streets that are only estimated, or that no table has: none is answered from another one."""

import csv
from datetime import datetime

import pytest
from made_up_release import write_release

from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.settings import settings
from geo.model.street_names import normalise_street
from geo.search import SearchQuestion, StartKind
from geo.search.finder import Finder

NOW = datetime(2026, 11, 27, 10, 30, tzinfo=ZONE)
REFERENCE = settings().reference


def rows_of(name):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader), reader.fieldnames


STREETS, _ = rows_of("streets.csv")
KNOWN = {row["street"] for row in STREETS if row["buurt_code"]}
MISSING = sorted({row["street"] for row in STREETS} - KNOWN)
"""The streets without a municipal tree: before the list of postcodes no table had them."""


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    """A release without places, so that only the text is read."""
    return Directory.open(write_release(tmp_path_factory.mktemp("empty") / "release", []))


@pytest.fixture(scope="module")
def without_them(tmp_path_factory):
    """A finder on the same tables without these streets."""
    data = tmp_path_factory.mktemp("data")
    for name in ("words", "holidays"):
        (data / name).symlink_to(REFERENCE.parents[1] / name)
    city = data / REFERENCE.parent.name
    (city / "reference").mkdir(parents=True)
    for path in [*REFERENCE.iterdir(), *REFERENCE.parent.iterdir()]:
        if path.is_file():
            (data / path.relative_to(REFERENCE.parents[1])).symlink_to(path)
    for name in ("streets.csv", "postcode6.csv"):
        rows, columns = rows_of(name)
        (city / "reference" / name).unlink()
        with (city / "reference" / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(row for row in rows if row["street"] in KNOWN)
    return Finder.open(city / "reference")


def another_street(answer, street):
    """Whether a street is answered from another one without a word."""
    start = answer.start
    if start is None or start.what not in {StartKind.STREET, StartKind.ADDRESS}:
        return False
    said = answer.notice is not None and start.label in answer.notice.detail

    return not said and not normalise_street(start.label).startswith(normalise_street(street))


def test_there_are_as_many_as_were_missing():
    assert len(MISSING) > 1_180


SOME_OF_THEM = [
    pytest.param(MISSING[::10], id="every tenth", marks=pytest.mark.slow),
    pytest.param(MISSING, id="all", marks=pytest.mark.long(job="sweeps")),
]


@pytest.mark.parametrize("streets", SOME_OF_THEM)
def test_each_is_found_as_itself(nothing, streets):
    finder = Finder.open(REFERENCE)
    wrong = [
        street
        for street in streets
        if another_street(finder.answer(nothing, SearchQuestion(text=f"{street} 5"), NOW), street)
    ]
    assert wrong == []


@pytest.mark.parametrize("streets", SOME_OF_THEM)
@pytest.mark.parametrize("text", ["{}", "{} 5, Rotterdam"])
def test_none_is_answered_from_another_where_no_table_has_it(without_them, nothing, streets, text):
    wrong = [
        street
        for street in streets
        if another_street(
            without_them.answer(nothing, SearchQuestion(text=text.format(street)), NOW), street
        )
    ]
    assert wrong == []
