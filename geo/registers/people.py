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

The weights are then scaled, so that the people of each buurt, and each age group in it, add up to
exactly what CBS published. Ages follow the estimate inside a buurt by iterative proportional
fitting (Deming and Stephan, 1940, doi 10.1214/aoms/1177731829). How good that is: docs/people.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.city.people import AGES, GROUPS, SQUARE_M
from geo.model.crs import RD
from geo.registers.homes import homes_on_squares
from geo.registers.spread import thin

RESIDENTIAL = 5
"""Class of residential and living streets in the extract of the road network."""
LEAST = 5.0
"""CBS lists a square from five inhabitants up, and rounds its counts to five."""
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
MIN_SHARE = 0.01
"""A smaller share of a square in a buurt is a sliver and is left out."""

_MIDDLE = ["age_15_25", "age_25_45", "age_45_65"]
_KEY = ["x", "y", "buurt_code"]
_ROUNDS = 500
_TENTHS = 10

Numbers: TypeAlias = NDArray[np.float64]


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
        ``code`` and `GROUPS` per buurt; missing where unknown. Other levels are ignored.
    homes
        Homes, each at a point in its street: ``x``, ``y`` (EPSG:28992), ``homes``.

    Returns
    -------
    DataFrame
        As returned by `fit_to_buurten`.
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


def share_out(squares: pd.DataFrame, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """Cut squares at the borders of buurten.

    Parameters
    ----------
    squares
        Centres ``x``, ``y`` (EPSG:28992, whole metres), each once.
    buurten
        ``code`` and polygons, EPSG:28992.

    Returns
    -------
    DataFrame
        ``x``, ``y``, ``buurt_code``, ``share`` (of the area of the square, 0 to 1) and ``square``,
        the row in ``squares``; slivers and what lies outside all buurten are left out.
    """
    x, y = squares["x"].to_numpy(), squares["y"].to_numpy()
    half = SQUARE_M / 2
    outlines = np.asarray(shapely.box(x - half, y - half, x + half, y + half))
    polygons = buurten.geometry.to_numpy()
    square, buurt = shapely.STRtree(polygons).query(outlines, predicate="intersects")
    inside = shapely.area(shapely.intersection(outlines[square], polygons[buurt])) / SQUARE_M**2
    parts = pd.DataFrame(
        {
            "x": x[square],
            "y": y[square],
            "buurt_code": buurten["code"].to_numpy()[buurt],
            "share": inside.round(6),
            "square": square,
        }
    )
    return parts[parts["share"] >= MIN_SHARE].reset_index(drop=True)


def fit_to_buurten(
    weights: pd.DataFrame, buurten: gpd.GeoDataFrame, population: pd.DataFrame
) -> pd.DataFrame:
    """Scale weights of squares to people, exactly as many per buurt and group as CBS counts.

    A buurt without a count of inhabitants gets no squares. Where another count of a buurt is
    unknown, it is unknown for all its squares (all ages when one of them is unknown).

    Parameters
    ----------
    weights
        ``x``, ``y``, ``buurt_code``, ``basis``, ``weight``; and `AGES` and
        ``one_person_households`` as far as known of the square itself, or missing.
    buurten
        ``code`` and polygons, EPSG:28992; for buurten without any weight.
    population
        ``code`` and `GROUPS`; missing where unknown.

    Returns
    -------
    DataFrame
        ``square`` (the code of CBS), ``buurt_code``, ``basis`` and `GROUPS` in tenths of people;
        ordered by ``buurt_code``, ``square``. Each group of a buurt adds up to its count.
    """
    counts = population.set_index("code")[list(GROUPS)].astype("float64")
    known = buurten.sort_values("code")
    known = known[known["code"].map(counts["inhabitants"]) > 0]
    ordered = weights[weights["weight"] > 0].sort_values(_KEY)
    of_buurt = dict(iter(ordered.groupby("buurt_code")))
    parts = []
    for code, outline in zip(known["code"], known.geometry, strict=True):
        squares = of_buurt.get(code)
        if squares is None:
            squares = _evenly(code, outline)
        parts.append(_fit_one(squares, counts.loc[code]))
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "square", square_code(table.pop("x"), table.pop("y")))
    columns = ["square", "buurt_code", "basis", *GROUPS]
    result: pd.DataFrame = table[columns].sort_values(["buurt_code", "square"], ignore_index=True)
    return result


def square_code(x: pd.Series[int], y: pd.Series[int]) -> list[str]:
    """Name squares as CBS does: by their south-west corner in hundreds of metres.

    Parameters
    ----------
    x, y
        Centres, EPSG:28992.

    Returns
    -------
    list of str
        ``E0862N4403``.

    Examples
    --------
    >>> import pandas as pd
    >>> square_code(pd.Series([86_250]), pd.Series([440_350]))
    ['E0862N4403']
    """
    east, north = x.to_numpy() // SQUARE_M, y.to_numpy() // SQUARE_M
    return [f"E{int(e):04d}N{int(n):04d}" for e, n in zip(east, north, strict=True)]


