"""What a column of Arrow is to us, and its values as JSON knows them: one table for every file.

================================= ============ =================================================
Arrow                             type         value
================================= ============ =================================================
boolean                           boolean      true, false
whole numbers, decimals without   integer      the number; where 64 bits with a sign do not hold
a fraction                                     it, text with its digits
floating point, decimals of up to number       the number; null for NaN and infinity
15 digits
other decimals                    text         its digits
text                              text         as it is
bytes                             text         hexadecimal digits
date                              day          ``2024-01-02``
time                              time         ``09:00:00``
timestamp                         timestamp    ``2024-01-02T03:04:05Z``: in UTC, to microseconds
duration                          text         ``PT90S`` (ISO 8601)
list of texts, days or times      texts        a list
list of whole numbers             integers     a list
list of numbers                   numbers      a list
struct, map, other lists, JSON    structure    an object or a list
================================= ============ =================================================
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from geo.collections.columns import moment_text
from geo.model.schema import Type

_DOUBLE_DIGITS = 15
"""Digits of a decimal of which no two are the same double."""
_INT64_DIGITS = 18
"""Digits that 64 bits with a sign hold, whatever they are."""
_SECOND = 1_000_000
_GDAL_TYPE = b"GDAL:OGR:type"
_LISTS: dict[Type, Type] = {
    Type.TEXT: Type.TEXTS,
    Type.DAY: Type.TEXTS,
    Type.TIME: Type.TEXTS,
    Type.TIMESTAMP: Type.TEXTS,
    Type.INTEGER: Type.INTEGERS,
    Type.NUMBER: Type.NUMBERS,
}
"""What a list of values of a type is; any other is a structure."""
_OTHER = Type.STRUCTURE


def plain_field(field: pa.Field) -> pa.Field:
    """Remove dictionaries, runs and extensions from a column, except JSON.

    Returns
    -------
    pa.Field
        The same column with the type of its values.
    """
    kind = field.type
    while True:
        if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
            kind = kind.value_type
        elif isinstance(kind, pa.BaseExtensionType) and not isinstance(kind, pa.JsonType):
            kind = kind.storage_type
        else:
            return field.with_type(kind)


def type_of(field: pa.Field) -> Type:
    """Return the type of the values of a column; a uint64 is assumed to fit in a signed 64 bits."""
    field = plain_field(field)
    if (field.metadata or {}).get(_GDAL_TYPE) == b"DateTime":
        return Type.TIMESTAMP
    return _type(field.type)


def values_of(column: pa.Array, kind: Type, field: pa.Field) -> list[Any]:
    """Return the values of a column as JSON knows them, None where there is none.

    Parameters
    ----------
    kind
        What `type_of` says of it; text for a column of integers too large for 64 bits.
    field
        The column in the schema of its file.
    """
    column = _plain(column)
    if kind is Type.TIMESTAMP and pa.types.is_string(plain_field(field).type):
        return [None if one is None else _moment_of_gdal(one) for one in _texts(column)]
    return _values(column, kind)


def is_zoneless(column: pa.Array, kind: Type) -> bool:
    """Return whether a column has moments without a time zone."""
    if kind is not Type.TIMESTAMP:
        return False
    column = _plain(column)
    if pa.types.is_string(column.type):
        return any(one is not None and not _has_zone(one) for one in _texts(column))
    return column.type.tz is None and column.null_count < len(column)


def _type(kind: pa.DataType) -> Type:
    if _is_list(kind):
        inner = plain_field(pa.field("", kind.value_type)).type
        return Type.STRUCTURE if pa.types.is_uint64(inner) else _LISTS.get(_type(inner), _OTHER)
    if pa.types.is_decimal(kind):
        if kind.scale <= 0 and kind.precision - kind.scale <= _INT64_DIGITS:
            return Type.INTEGER
        return Type.NUMBER if kind.precision <= _DOUBLE_DIGITS else Type.TEXT
    return next((found for is_one, found in _SORTS if is_one(kind)), Type.TEXT)


_SORTS: tuple[tuple[Callable[[pa.DataType], bool], Type], ...] = (
    (pa.types.is_boolean, Type.BOOLEAN),
    (pa.types.is_integer, Type.INTEGER),
    (pa.types.is_floating, Type.NUMBER),
    (pa.types.is_timestamp, Type.TIMESTAMP),
    (pa.types.is_date, Type.DAY),
    (pa.types.is_time, Type.TIME),
    (pa.types.is_struct, Type.STRUCTURE),
    (pa.types.is_map, Type.STRUCTURE),
    (pa.types.is_union, Type.STRUCTURE),
    (lambda kind: isinstance(kind, pa.JsonType), Type.STRUCTURE),
)
"""What a column of Arrow is to us; what is none of these is text."""


def _is_list(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )


def _plain(column: pa.Array) -> pa.Array:
    """Remove dictionaries, runs and extensions, except JSON."""
    while True:
        if isinstance(column, pa.DictionaryArray):
            column = column.dictionary_decode()
        elif isinstance(column, pa.RunEndEncodedArray):
            column = pc.run_end_decode(column)
        elif isinstance(column, pa.ExtensionArray) and not isinstance(column.type, pa.JsonType):
            column = column.storage
        else:
            return column


def _values(column: pa.Array, kind: Type) -> list[Any]:  # noqa: PLR0911 - one for each type
    match kind:
        case Type.TIMESTAMP:
            moments = column.cast(pa.timestamp("us", column.type.tz), safe=False)
            return _each(moment_text, moments.to_numpy(zero_copy_only=False))
        case Type.DAY:
            return _each(str, column.cast(pa.date32(), safe=False).to_numpy(zero_copy_only=False))
        case Type.TIME:
            times = column.cast(pa.time64("us"), safe=False).to_pylist()
            return [None if time is None else time.isoformat() for time in times]
        case Type.NUMBER:
            numbers = [None if one is None else float(one) for one in column.to_pylist()]
            return [one if one is None or np.isfinite(one) else None for one in numbers]
        case Type.INTEGER if pa.types.is_decimal(column.type):
            return [None if one is None else int(one) for one in column.to_pylist()]
        case Type.TEXTS | Type.INTEGERS | Type.NUMBERS:
            return _lists(column)
        case Type.STRUCTURE if isinstance(column.type, pa.JsonType):
            return [None if one is None else _json(one) for one in _texts(column.storage)]
        case Type.STRUCTURE:
            return [_nested(value, column.type) for value in column.to_pylist()]
        case Type.TEXT:
            return _as_texts(column)
    plain: list[Any] = column.to_pylist()
    return plain


def _each(write: Callable[[Any], str], moments: Any) -> list[str | None]:  # noqa: ANN401 - numpy
    unknown = np.isnat(moments)
    pairs = zip(moments, unknown, strict=True)
    return [None if none else write(moment) for moment, none in pairs]


def _lists(column: pa.Array) -> list[Any]:
    inner = _plain(column.flatten())
    parts = iter(_values(inner, _type(inner.type)))
    lengths = pc.list_value_length(column).to_pylist()
    return [None if size is None else [next(parts) for _ in range(size)] for size in lengths]


def _as_texts(column: pa.Array) -> list[Any]:
    """Write values without a type of their own as text."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _texts(column)
    if pa.types.is_duration(kind):
        micro = column.cast(pa.duration("us"), safe=False).cast(pa.int64()).to_pylist()
        return [None if one is None else _duration(one) for one in micro]
    return [None if one is None else _text(one) for one in column.to_pylist()]


