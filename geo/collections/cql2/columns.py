"""The columns that an expression is evaluated on: of equal length, made once per layer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.collections.cql2.shape_column import IndexedShapes, PointShapes, ShapeColumn
from geo.collections.cql2.strings import fold

INDEXED = 5_000
"""From this many rows on an index finds those with a text; comparing fewer takes as little."""
MAX_FOLDS_KEPT = 2
"""CASEI and ACCENTI nested in each other; deeper nesting changes nothing."""


RowNumbers = NDArray[np.int32]
"""Numbers of rows, ascending."""


class ColumnKind(StrEnum):
    """The type of the values of a column, or of a part of an expression."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    INTERVAL = "interval"
    TEXTS = "texts"
    NUMBERS = "numbers"
    GEOMETRY = "geometry"


LISTS = frozenset((ColumnKind.TEXTS, ColumnKind.NUMBERS))
"""The types of which a value is a list."""


@dataclass(frozen=True, eq=False)
class Column:
    """The values of one property.

    Attributes
    ----------
    given
        The values, or what makes them when they are first needed.
        ``TEXT``: object array of str. ``NUMBER``: float64. ``INTEGER``: int64. ``BOOLEAN``: bool.
        ``DATE``: datetime64[D]. ``TIMESTAMP``: datetime64[us], UTC. ``TEXTS``: object array of
        tuples of str. ``NUMBERS``: object array of tuples of numbers. ``GEOMETRY``: object array of
        shapely geometries, longitude and latitude (OGC CRS84). The content where a value is
        missing is never used.
    missing
        True where there is no value.
    points
        x and y of each row, NaN where there is none: of points whose shapes are not kept.
    """

    kind: ColumnKind
    given: NDArray[Any] | Callable[[], NDArray[Any]]
    missing: NDArray[np.bool_]
    points: NDArray[np.float64] | None = None

    @cached_property
    def values(self) -> NDArray[Any]:
        """The values themselves."""
        return self.given() if callable(self.given) else self.given


@dataclass(frozen=True, eq=False)
class Coded:
    """The texts of a column as numbers, so that comparing texts is comparing numbers.

    Attributes
    ----------
    different
        Each text once, in order.
    numbers
        For each row, the position of its text in that list.
    """

    different: list[str]
    numbers: NDArray[np.unsignedinteger[Any]]

    def having(self, text: str) -> RowNumbers:
        """Return the rows that have a text, ascending; an index of all texts finds them."""
        number = bisect_left(self.different, text)
        if self.different[number : number + 1] != [text]:
            return _NO_ROWS
        order, begins = self.index
        return order[begins[number] : begins[number + 1]]

    @cached_property
    def index(self) -> tuple[RowNumbers, NDArray[np.int64]]:
        """The rows in the order of their texts, and where those of each text begin."""
        counts = np.bincount(self.numbers, minlength=len(self.different))
        order = np.argsort(self.numbers, kind="stable").astype(np.int32)
        return order, np.concatenate([[0], np.cumsum(counts)])

    def compare(self, operator: str, text: str) -> NDArray[np.bool_]:
        """Compare the text of each row (left) with one text (right).

        Returns
        -------
        array of bool
            One for each row, or a single one where it holds for all or for none.
        """
        first = bisect_left(self.different, text)  # of those that are not less
        after = bisect_right(self.different, text)  # the first of those that are greater
        holds: NDArray[np.bool_]
        match operator:
            case "=" | "<>" if first == after:  # no row has it
                holds = np.asarray(operator == "<>")
            case "=":
                holds = np.equal(self.numbers, first)
            case "<>":
                holds = np.not_equal(self.numbers, first)
            case "<":
                holds = np.less(self.numbers, first)
            case "<=":
                holds = np.less(self.numbers, after)
            case ">":
                holds = np.greater_equal(self.numbers, after)
            case _:
                holds = np.greater_equal(self.numbers, first)
        return holds

    def among(self, texts: Iterable[str]) -> NDArray[np.bool_]:
        """Return which rows have one of some texts."""
        wanted = frozenset(texts)
        return self.rows(text in wanted for text in self.different)

    def rows(self, holds: Iterable[bool]) -> NDArray[np.bool_]:
        """Spread a result per distinct text over the rows."""
        spread: NDArray[np.bool_] = np.fromiter(holds, bool, len(self.different))[self.numbers]
        return spread


