"""The part of a city that is within a walk of one point, as an area: a pool along the streets."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.city.walking.network import COVERED_M, Network
from geo.city.walking.snapping import Floats

_BESIDE_M = 45.0
"""How far from a street a door may lie that is reached by it."""
_CLOSED_M = 60.0
"""Gaps between streets narrower than twice this are filled: blocks of houses, not water."""
_HOLE_M2 = 60_000.0
_SMOOTH_M = 12.0


def reach(network: Network, x: float, y: float, metres: float) -> BaseGeometry:
    """Return the area within a walk of a point.

    Parameters
    ----------
    x, y
        The point, in metres, in the system of the network.
    metres
        Longest walk.

    Returns
    -------
    BaseGeometry
        Polygon or multipolygon in the system of the network, simplified to some ten metres; empty
        where the point lies outside the network.

    Examples
    --------
    >>> street = Network(x=[0, 500], y=[0, 0], a=[0], b=[1])
    >>> west, south, east, north = reach(street, 0, 0, 200).bounds
    >>> 200 <= east <= 260
    True
    """
    start = network.snap([x], [y])
    if start.off_m[0] > COVERED_M:
        return shapely.Polygon()
    left = metres - network.metres_to_nodes(start, limit_m=metres)
    walked = _walked(network, left)
    if not len(walked):  # on an edge whose ends are both too far
        walked = [shapely.LineString([(x - _BESIDE_M, y), (x + _BESIDE_M, y)])]
    streets = shapely.simplify(shapely.line_merge(shapely.MultiLineString(walked)), _SMOOTH_M)
    wide = shapely.union_all(
        shapely.buffer(shapely.get_parts(streets), _BESIDE_M + _CLOSED_M, quad_segs=2)
    )
    pool = wide.buffer(-_CLOSED_M, quad_segs=2)
    return shapely.union_all(
        [_without_holes(one) for one in getattr(pool, "geoms", [pool]) if not one.is_empty]
    ).simplify(_SMOOTH_M)


def _walked(network: Network, left: Floats) -> list[shapely.LineString]:
    """Return the edges as far as they are walked: whole, or from an end as far as is left there."""
    at_a, at_b = (np.maximum(left[side], 0.0) for side in (network.a, network.b))
    whole = at_a + at_b >= network.length_m
    found: list[shapely.LineString] = []
    for near, far, room in ((network.a, network.b, at_a), (network.b, network.a, at_b)):
        rows = np.flatnonzero((~whole & (room > 0)) if near is network.b else (whole | (room > 0)))
        share = np.where(whole[rows], 1.0, room[rows] / network.length_m[rows])
        begin = np.stack([network.x[near[rows]], network.y[near[rows]]], axis=1)
        end = np.stack([network.x[far[rows]], network.y[far[rows]]], axis=1)
        steps = np.stack([begin, begin + (end - begin) * share[:, None]], axis=1)
        found += shapely.get_parts(shapely.linestrings(steps)).tolist()
    return found


def _without_holes(part: shapely.Polygon) -> BaseGeometry:
    holes = [one for one in part.interiors if shapely.Polygon(one).area >= _HOLE_M2]
    return shapely.Polygon(part.exterior, holes)
