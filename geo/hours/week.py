"""A week as people fill it in, day by day, and the notation of OpenStreetMap that says the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from geo.model.errors import InputError, Problem
from geo.model.said import Said

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
"""The days of the week, as the notation names them."""

HOLIDAYS = "PH"
"""Public holidays, as the notation names them."""

_TIME = re.compile(r"\s*(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:uur|u|h)?\s*", re.IGNORECASE)
_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_RULE = re.compile(r"(?P<days>[A-Z][a-zH](?:[-,][A-Z][a-zH])*) (?P<what>[\d:,-]+|off|unknown)")
_LAST = 24 * 60


class DayState(StrEnum):
    """What is known of a day."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DayHours:
    """What is known of one day.

    Parameters
    ----------
    state
        Times belong to an open day only.
    times
        From and to, as ``09:00`` and ``17:00``; ``24:00`` is midnight at the end of the day.
    """

    state: DayState
    times: tuple[tuple[str, str], ...] = ()


def week_notation(week: Mapping[str, DayHours]) -> str:
    """Write a week in the notation of OpenStreetMap.

    Parameters
    ----------
    week
        By day of `DAYS`, and perhaps `HOLIDAYS`; a day that is missing is not known.

    Returns
    -------
    str
        Days with the same hours together; empty where nothing is known of any day.

    Examples
    --------
    >>> nine = DayHours(DayState.OPEN, (("09:00", "17:00"),))
    >>> shut = DayHours(DayState.CLOSED)
    >>> week_notation({"Mo": nine, "Tu": nine, "We": nine, "Fr": nine, "Su": shut, "PH": shut})
    'Mo-We,Fr 09:00-17:00; Th unknown; Sa unknown; Su off; PH off'
    """
    unknown = DayHours(DayState.UNKNOWN)
    if all(week.get(day, unknown).state is DayState.UNKNOWN for day in DAYS):
        return ""
    by_words: dict[str, list[int]] = {}
    for number, day in enumerate(DAYS):
        by_words.setdefault(_words(week.get(day, unknown)), []).append(number)
    unknown_days = by_words.pop("unknown", [])
    rules = [(_days(numbers), words) for words, numbers in by_words.items()]
    rules += [(DAYS[number], "unknown") for number in unknown_days]
    rules.sort(key=lambda rule: DAYS.index(rule[0][:2]))
    holidays = week.get(HOLIDAYS, unknown)
    if holidays.state is not DayState.UNKNOWN:
        rules.append((HOLIDAYS, _words(holidays)))
    return "; ".join(f"{days} {words}" for days, words in rules)


def read_week(notation: str) -> dict[str, DayHours] | None:
    """Read a week back from the notation, to fill in a form.

    Parameters
    ----------
    notation
        As a source gives it.

    Returns
    -------
    dict of str to DayHours
        By day; None where the notation says more than a week can, such as dates or comments.

    Examples
    --------
    >>> read_week("Mo 09:00-12:00; PH off")["Mo"].times
    (('09:00', '12:00'),)
    >>> read_week('Mo 09:00-12:00 "on request"') is None
    True
    """
    week: dict[str, DayHours] = {}
    for rule in filter(None, (part.strip() for part in notation.split(";"))):
        match = _RULE.fullmatch(rule)
        if match is None:
            return None
        days = _read_days(match["days"])
        hours = _read_words(match["what"])
        if days is None or hours is None or set(days) & set(week):
            return None
        week |= dict.fromkeys(days, hours)
    return week or None


def read_time(text: str) -> str | None:
    """Read a time of the day as people write it: ``9``, ``9.30``, ``0930``, ``9:30 uur``.

    Returns
    -------
    str
        As ``09:30``; None where it is no time.

    Examples
    --------
    >>> read_time("9.30 uur"), read_time("24"), read_time("25"), read_time("half tien")
    ('09:30', '24:00', None, None)
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    minutes = int(match[1]) * 60 + int(match[2] or 0)
    if minutes > _LAST or int(match[2] or 0) >= 60:  # noqa: PLR2004
        return None
    return f"{minutes // 60:02}:{minutes % 60:02}"


def filled_in(day: str, state: str, times: Sequence[tuple[str, str]]) -> DayHours:
    """Read one day of a form.

    Parameters
    ----------
    day
        Of `DAYS` or `HOLIDAYS`, for messages.
    state
        A word of `DayState`.
    times
        From and to as they were typed; empty pairs are passed over.

    Raises
    ------
    InputError
        With everything that is wrong with the day.
    """
    problems: list[Problem] = []
    if state not in list(DayState):
        problems.append(Problem(f"'{state}'", Said("open, closed or unknown"), field=day))
    read: list[tuple[str, str]] = []
    for start, end in times:
        if not (start.strip() or end.strip()):
            continue
        pair = read_time(start), read_time(end)
        if pair[0] is None or pair[1] is None or not pair[0] < pair[1]:
            expected = Said("a time, and a later one, such as 9:00 and 17:00")
            found = Said("%(start)s to %(end)s", start=f"'{start}'", end=f"'{end}'")
            problems.append(Problem(found, expected, field=day))
        else:
            read.append((pair[0], pair[1]))
    read.sort()
    if any(one[1] > other[0] for one, other in pairwise(read)):
        found = Said("times that overlap")
        problems.append(Problem(found, Said("one after the other"), field=day))
    if state == DayState.OPEN and not times_given(times):
        expected = Said("from when to when it is open")
        problems.append(Problem(Said("no times"), expected, field=day))
    if problems:
        raise InputError(problems)
    return DayHours(DayState(state), tuple(read) if state == DayState.OPEN else ())


def times_given(times: Sequence[tuple[str, str]]) -> bool:
    """Tell whether any time was filled in."""
    return any(text.strip() for pair in times for text in pair)


def _words(hours: DayHours) -> str:
    match hours.state:
        case DayState.CLOSED:
            return "off"
        case DayState.UNKNOWN:
            return "unknown"
        case _:
            return ",".join(f"{start}-{end}" for start, end in hours.times)


def _days(numbers: Sequence[int]) -> str:
    """Write days, three or more in a row as a range."""
    parts: list[str] = []
    row: list[int] = []
    for number in [*numbers, None]:
        if row and (number is None or number != row[-1] + 1):
            names = [DAYS[one] for one in row]
            parts += [f"{names[0]}-{names[-1]}"] if len(row) > 1 else names
            row = []
        if number is not None:
            row.append(number)
    return ",".join(parts)


def _read_days(text: str) -> list[str] | None:
    known = [*DAYS, HOLIDAYS]
    days: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in known or (last and last not in DAYS):
            return None
        if last:
            start, end = DAYS.index(first), DAYS.index(last)
            days += DAYS[start : end + 1]
            if end < start:
                return None
        else:
            days.append(first)
    return days


def _read_words(text: str) -> DayHours | None:
    if text in {"off", "unknown"}:
        return DayHours(DayState.CLOSED if text == "off" else DayState.UNKNOWN)
    spans = [_SPAN.fullmatch(part) for part in text.split(",")]
    times = [(span[1], span[2]) for span in spans if span]
    if len(times) != len(spans) or any(start >= end for start, end in times):
        return None
    return DayHours(DayState.OPEN, tuple(times))
