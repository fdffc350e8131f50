"""What an index finds of a filter, so that the rest of it is evaluated on few rows."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.collections.cql2.columns import (
    INDEXED,
    NONE_MISSING,
    Coded,
    ColumnKind,
    Columns,
    RowNumbers,
)
from geo.collections.cql2.expression import Call, Node, Property, Text
from geo.collections.cql2.shape_column import IndexedShapes, PointShapes, ShapeColumn
from geo.collections.cql2.strings import normal

_PART: Final = 64
"""An index is of use where it finds at most such a part of the rows: to copy the values of more
takes as long as comparing all."""


def by_index(root: Node, columns: Columns) -> tuple[RowNumbers, tuple[Node, ...]] | None:
    """Find rows by an equality that the whole of an expression depends on.

    Parameters
    ----------
    root
        A checked expression.

    Returns
    -------
    tuple of array and nodes, or None
        The rows that an equality leaves, ascending, and the conditions that are to hold for them
        besides; None where no equality leaves few.
    """
    if columns.size < INDEXED or not isinstance(root, Call):
        return None
    parts = root.arguments if root.operator == "and" else (root,)
    found: list[tuple[RowNumbers, Node]] = []
    for part in parts:
        rows = _having(part, columns)
        if rows is not None:
            found.append((rows, part))
    if not found:
        return None
    rows, indexed = min(found, key=lambda one: len(one[0]))
    if len(rows) > columns.size // _PART:
        return None
    return rows, tuple(part for part in parts if part is not indexed)


def _having(part: Node, columns: Columns) -> RowNumbers | None:
    """Return the rows where a property is equal to a text; None for any other condition."""
    match part:
        case Call("=", (Property(name), Text(text)) | (Text(text), Property(name))):
            pass
        case _:
            return None
    if columns.columns[name].kind is not ColumnKind.TEXT:
        return None
    rows = columns.coded(name, ()).having(normal(text))
    missing = columns.missing(name)
    return rows if missing is NONE_MISSING else rows[~missing[rows]]


class SomeRows(Columns):
    """Some rows of columns, taken from them where they are asked for.

    Parameters
    ----------
    rows
        Ascending.
    """

    def __init__(self, whole: Columns, rows: RowNumbers) -> None:
        self.size = len(rows)
        self.columns = whole.columns
        self._whole = whole
        self._rows = rows

    def values(self, name: str) -> NDArray[Any]:
        """Return the values of a column."""
        return self._whole.values(name)[self._rows]

    def missing(self, name: str) -> NDArray[np.bool_]:
        """Return which rows have no value in a column; `NONE_MISSING` where all have one."""
        missing = self._whole.missing(name)
        return missing if missing is NONE_MISSING else missing[self._rows]

    def shapes(self, name: str) -> ShapeColumn:
        """Return the geometries of a column, to relate them with others."""
        column = self.columns[name]
        if column.points is not None:
            return PointShapes(column.points[self._rows])
        return IndexedShapes(self.values(name), column.missing[self._rows])

    def coded(self, name: str, folds: tuple[str, ...]) -> Coded:
        """Return the texts of a column as numbers; see `folded`."""
        whole = self._whole.coded(name, folds)
        return Coded(whole.different, whole.numbers[self._rows])

    def folded(self, name: str, folds: tuple[str, ...]) -> NDArray[np.object_]:
        """Return the texts of a column, normalised and without ignored differences."""
        return self._whole.folded(name, folds)[self._rows]
