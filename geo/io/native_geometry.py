"""Points and straight lines as GeoParquet 1.1 with native coordinates: columns that numpy reads.

``point`` is a structure of x and y, ``linestring`` a list of those, as the specification calls
them (https://geoparquet.org/releases/v1.1.0/). Millions of either need no shape in memory.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo.model.errors import InputError, Problem

GEOMETRY = "geometry"
_XY = pa.struct([pa.field(axis, pa.float64(), nullable=False) for axis in ("x", "y")])
_LINE = pa.list_(pa.field("vertices", _XY, nullable=False))

Floats = NDArray[np.float64]


def write_points(
    path: Path, crs: str, x: Floats, y: Floats, columns: Mapping[str, NDArray[Any]]
) -> None:
    """Write points with their columns, in one step.

    Parameters
    ----------
    path
        The file; a reader finds it complete or not at all.
    crs
        Code of the reference system of the points, such as ``EPSG:28992``.
    """
    _write(path, crs, "point", "Point", _points(x, y), columns)


def write_lines(
    path: Path,
    crs: str,
    ends: tuple[Floats, Floats, Floats, Floats],
    columns: Mapping[str, NDArray[Any]],
) -> None:
    """Write straight lines with their columns, in one step.

    Parameters
    ----------
    ends
        x and y of their beginnings, and x and y of their ends.
    """
    x, y = (np.stack(pair, axis=1).ravel() for pair in (ends[::2], ends[1::2]))
    begins = pa.array(np.arange(0, len(x) + 1, 2, dtype=np.int32))
    lines = pa.ListArray.from_arrays(begins, _points(x, y), type=_LINE)
    _write(path, crs, "linestring", "LineString", lines, columns)


def read_columns(path: Path, columns: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Read columns of a file that this module wrote, and its coordinates.

    Returns
    -------
    dict
        Each column as an array, with ``x`` and ``y`` of every point, or of every end of a line.
    """
    table = pq.read_table(path, columns=[*columns, GEOMETRY]).combine_chunks()
    found = {name: table[name].to_numpy() for name in columns}
    shapes = table[GEOMETRY]
    points = shapes.combine_chunks() if isinstance(shapes, pa.ChunkedArray) else shapes
    if pa.types.is_list(points.type):
        points = points.flatten()
    found["x"], found["y"] = (points.field(axis).to_numpy() for axis in ("x", "y"))
    return found


class PointsFile:
    """A GeoParquet file of points, read a batch of rows at a time.

    Parameters
    ----------
    path
        The points are WKB or native.

    Attributes
    ----------
    columns
        Names of its columns, without that of the points.
    crs
        The reference system of the points.
    batches
        Row groups to read together: their numbers, and the number of the first row from 0.

    Raises
    ------
    InputError
        It is no such file.
    """

    def __init__(self, path: Path, *, batch_rows: int = 1_000_000) -> None:
        self.path = path
        try:
            self._file = pq.ParquetFile(path)
        except (OSError, pa.ArrowException) as error:
            found = "a file that cannot be read" if path.is_file() else "no such file"
            raise InputError([Problem(found, "GeoParquet with points", path.name)]) from error
        about = (self._file.schema_arrow.metadata or {}).get(b"geo")
        if about is None:
            raise InputError([Problem("Parquet without points", "GeoParquet", path.name)])
        described = orjson.loads(about)
        self._geometry = described["primary_column"]
        column = described["columns"][self._geometry]
        self._encoding = column["encoding"].lower()
        if self._encoding not in {"wkb", "point"}:
            found = f"shapes as '{column['encoding']}'"
            raise InputError([Problem(found, "points as WKB or 'point'", path.name)])
        self.crs = _crs(column, path)
        self.columns = [name for name in self._file.schema_arrow.names if name != self._geometry]
        self.batches = self._batches(batch_rows)

    def read(
        self, groups: Sequence[int], columns: Sequence[str]
    ) -> tuple[Floats, Floats, dict[str, NDArray[Any]]]:
        """Read some row groups.

        Returns
        -------
        tuple
            x and y, NaN where there is no point, and the columns.
        """
        table = self._file.read_row_groups(list(groups), columns=[*columns, self._geometry])
        shapes = table.combine_chunks()[self._geometry].combine_chunks()
        if self._encoding == "point":
            x, y = (shapes.field(axis).to_numpy(zero_copy_only=False) for axis in ("x", "y"))
        else:
            points = shapely.from_wkb(shapes.to_numpy(zero_copy_only=False), on_invalid="ignore")
            x, y = shapely.get_x(points), shapely.get_y(points)
        return x, y, {name: table[name].to_numpy() for name in columns}

    def _batches(self, most: int) -> list[tuple[tuple[int, ...], int]]:
        rows = [
            self._file.metadata.row_group(at).num_rows for at in range(self._file.num_row_groups)
        ]
        found: list[tuple[tuple[int, ...], int]] = []
        groups: list[int] = []
        first = held = 0
        for at, count in enumerate(rows):
            if groups and held + count > most:
                found.append((tuple(groups), first))
                groups, first, held = [], first + held, 0
            groups.append(at)
            held += count
        return [*found, (tuple(groups), first)] if groups else found


def _crs(column: Mapping[str, Any], path: Path) -> CRS:
    if "crs" not in column:
        return CRS.from_user_input("OGC:CRS84")
    if column["crs"] is None:
        raise InputError([Problem("no reference system", "one, such as EPSG:28992", path.name)])
    return CRS.from_json_dict(column["crs"])


def _points(x: Floats, y: Floats) -> pa.StructArray:
    axes = [pa.array(axis, pa.float64()) for axis in (x, y)]
    return pa.StructArray.from_arrays(axes, fields=list(_XY))


def _write(  # noqa: PLR0913, PLR0917 - a step of the two above
    path: Path,
    crs: str,
    encoding: str,
    kind: str,
    shapes: pa.Array,
    columns: Mapping[str, NDArray[Any]],
) -> None:
    described = {"encoding": encoding, "geometry_types": [kind], "crs": CRS(crs).to_json_dict()}
    about = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: described}}
    table = pa.table({**{name: pa.array(each) for name, each in columns.items()}, GEOMETRY: shapes})
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two workers may write the same part, if one was taken for lost; each does so aside.
    aside = path.with_name(f".{path.name}.{os.getpid()}-{uuid.uuid4().hex}")
    try:
        pq.write_table(
            table.replace_schema_metadata({"geo": orjson.dumps(about)}), aside, compression="zstd"
        )
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
