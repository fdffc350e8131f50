"""Reading opening hours in the notation of OpenStreetMap.

The notation: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. It is evaluated
by `opening-hours-py`, after these steps:

- ``PH`` and ``SH`` become the dates of our own table, because engines differ about holidays. So
  ``SH Mo-Fr 10:00-16:00`` means what it says, where the engine would read "school holidays, and
  all weekdays".
- A rule that is only a comment becomes ``unknown``, as the specification requires; the engine says
  "open, always".
- ``, PH off`` after times is a rule of its own, as its writer means it.
- Where hours run past midnight and the day on which they begin is closed by a later rule, the hours
  after midnight do not happen either; the engine keeps them.
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

_ONE_DAY, _ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)
_MIDNIGHT = "24:00"
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
_HOLIDAY_RULE = re.compile(r'(?<=[\d"]),\s+(?=(?:PH|SH)\b)', re.IGNORECASE)
"""The comma before a rule about holidays that follows times."""
_PAST_MIDNIGHT = re.compile(r"(?P<begins>\d\d:\d\d)-(?P<ends>\d\d:\d\d)")
_TIME = re.compile(r"\d:\d\d|24/7")
_STATE = re.compile(r"\b(?:off|closed|open|unknown)\b")
_CLOSES = re.compile(r"\b(?:off|closed)\b")
_CLOSED_ALWAYS = re.compile(r"(?:24/7\s+)?(?:off|closed)\s*(?:\"\")?")
"""A rule that closes all the time."""
_DISPUTED = re.compile(
    r"\|\||:\d\d\+|:\d\d/|\b(?:sunrise|sunset|dawn|dusk)\b|\b(?:PH|SH)\s*[+-]", re.IGNORECASE
)


class NotUnderstoodError(ValueError):
    """The hours cannot be evaluated with certainty."""


@dataclass(frozen=True, slots=True)
class HoursEngine:
    """Compiled hours, without a zone.

    Parameters
    ----------
    full
        The hours as they are written.
    own
        The hours of each day up to its midnight; None where none run past it.
    """

    full: OpeningHours
    own: OpeningHours | None

    def intervals(
        self, begins: datetime, ends: datetime
    ) -> Iterable[tuple[datetime, datetime, EngineState, str]]:
        """Evaluate a span of time on the wall clock; see `stretches` for a day."""
        found: Iterable[tuple[datetime, datetime, EngineState, str]] = self.full.intervals(
            begins, ends
        )
        return found

    def day(self, begins: datetime) -> Iterator[tuple[datetime, datetime, EngineState, str]]:
        """Evaluate a day; what began on a day that is closed after all does not happen."""
        spans = list(self.full.intervals(begins, begins + _ONE_DAY))
        if self.own is not None and self._left_over(spans[0], begins):
            until = spans[0][1]
            yield from self.own.intervals(begins, until)
            spans = spans[1:]
        yield from spans

    def _left_over(
        self, first: tuple[datetime, datetime, EngineState, str], begins: datetime
    ) -> bool:
        """Whether a day begins with hours of the day before, which a rule closed."""
        assert self.own is not None  # noqa: S101 - asked before
        _, _, state, _ = first
        if state == EngineState.CLOSED or _at(self.own, begins)[0] != EngineState.CLOSED:
            return False
        before, comment = _at(self.full, begins - _ONE_MINUTE)
        return bool(before == EngineState.CLOSED) and bool(comment)


def _at(engine: OpeningHours, moment: datetime) -> tuple[EngineState, str]:
    _, _, state, comment = next(iter(engine.intervals(moment, moment + _ONE_MINUTE)))
    return state, comment


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
    only_closes
        Whether they only say when it is closed, and nothing about the rest of the time.
    single
        Whether they are one rule: whenever they are not closed, they say the same.
    named
        The hours "open all day" on each day that a dated rule names; None without such rules.
    """

    on_workdays: HoursEngine
    on_days_off: HoursEngine
    mentions_public: bool
    mentions_school: bool
    only_closes: bool
    single: bool
    named: HoursEngine | None

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
    apart = "; ".join(_HOLIDAY_RULE.split(text))
    written = [rule.strip() for rule in _RULES.findall(apart) if rule.strip()]
    rules = [_plain(rule) for rule in written]
    sure = [one for one in calendar.public if one.day_off is DayOff.YES]

    def engine(public: Iterable[Holiday]) -> HoursEngine:
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
        only_closes=bool(written)
        and all(_CLOSES.search(_outside(rule)) and ", " not in rule for rule in written)
        and not any(_CLOSED_ALWAYS.fullmatch(_outside(rule)) for rule in written),
        single=len(rules) == 1 and not _ADDED.search(outside) and "||" not in outside,
        named=_named(rules, calendar),
    )


_SIMPLE = re.compile(
    rf"(?P<days>{_DAYS}(?:,{_DAYS})*)\s+(?P<times>\d\d:\d\d-\d\d:\d\d"
    r"(?:,\d\d:\d\d-\d\d:\d\d)*)$",
    re.IGNORECASE,
)
_WEEK = ("mo", "tu", "we", "th", "fr", "sa", "su")


def replaced_hours(text: str) -> tuple[str, str] | None:
    """Find a rule that takes away hours of an earlier one that it does not touch.

    ``Mo-Fr 08:00-12:00; Tu,Th 14:00-16:00`` closes Tuesday morning: after a semicolon a rule
    replaces the day, after a comma it adds to it. Which was meant only its writer knows.

    Returns
    -------
    tuple of str, or None
        The earlier rule and the later one; None where no rule does so.
    """
    found: list[tuple[str, set[str], list[tuple[str, str]]]] = []
    for rule in (one.strip() for one in _RULES.findall(text)):
        match = _SIMPLE.fullmatch(rule)
        if match is None:
            continue
        days = _weekdays(match["days"])
        times = [(one[:5], one[6:]) for one in match["times"].split(",")]
        for earlier, other_days, other_times in found:
            apart = all(
                ends <= begun or begins >= ended
                for begins, ends in times
                for begun, ended in other_times
            )
            if days & other_days and apart:
                return earlier, rule
        found.append((rule, days, times))
    return None


def _weekdays(days: str) -> set[str]:
    found: set[str] = set()
    for part in days.casefold().split(","):
        first, _, last = part.partition("-")
        if "[" in part:
            continue
        begins = _WEEK.index(first)
        length = (_WEEK.index(last or first) - begins) % len(_WEEK)
        found |= {_WEEK[(begins + number) % len(_WEEK)] for number in range(length + 1)}
    return found


def stretches(
    engine: HoursEngine, day: date
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
    yield from engine.day(datetime.combine(day, datetime.min.time()))


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


def _named(rules: Iterable[str], calendar: Calendar) -> HoursEngine | None:
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


def _compile(expression: str) -> HoursEngine:
    own = _PAST_MIDNIGHT.sub(_to_midnight, expression)
    try:
        full = OpeningHours(expression)
        return HoursEngine(full, OpeningHours(own) if own != expression else None)
    except ParseError as error:
        raise NotUnderstoodError(expression) from error


def _to_midnight(times: re.Match[str]) -> str:
    """End at midnight what runs past it."""
    if times["begins"] < times["ends"] <= _MIDNIGHT:
        return times[0]
    return f"{times['begins']}-{_MIDNIGHT}"


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
