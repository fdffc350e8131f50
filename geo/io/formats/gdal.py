"""GeoPackage and FlatGeobuf, which GDAL writes.

GDAL requests a batch after it has written the one before, through Arrow's stream interface.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray

from geo.io.formats.arrow import arrow_array, arrow_type
from geo.io.formats.format import UNDATED, opened, put_back
from geo.io.names import free_name, free_names
from geo.io.records import Records
from geo.model.errors import ReleaseError
from geo.model.schema import Type

GEOPACKAGE_VERSION = "1.3"
"""GDAL before 3.7, as in QGIS 3.22 and R on Debian, warns about a later version."""
_WRITING = {
    # Memory in which GDAL may keep the spatial index of a GeoPackage while it writes.
    "OGR_GPKG_MAX_RAM_USAGE_RTREE": 32,
    # Left to the clock, GDAL may commit once more or less, and SQLite counts that in the file.
    "OGR_CURRENT_DATE": f"{UNDATED}T00:00:00.000Z",
}


def write_geopackage(batches: Iterable[Records], target: BinaryIO, date: str = UNDATED) -> None:
    """Write a GeoPackage of one layer, with a spatial index and a description.

    Parameters
    ----------
    batches
        In any reference system of EPSG.
    date
        ISO date that the file gives as its last change.

    Raises
    ------
    ReleaseError
        GDAL cannot write it, or the file does not contain every row.
    """
    _write_layers([batches], target, date)


def encode_geopackage(layers: Sequence[Records], date: str = UNDATED) -> bytes:
    """Encode several layers as a GeoPackage; see `write_geopackage`."""
    with tempfile.TemporaryFile() as file:
        _write_layers([[layer] for layer in layers], file, date)
        file.seek(0)
        return file.read()


def write_flatgeobuf(batches: Iterable[Records], target: BinaryIO, _date: str = UNDATED) -> None:
    """Write FlatGeobuf.

    Its spatial index precedes the rows: GDAL keeps every bounding box in memory to build it, and it
    cannot contain rows without a point. So only rows that fit in one batch and all have a point get
    an index, and are then in its order; others keep their order.
    """
    _, batches = opened(batches)
    ahead = list(islice(batches, 2))
    shapes = ahead[0].geometry
    indexed = len(ahead) == 1 and len(shapes) > 0 and not shapely.is_missing(shapes).any()
    index, rest = "YES" if indexed else "NO", put_back(ahead, batches)
    del shapes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "layer.fgb")
        _write_layer(rest, path, driver="FlatGeobuf", options={"SPATIAL_INDEX": index})
        _copy(path, target)


def _write_layers(layers: Sequence[Iterable[Records]], target: BinaryIO, date: str) -> None:
    # A database needs a file; GDAL does not store its name inside.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "layers.gpkg")
        counts = {}
        for batches in layers:
            first, rows = opened(batches)
            table = first.table
            options = {
                "IDENTIFIER": table.name,
                "DESCRIPTION": table.en,
                "SPATIAL_INDEX": "YES",
            }
            counts[table.name] = _write_layer(
                rows, path, driver="GPKG", options=options, new_file={"VERSION": GEOPACKAGE_VERSION}
            )
        _seal(path, counts, date)
        _copy(path, target)


def _write_layer(
    batches: Iterable[Records],
    path: Path,
    *,
    driver: str,
    options: Mapping[str, str],
    new_file: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Write batches as a layer of a new or existing file; return the number of rows."""
    append = path.exists()
    first, batches = opened(batches)
    stream = _Stream(first, batches, driver)
    pyogrio.set_gdal_config_options(_WRITING)
    try:
        pyogrio.write_arrow(
            pa.RecordBatchReader.from_batches(stream.schema, iter(stream)),
            path,
            layer=first.table.name,
            driver=driver,
            geometry_name=stream.geometry,
            geometry_type=_GEOMETRY_TYPES[first.table.geometry],
            crs=first.crs or None,
            append=append,
            layer_options=dict(options) | stream.options(driver),
            dataset_options=None if append else dict(new_file),
        )
    except (RuntimeError, ValueError, pa.ArrowException) as error:  # those of pyogrio and Arrow
        if stream.failure is not None:
            raise stream.failure from None
        raise ReleaseError(f"GDAL cannot write '{first.table.name}': {error}") from error
    return stream.rows


