"""How much of what was once known of a place still holds, by field.

Knowledge wears off: after one half-life it holds in half of the cases. The half-lives are a
judgement, written down in ``docs/decisions/0017-half-lives.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from geo.evidence.place import Place
from geo.model.partial_date import PartialDate

HALF_LIFE_YEARS: Mapping[str, float] = {
    "opening_hours": 1.0,
    "activities": 1.0,
    "programme": 1.0,
    "costs": 2.0,
    "status": 2.0,
    "website": 3.0,
    "phone": 3.0,
    "email": 3.0,
    "operator": 3.0,
    "languages": 3.0,
    "access": 5.0,
    "step_free_entrance": 5.0,
    "accessible_toilet": 5.0,
    "hearing_loop": 5.0,
    "name": 8.0,
    "street": 8.0,
}
"""After how many years half of what was said of a field does not hold any more."""

ASKED = ("status", "opening_hours", "activities", "website", "access")
"""The fields that a telephone call can answer."""

_YEAR_DAYS = 365.25


def doubt(field: str, confirmed: PartialDate | None, on: date) -> float:
    """Estimate how doubtful a field is.

    Parameters
    ----------
    field
        A key of `HALF_LIFE_YEARS`.
    confirmed
        When it was last said; None where it is not known, or without a date.
    on
        The day for which it is asked.

    Returns
    -------
    float
        0 for what was said today, 0.5 after one half-life, 1 for what is not known.

    Examples
    --------
    >>> doubt("opening_hours", PartialDate.parse("2025-11-27"), date(2026, 11, 27))
    0.5
    """
    if confirmed is None:
        return 1.0
    years = max(0, (on - confirmed.last).days) / _YEAR_DAYS
    held: float = 0.5 ** (years / HALF_LIFE_YEARS[field])
    return round(1.0 - held, 2)


def confirmed_on(place: Place, field: str) -> PartialDate | None:
    """Return when a field of a place was last said; None where it is unknown or undated."""
    evidence = place.evidence.get(field)
    return evidence.confirmed if evidence else None


def doubt_of(place: Place, on: date) -> float:
    """Estimate how doubtful a place is: the mean over the fields that a call can answer."""
    doubts = [doubt(field, confirmed_on(place, field), on) for field in ASKED]
    return sum(doubts) / len(doubts)
