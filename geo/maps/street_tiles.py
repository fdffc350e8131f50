"""Our own streets as a background: tiles of SVG that any web map can show.

They need no other server, weigh little, follow the dark setting of a reader, and can be printed.
The scheme is that of every web map (EPSG:3857, ``{z}/{x}/{y}``); `ZOOM` is the only zoom that is
drawn, and a map enlarges or shrinks it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.directory.palette import picture_style
from geo.model.crs import ProjectedCrs

if TYPE_CHECKING:
    from geo.city.walking.network import Network

ZOOM: Final = 14
"""The zoom that is drawn: a tile is some 1.5 km wide at 52 degrees north."""
UNITS: Final = 512
"""Units in a tile, from side to side: some three metres each."""
_EQUATOR_M: Final = 40_075_016.7
"""The equator, on the sphere of web maps."""
_SIMPLE: Final = 1.0
"""How far, in units, a drawn line may be from the street."""
_LEAST: Final = 4.0
"""Paths shorter than this many units, and connected to nothing else, are left out."""


def tile(network: Network, crs: ProjectedCrs, x: int, y: int) -> bytes:
    """Draw the streets of one tile of zoom `ZOOM`.

    Parameters
    ----------
    crs
        The system of the network.
    x, y
        Column and row.

    Returns
    -------
    bytes
        SVG; without a path where there are no streets.
    """
    drawn = path(network, crs, (x, y, x + 1, y + 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{UNITS}" height="{UNITS}"'
        f' viewBox="0 0 {UNITS} {UNITS}">{picture_style("street")}'
        f'<path d="{drawn}" fill="none" stroke="var(--street)" stroke-width="2.4"'
        ' vector-effect="non-scaling-stroke" stroke-linejoin="round"/></svg>'
    ).encode()


def tiles_of(lon: float, lat: float) -> tuple[float, float]:
    """Return where a point (EPSG:4326, degrees) lies, in columns and rows of zoom `ZOOM`."""
    x, y = columns_of(np.array([lon]), np.array([lat]))
    return float(x[0]), float(y[0])


def columns_of(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where points (EPSG:4326, degrees) lie, in columns and rows of zoom `ZOOM`."""
    whole = 2**ZOOM
    mercator = np.arcsinh(np.tan(np.radians(lat)))
    return (lon + 180) / 360 * whole, (1 - mercator / math.pi) / 2 * whole


def metres_per_unit(row: float) -> float:
    """Return how many metres a unit is at a row of zoom `ZOOM`: less, the farther north."""
    at = math.pi * (1 - 2 * row / 2**ZOOM)
    return _EQUATOR_M / math.cosh(at) / 2**ZOOM / UNITS


def path(
    network: Network,
    crs: ProjectedCrs,
    box: tuple[float, float, float, float],
    *,
    simple: float = _SIMPLE,
) -> str:
    """Return the streets in a box as the path of an SVG, in `UNITS` per tile from its top left.

    Parameters
    ----------
    box
        West, north, east and south, in columns and rows of zoom `ZOOM`.
    simple
        How far, in units, a drawn line may be from the street.
    """
    west, north, east, south = box
    x, y = _nodes(network, crs)
    margin = 0.01
    inside = (x > west - margin) & (x < east + margin) & (y > north - margin) & (y < south + margin)
    rows = np.flatnonzero(inside[network.a] | inside[network.b])
    ends = [
        np.stack([(x[side[rows]] - west) * UNITS, (y[side[rows]] - north) * UNITS], axis=1)
        for side in (network.a, network.b)
    ]
    segments = shapely.get_parts(shapely.linestrings(np.stack(ends, axis=1)))
    merged = shapely.line_merge(shapely.MultiLineString(segments.tolist()))
    lines = shapely.simplify(shapely.get_parts(merged), simple)
    lines = lines[shapely.length(lines) >= _LEAST]
    return "".join(_written(np.round(shapely.get_coordinates(line)).astype(int)) for line in lines)


def _written(points: NDArray[np.int_]) -> str:
    """Write a line as a path: where it begins, then each step."""
    steps = np.diff(points, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if not len(steps):
        return ""
    told = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{told}"


@lru_cache(maxsize=8)
def _nodes(network: Network, crs: ProjectedCrs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each node lies, in columns and rows; kept, since every tile needs it."""
    return columns_of(*crs.lon_lat(network.x, network.y))
