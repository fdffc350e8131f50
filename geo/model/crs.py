"""The coordinate reference systems of the project, and the transformations between them.

Files and the API use EPSG:4326 in the order longitude, latitude (as OGC CRS84 does). Every distance
and area is measured in EPSG:28992 (Amersfoort / RD New), in metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.model.errors import Problem

WGS84 = "EPSG:4326"
"""Longitude and latitude in degrees, in that order."""
RD = "EPSG:28992"
"""Amersfoort / RD New, x and y in metres."""

NETHERLANDS = (3.2, 50.6, 7.4, 53.7)
"""West, south, east, north in degrees (EPSG:4326): where distances in EPSG:28992 are true."""


def point_problem(lon: float, lat: float) -> Problem | None:
    """Say what is wrong with a point that should lie in the Netherlands.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.

    Returns
    -------
    Problem or None
        About the field ``lat``; says when latitude and longitude seem to be swapped.
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


@dataclass(frozen=True, slots=True)
class ProjectedCrs:
    """A projected reference system in metres, in which a city measures its distances.

    Parameters
    ----------
    code
        Authority and code, such as ``EPSG:28992``.

    Examples
    --------
    >>> x, y = ProjectedCrs.of("EPSG:28992").xy(4.4777, 51.9244)
    >>> round(float(x)), round(float(y))
    (92438, 437716)
    """

    code: str

    @classmethod
    @cache
    def of(cls, code: str) -> ProjectedCrs:
        """Return the system with a code; the same object each time."""
        return cls(code)

    @classmethod
    def problem(cls, code: str) -> str:
        """Say in a few words what a code should be; empty for a valid one."""
        expected = "a projected reference system in metres, such as EPSG:28992"
        try:
            crs = CRS.from_user_input(code)
        except CRSError:
            return expected
        in_metres = all(axis.unit_name == "metre" for axis in crs.axis_info)
        return "" if crs.is_projected and in_metres and len(crs.axis_info) == _AXES else expected

    @property
    def area_of_use(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees (EPSG:4326): where its distances are true."""
        area = CRS.from_user_input(self.code).area_of_use
        return (-180.0, -90.0, 180.0, 90.0) if area is None else area.bounds

    def xy(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Transform longitude and latitude (EPSG:4326, degrees) to x and y in metres.

        Parameters
        ----------
        lon, lat
            Numbers or arrays of equal shape.

        Returns
        -------
        tuple of float64 arrays
            x (east) and y (north), of the shape given.
        """
        return _both(_transformer(WGS84, self.code).transform(lon, lat))

    def lon_lat(
        self, x: ArrayLike, y: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Transform x and y in metres to longitude and latitude (EPSG:4326, degrees).

        Parameters
        ----------
        x, y
            Numbers or arrays of equal shape.

        Returns
        -------
        tuple of float64 arrays
            Longitude and latitude, of the shape given.
        """
        return _both(_transformer(self.code, WGS84).transform(x, y))


_AXES = 2


def to_rd(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Transform longitude and latitude (EPSG:4326, degrees) to x and y (EPSG:28992, metres).

    Parameters
    ----------
    lon, lat
        Numbers or arrays of equal shape.

    Returns
    -------
    tuple of float64 arrays
        x and y, of the shape given.

    Examples
    --------
    >>> x, y = to_rd(4.4777, 51.9244)
    >>> round(float(x)), round(float(y))
    (92438, 437716)
    """
    return _both(_transformer(WGS84, RD).transform(lon, lat))


def to_wgs84(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Transform x and y (EPSG:28992, metres) to longitude and latitude (EPSG:4326, degrees).

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
