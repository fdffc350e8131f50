"""The moment that words such as *zondag* and *'s avonds* mean."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from geo.hours import ZONE
from geo.hours.clock import instant

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MIDDAY = time(14)
"""The hour that stands for a day of which no hour was said: nearly every place that is open on a
day is open then."""
DATE = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
"""Month and day of a date that has a name, such as ``12-25``."""
_WORKING = 5
_STILL = timedelta(hours=3)
"""A part of the day that began less than this ago is still going on."""


def moment_said(day: str, hour: str, now: datetime, *, exact: bool = False) -> datetime:
    """Return the first moment from now on that a day and an hour mean.

    Parameters
    ----------
    day
        One of `DAYS`, ``today``, ``tomorrow``, ``weekday`` (Monday to Friday) or a `DATE`; empty
        for none.
    hour
        ``19:30``; empty for none.
    now
        Zone-aware.
    exact
        Whether the hour was said as a time, and not as a part of the day that may be going on.

    Returns
    -------
    datetime
        In the zone of the city; `now` itself where neither is given.

    Examples
    --------
    >>> from datetime import UTC
    >>> str(moment_said("sunday", "", datetime(2026, 11, 27, 9, tzinfo=UTC)))
    '2026-11-29 14:00:00+01:00'
    """
    now = now.astimezone(ZONE)
    if not hour and day in ("", "today"):
        return now
    at = time.fromisoformat(hour) if hour else MIDDAY
    today, again = _days(day, now)
    found = instant(datetime.combine(today, at))
    if day != "tomorrow" and not exact and _going_on(found, now):
        return now
    if found >= now:
        return found
    return now if day == "today" else instant(datetime.combine(again, at))


def _days(day: str, now: datetime) -> tuple[date, date]:
    """Return the first day that a word means, and the one to take where that has passed."""
    today = now.date()
    if day in DAYS:
        first = today + timedelta(days=(DAYS.index(day) - today.weekday()) % 7)
        return first, first + timedelta(days=7)
    if day == "weekday":
        coming = (today + timedelta(days=ahead) for ahead in range(len(DAYS)))
        first, second, *_ = (one for one in coming if one.weekday() < _WORKING)
        return first, second
    if DATE.fullmatch(day):
        month, number = map(int, day.split("-"))
        found = date(today.year, month, number)
        first = found if found >= today else found.replace(year=today.year + 1)
        return first, first.replace(year=first.year + 1)
    first = today + timedelta(days=1 if day == "tomorrow" else 0)
    return first, first + timedelta(days=1)


def _going_on(found: datetime, now: datetime) -> bool:
    return found <= now < found + _STILL
