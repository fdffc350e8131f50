"""The walking network: nodes and straight edges between them, from lines that hardly touch.

The extract has lines without node numbers, simplified so that shared vertices may be gone. They are
reconnected in five steps:

1. lines on the ground that cross get a node; bridges and tunnels that cross lie one above the
   other, unless both have a vertex at that spot;
2. the end of a line that lies within 0.5 m of a line is joined to it, except to the middle of a
   bridge or tunnel below or above which it merely ends;
3. everything is rounded to decimetres, and points that coincide through 1 or 2 become one node;
4. cycleways that run along a street or footway are not walked: `geo.registers.cycleways`;
5. nodes are numbered along a space-filling curve, so that neighbours lie together in memory.

An edge is as long as the straight line between its two nodes, and can be used both ways by those
whom its `Mode` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.city.walking.mode import Mode
from geo.city.walking.morton import morton
from geo.city.walking.table import UNITS_PER_M, Integers, WalkingTable
from geo.model.crs import RD
from geo.model.errors import InputError, Problem
from geo.registers.cycleways import ACCOMPANIED, accompanied, settle
from geo.registers.way_access import Rule, class_rules, classes

JOIN_M = 0.5
"""A line end this near to a line, in metres, is joined to it."""
JOIN_ALOFT_M = 1.0
"""The same between two bridges or two tunnels, of which one may end just beyond the other."""
NEAR_END_M = 10.0
"""What ends this near to an end of a bridge or tunnel, in metres, may be joined to it. Farther
along, only at one of its vertices."""
SAME_M = 0.2
"""A vertex this near, in metres, is the same point."""

Floats: TypeAlias = NDArray[np.float64]

_SIDES = ("first", "last")


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Straight pieces between points, in decimetres; some of the points are ends of lines."""

    points: Integers
    a: Integers
    b: Integers
    modes: Integers
    ends: Integers
    aloft: bool
    """Whether these are bridges or tunnels."""
    first: Floats
    last: Floats
    """The ends of the line of each piece, in metres; NaN on the ground."""


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
    lines = roads.to_crs(RD).explode(ignore_index=True)
    modes = _modes(lines)
    usable = modes > 0
    if not (modes & Mode.FOOT).any():
        expected = "at least one of a class that is walked"
        raise InputError([Problem("no line to walk on", expected, file="roads", field="cls")])
    lines = lines[usable].assign(modes=modes[usable])
    parts = [
        (_aloft if any(flags) else _cross)(part)
        for flags, part in lines.groupby(["bridge", "tunnel"], sort=True)
    ]
    points, a, b, modes, same = _join_ends(parts)
    return settle(assemble(points, a, b, same, modes))


def _modes(lines: gpd.GeoDataFrame) -> Integers:
    """Return who may use each line, with the mark of a cycleway along a street."""
    number = lines["cls"].to_numpy()
    modes = np.zeros(len(lines), dtype=np.int64)
    asked = np.zeros(len(lines), dtype=bool)
    for one in classes():
        for mode, rule in class_rules(one).items():
            modes[(number == one) & (rule is Rule.YES)] |= mode
            asked |= (number == one) & (rule is Rule.UNLESS_ACCOMPANIED)
    shapes = lines.geometry.to_numpy()
    beside = np.zeros(len(lines), dtype=bool)
    beside[asked] = accompanied(shapes[asked], shapes[(modes & Mode.FOOT) > 0])
    modes[asked & ~beside] |= Mode.FOOT | Mode.STEP_FREE
    modes[beside] |= ACCOMPANIED
    return modes


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
    row = row.ravel()
    onward = line[1:] == line[:-1]
    a, b = row[:-1][onward], row[1:][onward]
    nowhere = np.full((len(a), 2), np.nan)
    return _Pieces(
        points,
        a,
        b,
        _modes_of_pieces(points, a, b, lines),
        _rows_of(_ends(shapes), points),
        aloft=False,
        first=nowhere,
        last=nowhere,
    )


def _aloft(lines: gpd.GeoDataFrame) -> _Pieces:
    """Take bridges or tunnels as they are: two share a node only where both have that vertex."""
    shapes = lines.geometry.to_numpy()
    vertices, line = shapely.get_coordinates(shapes, return_index=True)
    points, row = np.unique(_units(vertices), axis=0, return_inverse=True)
    row = row.ravel()
    onward = line[1:] == line[:-1]
    of = line[1:][onward]
    return _Pieces(
        points,
        row[:-1][onward],
        row[1:][onward],
        lines["modes"].to_numpy()[of],
        _rows_of(_ends(shapes), points),
        aloft=True,
        first=shapely.get_coordinates(shapely.get_point(shapes, 0))[of],
        last=shapely.get_coordinates(shapely.get_point(shapes, -1))[of],
    )


