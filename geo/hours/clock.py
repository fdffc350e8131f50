"""Wall clocks and instants in the Netherlands, including the two nights on which clocks change.

Periods are kept as instants, so that a day of 23 or 25 hours has each minute once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
"""The time zone of opening hours, as on the clock in the place."""

MINUTE = timedelta(minutes=1)


def instant(wall: datetime) -> datetime:
    """Return the first instant at which clocks show a time, or have passed it.

    Parameters
    ----------
    wall
        What a clock shows, without a zone.

    Returns
    -------
    datetime
        In `ZONE`. In the hour skipped in spring: the end of that hour. In the hour that occurs
        twice in autumn: the first time.
    """
    found = wall.replace(tzinfo=ZONE, fold=0).astimezone(UTC)
    while _shown(found - MINUTE) >= wall and _shown(found) != wall:
        found -= MINUTE
    return found.astimezone(ZONE)


def midnight(day: date) -> datetime:
    """Return the instant at which a day begins."""
    return instant(datetime.combine(day, time.min))


def elapsed(begins: datetime, ends: datetime) -> timedelta:
    """Return the real time between two instants; subtracting in one zone compares clocks.

    Returns
    -------
    timedelta
        Negative if the second comes first.
    """
    return ends.astimezone(UTC) - begins.astimezone(UTC)


def _shown(moment: datetime) -> datetime:
    return moment.astimezone(ZONE).replace(tzinfo=None)
