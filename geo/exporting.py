"""Taking places out of the directory, in a format and reference system of one's choice."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs import RD, WGS84, to_rd
from geo.directory import Directory
from geo.errors import InputError, Problem
from geo.formats import FORMATS, Format
from geo.layer import BBox
from geo.records import Records
from geo.schema import PLACES
from geo.swap import replace_file
from geo.vocabulary import Kind

_SIDES = 4
_MAX_LON = 180.0
_MAX_LAT = 90.0


def export(  # noqa: PLR0913 - one parameter per choice
    directory: Directory,
    *,
    format: str = "geojson",  # noqa: A002 - what users call it
    crs: str = WGS84,
    bbox: str | Sequence[float] | None = None,
    kind: str | None = None,
    out: Path | None = None,
) -> None:
    """Write places to a file, or to standard output.

    Parameters
    ----------
    directory
        Where they come from.
    format
        A name in `geo.formats.FORMATS`.
    crs
        Reference system by authority and code, such as ``EPSG:28992``. Coordinates are written in
        the order x, y or longitude, latitude, whatever order the authority lists.
    bbox
        West, south, east, north in EPSG:4326; places without a point are then left out.
    kind
        Only places of this `geo.vocabulary.Kind`.
    out
        File to make or to replace as a whole; standard output where not given.

    Raises
    ------
    InputError
        With everything that is wrong with what was asked for.
    ReleaseError
        If the file cannot be written; an older file is then as it was.
    """
    problems: list[Problem] = []
    chosen_format = _format(format, problems)
    system = _system(crs, problems)
    box = _box(bbox, problems)
    if kind is not None and kind not in set(Kind):
        problems.append(Problem(f"'{kind}'", f"one of {', '.join(Kind)}", field="kind"))
    if chosen_format and system and chosen_format.only_wgs84 and _name(system) != WGS84:
        problems.append(
            Problem(
                _name(system),
                f"{WGS84}, the only reference system of {chosen_format.title}; "
                "gpkg, parquet, fgb and csv take others",
                field="crs",
            )
        )
    if chosen_format and out is None and not chosen_format.is_text and sys.stdout.isatty():
        problems.append(
            Problem("a terminal", f"a file, as {chosen_format.title} is no text", field="out")
        )
    if problems or chosen_format is None or system is None:
        raise InputError(problems)
    positions = directory.filter(bbox=box, kind=kind)
    if box is not None and not len(positions):
        _refuse_latitude_first(directory, box)
    places = directory.places.iloc[positions]
    records = Records.of(PLACES, _in_system(places, system))
    arguments = [directory.date] if directory.date else []
    content = chosen_format.encode([records], *arguments)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    with replace_file(out) as aside:
        aside.write_bytes(content)


def _format(name: str, problems: list[Problem]) -> Format | None:
    found = FORMATS.get(name.lower())
    if found is None:
        problems.append(Problem(f"'{name}'", f"one of {', '.join(FORMATS)}", field="format"))
    return found


def _system(code: str, problems: list[Problem]) -> CRS | None:
    """Look up a reference system with two axes by authority and code."""
    expected = "a reference system with two axes by authority and code, such as EPSG:28992"
    authority, _, number = code.partition(":")
    try:
        system = CRS.from_authority(authority.upper(), number)
    except CRSError:
        problems.append(Problem(f"'{code}'", expected, field="crs"))
        return None
    if len(system.axis_info) != 2 or system.is_geocentric:  # noqa: PLR2004 - x and y
        problems.append(Problem(f"'{code}' ({system.name})", expected, field="crs"))
        return None
    return system


def _name(system: CRS) -> str:
    """Give authority and code; CRS84 is EPSG:4326 in the order that all files here have."""
    name = ":".join(system.to_authority() or ())
    return WGS84 if name == "OGC:CRS84" else name


def _box(bbox: str | Sequence[float] | None, problems: list[Problem]) -> BBox | None:
    """Read a bounding box, longitude before latitude."""
    if bbox is None:
        return None
    expected = "west,south,east,north in degrees, such as 4.4,51.9,4.5,52.0"
    parts = bbox.split(",") if isinstance(bbox, str) else list(bbox)
    shown = bbox if isinstance(bbox, str) else ",".join(map(str, bbox))
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) != _SIDES or not all(map(math.isfinite, numbers)):
        problems.append(Problem(f"'{shown}'", expected, field="bbox"))
        return None
    west, south, east, north = numbers
    if max(abs(west), abs(east)) > _MAX_LON or max(abs(south), abs(north)) > _MAX_LAT:
        problems.append(Problem(f"'{shown}', which is not on the globe", expected, field="bbox"))
    elif south > north:
        problems.append(
            Problem(f"'{shown}', with its south above its north", expected, field="bbox")
        )
    return west, south, east, north


def _refuse_latitude_first(directory: Directory, box: BBox) -> None:
    """Say so where an empty answer comes from latitudes in the place of longitudes."""
    west, south, east, north = box
    if len(directory.filter(bbox=(south, west, north, east))):
        raise InputError(
            [
                Problem(
                    f"'{west},{south},{east},{north}', which holds no place",
                    f"longitude before latitude, such as {south},{west},{north},{east}",
                    field="bbox",
                )
            ]
        )


def _in_system(places: gpd.GeoDataFrame, system: CRS) -> gpd.GeoDataFrame:
    """Turn points in EPSG:4326 into another system."""
    name = _name(system)
    if name == WGS84:
        return places
    if name == RD:
        # The way that every distance of the project is measured.
        points = shapely.transform(
            places.geometry.to_numpy(), lambda lonlat: np.column_stack(to_rd(*lonlat.T))
        )
        turned = places.set_geometry(points, crs=RD)
    else:
        turned = places.to_crs(system)
    if not np.isfinite(shapely.get_coordinates(turned.geometry.to_numpy())).all():
        raise InputError(
            [Problem(name, "a reference system that covers these places", field="crs")]
        )
    return turned
