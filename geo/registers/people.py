"""Where in a buurt its people live: the counts of CBS per buurt, spread over squares of 100 m.

The weight of each part of a square in a buurt is the first of these that exists:

1. ``counted``: the estimated inhabitants of the square in 2020;
2. ``inhabited``: CBS calls the square inhabited, but no count is known: its area and its homes;
3. ``streets``: its homes and its residential streets, at the lower density found outside such
   squares;
4. ``trees``: the same where the road network has nothing at all, with stretches of street that have
   a municipal tree for the streets;
5. ``area``: a buurt with people and none of the above is filled evenly.

Homes are the house numbers of the list of postcodes (`geo.registers.homes`); in a city without that
list, residential streets stand for them.

The weights are then scaled to what CBS published (`geo.registers.fitting`). How good that is:
docs/people.md.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.city.people import SQUARE_M
from geo.model.crs import RD
from geo.registers.fitting import LEAST, Numbers, fit_to_buurten
from geo.registers.homes import homes_on_squares
from geo.registers.spread import thin
from geo.registers.squares import share_out

RESIDENTIAL = 5
"""Class of residential and living streets in the extract of the road network."""
INHABITED_AT_LEAST = 13.0
INHABITED_PER_HOME = 2.3
"""People in an inhabited square without a count: a number per square, and a number per home. These
and the next are relative to the estimate of the counted squares, and fitted to the 61 buurten with
at least 1,000 counted people (docs/people.md)."""
ELSEWHERE_PER_HOME = 0.6
ELSEWHERE_PER_M = 0.03
"""The same outside the squares that are known as inhabited: per home, and per metre of residential
street."""
WITHOUT_HOMES = (27.0, 0.21, 0.07)
"""Where homes are not known: people per inhabited square, per metre of street in it, and per metre
of street elsewhere."""
STEP_M = 5.0
"""Streets are cut into pieces of at most this length, each of which lies in one square."""
TREE_CELL_M = 25.0
"""A municipal tree represents this length of street, in metres; a double row counts once."""

_MIDDLE = ["age_15_25", "age_25_45", "age_45_65"]
_KEY = ["x", "y", "buurt_code"]


def people_table(  # noqa: PLR0913, PLR0917 - one per extract
    estimate: pd.DataFrame,
    roads: gpd.GeoDataFrame,
    street_trees: pd.DataFrame,
    buurten: gpd.GeoDataFrame,
    population: pd.DataFrame,
    homes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Spread the people of each buurt over squares of 100 m.

    Parameters
    ----------
    estimate
        Inhabited squares: centre ``rd_x``, ``rd_y`` (EPSG:28992), ``inwoners_2020_schatting``,
        ``inwoners_0_15``, ``inwoners_15_65``, ``inwoners_65plus``; missing where unknown.
    roads
        Lines, with ``cls`` and the truth values ``bridge`` and ``tunnel``.
    street_trees
        Trees in streets: ``x``, ``y`` (EPSG:28992).
    buurten
        ``code`` and polygons.
    population
        ``code`` and `geo.city.people.GROUPS` per buurt; missing where unknown. Other levels are
        ignored.
    homes
        Homes, each at a point in its street: ``x``, ``y`` (EPSG:28992), ``homes``.

    Returns
    -------
    DataFrame
        As `geo.registers.fitting.fit_to_buurten` returns it.
    """
    areas = buurten.to_crs(RD)
    counted = _counted(estimate, areas, population)
    weights = counted.merge(_streets(roads, street_trees, areas), how="outer", on=_KEY)
    listed = weights["basis"].notna()
    metres, area = weights["streets_m"].fillna(0), weights["share"].fillna(0)
    if homes is None:
        least, per_m, elsewhere_per_m = WITHOUT_HOMES
        inhabited, elsewhere = least * area + per_m * metres, elsewhere_per_m * metres
    else:
        here = _homes(weights, homes)
        inhabited = INHABITED_AT_LEAST * area + INHABITED_PER_HOME * here
        elsewhere = ELSEWHERE_PER_HOME * here + ELSEWHERE_PER_M * metres
    uncounted = listed & weights["weight"].isna()
    weights.loc[uncounted, "weight"] = inhabited[uncounted]
    weights.loc[~listed, "weight"] = elsewhere[~listed]
    weights.loc[~listed, "basis"] = weights["streets_basis"][~listed]
    return fit_to_buurten(weights, areas, population)


