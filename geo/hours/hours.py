"""The opening hours of one place, and what they answer.

What decides, from strong to weak:

1. The holidays of the year are not listed, and the answer rests on them: unknown.
2. A public holiday of which the hours say nothing: unknown. Where it varies whether people are
   free (Good Friday, 5 May), ``PH`` decides only if the hours say the same either way.
3. Hours without a date, or older than `VALID_YEARS`: unknown.
4. What the hours say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from opening_hours import OpeningHours
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
    Notation,
    NotUnderstoodError,
    read_notation,
    stretches,
)
from geo.model.partial_date import PartialDate

VALID_YEARS = 2
"""Hours that nobody confirmed for longer are not answered from, only quoted with their date."""

HORIZON_DAYS = 100
"""How far ahead the next change and the next opening are looked for."""

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
        As the source has them; empty where no source gives any.
    observed
        When they were true, as far as known.
    admission
        Who can go in during the hours that are known; general where any hour is for everybody.
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
            In the notation of OpenStreetMap; nothing where not known.
        observed
            The date on which a source confirmed them; None where that is not known. The day on
            which an undated source was read is no confirmation.
        calendar
            The holidays.

        Returns
        -------
        Hours
            Ready to answer.
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

        Parameters
        ----------
        moment
            With a time zone.

        Returns
        -------
        Opening
            What is true then, and until when.

        Raises
        ------
        ValueError
            If the moment has no time zone.
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
        # The last period of all ends where we stopped looking, which is no change.
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
        """List some days from a first one on.

        Parameters
        ----------
        first
            The first day.
        number
            How many.

        Returns
        -------
        tuple of Day
            Each with the whole day in periods, and its holidays.
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

        Returns
        -------
        tuple of Day
            From Monday to Sunday.
        """
        return self.next_days(monday - timedelta(days=monday.weekday()), _WEEK)

    def block(self, block: TimeBlock, week: date) -> OpenShare:
        """Measure how much of a block of the week is open.

        Parameters
        ----------
        block
            The part of the week.
        week
            Monday of an ordinary week (`Calendar.ordinary_week`). The age of the hours is judged
            in that week.

        Returns
        -------
        OpenShare
            By time that passes.
        """
        return open_share(self.week(week), block)

    def said(self, day: date) -> tuple[Period, ...]:
        """Give what the hours say of a day by themselves, holidays and their age left aside.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        tuple of Period
            The whole day.
        """
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
        """Find why the hours cannot be taken at their word on a day, if they cannot."""
        calendar = self._calendar
        school_unlisted = notation.mentions_school and not calendar.knows_school(day)
        if school_unlisted or not calendar.knows_public(day):
            return OpeningReason.CALENDAR, None
        holiday = calendar.public_holiday(day)
        if holiday and not self._provides_for(holiday, notation, periods):
            return OpeningReason.PUBLIC_HOLIDAY, holiday
        if self.observed is None:
            return OpeningReason.UNDATED, None
        # From the first day that it can mean: a vague date is never younger than an exact one.
        old = day > _years_later(self.observed.first, VALID_YEARS)
        return (OpeningReason.OLD if old else None), None

    def _provides_for(
        self, holiday: Holiday, notation: Notation, periods: tuple[Period, ...]
    ) -> bool:
        """Tell whether the hours say what holds on a public holiday."""
        if holiday.day_off is DayOff.YES or notation.names(holiday.first):
            return notation.provides_for(holiday.first)
        on_day_off = tuple(self._evaluated(notation.on_days_off, holiday.first))
        return notation.mentions_public and on_day_off == periods

    def _evaluated(self, engine: OpeningHours, day: date) -> Iterator[Period]:
        for begins, ends, state, comment in stretches(engine, day):
            period = Period(
                instant(begins), instant(ends), _answer(_STATES[state], comment, self.admission)
            )
            # What lies in the hour that is skipped in spring does not happen.
            if period.begins != period.ends:
                yield period


def _answer(state: OpeningState, comment: str, admission: Admission) -> OpeningAnswer:
    """Read what the engine says as one of ours.

    Parameters
    ----------
    state, comment
        What the engine says.
    admission
        Of these hours as a whole.
    """
    if state is OpeningState.CLOSED:
        # Hours of a meal say when the meal is, not that the place is shut for the rest of the day.
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


def _admission(notation: Notation, calendar: Calendar) -> Admission:
    """Say of hours as a whole who can go in: the widest that they give at any time."""
    first = datetime.combine(calendar.first, datetime.min.time())
    last = datetime.combine(calendar.last, datetime.min.time())
    said: set[tuple[OpeningState, str]] = set()
    for _, _, state, comment in notation.on_workdays.intervals(first, last):
        said.add((_STATES[state], comment))
        if (OpeningState.OPEN, "") in said:
            return Admission.GENERAL
    found = {_answer(state, comment, Admission.UNKNOWN).admission for state, comment in said}
    return next((one for one in Admission if one in found), Admission.UNKNOWN)


def _doubted(
    periods: Iterable[Period], reason: OpeningReason, holiday: Holiday | None = None
) -> Iterator[Period]:
    """Make answers unknown, and keep what they would have been."""
    for one in periods:
        usual = None if one.answer.state is OpeningState.UNKNOWN else one.answer.state
        answer = replace(
            one.answer, state=OpeningState.UNKNOWN, reason=reason, usual=usual, holiday=holiday
        )
        yield replace(one, answer=answer)


def _merged(periods: Iterable[Period]) -> Iterator[Period]:
    """Join periods that follow each other with the same answer."""
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
