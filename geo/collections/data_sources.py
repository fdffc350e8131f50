"""Files of features as batches of Arrow: GDAL reads them, and Arrow itself reads GeoParquet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyogrio
import shapely
from numpy.typing import NDArray

from geo.collections.arrow_values import plain_field
from geo.collections.drivers import OpenOptions, check_driver
from geo.collections.placing import Box
from geo.io.formats import BATCH_ROWS

_MOST_INT64 = 2**63 - 1
_ARROW_EXTENSION = b"ARROW:extension:name"
_SIDES = 4
_BUFFER = 65_536
"""Bytes of a column that Arrow reads at a time, instead of the whole column of a group."""
_HEIGHTS = {"2.5D", "3D", "Measured", "Z", "M", "ZM"}


@dataclass(frozen=True, eq=False, kw_only=True)
class DataSource(ABC):
    """One layer of a file.

    Attributes
    ----------
    file, title
        Name of the file, and of the layer.
    schema
        All columns of its batches.
    columns
        Which of them hold the properties of a feature.
    has_geometry, geometry_type
        Whether rows have a geometry, and of which kind; empty where the file does not say.
    crs, bounds
        Reference system as pyproj reads it, and the bounding box of all rows; None where unknown.
    further_shapes
        Names of columns with a second geometry.
    too_large
        Columns with integers too large for a signed 64 bits.
    """

    file: str
    title: str
    schema: pa.Schema
    columns: Sequence[int]
    has_geometry: bool
    geometry_type: str
    crs: str | None
    bounds: Box | None
    further_shapes: frozenset[str] = frozenset()
    too_large: frozenset[int] = frozenset()

    @abstractmethod
    def batches(self, stack: ExitStack) -> Iterator[pa.RecordBatch]:
        """Yield all rows; the stack closes the file."""

    @abstractmethod
    def fids(self, batch: pa.RecordBatch, start: int) -> Sequence[int]:
        """Return the number of each row; `start` is that of the first row, from 0."""

    @abstractmethod
    def shapes(self, batch: pa.RecordBatch, start: int) -> NDArray[np.object_]:
        """Return the geometry of each row, None where it has none."""


@dataclass(frozen=True, eq=False, kw_only=True)
class _GdalSource(DataSource):
    """A layer that GDAL reads; see `DataSource`."""

    _opening: OpenOptions
    _layer: str
    _geometry: int | None

    def batches(self, stack: ExitStack) -> Iterator[pa.RecordBatch]:
        _, reader = stack.enter_context(_open_gdal(self._opening, self._layer))
        return iter(reader)

    def fids(self, batch: pa.RecordBatch, start: int) -> Sequence[int]:  # noqa: ARG002 - GDAL tells
        numbers: list[int] = batch.column(0).to_pylist()
        return numbers

    def shapes(self, batch: pa.RecordBatch, start: int) -> NDArray[np.object_]:
        if self._geometry is None:
            return np.full(batch.num_rows, None, dtype=object)
        return self._read_shapes(batch.column(self._geometry), start)

    def _read_shapes(self, column: pa.Array, start: int) -> NDArray[np.object_]:
        try:
            return _from_wkb(column)
        except (shapely.errors.GEOSException, NotImplementedError):
            # Shapely knows no arcs. GDAL reads them as short straight lines, but not on Arrow.
            _, _, straight, _ = pyogrio.raw.read(
                self._opening.path,
                layer=self._layer,
                columns=[],
                skip_features=start,
                max_features=len(column),
                **self._opening.options,
            )
            return np.asarray(shapely.from_wkb(straight, on_invalid="fix"), dtype=object)


def gdal_sources(opening: OpenOptions, path: Path) -> list[DataSource]:
    """Read GDAL's description of the layers of a file."""
    layers = [str(name) for name, _ in pyogrio.list_layers(opening.path)]
    for layer in layers[:1]:
        about = pyogrio.read_info(opening.path, layer=layer, **opening.options)
        check_driver(about["driver"], opening, path.name)
    named = len(layers) > 1 or opening.driver == "GPKG"
    return [
        _gdal_source(opening, layer, layer if named else opening.title, path) for layer in layers
    ]


def _gdal_source(opening: OpenOptions, layer: str, title: str, path: Path) -> _GdalSource:
    about = pyogrio.read_info(opening.path, layer=layer, force_total_bounds=True, **opening.options)
    with _open_gdal(opening, layer) as (_, reader):
        schema = reader.schema
    kind = about["geometry_type"] or ""
    # GDAL gives the number of a feature first, and its geometry last.
    geometry = len(schema) - 1 if kind else None
    return _GdalSource(
        file=path.name,
        title=title,
        schema=schema,
        columns=range(1, len(schema) if geometry is None else geometry),
        has_geometry=geometry is not None,
        geometry_type=_flat(kind),
        crs=about["crs"] or opening.crs,
        bounds=_box(about["total_bounds"]),
        _opening=opening,
        _layer=layer,
        _geometry=geometry,
    )


