"""Streets, from the municipal trees that stand in them.

Nearly every street has a municipal tree with its name. One row per street, buurt and PC4, so that a
street can be narrowed by anything else that is known. Where a city has a list of its postcodes too,
`geo.registers.postcode6` adds the streets without a tree.
"""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.model.crs import RD_NEW
from geo.registers.districts import DECIMALS
from geo.registers.spread import spread_on, thin

STREET_CELL_M = 25.0
"""One point per stretch of street of this length."""

_MARKS = (
    # The register marks towns and non-streets behind the name: 'Lekstraat[RZB]' is the Lekstraat
    # in Rozenburg, 'Prins Hendrikstraat HVH' the one in Hoek van Holland.
    (re.compile(r"(?:\[[A-Z]+\]|\([A-Z]+\)|\bHVH)\s*$"), ""),
    (re.compile(r"\bN\.z\."), "Noordzijde"),
    (re.compile(r"\bO\.z\."), "Oostzijde"),
    (re.compile(r"\bZ\.z\."), "Zuidzijde"),
    (re.compile(r"\bW\.z\."), "Westzijde"),
)


def street_points(
    trees: pd.DataFrame, buurten: gpd.GeoDataFrame, postcode_areas: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Find for each tree the street, buurt and PC4 in which it stands.

    The buurt is where the tree stands, whatever the register says (they differ for 2 %).
    Trees outside the municipality are left out.

    Parameters
    ----------
    trees
        ``STRAAT``, ``x``, ``y``; EPSG:28992.
    buurten
        ``code``, ``gebied_code`` and polygons, EPSG:4326.
    postcode_areas
        ``postcode4`` and polygons, EPSG:4326.

    Returns
    -------
    DataFrame
        ``street``, ``buurt_code``, ``gebied_code``, ``postcode4``, ``x``, ``y`` (EPSG:28992),
        ordered.
    """
    lon, lat = RD_NEW.lon_lat(trees["x"], trees["y"])
    points = np.asarray(shapely.points(np.round(lon, DECIMALS), np.round(lat, DECIMALS)))
    tree, buurt = shapely.STRtree(buurten.geometry.to_numpy()).query(points, predicate="intersects")
    # A tree on a border lies in both; assign it to the first of the two.
    tree, first = np.unique(tree, return_index=True)
    buurt = buurt[first]
    # A tree in a gap between postcode areas belongs to the nearest of them.
    areas = shapely.STRtree(postcode_areas.geometry.to_numpy())
    _, area = areas.query_nearest(points[tree], all_matches=False)
    inside = trees.iloc[tree]
    plain = {name: clean_street(name) for name in inside["STRAAT"].unique()}
    table = pd.DataFrame(
        {
            "street": inside["STRAAT"].map(plain).to_numpy(),
            "buurt_code": buurten["code"].to_numpy()[buurt],
            "gebied_code": buurten["gebied_code"].to_numpy()[buurt],
            "postcode4": postcode_areas["postcode4"].to_numpy()[area],
            "x": inside["x"].to_numpy(),
            "y": inside["y"].to_numpy(),
        }
    )
    order = ["street", "buurt_code", "postcode4", "x", "y"]
    return table.sort_values(order, ignore_index=True)


def clean_street(name: str) -> str:
    """Remove the register's marks from a street name, and write its sides in full.

    Parameters
    ----------
    name
        As in the register: ``Lekstraat[RZB]``, ``Maashaven O.z.``.

    Returns
    -------
    str
        ``Lekstraat``, ``Maashaven Oostzijde``.

    Examples
    --------
    >>> clean_street("Lekstraat[RZB]"), clean_street("Maashaven O.z.")
    ('Lekstraat', 'Maashaven Oostzijde')
    """
    for mark, plain in _MARKS:
        name = mark.sub(plain, name)
    return name.strip()


def street_table(points: pd.DataFrame) -> pd.DataFrame:
    """Make one row per street, buurt and PC4.

    Parameters
    ----------
    points
        From `street_points`.

    Returns
    -------
    DataFrame
        ``street``, ``buurt_code``, ``gebied_code``, ``postcode4``, ``lon``, ``lat`` (EPSG:4326),
        ``radius_90_m`` (90 % of this part of the street lies within it), ``stretches`` (of 25 m
        with a tree: how much of a street it is), ``trees``; ordered by the first four.
    """
    keys = ["street", "buurt_code", "gebied_code", "postcode4"]
    rows = []
    for key, part in points.groupby(keys, sort=True):
        stretches = thin(part[["x", "y"]].to_numpy(), STREET_CELL_M)
        spread = spread_on(stretches)
        rows.append((*key, spread.x, spread.y, spread.radius_90_m, len(stretches), len(part)))
    table = pd.DataFrame(rows, columns=[*keys, "x", "y", "radius_90_m", "stretches", "trees"])
    lon, lat = RD_NEW.lon_lat(table.pop("x"), table.pop("y"))
    table.insert(len(keys), "lon", lon)
    table.insert(len(keys) + 1, "lat", lat)
    return table


def with_treeless(streets: pd.DataFrame, treeless: pd.DataFrame) -> pd.DataFrame:
    """Add the streets that no tree tells of.

    Parameters
    ----------
    streets
        As `street_table` gives them.
    treeless
        The same columns, without a buurt and with no trees.
    """
    order = ["street", "buurt_code", "gebied_code", "postcode4"]
    return pd.concat([streets, treeless]).sort_values(order, ignore_index=True)
