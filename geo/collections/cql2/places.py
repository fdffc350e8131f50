"""The eight spatial functions: what cannot touch a shape is never compared with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.collections.cql2.shape_column import PointShapes, ShapeColumn, parts

_RELATED: dict[str, Callable[[Any, Any], Any]] = {
    "s_intersects": shapely.intersects,
    "s_equals": shapely.equals,
    "s_disjoint": shapely.disjoint,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_overlaps": shapely.overlaps,
    "s_crosses": shapely.crosses,
    "s_contains": shapely.contains,
}
_RELATED_TO_POINTS = {"s_intersects": shapely.intersects_xy, "s_contains": shapely.contains_xy}
"""The same of a shape and the coordinates of points."""
_TURNED = {"s_within": "s_contains", "s_contains": "s_within"}
"""What a function becomes when its arguments are swapped; the others stay the same."""


def relate(
    function: str, left: BaseGeometry | ShapeColumn, right: BaseGeometry | ShapeColumn
) -> NDArray[np.bool_]:
    """Return for which rows a spatial function is true.

    Parameters
    ----------
    function
        Such as ``s_within``: is the left within the right?
    left, right
        One geometry, or one for each row, in longitude and latitude.

    Returns
    -------
    array of bool
        One for each row; a single one where neither has rows. What it says of a row without a
        geometry is meaningless.
    """
    if isinstance(left, BaseGeometry):
        if isinstance(right, BaseGeometry):
            return np.asarray(_RELATED[function](left, right))
        return _among(function, left, right)
    if isinstance(right, BaseGeometry):
        return _among(_TURNED.get(function, function), right, left)
    related = _RELATED[function]
    pairs = ((left.at(part), right.at(part)) for part in parts(len(left)))
    return np.concatenate([np.zeros(0, dtype=bool), *(related(a, b) for a, b in pairs)])


def _among(function: str, shape: BaseGeometry, rows: ShapeColumn) -> NDArray[np.bool_]:
    """Return which rows have a relation to one geometry, which comes first."""
    if function == "s_disjoint":
        return ~_among("s_intersects", shape, rows)
    if function == "s_equals":
        # An empty geometry lies near nothing, and all of those are equal.
        if shape.is_empty:
            return rows.where(shapely.is_empty)
    else:
        shapely.prepare(shape)
    if isinstance(rows, PointShapes) and function in _RELATED_TO_POINTS:
        return rows.among(_RELATED_TO_POINTS[function], shape)
    related = _RELATED[function]
    return rows.where(lambda shapes: related(shape, shapes), rows.near(shape))
