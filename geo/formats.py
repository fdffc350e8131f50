"""The formats in which places leave the project: one table, from a name to bytes.

Every encoder gives the same bytes for the same rows, whatever the day, the folder or the process.
Formats that hold lists (GeoJSON, GeoParquet) keep them. In the others a list of texts is joined
with ``; ``, and of the sources the newest one and their number are kept.

========== ======================================================================================
GeoJSON    RFC 7946, EPSG:4326 only, one feature per line
GeoPackage OGC 12-128r19, several layers, with a spatial index
GeoParquet version 1.1, with a ``bbox`` column for reading a part
FlatGeobuf version 3
CSV        RFC 4180 in UTF-8 with LF; ``lon`` and ``lat``, or ``x``, ``y`` and ``crs``
========== ======================================================================================

Coordinates stand in the order x, y (longitude, latitude) in every one of them, as each of these
standards asks, also where the authority of the reference system lists latitude first.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from geo.crs import WGS84
from geo.errors import ReleaseError
from geo.records import Records, cell_text, dtype
from geo.schema import Type

UNDATED = "1970-01-01"
"""The date in a GeoPackage for which no date is given; never that of the clock."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Parameters
    ----------
    name
        What a user asks for, and the extension without its dot.
    title
        What people call it.
    media_type
        As registered, for HTTP and data packages.
    encode
        Turns layers and an ISO date into the bytes of a file. All but GeoPackage hold one layer.
    only_wgs84
        Whether coordinates may be in EPSG:4326 only.
    is_text
        Whether it can be read in a terminal.
    """

    name: str
    title: str
    media_type: str
    encode: Callable[[Sequence[Records], str], bytes]
    only_wgs84: bool = False
    is_text: bool = False

    @property
    def extension(self) -> str:
        """Extension of a file, with its dot."""
        return f".{self.name}"


def encode_geojson(layers: Sequence[Records], _date: str = UNDATED) -> bytes:
    """Write one layer as GeoJSON (RFC 7946).

    Parameters
    ----------
    layers
        One layer in EPSG:4326.

    Returns
    -------
    bytes
        A FeatureCollection with its bounding box; a feature without a point has geometry null.

    Raises
    ------
    ReleaseError
        If the layer is in another reference system: RFC 7946 knows only WGS 84.
    """
    (layer,) = layers
    if layer.crs != WGS84:
        raise ReleaseError(f"GeoJSON holds coordinates in {WGS84} only; found {layer.crs}.")
    head: dict[str, Any] = {"type": "FeatureCollection", "name": layer.table.name}
    if not shapely.is_missing(layer.geometry).all():
        head["bbox"] = shapely.total_bounds(layer.geometry).tolist()
    key = layer.table.key[0]
    features = [
        orjson.dumps(
            {
                "type": "Feature",
                "id": properties[key],
                "geometry": None if shape is None else shapely.geometry.mapping(shape),
                "properties": properties,
            }
        )
        for properties, shape in zip(layer.rows(), layer.geometry, strict=True)
    ]
    opening = orjson.dumps(head).removesuffix(b"}")
    return opening + b',"features":[\n' + b",\n".join(features) + b"\n]}\n"


def encode_geopackage(layers: Sequence[Records], date: str = UNDATED) -> bytes:
    """Write layers as one GeoPackage, each with a spatial index and a description.

    Parameters
    ----------
    layers
        One or more, in any reference system of EPSG.
    date
        ISO date that the file bears as that of its last change.

    Returns
    -------
    bytes
        A SQLite database.

    Raises
    ------
    ReleaseError
        If GDAL cannot write it, or it does not hold what was written.
    """
    # A database needs a file. GDAL names it nowhere inside.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "layers.gpkg")
        for layer in layers:
            _write_with_gdal(
                layer,
                path,
                driver="GPKG",
                append=path.exists(),
                layer_options={
                    "IDENTIFIER": layer.table.name,
                    "DESCRIPTION": layer.table.en,
                    "SPATIAL_INDEX": "YES",
                },
            )
        _seal(path, layers, date)
        return path.read_bytes()


def encode_geoparquet(layers: Sequence[Records], _date: str = UNDATED) -> bytes:
    """Write one layer as GeoParquet 1.1, with lists as lists and sources as structures.

    Parameters
    ----------
    layers
        One layer.

    Returns
    -------
    bytes
        A Parquet file with a ``bbox`` covering column.
    """
    (layer,) = layers
    buffer = io.BytesIO()
    shapes = gpd.GeoDataFrame(geometry=layer.geometry, crs=layer.crs)
    shapes.to_parquet(buffer, index=False, schema_version="1.1.0", write_covering_bbox=True)
    encoded = pq.read_table(buffer)
    columns = {
        field.name: pa.array(layer.columns[field.name], type=_ARROW[field.type])
        for field in layer.table.fields
    }
    columns |= {name: encoded[name] for name in encoded.column_names}
    # Only the key "geo": what pandas would add speaks of types that it cannot read back.
    table = pa.table(columns, metadata={b"geo": encoded.schema.metadata[b"geo"]})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def encode_flatgeobuf(layers: Sequence[Records], _date: str = UNDATED) -> bytes:
    """Write one layer as FlatGeobuf.

    Its spatial index cannot hold rows without a point, so it is left out where there are any: all
    rows are kept, in the order of their ids.

    Parameters
    ----------
    layers
        One layer.

    Returns
    -------
    bytes
        A FlatGeobuf file.
    """
    (layer,) = layers
    index = "NO" if shapely.is_missing(layer.geometry).any() or not len(layer.geometry) else "YES"
    buffer = io.BytesIO()
    _write_with_gdal(layer, buffer, driver="FlatGeobuf", layer_options={"SPATIAL_INDEX": index})
    return buffer.getvalue()


def encode_csv(layers: Sequence[Records], _date: str = UNDATED) -> bytes:
    """Write one layer or table as CSV; of shapes only points are written.

    Parameters
    ----------
    layers
        One layer.

    Returns
    -------
    bytes
        UTF-8 with LF. A text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    (layer,) = layers
    columns: dict[str, list[Any]] = dict(layer.flat())
    if layer.crs and layer.table.geometry == "Point":
        first, second = ("lon", "lat") if layer.crs == WGS84 else ("x", "y")
        points = [None if shape is None else (shape.x, shape.y) for shape in layer.geometry]
        columns[first] = [None if point is None else point[0] for point in points]
        columns[second] = [None if point is None else point[1] for point in points]
        if layer.crs != WGS84:
            columns["crs"] = [layer.crs] * len(points)
    return _csv(columns)


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format(
            "geojson",
            "GeoJSON",
            "application/geo+json",
            encode_geojson,
            only_wgs84=True,
            is_text=True,
        ),
        Format("gpkg", "GeoPackage", "application/geopackage+sqlite3", encode_geopackage),
        Format("parquet", "GeoParquet", "application/vnd.apache.parquet", encode_geoparquet),
        Format("fgb", "FlatGeobuf", "application/flatgeobuf", encode_flatgeobuf),
        Format("csv", "CSV", "text/csv", encode_csv, is_text=True),
    )
}
"""Every format, by the name that a user asks for."""

