"""The tables of streets and postcodes, from a register of addresses.

With every house known nothing has to be estimated: a street lies where its houses are, and so does
a postcode.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.city.address_register import AddressRegister, RegisterAddress
from geo.city.postcode6 import numbers_text
from geo.model.crs import RD_NEW
from geo.registers.spread import spread_on
from geo.registers.streets import street_table

BASIS = "addresses"
"""What the middle of a postcode rests on."""


@dataclass(frozen=True, slots=True)
class AddressTables:
    """The tables, with the columns of those files; EPSG:4326.

    Attributes
    ----------
    streets
        As ``streets.csv``, without trees.
    postcode6
        As ``postcode6.csv``; every row has a point.
    postcodes
        As ``postcodes.csv``.
    """

    streets: pd.DataFrame
    postcode6: pd.DataFrame
    postcodes: pd.DataFrame


def address_tables(register: AddressRegister, buurten: gpd.GeoDataFrame) -> AddressTables:
    """Derive the tables.

    Parameters
    ----------
    register
        The addresses of the city.
    buurten
        ``code``, ``gebied_code`` and polygons, EPSG:4326; a house outside them all is left out.
    """
    houses = pd.DataFrame(register, columns=RegisterAddress._fields)
    points = np.asarray(shapely.points(houses["lon"], houses["lat"]))
    house, buurt = shapely.STRtree(buurten.geometry.to_numpy()).query(
        points, predicate="intersects"
    )
    house, first = np.unique(house, return_index=True)
    houses = houses.iloc[house].reset_index(drop=True)
    houses["buurt_code"] = buurten["code"].to_numpy()[buurt[first]]
    houses["gebied_code"] = buurten["gebied_code"].to_numpy()[buurt[first]]
    houses["postcode4"] = houses["postcode"].str[:4]
    houses["x"], houses["y"] = RD_NEW.xy(houses["lon"], houses["lat"])
    with_postcode = houses[houses["postcode"] != ""]
    return AddressTables(
        street_table(with_postcode).drop(columns="trees"),
        _postcode6(with_postcode),
        _postcodes(with_postcode),
    )


def _postcode6(houses: pd.DataFrame) -> pd.DataFrame:
    """One row per postcode and street."""
    rows = []
    for key, part in houses.groupby(["postcode", "street", "town"], sort=True):
        spread = spread_on(part[["x", "y"]].to_numpy())
        rows.append((*key, numbers_text(part["number"]), spread.x, spread.y, spread.radius_90_m))
    columns = ["postcode", "street", "town", "numbers", "x", "y", "radius_90_m"]
    return _in_degrees(pd.DataFrame(rows, columns=columns), at=4)


def _postcodes(houses: pd.DataFrame) -> pd.DataFrame:
    """One row per PC4; its town is that of most of its houses."""
    rows = []
    for postcode4, part in houses.groupby("postcode4", sort=True):
        spread = spread_on(part[["x", "y"]].to_numpy())
        town = part["town"].mode().iloc[0]
        rows.append((postcode4, spread.x, spread.y, spread.radius_90_m, BASIS, town))
    columns = ["postcode4", "x", "y", "uncertainty_m", "basis", "city"]
    return _in_degrees(pd.DataFrame(rows, columns=columns), at=1)


def _in_degrees(table: pd.DataFrame, *, at: int) -> pd.DataFrame:
    """Put longitude and latitude in the place of x and y."""
    lon, lat = RD_NEW.lon_lat(table.pop("x"), table.pop("y"))
    table.insert(at, "lat", lat)
    table.insert(at, "lon", lon)
    return table
