"""A moment in the query of a URL."""

from __future__ import annotations

from datetime import date, datetime

from geo.hours import ZONE
from geo.hours.clock import instant
from geo.search.moments import MIDDAY

NOW = "now"
_YEARS = range(2000, 2100)


def moment_asked(value: str, now: datetime) -> datetime | None:
    """Read a moment; one without a zone is as on the clock in the city.

    Parameters
    ----------
    value
        ``now``, or a day and time in ISO 8601. A day without a time is two in the afternoon, as in
        the search box: at midnight nearly everything is closed, which is not what was asked.
    now
        Zone-aware.

    Returns
    -------
    datetime or None
        In the zone of the city; None where it is no moment of this century.

    Examples
    --------
    >>> from datetime import UTC
    >>> str(moment_asked("2026-11-27", datetime.now(UTC)))
    '2026-11-27 14:00:00+01:00'
    """
    if value == NOW:
        return now.astimezone(ZONE)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    try:
        moment = datetime.fromisoformat(value) if day is None else datetime.combine(day, MIDDAY)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return instant(moment) if moment.tzinfo is None else moment.astimezone(ZONE)
