"""Reach per square of 100 m: how long its people walk, and whether that is within the limit.

The finest answer there is. A square on a border has a row for each buurt that it lies in. Where
people live within a buurt is an estimate (docs/people.md), so a single square says little; many
together draw the pattern.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.city.people import SQUARE_M
from geo.city.walking.snapping import Floats
from geo.model.crs import WGS84
from geo.planning.coverage.city import City
from geo.planning.coverage.question import KINDS, CoverageQuestion
from geo.planning.coverage.walks import Scenario, Walks


class Reach(StrEnum):
    """Whether people are within reach: certainly, certainly not, or who knows."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def squares_table(
    city: City, walks: Walks, question: CoverageQuestion, *, minutes: int, kind: str
) -> pd.DataFrame:
    """Say for each inhabited square how far its people walk.

    Parameters
    ----------
    minutes
        The limit; the walks were measured that far.
    kind
        One of `geo.planning.coverage.KINDS`.

    Returns
    -------
    DataFrame
        The columns of `geo.planning.coverage.tables.SQUARES`. Walks longer than was measured are
        NaN. The index holds the position of each row in the people of the city.

    Raises
    ------
    ValueError
        The walks were not measured that far.
    """
    metres_per_minute = question.metres_per_minute
    limit_m = minutes * metres_per_minute
    if walks.limit_m < limit_m:
        raise ValueError(f"walks up to {walks.limit_m} m for squares within {limit_m} m")
    at = KINDS.index(kind)
    people = city.people
    number = people.group(question.age)
    here = np.flatnonzero((np.nan_to_num(number) > 0) & _asked(city, question.codes))
    known = walks.metres[at, Scenario.KNOWN, here]
    shortest, longest = walks.high(at)[here], walks.low(at)[here]
    buurten = city.buurten.iloc[people.buurt[here]]
    return pd.DataFrame(
        {
            "code": buurten.index.to_numpy(),
            "name": buurten["name"].to_numpy(),
            "residents": number[here],
            "reach": np.select(
                [longest <= limit_m, shortest > limit_m],
                [Reach.YES.value, Reach.NO.value],
                Reach.UNKNOWN.value,
            ),
            **{
                name: _minutes(walk, walks.limit_m, metres_per_minute)
                for name, walk in (
                    ("walk_least", shortest),
                    ("walk", known),
                    ("walk_most", longest),
                )
            },
            "minutes": minutes,
            "kind": kind,
            "age": question.age,
            "speed_kmh": question.speed_kmh,
        },
        index=here,
    )


def squares_frame(table: pd.DataFrame, city: City) -> gpd.GeoDataFrame:
    """Put squares on the map, EPSG:4326.

    Parameters
    ----------
    table
        From `squares_table`.
    """
    boxes = _boxes(table, city)
    return gpd.GeoDataFrame(table, geometry=boxes, crs=city.crs.code).to_crs(WGS84)


def outline(table: pd.DataFrame, city: City) -> BaseGeometry:
    """Join squares into one shape, in the system of the city."""
    return shapely.union_all(_boxes(table, city))


def _boxes(table: pd.DataFrame, city: City) -> NDArray[np.object_]:
    at = table.index.to_numpy()
    west, south = city.people.x[at] - SQUARE_M / 2, city.people.y[at] - SQUARE_M / 2
    boxes: NDArray[np.object_] = shapely.box(west, south, west + SQUARE_M, south + SQUARE_M)
    return boxes


def _minutes(metres: Floats, limit_m: float, metres_per_minute: float) -> Floats:
    measured: Floats = np.where(metres <= limit_m, metres, np.nan) / metres_per_minute
    return measured


def _asked(city: City, codes: Iterable[str] | None) -> NDArray[np.bool_]:
    """Return for each entry of the people whether they live in what was asked about."""
    if codes is None:
        return np.ones(len(city.people), dtype=bool)
    chosen = city.buurten.index.isin(list(codes)) | city.buurten["gebied_code"].isin(list(codes))
    return np.asarray(chosen, dtype=bool)[city.people.buurt]
