"""The walking network: nodes and straight edges between them, from lines that hardly touch.

The extract has lines without node numbers, simplified so that shared vertices may be gone. They are
reconnected in four steps:

1. lines that cross get a node if both or neither are a bridge, and both or neither a tunnel;
2. the end of a line that lies within 0.5 m of any line is joined to it, whatever the flags;
3. everything is rounded to decimetres, and points that coincide through 1 or 2 become one node;
4. nodes are numbered along a space-filling curve, so that neighbours lie together in memory.

An edge is as long as the straight line between its two nodes, and can be walked both ways.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.city.walking.morton import morton
from geo.city.walking.table import UNITS_PER_M, Integers, WalkingTable
from geo.model.crs import RD
from geo.model.errors import InputError, Problem

WALKABLE_CLASS = 3
"""Lowest class on which one may walk: below are primary roads, trunk roads and motorways."""
JOIN_M = 0.5
"""A line end this near to a line, in metres, is joined to it."""


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Straight pieces between points, in decimetres; some of the points are ends of lines."""

    points: Integers
    a: Integers
    b: Integers
    ends: Integers


def walking_table(roads: gpd.GeoDataFrame) -> WalkingTable:
    """Connect lines to a network.

    Parameters
    ----------
    roads
        Lines in any CRS, with ``cls`` and the truth values ``bridge`` and ``tunnel``.

    Returns
    -------
    WalkingTable
        The network, independent of the order of the lines.

    Raises
    ------
    InputError
        There is no line to walk on.
    """
    walkable = roads[roads["cls"] >= WALKABLE_CLASS].to_crs(RD)
    if walkable.empty:
        expected = f"at least one of class {WALKABLE_CLASS} or higher"
        raise InputError([Problem("no line to walk on", expected, file="roads", field="cls")])
    pieces = _stack([_cross(part) for _, part in walkable.groupby(["bridge", "tunnel"], sort=True)])
    a, b, same = _join_ends(pieces)
    return assemble(pieces.points, a, b, same)


def assemble(
    points: Integers,
    a: Integers,
    b: Integers,
    same: Integers | None = None,
    modes: Integers | None = None,
) -> WalkingTable:
    """Merge equal points, drop duplicate and zero-length edges, and number the nodes.

    Parameters
    ----------
    points
        x and y per row, whole decimetres, EPSG:28992. Two at the same position stay separate unless
        an edge or ``same`` joins them: a bridge may lie above a street.
    a, b
        Rows of the points at both ends of each edge.
    same
        Pairs of points that are one.
    modes
        Who may use each edge; whoever may use one of two equal edges may use the one that is kept.

    Returns
    -------
    WalkingTable
        The network; points without an edge are left out.
    """
    no_length = (points[a] == points[b]).all(axis=1)
    pairs = np.stack([a[no_length], b[no_length]], axis=1)
    if same is not None:
        pairs = np.concatenate([pairs, same])
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points),) * 2)
    _, node = connected_components(joined, directed=False)
    members = np.bincount(node)
    place = np.stack(
        [np.rint(np.bincount(node, points[:, axis]) / members) for axis in (0, 1)], axis=1
    ).astype(np.int64)

    start, end = node[a], node[b]
    # Merging may bring two ends to one point; such an edge would be a loop without length.
    edge = (place[start] != place[end]).any(axis=1)
    used, rows = np.unique(np.concatenate([start[edge], end[edge]]), return_inverse=True)
    place = place[used]
    # Only their neighbours distinguish nodes on one point, so order by those.
    order = _order(place, rows)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    start, end = rank[rows].reshape(2, -1)
    ends = np.stack([np.minimum(start, end), np.maximum(start, end)], axis=1)
    edges, row = np.unique(ends, axis=0, return_inverse=True)
    low, high = edges.reshape(-1, 2).T
    together = None
    if modes is not None:
        together = np.zeros(len(low), dtype=np.int64)
        np.bitwise_or.at(together, row.ravel(), modes[edge])
    x, y = place[order].T
    return WalkingTable(x, y, low, high, together)


