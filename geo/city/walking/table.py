"""The walking network as a file: one row per node, with the nodes that it is joined to.

``x`` and ``y`` are whole decimetres in the projected system of the city. ``onward`` lists the rows
of the connected nodes that come later, so each edge is listed once. Where it is known, ``modes``
lists who may use each of those edges, as the sum of `geo.city.walking.mode.Mode`: 1 on foot, 2
without steps, 4 on a bicycle.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geo.city.walking.mode import ON_FOOT, Mode
from geo.model.errors import InputError, Problem

FILE = "walking.parquet"
UNITS_PER_M = 10
"""Coordinates are whole decimetres."""

Integers: TypeAlias = NDArray[np.int64]

_SCHEMA = pa.schema(
    [
        pa.field("x", pa.int32(), nullable=False),
        pa.field("y", pa.int32(), nullable=False),
        pa.field("onward", pa.list_(pa.field("node", pa.int32(), nullable=False)), nullable=False),
    ]
)
_MODES = pa.field("modes", pa.list_(pa.field("mode", pa.uint8(), nullable=False)), nullable=False)
_WITH_MODES = _SCHEMA.append(_MODES)
_NUMBERS = ("x", "y", "onward.list.element")
_MODE = "modes.list.element"
_READ_ERRORS = (OSError, pa.ArrowException)


@dataclass(frozen=True, slots=True)
class WalkingTable:
    """Nodes and edges of a walking network; integer arrays.

    Attributes
    ----------
    x, y
        Nodes in decimetres, in the projected system of the city.
    a, b
        Rows of the nodes at the ends of each edge, the lower first; in order.
    modes
        Who may use each edge, the sum of its `Mode`; None where the table does not say, and then
        everybody on foot may.
    """

    x: Integers
    y: Integers
    a: Integers
    b: Integers
    modes: Integers | None = None


def encode(table: WalkingTable) -> bytes:
    """Write a network as Parquet; it is small because neighbouring rows are similar."""
    offsets = np.searchsorted(table.a, np.arange(len(table.x) + 1)).astype(np.int32)
    onward = pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(table.b.astype(np.int32)), type=_SCHEMA.field("onward").type
    )
    columns = [pa.array(axis.astype(np.int32)) for axis in (table.x, table.y)]
    columns.append(onward)
    if table.modes is not None:
        modes = pa.array(table.modes.astype(np.uint8))
        columns.append(pa.ListArray.from_arrays(pa.array(offsets), modes, type=_MODES.type))
    buffer = io.BytesIO()
    pq.write_table(
        pa.Table.from_arrays(columns, schema=_SCHEMA if table.modes is None else _WITH_MODES),
        buffer,
        compression="zstd",
        # Only few sums of modes occur.
        use_dictionary=[_MODE] if table.modes is not None else False,
        column_encoding=dict.fromkeys(_NUMBERS, "DELTA_BINARY_PACKED"),
    )
    return buffer.getvalue()


def read(path: Path) -> WalkingTable:
    """Read a network from the file that holds it.

    Parameters
    ----------
    path
        A file as `encode` makes it.

    Raises
    ------
    InputError
        There is no such file, or it holds something else.
    """
    if not path.is_file():
        expected = f"a table in {path.parent.name}/ (make it with 'meetingplaces reference build')"
        raise InputError([Problem("no such file", expected, file=path.name)])
    try:
        table = pq.read_table(path)
    except _READ_ERRORS as error:
        found = f"a file that cannot be read ({str(error).splitlines()[0]})"
        raise InputError([Problem(found, "a Parquet file", file=path.name)]) from error
    written = [(field.name, field.type) for field in table.schema]
    if written not in (
        [(field.name, field.type) for field in one] for one in (_SCHEMA, _WITH_MODES)
    ):
        found = ", ".join(f"{field.name} ({field.type})" for field in table.schema)
        expected = "x, y and onward, in whole numbers"
        raise InputError([Problem(found, expected, file=path.name)])
    table = table.combine_chunks()
    onward = table["onward"].combine_chunks()
    return WalkingTable(
        table["x"].to_numpy(),
        table["y"].to_numpy(),
        np.repeat(np.arange(len(table)), np.diff(onward.offsets.to_numpy())),
        onward.flatten().to_numpy().astype(np.int64),
        table["modes"].combine_chunks().flatten().to_numpy().astype(np.int64)
        if "modes" in table.schema.names
        else None,
    )


def read_edges(path: Path, mode: Mode) -> tuple[Integers, Integers, Integers, Integers]:
    """Read the edges that may be used in a way, and the nodes at their ends.

    Parameters
    ----------
    path
        A file as `encode` makes it. One that does not say who may use an edge is of streets to
        walk, by everybody on foot.

    Returns
    -------
    tuple
        x and y of the nodes in decimetres; and the rows of the nodes at the ends of each edge.
        Nodes and edges are in the order of the table.

    Raises
    ------
    InputError
        The table is missing or malformed, or nobody may go in this way.
    """
    table = read(path)
    modes = np.full(len(table.a), ON_FOOT) if table.modes is None else table.modes
    may = (modes & mode) == mode
    if not may.any():
        raise InputError([Problem(f"no edge for mode '{mode.name}'", "at least one", path.name)])
    used = np.zeros(len(table.x), dtype=bool)
    used[table.a[may]] = used[table.b[may]] = True
    row = np.cumsum(used) - 1
    return table.x[used], table.y[used], row[table.a[may]], row[table.b[may]]
