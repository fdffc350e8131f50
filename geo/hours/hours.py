"""The opening hours of one place, and the answers that follow from them.

What decides, from strong to weak:

1. The holidays of the year are not listed, and the answer depends on them: unknown.
2. A public holiday that the hours do not mention: unknown. Where only some people are free
   (Good Friday, 5 May), ``PH`` decides only if the hours say the same either way.
3. Hours without a date, or older than `VALID_YEARS`: unknown.
4. What the hours say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from opening_hours import State as EngineState

from geo.hours.answers import (
    Admission,
    Day,
    Opening,
    OpeningAnswer,
    OpeningReason,
    OpeningState,
    Period,
)
from geo.hours.blocks import OpenShare, TimeBlock, open_share
from geo.hours.calendar_nl import Calendar, DayOff, Holiday
from geo.hours.clock import ZONE, instant, midnight
from geo.hours.notation import (
    EXPLICIT,
    HoursEngine,
    Notation,
    NotUnderstoodError,
    read_notation,
    stretches,
)
from geo.model.partial_date import PartialDate

VALID_YEARS = 2
"""Hours not confirmed for longer than this give no answer; they are only quoted with their date."""

HORIZON_DAYS = 100
"""How far ahead, in days, the next change and the next opening are sought."""

_WEEK = 7
_BY_APPOINTMENT = re.compile(r"afspraak|appointment|reserver", re.IGNORECASE)
_NO_FIXED_HOURS = re.compile(
    r"geen vaste|wisselend|onregelmatig|no fixed|irregular|varies", re.IGNORECASE
)
_STATES = {
    EngineState.OPEN: OpeningState.OPEN,
    EngineState.CLOSED: OpeningState.CLOSED,
    EngineState.UNKNOWN: OpeningState.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of one place; immutable and safe to share.

    Parameters
    ----------
    text
        As in the source; empty where no source gives any.
    observed
        When they were true, as far as known.
    admission
        Who can go in during the known hours; general where any hour is for everybody.
    """

    text: str
    observed: PartialDate | None
    admission: Admission
    _calendar: Calendar = field(repr=False, compare=False)
    _notation: Notation | None = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str | None, *, observed: PartialDate | None, calendar: Calendar) -> Hours:
        """Read opening hours. Never fails: what is not understood is kept as text.

        Parameters
        ----------
        text
            In the notation of OpenStreetMap; None or empty where unknown.
        observed
            The date on which a source confirmed them; None where unknown. The day on which an
            undated source was read is not a confirmation.
        calendar
            The holidays.

        Examples
        --------
        >>> from zoneinfo import ZoneInfo
        >>> from geo.hours.calendar_nl import Calendar
        >>> from geo.model.settings import settings
        >>> calendar = Calendar.open(settings().holidays, "Midden")
        >>> observed = PartialDate(2026, 2)
        >>> hours = Hours.parse("Mo-Fr 09:00-17:00", observed=observed, calendar=calendar)
        >>> amsterdam = ZoneInfo("Europe/Amsterdam")
        >>> opening = hours.at(datetime(2026, 11, 24, 10, 30, tzinfo=amsterdam))
        >>> opening.state.value, opening.until.strftime("%H:%M")
        ('open', '17:00')
        """
        text = (text or "").strip()
        try:
            notation = read_notation(text, calendar) if text else None
        except NotUnderstoodError:
            notation = None
        admission = Admission.UNKNOWN if notation is None else _admission(notation, calendar)
        return cls(text, observed, admission, calendar, notation)

    @property
    def understood(self) -> bool:
        """Whether they can be evaluated; false where there are none."""
        return self._notation is not None

    def at(self, moment: datetime) -> Opening:
        """Answer for one moment.

        Returns
        -------
        Opening
            What is true then, and until when.

        Raises
        ------
        ValueError
            The moment has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment with a time zone")
        moment = moment.astimezone(ZONE)
        today, here = moment.date(), moment.astimezone(UTC)
        ahead = HORIZON_DAYS if self.understood else 1
        days = (self._periods(today + timedelta(days=number)) for number in range(ahead))
        periods = (
            one
            for one in _merged(period for day in days for period in day)
            if one.ends.astimezone(UTC) > here
        )
        current = next(periods)
        # The very last period ends where we stopped looking, which is not a change.
        later = next(periods, None)
        following = (one for one in _chain(later, periods) if one.answer.state is OpeningState.OPEN)
        return Opening(
            moment=moment,
            answer=current.answer,
            until=current.ends if later is not None else None,
            following=next(following, None),
            school_holiday=self._unnamed_school_holiday(today),
            observed=self.observed,
        )

    def next_days(self, first: date, number: int = 14) -> tuple[Day, ...]:
        """List days from a first one on.

        Parameters
        ----------
        first
            The first day.
        """
        days = (first + timedelta(days=offset) for offset in range(number))
        return tuple(
            Day(
                day,
                tuple(_merged(self._periods(day))),
                self._calendar.public_holiday(day),
                self._calendar.school_holiday(day),
            )
            for day in days
        )

    def week(self, monday: date) -> tuple[Day, ...]:
        """List the seven days of a week table.

        Parameters
        ----------
        monday
            The week; any of its days will do.
        """
        return self.next_days(monday - timedelta(days=monday.weekday()), _WEEK)

    def block(self, block: TimeBlock, week: date) -> OpenShare:
        """Measure how much of a block of the week is open.

        Parameters
        ----------
        week
            Monday of an ordinary week (`Calendar.ordinary_week`). The age of the hours is judged in
            that week.
        """
        return open_share(self.week(week), block)

    def said(self, day: date) -> tuple[Period, ...]:
        """Return what the hours themselves say of a day, ignoring holidays and their age."""
        if self._notation is None:
            reason = OpeningReason.NOT_UNDERSTOOD if self.text else OpeningReason.NO_HOURS
            answer = OpeningAnswer(OpeningState.UNKNOWN, reason, comment=self.text)
            return (Period(midnight(day), midnight(day + timedelta(days=1)), answer),)
        return tuple(self._evaluated(self._notation.on_workdays, day))

    def _unnamed_school_holiday(self, day: date) -> Holiday | None:
        if self._notation is not None and self._notation.mentions_school:
            return None
        return self._calendar.school_holiday(day)

    def _periods(self, day: date) -> Iterable[Period]:
        """Answer for a whole day."""
        periods = self.said(day)
        if self._notation is None:
            return periods
        reason, holiday = self._doubt(self._notation, day, periods)
        return periods if reason is None else _doubted(periods, reason, holiday)

    def _doubt(
        self, notation: Notation, day: date, periods: tuple[Period, ...]
    ) -> tuple[OpeningReason | None, Holiday | None]:
        """Find why the hours cannot be trusted on a day, if they cannot."""
        calendar = self._calendar
        school_unlisted = notation.mentions_school and not calendar.knows_school(day)
        if school_unlisted or not calendar.knows_public(day):
            return OpeningReason.CALENDAR, None
        holiday = calendar.public_holiday(day)
        if holiday and not self._provides_for(holiday, notation, periods):
            return OpeningReason.PUBLIC_HOLIDAY, holiday
        if self.observed is None:
            return OpeningReason.UNDATED, None
        # From the first day it can mean, so that a vague date is never newer than an exact one.
        old = day > _years_later(self.observed.first, VALID_YEARS)
        return (OpeningReason.OLD if old else None), None

    def _provides_for(
        self, holiday: Holiday, notation: Notation, periods: tuple[Period, ...]
    ) -> bool:
        """Return whether the hours say what applies on a public holiday."""
        if holiday.day_off is DayOff.YES or notation.names(holiday.first):
            return notation.provides_for(holiday.first)
        on_day_off = tuple(self._evaluated(notation.on_days_off, holiday.first))
        return notation.mentions_public and on_day_off == periods

    @property
    def _only_closes(self) -> bool:
        return self._notation is not None and self._notation.only_closes

    def _evaluated(self, engine: HoursEngine, day: date) -> Iterator[Period]:
        for begins, ends, state, comment in stretches(engine, day):
            answer = _answer(_STATES[state], comment, self.admission)
            if answer.state is OpeningState.CLOSED and not comment and self._only_closes:
                answer = OpeningAnswer(OpeningState.UNKNOWN, OpeningReason.ONLY_CLOSED)
            period = Period(instant(begins), instant(ends), answer)
            # Anything within the hour skipped in spring does not happen.
            if period.begins != period.ends:
                yield period


def _answer(state: OpeningState, comment: str, admission: Admission) -> OpeningAnswer:
    """Read what the engine says as one of ours."""
    if state is OpeningState.CLOSED:
        # Hours of a meal say when the meal is, not that the place is closed otherwise.
        if admission is Admission.ACTIVITY and not comment:
            return OpeningAnswer(OpeningState.UNKNOWN, OpeningReason.ACTIVITY_ONLY)
        return OpeningAnswer(OpeningState.CLOSED, comment="" if comment == EXPLICIT else comment)
    if _BY_APPOINTMENT.search(comment):
        answer = OpeningAnswer(
            OpeningState.UNKNOWN, OpeningReason.APPOINTMENT, Admission.APPOINTMENT
        )
    elif _NO_FIXED_HOURS.search(comment):
        answer = OpeningAnswer(OpeningState.UNKNOWN, OpeningReason.IRREGULAR, Admission.IRREGULAR)
    elif state is OpeningState.UNKNOWN:
        answer = OpeningAnswer(OpeningState.UNKNOWN, OpeningReason.STATED)
    else:
        answer = OpeningAnswer(
            OpeningState.OPEN, admission=Admission.ACTIVITY if comment else Admission.GENERAL
        )
    return replace(answer, comment=comment)


_OPEN_AND_CLOSED = 2


def _admission(notation: Notation, calendar: Calendar) -> Admission:
    """Return who can go in according to the hours as a whole: the widest at any time."""
    first = datetime.combine(calendar.first, datetime.min.time())
    last = datetime.combine(calendar.last, datetime.min.time())
    said: set[tuple[OpeningState, str]] = set()
    for _, _, state, comment in notation.on_workdays.intervals(first, last):
        said.add((_STATES[state], comment))
        if (OpeningState.OPEN, "") in said:
            return Admission.GENERAL
        if notation.single and len(said) == _OPEN_AND_CLOSED:
            break  # the years to come say nothing else
    found = {_answer(state, comment, Admission.UNKNOWN).admission for state, comment in said}
    return next((one for one in Admission if one in found), Admission.UNKNOWN)


def _doubted(
    periods: Iterable[Period], reason: OpeningReason, holiday: Holiday | None = None
) -> Iterator[Period]:
    """Make answers unknown, keeping what they would have been."""
    for one in periods:
        usual = None if one.answer.state is OpeningState.UNKNOWN else one.answer.state
        answer = replace(
            one.answer, state=OpeningState.UNKNOWN, reason=reason, usual=usual, holiday=holiday
        )
        yield replace(one, answer=answer)


def _merged(periods: Iterable[Period]) -> Iterator[Period]:
    """Join consecutive periods with the same answer."""
    joined: Period | None = None
    for one in periods:
        if joined is not None and joined.answer == one.answer:
            joined = replace(joined, ends=one.ends)
            continue
        if joined is not None:
            yield joined
        joined = one
    if joined is not None:
        yield joined


def _chain(first: Period | None, rest: Iterator[Period]) -> Iterator[Period]:
    if first is not None:
        yield first
        yield from rest


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