def _counted(
    estimate: pd.DataFrame, buurten: gpd.GeoDataFrame, population: pd.DataFrame
) -> pd.DataFrame:
    """Return the parts of the inhabited squares, with a weight where the square has a count."""
    squares = estimate.rename(columns={"rd_x": "x", "rd_y": "y"}).astype({"x": int, "y": int})
    squares = squares.sort_values(["x", "y"], ignore_index=True)
    parts = share_out(squares, buurten)
    of_square = squares.loc[parts["square"]].reset_index(drop=True)
    people = of_square["inwoners_2020_schatting"]
    parts["basis"] = np.where(people.notna(), "counted", "inhabited")
    parts["weight"] = people.clip(lower=LEAST) * parts["share"]
    parts["age_0_15"] = of_square["inwoners_0_15"] * parts["share"]
    parts["age_65_plus"] = of_square["inwoners_65plus"] * parts["share"]
    # The estimate has one group between 15 and 65; it is divided as in the buurt.
    middle = population.set_index("code")[_MIDDLE].astype("float64")
    mix = middle.div(middle.sum(axis=1), axis=0).reindex(parts["buurt_code"]).to_numpy()
    adults = (of_square["inwoners_15_65"] * parts["share"]).to_numpy(dtype=np.float64)
    parts[_MIDDLE] = mix * adults[:, None]
    return parts


def _homes(parts: pd.DataFrame, homes: pd.DataFrame) -> pd.Series[float]:
    """Return the homes in each part of a square, divided by area or else by metres of street."""
    square = ["x", "y"]
    possible = parts[square].drop_duplicates().sort_values(square, ignore_index=True)
    here = parts[square].merge(homes_on_squares(homes, possible), how="left", on=square)["homes"]
    size = parts["share"].fillna(parts["streets_m"])
    whole = size.groupby([parts["x"], parts["y"]]).transform("sum")
    of_parts: pd.Series[float] = here.set_axis(parts.index) * size / whole
    return of_parts


def _streets(
    roads: gpd.GeoDataFrame, street_trees: pd.DataFrame, buurten: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return the metres of residential street in each part of a square."""
    roads = roads.explode().to_crs(RD)
    lines = roads.geometry.to_numpy()
    # Nobody lives on a bridge or in a tunnel.
    homes = (roads["cls"] == RESIDENTIAL) & ~roads["bridge"] & ~roads["tunnel"]
    along, lengths = _cut(lines[homes.to_numpy()])
    streets = _metres(along, lengths, buurten).assign(streets_basis="streets")
    anywhere, _ = _cut(lines)
    network = pd.MultiIndex.from_frame(pd.DataFrame(np.unique(_centres(anywhere), axis=0)))
    points = thin(street_trees[["x", "y"]].to_numpy(dtype=np.float64), TREE_CELL_M)
    trees = _metres(points, np.full(len(points), TREE_CELL_M), buurten)
    trees = trees[~pd.MultiIndex.from_frame(trees[["x", "y"]]).isin(network)]
    return pd.concat([streets, trees.assign(streets_basis="trees")], ignore_index=True)


def _cut(lines: NDArray[np.object_]) -> tuple[Numbers, Numbers]:
    """Cut lines into equal pieces of at most `STEP_M`; return their middles and lengths."""
    length = shapely.length(lines)
    pieces = np.maximum(np.ceil(length / STEP_M), 1).astype(np.int64)
    line = np.repeat(np.arange(len(lines)), pieces)
    number = np.arange(len(line)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    along = (number + 0.5) / pieces[line]
    middles = shapely.line_interpolate_point(lines[line], along, normalized=True)
    return shapely.get_coordinates(middles), (length / pieces)[line]


def _metres(points: Numbers, lengths: Numbers, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """Sum lengths per square and buurt; a point on a border belongs to the first of the two."""
    tree = shapely.STRtree(buurten.geometry.to_numpy())
    point, buurt = tree.query(np.asarray(shapely.points(points)), predicate="intersects")
    order = np.lexsort([buurt, point])
    point, first = np.unique(point[order], return_index=True)
    centres = _centres(points[point])
    parts: dict[str, Any] = {
        "x": centres[:, 0],
        "y": centres[:, 1],
        "buurt_code": buurten["code"].to_numpy()[buurt[order][first]],
        "streets_m": lengths[point],
    }
    metres = pd.DataFrame(parts).groupby(_KEY)["streets_m"].sum()
    return metres.round(2).reset_index()


def _centres(points: Numbers) -> NDArray[np.int64]:
    corners = np.floor(points / SQUARE_M).astype(np.int64) * SQUARE_M
    return np.asarray(corners + SQUARE_M // 2)
