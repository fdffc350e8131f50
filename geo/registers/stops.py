"""Public transport stops, from the national timetable: one row per stop instead of per platform."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.model.crs import RD, RD_NEW
from geo.model.text import fold

AROUND_M = 500.0
"""Stops up to this far outside the municipality, in metres, count: the nearest may lie across the
border."""
ONE_STOP_M = 100.0
"""Platforms with the same name and no farther apart than this, in metres, are one stop."""

_BOARDING = "0"
"""``location_type`` of a platform; the others are areas with platforms."""
_REPLACEMENT = "["
"""How the names of stops for rail replacement buses begin; they are served only occasionally."""
_PLATFORM = re.compile(r"\s*(?:\[[^\]]*\]|\(perron [^)]*\)|\bperron \w{1,2})\s*$", re.IGNORECASE)


def stop_table(stops: pd.DataFrame, gemeente: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make one row per stop.

    Parameters
    ----------
    stops
        ``stop_name``, ``location_type``, ``lon``, ``lat`` (EPSG:4326), one row per platform; and
        ``lines``, a set of names, where the source knows them.
    gemeente
        The municipality, EPSG:4326.

    Returns
    -------
    DataFrame
        ``name``, ``town`` (empty where the source names none), ``lon``, ``lat`` (the middle of the
        platforms) and ``platforms``; ordered by all of these. And ``lines`` where they are known:
        names with a semicolon between, numbers first.
    """
    boarding = stops["location_type"] == _BOARDING
    table = stops[boarding & ~stops["stop_name"].str.startswith(_REPLACEMENT)]
    x, y = RD_NEW.xy(table["lon"], table["lat"])
    near = shapely.dwithin(shapely.points(x, y), gemeente.geometry.to_crs(RD).union_all(), AROUND_M)
    named = [clean_stop(name) for name in table["stop_name"][near]]
    platforms = pd.DataFrame(named, columns=["name", "town"]).assign(x=x[near], y=y[near])
    knows_lines = "lines" in table
    lines = list(table["lines"][near]) if knows_lines else [frozenset()] * len(named)
    platforms["lines"] = pd.Series(lines, dtype="object", index=platforms.index)
    # Stations are written with and without the name of the town; the name alone identifies them.
    platforms["stop"] = platforms["name"].map(fold)
    platforms["part"] = -1
    for rows in platforms.groupby("stop").groups.values():
        platforms.loc[rows, "part"] = _joined(platforms.loc[rows, ["x", "y"]].to_numpy())
    together = platforms.groupby(["stop", "part"], sort=True)
    table = together.agg(
        name=("name", "min"),
        town=("town", "max"),
        x=("x", "mean"),
        y=("y", "mean"),
        platforms=("x", "size"),
        lines=("lines", _line_names),
    )
    lon, lat = RD_NEW.lon_lat(table["x"], table["y"])
    result = pd.DataFrame(
        {
            "name": table["name"].to_numpy(),
            "town": table["town"].to_numpy(),
            "lon": lon,
            "lat": lat,
            "platforms": table["platforms"].to_numpy(),
        }
    )
    order = list(result.columns)
    if knows_lines:
        result["lines"] = table["lines"].to_numpy()
    return result.sort_values(order, ignore_index=True)


def clean_stop(name: str) -> tuple[str, str]:
    """Remove town and platform from the name of a stop.

    Parameters
    ----------
    name
        As in the timetable: ``Rotterdam, Zuidplein perron D``.

    Returns
    -------
    tuple of str
        Name and town: ``Zuidplein`` and ``Rotterdam``. The town is empty where the name has none.

    Examples
    --------
    >>> clean_stop("Rotterdam, Zuidplein perron D")
    ('Zuidplein', 'Rotterdam')
    """
    town, comma, own = name.partition(", ")
    if not comma:
        own, town = name, ""
    return _PLATFORM.sub("", own).strip() or own.strip(), town.strip()


def _line_names(lines: Iterable[Collection[str]]) -> str:
    """Write the lines of several platforms: ``4;7;20;B``."""
    names = {name.replace(";", ",") for of_platform in lines for name in of_platform}
    return ";".join(sorted(names, key=lambda name: (not name.isdecimal(), name.zfill(8))))


def _joined(points: NDArray[np.float64]) -> NDArray[np.int32]:
    """Label points, sharing a number between those linked by steps of at most `ONE_STOP_M`."""
    pairs = cKDTree(points).query_pairs(ONE_STOP_M, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), pairs.T), shape=(len(points), len(points)))
    part: NDArray[np.int32] = connected_components(links, directed=False)[1]
    return part