def _open_gdal(opening: OpenOptions, layer: str) -> Any:  # noqa: ANN401 - pyogrio's
    return pyogrio.open_arrow(
        opening.path,
        layer=layer,
        batch_size=BATCH_ROWS,
        return_fids=True,
        use_pyarrow=True,
        # As text each moment keeps its own zone; as moments GDAL may leave it out.
        datetime_as_string=True,
        **opening.options,
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class _ParquetSource(DataSource):
    """A file of GeoParquet, or of Parquet without geometry; see `DataSource`."""

    _path: Path
    _geometry: int | None
    _encoding: str
    _index: int | None

    def batches(self, stack: ExitStack) -> Iterator[pa.RecordBatch]:
        file = stack.enter_context(_open_parquet(self._path))
        # A group at a time: Arrow keeps the bytes of all the groups that it is asked for.
        return (
            batch
            for group in range(file.num_row_groups)
            for batch in file.iter_batches(BATCH_ROWS, row_groups=[group])
        )

    def fids(self, batch: pa.RecordBatch, start: int) -> Sequence[int]:
        if self._index is not None:
            numbers: list[int] = batch.column(self._index).to_pylist()
            return numbers
        return range(start, start + batch.num_rows)

    def shapes(self, batch: pa.RecordBatch, start: int) -> NDArray[np.object_]:  # noqa: ARG002
        if self._geometry is None:
            return np.full(batch.num_rows, None, dtype=object)
        return _decoded(batch.column(self._geometry), self._encoding)


def parquet_source(path: Path) -> DataSource:
    """Read the description in a file of (Geo)Parquet."""
    with _open_parquet(path) as file:
        schema = file.schema_arrow
        about = orjson.loads((file.metadata.metadata or {}).get(b"geo") or b"{}")
        too_large = frozenset(
            index
            for index, described in enumerate(schema)
            if pa.types.is_uint64(plain_field(described).type) and _exceeds(file, described.name)
        )
        primary = about.get("primary_column", "")
        column = about.get("columns", {}).get(primary, {})
        geometry = schema.get_field_index(primary) if column else -1
        encoding = column.get("encoding", "WKB")
        bounds = _box(column.get("bbox"))
        if geometry >= 0 and bounds is None:
            bounds = _bounds_of(file, primary, encoding)
    crs = column.get("crs", "OGC:CRS84")
    kinds = {_flat(kind) for kind in column.get("geometry_types", ())}
    index, hidden = _pandas_index(schema)
    hidden |= {column.get("covering", {}).get("bbox", {}).get("xmin", [""])[0], primary}
    shown = [number for number, one in enumerate(schema) if one.name not in hidden]
    return _ParquetSource(
        file=path.name,
        title=path.stem,
        schema=schema,
        columns=shown,
        has_geometry=geometry >= 0,
        geometry_type=_one_kind(kinds),
        crs=orjson.dumps(crs).decode() if isinstance(crs, dict) else crs,
        bounds=bounds,
        further_shapes=frozenset(about.get("columns", {})) - {primary},
        too_large=too_large,
        _path=path,
        _geometry=geometry if geometry >= 0 else None,
        _encoding=encoding,
        _index=index,
    )


def _open_parquet(path: Path) -> pq.ParquetFile:
    return pq.ParquetFile(path, arrow_extensions_enabled=True, buffer_size=_BUFFER)


def _exceeds(file: pq.ParquetFile, name: str) -> bool:
    """Return whether a column has a number too large for a signed 64 bits."""
    batches = file.iter_batches(BATCH_ROWS, columns=[name])
    greatest = [pc.max(batch.column(0)).as_py() for batch in batches]
    return any(number is not None and number > _MOST_INT64 for number in greatest)


def _bounds_of(file: pq.ParquetFile, name: str, encoding: str) -> Box | None:
    boxes = []
    for batch in file.iter_batches(BATCH_ROWS, columns=[name]):
        box = shapely.total_bounds(_decoded(batch.column(0), encoding))
        if np.isfinite(box).all():
            boxes.append(box)
    if not boxes:
        return None
    sides = np.array(boxes)
    return _box([*sides[:, :2].min(axis=0), *sides[:, 2:].max(axis=0)])


def _pandas_index(schema: pa.Schema) -> tuple[int | None, set[str]]:
    """Find the unnamed index of a frame; integers in it are the numbers of the rows."""
    columns = (schema.pandas_metadata or {}).get("index_columns", [])
    nameless = [one for one in columns if isinstance(one, str) and one.startswith("__index_level_")]
    for name in nameless:
        index = schema.get_field_index(name)
        if len(nameless) == 1 and index >= 0 and pa.types.is_integer(schema.field(index).type):
            return index, {name}
    return None, set(nameless)


def _decoded(column: pa.Array, encoding: str) -> NDArray[np.object_]:
    """Read a column of shapes: WKB, or one of the encodings of GeoArrow."""
    if encoding == "WKB":
        return _from_wkb(column)
    told = {_ARROW_EXTENSION: f"geoarrow.{encoding}".encode()}
    described = pa.field("geometry", column.type, metadata=told)
    table = pa.Table.from_arrays([column], schema=pa.schema([described]))
    shapes: NDArray[np.object_] = gpd.GeoDataFrame.from_arrow(table).geometry.to_numpy()
    return shapes


def _from_wkb(column: pa.Array) -> NDArray[np.object_]:
    plain = column.storage if isinstance(column, pa.ExtensionArray) else column
    wkb = np.array(plain.to_pylist(), dtype=object)
    return np.asarray(shapely.from_wkb(wkb, on_invalid="fix"), dtype=object).reshape(-1)


def _flat(kind: str) -> str:
    """Return the type of a geometry without its heights: ``Point Z`` is a point."""
    words = [word for word in kind.split() if word not in _HEIGHTS]
    return words[0] if words else ""


def _one_kind(kinds: set[str]) -> str:
    polygons = {"Polygon", "MultiPolygon"}
    if kinds and kinds <= polygons:
        return "MultiPolygon"
    return kinds.pop() if len(kinds) == 1 else ""


def _box(numbers: Sequence[float] | None) -> Box | None:
    if numbers is None or len(numbers) < _SIDES:
        return None
    half = len(numbers) // 2
    west, south, east, north = (float(numbers[one]) for one in (0, 1, half, half + 1))
    box = west, south, east, north
    return box if all(map(np.isfinite, box)) else None
