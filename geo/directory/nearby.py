"""The places near a point: measured in metres, in the reference system of their city."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.city.profile import CityProfile
from geo.collections.columns import Positions
from geo.collections.layer import Layer
from geo.model.crs import ProjectedCrs
from geo.model.reference_systems import Shapes

if TYPE_CHECKING:
    from scipy.spatial import KDTree

_FEW = 500
"""Up to this many points, measuring all is faster than walking the tree (8 against 30 µs)."""


@dataclass(frozen=True, eq=False)
class PlaceGrid:
    """The places with a point that share a reference system, as points in it."""

    crs: ProjectedCrs
    located: Positions
    row_of: NDArray[np.int64]
    points: NDArray[np.float64]

    @classmethod
    def of(cls, shapes: Shapes, located: Positions, crs: ProjectedCrs) -> PlaceGrid:
        """Project the places at some positions."""
        lon, lat = shapely.get_x(shapes[located]), shapely.get_y(shapes[located])
        row_of = np.full(len(shapes), -1, dtype=np.int64)
        row_of[located] = np.arange(len(located))
        return cls(crs, located, row_of, np.column_stack(crs.xy(lon, lat)))

    @cached_property
    def tree(self) -> KDTree:
        """An index on the points, for when there are many."""
        from scipy.spatial import KDTree

        return KDTree(self.points)

    def nearest(
        self, lon: float, lat: float, limit: int, chosen: Positions | None
    ) -> tuple[Positions, NDArray[np.float64]]:
        """Find the nearest positions, of all or of those chosen, and how far they are in metres."""
        x, y = (float(number) for number in self.crs.xy(lon, lat))
        if not (math.isfinite(x) and math.isfinite(y)):  # the system has no coordinates for it
            return np.empty(0, np.int64), np.empty(0)
        if chosen is None:
            rows = self._rows_around(x, y, limit)
        else:
            rows = self.row_of[chosen]
            rows = rows[rows >= 0]
        distances = np.hypot(self.points[rows, 0] - x, self.points[rows, 1] - y)
        # Rows ascend, so a stable sort leaves equally near places in the order of their ids.
        nearest = np.argsort(distances, kind="stable")[:limit]
        return self.located[rows[nearest]], distances[nearest]

    def _rows_around(self, x: float, y: float, limit: int) -> NDArray[np.int64]:
        """Return the nearest rows of `points`, and those that are as near as the last of them.

        Many places are known only to their buurt and share its centre, so a list of fixed length
        would cut through equals at random.
        """
        if len(self.points) <= max(_FEW, limit):
            return np.arange(len(self.points))
        distance_to_last = float(self.tree.query((x, y), k=[limit])[0][0])
        radius = distance_to_last * (1 + 1e-9)  # rounding must not lose the last one itself
        return np.array(self.tree.query_ball_point((x, y), radius, return_sorted=True), np.int64)


def place_grids(places: Layer, cities: Sequence[CityProfile]) -> tuple[PlaceGrid, ...]:
    """Make a grid per reference system; one where all cities share it, as is usual."""
    shapes = places.shapes
    located = np.flatnonzero(~shapely.is_missing(shapes)).astype(np.int64)
    systems = list(dict.fromkeys(city.projected for city in cities))
    if len(systems) == 1:
        return (PlaceGrid.of(shapes, located, systems[0]),)
    crs_of = {city.code: city.projected for city in cities}
    own = np.array(
        [crs_of.get(code, systems[0]).code for code in places.frame["gemeente"]], dtype=object
    )
    return tuple(PlaceGrid.of(shapes, located[own[located] == crs.code], crs) for crs in systems)
