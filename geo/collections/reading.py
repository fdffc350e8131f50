"""Any file of features as layers, to be served beside a release: `meetingplaces serve --data`.

GeoPackage (each of its layers), GeoParquet, GeoJSON, FlatGeobuf and Shapefile. The types of columns
come from the file, and coordinates become longitude and latitude whatever they were stored in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyproj.exceptions import CRSError

from geo.collections.layer import Layer
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import reference_system
from geo.model.schema import Field, Table, Type

EXTENSIONS = (".gpkg", ".parquet", ".geoparquet", ".geojson", ".json", ".fgb", ".shp")
"""The supported files, by their extension."""

_PARQUET = {".parquet", ".geoparquet"}
_LONGEST_NAME = 60
_ID = "id"


def read_layers(paths: Iterable[Path], taken: Iterable[str] = ()) -> tuple[Layer, ...]:
    """Read every layer of files.

    Returns
    -------
    tuple of Layer
        In the order of the files and their layers. Each has a name that fits in a URL; a name
        already taken gets a number appended.

    Raises
    ------
    InputError
        Files cannot be read; names every one of them.
    """
    names = set(taken)
    layers: list[Layer] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            for read in _read(path):
                name = _free_name(read.title, names)
                names.add(name)
                layers.append(_layer(name, read, path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(layers)


@dataclass(frozen=True, slots=True)
class _Read:
    """A layer as read: its title, its features, and the types stored in the file.

    A frame turns integers and booleans into floats where some are missing.
    """

    title: str
    frame: gpd.GeoDataFrame
    stored: dict[str, str]


def _read(path: Path) -> list[_Read]:
    """Read each layer of a file."""
    if path.suffix.lower() not in EXTENSIONS:
        expected = f"a file that ends in {', '.join(EXTENSIONS)}"
        raise InputError([Problem(f"'{path.suffix}'", expected, path.name)])
    if not path.is_file():
        raise InputError([Problem("no such file", "a file of features", str(path))])
    try:
        if path.suffix.lower() in _PARQUET:
            stored = {part.name: str(part.type) for part in pq.read_schema(path)}
            return [_Read(path.stem, gpd.read_parquet(path), stored)]
        layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry]
        if not layers:
            raise InputError([Problem("no layer with geometries", "at least one", path.name)])
        titles = layers if len(layers) > 1 or path.suffix.lower() == ".gpkg" else [path.stem]
        return [
            _Read(
                title,
                pyogrio.read_dataframe(path, layer=layer, fid_as_index=True),
                _stored_types(path, layer),
            )
            for title, layer in zip(titles, layers, strict=True)
        ]
    except (OSError, ValueError, RuntimeError, CRSError, shapely.errors.ShapelyError) as error:
        told = " ".join(str(error).split()) or type(error).__name__
        expected = "a file of features that can be read"
        raise InputError([Problem(told, expected, path.name)]) from error


def _stored_types(path: Path, layer: str) -> dict[str, str]:
    about = pyogrio.read_info(path, layer=layer)
    return dict(zip(map(str, about["fields"]), map(str, about["dtypes"]), strict=True))


def _layer(name: str, read: _Read, path: Path) -> Layer:
    frame = read.frame
    if frame.crs is None:
        expected = "a file that says in which reference system its coordinates are"
        raise InputError([Problem("no reference system", expected, path.name)])
    authority = frame.crs.to_authority()
    if authority is None or reference_system(":".join(authority)) is None:
        frame = frame.to_crs(WGS84)  # a system without a name, or with heights, cannot be offered
    frame = frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame
    ids = _ids(frame)
    frame = frame.reset_index(drop=True)
    columns: dict[str, Any] = {}
    fields = []
    for column in frame.columns:
        if column == "geometry":
            continue
        kind, values = _values(frame[column], read.stored.get(str(column), ""))
        columns[str(column)] = values
        fields.append(Field(str(column), kind, str(column), str(column)))
    table = Table(
        name,
        read.title,
        read.title,
        tuple(fields),
        key=(),
        geometry="Geometry",
        credit=f"Read from {path.name}, which says no more about its source.",
    )
    plain = gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    return Layer.of(table, plain, ids)


def _ids(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the id of each feature: its column ``id`` where all have a unique one, or its fid.

    An id with a slash or a dot cannot be requested by every client, so such a column is not used.
    """
    if _ID in frame.columns:
        values = frame[_ID]
        if values.notna().all() and values.is_unique:
            ids = [_id_text(value) for value in values]
            if len(set(ids)) == len(ids) and all(re.fullmatch(r"[^/.\s]+", one) for one in ids):
                return ids
    if frame.index.is_unique and pd.api.types.is_integer_dtype(frame.index):
        return [str(fid) for fid in frame.index]
    return [str(number) for number in range(1, len(frame) + 1)]


