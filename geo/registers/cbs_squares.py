"""The squares of 100 m that Statistics Netherlands publishes, instead of the estimate.

Kaart van 100 meter bij 100 meter met statistieken: one GeoPackage per year for the whole country
(``cbs_vk100_2024_v1.gpkg``, CC BY 4.0), EPSG:28992, with a column for the code of the square
(``crs28992res100m``, ``E0862N4403``: its south-west corner in hundreds of metres) and columns of
counts (``aantal_inwoners``, ``aantal_inwoners_0_tot_15_jaar`` …). Names are read ignoring capitals
and underscores, since the web service of the same data writes ``aantalInwoners``.

Counts are rounded to five. A count from 0 to 4, or one that could identify people, is withheld:
``-99997``. It is unknown but small, and weighs as `WITHHELD` people here; ``-99995`` and empty
cells say nothing, and such a square has the mix of its buurt. Squares with fewer than five
inhabitants and dwellings are not published at all. None of that changes a total: the squares only
say where in a buurt people live, and each buurt is scaled to its own published count.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.city.people import GROUPS, SQUARE_M
from geo.model.crs import RD
from geo.model.errors import InputError, Problem
from geo.registers.people import fit_to_buurten, share_out

WITHHELD = 2.0
"""Weight of a withheld count: the middle of 0 to 4."""

_SQUARE = "crs28992res100m"
_COLUMNS = MappingProxyType(
    {
        "aantal_inwoners": "inhabitants",
        "aantal_inwoners_0_tot_15_jaar": "age_0_15",
        "aantal_inwoners_15_tot_25_jaar": "age_15_25",
        "aantal_inwoners_25_tot_45_jaar": "age_25_45",
        "aantal_inwoners_45_tot_65_jaar": "age_45_65",
        "aantal_inwoners_65_jaar_en_ouder": "age_65_plus",
        "aantal_eenpersoonshuishoudens": "one_person_households",
    }
)
_WITHHELD_CODE = -99997
_CODE = r"E(\d{4})N(\d{4})"


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
        ``x``, ``y`` (centre, EPSG:28992) and the groups; a withheld count is `WITHHELD`, an absent
        one is missing. Ordered by ``x``, ``y``.

    Raises
    ------
    InputError
        The file cannot be read, or has another layout; lists every problem.
    """
    layer, names = _find_layer(gpkg)
    table = pyogrio.read_dataframe(
        gpkg, layer=layer, columns=list(names), bbox=bounds, read_geometry=False
    ).rename(columns=names)
    corners = table["square"].astype("str").str.extract(f"^{_CODE}$")
    wrong = table["square"][corners.isna().any(axis=1) | table["square"].duplicated()]
    if len(wrong):
        expected = "a code like E0862N4403 that occurs once"
        raise InputError(
            [Problem(f"'{code}'", expected, file=gpkg.name, field=_SQUARE) for code in wrong]
        )
    centres = corners.astype("int64") * SQUARE_M + SQUARE_M // 2
    counts = table[list(GROUPS)].astype("float64")
    counts = counts.mask(counts == _WITHHELD_CODE, WITHHELD)
    counts = counts.mask(counts < 0)
    squares: pd.DataFrame = centres.set_axis(["x", "y"], axis=1).join(counts)
    return squares.sort_values(["x", "y"], ignore_index=True)


def _find_layer(gpkg: Path) -> tuple[str, dict[str, str]]:
    """Find the layer with the squares; return it, and its columns with the names we use."""
    if not gpkg.is_file():
        raise InputError([Problem("no such file", "a GeoPackage of CBS squares", file=gpkg.name)])
    wanted = {_plain(theirs): ours for theirs, ours in {_SQUARE: "square", **_COLUMNS}.items()}
    try:
        layers = [str(name) for name in pyogrio.list_layers(gpkg)[:, 0]]
        for layer in layers:
            info = pyogrio.read_info(gpkg, layer=layer)
            names = {
                name: wanted[_plain(name)] for name in info["fields"] if _plain(name) in wanted
            }
            if "square" in names.values():
                break
        else:
            found = f"layers without squares ({', '.join(layers)})"
            expected = f"a layer with the column {_SQUARE}"
            raise InputError([Problem(found, expected, file=gpkg.name)])
    except pyogrio.errors.DataSourceError as error:
        found = f"a file that cannot be read ({str(error).splitlines()[0]})"
        raise InputError([Problem(found, "a GeoPackage", file=gpkg.name)]) from error
    problems = [
        Problem("no such column", "a column of that name", file=gpkg.name, field=theirs)
        for theirs, ours in _COLUMNS.items()
        if ours not in names.values()
    ]
    if info["crs"] != RD:
        problems.append(Problem(f"CRS {info['crs']}", RD, file=gpkg.name))
    if problems:
        raise InputError(problems)
    return layer, names


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()