def _order(place: Integers, rows: Integers) -> Integers:
    """Order nodes along the curve; those at one position by the positions of their neighbours."""
    start, end = rows.reshape(2, -1)
    code = morton(place[:, 0] - place[:, 0].min(), place[:, 1] - place[:, 1].min())
    nearest = np.full(len(place), np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(nearest, start, code[end])
    np.minimum.at(nearest, end, code[start])
    return np.lexsort([nearest, code])


def _cross(lines: gpd.GeoDataFrame) -> _Pieces:
    """Cut lines where they cross, on the grid of decimetres, so that rounding loses no crossing."""
    shapes = lines.geometry.to_numpy()
    cut = shapely.get_parts(shapely.union_all(shapes, grid_size=1 / UNITS_PER_M))
    vertices, line = shapely.get_coordinates(cut, return_index=True)
    points, row = np.unique(_units(vertices), axis=0, return_inverse=True)
    onward = line[1:] == line[:-1]
    parts = shapely.get_parts(shapes)
    ends = shapely.get_coordinates([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    return _Pieces(points, row[:-1][onward], row[1:][onward], _rows_of(_units(ends), points))


def _units(coordinates: NDArray[np.float64]) -> Integers:
    return np.rint(coordinates * UNITS_PER_M).astype(np.int64)


def _rows_of(wanted: Integers, points: Integers) -> Integers:
    """Return the rows of the requested points, without pieces shorter than the grid."""
    both, which = np.unique(np.concatenate([points, wanted]), axis=0, return_inverse=True)
    row = np.full(len(both), -1)
    row[which[: len(points)]] = np.arange(len(points))
    found = np.unique(row[which[len(points) :]])
    return found[found >= 0]


def _stack(parts: list[_Pieces]) -> _Pieces:
    first = np.cumsum([0, *(len(part.points) for part in parts)])[:-1]
    return _Pieces(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.a + row for part, row in zip(parts, first, strict=True)]),
        np.concatenate([part.b + row for part, row in zip(parts, first, strict=True)]),
        np.concatenate([part.ends + row for part, row in zip(parts, first, strict=True)]),
    )


def _join_ends(pieces: _Pieces) -> tuple[Integers, Integers, Integers]:
    """Join each end to all pieces within reach.

    A vertex within reach and the end become one node. A piece without such a vertex is bent to pass
    through the end.

    Returns
    -------
    tuple
        Both ends of each piece, and the pairs of points that are one node.
    """
    xy = pieces.points / UNITS_PER_M
    a, b = pieces.a, pieces.b
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([xy[a], xy[b]], axis=1))))
    which, piece = tree.query(shapely.points(xy[pieces.ends]), predicate="dwithin", distance=JOIN_M)
    end = pieces.ends[which]
    elsewhere = (a[piece] != end) & (b[piece] != end)
    end, piece = end[elsewhere], piece[elsewhere]

    to_a, to_b = (np.hypot(*(xy[end] - xy[side[piece]]).T) for side in (a, b))
    at_vertex = np.minimum(to_a, to_b) <= JOIN_M
    vertex = np.where(to_a <= to_b, a[piece], b[piece])
    same = np.stack([end[at_vertex], vertex[at_vertex]], axis=1)

    end, piece = end[~at_vertex], piece[~at_vertex]
    order = np.lexsort([*xy[end].T, to_a[~at_vertex], piece])
    end, piece = end[order], piece[order]
    first = np.diff(piece, prepend=-1) != 0
    last = np.diff(piece, append=-1) != 0
    whole = np.ones(len(a), dtype=bool)
    whole[piece] = False
    before = np.where(first, a[piece], np.roll(end, 1))
    return (
        np.concatenate([a[whole], before, end[last]]),
        np.concatenate([b[whole], end, b[piece[last]]]),
        same,
    )
