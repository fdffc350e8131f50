"""The layers of a file that somebody has, read once, on Arrow: for serving and for exporting alike.

::

    file ─ drivers ─> layers ─ placing ─> reference system
                        └─ batches of Arrow ─ arrow_values ─> Records
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from geo.collections.arrow_values import is_zoneless, type_of, values_of
from geo.collections.batches import turned
from geo.collections.data_sources import DataSource, gdal_sources, parquet_source
from geo.collections.drivers import openings, without_network
from geo.collections.placing import Given, check_given, place
from geo.io.names import free_name
from geo.io.records import Records
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import reference_system
from geo.model.schema import Field, Table, Type

Geometry = Literal["", "Point", "MultiPolygon", "Geometry"]

_GEOMETRY = "geometry"
"""The name under which a feature has its geometry; no column may have it."""
_KINDS: dict[str, Geometry] = {
    "Point": "Point",
    "Polygon": "MultiPolygon",
    "MultiPolygon": "MultiPolygon",
}


@dataclass(frozen=True, eq=False)
class DataLayer:
    """One layer of a file; `open_layers` makes them.

    Attributes
    ----------
    table
        Its columns. Rows have no key and keep their order.
    crs
        Reference system by authority and code; empty for a table without geometry.
    notes
        What looks wrong or is not kept, in sentences; more may be added while rows are read.
    """

    title: str
    table: Table
    crs: str
    notes: list[str]
    _source: DataSource
    _columns: tuple[_DataColumn, ...]
    _said: str

    def named(self, name: str) -> DataLayer:
        """Return the same layer with another name for its table."""
        return replace(self, table=replace(self.table, name=name))

    def batches(self) -> Iterator[DataBatch]:
        """Yield all rows.

        Yields
        ------
        DataBatch
            At least one, possibly empty.

        Raises
        ------
        InputError
            The file is truncated or damaged.
        """
        with _told(self._source.file), without_network(), ExitStack() as stack:
            empty = True
            start = 0
            for batch in self._source.batches(stack):
                empty = False
                yield self._batch(batch, start)
                start += batch.num_rows
            if empty:
                nothing = [pa.nulls(0, one.type) for one in self._source.schema]
                yield self._batch(pa.record_batch(nothing, schema=self._source.schema), 0)

    def _batch(self, batch: pa.RecordBatch, start: int) -> DataBatch:
        columns = {one.name: self._values(one, batch.column(one.index)) for one in self._columns}
        fids = self._source.fids(batch, start)
        return DataBatch(Records(self.table, columns, self._shapes(batch, start), self.crs), fids)

    def _values(self, column: _DataColumn, values: pa.Array) -> list[Any]:
        if column.is_shape:
            shapes = shapely.from_wkb(values.to_numpy(zero_copy_only=False), on_invalid="fix")
            return [None if shape is None else shape.wkt for shape in shapes]
        if is_zoneless(values, column.kind):
            self.note(
                f"the moments in '{column.name}' have no time zone and are taken to be in UTC"
            )
        return values_of(values, column.kind, column.field)

    def _shapes(self, batch: pa.RecordBatch, start: int) -> NDArray[np.object_]:
        shapes = self._source.shapes(batch, start)
        if (shapely.has_z(shapes) | shapely.has_m(shapes)).any():
            self.note("heights and measures are left out: coordinates are given as x and y")
            shapes = shapely.force_2d(shapes)
        return turned(shapes, self._said, self.crs) if self.crs else shapes

    def note(self, text: str) -> None:
        """Keep a remark about the layer, once."""
        sentence = f"{self._source.file}: {text}."
        if sentence not in self.notes:
            self.notes.append(sentence)


@dataclass(frozen=True, slots=True, eq=False)
class DataBatch:
    """Some rows of a layer.

    Attributes
    ----------
    records
        The rows, with coordinates as the file has them.
    fids
        The number of each row in its file.
    """

    records: Records
    fids: Sequence[int]


@dataclass(frozen=True, slots=True)
class _DataColumn:
    """A column of a file, and its published form."""

    index: int
    name: str
    kind: Type
    field: pa.Field
    is_shape: bool = False


def open_layers(path: Path, crs: str | None = None, *, option: str = "--crs") -> list[DataLayer]:
    """Read the description of the layers of a file.

    Parameters
    ----------
    path
        A file with one of `geo.collections.drivers.EXTENSIONS`.
    crs
        Reference system by authority and code, for a file that does not say its own, or says an
        impossible one.

    Returns
    -------
    list of DataLayer
        At least one; nothing of their rows is kept yet.

    Raises
    ------
    InputError
        It is no such file, or the location of its coordinates is unknown.
    """
    given = Given(check_given(crs), option)
    layers: list[DataLayer] = []
    said: list[str] = []
    for opening in openings(path):
        with (
            _told(path.name),
            without_network(),
            warnings.catch_warnings(record=True) as warned,
        ):
            warnings.simplefilter("always")
            found = gdal_sources(opening, path) if opening.driver else [parquet_source(path)]
        layers += [_layer(source, given) for source in found]
        said += dict.fromkeys(f"{path.name}: {warning.message}" for warning in warned)
    if not layers:
        raise InputError([Problem("no layer", "at least one", path.name)])
    layers[0].notes.extend(said)
    return layers


def _layer(source: DataSource, given: Given) -> DataLayer:
    notes: list[str] = []
    said = crs = ""
    if source.has_geometry:
        placement = place(source.crs, source.bounds, given, source.file)
        notes += placement.notes
        said = placement.crs
        # One without a name, or with heights, cannot be offered itself.
        crs = said if reference_system(said) else WGS84
    else:
        notes.append(f"{source.file}: '{source.title}' has no geometry; it is given without.")
    columns = tuple(_columns(source, notes))
    kind: Geometry = _KINDS.get(source.geometry_type, "Geometry") if source.has_geometry else ""
    table = Table(
        source.title,
        source.title,
        source.title,
        tuple(Field(one.name, one.kind, one.name, one.name) for one in columns),
        key=(),
        geometry=kind,
        credit=f"Read from {source.file}, which says no more about its source.",
    )
    return DataLayer(source.title, table, crs, notes, source, columns, said)


def _columns(source: DataSource, notes: list[str]) -> Iterator[_DataColumn]:
    """Name and type the columns of a file as they are published."""
    names = [source.schema.field(index).name for index in source.columns]
    taken = {_GEOMETRY, *names}
    for index, own in zip(source.columns, names, strict=True):
        name = own
        if own in {"", _GEOMETRY}:
            name = free_name(own or "column", taken)
            taken.add(name)
            notes.append(
                f"{source.file}: the column '{own}' is called '{name}' here, as '{_GEOMETRY}' is "
                "where a feature lies."
                if own
                else f"{source.file}: a column without a name is called '{name}' here."
            )
        described = source.schema.field(index)
        if own in source.further_shapes:
            notes.append(
                f"{source.file}: the second geometry '{name}' is given as text (WKT), in its own "
                "reference system."
            )
            yield _DataColumn(index, name, Type.TEXT, described, is_shape=True)
            continue
        kind = Type.TEXT if index in source.too_large else type_of(described)
        yield _DataColumn(index, name, kind, described)


@contextmanager
def _told(file: str) -> Iterator[None]:
    """Word in one sentence that a file cannot be read."""
    try:
        yield
    except (
        OSError,
        ValueError,
        RuntimeError,
        LookupError,
        pa.ArrowException,
        CRSError,
        shapely.errors.ShapelyError,
    ) as error:
        told = " ".join(str(error).split()) or type(error).__name__
        expected = "a file of features that can be read"
        raise InputError([Problem(told, expected, file)]) from error