_SOURCE_STRUCT = pa.struct(
    [(name, pa.string()) for name in ("title", "url", "date", "date_kind", "type")]
)
_ARROW = {
    Type.TEXT: pa.string(),
    Type.URL: pa.string(),
    Type.DATE: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.TEXTS: pa.list_(pa.string()),
    Type.SOURCES: pa.list_(_SOURCE_STRUCT),
}


def _write_with_gdal(layer: Records, target: Path | io.BytesIO, **options: Any) -> None:  # noqa: ANN401 - GDAL's
    kinds = dict(layer.flat_types())
    frame = gpd.GeoDataFrame(
        {name: pd.Series(v, dtype=dtype(kinds[name])) for name, v in layer.flat().items()},
        geometry=layer.geometry,
        crs=layer.crs,
    )
    try:
        pyogrio.write_dataframe(
            frame,
            target,
            layer=layer.table.name,
            geometry_type=layer.table.geometry,
            promote_to_multi=layer.table.geometry == "MultiPolygon",
            **options,
        )
    except RuntimeError as error:  # the ancestor of all errors of pyogrio
        where = target if isinstance(target, Path) else "memory"
        raise ReleaseError(f"GDAL cannot write '{layer.table.name}' to {where}: {error}") from error


def _seal(path: Path, layers: Sequence[Records], date: str) -> None:
    """Fix the one moment that a GeoPackage holds, and see that all rows are in it."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (f"{date}T00:00:00.000Z",))
        database.commit()
        for layer in layers:
            query = f'SELECT count(*) FROM "{layer.table.name}"'  # noqa: S608 - names of our own
            (count,) = database.execute(query).fetchone()
            if count != len(layer.geometry):
                raise ReleaseError(
                    f"The GeoPackage holds {count} rows of '{layer.table.name}', expected "
                    f"{len(layer.geometry)}."
                )


def _csv(columns: Mapping[str, Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow([cell_text(value) for value in row])
    return text.getvalue().encode()
