"""Scaling weights of squares to what CBS counts in each buurt, in all and by age.

Ages follow what is known of the squares by iterative proportional fitting (Deming and Stephan,
1940, doi 10.1214/aoms/1177731829). How good that is: docs/people.md.
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
from geo.registers.squares import share_out, square_code

LEAST = 5.0
"""CBS lists a square from five inhabitants up, and rounds its counts to five."""

_ROUNDS = 500
_TENTHS = 10

Numbers: TypeAlias = NDArray[np.float64]


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
    ordered = weights[weights["weight"] > 0].sort_values(["x", "y", "buurt_code"])
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
