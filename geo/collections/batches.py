"""Rows in batches: of a layer in memory, or of a file of any size.

Each batch is made after the one before was written, so that memory does not grow with the number of
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.collections.columns import Positions
from geo.collections.layer import Layer
from geo.io.formats import BATCH_ROWS
from geo.io.records import Records, tidy
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.schema import Field, Table, Type

Shapes = NDArray[np.object_]
Geometry = Literal["", "Point", "MultiPolygon"]

_KINDS: dict[str, Geometry] = {
    "Point": "Point",
    "Polygon": "MultiPolygon",
    "MultiPolygon": "MultiPolygon",
}
_PARQUET = {".parquet", ".geoparquet"}


def layer_batches(
    layer: Layer, positions: Positions, crs: str, *, rows: int = BATCH_ROWS
) -> Iterator[Records]:
    """Yield rows of a layer, in another reference system if needed.

    Parameters
    ----------
    layer
        A layer of a directory (EPSG:4326).
    positions
        Which rows, in the required order.
    crs
        Reference system by authority and code.

    Yields
    ------
    Records
        At least one, possibly empty.

    Raises
    ------
    InputError
        The reference system has no coordinates for a shape.
    """
    for start in range(0, max(len(positions), 1), rows):
        frame = layer.frame.iloc[positions[start : start + rows]]
        if crs != WGS84:
            # Transformed before they are rounded.
            frame = frame.set_geometry(_placed(frame.geometry.to_numpy(), WGS84, crs), crs=crs)
        yield Records.of(layer.table, frame)


def in_system(records: Records, crs: str) -> Records:
    """Transform the shapes of rows to another reference system, in the order x, y.

    Parameters
    ----------
    records
        Rows; those of a table without shapes stay as they are.
    crs
        Reference system by authority and code.

    Raises
    ------
    InputError
        The reference system has no coordinates for a shape.
    """
    if not records.crs or crs == records.crs:
        return records
    shapes = _placed(records.geometry, records.crs, crs)
    return replace(records, geometry=tidy(shapes, geographic=_is_geographic(crs)), crs=crs)


def _placed(shapes: Shapes, source: str, target: str) -> Shapes:
    """Transform shapes to another reference system, or raise where it does not reach that far."""
    placed = turned(shapes, source, target)
    if not np.isfinite(shapely.get_coordinates(placed)).all():
        expected = "a reference system that covers these places"
        raise InputError([Problem(target, expected, field="crs")])
    return placed


def turned(shapes: Shapes, source: str, target: str) -> Shapes:
    """Transform shapes between reference systems, both in the order x, y; not rounded."""
    if source == target:
        return shapes
    transformer = _transformer(source, target)
    return np.asarray(
        shapely.transform(shapes, lambda points: np.column_stack(transformer.transform(*points.T))),
        dtype=object,
    )


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


@cache
def _is_geographic(crs: str) -> bool:
    return bool(CRS.from_user_input(crs).is_geographic)


@dataclass(frozen=True, eq=False)
class DataFile:
    """A user's file of features; make one with `DataFile.open`.

    Attributes
    ----------
    path
        The file.
    table
        Its columns, as far as the file describes them. Rows have no key and keep their order.
    crs
        Reference system by authority and code.
    """

    path: Path
    table: Table
    crs: str
    _names: tuple[str, ...]
    _geometry: str

    @classmethod
    def open(cls, path: Path) -> DataFile:
        """Read the description of a file, without reading any rows.

        Parameters
        ----------
        path
            A GeoPackage, GeoParquet, FlatGeobuf, GeoJSON, or anything else GDAL reads. If there are
            several layers the first is used.

        Raises
        ------
        InputError
            It is no such file, or does not say its reference system.
        """
        if not path.is_file():
            raise InputError([Problem(f"'{path}'", "a file with features", field="data")])
        with ExitStack() as stack:
            schema, about, _ = _reader(path, stack)
        geometry = about["geometry_name"]
        kept = [field for field in schema if field.name not in {geometry, *about["hidden"]}]
        fields = tuple(Field(field.name, _type(field.type), "", "") for field in kept)
        table = Table(path.stem, path.stem, path.stem, fields, (), _KINDS.get(about["kind"], ""))
        names = tuple(field.name for field in kept)
        return cls(path, table, _authority(about["crs"], path), names, geometry)

    def batches(self) -> Iterator[Records]:
        """Yield all rows.

        Yields
        ------
        Records
            At least one, possibly empty.

        Raises
        ------
        InputError
            The file is truncated or damaged.
        """
        geographic = _is_geographic(self.crs)
        with ExitStack() as stack:
            schema, _, batches = _reader(self.path, stack)
            empty = pa.RecordBatch.from_pylist([], schema=schema)
            some = False
            for batch in _told(self.path, batches):
                some = True
                yield self._records(batch, geographic=geographic)
            if not some:
                yield self._records(empty, geographic=geographic)

    def _records(self, batch: pa.RecordBatch, *, geographic: bool) -> Records:
        columns = {
            field.name: [_plain(field.type, value) for value in batch.column(name).to_pylist()]
            for field, name in zip(self.table.fields, self._names, strict=True)
        }
        shapes = shapely.from_wkb(
            np.array(batch.column(self._geometry).to_pylist(), dtype=object), on_invalid="fix"
        )
        shapes = np.asarray(shapes, dtype=object).reshape(-1)
        return Records(self.table, columns, tidy(shapes, geographic=geographic), self.crs)


def _told(path: Path, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Word in one sentence that a file is damaged."""
    try:
        yield from batches
    except (RuntimeError, OSError, pa.ArrowException) as error:
        raise InputError([Problem(str(error), "a file that can be read", path.name)]) from error


