"""The walking network: how far it is on foot, from many places at once.

A network consists of straight edges between nodes, walked both ways. A walk goes straight from a
point to the nearest point on the network (*off*), then along it. All distances from any number of
places take one pass of Dijkstra's algorithm (`scipy.sparse.csgraph.dijkstra`), so the cost grows
with the network, not with places times people. What cannot be reached is infinitely far, never a
large number.

Where there is no network, the distance is estimated from the straight line:
`geo.city.walking.detour`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.city.walking.graph import (
    along_one_edge,
    connected_parts,
    enter_at,
    in_large_parts,
    tidy_edges,
)
from geo.city.walking.mode import Mode
from geo.city.walking.sections import PointGrid, Rectangle, position_among, section
from geo.city.walking.snapping import EdgeIndex, Floats, Integers, Snapped
from geo.city.walking.table import FILE, UNITS_PER_M, read_edges

COVERED_M = 200.0
"""A point farther from every edge than this is outside the network: its distances are estimated."""
SMALL_ISLAND_M = 5_000.0
"""An unconnected part shorter than this is a gap in the map, not a place to walk from: points are
not snapped to it."""

_NONE = -1
_TILE_M = 1_000.0
_MAX_CELLS = 4_000_000
"""Distances held at once, to bound memory."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk to each of many points from the nearest source; arrays of equal length.

    Attributes
    ----------
    metres
        From the source itself to the point itself, in metres; infinite where none is within the
        limit.
    source
        Position of the nearest source, -1 for none.
    estimated
        Whether the distance is estimated from the straight line, because the point or its source is
        outside the network; also true for a point outside that is too far from every source.
    """

    metres: Floats
    source: Integers
    estimated: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a source and a target within walking distance, ordered by source, then target.

    Attributes
    ----------
    source, target
        Positions.
    metres
        Walking distance.
    """

    source: Integers
    target: Integers
    metres: Floats


