"""What words about opening hours say, and how that is written in the notation of OpenStreetMap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from geo.intake._dutch_words import DAYS

NO_TIMES = "tijden niet bekend"
"""The comment on days of which the times are not told."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOUR = 60
_DAY = 24 * _HOUR

Interval = tuple[int, int]
Selector = tuple[frozenset[int], tuple[int, ...]]
"""Days of the week, from 0, and which of the month ((1, 3): the first and third; () is each)."""


class UnsureError(Exception):
    """The text has no one meaning that we know."""


@dataclass(slots=True)
class SaidHours:
    """What a text says, in order."""

    timed: list[tuple[Selector, list[Interval]]] = field(default_factory=list)
    untimed: list[tuple[Selector, str]] = field(default_factory=list)
    closed: list[Selector] = field(default_factory=list)
    closed_dates: list[str] = field(default_factory=list)


def in_notation(said: SaidHours) -> str:
    """Write what was said, days with equal times together."""
    merged: dict[Selector, list[Interval]] = {}
    for selector, times in said.timed:
        merged.setdefault(selector, []).extend(times)
    if said.untimed and said.timed:
        raise UnsureError
    _check_apart([*merged, *(one for one, _ in said.untimed), *said.closed])
    groups: dict[tuple[tuple[Interval, ...], tuple[int, ...]], set[int]] = {}
    for (days, numbers), times in merged.items():
        ordered = tuple(sorted(times))
        if any(one[1] > two[0] for one, two in pairwise(ordered)):
            raise UnsureError
        groups.setdefault((ordered, numbers), set()).update(days)
    rules = [
        f"{_selector(days, numbers)} {','.join(map(_interval, times))}"
        for (times, numbers), days in groups.items()
    ]
    rules += [
        f'{_selector(days, numbers)} unknown "{part + ", " if part else ""}{NO_TIMES}"'
        for (days, numbers), part in said.untimed
    ]
    off = {day for days, numbers in said.closed if not numbers for day in days}
    rules += [f"{_selector(off, ())} off"] if off else []
    rules += [f"{_selector(days, numbers)} off" for days, numbers in said.closed if numbers]
    rules += [f"{dates} off" for dates in dict.fromkeys(said.closed_dates)]
    if not rules:
        raise UnsureError
    return "; ".join(rules)


def _check_apart(selectors: list[Selector]) -> None:
    """Check that no day is mentioned twice, as one statement might replace or add to the other."""
    for number, (days, numbers) in enumerate(selectors):
        for others, other_numbers in selectors[:number]:
            both = not numbers or not other_numbers or set(numbers) & set(other_numbers)
            if days & others and both:
                raise UnsureError


def _selector(days: set[int] | frozenset[int], numbers: tuple[int, ...]) -> str:
    """Write days: three or more in a row as a span."""
    counted = f"[{','.join(map(str, numbers))}]" if numbers else ""
    return ",".join(f"{run}{counted}" for run in _runs(sorted(days)))


def _runs(days: list[int]) -> Iterator[str]:
    while days:
        length = next((n for n, day in enumerate(days) if day != days[0] + n), len(days))
        if length > 2:  # noqa: PLR2004 - as people write them
            yield f"{DAYS[days[0]]}-{DAYS[days[length - 1]]}"
        else:
            yield from (DAYS[day] for day in days[:length])
        days = days[length:]


def _interval(times: Interval) -> str:
    begins, ends = times
    ends = ends - _DAY if ends > _DAY else ends
    return f"{begins // _HOUR:02d}:{begins % _HOUR:02d}-{ends // _HOUR:02d}:{ends % _HOUR:02d}"


def day(moment: date) -> str:
    return f"{moment.year} {MONTHS[moment.month - 1]} {moment.day:02d}"