def _modes_of_pieces(
    points: Integers, a: Integers, b: Integers, lines: gpd.GeoDataFrame
) -> Integers:
    """Return who may use each piece: those of every line that it lies on."""
    middles = np.asarray(shapely.points((points[a] + points[b]) / (2 * UNITS_PER_M)))
    tree = shapely.STRtree(lines.geometry.to_numpy())
    piece, line = tree.query(middles, predicate="dwithin", distance=1 / UNITS_PER_M)
    missing = np.setdiff1d(np.arange(len(a)), piece)
    near, nearest = tree.query_nearest(middles[missing], all_matches=False)
    modes = np.zeros(len(a), dtype=np.int64)
    of_lines = lines["modes"].to_numpy()
    np.bitwise_or.at(modes, piece, of_lines[line])
    np.bitwise_or.at(modes, missing[near], of_lines[nearest])
    return modes


def _ends(shapes: NDArray[np.object_]) -> Integers:
    ends = [shapely.get_point(shapes, 0), shapely.get_point(shapes, -1)]
    return _units(shapely.get_coordinates(np.concatenate(ends)))


def _units(coordinates: Floats) -> Integers:
    return np.rint(coordinates * UNITS_PER_M).astype(np.int64)


def _rows_of(wanted: Integers, points: Integers) -> Integers:
    """Return the rows of the requested points, without pieces shorter than the grid."""
    both, which = np.unique(np.concatenate([points, wanted]), axis=0, return_inverse=True)
    which = which.ravel()
    row = np.full(len(both), -1)
    row[which[: len(points)]] = np.arange(len(points))
    found = np.unique(row[which[len(points) :]])
    return found[found >= 0]


def _join_ends(
    parts: list[_Pieces],
) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    """Join each end to all pieces within reach.

    A vertex within reach and the end become one node. A piece without such a vertex is bent to pass
    through the end.

    Returns
    -------
    tuple
        The points, both ends and the modes of each piece, and the pairs of points that are one
        node.
    """
    shift = np.cumsum([0, *(len(part.points) for part in parts)])[:-1]
    points = np.concatenate([part.points for part in parts])
    a = np.concatenate([part.a + row for part, row in zip(parts, shift, strict=True)])
    b = np.concatenate([part.b + row for part, row in zip(parts, shift, strict=True)])
    ends = np.concatenate([part.ends + row for part, row in zip(parts, shift, strict=True)])
    modes = np.concatenate([part.modes for part in parts])
    group = np.repeat(np.arange(len(parts)), [len(part.a) for part in parts])
    group_of_end = np.repeat(np.arange(len(parts)), [len(part.ends) for part in parts])
    aloft = np.array([part.aloft for part in parts])
    first, last = (np.concatenate([getattr(part, side) for part in parts]) for side in _SIDES)

    xy = points / UNITS_PER_M
    lines = np.asarray(shapely.linestrings(np.stack([xy[a], xy[b]], axis=1)))
    tree = shapely.STRtree(lines)
    reach = np.where(aloft[group_of_end], JOIN_ALOFT_M, JOIN_M)
    which, piece = tree.query(shapely.points(xy[ends]), predicate="dwithin", distance=reach)
    end, from_group, onto = ends[which], group_of_end[which], group[piece]
    off_m = shapely.distance(shapely.points(xy[end]), lines[piece])
    to_a, to_b = (np.hypot(*(xy[end] - xy[side[piece]]).T) for side in (a, b))
    to_ends = [np.hypot(*(xy[end] - side[piece]).T) for side in (first, last)]
    # Farther along a bridge, only what meets one of its vertices is on it and not under it.
    level = ~aloft[onto] | (np.fmin(*to_ends) <= NEAR_END_M) | (np.minimum(to_a, to_b) <= SAME_M)
    alike = from_group == onto
    joins = (off_m <= JOIN_M) & (alike | level) | alike & aloft[onto]
    joins &= (a[piece] != end) & (b[piece] != end)
    end, piece, to_a, to_b = end[joins], piece[joins], to_a[joins], to_b[joins]

    at_vertex = np.minimum(to_a, to_b) <= JOIN_M
    vertex = np.where(to_a <= to_b, a[piece], b[piece])
    same = np.stack([end[at_vertex], vertex[at_vertex]], axis=1)

    end, piece = end[~at_vertex], piece[~at_vertex]
    order = np.lexsort([*xy[end].T, to_a[~at_vertex], piece])
    end, piece = end[order], piece[order]
    first_on = np.diff(piece, prepend=-1) != 0
    last_on = np.diff(piece, append=-1) != 0
    whole = np.ones(len(a), dtype=bool)
    whole[piece] = False
    before = np.where(first_on, a[piece], np.roll(end, 1))
    return (
        points,
        np.concatenate([a[whole], before, end[last_on]]),
        np.concatenate([b[whole], end, b[piece[last_on]]]),
        np.concatenate([modes[whole], modes[piece], modes[piece[last_on]]]),
        same,
    )
