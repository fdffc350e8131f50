"""When features hold, read from their properties on a way of its own."""

import calendar
from datetime import date, timedelta

from geo.release.layer_tables import LAYERS


def moments_of(service, collection):
    """Return from and until which day each feature holds, by id; None for one without a time.

    A side that is not known is None: it bounds nothing.
    """
    fields = getattr(LAYERS.get(collection), "temporal", None) or _told(service, collection)
    return {
        one["id"]: _moment([one["properties"][field] for field in fields or ()])
        for one in service.features(collection)
    }


def _told(service, collection):
    """Return the fields that the schema of a further collection says are times."""
    schema = service.document(f"/collections/{collection}/schema")["properties"]
    roles = {one.get("x-ogc-role"): name for name, one in schema.items()}
    wanted = ("primary-instant", "primary-interval-start", "primary-interval-end")
    return [roles[role] for role in wanted if role in roles]


def _moment(values):
    if not any(values):
        return None
    first, last = values[0], values[-1]
    return _days(first)[0] if first else None, _days(last)[1] if last else None


def _days(text):
    """Return the first and the last day of a date that may be a month or a year."""
    parts = [int(part) for part in text[:10].split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(*parts, 1), date(*parts, calendar.monthrange(*parts)[1])
    return date(*parts), date(*parts)


def times_of(moments):
    """Return values of `datetime` in every form, with the days that they mean."""
    days = sorted({day for moment in moments.values() if moment for day in moment if day})
    begin, end = (days[0], days[-1]) if days else (date(2000, 1, 1), date(2020, 1, 1))
    middle = days[len(days) // 2] if days else date(2010, 6, 1)
    early = begin - timedelta(1)
    return {
        f"{middle}": (middle, middle),
        f"{middle}T12:00:00Z": (middle, middle),
        "2016-01-01": (date(2016, 1, 1), date(2016, 1, 1)),
        f"{begin}/{end}": (begin, end),
        f"{middle}T00:00:00Z/{end}T23:59:59Z": (middle, end),
        f"../{middle}": (None, middle),
        f"/{middle}": (None, middle),
        f"{middle}/..": (middle, None),
        f"{middle}/": (middle, None),
        f"../{early}": (None, early),
    }


def within(moment, begin, end, *, touch=False):
    """Say whether a moment lies in an interval, or (with `touch`) has a day in common with it."""
    begin, end = (
        date.fromisoformat(side[:10]) if isinstance(side, str) else side for side in (begin, end)
    )
    first, last = (side or other for side, other in zip(moment, (date.min, date.max), strict=True))
    if touch:
        return first <= (end or date.max) and last >= (begin or date.min)
    known = [side for side in moment if side]
    return all((begin or date.min) <= side <= (end or date.max) for side in known)
