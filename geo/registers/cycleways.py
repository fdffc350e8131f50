"""Which cycleways are walked: those that have no way for people on foot beside them.

In the Netherlands one may walk on a cycle track only where there is no pavement or footpath (RVV
1990, article 4). Where the tags do not say, the geometry does: a cycleway is *accompanied* when
over most of its length a street or footway that is walked runs along it. Accompanied cycleways are
not walked along, but people cross them, so short links between ways that are walked stay. Why, and
what it changes: decision 0030.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.city.walking.mode import Mode
from geo.city.walking.table import UNITS_PER_M, WalkingTable

BESIDE_M = 15.0
"""A street this near, in metres, runs beside a cycleway if it has the same direction."""
SAME_DIRECTION_DEG = 30.0
"""Two ways whose directions differ by no more than this run along each other."""
MOSTLY = 0.5
"""A larger share of a cycleway must have a street beside it for it not to be walked."""
LINK_M = 40.0
"""A stretch of cycleway up to this length, in metres, from one walked way to another is crossed."""
ACCOMPANIED = 128
"""Marks edges of accompanied cycleways while a network is made; never written."""
_STEP_M = 10.0

Lines: TypeAlias = NDArray[np.object_]


def accompanied(
    cycleways: Lines,
    streets: Lines,
    *,
    aloft: NDArray[np.bool_] | None = None,
    streets_aloft: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return for each cycleway whether a street runs along most of it.

    Parameters
    ----------
    cycleways
        Lines in a projected system, in metres.
    streets
        Likewise: streets and footways that are walked, no cycleways.
    aloft, streets_aloft
        Which of them are bridges or tunnels: along one of those only another counts, since nobody
        steps from a bridge to the street below it. None are, where not given.

    Returns
    -------
    array
        One truth value per cycleway.
    """
    if not len(cycleways) or not len(streets):
        return np.zeros(len(cycleways), dtype=bool)
    middles, direction, of = _steps(cycleways)
    pieces = _pieces(streets)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(pieces)))
    step, piece = tree.query(shapely.points(middles), predicate="dwithin", distance=BESIDE_M)
    along = _direction(pieces[:, 1] - pieces[:, 0])[piece]
    turn = np.abs((direction[step] - along + 90.0) % 180.0 - 90.0)
    along_it = turn <= SAME_DIRECTION_DEG
    if aloft is not None and streets_aloft is not None:
        street_of = _piece_of(streets)[piece]
        along_it &= ~aloft[of[step]] | streets_aloft[street_of]
    beside = np.zeros(len(middles), dtype=bool)
    beside[step[along_it]] = True
    share = np.bincount(of, beside, minlength=len(cycleways)) / np.bincount(
        of, minlength=len(cycleways)
    )
    return np.asarray(share > MOSTLY)


def settle(table: WalkingTable) -> WalkingTable:
    """Decide about each edge that is marked `ACCOMPANIED`: walked as a link, or not at all.

    Parameters
    ----------
    table
        A network, some of whose edges carry the mark beside their modes.

    Returns
    -------
    WalkingTable
        The same without marks. A marked edge may be walked if it is part of a link of at most
        `LINK_M` between nodes of edges that are walked.
    """
    if table.modes is None:
        return table
    marked = (table.modes & ACCOMPANIED) > 0
    modes = table.modes & ~ACCOMPANIED
    walked = (modes & Mode.FOOT) > 0
    rows = np.flatnonzero(marked & ~walked)
    if len(rows) and walked.any():
        on_foot = np.zeros(len(table.x), dtype=bool)
        on_foot[table.a[walked]] = on_foot[table.b[walked]] = True
        a, b = table.a[rows], table.b[rows]
        length = np.hypot(table.x[a] - table.x[b], table.y[a] - table.y[b]) / UNITS_PER_M
        graph = csr_array(
            (np.tile(length, 2), (np.concatenate([a, b]), np.concatenate([b, a]))),
            shape=(len(table.x),) * 2,
        )
        starts = np.flatnonzero(on_foot)
        from_foot = dijkstra(graph, indices=starts, min_only=True, limit=LINK_M)
        link = from_foot[a] + length + from_foot[b] <= LINK_M
        modes[rows[link]] |= Mode.FOOT | Mode.STEP_FREE
    return replace(table, modes=modes)


def _steps(
    lines: Lines,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Cut lines into steps; return the middle and direction of each, and which line it is of."""
    length = shapely.length(lines)
    steps = np.maximum(np.ceil(length / _STEP_M), 1).astype(np.int64)
    of = np.repeat(np.arange(len(lines)), steps)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(steps) - steps, steps)
    begin, end = (
        shapely.get_coordinates(
            shapely.line_interpolate_point(lines[of], (nth + side) / steps[of], normalized=True)
        )
        for side in (0.0, 1.0)
    )
    return (begin + end) / 2, _direction(end - begin), of


def _piece_of(lines: Lines) -> NDArray[np.int64]:
    """Return of which line each straight piece is, in the order of `_pieces`."""
    _, line = shapely.get_coordinates(lines, return_index=True)
    of: NDArray[np.int64] = line[1:][line[1:] == line[:-1]]
    return of


def _pieces(lines: Lines) -> NDArray[np.float64]:
    """Return the straight pieces of lines: pieces by two ends by x and y."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    onward = line[1:] == line[:-1]
    return np.stack([xy[:-1][onward], xy[1:][onward]], axis=1)


def _direction(offset: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return directions in degrees, from 0 up to 180: there and back are the same."""
    return np.degrees(np.arctan2(offset[:, 1], offset[:, 0])) % 180.0
