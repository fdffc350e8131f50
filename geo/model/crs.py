"""The coordinate reference systems of the project, and the transformations between them.

Files and the API use EPSG:4326 in the order longitude, latitude (as OGC CRS84 does). Every
distance and area is measured in the projected system of the city, in metres: in the Netherlands
EPSG:28992 (Amersfoort / RD New).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

WGS84 = "EPSG:4326"
"""Longitude and latitude in degrees, in that order."""
RD = "EPSG:28992"
"""Amersfoort / RD New, x and y in metres."""


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
RD_NEW = ProjectedCrs(RD)
"""The system of the Dutch registers (BAG, CBS, municipal extracts), whatever a city uses."""
NETHERLANDS = (3.2, 50.6, 7.4, 53.7)
"""West, south, east, north in degrees (EPSG:4326): where distances in EPSG:28992 are true."""


def _both(pair: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: ANN401 - pyproj
    first, second = pair
    return np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
