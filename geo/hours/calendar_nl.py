"""The Dutch calendar: public holidays, and the school holidays of a region.

The days are listed in ``data/holidays/holidays.csv``, each with its source. Libraries of holidays
disagree about Good Friday and 5 May and change between versions, so none is used. A test knows the
rule by which the public ones were listed, and keeps the two equal. What the table does not list is
unknown: no year is calculated at run time, because the rule itself can change (King's Day moves
with the monarch). See ``docs/decisions/0007``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from geo.model.errors import InputError, Problem

FILE = "holidays.csv"
COLUMNS = (
    "kind",
    "name",
    "first",
    "last",
    "school_year",
    "day_off",
    "region",
    "source",
    "source_url",
    "licence",
    "note",
)
SCHOOL_HOLIDAYS = (
    "Herfstvakantie",
    "Kerstvakantie",
    "Voorjaarsvakantie",
    "Meivakantie",
    "Zomervakantie",
)
"""The holidays of a school year, in order. A year that lacks one is refused."""

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class HolidayKind(StrEnum):
    """Whose holiday it is."""

    PUBLIC = "public"
    SCHOOL = "school"


class DayOff(StrEnum):
    """Whether people are generally free on a public holiday."""

    YES = "yes"
    VARIES = "varies"
    """Some people are: Good Friday, and 5 May outside the lustrum years."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday, or one school holiday.

    Parameters
    ----------
    name
        Its Dutch name.
    first, last
        First and last day; the same for a public holiday.
    day_off
        Whether people are generally free; `DayOff.YES` for a school holiday.
    """

    kind: HolidayKind
    name: str
    first: date
    last: date
    day_off: DayOff = DayOff.YES


class Calendar:
    """The listed holidays; immutable and safe to share.

    Parameters
    ----------
    holidays
        All of them; each listed calendar year has its public holidays, each listed school year
        its five school holidays.
    """

    def __init__(self, holidays: Iterable[Holiday]) -> None:
        # If two fall on one day, the one on which people are free comes first and counts.
        ordered = sorted(holidays, key=lambda one: (one.first, one.day_off is DayOff.VARIES))
        self.public = tuple(one for one in ordered if one.kind is HolidayKind.PUBLIC)
        self.school = tuple(one for one in ordered if one.kind is HolidayKind.SCHOOL)
        self._public_years = frozenset(one.first.year for one in self.public)
        self._public_days: dict[date, Holiday] = {}
        for one in self.public:
            self._public_days.setdefault(one.first, one)
        self._school_days = {day: one for one in self.school for day in _days(one)}

    @classmethod
    def open(cls, folder: Path, region: str) -> Calendar:
        """Read the table.

        Parameters
        ----------
        folder
            Folder with ``holidays.csv``.
        region
            Region of the school holidays, such as ``Midden``; public holidays apply everywhere. A
            region without rows has no known school holidays.

        Raises
        ------
        InputError
            The table is missing or malformed; lists every problem.
        """
        return cls(_read(folder / FILE, region))

    def public_holiday(self, day: date) -> Holiday | None:
        """Return the public holiday on a day; None for none, or where the year is not listed."""
        return self._public_days.get(day)

    def school_holiday(self, day: date) -> Holiday | None:
        """Return the school holiday on a day; None for none, or where the year is not listed."""
        return self._school_days.get(day)

    def knows_public(self, day: date) -> bool:
        """Return whether the public holidays of that year are listed."""
        return day.year in self._public_years

    def knows_school(self, day: date) -> bool:
        """Return whether the day lies between the first and the last listed school holiday."""
        return bool(self.school) and self.school[0].first <= day <= self.school[-1].last

    @property
    def first(self) -> date:
        """The first day of the first listed year."""
        return date(min(self._public_years), 1, 1)

    @property
    def last(self) -> date:
        """The last day of the last listed year."""
        return date(max(self._public_years), 12, 31)

    def ordinary_week(self, today: date) -> date:
        """Find a week without any holiday, for what is true "every week".

        Parameters
        ----------
        today
            The week begins on this day or later.

        Returns
        -------
        date
            Its Monday. After the last listed school holiday: the Monday of the last ordinary week
            listed, so that there is always an answer.
        """
        start = today + timedelta(days=-today.weekday() % 7)
        ordinary = list(self._ordinary_weeks())
        return next((monday for monday in ordinary if monday >= start), ordinary[-1])

    def _ordinary_weeks(self) -> Iterator[date]:
        # Where no school holidays are known, the public ones decide.
        first = max(self.first, self.school[0].first) if self.school else self.first
        last = min(self.last, self.school[-1].last) if self.school else self.last
        monday = first + timedelta(days=-first.weekday() % 7)
        while monday + _WEEK <= last:
            days = [monday + number * _DAY for number in range(7)]
            if not any(day in self._public_days or day in self._school_days for day in days):
                yield monday
            monday += _WEEK


def _days(holiday: Holiday) -> Iterator[date]:
    day = holiday.first
    while day <= holiday.last:
        yield day
        day += _DAY


def _read(path: Path, region: str) -> list[Holiday]:
    """Read and check the table, and keep what applies to a region; all problems at once."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            table = csv.DictReader(stream, restval="")
            rows = list(table)
            header = tuple(table.fieldnames or ())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(error), "a table in UTF-8", path.name)]) from error
    if header != COLUMNS:
        expected = "the columns " + ", ".join(COLUMNS)
        raise InputError([Problem(", ".join(header) or "nothing", expected, path.name, 1)])
    problems: list[Problem] = []
    holidays = [
        holiday
        for line, row in enumerate(rows, start=2)
        if (holiday := _holiday(row, line, path.name, problems)) is not None
        and (row["kind"] == HolidayKind.PUBLIC or row["region"] == region)
    ]
    for one in sorted({row["region"] for row in rows}):
        of_region = (row for row in rows if row["region"] == one)
        problems += _incomplete_years(of_region, path.name)
    if problems:
        raise InputError(problems)
    return holidays


