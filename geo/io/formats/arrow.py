"""The columns of a table as Arrow has them, for the formats that are written from Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

import pyarrow as pa

from geo.io.records import structure_text
from geo.model.schema import Type

_SOURCE_STRUCT = pa.struct(
    [(name, pa.string()) for name in ("title", "url", "date", "date_kind", "type")]
)
_ARROW = {
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.TIMESTAMP: pa.timestamp("us", "UTC"),
    Type.DAY: pa.date32(),
    Type.TIME: pa.time64("us"),
    Type.TEXTS: pa.list_(pa.string()),
    Type.INTEGERS: pa.list_(pa.int64()),
    Type.NUMBERS: pa.list_(pa.float64()),
    Type.STRUCTURE: pa.json_(),
    Type.SOURCES: pa.list_(_SOURCE_STRUCT),
}


def arrow_type(kind: Type) -> pa.DataType:
    """Return Arrow's type for a field; text for any without a type of its own."""
    return _ARROW.get(kind, pa.string())


def arrow_array(kind: Type, values: Sequence[Any]) -> pa.Array:
    """Make an Arrow column from plain values.

    Parameters
    ----------
    values
        As `geo.io.records.Records` holds them.

    Returns
    -------
    pa.Array
        Of the type that `arrow_type` gives.
    """
    match kind:
        case Type.TIMESTAMP | Type.DAY:
            return pa.array(values, pa.string()).cast(arrow_type(kind))
        case Type.TIME:
            times = [None if one is None else time.fromisoformat(one) for one in values]
            return pa.array(times, arrow_type(kind))
        case Type.STRUCTURE:
            texts = pa.array([structure_text(one) for one in values], pa.string())
            return pa.ExtensionArray.from_storage(pa.json_(), texts)
        case _:
            return pa.array(values, arrow_type(kind))
