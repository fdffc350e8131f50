"""The centre of a district, for places of which only the district is known.

What counts is where people live, not the centre of the polygon, which may lie in a harbour.
Measured on 100 m squares, in this order: squares that CBS calls inhabited; where the extract has
too few of those (it misses Hoek van Holland, Rozenburg, Pernis and quiet streets), squares with a
municipal tree in a street; where those are too few as well, all squares of the polygon.
"""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.model.crs import RD, RD_NEW
from geo.registers.districts import Districts
from geo.registers.spread import Points, spread_on, thin

SQUARE_M = 100.0
MIN_SQUARES = 10
"""Fewer squares than this say too little about a district."""


def district_centres(
    districts: Districts, squares: pd.DataFrame, streets: pd.DataFrame
) -> pd.DataFrame:
    """Make one row per buurt, per gebied and for the municipality.

    Parameters
    ----------
    districts
        The three levels, EPSG:4326.
    squares
        Centres of inhabited 100 m squares: ``rd_x``, ``rd_y`` (EPSG:28992).
    streets
        Points in streets: ``x``, ``y`` (EPSG:28992).

    Returns
    -------
    DataFrame
        ``code``, ``name``, ``level``, ``lon``, ``lat`` (EPSG:4326), ``radius_90_m``, ``squares``,
        ``basis`` (``inhabited``, ``streets`` or ``area``).
    """
    levels = [
        ("buurt", districts.buurten),
        ("gebied", districts.gebieden),
        ("gemeente", districts.gemeente),
    ]
    tables = []
    for level, frame in levels:
        rows = []
        for points, basis in squares_within(frame, squares, streets):
            spread = spread_on(points)
            rows.append((spread.x, spread.y, spread.radius_90_m, len(points), basis))
        table = pd.DataFrame(rows, columns=["x", "y", "radius_90_m", "squares", "basis"])
        lon, lat = RD_NEW.lon_lat(table.pop("x"), table.pop("y"))
        table.insert(0, "lat", lat)
        table.insert(0, "lon", lon)
        table.insert(0, "level", level)
        table.insert(0, "name", frame["name"].to_numpy())
        table.insert(0, "code", frame["code"].to_numpy())
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def squares_within(
    areas: gpd.GeoDataFrame, squares: pd.DataFrame, streets: pd.DataFrame
) -> Iterable[tuple[Points, str]]:
    """Yield for each area the squares that represent it, and their basis.

    Parameters
    ----------
    squares, streets
        As in `district_centres`.

    Yields
    ------
    Points, str
        Points in EPSG:28992, at least one; ``inhabited``, ``streets`` or ``area``.
    """
    polygons = areas.geometry.to_crs(RD).to_numpy()
    kinds = (
        ("inhabited", squares[["rd_x", "rd_y"]].to_numpy()),
        ("streets", thin(streets[["x", "y"]].to_numpy(), SQUARE_M)),
    )
    inside = [(basis, points, _inside(polygons, points)) for basis, points in kinds]
    for number, polygon in enumerate(polygons):
        for basis, points, members in inside:
            if len(members[number]) >= MIN_SQUARES:
                yield points[members[number]], basis
                break
        else:
            yield _all_squares(polygon), "area"


def _inside(polygons: NDArray[np.object_], points: Points) -> list[NDArray[np.int64]]:
    """Yield for each polygon the numbers of the points in it, in order."""
    tree = shapely.STRtree(np.asarray(shapely.points(points)))
    polygon, point = tree.query(polygons, predicate="intersects")
    return [np.sort(point[polygon == number]) for number in range(len(polygons))]


def _all_squares(polygon: shapely.Polygon | shapely.MultiPolygon) -> Points:
    """Return the centres of the squares in a polygon; for a tiny one, a point in it."""
    west, south, east, north = np.floor(np.array(polygon.bounds) / SQUARE_M) * SQUARE_M
    half = SQUARE_M / 2
    x, y = np.meshgrid(
        np.arange(west, east + SQUARE_M, SQUARE_M) + half,
        np.arange(south, north + SQUARE_M, SQUARE_M) + half,
    )
    centres = np.column_stack([x.ravel(), y.ravel()])
    inside = centres[shapely.contains_xy(polygon, centres)]
    if len(inside):
        return inside
    return np.atleast_2d(shapely.get_coordinates(polygon.representative_point()))
