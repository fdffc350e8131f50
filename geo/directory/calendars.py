"""The programme of places as a calendar (RFC 5545) that a phone can subscribe to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from geo.hours import ZONE
from geo.hours.calendar_nl import Calendar
from geo.hours.programme import Occurrence, occurrences
from geo.model.partial_date import PartialDate

if TYPE_CHECKING:
    from icalendar import Event

AHEAD_DAYS = 8 * 7
"""How far ahead a calendar goes; who subscribes gets the rest in time."""


@dataclass(frozen=True, slots=True)
class PlannedPlace:
    """A place with a programme.

    Parameters
    ----------
    known
        Its published properties.
    observed
        When a source gave its programme; None where it bears no date.
    address
        Of its page.
    """

    known: Mapping[str, Any]
    observed: PartialDate | None
    address: str


def programme_calendar(
    places: Iterable[PlannedPlace], *, title: str, holidays: Calendar, today: date
) -> bytes:
    """Write the programme of places as a calendar, from today.

    On a public holiday that the hours do not mention an activity is tentative.

    Returns
    -------
    bytes
        iCalendar, the same for the same day.
    """
    from icalendar import Calendar as Document

    document = Document()
    document.add("prodid", "-//Meetingplaces//Programme//NL")
    document.add("version", "2.0")
    document.add("method", "PUBLISH")
    document.add("x-wr-calname", title)
    document.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for place in places:
        found = occurrences(place.known.get("programme") or (), observed=place.observed,
                         calendar=holidays, first=today, days=AHEAD_DAYS)  # fmt: skip
        for one in found:
            document.add_component(_event(place, one, today))
    document.add_missing_timezones()
    return bytes(document.to_ical())


def _event(place: PlannedPlace, occurrence: Occurrence, today: date) -> Event:
    from icalendar import Event

    activity = occurrence.activity
    event = Event()
    name = f"{place.address} {activity.name} {occurrence.begins.isoformat()}"
    event.add("uid", hashlib.sha256(name.encode()).hexdigest()[:32])
    event.add("dtstamp", datetime.combine(today, time(), ZONE))
    event.add("summary", f"{activity.name} ({place.known['name']})")
    event.add("dtstart", occurrence.begins)
    event.add("dtend", occurrence.ends)
    event.add("url", place.address)
    if place.known.get("address"):
        event.add("location", place.known["address"])
    told = [text for text in (activity.cost, activity.whom) if text]
    if told:
        event.add("description", "\n".join(told))
    event.add("status", "CONFIRMED" if occurrence.is_sure else "TENTATIVE")
    return event
