"""Reading and checking the extracts, so that the rest of the package can trust its frames.

The tables at the top say what each extract must contain; every problem is reported at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from geo.city.profile import CityProfile
from geo.model.crs import RD, WGS84
from geo.model.errors import InputError, Problem

Content: TypeAlias = Literal[
    "text",
    "number",
    "number or empty",
    "truth",
    "buurt",
    "wijk",
    "postcode",
    "postcode4",
    "house numbers",
]

_FORMS: dict[Content, tuple[str, str]] = {
    "truth": (r"True|False", "True or False"),
    "postcode": (r"[1-9]\d{3}[A-Z]{2}", "four digits and two letters"),
    "postcode4": (r"[1-9]\d{3}", "four digits"),
    "house numbers": (r"\d{1,5}( \d{1,5})*", "whole numbers with a space between"),
}
"""Formats of texts: as a pattern, and in words; `_forms` adds those with the code of the city."""
_SHAPES = {"polygon": ["Polygon", "MultiPolygon"], "line": ["LineString", "MultiLineString"]}
_READ_ERRORS = (
    OSError,
    ValueError,  # also UnicodeDecodeError and the parser errors of pandas
    pa.ArrowException,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
)

_PEOPLE: dict[str, Content] = {
    "AantalInwoners_5": "number or empty",
    "k_0Tot15Jaar_8": "number or empty",
    "k_15Tot25Jaar_9": "number or empty",
    "k_25Tot45Jaar_10": "number or empty",
    "k_45Tot65Jaar_11": "number or empty",
    "k_65JaarOfOuder_12": "number or empty",
    "HuishoudensTotaal_29": "number or empty",
    "Eenpersoonshuishoudens_30": "number or empty",
}


@dataclass(frozen=True, slots=True)
class Extract:
    """The required contents of one file.

    Parameters
    ----------
    columns
        The columns that are read, and their contents.
    key
        The column whose values are unique.
    crs
        CRS of the geometry, for a file that has one.
    shape
        The type of geometry; the matching collection type counts too.
    forms
        Formats of its texts, with the codes of the city.
    optional
        Whether the tables can do without it.
    """

    path: str
    columns: Mapping[str, Content]
    key: str | None = None
    layer: str | None = None
    crs: str | None = None
    shape: Literal["polygon", "line"] = "polygon"
    forms: Mapping[Content, tuple[str, str]] = field(default_factory=dict)
    optional: bool = False


BUURTEN = Extract(
    "boundaries/tir_{city}_rd.gpkg",
    {"BU_CODE": "buurt", "BUURTNAAM": "text", "WK_CODE": "wijk", "GEBDNAAM": "text"},
    key="BU_CODE",
    layer="buurten",
    crs=RD,
)
GEBIEDEN = Extract(
    "boundaries/wijk_gebied_mapping.csv", {"WK_CODE": "wijk", "is_gebied14": "truth"}, key="WK_CODE"
)
TREES = Extract(
    "addresses/bomen_straat_punten.parquet", {"STRAAT": "text", "x": "number", "y": "number"}
)
ADDRESSES = Extract(
    "addresses/adrespunten_stemlokalen_2023.csv",
    {
        "Straatnaam": "text",
        "Huisnummer": "number",
        "Huisletter": "text",
        "Postcode": "postcode",
        "Plaats": "text",
        "Latitude": "number",
        "Longitude": "number",
        "pc4_consistent": "truth",
    },
)
POSTCODE_AREAS = Extract(
    "addresses/pc4_{city}_wgs84.geojson",
    {"postcode": "postcode4", "plaats": "text"},
    key="postcode",
    crs=WGS84,
)
POSTCODE_CENTRES = Extract(
    "addresses/pc4_centroids.csv",
    {"pc4": "postcode4", "addr_mean_lat": "number", "addr_mean_lon": "number"},
    key="pc4",
)
SQUARES = Extract(
    "population/cbs_vk100_bewoonde_vierkanten.csv", {"rd_x": "number", "rd_y": "number"}
)
ESTIMATE = Extract(
    "population/inwoners_vk100_2020_schatting.csv",
    {
        "rd_x": "number",
        "rd_y": "number",
        "inwoners_2020_schatting": "number or empty",
        "inwoners_0_15": "number or empty",
        "inwoners_15_65": "number or empty",
        "inwoners_65plus": "number or empty",
    },
)
POPULATION_BUURTEN = Extract(
    "population/kwb_2025_{city}_buurten.csv",
    {"Codering_3": "buurt", "jaar": "number", "hh_method": "text", **_PEOPLE},
    key="Codering_3",
)
POPULATION_WIJKEN = Extract(
    "population/kwb_2025_{city}_wijken_sum.csv",
    {"WK_CODE": "wijk", **_PEOPLE},
    key="WK_CODE",
)
ROADS = Extract(
    "network/osm_wegen_{city}.parquet",
    {"cls": "number", "bridge": "truth", "tunnel": "truth"},
    crs=WGS84,
    shape="line",
)
POSTCODE6 = Extract(
    "addresses/postcode6_straten_{city}.csv.gz",
    {"postcode": "postcode", "street": "text", "town": "text", "numbers": "house numbers"},
    optional=True,
)
STOPS = Extract(
    "network/ov_haltes_gtfs.csv",
    {"stop_name": "text", "location_type": "text", "lon": "number", "lat": "number"},
)


@dataclass(frozen=True, slots=True)
class Sources:
    """All extracts, read and checked; columns have the names of the source.

    Attributes
    ----------
    buurten
        The buurten, EPSG:28992.
    residential
        Codes of the 14 residential gebieden.
    trees, squares
        Points in EPSG:28992.
    addresses, postcode_centres
        Points in EPSG:4326.
    postcode_areas
        Polygons, EPSG:4326.
    estimate
        Estimated inhabitants of inhabited squares, EPSG:28992; unknown is missing.
    population_buurten, population_wijken
        Counts; unknown is missing.
    roads
        Lines, EPSG:4326, with their class and whether they are a ``bridge`` or ``tunnel``.
    stops
        Platforms of public transport, EPSG:4326.
    postcode6
        Postcode, street, town and house numbers; None where the city has no such extract.
    """

    buurten: gpd.GeoDataFrame
    residential: frozenset[str]
    trees: pd.DataFrame
    addresses: pd.DataFrame
    postcode_areas: gpd.GeoDataFrame
    postcode_centres: pd.DataFrame
    squares: pd.DataFrame
    estimate: pd.DataFrame
    population_buurten: pd.DataFrame
    population_wijken: pd.DataFrame
    roads: gpd.GeoDataFrame
    stops: pd.DataFrame
    postcode6: pd.DataFrame | None


def read_sources(folder: Path, city: CityProfile) -> Sources:
    """Read and check every extract.

    Parameters
    ----------
    folder
        Folder with ``boundaries``, ``population``, ``addresses`` and ``network``.
    city
        The city that they are extracts of: its name stands in theirs, its code in their cells.

    Raises
    ------
    InputError
        Lists every missing file, missing column and wrong value of all files.
    """
    problems: list[Problem] = []
    frames = {
        extract.path: frame
        for extract in (
            BUURTEN,
            GEBIEDEN,
            TREES,
            ADDRESSES,
            POSTCODE_AREAS,
            POSTCODE_CENTRES,
            SQUARES,
            ESTIMATE,
            POPULATION_BUURTEN,
            POPULATION_WIJKEN,
            ROADS,
            STOPS,
            POSTCODE6,
        )
        if (frame := _read(folder, _of(extract, city), problems)) is not None
    }
    wanted = city.extracts.buurten
    if BUURTEN.path in frames and wanted and len(frames[BUURTEN.path]) != wanted:
        found = f"{len(frames[BUURTEN.path])} buurten"
        problems.append(Problem(found, f"{wanted}", file=_of(BUURTEN, city).path))
    problems += _check_together(frames, city)
    if problems:
        raise InputError(problems)
    gebieden = frames[GEBIEDEN.path]
    return Sources(
        buurten=frames[BUURTEN.path],
        residential=frozenset(gebieden["WK_CODE"][gebieden["is_gebied14"] == "True"]),
        trees=frames[TREES.path],
        addresses=frames[ADDRESSES.path],
        postcode_areas=frames[POSTCODE_AREAS.path],
        postcode_centres=frames[POSTCODE_CENTRES.path],
        squares=frames[SQUARES.path],
        estimate=frames[ESTIMATE.path],
        population_buurten=frames[POPULATION_BUURTEN.path],
        population_wijken=frames[POPULATION_WIJKEN.path],
        roads=_flags_as_truth(frames[ROADS.path]),
        stops=frames[STOPS.path],
        postcode6=frames.get(POSTCODE6.path),
    )


def _of(extract: Extract, city: CityProfile) -> Extract:
    """Fill in the city: in the name of the file, and in the form of the codes in it."""
    number = city.code.removeprefix("GM")
    forms: dict[Content, tuple[str, str]] = {
        "buurt": (rf"BU{number}\d{{4}}", f"BU{number} and four digits"),
        "wijk": (rf"WK{number}\d{{2}}|{city.code}", f"WK{number} and two digits"),
    }
    return replace(extract, path=extract.path.format(city=city.slug), forms=_FORMS | forms)


def _flags_as_truth(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return roads.assign(bridge=roads["bridge"] == "True", tunnel=roads["tunnel"] == "True")


def _read(folder: Path, extract: Extract, problems: list[Problem]) -> Any | None:  # noqa: ANN401
    """Read one file into a frame with the requested columns; None if that fails."""
    path = folder / extract.path
    if not path.is_file():
        if not extract.optional:
            problems.append(Problem("no such file", "an extract", file=extract.path))
        return None
    try:
        frame = _READERS[path.suffix](path, extract)
    except _READ_ERRORS as error:
        found = f"a file that cannot be read ({str(error).splitlines()[0]})"
        expected = f"a {path.suffix.removeprefix('.')} file"
        problems.append(Problem(found, expected, file=extract.path))
        return None
    missing = [column for column in extract.columns if column not in frame.columns]
    problems += [
        Problem("no such column", "a column of that name", file=extract.path, field=column)
        for column in missing
    ]
    if missing:
        return None
    if frame.empty:
        problems.append(Problem("no rows", "at least one", file=extract.path))
        return None
    for column, content in extract.columns.items():
        if content in ("number", "number or empty"):
            frame[column] = _numbers(frame[column], content, extract, problems)
        else:
            frame[column] = frame[column].astype("str")
            problems += _check_form(frame[column], content, extract)
    if extract.key is not None:
        twice = frame[extract.key].duplicated()
        problems += _wrong_cells(frame[extract.key], twice, "a code that occurs once", extract)
    if extract.crs is None:
        return frame[list(extract.columns)]
    problems += _check_geometry(frame, extract)
    return frame[[*extract.columns, "geometry"]]


def _read_csv(path: Path, _: Extract) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")


def _read_parquet(path: Path, extract: Extract) -> Any:  # noqa: ANN401 - geopandas has no types
    if extract.crs is not None:
        return gpd.read_parquet(path)
    present = pq.read_schema(path).names
    wanted = [column for column in extract.columns if column in present]
    return pd.read_parquet(path, columns=wanted)


def _read_geometry(path: Path, extract: Extract) -> gpd.GeoDataFrame:
    return gpd.read_file(path, layer=extract.layer)


_READERS: dict[str, Callable[[Path, Extract], Any]] = {
    ".csv": _read_csv,
    ".gz": _read_csv,
    ".parquet": _read_parquet,
    ".gpkg": _read_geometry,
    ".geojson": _read_geometry,
}


def _numbers(
    values: pd.Series[Any], content: Content, extract: Extract, problems: list[Problem]
) -> pd.Series[Any]:
    """Turn a column into numbers, reporting every cell that is not one."""
    numbers = pd.to_numeric(values, errors="coerce")
    wrong = ~np.isfinite(numbers)
    expected = "a number"
    if content == "number or empty":
        wrong &= values.astype("str") != ""
        expected = "a number or nothing"
    problems += _wrong_cells(values, wrong, expected, extract)
    return numbers


def _check_form(values: pd.Series[str], content: Content, extract: Extract) -> list[Problem]:
    if content not in extract.forms:
        return []
    pattern, expected = extract.forms[content]
    return _wrong_cells(values, ~values.str.fullmatch(pattern), expected, extract)


def _wrong_cells(
    values: pd.Series[Any], wrong: pd.Series[bool], expected: str, extract: Extract
) -> list[Problem]:
    # Lines count from 1, below the header; in files that are not text they mean nothing.
    lines = extract.path.endswith((".csv", ".csv.gz"))
    return [
        Problem(
            f"'{values.iloc[row]}'",
            expected,
            file=extract.path,
            line=int(row) + 2 if lines else None,
            field=str(values.name),
        )
        for row in np.flatnonzero(wrong)
    ]


def _check_together(frames: Mapping[str, Any], city: CityProfile) -> list[Problem]:
    """Check that what one file refers to exists in the other, as far as both could be read."""
    needed = [
        (POPULATION_BUURTEN, _values(frames, BUURTEN, "BU_CODE")),
        (GEBIEDEN, _values(frames, BUURTEN, "WK_CODE")),
        (POSTCODE_CENTRES, _values(frames, POSTCODE_AREAS, "postcode")),
        (POPULATION_WIJKEN, {city.code}),
    ]
    return [
        Problem("no row", f"one for {code}", file=_of(extract, city).path, field=str(extract.key))
        for extract, codes in needed
        if extract.path in frames
        for code in sorted(codes - set(frames[extract.path][extract.key]))
    ]


def _values(frames: Mapping[str, Any], extract: Extract, column: str) -> set[str]:
    return set(frames[extract.path][column]) if extract.path in frames else set()


def _check_geometry(frame: gpd.GeoDataFrame, extract: Extract) -> list[Problem]:
    """Check that all geometries are valid and of the expected type and CRS."""
    problems = []
    if frame.crs is None or not frame.crs.equals(extract.crs):
        problems.append(Problem(f"CRS {frame.crs}", f"{extract.crs}", file=extract.path))
    good = np.isin(frame.geom_type, _SHAPES[extract.shape])
    good &= shapely.is_valid(frame.geometry.to_numpy())
    names = frame[extract.key] if extract.key else "row " + (frame.index + 1).astype("str")
    problems += [
        Problem(f"no valid {extract.shape}", f"one for {name}", file=extract.path, field="geometry")
        for name in names[~good]
    ]
    return problems
