"""Dates as sources give them: a year, a month or a day, never more exact than the source.

Written as in ISO 8601 with reduced precision: ``2023``, ``2023-11`` or ``2023-11-22``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from geo.model.said import Said

_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EARLIEST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day.

    Parameters
    ----------
    year
        Four digits.
    month
        1 to 12, or None where only the year is known.
    day
        Day of the month, or None where only the month is known.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2023``, ``2023-11`` or ``2023-11-22``.

        Raises
        ------
        ValueError
            It is none of the three, or a day that does not exist.

        Examples
        --------
        >>> date = PartialDate.parse("2023-11")
        >>> date.first, date.last
        (datetime.date(2023, 11, 1), datetime.date(2023, 11, 30))
        """
        match = _PATTERN.fullmatch(text)
        if match is None:
            message = Said("a year, a month or a day such as 2023, 2023-11 or 2023-11-22")
            raise ValueError(message)
        year, month, day = (int(part) if part else None for part in match.groups())
        if year is None or year < _EARLIEST_YEAR:
            message = Said("a year from %(first)s on", first=str(_EARLIEST_YEAR))
            raise ValueError(message)
        try:
            date(year, month or 1, day or 1)
        except ValueError as error:
            message = Said("a day that exists")
            raise ValueError(message) from error
        return cls(year, month, day)

    @property
    def first(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """Write it with the precision that is known."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text


def order(moment: PartialDate | None) -> tuple[date, date]:
    """Return the key that sorts from old to new; an unknown date comes before all.

    If two dates begin on the same day, the more exact one is the newer: ``2023-01-01`` says more
    than ``2023``. A year on its own counts from its first day, so that a vague date never outranks
    an exact one within it.

    Examples
    --------
    >>> dates = [PartialDate(2023, 1, 1), None, PartialDate(2023), PartialDate(2022, 12)]
    >>> [str(date) for date in sorted(dates, key=order)]
    ['None', '2022-12', '2023', '2023-01-01']
    """
    if moment is None:
        return (date.min, date.min)
    return (moment.first, date.fromordinal(date.max.toordinal() - moment.last.toordinal()))
