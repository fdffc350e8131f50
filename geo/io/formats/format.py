"""What a format is, and what writers share: batches in, bytes out."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.io.names import free_name
from geo.io.records import DEGREE_DECIMALS, Records, flat_fields
from geo.model.crs import WGS84
from geo.model.errors import ReleaseError
from geo.model.schema import Field, Type

UNDATED = "1970-01-01"
"""The date in a file when none is given; never that of the clock."""

BATCH_ROWS = 10_000
"""Rows in memory at a time where a file is written in batches."""

KEPT_IN_MEMORY = 8_000_000
"""Bytes of rows that wait in memory where something is written before them that is known last."""

Writer: TypeAlias = Callable[[Iterable[Records], BinaryIO, str], None]
"""Writes batches of one table, in one reference system, to a file; the last is an ISO date."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Parameters
    ----------
    name
        The name that users type, and the extension without its dot.
    media_type
        As registered, for HTTP and data packages.
    only_wgs84
        Whether coordinates may be in EPSG:4326 only.
    is_text
        Whether it can be read in a terminal.
    encode_layers
        Encodes a file with several layers; None where a file holds only one.
    """

    name: str
    title: str
    media_type: str
    writer: Writer
    only_wgs84: bool = False
    is_text: bool = False
    encode_layers: Callable[[Sequence[Records], str], bytes] | None = None

    @property
    def extension(self) -> str:
        """Extension of a file, with its dot."""
        return f".{self.name}"

    def write(self, batches: Iterable[Records], target: BinaryIO, date: str = UNDATED) -> None:
        """Write rows to a file, keeping at most one batch in memory.

        Parameters
        ----------
        batches
            At least one, all of one table and in one reference system, with rows in order. Each is
            requested after the one before is written.
        target
            File to write to, open for writing bytes; it need not be seekable.
        date
            ISO date recorded in the file, where the format has a place for it.

        Raises
        ------
        ReleaseError
            The rows cannot be written in this format; the target is then incomplete.
        """
        self.writer(batches, target, date)

    def encode(self, layers: Sequence[Records], date: str = UNDATED) -> bytes:
        """Encode layers as the bytes of a file.

        Parameters
        ----------
        layers
            One layer; several for a format that supports them.
        date
            ISO date recorded in the file, where the format has a place for it.

        Raises
        ------
        ReleaseError
            The rows cannot be written in this format.
        """
        if self.encode_layers is not None:
            return self.encode_layers(layers, date)
        (layer,) = layers
        buffer = io.BytesIO()
        self.write([layer], buffer, date)
        return buffer.getvalue()


def opened(batches: Iterable[Records]) -> tuple[Records, Iterator[Records]]:
    """Read the first batch, which gives the table and the reference system.

    Parameters
    ----------
    batches
        At least one.

    Returns
    -------
    tuple of Records and iterator
        The table without rows, and all batches, the first included.

    Raises
    ------
    ReleaseError
        There is none.
    """
    coming = iter(batches)
    first = next(coming, None)
    if first is None:
        raise ReleaseError("There is no table to write: not even one without rows.")
    nothing = first.geometry[:0].copy()  # a view would keep all of them
    head = Records(first.table, {name: [] for name in first.columns}, nothing, first.crs)
    return head, put_back([first], coming)


def put_back(seen: list[Records], coming: Iterator[Records]) -> Iterator[Records]:
    """Yield the batches already read, then the rest; keep none once it is yielded."""
    while seen:
        yield seen.pop(0)
    yield from coming


_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """Remove characters that XML 1.0 cannot express, not even escaped."""
    return _NO_XML.sub("", text)


class Bounds:
    """The bounding box of shapes that come in batches."""

    def __init__(self) -> None:
        self._west = self._south = math.inf
        self._east = self._north = -math.inf

    def add(self, shapes: NDArray[np.object_]) -> None:
        """Add the shapes of a batch."""
        found = shapely.bounds(shapes)
        found = found[~np.isnan(found[:, 0])]
        if len(found):
            west, south = found[:, :2].min(axis=0).tolist()
            east, north = found[:, 2:].max(axis=0).tolist()
            self._west, self._south = min(self._west, west), min(self._south, south)
            self._east, self._north = max(self._east, east), max(self._north, north)

    def box(self) -> list[float] | None:
        """Return west, south, east and north; None where there was no shape."""
        box = [self._west, self._south, self._east, self._north]
        return box if math.isfinite(self._west) else None


def cell_fields(records: Records, *, with_shapes: bool = False) -> tuple[Field, ...]:
    """List the columns of a sheet of cells: those of the table, then those of its shapes.

    Parameters
    ----------
    records
        Any rows of the table.
    with_shapes
        Whether shapes other than points are written, as well-known text.

    Returns
    -------
    tuple of Field
        At the end ``lon`` and ``lat``, or ``x`` and ``y``, of points; ``wkt`` of other shapes; and
        ``crs`` where it is not EPSG:4326. A number stands behind a name that a column has already.
    """
    fields = list(flat_fields(records.table))
    for field in _coordinate_fields(records, with_shapes=with_shapes):
        fields.append(replace(field, name=free_name(field.name, [one.name for one in fields])))
    return tuple(fields)


def cells(records: Records, *, with_shapes: bool = False) -> Iterator[tuple[Any, ...]]:
    """Return the rows as plain values in the order of `cell_fields`."""
    columns: list[Sequence[Any]] = list(records.flat().values())
    added = _coordinate_fields(records, with_shapes=with_shapes)
    if added and records.table.geometry == "Point":
        columns.append(_ordinates(records, shapely.get_x(records.geometry)))
        columns.append(_ordinates(records, shapely.get_y(records.geometry)))
    elif added:
        columns.append(_texts_of_shapes(records))
    if added and records.crs != WGS84:
        columns.append([records.crs] * len(records.geometry))
    return zip(*columns, strict=True) if columns else iter([()] * len(records.geometry))


def _coordinate_fields(records: Records, *, with_shapes: bool) -> tuple[Field, ...]:
    """List the columns that hold the shape of a row in a format that knows no shapes."""
    is_point = records.table.geometry == "Point"
    if not records.crs or not (is_point or with_shapes):
        return ()
    elsewhere = records.crs != WGS84
    system = (Field("crs", Type.TEXT, "Coördinatenstelsel", "Reference system"),) * elsewhere
    if not is_point:
        return Field("wkt", Type.TEXT, "Vorm (WKT)", "Shape (well-known text)"), *system
    if elsewhere:
        return (
            Field("x", Type.NUMBER, "Eerste coördinaat (oost)", "First coordinate (east)"),
            Field("y", Type.NUMBER, "Tweede coördinaat (noord)", "Second coordinate (north)"),
            *system,
        )
    return (
        Field("lon", Type.NUMBER, "Lengtegraad", "Longitude", unit="degrees"),
        Field("lat", Type.NUMBER, "Breedtegraad", "Latitude", unit="degrees"),
    )


def _texts_of_shapes(records: Records) -> list[str | None]:
    """Return shapes as well-known text; None for none, and for an empty one."""
    texts = shapely.to_wkt(records.geometry, rounding_precision=DEGREE_DECIMALS, trim=True)
    empty = shapely.is_empty(records.geometry)
    return [None if none else text for text, none in zip(texts.tolist(), empty, strict=True)]


def _ordinates(records: Records, numbers: Any) -> list[float | None]:  # noqa: ANN401 - numpy
    """Return the x or the y of points; None for a row without a point or with an empty one."""
    missing = shapely.is_missing(records.geometry) | shapely.is_empty(records.geometry)
    return [
        None if none else number for number, none in zip(numbers.tolist(), missing, strict=True)
    ]
