"""Coordinate reference systems as OGC names them, with the order of their axes.

Internally, shapes are in the order x, y (longitude, latitude). The authority decides the order in a
response: EPSG:4326 and EPSG:4258 have latitude first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.model.crs import WGS84

_OGC = "http://www.opengis.net/def/crs/"
_URI = re.compile(r"https?://www\.opengis\.net/def/crs/([A-Za-z]+)/[0-9.]+/([A-Za-z0-9]+)")
_SHORT = re.compile(r"([A-Za-z]+):([A-Za-z0-9]+)")

Shapes = NDArray[np.object_]
"""Shapes of shapely, None where there is none."""


@dataclass(frozen=True, slots=True)
class ReferenceSystem:
    """One reference system; `reference_system` finds it by name.

    Attributes
    ----------
    uri
        Its URI according to OGC.
    code
        Authority and code as pyproj and GDAL read them, such as ``EPSG:28992``.
    lat_first
        Whether its authority has latitude (or northing) first.
    decimals
        Decimals of its coordinates: 6 for degrees, 2 for metres.
    """

    uri: str
    code: str
    title: str
    lat_first: bool
    decimals: int

    @property
    def is_geographic(self) -> bool:
        """Whether its coordinates are degrees."""
        return self.decimals == _DEGREE_DECIMALS

    def from_crs84(self, shapes: Shapes) -> Shapes:
        """Transform shapes in longitude and latitude to this system, in the order x, y.

        Parameters
        ----------
        shapes
            CRS84, in degrees.

        Returns
        -------
        array of shapes
            Not rounded; None for a shape that has no finite coordinates in this system.
        """
        if self.same_as_crs84:
            return shapes
        return _transform(_transformer(WGS84, self.code), shapes)

    def to_crs84(self, shapes: Shapes) -> Shapes:
        """Transform shapes in this system, in the order x, y, to longitude and latitude.

        Parameters
        ----------
        shapes
            In this system.

        Returns
        -------
        array of shapes
            CRS84; None for a shape that has no finite coordinates there.
        """
        if self.same_as_crs84:
            return shapes
        return _transform(_transformer(self.code, WGS84), shapes)

    @property
    def same_as_crs84(self) -> bool:
        """Whether its numbers are those of CRS84, except for their order.

        ETRS89 counts as equal to WGS 84, as in PROJ without a plate motion model: they differ by
        less than a metre, and the same points are published in both.
        """
        return self.code in _SAME_NUMBERS

    def rounded(self, shapes: Shapes) -> Shapes:
        """Round coordinates and put them in the authority's order, for output."""
        decimals = self.decimals
        swap = self.lat_first

        def tidy(points: NDArray[np.float64]) -> NDArray[np.float64]:
            # Adding zero turns -0.0 into 0.0.
            return np.round(points[:, ::-1] if swap else points, decimals) + 0.0

        return np.asarray(shapely.transform(shapes, tidy), dtype=object)


_DEGREE_DECIMALS = 6
_METRE_DECIMALS = 2
_SAME_NUMBERS = frozenset(("OGC:CRS84", "EPSG:4326", "EPSG:4258", "EPSG:9067"))


def _epsg(code: int, title: str, *, lat_first: bool, decimals: int) -> ReferenceSystem:
    uri = f"{_OGC}EPSG/0/{code}"
    return ReferenceSystem(uri, f"EPSG:{code}", title, lat_first, decimals)


CRS84 = ReferenceSystem(
    uri=f"{_OGC}OGC/1.3/CRS84",
    code="OGC:CRS84",
    title="WGS 84, longitude first",
    lat_first=False,
    decimals=_DEGREE_DECIMALS,
)
"""Longitude and latitude on WGS 84: the default of every response."""
OFFERED = (
    CRS84,
    _epsg(4326, "WGS 84, latitude first", lat_first=True, decimals=_DEGREE_DECIMALS),
    _epsg(4258, "ETRS89, latitude first", lat_first=True, decimals=_DEGREE_DECIMALS),
    _epsg(9067, "ETRF2000, latitude first", lat_first=True, decimals=_DEGREE_DECIMALS),
    _epsg(28992, "Amersfoort / RD New", lat_first=False, decimals=_METRE_DECIMALS),
    _epsg(3857, "Web Mercator", lat_first=False, decimals=_METRE_DECIMALS),
)
"""The systems of every collection. ETRF2000 is the member of the ensemble ETRS89 that the module
Geospatial of the NL GOV API Design Rules requires besides EPSG:4258."""

_OFFERED = {system.code: system for system in OFFERED}


@cache
def reference_system(name: str) -> ReferenceSystem | None:
    """Find a reference system by any of its names.

    Parameters
    ----------
    name
        ``http://www.opengis.net/def/crs/EPSG/0/28992``, the same with ``https``, or
        ``EPSG:28992``.

    Returns
    -------
    ReferenceSystem or None
        None for an unknown name, or a system without two axes.

    Examples
    --------
    >>> rd = reference_system("EPSG:28992")
    >>> rd.uri, rd.decimals
    ('http://www.opengis.net/def/crs/EPSG/0/28992', 2)
    >>> reference_system("EPSG:1") is None
    True
    """
    match = _URI.fullmatch(name) or _SHORT.fullmatch(name)
    if match is None:
        return None
    code = f"{match[1].upper()}:{match[2]}"
    if code in _OFFERED:
        return _OFFERED[code]
    try:
        crs = CRS.from_user_input(code)
    except CRSError:
        return None
    if len(crs.axis_info) != 2:  # noqa: PLR2004 - two axes
        return None
    return ReferenceSystem(
        uri=f"{_OGC}{match[1].upper()}/0/{match[2]}",
        code=code,
        title=crs.name,
        lat_first=crs.axis_info[0].direction in {"north", "south"},
        decimals=_DEGREE_DECIMALS if crs.is_geographic else _METRE_DECIMALS,
    )


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _transform(transformer: Transformer, shapes: Shapes) -> Shapes:
    def turn(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(points[:, 0], points[:, 1])
        return np.column_stack([x, y])

    finite = np.array(shapes, dtype=object)
    turned = np.asarray(shapely.transform(shapes, turn), dtype=object)
    coordinates, owners = shapely.get_coordinates(turned, return_index=True)
    lost = np.unique(owners[~np.isfinite(coordinates).all(axis=1)])
    finite[:] = turned
    finite[lost] = None
    return finite
