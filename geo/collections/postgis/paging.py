"""The order of rows, and the place in it where a page begins: by key, not by number.

The next page asks for what comes after the last row, in the order of an index, so the thousandth
page costs what the first does; see `geo.collections.ordering`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, UnaryExpression, and_, literal, or_
from sqlalchemy import Text as SqlText
from sqlalchemy.types import NullType

from geo.collections.ordering import Cursor, SortKey
from geo.collections.postgis.column_types import named
from geo.collections.postgis.filtering import can_be_stored
from geo.collections.postgis.stored_table import StoredTable
from geo.collections.postgis.texts import by_code_point
from geo.model.schema import Type

_WHOLE = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
_TEXTS = frozenset((Type.TEXT, Type.URL, Type.TIME))


def key_value(table: StoredTable, feature_id: str) -> int | str | None:
    """Read the id of a feature as a value of the key; None where no row can have it."""
    value: int | str | None = feature_id
    if table.key.kind in _WHOLE:
        number = _whole(feature_id)
        limit = _WHOLE[table.key.kind]
        value = number if number is not None and -limit <= number < limit else None
    elif table.key.kind == "uuid":
        if not _is_uuid(feature_id):
            return None
    elif not can_be_stored(feature_id):
        return None
    return value


def order(table: StoredTable, keys: Sequence[SortKey]) -> list[UnaryExpression[Any]]:
    """Return what to order by: the columns asked for, and the key."""
    sorted_by = []
    for one in keys:
        value = _sorted(table, one)
        sorted_by.append((value.desc() if one.descending else value.asc()).nulls_last())
    return [*sorted_by, named(table.key.name).asc()]


def after(table: StoredTable, cursor: Cursor) -> ColumnElement[bool]:
    """Say which rows come after a cursor.

    Raises
    ------
    ValueError
        It is not of this table.
    """
    last = key_value(table, cursor.feature_id)
    if last is None:
        message = "the cursor of a link 'next'"
        raise ValueError(message)
    beyond: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(cursor.keys, cursor.values, strict=True):
        own = _sorted(table, key)
        if value is None:  # rows without a value come last, so none is beyond
            equal.append(own.is_(None))
            continue
        bound = _bound(table, key, value)
        farther = own < bound if key.descending else own > bound
        beyond.append(and_(*equal, or_(farther, own.is_(None))))
        equal.append(own == bound)
    # Without a type of its own it is read as the type of the key, whose index then serves.
    farther = named(table.key.name) > BindParameter(None, last, type_=NullType())
    return or_(*beyond, and_(*equal, farther))


def _sorted(table: StoredTable, key: SortKey) -> ColumnElement[Any]:
    column = table.by_name[key.name]
    return by_code_point(column.compared) if column.type in _TEXTS else column.compared


def _bound(table: StoredTable, key: SortKey, value: Any) -> ColumnElement[Any]:  # noqa: ANN401 - JSON
    column = table.by_name[key.name]
    if column.type in _TEXTS:
        if not isinstance(value, str) or not can_be_stored(value):
            message = "the cursor of a link 'next'"
            raise ValueError(message)
        return literal(value, SqlText)
    return BindParameter(None, value, type_=NullType())


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 19:  # noqa: PLR2004 - int64
        return None
    return int(text) if str(int(text)) == text else None


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
