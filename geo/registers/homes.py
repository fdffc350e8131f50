"""How many homes stand in each square of 100 m, from the house numbers of each postcode.

The list of postcodes has no coordinates: its rows are placed along the trees of their streets
(`geo.registers.postcode6`), which says where a street runs and not where along it a house stands.
So homes are blurred over the squares around, as far as anybody may live there. A house number
counts as one home; letters and additions are not in the list.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.city.people import SQUARE_M

BLUR_M = 100.0
"""Standard deviation, in metres, of where a home stands around the point where it is placed."""
_REACH = 3
"""Squares farther off than this many, in either direction, get nothing."""


def homes_on_squares(placed: pd.DataFrame, possible: pd.DataFrame) -> pd.DataFrame:
    """Spread homes over the squares in which people may live.

    Parameters
    ----------
    placed
        ``x``, ``y`` (EPSG:28992) and ``homes``.
    possible
        Centres ``x``, ``y`` of squares, each once, EPSG:28992.

    Returns
    -------
    DataFrame
        ``x``, ``y`` of every possible square, in its order, and ``homes``. Homes with no such
        square near are left out; all others are kept.

    Examples
    --------
    >>> placed = pd.DataFrame({"x": [10.0], "y": [10.0], "homes": [8.0]})
    >>> homes_on_squares(placed, pd.DataFrame({"x": [50, 150], "y": [50, 50]}))["homes"].tolist()
    [4.9797, 3.0203]
    """
    squares = possible[["x", "y"]].to_numpy() // SQUARE_M
    row = {square: at for at, square in enumerate(map(tuple, squares.tolist()))}
    found = placed.assign(
        east=np.floor(placed["x"] / SQUARE_M).astype("int64"),
        north=np.floor(placed["y"] / SQUARE_M).astype("int64"),
    )
    homes = np.zeros(len(squares))
    steps = range(-_REACH, _REACH + 1)
    near = {
        (east, north): float(np.exp(-(east**2 + north**2) * SQUARE_M**2 / (2 * BLUR_M**2)))
        for east in steps
        for north in steps
    }
    whole = found.groupby(["east", "north"])["homes"].sum().reset_index()
    for east, north, number in whole.itertuples(index=False, name=None):
        around = [
            (row[east + step[0], north + step[1]], weight)
            for step, weight in near.items()
            if (east + step[0], north + step[1]) in row
        ]
        if around:
            rows, weights = map(np.array, zip(*around, strict=True))
            homes[rows.astype(np.int64)] += number * weights / weights.sum()
    return possible[["x", "y"]].assign(homes=homes.round(4))
