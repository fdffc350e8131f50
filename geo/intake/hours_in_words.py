"""Opening hours in Dutch words, read into the notation of OpenStreetMap where that is sure.

A text is read word by word. Every word must be understood, and the whole must have one meaning;
otherwise the answer is None and the text stays as it is. Nothing is guessed: "van 2 tot 4" may be
the night, "maandag tot vrijdag" may leave out Friday, and "om de week" does not say which week.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from geo.hours.calendar_nl import Calendar
from geo.hours.notation import NotUnderstoodError, read_notation
from geo.intake._dutch_words import HALVES, HoursWord, tokens
from geo.intake._said_hours import (
    MONTHS,
    Interval,
    SaidHours,
    Selector,
    UnsureError,
    day,
    in_notation,
)

_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_OSM = re.compile(
    r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|24/7"
)
_HOUR = 60
_DAY = 24 * _HOUR
_PARTS = {"ochtend": (5, 13), "middag": (12, 19), "avond": (17, 24)}
"""Between which hours a part of the day lies, with some room."""
_NOON = 12
_EARLIEST = 6
"""Nobody who means the morning writes an hour before this one."""
_LATE, _EARLY = 18 * _HOUR, 5 * _HOUR
_SPOKEN_UNTIL = 8
"""Bare hours up to here ("van 7 tot 9") may be the evening, in spoken style."""


def hours_in_notation(text: str, calendar: Calendar, since: date) -> str | None:
    """Read opening hours in Dutch words.

    Parameters
    ----------
    text
        As a source writes them; hours that are in the notation already stay as they are.
    calendar
        Holidays, for "gesloten in de zomervakantie".
    since
        The day from which holidays matter: that of the source.

    Returns
    -------
    str or None
        In the notation of OpenStreetMap; None where it is not sure.

    Examples
    --------
    >>> from geo.model.settings import settings
    >>> calendar = Calendar.open(settings().holidays, "Midden")
    >>> today = date(2026, 11, 27)
    >>> hours_in_notation("ma t/m vr 9-17 uur", calendar, today)
    'Mo-Fr 09:00-17:00'
    >>> hours_in_notation("dinsdag- en donderdagmiddag van 13.30 tot 16.00", calendar, today)
    'Tu,Th 13:30-16:00'
    >>> hours_in_notation("dinsdag van 2 tot 4", calendar, today) is None
    True
    """
    written = " ".join(text.split())
    if _OSM.search(written) and _is_notation(written, calendar):
        return written
    try:
        found = _Reader(list(tokens(text)), calendar, since).read()
    except UnsureError:
        return None
    return found if _is_notation(found, calendar) else None


def _is_notation(text: str, calendar: Calendar) -> bool:
    try:
        read_notation(text, calendar)
    except NotUnderstoodError:
        return False
    return True


class _Reader:
    """Reads the words of one text from left to right."""

    def __init__(self, words: list[HoursWord], calendar: Calendar, since: date) -> None:
        self._words = words
        self._at = 0
        self._calendar = calendar
        self._since = since
        self._said = SaidHours()

    def read(self) -> str:
        """Read all words; each statement moves on, or the text is unsure."""
        whole = [word.kind for word in self._words if word.kind not in {"break", "and"}]
        if whole == ["appointment"]:
            return '"op afspraak"'
        if whole == ["irregular"]:
            return '"geen vaste tijden"'
        if whole in (["always"], ["everyday", "always"]):
            return "24/7"
        while self._skip("break", "and", "comma", "open"):
            self._statement()
        return in_notation(self._said)

    def _statement(self) -> None:
        """Read one statement: days with times, times with days, or what is closed."""
        self._skip("on", "open")
        if self._is("from") and self._is_at(1, "day"):
            self._at += 1
        if self._take("except") or self._take("closed"):
            self._closed()
        elif self._is("holiday", "schoolholiday", "named", "month"):
            self._closed()
            if not self._take("closed"):
                raise UnsureError
        elif self._is("number", "from", "half"):
            times = self._times("")
            self._skip("on")
            selectors = self._days()
            if self._is("number", "from", "part", "half") or any(part for _, part in selectors):
                raise UnsureError
            self._add(selectors, times)
        else:
            self._days_first()

    def _days_first(self) -> None:
        selectors = self._days()
        self._skip("open")
        if self._take("closed"):
            self._said.closed += [selector for selector, _ in selectors]
            return
        part = selectors[0][1]
        if self._is("number", "from", "part", "half"):
            self._add(selectors, self._times(part))
        elif self._is("between"):
            raise UnsureError
        else:
            self._said.untimed += [(selector, one) for selector, one in selectors]

    def _add(self, selectors: list[tuple[Selector, str]], times: list[Interval]) -> None:
        for selector, _ in selectors:
            self._said.timed.append((selector, times))

    # Days

    def _days(self) -> list[tuple[Selector, str]]:
        """Read which days are meant, each with the part of the day that stands with it."""
        self._skip("open")
        every = bool(self._take("every"))
        if self._is("nth"):
            return self._nth_days(every=every)
        days: set[int] = set()
        parts: list[str | None] = []
        joints: list[str] = []
        while True:
            word = self._next("day", "everyday")
            found = set(word.days)
            if word.kind == "day" and self._is("through", "dash") and self._is_at(1, "day"):
                self._at += 1
                last = self._next("day")
                found = _run(min(word.days), min(last.days))
                word = HoursWord("day", last.text, frozenset(found), part=last.part)
            if days & found:
                raise UnsureError
            days |= found
            hyphen = bool(self._take("dash")) if self._is_at(1, "and", "comma") else False
            parts.append(None if hyphen else word.part)
            joint = self._joint()
            if not joint:
                break
            joints.append(joint)
        if "slash" in joints and len(joints) < 2:  # noqa: PLR2004 - "ma/vr" is a span to some
            raise UnsureError
        if self._is("except") and self._is_at(1, "day"):
            self._at += 1
            off = self._next("day").days
            self._take("comma")
            if not off < days:
                raise UnsureError
            days -= off
        if self._is("through", "until"):
            raise UnsureError
        part = _one_part(parts)
        return [((frozenset(days), ()), part)]

    def _nth_days(self, *, every: bool) -> list[tuple[Selector, str]]:
        """Read days of the month: "eerste en derde dinsdag van de maand"."""
        found: list[tuple[Selector, str]] = []
        of_month = False
        while self._is("nth"):
            numbers = [self._next("nth").number]
            while (
                self._is("and", "comma")
                and self._is_at(1, "nth")
                and self._is_at(2, "nth", "day", "and", "comma")
            ):
                if not self._is_at(2, "day", "and", "comma"):
                    raise UnsureError
                self._at += 1
                numbers.append(self._next("nth").number)
            day = self._next("day")
            if len(set(numbers)) < len(numbers):
                raise UnsureError
            found.append(((day.days, tuple(numbers)), day.part))
            of_month = bool(self._take("ofmonth"))
            if self._is("and", "comma") and self._is_at(1, "nth"):
                self._at += 1
        # "Elke tweede dinsdag" may be every other Tuesday; the first and the last can only be of
        # the month.
        plain = all(number in {1, -1} for (_, numbers), _ in found for number in numbers)
        if not (of_month or (every and plain)):
            raise UnsureError
        if len(found) > 1 and any(part for _, part in found):
            raise UnsureError
        if self._is("and") and self._is_at(1, "day"):
            raise UnsureError
        return found

    def _joint(self) -> str:
        """Take the word between two days; empty where no further day follows."""
        for kind in ("and", "comma", "slash"):
            if not self._is(kind):
                continue
            length = 2 if kind == "comma" and self._is_at(1, "and") else 1
            if self._is_at(length, "day", "everyday"):
                self._at += length
                return kind
        return ""

    # Times

    def _times(self, part: str) -> list[Interval]:
        """Read one span of time or several."""
        found: list[Interval] = []
        while True:
            self._skip("open")
            own = self._take("part")
            found.append(self._span(own.text if own else part, stated=bool(own)))
            after = self._at
            if self._is("and", "comma", "slash"):
                self._at += 1
                self._skip("open")
                if self._is("number", "from", "part", "half"):
                    continue
            self._at = after
            break
        if any(one[1] > two[0] for one, two in pairwise(found)):
            raise UnsureError
        if self._is("appointment", "until", "through", "dash"):
            raise UnsureError
        return found

    def _span(self, part: str, *, stated: bool) -> Interval:
        self._take("from")
        first = self._clock()
        behind = self._take("part")
        if not self._take("until") and not self._take("dash") and not self._take("through"):
            raise UnsureError
        last = self._clock()
        after = self._take("part")
        if behind or (after and stated):
            raise UnsureError
        return _resolve(first, last, after.text if after else part)

    def _clock(self) -> HoursWord:
        """Read a time: a number, or "half tien"."""
        if self._take("half"):
            number = self._next("number")
            if number.minutes % _HOUR or not 1 <= number.minutes // _HOUR <= _NOON:
                raise UnsureError
            return HoursWord("number", number.text, minutes=number.minutes - HALVES, is_spoken=True)
        return self._next("number")

    # What is closed

    def _closed(self) -> None:
        """Read days, holidays or months on which it is closed."""
        while True:
            self._skip("on", "from")
            if self._take("holiday"):
                self._said.closed_dates.append("PH")
            elif self._take("schoolholiday"):
                self._said.closed_dates.append("SH")
            elif word := self._take("named"):
                self._said.closed_dates.append(self._holiday_dates(word.text))
            elif word := self._take("month"):
                self._said.closed_dates.append(self._months(word))
            else:
                self._said.closed += [selector for selector, _ in self._days()]
                if self._is("number", "from", "part", "half"):
                    raise UnsureError
            joined = self._is("and", "comma")
            if not joined or not self._is_at(1, "holiday", "schoolholiday", "named", "month", "on"):
                return
            self._at += 1

    def _months(self, first: HoursWord) -> str:
        """Write a month, or a span of them, as dates."""
        last = first
        if self._is("through", "dash") and self._is_at(1, "month"):
            self._at += 1
            last = self._next("month")
        ends = f"{MONTHS[last.number]} {_MONTH_DAYS[last.number]}"
        return f"{MONTHS[first.number]} 01-{ends}"

    def _holiday_dates(self, name: str) -> str:
        """Write the dates of a school holiday that are listed and still matter."""
        spans = [
            f"{day(one.first)}-{day(one.last)}"
            for one in self._calendar.school
            if one.name == name and one.last >= self._since
        ]
        if not spans:
            raise UnsureError
        return ",".join(spans)

    # Words

    def _is(self, *kinds: str) -> bool:
        return self._is_at(0, *kinds)

    def _is_at(self, ahead: int, *kinds: str) -> bool:
        at = self._at + ahead
        return at < len(self._words) and self._words[at].kind in kinds

    def _take(self, kind: str) -> HoursWord | None:
        """Take the next word if it is of a kind."""
        if not self._is(kind):
            return None
        self._at += 1
        return self._words[self._at - 1]

    def _next(self, *kinds: str) -> HoursWord:
        """Take the next word, which must be of one of these kinds."""
        if not self._is(*kinds):
            raise UnsureError
        self._at += 1
        return self._words[self._at - 1]

    def _skip(self, *kinds: str) -> bool:
        """Skip words of these kinds; false at the end."""
        while self._is(*kinds):
            self._at += 1
        return self._at < len(self._words)


def _one_part(parts: list[str | None]) -> str:
    """Return the part of the day that all days share; a hyphen takes that of the last one."""
    last = parts[-1]
    told = {part for part in parts if part is not None}
    if len(told) > 1:
        raise UnsureError
    return last or ""


def _run(first: int, last: int) -> set[int]:
    """Return the days from one to another, over Sunday where the second comes earlier."""
    if first == last:
        raise UnsureError
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _resolve(first: HoursWord, last: HoursWord, part: str) -> Interval:
    """Say which minutes of the day two times are."""
    begins, ends = first.minutes, last.minutes
    if begins >= _DAY or ends > _DAY:
        raise UnsureError
    if part:
        return _within(part, begins, ends)
    if first.is_spoken or last.is_spoken or begins < _EARLIEST * _HOUR:
        raise UnsureError
    if first.is_bare and begins <= _SPOKEN_UNTIL * _HOUR and ends < _NOON * _HOUR:
        raise UnsureError
    if ends <= begins:
        if begins >= _LATE and ends <= _EARLY and (ends == 0 or last.is_exact):
            return begins, ends + _DAY
        raise UnsureError
    return begins, ends


def _within(part: str, begins: int, ends: int) -> Interval:
    """Move spoken hours into a part of the day, and see that they lie in it."""
    low, high = (hour * _HOUR for hour in _PARTS[part])
    half = _NOON * _HOUR
    if part != "ochtend":
        begins += half if begins < low and begins + half < high else 0
        ends += half if ends < begins and ends <= half else 0
    if ends == 0:
        ends = _DAY
    if not low <= begins < ends <= high:
        raise UnsureError
    return begins, ends