_GEOMETRY_TYPES: Mapping[str, str | None] = MappingProxyType(
    {"": None, "Geometry": "Unknown", "Point": "Point", "MultiPolygon": "MultiPolygon"}
)
"""What GDAL calls the geometry of a table; None where rows have none."""
_RESERVED = {"FlatGeobuf": ("OGC_FID",)}
"""Names under which a driver expects the number of a row."""
_DATED = {"GPKG": frozenset((Type.TIMESTAMP, Type.DAY)), "FlatGeobuf": frozenset((Type.TIMESTAMP,))}
"""What each driver keeps the type of, beside numbers and truths; the rest is text."""


class _Stream:
    """A stream of batches for Arrow that keeps the original error, which GDAL would only quote."""

    def __init__(self, first: Records, batches: Iterable[Records], driver: str) -> None:
        self._batches = batches
        reserved = _RESERVED.get(driver, ())
        names = free_names((name for name, _ in first.flat_types()), reserved)
        self._kinds = [_kind(kind, driver) for _, kind in first.flat_types()]
        fields = [(name, arrow_type(kind)) for name, kind in zip(names, self._kinds, strict=True)]
        # On their way to GDAL the shapes have a name that no column of the table has.
        self.geometry = free_name("wkb_geometry", names) if first.table.geometry else None
        if self.geometry:
            fields.append((self.geometry, pa.binary()))
        self.schema = pa.schema(fields)
        self.rows = 0
        self.failure: Exception | None = None

    def options(self, driver: str) -> dict[str, str]:
        """Return names for the columns that GDAL adds to a layer, so that they clash with none."""
        if driver != "GPKG":
            return {}
        named = {"FID": free_name("fid", self.schema.names)}
        if self.geometry:
            named["GEOMETRY_NAME"] = free_name("geom", self.schema.names)
        return named

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self._batches:
                self.rows += len(batch.geometry)
                flat = batch.flat().values()
                columns = [
                    arrow_array(kind, values)
                    for kind, values in zip(self._kinds, flat, strict=True)
                ]
                if self.geometry:
                    columns.append(pa.array(shapely.to_wkb(_shapes(batch), flavor="iso")))
                yield pa.record_batch(columns, schema=self.schema)
        except Exception as error:
            self.failure = error
            raise


def _kind(kind: Type, driver: str) -> Type:
    """Return the type that a driver stores a column as."""
    dated = kind in {Type.TIMESTAMP, Type.DAY, Type.TIME} and kind not in _DATED[driver]
    return Type.TEXT if dated else kind


def _shapes(batch: Records) -> NDArray[np.object_]:
    """Return the shapes, with polygons as the multipolygons that the table promises."""
    shapes = batch.geometry
    if batch.table.geometry != "MultiPolygon":
        return shapes
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    shapes = shapes.copy()
    shapes[single] = [shapely.MultiPolygon([shape]) for shape in shapes[single]]
    return shapes


def _copy(path: Path, target: BinaryIO) -> None:
    with path.open("rb") as file:
        shutil.copyfileobj(file, target, 1 << 20)


def _seal(path: Path, counts: Mapping[str, int], date: str) -> None:
    """Fix the one timestamp in a GeoPackage, and check that all rows are in it."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (f"{date}T00:00:00.000Z",))
        database.commit()
        for name, expected in counts.items():
            quoted = name.replace('"', '""')
            (count,) = database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
            if count != expected:
                raise ReleaseError(
                    f"The GeoPackage holds {count} rows of '{name}', expected {expected}."
                )
