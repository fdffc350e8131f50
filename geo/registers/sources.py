"""Reading and checking the extracts, so that the rest of the package can trust its frames.

`geo.registers.extracts` says what each must contain; every problem is reported at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from geo.city.profile import CityProfile
from geo.model.errors import InputError, Problem
from geo.registers.extracts import (
    ADDRESSES,
    BUURTEN,
    ESTIMATE,
    GEBIEDEN,
    POPULATION_BUURTEN,
    POPULATION_WIJKEN,
    POSTCODE6,
    POSTCODE_AREAS,
    POSTCODE_CENTRES,
    ROADS,
    SQUARES,
    STOPS,
    TREES,
    Content,
    Extract,
    extract_of,
)

_SHAPES = {"polygon": ["Polygon", "MultiPolygon"], "line": ["LineString", "MultiLineString"]}
_READ_ERRORS = (
    OSError,
    ValueError,  # also UnicodeDecodeError and the parser errors of pandas
    pa.ArrowException,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
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
        if (frame := _read(folder, extract_of(extract, city), problems)) is not None
    }
    wanted = city.extracts.buurten
    if BUURTEN.path in frames and wanted and len(frames[BUURTEN.path]) != wanted:
        found = f"{len(frames[BUURTEN.path])} buurten"
        problems.append(Problem(found, f"{wanted}", file=extract_of(BUURTEN, city).path))
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
        Problem("no row", f"one for {code}", file=file, field=str(extract.key))
        for extract, codes in needed
        if extract.path in frames
        for file in [extract_of(extract, city).path]
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
