"""GeoParquet 1.1, with lists as lists and sources as structures.

A batch becomes a row group, whose statistics of the ``bbox`` column let a reader skip it. The
description of all shapes is written at the end of the file. The specification:
https://geoparquet.org/releases/v1.1.0/
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo.io.formats.format import UNDATED, Bounds, opened
from geo.io.records import Records
from geo.model.schema import Table, Type

_SIDES = ("xmin", "ymin", "xmax", "ymax")
_BBOX = pa.struct([(side, pa.float64()) for side in _SIDES])
_SOURCE_STRUCT = pa.struct(
    [(name, pa.string()) for name in ("title", "url", "date", "date_kind", "type")]
)
_ARROW = {
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.TEXTS: pa.list_(pa.string()),
    Type.SOURCES: pa.list_(_SOURCE_STRUCT),
}
_GEOMETRY_TYPES = (
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString",
    "MultiPolygon", "GeometryCollection",
)  # fmt: skip
"""Names of types of shapes, by their number in shapely."""


def write_geoparquet(batches: Iterable[Records], target: BinaryIO, _date: str = UNDATED) -> None:
    """Write GeoParquet 1.1 with a ``bbox`` covering column; a table without shapes as Parquet.

    Parameters
    ----------
    batches
        Each becomes a row group.
    """
    first, batches = opened(batches)
    schema = _schema(first)
    bounds = Bounds()
    kinds: set[str] = set()
    # Leave out Arrow's schema, which is written first and would hide what is added last.
    with pq.ParquetWriter(target, schema, compression="zstd", store_schema=False) as writer:
        for batch in batches:
            if not len(batch.geometry):
                continue
            writer.write_table(pa.table(_columns(batch), schema=schema))
            bounds.add(batch.geometry)
            kinds.update(_kinds(batch.geometry))
        if first.crs:
            writer.add_key_value_metadata({"geo": _about(first.crs, kinds, bounds.box())})


def _schema(records: Records) -> pa.Schema:
    fields = [(field.name, arrow_type(field.type)) for field in records.table.fields]
    if records.crs:
        fields += [("geometry", pa.binary()), ("bbox", _BBOX)]
    return pa.schema(fields)


def arrow_type(kind: Type) -> pa.DataType:
    """Return Arrow's type for a field; text for any without a type of its own."""
    return _ARROW.get(kind, pa.string())


def _columns(batch: Records) -> dict[str, pa.Array]:
    table: Table = batch.table
    columns = {
        field.name: pa.array(batch.columns[field.name], type=arrow_type(field.type))
        for field in table.fields
    }
    if batch.crs:
        columns["geometry"] = pa.array(shapely.to_wkb(batch.geometry, flavor="iso"), pa.binary())
        columns["bbox"] = _boxes(batch.geometry)
    return columns


def _boxes(shapes: NDArray[np.object_]) -> pa.StructArray:
    """Return the bounding box of each shape; null for none."""
    sides = shapely.bounds(shapes).T
    missing = np.isnan(sides[0])
    arrays = [pa.array(side, mask=missing) for side in sides]
    return pa.StructArray.from_arrays(arrays, fields=list(_BBOX), mask=pa.array(missing))


def _kinds(shapes: NDArray[np.object_]) -> set[str]:
    """Name the types of shapes present; a shape with heights has `` Z`` after its name."""
    present = shapes[~shapely.is_missing(shapes)]
    pairs = zip(shapely.get_type_id(present).tolist(), shapely.has_z(present).tolist(), strict=True)
    return {_GEOMETRY_TYPES[kind] + (" Z" if heights else "") for kind, heights in set(pairs)}


def _about(crs: str, kinds: set[str], box: list[float] | None) -> bytes:
    """Describe the column of shapes as the specification requires."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "crs": CRS.from_user_input(crs).to_json_dict(),
        "geometry_types": sorted(kinds),
        "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
    }
    if box is not None:
        column["bbox"] = box
    return orjson.dumps(
        {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    )
