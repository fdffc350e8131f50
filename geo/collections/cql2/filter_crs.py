"""Transforming the geometries of a filter from its CRS to longitude and latitude (OGC CRS84)."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.collections.cql2.expression import Box, Geometry
from geo.model.reference_systems import CRS84, ReferenceSystem

_PIECES = 128
"""Number of pieces into which a geometry is cut before it is transformed to another CRS, where a
straight line is no longer straight: 20 km at 52 degrees of latitude bends by 10 metres, a piece
by none."""
_OUTSIDE = "coordinates within the area of the filter's CRS, in the order of its axes"


def to_crs84(node: Geometry | Box, crs: ReferenceSystem) -> BaseGeometry:
    """Return the geometry that a literal stands for.

    A box whose west is greater than its east crosses the meridian of 180 degrees and becomes two
    boxes. A box without width or height becomes a line or a point.

    Parameters
    ----------
    node
        In the CRS of the filter and the order of its axes; elevations are ignored.
    crs
        The CRS of the filter.

    Returns
    -------
    BaseGeometry
        Longitude and latitude (OGC CRS84).

    Raises
    ------
    ValueError
        The message says what was expected.
    """
    if isinstance(node, Box):
        shape = _box(node, crs)
    else:
        shape = shapely.force_2d(node.value)
        if crs.lat_first:
            shape = shapely.transform(shape, lambda positions: positions[:, ::-1])
    if not crs.same_as_crs84:
        shape = crs.to_crs84(np.array([_cut(shape)], dtype=object))[0]
    if shape is None or _leaves_the_earth(shape):
        raise ValueError(_OUTSIDE)
    if not shapely.is_valid(shape):
        message = f"a valid geometry ({shapely.is_valid_reason(shape)})"
        raise ValueError(message)
    return shape


def _leaves_the_earth(shape: BaseGeometry) -> bool:
    positions = np.abs(shapely.get_coordinates(shape))
    # Negated, so that NaN counts as outside.
    return not bool((positions <= (180.0, 90.0)).all())


def _box(node: Box, crs: ReferenceSystem) -> BaseGeometry:
    half = len(node.bounds) // 2
    low, high = node.bounds[:2], node.bounds[half : half + 2]
    (south, west), (north, east) = (low, high) if crs.lat_first else (low[::-1], high[::-1])
    if south > north:
        message = "a south that does not lie north of its north"
        raise ValueError(message)
    if west <= east:
        return _rectangle(west, south, east, north)
    if not crs.is_geographic:
        message = "a west that does not lie east of its east"
        raise ValueError(message)
    if max(west, -east) > 180.0:  # noqa: PLR2004 - the meridian that the box crosses
        raise ValueError(_OUTSIDE)
    halves = (_rectangle(west, south, 180.0, north), _rectangle(-180.0, south, east, north))
    return shapely.union_all(halves)


def _rectangle(west: float, south: float, east: float, north: float) -> BaseGeometry:
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def _cut(shape: BaseGeometry) -> BaseGeometry:
    west, south, east, north = shape.bounds
    longest = max(east - west, north - south)
    return shapely.segmentize(shape, longest / _PIECES) if longest > 0 else shape


DEFAULT_CRS = CRS84.uri
"""The CRS of a filter that names none."""
