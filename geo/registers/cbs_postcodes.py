"""The figures per postcode of six characters that Statistics Netherlands publishes.

Kerncijfers per postcode (``cbs_pc6_2024_v1.gpkg``, CC BY 4.0): a polygon and counts for every
postcode, for the whole country, EPSG:28992. They say where in a buurt people live, as squares do
(`geo.registers.cbs_squares`), and withhold counts in the same way. People are taken to live evenly
within the polygon of their postcode, which is small: some twenty homes.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.city.people import GROUPS, SQUARE_M
from geo.model.crs import RD
from geo.model.errors import InputError, Problem
from geo.registers.cbs_counts import COUNT_COLUMNS, WITHHELD, count_problems, known_counts
from geo.registers.fitting import fit_to_buurten
from geo.registers.published import layers
from geo.registers.squares import MIN_SHARE

_POSTCODE = "postcode6"


def people_from_postcodes(
    gpkg: Path, population: pd.DataFrame, buurten: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Spread the people of each buurt according to the published postcodes.

    Parameters
    ----------
    gpkg
        The GeoPackage as published; only the postcodes near the buurten are read.
    population
        ``code`` and the counts per buurt (``population.csv``); missing where unknown.
    buurten
        ``code`` and polygons.

    Returns
    -------
    DataFrame
        As `geo.registers.people.people_table`; ``basis`` is ``cbs``, or ``area`` in a buurt with
        people but no published postcode.

    Raises
    ------
    InputError
        The file cannot be read, has another layout, or has no postcode in the buurten.
    """
    areas = buurten.to_crs(RD)
    postcodes = _read(gpkg, tuple(areas.total_bounds))
    parts = _share_out(postcodes, areas)
    if parts.empty:
        found = "no postcode in the municipality"
        raise InputError([Problem(found, "the postcodes of the whole country", file=gpkg.name)])
    counts = postcodes.loc[parts.pop("postcode"), list(GROUPS)].reset_index(drop=True)
    share = parts.pop("share")
    parts[list(GROUPS)] = counts.mul(share, axis=0)
    parts["weight"] = parts.pop("inhabitants").fillna(WITHHELD * share)
    # Several postcodes share a square; what is unknown of one adds nothing.
    of_square = parts.groupby(["x", "y", "buurt_code"], as_index=False).sum(min_count=1)
    return fit_to_buurten(of_square.assign(basis="cbs"), areas, population)


def _read(gpkg: Path, bounds: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Read the postcodes of an area, with their counts."""
    names = {
        "postcode": (_POSTCODE, "pc6"),
        **{ours: (theirs,) for ours, theirs in COUNT_COLUMNS.items()},
    }
    found = layers(gpkg, names)
    layer = next((one for one in found if one.column("postcode")), None)
    if layer is None:
        listed = ", ".join(one.name for one in found) or "none"
        expected = f"a layer with the column {_POSTCODE}"
        raise InputError([Problem(f"the layers {listed}", expected, file=gpkg.name, field="layer")])
    problems = count_problems(gpkg, set(layer.columns.values()), layer.crs, layer.name)
    if problems:
        raise InputError(problems)
    frame = pyogrio.read_dataframe(
        gpkg, layer=layer.name, columns=list(layer.columns), bbox=bounds
    ).rename(columns=dict(layer.columns))
    return frame[["postcode", "geometry"]].join(known_counts(frame))


def _share_out(postcodes: gpd.GeoDataFrame, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """Cut postcodes at the borders of buurten and along the grid of squares.

    ``share`` is of the area of the postcode, ``postcode`` its row.
    """
    outlines = shapely.make_valid(postcodes.geometry.to_numpy())
    polygons = buurten.geometry.to_numpy()
    postcode, buurt = shapely.STRtree(polygons).query(outlines, predicate="intersects")
    pieces = shapely.intersection(outlines[postcode], polygons[buurt])
    area = shapely.area(outlines)
    rows = []
    for piece, of_postcode, of_buurt in zip(pieces, postcode, buurt, strict=True):
        if not piece.area:
            continue
        west, south, east, north = (int(side // SQUARE_M) for side in piece.bounds)
        x, y = (
            axis.ravel() * SQUARE_M
            for axis in np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
        )
        boxes = np.asarray(shapely.box(x, y, x + SQUARE_M, y + SQUARE_M))
        share = shapely.area(shapely.intersection(piece, boxes)) / area[of_postcode]
        rows.append((x, y, share, np.full(len(x), of_postcode), np.full(len(x), of_buurt)))
    if not rows:
        return pd.DataFrame(columns=["x", "y", "buurt_code", "share", "postcode"])
    x, y, share, of_postcode, of_buurt = (np.concatenate(part) for part in zip(*rows, strict=True))
    parts = pd.DataFrame(
        {
            "x": x + SQUARE_M // 2,
            "y": y + SQUARE_M // 2,
            "buurt_code": buurten["code"].to_numpy()[of_buurt],
            "share": share,
            "postcode": of_postcode,
        }
    )
    return parts[parts["share"] >= MIN_SHARE].reset_index(drop=True)