def _holiday(
    row: Mapping[str, str], line: int, file: str, problems: list[Problem]
) -> Holiday | None:
    """Read one row, or report what is wrong with it."""

    def wrong(field: str, expected: str) -> None:
        problems.append(Problem(row[field] or "nothing", expected, file, line, field))

    before = len(problems)
    days: dict[str, date] = {}
    for field in ("first", "last"):
        try:
            days[field] = date.fromisoformat(row[field])
        except ValueError:
            wrong(field, "a day such as 2026-12-25")
    if row["kind"] not in set(HolidayKind):
        wrong("kind", " or ".join(HolidayKind))
    if row["day_off"] not in set(DayOff) and row["kind"] != HolidayKind.SCHOOL:
        wrong("day_off", " or ".join(DayOff))
    for field in ("name", "source", "licence"):
        if not row[field]:
            wrong(field, "a text")
    if len(problems) > before:
        return None
    if days["last"] < days["first"]:
        wrong("last", f"no day before the first, {row['first']}")
        return None
    kind, day_off = HolidayKind(row["kind"]), DayOff(row["day_off"] or DayOff.YES)
    return Holiday(kind, row["name"], days["first"], days["last"], day_off)


def _incomplete_years(rows: Iterable[Mapping[str, str]], file: str) -> Iterator[Problem]:
    """Find school years that lack a holiday, or that do not follow each other.

    A gap would make a school holiday look like an ordinary week.
    """
    years: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["kind"] == HolidayKind.SCHOOL:
            years[row["school_year"]].append(row["name"])
    for year, names in years.items():
        if sorted(names) != sorted(SCHOOL_HOLIDAYS):
            expected = f"the five holidays of {year or 'a school year'}, each once"
            yield Problem(", ".join(names), expected, file, field="name")
    ordered = sorted(years)
    for year, following in pairwise(ordered):
        if year[5:] != following[:4]:
            yield Problem(following, f"the school year after {year}", file, field="school_year")
