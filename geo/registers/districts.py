"""Municipality, gebieden and buurten, simplified without a gap or overlap between neighbours.

The buurten are treated as one coverage: first cleaned (the extract has slivers of overlap and
gaps), then simplified, so that neighbours keep the same border. Gebieden and municipality are
unions of the simplified buurten and nest exactly.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.city.profile import CityProfile
from geo.model.crs import RD_NEW, WGS84
from geo.model.errors import InputError, Problem

SNAP_M = 0.01
"""Vertices nearer than this, in metres, are merged; the extract is in millimetres."""
SLIVER_M = 1.0
"""Gaps narrower than this are slivers; the widest of the extract stays well below it."""
TOLERANCE_M = 5.0
"""Visvalingam-Whyatt: the square root of the smallest triangle kept. Borders move 8 m at most."""
DECIMALS = 6
"""Of a degree: 0.11 m of latitude, 0.07 m of longitude at 52 degrees."""


@dataclass(frozen=True, slots=True)
class Districts:
    """The three levels, EPSG:4326, ordered by code; the columns are those of the GeoJSON."""

    gemeente: gpd.GeoDataFrame
    gebieden: gpd.GeoDataFrame
    buurten: gpd.GeoDataFrame


def simplify_districts(
    buurten: gpd.GeoDataFrame, residential: Collection[str], city: CityProfile
) -> Districts:
    """Simplify the buurten and build the levels above them.

    Parameters
    ----------
    buurten
        ``BU_CODE``, ``BUURTNAAM``, ``WK_CODE``, ``GEBDNAAM`` and polygons, EPSG:28992.
    residential
        Codes of the 14 residential gebieden.

    Returns
    -------
    Districts
        The three levels, EPSG:4326, six decimals.

    Raises
    ------
    InputError
        The polygons do not form a coverage.
    """
    sorted_buurten = buurten.sort_values("BU_CODE", ignore_index=True)
    outlines = simplify_coverage(
        sorted_buurten.geometry.to_numpy(), sliver_m=SLIVER_M, tolerance_m=TOLERANCE_M
    )
    frame = gpd.GeoDataFrame(
        {
            "code": sorted_buurten["BU_CODE"],
            "name": sorted_buurten["BUURTNAAM"],
            "gebied_code": sorted_buurten["WK_CODE"],
            "gebied": sorted_buurten["GEBDNAAM"],
        },
        geometry=outlines,
        crs=WGS84,
    )
    return Districts(
        gemeente=_gemeente(frame, city), gebieden=_gebieden(frame, residential), buurten=frame
    )


def simplify_coverage(
    polygons: NDArray[np.object_], *, sliver_m: float, tolerance_m: float
) -> NDArray[np.object_]:
    """Simplify polygons that share borders, and turn them into degrees of six decimals.

    Parameters
    ----------
    polygons
        Polygons that together cover an area, slivers aside; EPSG:28992.
    sliver_m
        Gaps narrower than this are closed.
    tolerance_m
        See `TOLERANCE_M`.

    Returns
    -------
    array of polygons
        In the order given, EPSG:4326: a valid coverage (no overlap, shared borders identical).

    Raises
    ------
    InputError
        The result would not be a valid coverage.
    """
    clean = shapely.coverage_clean(  # type: ignore[attr-defined] # the stubs stop at shapely 2.1
        polygons, snapping_distance=SNAP_M, gap_width=sliver_m
    )
    simple = shapely.coverage_simplify(clean, tolerance_m)
    # Rounding is a function of the vertex alone, so shared borders stay shared.
    degrees = shapely.transform(simple, _rounded_degrees)
    if not (shapely.coverage_is_valid(degrees) and shapely.is_valid(degrees).all()):
        message = Problem("polygons that overlap after simplifying", "a coverage", field="geometry")
        raise InputError([message])
    return np.asarray(degrees)


def _rounded_degrees(vertices: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = RD_NEW.lon_lat(vertices[:, 0], vertices[:, 1])
    degrees: NDArray[np.float64] = np.column_stack([lon, lat]).round(DECIMALS)
    return degrees


def _gebieden(buurten: gpd.GeoDataFrame, residential: Collection[str]) -> gpd.GeoDataFrame:
    groups = list(buurten.groupby(["gebied_code", "gebied"], sort=True))
    codes = [code for (code, _), _ in groups]
    return gpd.GeoDataFrame(
        {
            "code": codes,
            "name": [name for (_, name), _ in groups],
            "residential": [code in residential for code in codes],
        },
        geometry=[shapely.coverage_union_all(part.geometry.to_numpy()) for _, part in groups],
        crs=WGS84,
    )


def _gemeente(buurten: gpd.GeoDataFrame, city: CityProfile) -> gpd.GeoDataFrame:
    outline = shapely.coverage_union_all(buurten.geometry.to_numpy())
    return gpd.GeoDataFrame(
        {"code": [city.code], "name": [city.name]}, geometry=[outline], crs=WGS84
    )