def _reader(path: Path, stack: ExitStack) -> tuple[pa.Schema, dict[str, Any], Iterator[Any]]:
    """Open a file: its columns, the description of its shapes, and its batches."""
    open_file: Callable[..., tuple[pa.Schema, dict[str, Any], Iterator[Any]]] = (
        _parquet if path.suffix.lower() in _PARQUET else _gdal
    )
    try:
        return open_file(path, stack)
    except (RuntimeError, OSError, pa.ArrowException, IndexError) as error:  # no layer: IndexError
        expected = "a file that GDAL or Arrow can read"
        raise InputError([Problem(str(error), expected, path.name)]) from error


def _gdal(path: Path, stack: ExitStack) -> tuple[pa.Schema, dict[str, Any], Iterator[Any]]:
    # GDAL's own export of FlatGeobuf to Arrow fails on a row without a shape (3.12).
    pyogrio.set_gdal_config_options({"OGR_FLATGEOBUF_STREAM_BASE_IMPL": True})
    opened = pyogrio.open_arrow(path, batch_size=BATCH_ROWS, use_pyarrow=True)
    about, reader = stack.enter_context(opened)
    geometry = about["geometry_name"] or "wkb_geometry"
    return (
        reader.schema,
        {
            "geometry_name": geometry,
            "hidden": {about["fid_column"]} - {""},
            "kind": about["geometry_type"],
            "crs": about["crs"],
        },
        iter(reader),
    )


def _parquet(path: Path, stack: ExitStack) -> tuple[pa.Schema, dict[str, Any], Iterator[Any]]:
    file = stack.enter_context(pq.ParquetFile(path))
    found = (file.metadata.metadata or {}).get(b"geo")
    if found is None:
        raise InputError([Problem("Parquet without shapes", "GeoParquet", path.name, field="data")])
    about = orjson.loads(found)
    geometry = about["primary_column"]
    column = about["columns"][geometry]
    kinds = set(column.get("geometry_types") or [""])
    crs = column.get("crs", "OGC:CRS84")
    covering = column.get("covering", {}).get("bbox", {}).get("xmin", [""])[0]
    return (
        file.schema_arrow,
        {
            "geometry_name": geometry,
            "hidden": {covering} - {""},
            "kind": kinds.pop() if len(kinds) == 1 else "",
            "crs": orjson.dumps(crs).decode() if isinstance(crs, dict) else crs,
        },
        # One group at a time: Arrow keeps the bytes of all the groups that it reads together.
        (
            batch
            for group in range(file.num_row_groups)
            for batch in file.iter_batches(BATCH_ROWS, row_groups=[group])
        ),
    )


def _authority(crs: str | None, path: Path) -> str:
    """Return authority and code; CRS84 is EPSG:4326 in the axis order of all files here."""
    try:
        found = CRS.from_user_input(crs).to_authority() if crs else None
    except CRSError:
        found = None
    if found is None:
        expected = "one by authority and code, such as EPSG:4326"
        raise InputError([Problem(crs or "no reference system", expected, path.name, field="crs")])
    name = ":".join(found)
    return WGS84 if name == "OGC:CRS84" else name


def _type(kind: pa.DataType) -> Type:
    if _is_list(kind) and _is_text(kind.value_type):
        return Type.TEXTS
    return next((found for is_one, found in _SORTS if is_one(kind)), Type.TEXT)


_SORTS: tuple[tuple[Callable[[pa.DataType], bool], Type], ...] = (
    (pa.types.is_boolean, Type.BOOLEAN),
    (pa.types.is_integer, Type.INTEGER),
    (pa.types.is_floating, Type.NUMBER),
    (pa.types.is_decimal, Type.NUMBER),
    (pa.types.is_timestamp, Type.TIMESTAMP),
    (pa.types.is_date, Type.DATE),
)
"""Our type for each type of Arrow; any other is text."""


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _plain(kind: Type, value: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    """Return the value as `Records` holds it: dates as ISO texts, structures as JSON."""
    if value is None:
        return [] if kind is Type.TEXTS else None
    if kind is Type.TEXTS:
        return ["" if text is None else text for text in value]
    if kind is Type.NUMBER:
        number = float(value)
        return number if np.isfinite(number) else None
    if kind in {Type.DATE, Type.TIMESTAMP}:
        return value.isoformat()
    if kind is Type.TEXT and not isinstance(value, str):
        return orjson.dumps(value, default=str).decode()
    return value
