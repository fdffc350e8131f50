"""Which shapes touch a box: compared by coordinates where all are points, otherwise by an index."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.collections.compact import KeptShapes

MOST_COMPARED = 200_000
"""Up to this many points all are compared, which takes a fifth of a millisecond for 100,000; an
index would take a tenth of that, and 10 MB."""


class Touching:
    """Shapes in one reference system, queried by box.

    Parameters
    ----------
    shapes
        One for each row; rows without a shape touch nothing.
    """

    def __init__(self, shapes: KeptShapes) -> None:
        self._shapes = shapes
        self._tree: shapely.STRtree | None = None

    def box(self, west: float, south: float, east: float, north: float) -> NDArray[np.bool_]:
        """Return which rows touch a box, including its edges."""
        points = self._shapes.coordinates
        if points is not None and len(points) <= MOST_COMPARED:
            x, y = points.T  # NaN, for no shape, lies in no box
            inside: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
            return inside
        if self._tree is None:
            self._tree = shapely.STRtree(self._shapes.all())
        touching = np.zeros(len(self._shapes), dtype=bool)
        shape = shapely.box(west, south, east, north)
        touching[self._tree.query(shape, predicate="intersects")] = True
        return touching
