"""The eight spatial functions, using the index where it helps."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Shapes = BaseGeometry | NDArray[np.object_]

_VECTORISED = {
    "s_intersects": shapely.intersects,
    "s_equals": shapely.equals,
    "s_disjoint": shapely.disjoint,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_overlaps": shapely.overlaps,
    "s_crosses": shapely.crosses,
    "s_contains": shapely.contains,
}
_TURNED = {"s_within": "s_contains", "s_contains": "s_within"}
"""What a function becomes when its arguments are swapped; the others stay the same."""
_Predicate: TypeAlias = Literal[
    "intersects", "touches", "within", "overlaps", "crosses", "contains"
]
_IN_TREE: dict[str, _Predicate] = {
    "s_intersects": "intersects",
    "s_touches": "touches",
    "s_within": "within",
    "s_overlaps": "overlaps",
    "s_crosses": "crosses",
    "s_contains": "contains",
}


def relate(
    function: str,
    left: Shapes,
    right: Shapes,
    tree: shapely.STRtree | None,
    missing: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return for which rows a spatial function is true.

    Parameters
    ----------
    function
        Such as ``s_within``: is the left within the right?
    left, right
        One geometry, or one for each row, in longitude and latitude.
    tree
        Index on the side that has rows, when the other has one geometry.
    missing
        Rows without a value; their results are meaningless.
    """
    if isinstance(left, BaseGeometry) and isinstance(right, BaseGeometry):
        return np.asarray(_VECTORISED[function](left, right))
    if tree is None:
        return _vectorised(function, left, right)
    if isinstance(left, BaseGeometry):
        return _looked_up(function, left, right, tree, missing)
    turned = _TURNED.get(function, function)
    return _looked_up(turned, right, left, tree, missing)  # type: ignore[arg-type]


def _looked_up(
    function: str,
    shape: BaseGeometry,
    rows: Any,  # noqa: ANN401 - array of shapes
    tree: shapely.STRtree,
    missing: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Query the index for the rows that have a relation to one geometry, which comes first."""
    if function == "s_disjoint":
        return ~_looked_up("s_intersects", shape, rows, tree, missing)
    true = np.zeros(len(rows), dtype=bool)
    if function == "s_equals":
        if shape.is_empty:
            # The index holds no empty geometries, and all of those are equal.
            return np.asarray(shapely.is_empty(rows))
        near = tree.query(shape)
        true[near] = shapely.equals(shape, rows[near])
        return true
    shapely.prepare(shape)
    true[tree.query(shape, predicate=_IN_TREE[function])] = True
    return true


def _vectorised(function: str, left: Any, right: Any) -> NDArray[np.bool_]:  # noqa: ANN401
    return np.asarray(_VECTORISED[function](left, right))
