"""A column of every type that Arrow knows, and what is expected to become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.model.schema import Type

H3 = 617700169958293503
"""A cell of H3: a whole number that a double does not hold."""
_MOMENT = datetime(2024, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
_NAIVE = _MOMENT.replace(tzinfo=None)


@dataclass(frozen=True)
class ArrowColumn:
    """A column, and its first value as JSON; every column has null in its second row."""

    name: str
    array: pa.Array
    type: Type
    value: Any


def _column(name: str, kind: pa.DataType, value: Any, type_: Type, plain: Any) -> ArrowColumn:
    return ArrowColumn(name, pa.array([value, None], kind), type_, plain)


COLUMNS = (
    ArrowColumn("bool", pa.array([True, None]), Type.BOOLEAN, value=True),
    _column("int8", pa.int8(), -8, Type.INTEGER, -8),
    _column("int16", pa.int16(), -16, Type.INTEGER, -16),
    _column("int32", pa.int32(), -32, Type.INTEGER, -32),
    _column("int64", pa.int64(), H3, Type.INTEGER, H3),
    _column("uint8", pa.uint8(), 8, Type.INTEGER, 8),
    _column("uint16", pa.uint16(), 16, Type.INTEGER, 16),
    _column("uint32", pa.uint32(), 2**32 - 1, Type.INTEGER, 2**32 - 1),
    _column("uint64", pa.uint64(), H3, Type.INTEGER, H3),
    _column("uint64_large", pa.uint64(), 2**63 + 1, Type.TEXT, "9223372036854775809"),
    _column("float32", pa.float32(), 1.5, Type.NUMBER, 1.5),
    _column("float64", pa.float64(), 0.1, Type.NUMBER, 0.1),
    _column("decimal_9_2", pa.decimal128(9, 2), Decimal("12.30"), Type.NUMBER, 12.3),
    _column("decimal_18_0", pa.decimal128(18, 0), Decimal(H3), Type.INTEGER, H3),
    _column(
        "decimal_30_10",
        pa.decimal128(30, 10),
        Decimal("12345678901234567890.0123456789"),
        Type.TEXT,
        "12345678901234567890.0123456789",
    ),
    _column("string", pa.string(), "één; twee", Type.TEXT, "één; twee"),
    _column("large_string", pa.large_string(), "x", Type.TEXT, "x"),
    ArrowColumn("dictionary", pa.array(["x", None]).dictionary_encode(), Type.TEXT, "x"),
    _column("binary", pa.binary(), b"\x00\xff", Type.TEXT, "00ff"),
    _column("date32", pa.date32(), date(2024, 1, 2), Type.DAY, "2024-01-02"),
    _column("date64", pa.date64(), date(2024, 1, 2), Type.DAY, "2024-01-02"),
    _column("time32_s", pa.time32("s"), time(9), Type.TIME, "09:00:00"),
    _column("time64_us", pa.time64("us"), time(9, 0, 0, 5000), Type.TIME, "09:00:00.005000"),
    _column("timestamp_s", pa.timestamp("s"), _NAIVE, Type.TIMESTAMP, "2024-01-02T03:04:05Z"),
    _column(
        "timestamp_ns_utc",
        pa.timestamp("ns", "UTC"),
        _MOMENT,
        Type.TIMESTAMP,
        "2024-01-02T03:04:05.678Z",
    ),
    _column(
        "timestamp_us_amsterdam",
        pa.timestamp("us", "Europe/Amsterdam"),
        _MOMENT,
        Type.TIMESTAMP,
        "2024-01-02T03:04:05.678Z",
    ),
    _column("duration", pa.duration("ms"), timedelta(minutes=1, seconds=30), Type.TEXT, "PT90S"),
    _column("list_string", pa.list_(pa.string()), ["a", "b"], Type.TEXTS, ["a", "b"]),
    _column("list_date", pa.list_(pa.date32()), [date(2024, 1, 2)], Type.TEXTS, ["2024-01-02"]),
    _column("list_int64", pa.list_(pa.int64()), [1, H3], Type.INTEGERS, [1, H3]),
    _column("list_float64", pa.large_list(pa.float64()), [1.5, 2.0], Type.NUMBERS, [1.5, 2.0]),
    _column("list_bool", pa.list_(pa.bool_()), [True, False], Type.STRUCTURE, [True, False]),
    _column(
        "struct",
        pa.struct([("a", pa.int64()), ("b", pa.date32())]),
        {"a": 1, "b": date(2024, 1, 2)},
        Type.STRUCTURE,
        {"a": 1, "b": "2024-01-02"},
    ),
    _column("map", pa.map_(pa.string(), pa.int64()), [("a", 1)], Type.STRUCTURE, {"a": 1}),
    _column("json", pa.json_(), '{"a": [1, null]}', Type.STRUCTURE, {"a": [1, None]}),
)
"""Every type, by a name that says which."""


def write_columns(path, columns=COLUMNS) -> None:
    """Write columns as GeoParquet of two points."""
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
    }
    points = shapely.to_wkb([shapely.Point(4.4, 51.9), shapely.Point(4.5, 51.95)])
    table = pa.table(
        {**{one.name: one.array for one in columns}, "geometry": pa.array(points, pa.binary())}
    )
    pq.write_table(table.replace_schema_metadata({"geo": orjson.dumps(about)}), path)