def _texts(column: pa.Array) -> list[str | None]:
    """Return texts, replacing what is not UTF-8."""
    try:
        plain: list[str | None] = column.to_pylist()
    except UnicodeDecodeError:
        raw = column.cast(pa.large_binary()).to_pylist()
        return [None if one is None else one.decode("utf-8", "replace") for one in raw]
    return plain


def _text(value: Any) -> str:  # noqa: ANN401 - of any column
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _duration(microseconds: int) -> str:
    sign = "-" if microseconds < 0 else ""
    whole, part = divmod(abs(microseconds), _SECOND)
    fraction = f".{part:06d}".rstrip("0") if part else ""
    return f"{sign}PT{whole}{fraction}S"


def _json(text: str) -> Any:  # noqa: ANN401 - whatever JSON can say
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text  # a number that is too long for JSON as it is read, or no JSON at all


def _nested(value: Any, kind: pa.DataType) -> Any:  # noqa: ANN401 - whatever a file holds
    """Return a value in a structure as JSON knows it."""
    if value is None:
        return None
    if _is_list(kind):
        return [_nested(part, kind.value_type) for part in value]
    if pa.types.is_struct(kind):
        return {part.name: _nested(value.get(part.name), part.type) for part in kind}
    if pa.types.is_map(kind):
        return {str(key): _nested(part, kind.item_type) for key, part in value}
    if pa.types.is_union(kind):
        return value if isinstance(value, bool | int | float | str) else str(value)
    (plain,) = _values(_plain(pa.array([value], kind)), _type(plain_field(pa.field("", kind)).type))
    return plain


def _has_zone(text: str) -> bool:
    return text.endswith("Z") or text[-6:-5] in {"+", "-"}


def _moment_of_gdal(text: str) -> str:
    """Convert a moment as GDAL writes it to UTC; one without a zone counts as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment_text(np.datetime64(moment, "us"))
