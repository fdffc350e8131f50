"""The water of a city from an OpenStreetMap extract: rivers, harbours, canals and lakes as areas.

Needs ``osmium``: ``pip install 'meetingplaces[osm]'``, which puts multipolygons together. One that
the extract cuts through is left out: cut with ``osmium extract --strategy smart``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import shapely

from geo.city.land import FILE
from geo.city.profile import CityProfile
from geo.io.swap import replace_file
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.registers.osm_reading import load_osmium

TAGS: Final = (
    ("natural", "water"),
    ("natural", "bay"),
    ("waterway", "riverbank"),
    ("waterway", "dock"),
    ("landuse", "basin"),
    ("landuse", "reservoir"),
)
"""Areas with one of these are water
(https://wiki.openstreetmap.org/wiki/Tag:natural%3Dwater)."""
LEAST_M2: Final = 2_500.0
"""Smaller ponds are not seen on a map of a city."""
_SIMPLE_M: Final = 3.0
_DEGREES: Final = 1e-6


def read_water_areas(extract: Path, city: CityProfile) -> gpd.GeoDataFrame:
    """Read the areas of water of an extract.

    Parameters
    ----------
    extract
        An OpenStreetMap file (``.osm.pbf``, ``.osm``).
    city
        In whose reference system areas are measured, and lines simplified to 3 m.

    Returns
    -------
    GeoDataFrame
        Polygons, EPSG:4326, with ``area_m2`` (int64), the largest first; without rows where there
        is no water.

    Raises
    ------
    InputError
        The file is missing or cannot be read.
    MeetingplacesError
        ``osmium`` is not installed.
    """
    if not extract.is_file():
        raise InputError([Problem("no such file", "an OpenStreetMap extract", file=extract.name)])
    osmium = load_osmium()
    make = osmium.geom.WKBFactory()
    water = osmium.filter.TagFilter(*TAGS)
    try:
        areas = [
            shapely.from_wkb(make.create_multipolygon(area))
            for area in osmium.FileProcessor(str(extract))
            .with_areas(water)
            .with_filter(osmium.filter.EntityFilter(osmium.osm.AREA))
            .with_filter(water)
        ]
    except RuntimeError as error:
        found = f"a file that cannot be read ({error})"
        expected = "an OpenStreetMap extract (.osm.pbf, .osm)"
        raise InputError([Problem(found, expected, file=extract.name)]) from error
    shapes = gpd.GeoSeries(areas, crs=WGS84).to_crs(city.crs)
    shapes = shapes[shapes.area >= LEAST_M2].simplify(_SIMPLE_M)
    shapes = shapes.iloc[(-shapes.area).argsort(kind="stable")]
    area_m2 = shapes.area.round().astype("int64").to_numpy()
    geometry = shapely.set_precision(shapes.to_crs(WGS84).to_numpy(), _DEGREES)
    return gpd.GeoDataFrame({"area_m2": area_m2}, geometry=geometry, crs=WGS84)


def water_from_osm(extract: Path, out: Path, city: CityProfile) -> int:
    """Write the water of an extract in the place of the one in a folder.

    Parameters
    ----------
    out
        Folder; ``water.parquet`` in it is replaced, and taken away where the extract has no water.

    Returns
    -------
    int
        How many areas there are.

    Raises
    ------
    InputError
        As `read_water_areas`. Nothing is written then.
    """
    water = read_water_areas(extract, city)
    if water.empty:
        (out / FILE).unlink(missing_ok=True)
        return 0
    with replace_file(out / FILE) as aside:
        water.to_parquet(aside, compression="zstd")
    return len(water)
