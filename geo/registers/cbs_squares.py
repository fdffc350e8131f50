"""The squares that Statistics Netherlands publishes, instead of the estimate.

Kaart van 100 meter bij 100 meter met statistieken, and the same of 500 meter: one GeoPackage per
year for the whole country (``cbs_vk100_2024_v1.gpkg``, CC BY 4.0), EPSG:28992, with a column for
the code of the square (``crs28992res100m``, ``E0862N4403``: its south-west corner in hundreds of
metres, or ``E86200N440300``, in metres) and columns of counts (``aantal_inwoners``,
``aantal_inwoners_0_tot_15_jaar`` …). Names are read ignoring capitals and underscores, since the
web service of the same data writes ``aantalInwoners``.

What is withheld: `geo.registers.cbs_counts`. A square about which nothing is said has the mix of
its buurt, and squares with fewer than five inhabitants and dwellings are not published at all. None
of that changes a total: the squares only say where in a buurt people live, and each buurt is scaled
to its own published count. A square of 500 m is taken to be filled evenly.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geo.city.people import GROUPS, SQUARE_M
from geo.model.crs import RD
from geo.model.errors import InputError, Problem
from geo.registers.cbs_counts import COUNT_COLUMNS, WITHHELD, count_problems, known_counts
from geo.registers.fitting import fit_to_buurten
from geo.registers.published import PublishedLayer, layers
from geo.registers.squares import share_out

_SIDES = {"crs28992res100m": SQUARE_M, "crs28992res500m": 5 * SQUARE_M}
"""The columns with the code of a square, and its side in metres."""
_NAMES = {
    **{name: (name,) for name in _SIDES},
    **{ours: (theirs,) for ours, theirs in COUNT_COLUMNS.items()},
}
_HECTOMETRES, _METRES = r"E(\d{4})N(\d{4})", r"E(\d{5,6})N(\d{6})"


def people_from_squares(
    gpkg: Path, population: pd.DataFrame, buurten: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Spread the people of each buurt according to the published squares.

    Parameters
    ----------
    gpkg
        The GeoPackage as published; only the squares near the buurten are read.
    population
        ``code`` and the counts per buurt (``population.csv``); missing where unknown.
    buurten
        ``code`` and polygons.

    Returns
    -------
    DataFrame
        As `geo.registers.people.people_table`; ``basis`` is ``cbs``, or ``area`` in a buurt with
        people but no published square.

    Raises
    ------
    InputError
        The file cannot be read, has another layout, or has no square in the buurten.
    """
    areas = buurten.to_crs(RD)
    squares = read_squares(gpkg, tuple(areas.total_bounds))
    parts = share_out(squares, areas)
    if parts.empty:
        found = "no square in the municipality"
        raise InputError([Problem(found, "the squares of the whole country", file=gpkg.name)])
    of_square = squares.loc[parts.pop("square"), list(GROUPS)].reset_index(drop=True)
    parts[list(GROUPS)] = of_square.mul(parts["share"], axis=0)
    parts["weight"] = parts.pop("inhabitants").fillna(WITHHELD * parts["share"])
    return fit_to_buurten(parts.assign(basis="cbs"), areas, population)


def read_squares(gpkg: Path, bounds: tuple[float, float, float, float]) -> pd.DataFrame:
    """Read the published squares of an area.

    Parameters
    ----------
    bounds
        West, south, east, north; EPSG:28992.

    Returns
    -------
    DataFrame
        ``x``, ``y`` (centre of a square of 100 m, EPSG:28992) and the groups; a withheld count is
        `geo.registers.cbs_counts.WITHHELD`, an absent one is missing. A square of 500 m gives 25
        rows. Ordered by ``x``, ``y``.

    Raises
    ------
    InputError
        The file cannot be read, or has another layout; lists every problem.
    """
    layer, code = _find_layer(gpkg)
    side_m = _SIDES[code]
    table = pyogrio.read_dataframe(
        gpkg, layer=layer.name, columns=list(layer.columns), bbox=bounds, read_geometry=False
    ).rename(columns=dict(layer.columns))
    written = table[code].astype("str")
    corners = written.str.extract(f"^{_HECTOMETRES}$").astype("float64") * SQUARE_M
    corners = corners.fillna(written.str.extract(f"^{_METRES}$").astype("float64"))
    wrong = written[(corners % side_m != 0).any(axis=1) | written.duplicated()]
    if len(wrong):
        expected = f"a code like E0865N4405 of a square of {side_m} m that occurs once"
        raise InputError(
            [Problem(f"'{one}'", expected, file=gpkg.name, field=code) for one in wrong]
        )
    corners = corners.astype("int64").set_axis(["x", "y"], axis=1)
    squares = _of_100_m(corners.join(known_counts(table)), side_m)
    return squares.sort_values(["x", "y"], ignore_index=True)


def _of_100_m(corners: pd.DataFrame, side_m: int) -> pd.DataFrame:
    """Cut squares into squares of 100 m, each with an equal part of the counts."""
    steps = np.arange(0, side_m, SQUARE_M)
    east, north = (axis.ravel() for axis in np.meshgrid(steps, steps))
    squares = corners.loc[corners.index.repeat(len(east))].reset_index(drop=True)
    squares["x"] += np.tile(east, len(corners)) + SQUARE_M // 2
    squares["y"] += np.tile(north, len(corners)) + SQUARE_M // 2
    squares[list(GROUPS)] /= len(east)
    return squares


def _find_layer(gpkg: Path) -> tuple[PublishedLayer, str]:
    """Find the layer with the squares, and the column with their codes."""
    if not gpkg.is_file():
        raise InputError([Problem("no such file", "a GeoPackage of CBS squares", file=gpkg.name)])
    found = layers(gpkg, _NAMES)
    for layer in found:
        code = next((name for name in _SIDES if layer.column(name)), None)
        if code is not None:
            break
    else:
        names = ", ".join(layer.name for layer in found)
        expected = f"a layer with the column {' or '.join(_SIDES)}"
        raise InputError([Problem(f"layers without squares ({names})", expected, file=gpkg.name)])
    problems = count_problems(gpkg, set(layer.columns.values()), layer.crs, layer.name)
    if problems:
        raise InputError(problems)
    return layer, code
