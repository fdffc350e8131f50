"""The export formats: one table, from a name to a writer.

Every writer gives the same bytes for the same rows, whatever the day, the folder or the process,
and keeps no more than a batch of rows in memory. Formats that support lists (GeoJSON, GeoParquet)
keep them. In the others a list of texts is joined with ``; ``, and the sources are reduced to the
newest one and their number.

========== ======================================================================================
GeoJSON    RFC 7946, EPSG:4326 only, one feature per line
GeoPackage version 1.3, several layers, with a spatial index
GeoParquet version 1.1, with a ``bbox`` column for reading a part
FlatGeobuf version 3
CSV        RFC 4180 in UTF-8 with LF; ``lon`` and ``lat``, or ``x``, ``y`` and ``crs``
XLSX       ECMA-376; the columns of CSV, and a second sheet that says what they mean
KML        OGC 07-147r2 (2.2), EPSG:4326 only
========== ======================================================================================

Coordinates are in the order x, y (longitude, latitude) in all of them, as each of these standards
requires, even where the authority of the reference system lists latitude first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from geo.io.formats.format import BATCH_ROWS, UNDATED, Format
from geo.io.formats.kml import write_kml
from geo.io.formats.text import write_csv, write_geojson
from geo.io.records import Records
from geo.model.reference_systems import CRS84

__all__ = [
    "BATCH_ROWS",
    "FORMATS",
    "UNDATED",
    "Format",
    "encode_csv",
    "encode_geojson",
    "encode_geopackage",
    "encode_geoparquet",
    "only_system",
]


# GDAL, Arrow and openpyxl are imported when a file is written; to name a format does without them.


def _write_geopackage(batches: Iterable[Records], target: BinaryIO, date: str) -> None:
    from geo.io.formats.gdal import write_geopackage

    write_geopackage(batches, target, date)


def _write_flatgeobuf(batches: Iterable[Records], target: BinaryIO, date: str) -> None:
    from geo.io.formats.gdal import write_flatgeobuf

    write_flatgeobuf(batches, target, date)


def _write_geoparquet(batches: Iterable[Records], target: BinaryIO, date: str) -> None:
    from geo.io.formats.parquet import write_geoparquet

    write_geoparquet(batches, target, date)


def _write_xlsx(batches: Iterable[Records], target: BinaryIO, date: str) -> None:
    from geo.io.formats.xlsx import write_xlsx

    write_xlsx(batches, target, date)


def encode_geopackage(layers: Sequence[Records], date: str = UNDATED) -> bytes:
    """Encode layers as one GeoPackage; see `geo.io.formats.gdal.encode_geopackage`."""
    from geo.io.formats import gdal

    return gdal.encode_geopackage(layers, date)


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format(
            "geojson",
            "GeoJSON",
            "application/geo+json",
            write_geojson,
            only_wgs84=True,
            is_text=True,
        ),
        Format(
            "gpkg",
            "GeoPackage",
            "application/geopackage+sqlite3",
            _write_geopackage,
            encode_layers=encode_geopackage,
        ),
        Format("parquet", "GeoParquet", "application/vnd.apache.parquet", _write_geoparquet),
        Format("fgb", "FlatGeobuf", "application/flatgeobuf", _write_flatgeobuf),
        Format("csv", "CSV", "text/csv", write_csv, is_text=True),
        Format(
            "xlsx",
            "Excel (XLSX)",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _write_xlsx,
        ),
        Format(
            "kml",
            "KML",
            "application/vnd.google-earth.kml+xml",
            write_kml,
            only_wgs84=True,
            is_text=True,
        ),
    )
}
"""Every format, by the name that users type."""


def only_system(form: Format) -> str:
    """Say in which reference system a format is that knows only one, and which take others."""
    *others, last = (other.name for other in FORMATS.values() if not other.only_wgs84)
    return (
        f"none, or {CRS84.code} (longitude, latitude), the only reference system of {form.title}; "
        f"{', '.join(others)} and {last} take others"
    )


def encode_geojson(layers: Sequence[Records], date: str = UNDATED) -> bytes:
    """Encode one layer as GeoJSON; see `geo.io.formats.text.write_geojson`."""
    return FORMATS["geojson"].encode(layers, date)


def encode_geoparquet(layers: Sequence[Records], date: str = UNDATED) -> bytes:
    """Encode one layer as GeoParquet; see `geo.io.formats.parquet.write_geoparquet`."""
    return FORMATS["parquet"].encode(layers, date)


def encode_csv(layers: Sequence[Records], date: str = UNDATED) -> bytes:
    """Encode one layer as CSV; see `geo.io.formats.text.write_csv`.

    Examples
    --------
    >>> from geo.directory.directory import Directory
    >>> from geo.io.records import Records
    >>> layer = Directory.open(release).layers["gebieden"]
    >>> content = encode_csv([Records.of(layer.table, layer.frame)])
    >>> content.decode().splitlines()[0].split(",")[:2]
    ['code', 'name']
    """
    return FORMATS["csv"].encode(layers, date)
