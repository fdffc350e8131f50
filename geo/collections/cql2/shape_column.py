"""A column of geometries as the spatial functions ask for it: which lie near a shape, and theirs.

Geometries have an index. Points of which only the coordinates are kept have their order from west
to east, which finds as fast; 100,000 shapes and an index would take 30 MB. The shapes of those that
lie near are made, some thousands at a time, for the one who asks.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Rows = NDArray[np.int64]
_AT_A_TIME = 10_000
"""Rows of which the shapes are made at a time."""


class ShapeColumn(ABC):
    """The geometries of some rows, in longitude and latitude."""

    @abstractmethod
    def __len__(self) -> int:
        """Count the rows."""

    @abstractmethod
    def near(self, shape: BaseGeometry) -> Rows:
        """Return the rows whose box touches that of a shape; never those without a geometry."""

    @abstractmethod
    def at(self, rows: Rows | slice) -> NDArray[np.object_]:
        """Return the geometries of some rows."""

    @abstractmethod
    def vertices(self, rows: Rows | slice) -> int:
        """Count the vertices of some rows."""

    def where(
        self, holds: Callable[[NDArray[np.object_]], NDArray[np.bool_]], rows: Rows | None = None
    ) -> NDArray[np.bool_]:
        """Return for which rows something holds; only some of them are looked at if given."""
        if rows is None:
            return np.concatenate([_NONE, *(holds(self.at(part)) for part in parts(len(self)))])
        true = np.zeros(len(self), dtype=bool)
        for part in parts(len(rows)):
            true[rows[part]] = holds(self.at(rows[part]))
        return true


class IndexedShapes(ShapeColumn):
    """Geometries of any kind, and an index that is made when it is first needed.

    Parameters
    ----------
    shapes
        What it holds where a row is missing is never found.
    missing
        Which rows have none.
    """

    def __init__(self, shapes: NDArray[Any], missing: NDArray[np.bool_]) -> None:
        self._shapes = shapes
        self._missing = missing

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._shapes)

    def near(self, shape: BaseGeometry) -> Rows:
        """Return the rows whose box touches that of a shape."""
        return self._tree.query(shape)

    def at(self, rows: Rows | slice) -> NDArray[np.object_]:
        """Return the geometries of some rows."""
        return self._shapes[rows]

    def vertices(self, rows: Rows | slice) -> int:
        """Count the vertices of some rows."""
        return int(self._counted[rows].sum())

    @cached_property
    def _tree(self) -> shapely.STRtree:
        shapes = self._shapes.copy()
        shapes[self._missing] = None
        return shapely.STRtree(shapes)

    @cached_property
    def _counted(self) -> NDArray[np.int32]:
        counted: NDArray[np.int32] = shapely.get_num_coordinates(self._shapes)
        return counted


class PointShapes(ShapeColumn):
    """Points by their coordinates.

    Parameters
    ----------
    coordinates
        x and y of each row; NaN where there is no point. All x best stand together.
    """

    def __init__(self, coordinates: NDArray[np.float64]) -> None:
        self._coordinates = coordinates

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._coordinates)

    def near(self, shape: BaseGeometry) -> Rows:
        """Return the rows that lie in the box of a shape, or on its edge."""
        if shape.is_empty:
            return _NO_ROWS
        west, south, east, north = shape.bounds
        order, x = self._by_x
        rows = order[np.searchsorted(x, west) : np.searchsorted(x, east, side="right")]
        y = self._coordinates[rows, 1]
        near: Rows = rows[(y >= south) & (y <= north)]
        return near

    def among(
        self, holds: Callable[..., NDArray[np.bool_]], shape: BaseGeometry
    ) -> NDArray[np.bool_]:
        """Return for which rows near a shape something holds of it, x and y; no shapes are made."""
        true = np.zeros(len(self), dtype=bool)
        rows = self.near(shape)
        true[rows] = holds(shape, *self._coordinates[rows].T)
        return true

    def at(self, rows: Rows | slice) -> NDArray[np.object_]:
        """Make the points of some rows."""
        return points_at(self._coordinates[rows])

    def vertices(self, rows: Rows | slice) -> int:
        """Count the points among some rows."""
        return int(np.count_nonzero(~np.isnan(self._coordinates[rows, 0])))

    @cached_property
    def _by_x(self) -> tuple[Rows, NDArray[np.float64]]:
        """The rows from west to east, and the x of each; those without a point are last."""
        x = self._coordinates[:, 0]
        order = np.argsort(x)
        return order, x[order]


_NONE = np.zeros(0, dtype=bool)
_NO_ROWS: Rows = np.zeros(0, dtype=np.int64)


def parts(size: int) -> Iterator[slice]:
    """Divide rows into parts of which the shapes may be in memory together."""
    return (slice(begin, begin + _AT_A_TIME) for begin in range(0, size, _AT_A_TIME))


def points_at(coordinates: NDArray[np.float64]) -> NDArray[np.object_]:
    """Make points of their coordinates; None where these are NaN."""
    shapes = np.asarray(shapely.points(coordinates), dtype=object)
    shapes[np.isnan(coordinates).any(axis=1)] = None
    return shapes
