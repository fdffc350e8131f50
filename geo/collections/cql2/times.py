"""The fifteen temporal functions, on stretches of time as pairs of microseconds.

A moment is a stretch that ends where it starts. Where only dates are compared, dates are days, and
the day that ends one stretch can be the day that starts the next. Where a date is compared with a
moment it means its whole day: as a start its first microsecond, as an end its last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
Truth: TypeAlias = NDArray[np.bool_]

ALWAYS_BEFORE = np.int64(np.iinfo(np.int64).min + 1)
"""The open start of a stretch; numpy uses the lowest number of all for 'not a time'."""
ALWAYS_AFTER = np.int64(np.iinfo(np.int64).max)
"""The open end of a stretch."""
_LAST_OF_DAY = 86_400_000_000 - 1


@dataclass(frozen=True, eq=False)
class Stretch:
    """Stretches of time, one for each row or one for all.

    Attributes
    ----------
    start, end
        Microseconds since 1970 in UTC; both belong to the stretch.
    missing
        Where an end is unknown.
    """

    start: Numbers
    end: Numbers
    missing: Truth


def microseconds(values: NDArray[Any], *, last: bool) -> Numbers:
    """Turn dates (datetime64[D]) or moments (datetime64[us]) into microseconds.

    Parameters
    ----------
    last
        Whether a date stands for the end of its day rather than the start.
    """
    is_date = np.datetime_data(values.dtype)[0] == "D"
    numbers = values.astype("datetime64[us]").astype(np.int64)
    return np.asarray(numbers + _LAST_OF_DAY if is_date and last else numbers)


def stretch(
    start: NDArray[Any] | None, end: NDArray[Any] | None, missing: Truth, *, only_dates: bool
) -> Stretch:
    """Make stretches of time of their ends, as dates or moments; None stands for an open end.

    Parameters
    ----------
    only_dates
        Whether everything that is compared is a date, which is then a day.
    """
    return Stretch(
        np.asarray(ALWAYS_BEFORE) if start is None else microseconds(start, last=False),
        np.asarray(ALWAYS_AFTER) if end is None else microseconds(end, last=not only_dates),
        missing,
    )


def _before(a: Stretch, b: Stretch) -> Truth:
    return np.less(a.end, b.start)


def _after(a: Stretch, b: Stretch) -> Truth:
    return np.greater(a.start, b.end)


def _during(a: Stretch, b: Stretch) -> Truth:
    return np.greater(a.start, b.start) & np.less(a.end, b.end)


def _starts(a: Stretch, b: Stretch) -> Truth:
    return np.equal(a.start, b.start) & np.less(a.end, b.end)


def _finishes(a: Stretch, b: Stretch) -> Truth:
    return np.greater(a.start, b.start) & np.equal(a.end, b.end)


def _overlaps(a: Stretch, b: Stretch) -> Truth:
    return np.less(a.start, b.start) & np.greater(a.end, b.start) & np.less(a.end, b.end)


def _meets(a: Stretch, b: Stretch) -> Truth:
    return np.equal(a.end, b.start)


def _equals(a: Stretch, b: Stretch) -> Truth:
    return np.equal(a.start, b.start) & np.equal(a.end, b.end)


def _disjoint(a: Stretch, b: Stretch) -> Truth:
    return _before(a, b) | _after(a, b)


RELATIONS: dict[str, Callable[[Stretch, Stretch], Truth]] = {
    "t_after": _after,
    "t_before": _before,
    "t_contains": lambda a, b: _during(b, a),
    "t_disjoint": _disjoint,
    "t_during": _during,
    "t_equals": _equals,
    "t_finishedBy": lambda a, b: _finishes(b, a),
    "t_finishes": _finishes,
    "t_intersects": lambda a, b: ~_disjoint(a, b),
    "t_meets": _meets,
    "t_metBy": lambda a, b: _meets(b, a),
    "t_overlappedBy": lambda a, b: _overlaps(b, a),
    "t_overlaps": _overlaps,
    "t_startedBy": lambda a, b: _starts(b, a),
    "t_starts": _starts,
}
"""The relations of the standard, which are those of Allen and unions of them."""
