"""Opening hours with three answers: open until when, closed until when, or unknown and why.

::

    calendar = Calendar.open(holidays, "Midden")
    hours = Hours.parse("Mo-Fr 09:00-17:00", observed=PartialDate(2026, 2), calendar=calendar)
    hours.at(moment).state          open, closed or unknown
    hours.at(moment).until          the minute at which that changes
    hours.week(monday)              for a week table
    hours.block(TimeBlock.SUNDAY, calendar.ordinary_week(today))

No clock is read here: the caller passes the moment, and shows it with the answer. The rules and the
reasons for them are in ``docs/opening-hours.md``.
"""

from geo.hours.answers import (
    Admission,
    Day,
    Opening,
    OpeningAnswer,
    OpeningReason,
    OpeningState,
    Period,
)
from geo.hours.blocks import (
    BlockAnswer,
    OpenShare,
    TimeBlock,
    weekday_time,
)
from geo.hours.clock import ZONE
from geo.hours.hours import HORIZON_DAYS, VALID_YEARS, Hours
from geo.hours.words import Wording, in_words

__all__ = [
    "HORIZON_DAYS",
    "VALID_YEARS",
    "ZONE",
    "Admission",
    "BlockAnswer",
    "Day",
    "Hours",
    "OpenShare",
    "Opening",
    "OpeningAnswer",
    "OpeningReason",
    "OpeningState",
    "Period",
    "TimeBlock",
    "Wording",
    "in_words",
    "weekday_time",
]
