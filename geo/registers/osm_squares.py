"""Squares that are drawn as areas: one walks along their edge, and straight across where one sees.

The shortest way across a polygon runs straight between its entries, or bends at its inward corners.
So the lines between entries and inward corners that stay inside the polygon are enough
(M. de Berg et al., *Computational Geometry*, chapter 15: visibility graphs).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely

MOST_POINTS = 150
"""Entries and inward corners of a square; one with more is walked along its edge only."""

Rings = Sequence[Sequence[int]]


def closed_rings(ways: Rings) -> list[list[int]]:
    """Join ways, given as the numbers of their nodes, into rings; what does not close is left out.

    Examples
    --------
    >>> closed_rings([(1, 2, 3), (3, 4, 1)])
    [[1, 2, 3, 4, 1]]
    """
    left = [list(way) for way in ways]
    rings = []
    while left:
        ring = left.pop(0)
        while ring[0] != ring[-1]:
            onward = next((way for way in left if ring[-1] in {way[0], way[-1]}), None)
            if onward is None:
                break
            left.remove(onward)
            ring += onward[1:] if onward[0] == ring[-1] else onward[-2::-1]
        if len(ring) > 3 and ring[0] == ring[-1]:  # noqa: PLR2004 - a triangle closed
            rings.append(ring)
    return rings


def ways_across(
    outer: Rings, inner: Rings, xy: Mapping[int, tuple[float, float]], entries: set[int]
) -> list[tuple[int, int]]:
    """Return the straight ways across a square, as pairs of nodes; its edges are not among them.

    Parameters
    ----------
    outer, inner
        Closed rings of nodes: the outlines and the holes.
    xy
        Where the nodes lie, in metres.
    entries
        Nodes at which other ways come in.
    """
    found: list[tuple[int, int]] = []
    for ring in outer:
        shell = shapely.Polygon([xy[node] for node in ring])
        holes = [one for one in inner if shell.covers(shapely.Point(xy[one[0]]))]
        square = shapely.Polygon(shell.exterior, [[xy[node] for node in one] for one in holes])
        if not square.is_valid:
            continue
        nodes = sorted(
            {node for one in (ring, *holes) for node in one if node in entries}
            | _inward(ring, xy, hole=False)
            | {node for one in holes for node in _inward(one, xy, hole=True)}
        )
        if len(nodes) > MOST_POINTS:
            continue
        first, second = np.triu_indices(len(nodes), k=1)
        points = np.array([xy[node] for node in nodes], dtype=np.float64).reshape(-1, 2)
        lines = shapely.linestrings(np.stack([points[first], points[second]], axis=1))
        shapely.prepare(square)
        inside = np.atleast_1d(shapely.covers(square, lines))
        found += [(nodes[a], nodes[b]) for a, b in zip(first[inside], second[inside], strict=True)]
    return found


def _inward(ring: Sequence[int], xy: Mapping[int, tuple[float, float]], *, hole: bool) -> set[int]:
    """Return the corners around which a way across the square may bend."""
    nodes = list(ring[:-1])
    points = np.array([xy[node] for node in nodes], dtype=np.float64)
    before, after = points - np.roll(points, 1, axis=0), np.roll(points, -1, axis=0) - points
    turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    x, y = points.T
    counterclockwise = (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0
    bends = turn < 0 if counterclockwise != hole else turn > 0
    return {node for node, inward in zip(nodes, bends, strict=True) if inward}