class Network:
    """A walking network; immutable and safe to share.

    Parameters
    ----------
    x, y
        Nodes, in metres, in any projected reference system; all points have to be in the same.
    a, b
        The nodes at the ends of each edge. The length of an edge is the straight line. A duplicate
        edge counts once; an edge from a node to itself, or without length, is dropped.
    small_island_m
        Points are not snapped to parts of the network shorter than this, in metres.
    snapped_to
        For a section of a larger network, whose islands can't be told from it: per edge whether
        points are snapped to it, at least one. The edges must be tidy then: ``a`` below ``b``, in
        order, each once and with a length.

    Attributes
    ----------
    graph
        Sparse matrix of nodes by nodes, symmetric, in metres.

    Raises
    ------
    InputError
        There is no edge, or an edge refers to a node that does not exist.

    Examples
    --------
    >>> network = Network(x=[0, 300, 300], y=[0, 0, 400], a=[0, 1], b=[1, 2])
    >>> library, homes = network.snap([0], [0]), network.snap([300, 300], [10, 400])
    >>> network.walk_between(library, homes).metres.tolist()
    [310.0, 700.0]
    """

    def __init__(  # noqa: PLR0913 - nodes, edges and which of them count
        self,
        x: ArrayLike,
        y: ArrayLike,
        a: ArrayLike,
        b: ArrayLike,
        *,
        small_island_m: float = 0.0,
        snapped_to: NDArray[np.bool_] | None = None,
    ) -> None:
        self.x, self.y = np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
        self.a, self.b = tidy_edges(self.x, self.y, np.asarray(a), np.asarray(b))
        self.length_m = np.hypot(self.x[self.a] - self.x[self.b], self.y[self.a] - self.y[self.b])
        nodes = len(self.x)
        both_ways = np.concatenate([self.a, self.b]), np.concatenate([self.b, self.a])
        self.graph = csr_array(
            (np.concatenate([self.length_m, self.length_m]), both_ways), shape=(nodes, nodes)
        )
        if snapped_to is None:
            snapped_to = in_large_parts(self._parts, self.a, small_island_m)
        elif len(snapped_to) != len(self.a):
            raise ValueError(f"{len(snapped_to)} flags for {len(self.a)} tidy edges")
        self._snapped_to = np.flatnonzero(snapped_to)
        for array in (self.x, self.y, self.a, self.b, self.length_m):
            array.flags.writeable = False

    @classmethod
    def open(cls, reference: Path, mode: Mode = Mode.FOOT) -> Network:
        """Read the network from the reference tables.

        Parameters
        ----------
        reference
            Folder with ``walking.parquet``.
        mode
            Only the edges that may be used in this way, and the nodes at their ends. A table that
            does not say who may use an edge is of streets to walk, by everybody on foot.

        Returns
        -------
        Network
            The network, with islands below `SMALL_ISLAND_M` not snapped to.

        Raises
        ------
        InputError
            The table is missing or malformed, or nobody may go in this way.
        """
        x, y, a, b = read_edges(reference / FILE, mode)
        return cls(x / UNITS_PER_M, y / UNITS_PER_M, a, b, small_island_m=SMALL_ISLAND_M)

    @classmethod
    def nowhere(cls) -> Network:
        """Return a network that comes near nothing, so that every distance is estimated."""
        far = np.array([-1e8, -1e8 + 1.0])
        return cls(far, far, np.array([0]), np.array([1]))

    @cached_property
    def _parts(self) -> tuple[Integers, Floats]:
        label, metres = connected_parts(len(self.x), self.a, self.b, self.length_m)
        label.flags.writeable = False
        return label, metres

    @property
    def component(self) -> Integers:
        """Per node: 0 for the largest connected part by length, 1 for the next, and so on."""
        return self._parts[0]

    @cached_property
    def _grid(self) -> PointGrid:
        return PointGrid(self.x, self.y, _TILE_M)

    @cached_property
    def _index(self) -> EdgeIndex:
        """Build the spatial index of the edges when it is first needed.

        Two threads may build it at once; both results are equal and one is kept.
        """
        return EdgeIndex(self.x, self.y, self.a, self.b, self._snapped_to)

    def snap(self, x: ArrayLike, y: ArrayLike) -> Snapped:
        """Find the nearest point on an edge for each point, ignoring small islands.

        Parameters
        ----------
        x, y
            In the system of the network, of equal length, finite.

        Returns
        -------
        Snapped
            In the order of the points.
        """
        return self._index.snap(x, y)

    def walk_between(self, sources: Snapped, targets: Snapped, *, limit_m: float = np.inf) -> Walk:
        """Return the walk along the network to each target from the nearest source, in one pass.

        Parameters
        ----------
        sources, targets
            Points on the network, from `snap`.
        limit_m
            Nodes farther away, in metres, are infinitely far.

        Returns
        -------
        Walk
            In the order of the targets; never estimated.
        """
        # A target is reached through either end of its edge, whichever is shorter.
        to_node, from_source = self._pass(sources, limit_m)
        by_a = to_node[targets.a] + targets.along_m
        by_b = to_node[targets.b] + (targets.length_m - targets.along_m)
        metres = np.minimum(by_a, by_b) + targets.off_m
        source = np.where(by_a <= by_b, from_source[targets.a], from_source[targets.b])
        # A source on the same edge may be nearer along it, without passing an end. Writing the
        # farthest first leaves the nearest in place.
        at, target, direct = along_one_edge(sources, targets)
        nearer = direct < metres[target]
        at, target, direct = at[nearer], target[nearer], direct[nearer]
        farthest_first = np.argsort(-direct, kind="stable")
        metres[target[farthest_first]] = direct[farthest_first]
        source[target[farthest_first]] = at[farthest_first]
        return _within(limit_m, Walk(metres, source, np.zeros(len(targets), dtype=bool)))

    def metres_to_nodes(self, sources: Snapped, *, limit_m: float = np.inf) -> Floats:
        """Return the walk along the network from the nearest source to every node.

        Parameters
        ----------
        sources
            Points on the network, from `snap`.
        limit_m
            Nodes farther away, in metres, are infinitely far.

        Returns
        -------
        Floats
            In metres, in the order of the nodes.
        """
        return self._pass(sources, limit_m)[0]

    def walks_within(self, sources: Snapped, targets: Snapped, *, limit_m: float) -> Pairs:
        """Return every pair of a source and a target within walking distance.

        The network is cut into tiles with a margin of ``limit_m``. That loses nothing: no edge is
        shorter than the straight line between its ends, so no walk leaves the margin and returns.

        Parameters
        ----------
        sources, targets
            Points on the network, from `snap`.
        limit_m
            Greatest distance in metres; may be infinite for few points.

        Returns
        -------
        Pairs
            Distances along the network, never estimated.
        """
        grid = PointGrid(targets.x, targets.y, _TILE_M)
        found = [
            pairs
            for rows in _tiles(sources, max(limit_m, _TILE_M))
            for pairs in self._walks_within_tile(sources, rows, targets, grid, limit_m)
        ]
        at, target, direct = along_one_edge(sources, targets)
        near = direct <= limit_m
        found.append((at[near], target[near], direct[near]))
        source, target, metres = (np.concatenate(part) for part in zip(*found, strict=True))
        # A pair found both ways keeps its shortest distance.
        order = np.lexsort([metres, target, source])
        source, target, metres = source[order], target[order], metres[order]
        shortest = (np.diff(source, prepend=_NONE) != 0) | (np.diff(target, prepend=_NONE) != 0)
        return Pairs(source[shortest], target[shortest], metres[shortest])

    def _walks_within_tile(
        self, sources: Snapped, rows: Integers, targets: Snapped, grid: PointGrid, limit_m: float
    ) -> Iterator[tuple[Integers, Integers, Floats]]:
        box = Rectangle.around(sources.x[rows], sources.y[rows]).wider(limit_m)
        nodes, near = self._grid.within(box), grid.within(box)
        part = self.graph if len(nodes) == len(self.x) else section(self.graph, nodes)
        wanted = targets[near]
        # Nodes outside the box share one extra row, which is infinitely far.
        ends = position_among(nodes, wanted.a), position_among(nodes, wanted.b)
        # Enough sources at once to be fast, few enough to bound the table of distances.
        at_once = max(1, _MAX_CELLS // (len(nodes) + len(near) + 1))
        for first in range(0, len(rows), at_once):
            some = rows[first : first + at_once]
            here = sources[some]
            graph = enter_at(
                part, here, position_among(nodes, here.a), position_among(nodes, here.b)
            )
            metres = dijkstra(graph, indices=len(nodes) + np.arange(len(some)), limit=limit_m)[
                :, : len(nodes)
            ]
            metres = np.column_stack([metres, np.full(len(some), np.inf)])
            to_target = np.minimum(
                metres[:, ends[0]] + wanted.along_m,
                metres[:, ends[1]] + (wanted.length_m - wanted.along_m),
            )
            to_target += wanted.off_m
            source, target = np.nonzero((to_target <= limit_m) & np.isfinite(to_target))
            yield some[source], near[target], to_target[source, target]

    def _pass(self, sources: Snapped, limit_m: float) -> tuple[Floats, Integers]:
        """Return the distance from the nearest source to every node, and which source that is."""
        nodes = len(self.x)
        if not len(sources):
            return np.full(nodes, np.inf), np.full(nodes, _NONE, dtype=np.int64)
        metres, _, source = dijkstra(
            enter_at(self.graph, sources, sources.a, sources.b),
            indices=nodes + np.arange(len(sources)),
            min_only=True,
            limit=limit_m,
            return_predecessors=True,
        )
        nearest = np.where(np.isfinite(metres[:nodes]), source[:nodes].astype(np.int64) - nodes, -1)
        return metres[:nodes], nearest


def _within(limit_m: float, walk: Walk) -> Walk:
    """Mark walks beyond the limit, or without a source, as infinite and without a source."""
    far = ~((walk.metres <= limit_m) & np.isfinite(walk.metres))
    return Walk(
        np.where(far, np.inf, walk.metres), np.where(far, _NONE, walk.source), walk.estimated
    )


def _tiles(points: Snapped, side_m: float) -> Iterator[Integers]:
    """Group points that lie in the same square of this side."""
    if not len(points):
        return
    cells = np.floor(np.stack([points.x, points.y], axis=1) / side_m)
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    order = np.argsort(cell, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(cell[order])) + 1)
