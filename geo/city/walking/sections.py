"""A section of a large network: the points in a box, and the graph between some of its nodes.

The cost of each grows with the section, not with the network that it is cut from.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.city.walking.snapping import Floats, Integers


class Rectangle(NamedTuple):
    """A rectangle in metres; its sides belong to it.

    Attributes
    ----------
    west, south, east, north
        In the system of the network; may be infinite.
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, x: Floats, y: Floats) -> Rectangle:
        """Return the smallest box around at least one point."""
        return cls(float(x.min()), float(y.min()), float(x.max()), float(y.max()))

    def joined(self, other: Rectangle) -> Rectangle:
        """Return the smallest box around both."""
        return Rectangle(
            min(self.west, other.west),
            min(self.south, other.south),
            max(self.east, other.east),
            max(self.north, other.north),
        )

    def wider(self, margin_m: float) -> Rectangle:
        """Return the box made wider on every side."""
        west, south, east, north = self
        return Rectangle(west - margin_m, south - margin_m, east + margin_m, north + margin_m)

    def holds(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Return which points lie in the box."""
        inside: NDArray[np.bool_] = (
            (x >= self.west) & (x <= self.east) & (y >= self.south) & (y <= self.north)
        )
        return inside

    def meets(self, other: Rectangle) -> bool:
        """Return whether the two have a point in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


class PointGrid:
    """Points by the square that they lie in; immutable and safe to share.

    Parameters
    ----------
    x, y
        In metres, finite.
    side_m
        Side of a square.
    """

    def __init__(self, x: Floats, y: Floats, side_m: float) -> None:
        self._x, self._y, self._side_m = x, y, side_m
        self._west, self._south = float(x.min(initial=0)), float(y.min(initial=0))
        column, row = self._column(x), self._row(y)
        self._columns = int(column.max(initial=0)) + 1
        self._rows = int(row.max(initial=0)) + 1
        key = row * self._columns + column
        self._order = np.argsort(key, kind="stable")
        self._key = key[self._order]

    def within(self, box: Rectangle) -> Integers:
        """Return the positions of the points in a box, in order."""
        west, east = self._column(np.clip([box.west, box.east], *_bounds(self._x)))
        south, north = self._row(np.clip([box.south, box.north], *_bounds(self._y)))
        start = np.arange(south, north + 1) * self._columns
        first = np.searchsorted(self._key, start + west)
        last = np.searchsorted(self._key, start + east, side="right")
        found = np.sort(self._order[_ranges(first, last - first)])
        return found[box.holds(self._x[found], self._y[found])]

    def _column(self, x: Any) -> Integers:  # noqa: ANN401 - whatever numpy takes
        return np.floor((np.asarray(x) - self._west) / self._side_m).astype(np.int64)

    def _row(self, y: Any) -> Integers:  # noqa: ANN401 - whatever numpy takes
        return np.floor((np.asarray(y) - self._south) / self._side_m).astype(np.int64)


def position_among(nodes: Integers, wanted: Integers) -> Integers:
    """Return where each wanted node stands among others in ascending order.

    Returns
    -------
    Integers
        One beyond the last for a node that is not among them.
    """
    if not len(nodes):
        return np.zeros(len(wanted), dtype=np.int64)
    at = np.searchsorted(nodes, wanted)
    there = nodes[np.minimum(at, len(nodes) - 1)] == wanted
    return np.where(there, at, len(nodes))


def section(graph: Any, nodes: Integers) -> Any:  # noqa: ANN401 - scipy has no types
    """Cut the graph between some nodes from that of all.

    Indexing by scipy would allocate arrays as long as the whole graph.

    Parameters
    ----------
    graph
        Compressed sparse matrix of nodes by nodes.
    nodes
        Rows to keep, ascending.

    Returns
    -------
    csr_array
        Of kept nodes by kept nodes.
    """
    first = graph.indptr[nodes].astype(np.int64)
    count = graph.indptr[nodes + 1] - first
    entries = _ranges(first, count)
    column = position_among(nodes, graph.indices[entries])
    kept = column < len(nodes)
    row = np.repeat(np.arange(len(nodes)), count)[kept]
    stops = np.searchsorted(row, np.arange(len(nodes) + 1))
    integer = graph.indices.dtype
    return csr_array(
        (graph.data[entries[kept]], column[kept].astype(integer), stops.astype(integer)),
        shape=(len(nodes), len(nodes)),
    )


def _bounds(axis: Floats) -> tuple[float, float]:
    return float(axis.min(initial=0)), float(axis.max(initial=0))


def _ranges(first: Integers, count: Integers) -> Integers:
    """Return the numbers of several ranges, one after another."""
    before = np.cumsum(count) - count
    return np.repeat(first - before, count) + np.arange(int(count.sum()))
