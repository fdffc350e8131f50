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

WGS84 = "EPSG:4326"
"""Longitude and latitude in degrees, in that order."""
RD = "EPSG:28992"
"""Amersfoort / RD New, x and y in metres."""


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
