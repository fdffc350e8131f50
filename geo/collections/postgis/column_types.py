"""What a column of PostgreSQL is to us: its type, how it is read, and what a filter compares.

==================================== ============ ==============================================
PostgreSQL                           type         value
==================================== ============ ==============================================
boolean                              boolean      true, false
smallint, integer, bigint, oid       integer      the number
numeric without a fraction, up to 18 integer      the number
digits
real, double precision               number       the number; null for NaN and infinity
numeric up to 15 digits, or without  number       the number as a double; null for NaN
a precision
other numeric                        text         its digits
date                                 day          ``2024-01-02``
time                                 time         ``09:00:00``
timestamp, timestamptz               timestamp    ``2024-01-02T03:04:05Z``: in UTC
interval                             text         ``PT90S`` (ISO 8601)
bytea                                text         hexadecimal digits
text, varchar, char, enum, uuid, …   text         as PostgreSQL writes it
array of text                        texts        a list
array of whole numbers               integers     a list
array of other numbers               numbers      a list
json, jsonb, composite, other arrays structure    an object or a list
further geometry columns             text         well-known text
==================================== ============ ==============================================

A date or moment that is infinite, or outside the years 1 to 9999, is null in an answer; a filter
finds it before or after everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Double,
    Text,
    case,
    cast,
    column,
    func,
    literal_column,
)
from sqlalchemy.sql import quoted_name

from geo.model.schema import Type

_DOUBLE_DIGITS = 15
_INT64_DIGITS = 18
LARGEST = 1.7976931348623157e308
"""The largest double that is finite."""
_LEAST: ColumnElement[Any] = literal_column(f"-{LARGEST!r}")
_MOST: ColumnElement[Any] = literal_column(f"{LARGEST!r}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9:]{8}(?:\.[0-9]+)?)(?:\+00)?")

Read = Callable[[Any], Any]
"""Turns what the driver returned, which is not None, into a plain value."""


@dataclass(frozen=True, slots=True)
class CatalogueColumn:
    """A column as the catalogue of the database describes it, with domains resolved.

    Attributes
    ----------
    name
        Its name in the database.
    kind
        The name of its type in ``pg_type``.
    sort
        ``b`` for a plain type, ``c`` for a composite one, ``e`` for an enumeration.
    element
        The name of the type of its elements, for an array; otherwise empty.
    modifier
        What stands in brackets behind the type, as PostgreSQL keeps it; -1 for nothing.
    comment
        What its owner says of it.
    """

    name: str
    kind: str
    sort: str
    element: str
    modifier: int
    comment: str
    required: bool


@dataclass(frozen=True, slots=True, eq=False)
class StoredColumn:
    """A column of a table as it is published.

    Attributes
    ----------
    name
        Its published name.
    shown
        What is selected for an answer.
    read
        Turns that into a plain value; None where it is one.
    compared
        What a filter and an order compare.
    indexed
        The bare column where ``compared`` hides it from an index: a double, in which NaN is greater
        than every number.
    note
        What is not kept as it is; empty for nothing.
    """

    name: str
    type: Type
    shown: ColumnElement[Any]
    read: Read | None
    compared: ColumnElement[Any]
    note: str = ""
    indexed: ColumnElement[Any] | None = None


def named(name: str) -> ColumnElement[Any]:
    """Return a column of the table that is read; its name is always quoted."""
    return column(quoted_name(name, quote=True))


def stored_column(found: CatalogueColumn, name: str) -> StoredColumn:
    """Say how a column is published.

    Parameters
    ----------
    found
        Any column but the geometry of the features.
    name
        Its published name.
    """
    own = named(found.name)
    if found.kind in {"geometry", "geography"}:
        text = func.st_astext(own)
        note = f"the further geometry '{found.name}' is given as text (WKT)"
        return StoredColumn(name, Type.TEXT, text, None, text, note)
    if found.element:
        return _array(found, name, own)
    if found.kind == "numeric":
        return _numeric(found, name, own)
    make = _MAKERS.get(found.kind)
    if make is not None:
        return make(name, own)
    if found.sort == "c":
        return _structure(name, func.to_json(own))
    return _text(name, own)


def _plain(kind: Type) -> Callable[[str, ColumnElement[Any]], StoredColumn]:
    return lambda name, own: StoredColumn(name, kind, own, None, own)


def _text(name: str, own: ColumnElement[Any]) -> StoredColumn:
    text = cast(own, Text)
    return StoredColumn(name, Type.TEXT, text, None, text)


def _double(name: str, own: ColumnElement[Any]) -> StoredColumn:
    """NaN is greater than every number in PostgreSQL, and no value here."""
    double = cast(own, Double)
    finite = case((double.between(_LEAST, _MOST), double))
    return StoredColumn(name, Type.NUMBER, double, _finite, finite, indexed=own)


def _numeric(found: CatalogueColumn, name: str, own: ColumnElement[Any]) -> StoredColumn:
    known = case((own.between(_LEAST, _MOST), own))
    if found.modifier < 0:
        note = f"'{found.name}' is numeric without a precision and is given as a double"
        double = cast(known, Double)
        return StoredColumn(name, Type.NUMBER, double, None, double, note)
    precision = (found.modifier - 4 >> 16) & 0xFFFF
    scale = ((found.modifier - 4 & 0x7FF) ^ 1024) - 1024
    if scale <= 0 and precision - scale <= _INT64_DIGITS:
        whole = cast(known, BigInteger)
        return StoredColumn(name, Type.INTEGER, whole, None, whole)
    if precision <= _DOUBLE_DIGITS:
        double = cast(known, Double)
        return StoredColumn(name, Type.NUMBER, double, None, double)
    return _text(name, own)


def _day(name: str, own: ColumnElement[Any]) -> StoredColumn:
    return StoredColumn(name, Type.DAY, own, _read_day, own)


def _moment(name: str, own: ColumnElement[Any]) -> StoredColumn:
    return StoredColumn(name, Type.TIMESTAMP, own, _read_moment, own)


def _zoneless(name: str, own: ColumnElement[Any]) -> StoredColumn:
    note = f"the moments in '{name}' have no time zone and are taken to be in UTC"
    return StoredColumn(name, Type.TIMESTAMP, own, _read_moment, own, note)


def _time(name: str, own: ColumnElement[Any]) -> StoredColumn:
    form: ColumnElement[Any] = literal_column("'HH24:MI:SS.US'")
    text = func.replace(func.to_char(own, form), literal_column("'.000000'"), literal_column("''"))
    return StoredColumn(name, Type.TIME, text, None, text)


def _bytes(name: str, own: ColumnElement[Any]) -> StoredColumn:
    digits = func.encode(own, literal_column("'hex'"))
    return StoredColumn(name, Type.TEXT, digits, None, digits)


def _structure(name: str, own: ColumnElement[Any]) -> StoredColumn:
    return StoredColumn(name, Type.STRUCTURE, own, _read_json, own)


def _array(found: CatalogueColumn, name: str, own: ColumnElement[Any]) -> StoredColumn:
    if found.element in _WHOLE:
        whole = cast(own, ARRAY(BigInteger))
        return StoredColumn(name, Type.INTEGERS, whole, _read_list, whole)
    if found.element in {"float4", "float8", "numeric"}:
        doubles = cast(own, ARRAY(Double))
        return StoredColumn(name, Type.NUMBERS, doubles, _read_list, doubles)
    if found.element in {"text", "varchar", "bpchar", "name", "uuid", "date"}:
        texts = cast(own, ARRAY(Text))
        return StoredColumn(name, Type.TEXTS, texts, _read_list, texts)
    return _structure(name, func.to_json(own))


_WHOLE = frozenset(("int2", "int4", "int8", "oid"))
_MAKERS: dict[str, Callable[[str, ColumnElement[Any]], StoredColumn]] = {
    "bool": _plain(Type.BOOLEAN),
    **dict.fromkeys(("int2", "int4", "int8"), _plain(Type.INTEGER)),
    "oid": lambda name, own: _plain(Type.INTEGER)(name, cast(own, BigInteger)),
    "text": _plain(Type.TEXT),
    "varchar": _plain(Type.TEXT),
    "float4": _double,
    "float8": _double,
    "date": _day,
    "timestamp": _zoneless,
    "timestamptz": _moment,
    "time": _time,
    "bytea": _bytes,
    "json": _structure,
    "jsonb": _structure,
}


def _finite(value: float) -> float | None:
    return value if -LARGEST <= value <= LARGEST else None


def _read_day(text: str) -> str | None:
    return text if _DAY.fullmatch(text) else None


def _read_moment(text: str) -> str | None:
    found = _MOMENT.fullmatch(text)
    return None if found is None else f"{found[1]}T{found[2]}Z"


def _read_json(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value  # a number that is too long for JSON as it is read


def _read_list(values: list[Any]) -> list[Any]:
    """Flatten an array of several dimensions, as a list of values is searched."""
    flat: list[Any] = []
    for value in values:
        if isinstance(value, list):
            flat += _read_list(value)
        else:
            flat.append(_finite(value) if isinstance(value, float) else value)
    return flat
