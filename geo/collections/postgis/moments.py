"""Dates and moments in SQL: literals, and the fifteen temporal functions.

A session is in UTC, so PostgreSQL compares dates, moments and moments without a zone as we do, with
the index on any of them. A stretch of time has a first and a last moment, as in
`geo.collections.cql2.times`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, literal_column, or_
from sqlalchemy import Date as SqlDate
from sqlalchemy.dialects.postgresql import TIMESTAMP

from geo.collections.cql2.columns import ColumnKind
from geo.collections.cql2.expression import Date, Timestamp

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
ALWAYS_BEFORE: ColumnElement[Any] = literal_column("'-infinity'::timestamptz")
"""The open start of a stretch."""
ALWAYS_AFTER: ColumnElement[Any] = literal_column("'infinity'::timestamptz")
"""The open end of a stretch."""


def moment(value: datetime) -> ColumnElement[Any]:
    """Bind a moment."""
    return literal(value, TIMESTAMP(timezone=True))


def day(value: date) -> ColumnElement[Any]:
    """Bind a date."""
    return literal(value, SqlDate)


def moment_of(node: Timestamp) -> datetime:
    """Read a moment of an expression, to microseconds."""
    return datetime.fromisoformat(node.value[:26].rstrip("Z")).replace(tzinfo=UTC)


def day_of(node: Date) -> date:
    """Read a date of an expression."""
    return date.fromisoformat(node.value)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a stretch.

    Attributes
    ----------
    value
        A date or a moment.
    kind
        Which of the two; None for an open end.
    can_be_missing
        Whether it is a column.
    """

    value: ColumnElement[Any]
    kind: ColumnKind | None
    can_be_missing: bool = False


def relation(
    function: str,
    left: tuple[End, End],
    right: tuple[End, End],
    *,
    only_true: bool,
) -> ColumnElement[bool]:
    """Say how two stretches of time lie to each other.

    Parameters
    ----------
    function
        Such as ``t_before``.
    left, right
        Both ends of each.
    only_true
        Whether false and unknown need not be told apart.
    """
    ends = (*left, *right)
    only_dates = all(end.kind in {ColumnKind.DATE, None} for end in ends)
    a, b = (
        _Stretch(start.value, _last(end, only_dates=only_dates)) for start, end in (left, right)
    )
    true = _RELATIONS[function](a, b)
    # A relation may look at one end only, and is not known where the other is not.
    columns = [end.value for end in ends if end.can_be_missing]
    if not columns:
        return true
    known = and_(*(column.is_not(None) for column in columns))
    return and_(true, known) if only_true else case((known, true))


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: ColumnElement[Any]
    end: ColumnElement[Any]


def _last(end: End, *, only_dates: bool) -> ColumnElement[Any]:
    """Return the last moment of an end: a date among moments means its whole day."""
    if end.kind is not ColumnKind.DATE or only_dates:
        return end.value
    return end.value + literal(_DAY - _INSTANT)


def _before(a: _Stretch, b: _Stretch) -> ColumnElement[bool]:
    return a.end < b.start


def _during(a: _Stretch, b: _Stretch) -> ColumnElement[bool]:
    return and_(a.start > b.start, a.end < b.end)


def _starts(a: _Stretch, b: _Stretch) -> ColumnElement[bool]:
    return and_(a.start == b.start, a.end < b.end)


def _finishes(a: _Stretch, b: _Stretch) -> ColumnElement[bool]:
    return and_(a.start > b.start, a.end == b.end)


def _overlaps(a: _Stretch, b: _Stretch) -> ColumnElement[bool]:
    return and_(a.start < b.start, a.end > b.start, a.end < b.end)


_RELATIONS: dict[str, Callable[[_Stretch, _Stretch], ColumnElement[bool]]] = {
    "t_after": lambda a, b: _before(b, a),
    "t_before": _before,
    "t_contains": lambda a, b: _during(b, a),
    "t_disjoint": lambda a, b: or_(_before(a, b), _before(b, a)),
    "t_during": _during,
    "t_equals": lambda a, b: and_(a.start == b.start, a.end == b.end),
    "t_finishedBy": lambda a, b: _finishes(b, a),
    "t_finishes": _finishes,
    "t_intersects": lambda a, b: and_(a.end >= b.start, a.start <= b.end),
    "t_meets": lambda a, b: a.end == b.start,
    "t_metBy": lambda a, b: b.end == a.start,
    "t_overlappedBy": lambda a, b: _overlaps(b, a),
    "t_overlaps": _overlaps,
    "t_startedBy": lambda a, b: _starts(b, a),
    "t_starts": _starts,
}
