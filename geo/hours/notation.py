"""Reading opening hours in the notation of OpenStreetMap.

The notation: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. It is evaluated
by `opening-hours-py`, after three steps:

- ``PH`` and ``SH`` become the dates of our own table, because engines differ about holidays. So
  ``SH Mo-Fr 10:00-16:00`` means what it says, where the engine would read "school holidays, and
  all weekdays".
- A rule that is only a comment becomes ``unknown``, as the specification requires; the engine says
  "open, always".
- What two engines interpret differently is refused: fallback rules, open ends, the sun, intervals
  of appointments, and days without times (``Mo, We 09:00-17:00`` is "Monday all day" to the
  engine).

What is refused is kept as text, and the answer is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from opening_hours import OpeningHours
from opening_hours import ParserError as ParseError  # type: ignore[attr-defined]  # not in stub
from opening_hours import State as EngineState

from geo.hours.calendar_nl import Calendar, DayOff, Holiday

EXPLICIT = "off"
"""The comment that marks a closing rule, to distinguish it from hours that say nothing."""

SEASON = timedelta(days=31)
"""A longer span of dates, in days, is a season and says nothing about the holidays in it."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = rf"(?:\d{{4}} )?(?:{'|'.join(_MONTHS)}) \d{{1,2}}"
_DATES = rf"{_DATE}(?:-(?:{_DATE}|\d{{1,2}}(?!:)\b))?"
_DATED = re.compile(rf"{_DATES}(?:,{_DATES})*(?=\s|$)")

