"""The nearest point on a network of straight edges, for many points at once.

Edges are cut into stretches of at most 25 m, whose middles go into a k-d tree. The nearest edge of
a point is among those of its nearest middles. The distance to the farthest middle inspected shows
whether another edge could still be nearer, so the result is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from geo.city.walking.morton import morton

SAMPLE_M = 25.0
"""Longest stretch of an edge for which one sample, in its middle, stands."""
_SAMPLES = 8
"""Samples inspected first; four times as many for the points where these do not settle it."""
_AT_ONCE = 50_000
"""Points processed together, to bound memory."""

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Snapped:
    """Points and where on the network each of them is; arrays of equal length.

    Attributes
    ----------
    x, y
        The points themselves, in the system of the network.
    edge
        Row of the nearest edge.
    along_m
        Where on the edge: distance from ``a``, in metres.
    off_m
        Distance from the point to there, in a straight line.
    """

    x: Floats
    y: Floats
    edge: Integers
    a: Integers
    b: Integers
    along_m: Floats
    length_m: Floats
    off_m: Floats

    def __len__(self) -> int:
        """Count the points."""
        return len(self.x)

    def __getitem__(self, rows: Any) -> Snapped:  # noqa: ANN401 - whatever numpy takes
        """Select some of the points: a mask, a slice or positions."""
        return Snapped(
            self.x[rows],
            self.y[rows],
            self.edge[rows],
            self.a[rows],
            self.b[rows],
            self.along_m[rows],
            self.length_m[rows],
            self.off_m[rows],
        )


class EdgeIndex:
    """Finds the nearest of many straight edges; immutable and safe to share.

    Parameters
    ----------
    x, y
        Nodes, in metres.
    a, b
        The nodes at the ends of each edge, none without length.
    edges
        Rows of the edges to search; at least one.
    """

    def __init__(self, x: Floats, y: Floats, a: Integers, b: Integers, edges: Integers) -> None:
        self._edges = edges
        self._a, self._b = a, b = a[edges], b[edges]
        self._x, self._y = x[a], y[a]
        self._dx, self._dy = x[b] - x[a], y[b] - y[a]
        self._length = np.hypot(self._dx, self._dy)
        parts = np.maximum(1, np.ceil(self._length / SAMPLE_M)).astype(np.int32)
        self._sampled = np.repeat(np.arange(len(a), dtype=np.int32), parts)
        nth = np.arange(len(self._sampled)) - np.repeat(np.cumsum(parts) - parts, parts)
        samples = np.stack(
            [
                np.repeat(start + step / 2, parts) + nth * np.repeat(step, parts)
                for start, step in ((self._x, self._dx / parts), (self._y, self._dy / parts))
            ],
            axis=1,
        )
        self._half_m = float((self._length / parts).max() / 2)
        # Builds three times as fast as the default and queries as fast, since samples lie evenly.
        self._tree = cKDTree(
            samples, leafsize=32, compact_nodes=False, balanced_tree=False, copy_data=False
        )

    def snap(self, x: ArrayLike, y: ArrayLike) -> Snapped:
        """Find the nearest point on an edge for each of the points.

        Parameters
        ----------
        x, y
            In the system of the network, equally many.

        Returns
        -------
        Snapped
            In the order of the points. Of equally near edges, the first is taken.

        Raises
        ------
        ValueError
            A coordinate is not a finite number.
        """
        px = np.atleast_1d(np.asarray(x, dtype=np.float64))
        py = np.atleast_1d(np.asarray(y, dtype=np.float64))
        if not (np.isfinite(px).all() and np.isfinite(py).all()):
            raise ValueError("Points to snap need finite coordinates; leave the others out first.")
        edge = np.empty(len(px), dtype=np.int64)
        for rows in _neighbours_together(px, py):
            edge[rows] = self._nearest(px[rows], py[rows])
        along, off = self._project(px, py, edge)
        return Snapped(
            px,
            py,
            self._edges[edge],
            self._a[edge],
            self._b[edge],
            along,
            self._length[edge],
            off,
        )

    def _nearest(self, x: Floats, y: Floats) -> Integers:
        edge = np.empty(len(x), dtype=np.int64)
        unsettled = np.arange(len(x))
        looked_at = min(_SAMPLES, self._tree.n)
        while len(unsettled):
            px, py = x[unsettled], y[unsettled]
            to_sample, sample = self._tree.query(
                np.stack([px, py], axis=1), k=np.arange(1, looked_at + 1)
            )
            candidates = self._sampled[sample]
            _, off = self._project(px[:, None], py[:, None], candidates)
            nearest = off.min(axis=1)
            # The first of equally near edges, so that a section of the network takes the same one.
            first = np.where(off == nearest[:, None], candidates, self._length.size)
            edge[unsettled] = first.min(axis=1)
            # An edge not inspected lies beyond the farthest sample, give or take half a stretch.
            nearer = to_sample[:, -1] - self._half_m < nearest
            if looked_at == self._tree.n:
                break
            unsettled = unsettled[nearer]
            looked_at = min(4 * looked_at, self._tree.n)
        return edge

    def _project(self, x: Floats, y: Floats, edge: Integers) -> tuple[Floats, Floats]:
        """Return where on its edge the nearest point lies and how far off, both in metres."""
        dx, dy, length = self._dx[edge], self._dy[edge], self._length[edge]
        from_x, from_y = x - self._x[edge], y - self._y[edge]
        along = np.clip((from_x * dx + from_y * dy) / length, 0, length)
        return along, np.hypot(from_x - along / length * dx, from_y - along / length * dy)


def _neighbours_together(x: Floats, y: Floats) -> Iterator[Integers]:
    """Yield batches of positions, in an order in which the tree is fast."""
    if not len(x):
        return
    west, south = (np.floor(axis - axis.min()).astype(np.int64) for axis in (x, y))
    order = np.argsort(morton(west, south))
    for first in range(0, len(order), _AT_ONCE):
        yield order[first : first + _AT_ONCE]
