"""Answers about opening: three states, why, for whom, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from geo.hours.calendar_nl import Holiday
from geo.model.partial_date import PartialDate


class OpeningState(StrEnum):
    """The three answers. Unknown is never counted or worded as one of the other two."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Admission(StrEnum):
    """Who can go in during the hours."""

    GENERAL = "general"
    """Anybody can walk in."""
    ACTIVITY = "activity"
    """Open for an activity that the comment names, such as a meal."""
    APPOINTMENT = "appointment"
    """Only by appointment."""
    IRREGULAR = "irregular"
    """No fixed hours: a fact about the place, not a gap in the data."""
    UNKNOWN = "unknown"
    """Unknown."""


class OpeningReason(StrEnum):
    """Why the answer is unknown."""

    NO_HOURS = "no_hours"
    """No source gives opening hours."""
    NOT_UNDERSTOOD = "not_understood"
    """The hours are kept as text, but cannot be evaluated."""
    UNDATED = "undated"
    """The hours have no known date."""
    OLD = "old"
    """The hours are older than `geo.hours.VALID_YEARS`."""
    PUBLIC_HOLIDAY = "public_holiday"
    """A public holiday that the hours do not mention."""
    CALENDAR = "calendar"
    """The holidays of that year are not listed yet."""
    ACTIVITY_ONLY = "activity_only"
    """Only the hours of activities are known; the place may be open at other times."""
    ONLY_CLOSED = "only_closed"
    """Only when it is closed is known."""
    APPOINTMENT = "appointment"
    """Open by appointment only."""
    IRREGULAR = "irregular"
    """The place has no fixed hours."""
    STATED = "stated"
    """The source itself is not certain; the comment quotes it."""


@dataclass(frozen=True, slots=True)
class OpeningAnswer:
    """What is true during a whole period.

    Parameters
    ----------
    reason
        Why it is unknown; None where it is known.
    admission
        Who can go in; `Admission.UNKNOWN` where closed or unknown.
    comment
        What the source adds: the activity, or its own words.
    usual
        Where a holiday or the age of the hours makes the answer unknown: what the hours themselves
        say. Never to be shown without saying so.
    holiday
        The public holiday that makes it unknown.
    """

    state: OpeningState
    reason: OpeningReason | None = None
    admission: Admission = Admission.UNKNOWN
    comment: str = ""
    usual: OpeningState | None = None
    holiday: Holiday | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with one answer.

    Parameters
    ----------
    begins, ends
        Instants in Europe/Amsterdam; the end does not belong to it.
    """

    begins: datetime
    ends: datetime
    answer: OpeningAnswer


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a week table.

    Parameters
    ----------
    periods
        The whole day, in order and without gaps.
    public_holiday, school_holiday
        The holidays on it, if any.
    """

    day: date
    periods: tuple[Period, ...]
    public_holiday: Holiday | None
    school_holiday: Holiday | None

    @property
    def openings(self) -> tuple[Period, ...]:
        """The periods in which it is not known to be closed; empty means closed all day."""
        return tuple(one for one in self.periods if one.answer.state is not OpeningState.CLOSED)


@dataclass(frozen=True, slots=True)
class Opening:
    """The answer at one moment.

    Parameters
    ----------
    moment
        The moment of the answer, to be shown with it.
    until
        The minute at which the answer changes; None where it does not within
        `geo.hours.HORIZON_DAYS`.
    following
        The next period known to be open, for all or for an activity. If it does not begin at
        `until`, something unknown comes first.
    school_holiday
        The school holiday on that day, if the hours do not mention it: they may differ then.
    observed
        When the hours were true; None where unknown.
    """

    moment: datetime
    answer: OpeningAnswer
    until: datetime | None
    following: Period | None
    school_holiday: Holiday | None
    observed: PartialDate | None

    @property
    def state(self) -> OpeningState:
        """Open, closed or unknown."""
        return self.answer.state

    @property
    def reason(self) -> OpeningReason | None:
        """Why it is unknown."""
        return self.answer.reason

    @property
    def comment(self) -> str:
        """What the source adds."""
        return self.answer.comment

    @property
    def walk_in(self) -> bool:
        """Whether it is known to be open for anybody, not only for an activity."""
        return self.state is OpeningState.OPEN and self.answer.admission is Admission.GENERAL
