"""Which shapes touch a box: by coordinates where all are points, else by an index."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

MOST_COMPARED = 20_000
"""Up to this many points, comparing all of them takes less time than querying an index."""


class Touching:
    """Shapes in one reference system, queried by box.

    Parameters
    ----------
    shapes
        One for each row; rows without a shape touch nothing.
    tree
        An index on them, if there is one; otherwise it is built when first needed.
    """

    def __init__(self, shapes: NDArray[np.object_], tree: shapely.STRtree | None = None) -> None:
        self._size = len(shapes)
        self._shapes = shapes
        self._tree = tree
        self._points: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
        kinds = shapely.get_type_id(shapes)
        if self._size <= MOST_COMPARED and np.isin(kinds, (_NO_SHAPE, _POINT)).all():
            # A missing or empty shape has NaN, which lies in no box.
            x, y, _, _ = shapely.bounds(shapes).T.copy()
            self._points = (x, y)

    def box(self, west: float, south: float, east: float, north: float) -> NDArray[np.bool_]:
        """Return which rows touch a box, including its edges."""
        if self._points is not None:
            x, y = self._points
            return (x >= west) & (x <= east) & (y >= south) & (y <= north)
        if self._tree is None:
            self._tree = shapely.STRtree(self._shapes)
        touching = np.zeros(self._size, dtype=bool)
        shape = shapely.box(west, south, east, north)
        touching[self._tree.query(shape, predicate="intersects")] = True
        return touching


_NO_SHAPE, _POINT = -1, 0
"""GEOS's numbers of the types of shapes."""
