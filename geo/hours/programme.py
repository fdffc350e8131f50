"""What happens when at a place: one activity per entry, and its hours this week.

An entry has up to four parts, separated by ``|``: what it is, when (opening hours in the notation
of OpenStreetMap), what it costs, and for whom::

    Buurtmaaltijd | Mo 17:00-20:00 | € 4 | iedereen uit de wijk
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from opening_hours import OpeningHours
from opening_hours import ParserError as ParseError  # type: ignore[attr-defined]  # not in stub

from geo.hours.answers import OpeningReason, OpeningState
from geo.hours.calendar_nl import Calendar
from geo.hours.hours import Hours
from geo.model.checks import Checks
from geo.model.partial_date import PartialDate
from geo.model.said import Said

_PARTS = 4
_EXPECTED = Said(
    "'activity | when | cost | for whom', with the hours of one activity such as Mo 14:00-16:00"
)


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of a programme.

    Parameters
    ----------
    name
        What one can do.
    when
        In the notation of OpenStreetMap; its rules are separated by commas.
    cost, whom
        In the words of the source; empty where it does not say.
    """

    name: str
    when: str
    cost: str = ""
    whom: str = ""

    @classmethod
    def read(cls, text: str) -> Activity:
        """Read an entry.

        Examples
        --------
        >>> Activity.read("Eettafel | Tu,Th 12:00-13:30 | € 5").when
        'Tu,Th 12:00-13:30'
        """
        parts = [part.strip() for part in text.split("|", _PARTS - 1)]
        return cls(*parts, *[""] * (_PARTS - len(parts)))

    def __str__(self) -> str:
        """Write it as an entry, without empty parts at its end."""
        return f"{self.name} | {self.when} | {self.cost} | {self.whom}".rstrip(" |")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an activity takes place.

    Parameters
    ----------
    begins, ends
        Instants in Europe/Amsterdam.
    is_sure
        False on a public holiday that its hours do not mention.
    """

    activity: Activity
    begins: datetime
    ends: datetime
    is_sure: bool = True


def checked_programme(checks: Checks, field: str, entries: Sequence[str]) -> tuple[str, ...]:
    """Check that each entry names an activity and when it takes place."""
    for entry in entries:
        activity = Activity.read(entry)
        if not activity.name or "|" in activity.whom or not _is_when(activity.when):
            checks.add(field, entry, _EXPECTED)
    return tuple(str(Activity.read(entry)) for entry in entries)


def occurrences(
    programme: Iterable[str],
    *,
    observed: PartialDate | None,
    calendar: Calendar,
    first: date,
    days: int = 7,
) -> list[Occurrence]:
    """List when activities take place.

    Parameters
    ----------
    programme
        Entries.
    observed
        When a source said so; None where unknown. Of a programme that is too old nothing follows.
    first
        The first day.
    days
        How many days.

    Returns
    -------
    list of Occurrence
        By time.
    """
    found: list[Occurrence] = []
    for entry in programme:
        activity = Activity.read(entry)
        hours = Hours.parse(activity.when, observed=observed, calendar=calendar)
        for day in hours.next_days(first, days):
            for period in day.periods:
                answer = period.answer
                if answer.state is OpeningState.OPEN:
                    found.append(Occurrence(activity, period.begins, period.ends))
                elif (
                    answer.usual is OpeningState.OPEN
                    and answer.reason is OpeningReason.PUBLIC_HOLIDAY
                ):
                    found.append(Occurrence(activity, period.begins, period.ends, is_sure=False))
    return sorted(found, key=lambda one: (one.begins, one.activity.name))


def _is_when(text: str) -> bool:
    if not text:
        return False
    try:
        OpeningHours(text)
    except ParseError:
        return False
    return True