def _id_text(value: Any) -> str:  # noqa: ANN401 - of any column
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if whole else str(value)


def _values(column: pd.Series[Any], stored: str) -> tuple[Type, pd.Series[Any]]:
    """Return the type of a column, and its values as JSON knows them."""
    kind = column.dtype
    if pd.api.types.is_datetime64_any_dtype(kind):
        return _moments(column, is_date=stored == "datetime64[D]")
    if pd.api.types.is_bool_dtype(kind) or (stored == "bool" and not _is_object(column)):
        return Type.BOOLEAN, _each(column, bool)
    if pd.api.types.is_integer_dtype(kind) or (_is_integer(stored) and not _is_object(column)):
        return Type.INTEGER, _each(column, int)
    if pd.api.types.is_float_dtype(kind):
        return Type.NUMBER, column
    return _objects(column)


def _is_object(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_object_dtype(column.dtype)


def _is_integer(stored: str) -> bool:
    return stored.startswith(("int", "uint"))


def _each(column: pd.Series[Any], make: Callable[[Any], Any]) -> pd.Series[Any]:
    plain = [None if pd.isna(value) else make(value) for value in column]
    return pd.Series(plain, dtype=object)


def _moments(column: pd.Series[Any], *, is_date: bool) -> tuple[Type, pd.Series[Any]]:
    if is_date:
        return Type.DATE, _texts(column, "%Y-%m-%d")
    if getattr(column.dtype, "tz", None) is not None:
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    fraction = ".%f" if (column.dropna().dt.microsecond != 0).any() else ""
    return Type.TIMESTAMP, _texts(column, f"%Y-%m-%dT%H:%M:%S{fraction}Z")


def _texts(column: pd.Series[Any], form: str) -> pd.Series[Any]:
    texts = column.dt.strftime(form).astype(object)
    known: pd.Series[Any] = texts.where(column.notna(), None)
    return known


def _objects(column: pd.Series[Any]) -> tuple[Type, pd.Series[Any]]:
    """Read a column of texts, booleans, or anything else."""
    values = [None if _is_missing(value) else value for value in column]
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool | np.bool_) for value in known):
        plain: list[Any] = [None if value is None else bool(value) for value in values]
        return Type.BOOLEAN, pd.Series(plain, dtype=object)
    if known and all(_is_texts(value) for value in known):
        plain = [None if value is None else [str(part) for part in value] for value in values]
        return Type.TEXTS, pd.Series(plain, dtype=object)
    if known and all(hasattr(value, "isoformat") for value in known):
        plain = [None if value is None else value.isoformat() for value in values]
        return Type.DATE, pd.Series(plain, dtype=object)
    plain = [None if value is None else _text(value) for value in values]
    return Type.TEXT, pd.Series(plain, dtype=object)


def _is_missing(value: Any) -> bool:  # noqa: ANN401 - of any column
    return value is None or (not hasattr(value, "__len__") and bool(pd.isna(value)))


def _is_texts(value: Any) -> bool:  # noqa: ANN401 - of any column
    return isinstance(value, list | tuple | np.ndarray) and all(
        isinstance(part, str) for part in value
    )


def _text(value: Any) -> str:  # noqa: ANN401 - of any column
    """Write anything that a file may contain as text, including bytes and nested values."""
    if isinstance(value, str):
        # GDAL and JSON disagree about lone surrogates; what cannot be written is replaced.
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        return value.hex()
    return orjson.dumps(value, default=str, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def _free_name(title: str, taken: set[str]) -> str:
    """Make a name that fits in a URL: lower case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:_LONGEST_NAME] or "layer"
    number = 1
    free = name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
