"""The two coordinate reference systems of the project, and the way between them.

Files and the API speak EPSG:4326 in the order longitude, latitude (as OGC CRS84 does). Every
distance and area is taken in EPSG:28992 (Amersfoort / RD New), in metres.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from geo.model.errors import Problem

WGS84 = "EPSG:4326"
"""Longitude and latitude in degrees, in that order."""
RD = "EPSG:28992"
"""Amersfoort / RD New, x and y in metres."""

NETHERLANDS = (3.2, 50.6, 7.4, 53.7)
"""West, south, east, north in degrees (EPSG:4326): where distances in EPSG:28992 are true."""


def point_problem(lon: float, lat: float) -> Problem | None:
    """Say what is wrong with a point that ought to lie in the Netherlands.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.

    Returns
    -------
    Problem or None
        About the field ``lat``; tells when latitude and longitude seem to have changed places.
    """
    if _in_the_netherlands(lon, lat):
        return None
    if _in_the_netherlands(lat, lon):
        found = f"lat {lat:g} and lon {lon:g}, which look swapped"
        return Problem(found, f"lat {lon:g} and lon {lat:g}", field="lat")
    return Problem(f"lat {lat:g} and lon {lon:g}", "a point in the Netherlands", field="lat")


def _in_the_netherlands(lon: float, lat: float) -> bool:
    west, south, east, north = NETHERLANDS
    return west <= lon <= east and south <= lat <= north


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_rd(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn longitude and latitude (EPSG:4326, degrees) into x and y (EPSG:28992, metres).

    Parameters
    ----------
    lon, lat
        Numbers or arrays of equal shape.

    Returns
    -------
    tuple of float64 arrays
        x and y, of the shape given.
    """
    return _both(_transformer(WGS84, RD).transform(lon, lat))


def to_wgs84(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn x and y (EPSG:28992, metres) into longitude and latitude (EPSG:4326, degrees).

    Parameters
    ----------
    x, y
        Numbers or arrays of equal shape.

    Returns
    -------
    tuple of float64 arrays
        Longitude and latitude, of the shape given.
    """
    return _both(_transformer(RD, WGS84).transform(x, y))


def _both(pair: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: ANN401 - pyproj
    first, second = pair
    return np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
