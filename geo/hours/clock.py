"""Wall clocks and instants in Rotterdam, the two nights on which clocks change included.

Periods are kept as instants, so that a night of 23 or of 25 hours has each minute once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
"""The time zone of opening hours: what the clock on the wall of the place shows."""

MINUTE = timedelta(minutes=1)


def instant(wall: datetime) -> datetime:
    """Give the first instant at which clocks show a time, or have gone past it.

    Parameters
    ----------
    wall
        What a clock shows, without a zone.

    Returns
    -------
    datetime
        In `ZONE`. In the hour that is skipped in spring: the end of that hour. In the hour that
        comes twice in autumn: the first time.
    """
    found = wall.replace(tzinfo=ZONE, fold=0).astimezone(UTC)
    while _shown(found - MINUTE) >= wall and _shown(found) != wall:
        found -= MINUTE
    return found.astimezone(ZONE)


def midnight(day: date) -> datetime:
    """Give the instant at which a day begins."""
    return instant(datetime.combine(day, time.min))


def elapsed(begins: datetime, ends: datetime) -> timedelta:
    """Give the time that really passes; subtracting within a zone would compare what clocks show.

    Parameters
    ----------
    begins, ends
        Instants in any zone.

    Returns
    -------
    timedelta
        Negative if the second comes first.
    """
    return ends.astimezone(UTC) - begins.astimezone(UTC)


def _shown(moment: datetime) -> datetime:
    return moment.astimezone(ZONE).replace(tzinfo=None)
