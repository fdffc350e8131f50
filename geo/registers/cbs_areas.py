"""Districts and their key figures as Statistics Netherlands publishes them, of any year.

"Wijk- en buurtkaart" (CC BY 4.0): one GeoPackage for the country with the layers ``buurten``,
``wijken`` and ``gemeenten``, in whose names and columns the years differ. Ages and households of
one person are percentages of a rounded number. A negative number (``-99997``, ``-99995``,
``-99999999``) says that a figure is unknown or withheld: it is missing here, never zero.

Own polygons are read in the same way: a layer with ``code``, ``name``, and the code and the name of
the district above (``gebied_code``, ``gebied``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from geo.city.people import AGES
from geo.city.profile import CityProfile
from geo.model.crs import RD
from geo.model.errors import InputError, Problem
from geo.registers.published import PublishedLayer, layers

_BUURT: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "code": ("buurtcode", "bu_code", "code"),
        "name": ("buurtnaam", "bu_naam", "name"),
        "above": ("wijkcode", "wk_code", "gebied_code"),
        "above_name": ("wijknaam", "wk_naam", "gebied"),
        "gemeente": ("gemeentecode", "gm_code"),
        "water": ("water",),
    }
)
_WIJK: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "code": ("wijkcode", "wk_code"),
        "name": ("wijknaam", "wk_naam"),
        "gemeente": ("gemeentecode", "gm_code"),
        "buurt": ("buurtcode", "bu_code"),
    }
)
_ANY_CODE = {
    "buurt": ("buurtcode", "bu_code"),
    "wijk": ("wijkcode", "wk_code"),
    "gemeente": ("gemeentecode", "gm_code"),
}
_COUNTS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "inhabitants": ("aantal_inwoners", "aant_inw"),
        "age_0_15": ("aantal_inwoners_0_tot_15_jaar",),
        "age_15_25": ("aantal_inwoners_15_tot_25_jaar",),
        "age_25_45": ("aantal_inwoners_25_tot_45_jaar",),
        "age_45_65": ("aantal_inwoners_45_tot_65_jaar",),
        "age_65_plus": ("aantal_inwoners_65_jaar_en_ouder",),
        "households": ("aantal_huishoudens", "aantal_hh"),
        "one_person_households": ("aantal_eenpersoonshuishoudens",),
    }
)
_SHARES: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "age_0_15": ("percentage_personen_0_tot_15_jaar", "p_00_14_jr"),
        "age_15_25": ("percentage_personen_15_tot_25_jaar", "p_15_24_jr"),
        "age_25_45": ("percentage_personen_25_tot_45_jaar", "p_25_44_jr"),
        "age_45_65": ("percentage_personen_45_tot_65_jaar", "p_45_64_jr"),
        "age_65_plus": ("percentage_personen_65_jaar_en_ouder", "p_65_eo_jr"),
        "one_person_households": ("percentage_eenpersoonshuishoudens", "p_eenp_hh"),
    }
)
"""Percentages, of which the count is made where the year has none."""
_YEAR = {"year": ("jaar",), "dated_code": ("jaarstatcode", "jrstatcode")}
_WATER = "JA"


def read_areas(path: Path, city: CityProfile) -> gpd.GeoDataFrame:
    """Read the districts of a city.

    Parameters
    ----------
    path
        The file, for the country or for the city.

    Returns
    -------
    GeoDataFrame
        ``BU_CODE``, ``BUURTNAAM``, ``WK_CODE``, ``GEBDNAAM`` and polygons, EPSG:28992; parts that
        are water only are left out. Where no layer names the districts above, their code is their
        name.

    Raises
    ------
    InputError
        A layer or column is missing, or there is no district of the city; lists every problem.
    """
    found = layers(path, _BUURT)
    layer = next((one for one in found if {"code", "above"} <= set(one.columns.values())), None)
    if layer is None:
        names = ", ".join(one.name for one in found) or "none"
        expected = f"a layer with a column {_words(_BUURT['code'])} and {_words(_BUURT['above'])}"
        raise InputError([Problem(f"the layers {names}", expected, file=path.name, field="layer")])
    _require(path, layer, ("name",), _BUURT)
    frame = _rows(path, layer, city.code, geometry=True)
    if "water" in frame:
        frame = frame[frame["water"] != _WATER]
    if frame.empty:
        expected = f"districts of {city.code}"
        raise InputError([Problem("no row", expected, file=path.name, field=f"layer {layer.name}")])
    frame = frame.to_crs(RD)
    frame.geometry = shapely.force_2d(shapely.make_valid(frame.geometry.to_numpy()))
    missing = [code for code, name in zip(frame["code"], frame["name"], strict=True) if not name]
    if missing:
        raise InputError(
            [
                Problem(
                    "nothing", f"a name for {code}", file=path.name, field=f"{layer.name}, name"
                )
                for code in missing
            ]
        )
    own = frame["above_name"] if "above_name" in frame else pd.Series("", index=frame.index)
    names_above = _names_above(path, city.code)
    above = [
        name or names_above.get(code) or code
        for code, name in zip(frame["above"], own.fillna(""), strict=True)
    ]
    return gpd.GeoDataFrame(
        {
            "BU_CODE": frame["code"].to_numpy(),
            "BUURTNAAM": frame["name"].to_numpy(),
            "WK_CODE": frame["above"].to_numpy(),
            "GEBDNAAM": above,
        },
        geometry=frame.geometry.to_numpy(),
        crs=RD,
    )


def read_figures(path: Path, codes: Sequence[str], city: CityProfile) -> pd.DataFrame:
    """Read the key figures of districts, and of the municipality as a whole.

    Parameters
    ----------
    codes
        Of the districts, in whichever layer they stand.

    Returns
    -------
    DataFrame
        Index ``code``; ``year`` and the counts of `geo.registers.population.COUNTS`, whole numbers
        or missing. Codes without a row are left out.

    Raises
    ------
    InputError
        A layer or column is missing, or none of the codes is there; lists every problem.
    """
    tables = []
    wanted = _ANY_CODE | dict(_COUNTS) | {f"share of {k}": v for k, v in _SHARES.items()} | _YEAR
    for layer in layers(path, wanted):
        level = next((one for one in _ANY_CODE if one in layer.columns.values()), None)
        if level is not None and "inhabitants" in layer.columns.values():
            _require_figures(path, layer)
            rows = _rows(path, layer, city.code).rename(columns={level: "code"})
            tables.append(_counts(rows, path, layer))
    if not tables:
        expected = f"a layer with a column {_words(_COUNTS['inhabitants'])}"
        raise InputError([Problem("no such layer", expected, file=path.name, field="layer")])
    figures = pd.concat(tables)
    figures = figures[figures.index.isin([*codes, city.code])]
    if not figures.index.isin(codes).any():
        expected = f"one of {', '.join(list(codes)[:3])}, …"
        raise InputError(
            [Problem("no row of the districts", expected, file=path.name, field="code")]
        )
    return figures[~figures.index.duplicated()]


def _require(
    path: Path, layer: PublishedLayer, columns: Sequence[str], names: Mapping[str, Sequence[str]]
) -> None:
    problems = [
        Problem(
            "no such column",
            f"a column {_words(names[column])}",
            file=path.name,
            field=f"layer {layer.name}",
        )
        for column in columns
        if layer.column(column) is None
    ]
    if problems:
        raise InputError(problems)


def _require_figures(path: Path, layer: PublishedLayer) -> None:
    """Refuse a layer with figures that lacks one of them as a count and as a share."""
    present = set(layer.columns.values())
    problems = [
        Problem(
            "no such column",
            f"a column {_words((*_COUNTS[name], *_SHARES.get(name, ())))}",
            file=path.name,
            field=f"layer {layer.name}",
        )
        for name in _COUNTS
        if name not in present and f"share of {name}" not in present
    ]
    if problems:
        raise InputError(problems)


def _rows(path: Path, layer: PublishedLayer, gemeente: str, *, geometry: bool = False) -> Any:  # noqa: ANN401
    """Read the rows of a municipality; of a layer without municipalities, all."""
    column = layer.column("gemeente")
    return pyogrio.read_dataframe(
        path,
        layer=layer.name,
        columns=list(layer.columns),
        where=None if column is None else f"\"{column}\" = '{gemeente}'",
        read_geometry=geometry,
    ).rename(columns=dict(layer.columns))


def _names_above(path: Path, gemeente: str) -> dict[str, str]:
    """Read the names of the wijken from a layer of their own."""
    for layer in layers(path, _WIJK):
        present = set(layer.columns.values())
        if {"code", "name"} <= present and "buurt" not in present:
            rows = _rows(path, layer, gemeente)
            return dict(zip(rows["code"], rows["name"], strict=True))
    return {}


def _counts(rows: pd.DataFrame, path: Path, layer: PublishedLayer) -> pd.DataFrame:
    """Turn the columns of one layer into counts; negative numbers say that one is unknown."""
    numbers = rows.set_index("code").drop(
        columns=["name", "dated_code", "year", "buurt", "wijk", "gemeente"], errors="ignore"
    )
    numbers = numbers.apply(pd.to_numeric, errors="coerce").astype("float64")
    numbers = numbers.where(numbers >= 0)
    of_all = {**dict.fromkeys(AGES, "inhabitants"), "one_person_households": "households"}
    counts = pd.DataFrame(index=numbers.index)
    for name in _COUNTS:
        if name in numbers:
            counts[name] = numbers[name]
        else:
            counts[name] = (numbers[f"share of {name}"] / 100 * numbers[of_all[name]]).round()
    counts["year"] = _years(rows, path, layer)
    return counts


def _years(rows: pd.DataFrame, path: Path, layer: PublishedLayer) -> list[int | None]:
    """Read of which year each row is; where no column says so, the name of layer or file does."""
    for column in ("year", "dated_code"):
        if column in rows:
            found = rows[column].astype("str").str.extract(r"^((?:19|20)\d\d)")[0]
            return [None if pd.isna(year) else int(year) for year in found]
    named = re.search(r"(?:19|20)\d\d", f"{layer.name} {path.name}")
    return [int(named.group()) if named else None] * len(rows)


def _words(names: Sequence[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)
