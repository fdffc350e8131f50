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

from geo.io.formats.arrow import arrow_array, arrow_type
from geo.io.formats.format import UNDATED, Bounds, opened
from geo.io.names import free_name
from geo.io.records import Records

_SIDES = ("xmin", "ymin", "xmax", "ymax")
_BBOX = pa.struct([(side, pa.float64()) for side in _SIDES])
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
            writer.write_table(pa.Table.from_arrays(_columns(batch), schema=schema))
            bounds.add(batch.geometry)
            kinds.update(_kinds(batch.geometry))
        if first.crs:
            about = _about(first.crs, kinds, bounds.box(), _box_name(first))
            writer.add_key_value_metadata({"geo": about})


def _schema(records: Records) -> pa.Schema:
    fields = [(field.name, arrow_type(field.type)) for field in records.table.fields]
    if records.crs:
        fields += [("geometry", pa.binary()), (_box_name(records), _BBOX)]
    return pa.schema(fields)


def _box_name(records: Records) -> str:
    return free_name("bbox", records.columns)


def _columns(batch: Records) -> list[pa.Array]:
    columns = [arrow_array(field.type, batch.columns[field.name]) for field in batch.table.fields]
    if batch.crs:
        columns.append(pa.array(shapely.to_wkb(batch.geometry, flavor="iso"), pa.binary()))
        columns.append(_boxes(batch.geometry))
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


def _about(crs: str, kinds: set[str], box: list[float] | None, covering: str) -> bytes:
    """Describe the column of shapes as the specification asks."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "crs": CRS.from_user_input(crs).to_json_dict(),
        "geometry_types": sorted(kinds),
        "covering": {"bbox": {side: [covering, side] for side in _SIDES}},
    }
    if box is not None:
        column["bbox"] = box
    return orjson.dumps(
        {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    )
