"""What a question selects, as a condition of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import ARRAY, BigInteger, Boolean, ColumnElement, Double, and_, false, literal, or_
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import TIMESTAMP

from geo.collections.columns import moment_span
from geo.collections.cql2.expression import Expression
from geo.collections.cql2.filter_crs import DEFAULT_CRS
from geo.collections.described import BBox, Period
from geo.collections.postgis import filtering
from geo.collections.postgis.filtering import can_be_stored
from geo.collections.postgis.stored_table import StoredTable
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84, ReferenceSystem
from geo.model.schema import Type

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """What of a table is asked for.

    Attributes
    ----------
    equals
        Property and the value it must have, or must have in its list.
    bbox, bbox_crs
        Only rows that touch this box, in the order x, y, and those without a geometry.
    period
        Only rows that hold, or may hold, at some moment in it.
    expression, filter_crs
        Only rows for which it is true.
    """

    equals: Mapping[str, Any] = field(default_factory=dict)
    bbox: BBox | None = None
    bbox_crs: ReferenceSystem = CRS84
    period: Period | None = None
    expression: Expression | None = None
    filter_crs: str = DEFAULT_CRS


def conditions(table: StoredTable, question: TableQuestion) -> list[ColumnElement[bool]]:
    """Write what a question selects.

    Raises
    ------
    InputError
        The filter cannot be evaluated, or a text cannot be held by a database.
    """
    chosen: list[ColumnElement[bool]] = []
    if question.bbox is not None and table.place is not None:
        chosen.append(table.place.touches(question.bbox, question.bbox_crs))
    chosen += [_having(table, name, value) for name, value in question.equals.items()]
    if question.period is not None and table.table.temporal:
        chosen += _touching(table, *question.period)
    if question.expression is not None:
        asked = question.expression
        chosen.append(filtering.condition(asked, table.filtered, filter_crs=question.filter_crs))
    return chosen


def _having(  # noqa: PLR0911 - one for each type
    table: StoredTable,
    name: str,
    value: Any,  # noqa: ANN401 - of any column
) -> ColumnElement[bool]:
    column = table.by_name[name]
    if isinstance(value, str) and not can_be_stored(value):
        raise InputError([Problem("U+0000", "a text that a database can hold", field=name)])
    own = column.compared
    match column.type:
        case Type.INTEGERS | Type.NUMBERS:
            return own.bool_op("@>")(literal([value], ARRAY(Double)).cast(own.type))
        case Type.TEXTS:
            return own.bool_op("@>")(literal([value], ARRAY(SqlText)))
        case Type.BOOLEAN:
            return own == literal(value in {True, "true"}, Boolean)
        case Type.INTEGER:
            return own == literal(value, BigInteger)
        case Type.NUMBER:
            return own == literal(value, Double)
        case Type.TIMESTAMP:
            return own == _bound(moment_span(value)[0])
        case Type.DAY:
            begin, end = moment_span(value)
            return own == _bound(begin) if end - begin == _DAY else false()
    return own == literal(value, SqlText)


def _touching(
    table: StoredTable, begin: np.datetime64 | None, end: np.datetime64 | None
) -> list[ColumnElement[bool]]:
    """Say which rows hold, or may hold, between two moments, as `ValidityColumns.touches` does."""
    names = table.table.temporal or ()
    first, last = table.by_name[names[0]], table.by_name[names[-1]]
    chosen = []
    if end is not None:
        chosen.append(or_(first.compared.is_(None), first.compared < _bound(end)))
    if begin is not None:
        own = last.compared
        # A day lasts until its end, a moment no longer than itself.
        later = own > _bound(begin - _DAY) if last.type is Type.DAY else own >= _bound(begin)
        chosen.append(or_(own.is_(None), later))
    return [and_(*chosen)] if chosen else []


def _bound(moment: np.datetime64) -> ColumnElement[Any]:
    # As text: numpy's moments reach farther than Python's.
    text = str(np.datetime_as_string(moment, unit="us"))
    return literal(f"{text}+00", SqlText).cast(TIMESTAMP(timezone=True))
