"""The columns of a layer as arrays: to select, to filter with CQL2, to sort and to date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.collections.compact import KeptShapes
from geo.collections.cql2.columns import LISTS, Column, ColumnKind, Columns
from geo.model.partial_date import PartialDate
from geo.model.schema import Field, Table, Type

Positions = NDArray[np.int64]
"""Row numbers in a layer, ascending. Rows are sorted by id, so this order is stable."""
Moments = NDArray[np.datetime64]
"""Moments in UTC, in microseconds; NaT where none is known."""

GEOMETRY = "geometry"
"""Name of the geometry among the queryables."""

KINDS = {
    Type.TEXT: ColumnKind.TEXT,
    Type.URL: ColumnKind.TEXT,
    Type.DATE: ColumnKind.DATE,
    Type.DAY: ColumnKind.DATE,
    Type.TIME: ColumnKind.TEXT,
    Type.TIMESTAMP: ColumnKind.TIMESTAMP,
    Type.INTEGER: ColumnKind.INTEGER,
    Type.NUMBER: ColumnKind.NUMBER,
    Type.BOOLEAN: ColumnKind.BOOLEAN,
    Type.TEXTS: ColumnKind.TEXTS,
    Type.INTEGERS: ColumnKind.NUMBERS,
    Type.NUMBERS: ColumnKind.NUMBERS,
}
"""What the values of a column are to a filter, by its type."""
_DAY = np.timedelta64(1, "D")
_INSTANT = np.timedelta64(1, "us")
_UNKNOWN = np.datetime64("NaT")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOTHING: Positions = np.empty(0, dtype=np.int64)


def queryable(table: Table) -> tuple[Field, ...]:
    """List the fields that can be filtered by: all except those with sources or structures."""
    return tuple(field for field in table.fields if field.type in KINDS)


def sortable(table: Table) -> tuple[Field, ...]:
    """List the fields that can be sorted by: those with one value."""
    return tuple(field for field in queryable(table) if KINDS[field.type] not in LISTS)


@dataclass(frozen=True, eq=False)
class ValidityColumns:
    """When each feature is valid.

    Attributes
    ----------
    begin, end
        First moment, and the moment after the last one; NaT where open or unknown.
    """

    begin: Moments
    end: Moments

    def touches(self, begin: np.datetime64 | None, end: np.datetime64 | None) -> NDArray[np.bool_]:
        """Return which features are valid, or may be, between `begin` and just before `end`.

        A feature without a known time always may be (OGC API - Features,
        ``/req/core/fc-time-response`` B).
        """
        touching = np.ones(len(self.begin), dtype=bool)
        if end is not None:
            touching &= np.isnat(self.begin) | (self.begin < end)
        if begin is not None:
            touching &= np.isnat(self.end) | (self.end > begin)
        return touching

    def extent(self) -> tuple[np.datetime64 | None, np.datetime64 | None]:
        """Return the first and the last moment of all; None where it is open."""
        if np.isnat(self.begin).all():
            return None, None
        still = np.isnat(self.end).any()
        return np.nanmin(self.begin), None if still else np.nanmax(self.end) - _INSTANT


class Values:
    """The values of the features of one layer.

    Parameters
    ----------
    table
        What the columns are.
    columns
        Plain values by name, by position.
    shapes
        CRS84.
    """

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, Sequence[Any]],
        shapes: KeptShapes,
    ) -> None:
        self._table = table
        self.columns = columns
        self._shapes = shapes
        self._size = len(shapes)
        self._positions: dict[str, dict[Any, Positions]] = {}
        self._ranks: dict[str, tuple[NDArray[Any], NDArray[np.float64]]] = {}

    def of(self, name: str) -> Sequence[Any]:
        """Return the plain values of a column; None where unknown."""
        return self.columns.get(name) or [None] * self._size

    def having(self, name: str, value: Any) -> Positions:  # noqa: ANN401 - of any column
        """Return the positions that have a value, or have it in their list."""
        field = self._table.field(name)
        if field is not None and field.type is Type.BOOLEAN and isinstance(value, str):
            value = {"true": True, "false": False}.get(value)
        positions = self._positions.get(name)
        if positions is None:
            positions = self._positions[name] = _positions_by_value(self.of(name))
        return positions.get(value, _NOTHING)

    def is_indexed(self, name: str) -> bool:
        """Return whether `having` knows a column already, so that it costs nothing."""
        return name in self._positions

    @property
    def has_columns(self) -> bool:
        """Whether `cql2` is made already."""
        return "cql2" in self.__dict__

    @property
    def has_validity(self) -> bool:
        """Whether `validity` is made already."""
        return "validity" in self.__dict__

    def rank(self, name: str) -> tuple[NDArray[Any], NDArray[np.float64]]:
        """Return the distinct values of a column in order, and the rank of each position's value.

        The rank of a position without a value is infinity.
        """
        known = self._ranks.get(name)
        if known is None:
            values = [self.in_order(name, value) for value in self.of(name)]
            different = sorted({value for value in values if value is not None})
            number = {value: float(place) for place, value in enumerate(different)}
            ranks = np.array([number.get(value, np.inf) for value in values], dtype=np.float64)
            known = self._ranks[name] = (np.array(different, dtype=object), ranks)
        return known

    def in_order(self, name: str, value: Any) -> Any:  # noqa: ANN401 - of any column
        """Return what a value of a column is compared by: a moment without its zone, which is UTC.

        So a moment with a fraction of a second comes after the same without one.
        """
        field = self._table.field(name)
        if value is None or field is None or field.type is not Type.TIMESTAMP:
            return value
        return value.removesuffix("Z")

    @cached_property
    def cql2(self) -> Columns:
        """The columns for evaluating a CQL2 filter."""
        columns = {field.name: self._column(field) for field in queryable(self._table)}
        if self._table.geometry:
            shapes = self._shapes
            points = shapes.coordinates if shapes.is_made_anew else None
            columns[GEOMETRY] = Column(ColumnKind.GEOMETRY, shapes.all, shapes.missing, points)
        return Columns(self._size, columns)

    @cached_property
    def validity(self) -> ValidityColumns | None:
        """When each feature is valid; None where the table has no time."""
        if not self._table.temporal:
            return None
        names = self._table.temporal
        begin = self._moments(names[0], last=False)
        end = self._moments(names[-1], last=True)
        return ValidityColumns(begin, end)

    def _moments(self, name: str, *, last: bool) -> Moments:
        """Return the first moment that a value can mean, or the one after the last."""
        spans = [moment_span(value) if value else (_UNKNOWN,) * 2 for value in self.of(name)]
        return np.array([span[last] for span in spans], dtype="datetime64[us]")

    def _column(self, field: Field) -> Column:
        kind = KINDS[field.type]
        values = self.of(field.name)
        missing = np.array([value is None for value in values], dtype=bool)
        filled: NDArray[Any]
        match kind:
            case ColumnKind.TEXTS | ColumnKind.NUMBERS:
                filled = np.empty(self._size, dtype=object)
                filled[:] = [()] * self._size
                for position, value in enumerate(values):
                    filled[position] = tuple(one for one in value or () if one is not None)
            case ColumnKind.DATE | ColumnKind.TIMESTAMP:
                moments = self._moments(field.name, last=False)
                missing = np.isnat(moments)
                filled = (
                    moments if kind is ColumnKind.TIMESTAMP else moments.astype("datetime64[D]")
                )
            case ColumnKind.TEXT:
                filled = np.array(["" if one is None else one for one in values], dtype=object)
            case _:
                types = {ColumnKind.INTEGER: np.int64, ColumnKind.NUMBER: np.float64}
                filled = np.array([one or 0 for one in values], dtype=types.get(kind, np.bool_))
        return Column(kind, filled, missing)


def _positions_by_value(values: Sequence[Any]) -> dict[Any, Positions]:
    having: dict[Any, list[int]] = {}
    for position, value in enumerate(values):
        for one in dict.fromkeys(value) if isinstance(value, list | tuple) else (value,):
            if one is not None:
                having.setdefault(one, []).append(position)
    positions = {value: np.array(rows, dtype=np.int64) for value, rows in having.items()}
    for rows in positions.values():
        rows.setflags(write=False)
    return positions


def moment_span(text: str) -> tuple[np.datetime64, np.datetime64]:
    """Read a partial date or a time as the range of moments that it can mean.

    Parameters
    ----------
    text
        ``2015``, ``2015-06``, ``2015-06-30`` or ``2015-06-30T12:00:00Z``; a time without a zone is
        in UTC.

    Returns
    -------
    tuple of datetime64
        The first moment, and the one after the last, in UTC; NaT for anything else.

    Examples
    --------
    >>> [str(moment) for moment in moment_span("2015-06")]
    ['2015-06-01T00:00:00.000000', '2015-07-01T00:00:00.000000']
    """
    try:
        partial = PartialDate.parse(text)
        return np.datetime64(partial.first, "us"), np.datetime64(partial.last, "us") + _DAY
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _UNKNOWN, _UNKNOWN
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    instant = np.datetime64(moment, "us")
    return instant, instant + (_DAY if _DATE.fullmatch(text) else _INSTANT)


def moment_text(moment: np.datetime64) -> str:
    """Write a moment in UTC as RFC 3339 does, with a fraction of a second where it has one.

    Examples
    --------
    >>> moment_text(np.datetime64("2024-01-02T03:04:05.500000", "us"))
    '2024-01-02T03:04:05.5Z'
    """
    text = np.datetime_as_string(moment, unit="us").removesuffix(".000000")
    return f"{text.rstrip('0') if '.' in text else text}Z"
