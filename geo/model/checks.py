"""Checks of the cells of a table, collected so that all problems are reported at once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from geo.model.errors import InputError, Problem
from geo.model.partial_date import PartialDate
from geo.model.said import Said
from geo.model.spreadsheets import day_number, spreadsheet_damage

NO_DATE = PartialDate(1900)
"""Placeholder for a missing date, until the problem is raised."""

_POSTCODE = re.compile(r"[1-9]\d{3}[A-Z]{2}")
_HOUSE_NUMBER = re.compile(r"[1-9]\d{0,4}(?:[0-9A-Za-z /-]{0,12})")
_EXPECTED_NUMBER = Said("a house number such as 12, 12A, 1-3 or 89/90")
_EXPECTED_POSTCODE = Said("a postcode such as 3011RS")
_Word = TypeVar("_Word", bound=StrEnum)


class Checks:
    """Collects the problems of a file, to report them all at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.line: int | None = None
        self.problems: list[Problem] = []

    def add(self, field: str, found: str, expected: str) -> None:
        """Note a problem on this line."""
        quoted = f"'{found}'" if found else Said("nothing")
        if isinstance(found, Said):
            quoted = found
        self.problems.append(Problem(quoted, expected, self.file, self.line, field))

    def filled(self, field: str, value: str) -> str:
        """Note an empty value as a problem."""
        if not value:
            self.add(field, value, Said("a value"))
        return value

    def word(self, field: str, value: str, words: type[_Word]) -> _Word | None:
        """Read a word of a vocabulary; None where the value is empty or unknown."""
        if not value:
            return None
        try:
            return words(value)
        except ValueError:
            self.add(field, value, Said("one of %(known)s", known=", ".join(words)))
            return None

    def date(self, field: str, value: str, *, required: bool = False) -> PartialDate | None:
        """Read a date that may be a month or a year."""
        if not value:
            if required:
                self.add(field, value, Said("a date"))
            return None
        try:
            moment = PartialDate.parse(value)
        except ValueError as error:
            day = day_number(value)
            self.add(field, value, _stored_as_number(error.args[0], day))
            return None
        if moment.first > date.today():  # noqa: DTZ011 - a date without a clock time
            self.add(field, value, Said("a date that is not in the future"))
        return moment

    def matching(self, field: str, value: str, pattern: re.Pattern[str], expected: str) -> str:
        """Note a value that does not match a pattern."""
        if value and not pattern.fullmatch(value):
            self.add(field, value, expected)
        return value

    def house_number(self, field: str, value: str) -> str:
        """Check a house number with its suffixes, such as 12, 12A, 1-3 or 89/90."""
        return self._part_of_address(field, value, _HOUSE_NUMBER, _EXPECTED_NUMBER)

    def postcode(self, field: str, value: str) -> str:
        """Check a postcode of four digits and two letters."""
        return self._part_of_address(field, value, _POSTCODE, _EXPECTED_POSTCODE)

    def _part_of_address(
        self, field: str, value: str, pattern: re.Pattern[str], expected: str
    ) -> str:
        """Refuse another form, naming any damage by a spreadsheet."""
        day = day_number(value)
        if day is not None:
            self.add(field, value, _stored_as_number(expected, day))
        elif damage := spreadsheet_damage(value):
            what = Said("%(expected)s, not %(damage)s", expected=expected, damage=damage)
            self.add(field, value, what)
        else:
            self.matching(field, value, pattern, expected)
        return value

    def degrees(self, field: str, value: str) -> float | None:
        """Read a coordinate in degrees."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.add(field, value, Said("degrees as a decimal number, such as 51.9229"))
            return None
        return number

    def unique(self, ids: Iterable[tuple[int, str]], field: str = "observation_id") -> None:
        """Note ids that occur on more than one line."""
        first: dict[str, int] = {}
        for line, value in ids:
            if value in first:
                self.line = line
                self.add(
                    field,
                    value,
                    Said("an id that line %(line)s has not used", line=str(first[value])),
                )
            first.setdefault(value, line)

    def finish(self) -> None:
        """Raise all problems at once, by line."""
        if self.problems:
            raise InputError(sorted(self.problems, key=lambda problem: problem.line or 0))


def _stored_as_number(expected: str, day: date | None) -> str:
    """Say what was expected, and that a spreadsheet made a number of a date."""
    if day is None:
        return expected
    return Said(
        "%(expected)s; a spreadsheet stores %(day)s as this number",
        expected=expected,
        day=day.isoformat(),
    )