def _fit_one(squares: pd.DataFrame, counts: pd.Series[float]) -> pd.DataFrame:
    """Spread the counts of one buurt over its squares."""
    people = in_tenths(squares["weight"].to_numpy(), float(counts["inhabitants"]))
    squares, people = squares[people > 0], people[people > 0]
    table = squares[["x", "y", "buurt_code", "basis"]].assign(inhabitants=people)
    of_ages = np.array([counts[age] for age in AGES], dtype=np.float64)
    if np.isnan(of_ages).any():
        ages = np.full((len(people), len(AGES)), np.nan)
        adults = people
    else:
        # What is known about a square weighs as much as its people; the mix of the buurt is added
        # for as many as CBS hides. So a square about which nothing is known has the mix of its
        # buurt.
        known = squares.reindex(columns=list(AGES)).fillna(0.0).to_numpy(dtype=np.float64)
        mix = of_ages / max(of_ages.sum(), 1)
        fitted = fit_margins(known + LEAST * mix, people, of_ages)
        pairs = zip(fitted.T, of_ages, strict=True)
        ages = np.column_stack([in_tenths(column, total) for column, total in pairs])
        adults = people - np.minimum(ages[:, 0], people)
    table[list(AGES)] = ages
    alone = squares.reindex(columns=["one_person_households"]).to_numpy(dtype=np.float64)[:, 0]
    rate = np.nansum(alone) / max(adults[~np.isnan(alone)].sum(), LEAST)
    guess = adults * (rate or 1.0)
    table["one_person_households"] = in_tenths(
        np.where(np.isnan(alone), guess, alone), float(counts["one_person_households"])
    )
    return table


def fit_margins(seed: Numbers, rows: Numbers, columns: Numbers) -> Numbers:
    """Fit a table to the sums of its rows and columns, changing its pattern as little as possible.

    Parameters
    ----------
    seed
        Starting values, not negative; a row with people has a value in each column with people.
    columns
        What each column should add up to. Where these differ from the rows in total, the columns
        hold and the rows keep their proportions.

    Returns
    -------
    array
        Of the shape of ``seed``.
    """
    fitted = seed.copy()
    wanted = rows * (columns.sum() / rows.sum())
    for _ in range(_ROUNDS):
        fitted *= _ratio(wanted, fitted.sum(axis=1))[:, None]
        fitted *= _ratio(columns, fitted.sum(axis=0))
        if np.allclose(fitted.sum(axis=1), wanted, rtol=1e-9, atol=1e-9):
            break
    return fitted


def in_tenths(weight: Numbers, total: float) -> Numbers:
    """Divide a total by weight into tenths that add up to exactly that total.

    Uses the method of largest remainders; among equals the first in order wins.

    Parameters
    ----------
    weight
        Not negative.
    total
        A whole number; NaN where unknown.

    Returns
    -------
    array
        Multiples of 0.1; NaN where the total is unknown.

    Examples
    --------
    >>> in_tenths(np.array([1.0, 1.0, 1.0]), 10).tolist()
    [3.4, 3.3, 3.3]
    """
    if np.isnan(total):
        return np.full(len(weight), np.nan)
    if not weight.sum():
        weight = np.ones(len(weight))
    # Rounded, so that sums that differ in the last bit do not decide between equal remainders.
    exact = (weight / weight.sum() * (total * _TENTHS)).round(6)
    tenths = np.floor(exact)
    missing = round(total * _TENTHS - tenths.sum())
    tenths[np.argsort(tenths - exact, kind="stable")[:missing]] += 1
    return np.asarray(tenths / _TENTHS)


def _ratio(wanted: Numbers, have: Numbers) -> Numbers:
    return np.divide(wanted, have, out=np.zeros_like(have), where=have > 0)


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


def _evenly(code: str, outline: shapely.Polygon) -> pd.DataFrame:
    """Fill a buurt evenly."""
    west, south, east, north = (int(side // SQUARE_M) for side in outline.bounds)
    column, row = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    squares: Mapping[str, Any] = {
        "x": column.ravel() * SQUARE_M + SQUARE_M // 2,
        "y": row.ravel() * SQUARE_M + SQUARE_M // 2,
    }
    one = gpd.GeoDataFrame({"code": [code]}, geometry=[outline], crs=RD)
    parts = share_out(pd.DataFrame(squares), one)
    return parts.assign(basis="area", weight=parts["share"]).sort_values(["x", "y"])
