"""Which places there were on a day, by the validity that the release says of each.

A place is known to have been there when a source shows it by then, or says that it had opened, and
nothing says that it had closed. One that opened after the day, or closed before it, was not there.
Of every other it is not known, so it counts only in the high end of a range: most places are older
than the first source that shows them. The rule for the dates themselves: `geo.evidence.validity`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from geo.model.errors import InputError, Problem
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Status

EARLIEST = date(1900, 1, 1)


def read_day(text: str, latest: str | None, *, field: str = "date") -> date:
    """Read a day up to that of the release.

    Parameters
    ----------
    latest
        Date of the release; None where it has none.

    Raises
    ------
    InputError
        It is no day, or one after the release, about which nothing is known.
    """
    last = PartialDate.parse(latest).last if latest else date.max
    expected = f"a day such as 2016-01-01, from {EARLIEST} up to the release ({latest})"
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError([Problem(f"'{text}'", expected, field=field)]) from None
    if not EARLIEST <= day <= last:
        raise InputError([Problem(f"'{text}'", expected, field=field)])
    return day


def check_without_hours(day: date | None, when: object) -> None:
    """Refuse a day together with a moment of the week.

    Raises
    ------
    InputError
        Both are given: which hours places had on an earlier day is not known.
    """
    if day is not None and when is not None:
        found = f"'{day}' with a moment of the week"
        expected = "one of the two: which hours places had on an earlier day is not known"
        raise InputError([Problem(found, expected, field="date")])


def existed(place: Mapping[str, Any], day: date) -> bool | None:
    """Return whether a place was there on a day.

    Parameters
    ----------
    place
        ``status``, ``first_seen``, ``valid_from`` and ``valid_until`` of a place; dates may be
        partial (``2016``).

    Returns
    -------
    bool or None
        None where it is not known.

    Examples
    --------
    >>> opened = {"status": "open", "valid_from": "2015", "first_seen": "2017-03"}
    >>> existed(opened, date(2016, 1, 1)), existed(opened, date(2014, 12, 31))
    (True, False)
    >>> existed({"status": "open", "first_seen": "2019"}, date(2016, 1, 1)) is None
    True
    """
    seen, start, end = (_dated(place, one) for one in ("first_seen", "valid_from", "valid_until"))
    if place["status"] == Status.PLANNED:
        return False
    if (start and day < start.first) or (end and day > end.last):
        return False
    was_there = any(one is not None and one.last <= day for one in (seen, start))
    still_there = day < end.first if end else place["status"] == Status.OPEN
    return True if was_there and still_there else None


def _dated(place: Mapping[str, Any], field: str) -> PartialDate | None:
    value = place.get(field)
    return PartialDate.parse(value) if isinstance(value, str) and value else None
