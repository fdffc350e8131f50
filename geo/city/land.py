"""What of a city is water, and where streets or people are: the ground of its maps.

Districts reach into rivers, ports and fields. A map that colours all of a district says that people
live there; so it leaves the ground bare where no street and nobody is near, and draws water as
water where a table of it is at hand (`geo.registers.osm_water`). Bare ground is no statement: it
may be water, a port or a field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from geo.city.people import SQUARE_M
from geo.city.walking.network import Network
from geo.model.crs import ProjectedCrs
from geo.model.errors import InputError, Problem

FILE: Final = "water.parquet"
"""The table of water in the reference folder of a city: polygons, EPSG:4326; it may be absent."""
_CELL_M: Final = 50.0
_NEAR_M: Final = 150.0
"""How far from a street or from people land is still taken to be used."""
_BRIDGE_M: Final = 200.0
"""Strips up to twice this wide are bridges and dikes, unless people live there."""
_LIVED_IN_M: Final = 100.0
_SIMPLE_M: Final = 45.0


@lru_cache(maxsize=8)
def read_water(reference: Path, crs: ProjectedCrs) -> BaseGeometry | None:
    """Read the water of a city; kept, since it is the same for every map.

    Parameters
    ----------
    reference
        The reference folder of the city.
    crs
        The reference system of the city.

    Returns
    -------
    BaseGeometry or None
        One shape in the reference system of the city; None where there is no table.

    Raises
    ------
    InputError
        The table cannot be read.
    """
    path = reference / FILE
    if not path.exists():
        return None
    try:
        shapes = gpd.read_parquet(path, columns=["geometry"]).geometry
    except (OSError, ValueError) as error:
        expected = "polygons (GeoParquet, EPSG:4326)"
        raise InputError([Problem("a table that cannot be read", expected, file=FILE)]) from error
    return shapely.union_all(shapes.to_crs(crs.code).to_numpy())


@dataclass(frozen=True, slots=True)
class Ground:
    """What a map of districts does not colour, in the reference system of the city.

    Attributes
    ----------
    bare
        Where no street and nobody is near, without the water.
    water
        Water within the districts; empty where no table of it is at hand.
    """

    bare: BaseGeometry
    water: BaseGeometry


def ground_of(
    network: Network,
    homes: NDArray[np.float64],
    water: BaseGeometry | None,
    districts: Sequence[BaseGeometry],
) -> Ground:
    """Return what of some districts is bare, and what is water.

    Parameters
    ----------
    network, districts
        In the reference system of the city, in metres. Of a district that lies mostly beyond the
        box of the network no streets are known, so nothing of it is bare.
    homes
        Middles of the squares of 100 m with people, of shape (n, 2), in the same system.
    water
        As `read_water` gives it.
    """
    shapes = np.array(districts, dtype=object)
    box = shapely.box(network.x.min(), network.y.min(), network.x.max(), network.y.max())
    within = shapely.area(shapely.intersection(shapes, box)) > shapely.area(shapes) / 2
    known, whole = shapely.union_all(shapes[within]), shapely.union_all(shapes)
    wet = shapely.Polygon() if water is None else shapely.intersection(water, whole)
    used = shapely.union(used_land(network, homes, known), wet)
    return Ground(shapely.difference(known, used), wet)


def used_land(network: Network, homes: NDArray[np.float64], mask: BaseGeometry) -> BaseGeometry:
    """Return where a street or people are near, within a mask.

    Parameters
    ----------
    network, homes
        As in `ground_of`.
    mask
        In the same system.

    Returns
    -------
    BaseGeometry
        Polygons along the cells of a grid of 50 m, simplified.

    Notes
    -----
    A morphological opening takes away what is narrower than a bridge with its surroundings; what
    is within 100 m of people always stays.
    """
    if mask.is_empty:
        return mask
    west, south, east, north = mask.bounds
    size = (
        int((north - south) // _CELL_M) + 3,
        int((east - west) // _CELL_M) + 3,
    )
    corner = np.array([west - _CELL_M, south - _CELL_M])
    streets = _near(_cells(_along(network), corner, size), _NEAR_M)
    lived_in = _near(_cells(homes, corner, size), _LIVED_IN_M + SQUARE_M / 2)
    core = ndimage.distance_transform_edt(streets) * _CELL_M > _BRIDGE_M
    used = (_near(core, _BRIDGE_M) & streets) | lived_in
    return shapely.intersection(_outline(used, corner), mask)


def _along(network: Network) -> NDArray[np.float64]:
    """Return points along the edges, at most a cell apart."""
    ends = [np.stack([network.x[at], network.y[at]], axis=1) for at in (network.a, network.b)]
    steps = np.maximum(1, np.ceil(network.length_m / _CELL_M)).astype(int)
    rows = np.repeat(np.arange(len(steps)), steps)
    part = (np.arange(len(rows)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[rows]
    points: NDArray[np.float64] = ends[0][rows] + (ends[1] - ends[0])[rows] * part[:, None]
    return points


def _cells(
    points: NDArray[np.float64], corner: NDArray[np.float64], size: tuple[int, int]
) -> NDArray[np.bool_]:
    """Mark the cells with a point."""
    marked = np.zeros(size, dtype=bool)
    column, row = ((points - corner) // _CELL_M).astype(int).T
    inside = (column >= 0) & (row >= 0) & (row < size[0]) & (column < size[1])
    marked[row[inside], column[inside]] = True
    return marked


def _near(marked: NDArray[np.bool_], metres: float) -> NDArray[np.bool_]:
    """Mark the cells within a distance of a marked one."""
    if not marked.any():
        return marked
    far: NDArray[np.float64] = ndimage.distance_transform_edt(~marked) * _CELL_M
    return far <= metres


def _outline(marked: NDArray[np.bool_], corner: NDArray[np.float64]) -> BaseGeometry:
    """Return the marked cells as polygons: a box for each run in a row, joined and simplified."""
    edges = np.diff(np.pad(marked, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, first = np.nonzero(edges == 1)
    _, last = np.nonzero(edges == -1)
    west, south = corner[0] + first * _CELL_M, corner[1] + row * _CELL_M
    boxes = shapely.box(west, south, corner[0] + last * _CELL_M, south + _CELL_M)
    return shapely.make_valid(shapely.simplify(shapely.union_all(boxes), _SIMPLE_M))
