"""The four digits of a postcode (PC4): outline, centre, and how far from it an address may be."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.model.crs import RD, RD_NEW, WGS84
from geo.registers.centres import squares_within
from geo.registers.districts import TOLERANCE_M, simplify_coverage
from geo.registers.spread import spread_around

SLIVER_M = 20.0
"""The extract is generalised per polygon: neighbours have gaps and overlaps of up to some 15 m."""


def postcode_areas(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make a coverage of the PC4 polygons.

    Parameters
    ----------
    areas
        ``postcode``, ``plaats`` and polygons, EPSG:4326.

    Returns
    -------
    GeoDataFrame
        ``postcode4``, ``city`` and polygons, EPSG:4326, six decimals, ordered.

    Raises
    ------
    InputError
        The polygons do not form a coverage.
    """
    ordered = areas.to_crs(RD).sort_values("postcode", ignore_index=True)
    outlines = simplify_coverage(
        ordered.geometry.to_numpy(), sliver_m=SLIVER_M, tolerance_m=TOLERANCE_M
    )
    return gpd.GeoDataFrame(
        {"postcode4": ordered["postcode"], "city": ordered["plaats"]}, geometry=outlines, crs=WGS84
    )


def postcode_table(
    areas: gpd.GeoDataFrame, centres: pd.DataFrame, squares: pd.DataFrame, streets: pd.DataFrame
) -> pd.DataFrame:
    """Make one row per PC4.

    Parameters
    ----------
    areas
        As `postcode_areas` gives them.
    centres
        ``pc4``, ``addr_mean_lon``, ``addr_mean_lat``: the mean of all its addresses, EPSG:4326.
    squares, streets
        As in `geo.registers.centres.district_centres`.

    Returns
    -------
    DataFrame
        ``postcode4``, ``lon``, ``lat`` (EPSG:4326), ``uncertainty_m`` (90 % of the squares lie
        within it), ``basis`` (which squares), ``city``.
    """
    middle = centres.set_index("pc4").reindex(areas["postcode4"])
    xy = np.column_stack(RD_NEW.xy(middle["addr_mean_lon"], middle["addr_mean_lat"]))
    uncertainty, basis = [], []
    for centre, (points, kind) in zip(xy, squares_within(areas, squares, streets), strict=True):
        uncertainty.append(spread_around(centre, points).radius_90_m)
        basis.append(kind)
    return pd.DataFrame(
        {
            "postcode4": areas["postcode4"],
            "lon": middle["addr_mean_lon"].to_numpy(),
            "lat": middle["addr_mean_lat"].to_numpy(),
            "uncertainty_m": uncertainty,
            "basis": basis,
            "city": areas["city"],
        }
    )