_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_DAYS = rf"{_DAY}(?:-{_DAY}|\[[-\d,]+\])?"
_MEMBER = re.compile(rf"{_DAYS}|PH|SH", re.IGNORECASE)
_SELECTOR = re.compile(
    rf"(?P<members>(?:{_DAYS}|PH|SH)(?:,(?:{_DAYS}|PH|SH))*)(?P<rest>(?:\s.*)?)$",
    re.IGNORECASE | re.DOTALL,
)
_HOLIDAY = re.compile(r"\b(?:PH|SH)\b", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b{_DAY}\b", re.IGNORECASE)

_QUOTED = re.compile(r'"[^"]*"')
_RULES = re.compile(r'(?:"[^"]*"|[^;"])+')
_ADDED = re.compile(r',\s+(?=(?:[^"]*"[^"]*")*[^"]*$)')
_TIME = re.compile(r"\d:\d\d|24/7")
_STATE = re.compile(r"\b(?:off|closed|open|unknown)\b")
_CLOSES = re.compile(r"\b(?:off|closed)\b")
_DISPUTED = re.compile(
    r"\|\||:\d\d\+|:\d\d/|\b(?:sunrise|sunset|dawn|dusk)\b|\b(?:PH|SH)\s*[+-]", re.IGNORECASE
)


class NotUnderstoodError(ValueError):
    """The hours cannot be evaluated with certainty."""


@dataclass(frozen=True, slots=True)
class Notation:
    """Opening hours that can be evaluated.

    Parameters
    ----------
    on_workdays
        The hours, reading holidays on which only some people are free as ordinary days.
    on_days_off
        The same, reading those as public holidays.
    mentions_public, mentions_school
        Whether they mention public or school holidays.
    named
        The hours "open all day" on each day that a dated rule names; None without such rules.
    """

    on_workdays: OpeningHours
    on_days_off: OpeningHours
    mentions_public: bool
    mentions_school: bool
    named: OpeningHours | None

    def provides_for(self, day: date) -> bool:
        """Return whether the hours mention this holiday, by ``PH`` or by its date."""
        return self.mentions_public or self.names(day)

    def names(self, day: date) -> bool:
        """Return whether a dated rule names the day."""
        return self.named is not None and any(
            state == EngineState.OPEN for _, _, state, _ in stretches(self.named, day)
        )


def read_notation(text: str, calendar: Calendar) -> Notation:
    """Read opening hours.

    Parameters
    ----------
    calendar
        The dates that ``PH`` and ``SH`` stand for.

    Raises
    ------
    NotUnderstoodError
        They are not in the notation, or in a part of it that engines interpret differently.
    """
    outside = _outside(text)
    if outside.count('"') % 2 or _DISPUTED.search(outside):
        raise NotUnderstoodError(text)
    rules = [_plain(rule.strip()) for rule in _RULES.findall(text) if rule.strip()]
    sure = [one for one in calendar.public if one.day_off is DayOff.YES]

    def engine(public: Iterable[Holiday]) -> OpeningHours:
        dates = {"PH": _written(public), "SH": _written(calendar.school)}
        return _compile("; ".join(_dated(rules, dates.__getitem__)) or "off")

    mentions_public = re.search(r"\bPH\b", outside, re.IGNORECASE) is not None
    on_workdays = engine(sure)
    return Notation(
        on_workdays=on_workdays,
        on_days_off=engine(calendar.public) if mentions_public else on_workdays,
        # "24/7" covers every day, holidays included.
        mentions_public=mentions_public or "24/7" in outside,
        mentions_school=re.search(r"\bSH\b", outside, re.IGNORECASE) is not None,
        named=_named(rules, calendar),
    )


def stretches(
    engine: OpeningHours, day: date
) -> Iterator[tuple[datetime, datetime, EngineState, str]]:
    """Evaluate one day.

    Parameters
    ----------
    engine
        Compiled hours without a zone.

    Yields
    ------
    tuple
        Begin and end on the wall clock, state and comment; together the whole day.
    """
    begins = datetime.combine(day, datetime.min.time())
    yield from engine.intervals(begins, begins + timedelta(days=1))


def _plain(rule: str) -> str:
    """Write a rule so that the engine reads it according to the specification."""
    parts = []
    for part in _ADDED.split(rule):
        outside = _outside(part)
        timed, state = _TIME.search(outside), _STATE.search(outside)
        if not timed and not state:
            if '"' not in part:
                raise NotUnderstoodError(rule)
            parts.append(part.replace('"', 'unknown "', 1))
        elif _CLOSES.search(outside) and '"' not in part:
            parts.append(f'{part} "{EXPLICIT}"')
        else:
            parts.append(part)
    return ", ".join(parts)


def _dated(rules: Iterable[str], dates: Callable[[str], str]) -> Iterator[str]:
    """Replace ``PH`` and ``SH`` by dates; a rule may become two, or none."""
    for rule in rules:
        if not _HOLIDAY.search(_outside(rule)):
            yield rule
            continue
        found = _SELECTOR.match(rule)
        if found is None or _HOLIDAY.search(_outside(found["rest"])):
            raise NotUnderstoodError(rule)
        members = _MEMBER.findall(found["members"])
        weekdays = [one for one in members if not _HOLIDAY.fullmatch(one)]
        if weekdays:
            if _WEEKDAY.search(_outside(found["rest"])):
                raise NotUnderstoodError(rule)
            yield ",".join(weekdays) + found["rest"]
        holidays = sorted({one.upper() for one in members} & {"PH", "SH"})
        if days := ",".join(filter(None, map(dates, holidays))):
            yield days + found["rest"]


def _named(rules: Iterable[str], calendar: Calendar) -> OpeningHours | None:
    """Find the days that rules name by date, ignoring seasons."""
    found = (_DATED.match(rule) for rule in rules)
    short = [one.group() for one in found if one and not _is_season(one.group(), calendar)]
    return _compile("; ".join(f"{dates} open" for dates in short)) if short else None


def _is_season(dates: str, calendar: Calendar) -> bool:
    first = datetime.combine(calendar.first, datetime.min.time())
    last = datetime.combine(calendar.last, datetime.min.time())
    spans = _compile(f"{dates} open").intervals(first, last)
    return any(ends - begins > SEASON for begins, ends, state, _ in spans if _opens(state))


def _opens(state: EngineState) -> bool:
    return bool(state == EngineState.OPEN)


def _compile(expression: str) -> OpeningHours:
    try:
        return OpeningHours(expression)
    except ParseError as error:
        raise NotUnderstoodError(expression) from error


def _outside(text: str) -> str:
    """Blank the text between quotes."""
    return _QUOTED.sub('""', text)


def _written(holidays: Iterable[Holiday]) -> str:
    """Write days in the notation: ``2026 Jul 18-2026 Aug 30``."""
    return ",".join(
        _date(one.first) if one.first == one.last else f"{_date(one.first)}-{_date(one.last)}"
        for one in holidays
    )


def _date(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d}"
