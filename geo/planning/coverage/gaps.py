"""Where people are out of reach: connected areas of squares, the most people first."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.city.people import SQUARE_M
from geo.city.walking.snapping import Floats, Integers
from geo.model.crs import WGS84, ProjectedCrs
from geo.planning.coverage.city import City
from geo.planning.coverage.question import KINDS
from geo.planning.coverage.walks import Scenario, Walks

NAMED = 3
"""Most buurten that a gap is named after."""
_NAMED_SHARE = 0.1
"""A buurt with less than this share of the people of a gap does not name it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A connected area whose people are out of reach.

    Attributes
    ----------
    name
        The buurten with most of its people, at most `NAMED`.
    buurt_codes
        All its buurten, the one with most people first.
    people
        People out of reach of every place known to be open.
    people_at_least
        Those of them who stay out of reach even if every place that may be open and near is.
    squares
        How many squares of 100 m it has.
    lon, lat
        Weighted centre of its people, EPSG:4326 degrees.
    x, y
        South-west corners of the squares, EPSG:28992.
    """

    name: str
    buurt_codes: tuple[str, ...]
    people: float
    people_at_least: float
    squares: int
    lon: float
    lat: float
    x: Floats
    y: Floats


def find_gaps(  # noqa: PLR0913 - one parameter per choice
    city: City,
    walks: Walks,
    *,
    limit_m: float,
    kind: str = KINDS[-1],
    age: str = "all",
    least_people: float = 0.0,
) -> list[Gap]:
    """Find the connected areas out of reach.

    Squares belong together when they share a side and lie in the same gebied. Without that border a
    chain of squares would join half the city into one gap, which nobody could act on.

    Parameters
    ----------
    kind
        One of `geo.planning.coverage.KINDS`.
    age
        One of `geo.city.people.COLUMNS`.
    least_people
        Leave out gaps with fewer people.

    Returns
    -------
    list of Gap
        The most people first.

    Raises
    ------
    ValueError
        The walks were not measured that far.
    """
    if walks.limit_m < limit_m:
        raise ValueError(f"walks up to {walks.limit_m} m for a gap of {limit_m} m")
    at = KINDS.index(kind)
    people = np.nan_to_num(city.people.group(age))
    out = np.flatnonzero((walks.metres[at, Scenario.KNOWN] > limit_m) & (people > 0))
    if not len(out):
        return []
    surely = (walks.high(at) > limit_m)[out]
    gebied = city.buurten["gebied_code"].to_numpy()[city.people.buurt[out]]
    area = _touching(city.people.x[out], city.people.y[out], gebied)
    order = np.argsort(area, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(area[order])) + 1)
    gaps = [_describe(city, out[part], people[out[part]], surely[part]) for part in parts]
    gaps = [gap for gap in gaps if gap.people >= least_people]
    return sorted(gaps, key=lambda gap: (-gap.people, gap.name))


def gaps_table(gaps: list[Gap]) -> pd.DataFrame:
    """Put gaps in a table.

    Parameters
    ----------
    gaps
        From `find_gaps`.

    Returns
    -------
    DataFrame
        ``rank``, ``name``, ``people``, ``people_at_least``, ``squares``, ``lon``, ``lat``,
        ``buurt_codes``; of the columns of `geo.planning.coverage.tables.GAPS` all but the
        question.
    """
    rows = [
        (rank, g.name, g.people, g.people_at_least, g.squares, g.lon, g.lat,
         "; ".join(g.buurt_codes))
        for rank, g in enumerate(gaps, 1)
    ]  # fmt: skip
    columns = ("rank", "name", "people", "people_at_least", "squares", "lon", "lat", "buurt_codes")
    return pd.DataFrame(rows, columns=list(columns))


def gaps_frame(gaps: list[Gap], crs: ProjectedCrs) -> gpd.GeoDataFrame:
    """Put gaps on the map.

    Parameters
    ----------
    gaps
        From `find_gaps`.

    Returns
    -------
    GeoDataFrame
        As `gaps_table`, with the outline of the squares; EPSG:4326.
    """
    outlines = [
        shapely.union_all(shapely.box(gap.x, gap.y, gap.x + SQUARE_M, gap.y + SQUARE_M))
        for gap in gaps
    ]
    return gpd.GeoDataFrame(gaps_table(gaps), geometry=outlines, crs=crs.code).to_crs(WGS84)


def _touching(x: Floats, y: Floats, gebied: NDArray[np.object_]) -> Integers:
    """Label each square with the number of its connected area."""
    # Squares that share a side are one apart; 1.1 allows for rounding and excludes diagonals.
    cells = np.stack([x, y], axis=1) / SQUARE_M
    pairs = cKDTree(cells).query_pairs(1.1, output_type="ndarray")
    pairs = pairs[gebied[pairs[:, 0]] == gebied[pairs[:, 1]]]
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(x), len(x)))
    _, area = connected_components(graph, directed=False)
    return np.asarray(area, dtype=np.int64)


def _describe(city: City, entries: Integers, people: Floats, surely: NDArray[np.bool_]) -> Gap:
    x, y = city.people.x[entries], city.people.y[entries]
    lon, lat = city.crs.lon_lat(np.average(x, weights=people), np.average(y, weights=people))
    per_buurt = np.bincount(city.people.buurt[entries], people)
    order = np.argsort(-per_buurt, kind="stable")
    order = order[per_buurt[order] > 0]
    names = city.buurten["name"].to_numpy()[order]
    large = per_buurt[order] >= _NAMED_SHARE * people.sum()
    corners = np.unique(np.stack([x, y], axis=1), axis=0) - SQUARE_M / 2
    return Gap(
        name=", ".join(names[large][:NAMED]) or str(names[0]),
        buurt_codes=tuple(np.asarray(city.people.buurten)[order].tolist()),
        people=float(people.sum()),
        people_at_least=float(people[surely].sum()),
        squares=len(corners),
        lon=float(lon),
        lat=float(lat),
        x=corners[:, 0],
        y=corners[:, 1],
    )