_NO_ROWS: RowNumbers = np.empty(0, dtype=np.int32)
NONE_MISSING: NDArray[np.bool_] = np.asarray(False)  # noqa: FBT003 - an array without dimensions
"""The missing rows where every row has a value; recognised by identity."""


class Columns:
    """Columns of equal length; immutable.

    Raises
    ------
    ValueError
        When a column is longer or shorter than ``size``.
    """

    def __init__(self, size: int, columns: Mapping[str, Column]) -> None:
        for name, column in columns.items():
            given = column.missing if callable(column.given) else column.given
            if len(given) != size or len(column.missing) != size:
                message = f"column '{name}' has {len(given)} values, expected {size}"
                raise ValueError(message)
        self.size = size
        self.columns: Mapping[str, Column] = MappingProxyType(dict(columns))
        self._shapes: dict[str, ShapeColumn] = {}
        self._folded: dict[tuple[str, tuple[str, ...]], NDArray[np.object_]] = {}
        self._coded: dict[tuple[str, tuple[str, ...]], Coded] = {}
        self._missing = {
            name: column.missing if column.missing.any() else NONE_MISSING
            for name, column in columns.items()
        }

    def values(self, name: str) -> NDArray[Any]:
        """Return the values of a column."""
        return self.columns[name].values

    def shapes(self, name: str) -> ShapeColumn:
        """Return the geometries of a column, to relate them with others."""
        if name not in self._shapes:
            column = self.columns[name]
            self._shapes[name] = (
                IndexedShapes(column.values, column.missing)
                if column.points is None
                else PointShapes(column.points)
            )
        return self._shapes[name]

    def missing(self, name: str) -> NDArray[np.bool_]:
        """Return which rows have no value in a column; `NONE_MISSING` where all have one."""
        return self._missing[name]

    def is_spatial(self, name: str) -> bool:
        """Return whether there is a column of geometries with this name."""
        column = self.columns.get(name)
        return column is not None and column.kind is ColumnKind.GEOMETRY

    def known_coded(self, name: str) -> Coded | None:
        """Return the texts of a column as numbers, folded or not, if they were used before."""
        plain = self._coded.get((name, ()))
        return plain or next((coded for (of, _), coded in self._coded.items() if of == name), None)

    def coded(self, name: str, folds: tuple[str, ...]) -> Coded:
        """Return the texts of a column as numbers; see `folded`."""
        key = (name, folds)
        if key in self._coded:
            return self._coded[key]
        texts = self.folded(name, folds).tolist()
        different = sorted(set(texts))
        number = {text: place for place, text in enumerate(different)}
        smallest = np.min_scalar_type(len(different))
        numbers = np.fromiter(map(number.__getitem__, texts), smallest, self.size)
        coded = Coded(different, numbers)
        if self.size >= INDEXED:
            _ = coded.index  # made here, as the first use of a column is known to cost more
        if len(folds) <= MAX_FOLDS_KEPT:
            self._coded[key] = coded
        return coded

    def folded(self, name: str, folds: tuple[str, ...]) -> NDArray[np.object_]:
        """Return the texts of a column, normalised and without ignored differences.

        Parameters
        ----------
        name
            Name of a column of texts.
        folds
            ``casei`` and ``accenti``, in the order in which they are applied.

        Returns
        -------
        array of str
            Cached where at most two are applied.
        """
        key = (name, folds)
        if key in self._folded:
            return self._folded[key]
        column = self.columns[name]
        pairs = zip(column.values, column.missing, strict=True)
        texts = np.empty(self.size, dtype=object)
        texts[:] = ["" if missing else fold(value, folds) for value, missing in pairs]
        if len(folds) <= MAX_FOLDS_KEPT:
            self._folded[key] = texts
        return texts
