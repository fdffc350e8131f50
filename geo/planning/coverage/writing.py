"""Answers about coverage and siting as files, through the formats of the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.city.areas import Areas
from geo.city.credits import credited
from geo.city.profile import CityProfile
from geo.io.formats import FORMATS as ALL_FORMATS
from geo.io.formats import UNDATED, Format
from geo.io.records import Records
from geo.model.schema import SHARE, Field, Table, Type
from geo.planning.coverage.question import Level

FORMATS: Mapping[str, Format] = MappingProxyType(
    {name: ALL_FORMATS[name] for name in ("csv", "xlsx", "geojson", "gpkg")}
)
"""In which figures are offered."""
DRAWN: Final = ("geojson", "gpkg")
"""Those of them that hold shapes; they hold the whole question, with the date of the places."""
_DATE: Final = Field("date", Type.DAY, "Datum van de plekken", "Date of the places")

_DECIMALS = MappingProxyType({SHARE: 4, "min": 1, "per 10,000": 2, "degrees": 5, "m": 0})


def rounded(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Round as figures are published: people whole, shares to 0.01 %, minutes to 0.1.

    Parameters
    ----------
    table
        What the frame holds.
    frame
        Figures; columns that the table does not describe stay as they are.

    Returns
    -------
    DataFrame
        Whole numbers as integers that may be missing.
    """
    frame = frame.copy()
    for field in table.fields:
        if field.name not in frame:
            continue
        if field.type is Type.INTEGER:
            frame[field.name] = frame[field.name].round().astype("Int64")
        elif field.type is Type.NUMBER and field.unit in _DECIMALS:
            frame[field.name] = frame[field.name].astype("float64").round(_DECIMALS[field.unit])
    return frame


def records(table: Table, frame: pd.DataFrame) -> Records:
    """Bring figures into the order of their table, rounded.

    Parameters
    ----------
    table
        What the frame holds.
    frame
        Figures; a GeoDataFrame where they are to be drawn.

    Returns
    -------
    Records
        Ready for any of `FORMATS`.
    """
    return Records.of(table, rounded(table, frame))


def encode(
    table: Table, frame: pd.DataFrame, form: str, city: CityProfile, date: str = UNDATED
) -> bytes:
    """Write figures.

    Parameters
    ----------
    table
        What the frame holds.
    frame
        Figures; a GeoDataFrame (EPSG:4326) for one of `DRAWN`.
    form
        A name in `FORMATS`.
    city
        Whose data the figures are calculated from; it names their publishers.
    date
        ISO date of the places.

    Returns
    -------
    bytes
        The file; the same for the same figures.
    """
    if form in DRAWN and date != UNDATED:
        table = replace(table, fields=(*table.fields, _DATE))
        frame = frame.assign(date=date)
    return FORMATS[form].encode([records(credited(table, [city]), frame)], date)


def districts_of(areas: Areas, level: Level) -> gpd.GeoDataFrame:
    """Return the polygons of a level (EPSG:4326), by code."""
    return {
        Level.GEBIED: areas.gebieden,
        Level.BUURT: areas.buurten,
        Level.GEMEENTE: areas.gemeente,
    }[level]


def on_map(frame: pd.DataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Attach the polygon of its district to each row.

    Parameters
    ----------
    frame
        Figures, with the column ``code``.
    districts
        Polygons (EPSG:4326) by code.
    """
    shapes = districts.geometry.reindex(frame["code"]).to_numpy()
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=districts.crs)
