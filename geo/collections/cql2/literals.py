"""Literals that both encodings share: dates, moments, ends of intervals and geometries."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.collections.cql2.expression import Date, Node, Open, Spot, Timestamp

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,30})?Z\Z"
)

A_DATE = "a date that exists, such as '2022-04-16'"
A_TIMESTAMP = "a moment in UTC that exists, such as '2022-04-16T10:13:19Z'"
AN_INSTANT = "a date ('2022-04-16'), a moment in UTC ('2022-04-16T10:13:19Z') or '..'"

GEOMETRY_TYPES = {
    name.upper(): name
    for name in (
        "Point",
        "LineString",
        "Polygon",
        "MultiPoint",
        "MultiLineString",
        "MultiPolygon",
        "GeometryCollection",
    )
}
"""The name in GeoJSON of each type of geometry, by its name in the text encoding."""


def geometry_type(keyword: str) -> str | None:
    """Find the type of a geometry by its name in capitals, which may end in a Z of its own."""
    return GEOMETRY_TYPES.get(keyword) or GEOMETRY_TYPES.get(keyword.removesuffix("Z"))


NESTING = {
    "Point": 0,
    "LineString": 1,
    "MultiPoint": 1,
    "Polygon": 2,
    "MultiLineString": 2,
    "MultiPolygon": 3,
}
"""How many levels of lists surround the positions of a geometry."""


def read_date(text: str, at: Spot) -> Date | None:
    """Read a date; None for one that does not exist."""
    if not _DATE.match(text):
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return Date(text, at)


def read_timestamp(text: str, at: Spot) -> Timestamp | None:
    """Read a moment in UTC; None for one that does not exist."""
    match = _TIMESTAMP.match(text)
    if match is None:
        return None
    try:
        datetime.fromisoformat(match[1])
    except ValueError:
        return None
    return Timestamp(text, at)


def read_instant(text: str, at: Spot) -> Node | None:
    """Read an end of an interval: a date, a moment in UTC or the open end."""
    if text == "..":
        return Open(at)
    return read_date(text, at) or read_timestamp(text, at)


def bounds_problem(bounds: Sequence[float]) -> str | None:
    """Return what a bounding box should look like, or None where it is right."""
    if len(bounds) not in (4, 6):
        return "four numbers (west, south, east, north), or six with elevations"
    if not all(math.isfinite(number) for number in bounds):
        return "finite numbers"
    return None


def geometry(kind: str, coordinates: Any) -> BaseGeometry:  # noqa: ANN401 - nested lists
    """Make a geometry from nested lists of numbers.

    Parameters
    ----------
    kind
        Type of geometry as in GeoJSON; no GeometryCollection.
    coordinates
        As in GeoJSON; every position has two numbers, or every position has three.

    Returns
    -------
    BaseGeometry
        Not checked for validity.

    Raises
    ------
    ValueError
        The lists make no geometry; the message says why.
    """
    dimensions = _dimensions(coordinates, NESTING[kind])
    if len(dimensions) > 1:
        message = "positions with equally many coordinates"
        raise ValueError(message)
    if kind == "Point":
        return shapely.Point(coordinates) if coordinates else shapely.Point()
    if kind == "LineString":
        return _line(coordinates)
    if kind == "Polygon":
        return _polygon(coordinates)
    if kind == "MultiPoint":
        return shapely.MultiPoint([shapely.Point(position) for position in coordinates])
    if kind == "MultiLineString":
        return shapely.MultiLineString([_line(line) for line in coordinates])
    return shapely.MultiPolygon([_polygon(polygon) for polygon in coordinates])


def _dimensions(value: Any, nesting: int) -> set[int]:  # noqa: ANN401 - nested lists
    """Return the lengths of all positions, checking that these are lists of numbers."""
    if not isinstance(value, list | tuple):
        message = "a list of coordinates"
        raise ValueError(message)  # noqa: TRY004 - the caller tells it as bad input
    if nesting:
        return set().union(*(_dimensions(part, nesting - 1) for part in value))
    if not value:
        return set()
    if len(value) not in (2, 3) or not all(_is_finite(number) for number in value):
        message = "two or three finite numbers for each position"
        raise ValueError(message)
    return {len(value)}


def _is_finite(number: Any) -> bool:  # noqa: ANN401 - anything from a JSON document
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _line(positions: Sequence[Sequence[float]]) -> shapely.LineString:
    if len(positions) == 1:
        message = "a line of at least two positions"
        raise ValueError(message)
    return shapely.LineString(positions)


def _polygon(rings: Sequence[Sequence[Sequence[float]]]) -> shapely.Polygon:
    for ring in rings:
        if len(ring) < 4 or list(ring[0]) != list(ring[-1]):  # noqa: PLR2004 - a closed triangle
            message = "rings of at least four positions, of which the last equals the first"
            raise ValueError(message)
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()
