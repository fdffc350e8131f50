"""Blocks of the week: how much of a weekday, an evening, a Saturday or a Sunday a place is open.

The answers are for an ordinary week: one without public or school holidays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from geo.hours.answers import Admission, Day, OpeningAnswer, OpeningReason, OpeningState
from geo.hours.clock import elapsed, instant
from geo.model.errors import InputError, Problem

COUNTS_FROM = 0.5
"""A place counts as open in a block if it is open to all during at least this share of it."""

_MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_DUTCH_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_WEEKDAY_TIME = re.compile(r"\s*([A-Za-z]{2})\s+(\d{1,2}):(\d{2})\s*")


class TimeBlock(StrEnum):
    """A part of the week."""

    WEEKDAY_DAY = "weekday_day"
    """Monday to Friday, 09:00 to 17:00."""
    WEEKDAY_EVENING = "weekday_evening"
    """Monday to Friday, 18:00 to 22:00."""
    SATURDAY = "saturday"
    """09:00 to 17:00."""
    SUNDAY = "sunday"
    """09:00 to 17:00."""


_BLOCKS = {
    TimeBlock.WEEKDAY_DAY: (_MONDAY_TO_FRIDAY, time(9), time(17)),
    TimeBlock.WEEKDAY_EVENING: (_MONDAY_TO_FRIDAY, time(18), time(22)),
    TimeBlock.SATURDAY: ((5,), time(9), time(17)),
    TimeBlock.SUNDAY: ((6,), time(9), time(17)),
}


class BlockAnswer(StrEnum):
    """The answer for a block, in one word."""

    OPEN = "open"
    """Open to all during all of it."""
    PARTLY = "partly"
    """Open to all during some of it."""
    CLOSED = "closed"
    """Known not to be open to all at any time of it."""
    UNKNOWN = "unknown"
    """Neither known to be open to all at any time of it, nor known to be closed."""


@dataclass(frozen=True, slots=True)
class OpenShare:
    """The share of a block with each answer; the five add up to 1.

    Parameters
    ----------
    activity
        Open for an activity only.
    appointment
        By appointment only.
    unknown
        Unknown.
    """

    open: float
    activity: float
    appointment: float
    closed: float
    unknown: float

    @property
    def answer(self) -> BlockAnswer:
        """The answer for the block, in one word."""
        if self.open == 1:
            return BlockAnswer.OPEN
        if self.open:
            return BlockAnswer.PARTLY
        return BlockAnswer.UNKNOWN if self.unknown else BlockAnswer.CLOSED

    @property
    def counts(self) -> bool | None:
        """Whether the place counts as open in this block; None where the unknown decides that."""
        if self.open >= COUNTS_FROM:
            return True
        return None if self.open + self.unknown >= COUNTS_FROM else False


def open_share(days: Iterable[Day], block: TimeBlock) -> OpenShare:
    """Measure a block of a week, by real time."""
    weekdays, begin, end = _BLOCKS[block]
    passed: dict[str, timedelta] = defaultdict(timedelta)
    for day in days:
        if day.day.weekday() not in weekdays:
            continue
        first = instant(datetime.combine(day.day, begin))
        last = instant(datetime.combine(day.day, end))
        for one in day.periods:
            inside = elapsed(max(one.begins, first), min(one.ends, last))
            passed[_share_of(one.answer)] += max(inside, timedelta())
    total = sum(passed.values(), timedelta())
    names = ("open", "activity", "appointment", "closed", "unknown")
    return OpenShare(**{name: passed[name] / total for name in names})


def weekday_time(text: str, week: date) -> datetime:
    """Read a day of the week and a time.

    Parameters
    ----------
    text
        ``Sa 14:00``; the Dutch ``za 14:00`` too.
    week
        Monday of the week, usually that of `Calendar.ordinary_week`.

    Returns
    -------
    datetime
        The moment in that week, in Europe/Amsterdam.

    Raises
    ------
    InputError
        It is not a day and time.

    Examples
    --------
    >>> weekday_time("za 14:00", date(2026, 11, 23)).isoformat()
    '2026-11-28T14:00:00+01:00'
    """
    found = _WEEKDAY_TIME.fullmatch(text)
    day = found[1].lower() if found else ""
    try:
        number = (_DUTCH_DAYS if day in _DUTCH_DAYS else _DAYS).index(day)
        shown = time(int(found[2]), int(found[3])) if found else time()
    except ValueError:
        expected = 'a day of the week and a time, such as "Sa 14:00"'
        raise InputError([Problem(text or "nothing", expected)]) from None
    return instant(datetime.combine(week + timedelta(days=number - week.weekday()), shown))


def _share_of(answer: OpeningAnswer) -> str:
    if answer.state is OpeningState.CLOSED:
        return "closed"
    if answer.state is OpeningState.OPEN:
        return "open" if answer.admission is Admission.GENERAL else "activity"
    return "appointment" if answer.reason is OpeningReason.APPOINTMENT else "unknown"
