"""Squares of 100 m as CBS draws them: their codes, and what of each lies in which buurt."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.city.people import SQUARE_M

MIN_SHARE = 0.01
"""A smaller share of a square in a buurt is a sliver and is left out."""


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
