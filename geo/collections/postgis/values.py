"""The values of a CQL2 expression in SQL: properties, literals, what is computed of them, lists."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Double,
    Numeric,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy import Boolean as SqlBoolean
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import array

from geo.collections.cql2 import faults, literals, strings
from geo.collections.cql2.columns import ColumnKind, Columns
from geo.collections.cql2.expression import (
    Array,
    Boolean,
    Call,
    Date,
    Node,
    Number,
    Property,
    Text,
    Timestamp,
)
from geo.collections.cql2.operators import OPERATORS, Sort
from geo.collections.postgis import moments
from geo.collections.postgis.column_types import StoredColumn
from geo.collections.postgis.spatial import PlaceColumn
from geo.collections.postgis.texts import folded, normalised

INT64 = range(-(2**63), 2**63)
"""The whole numbers that PostgreSQL has without a fraction."""
_NUMBERS = (ColumnKind.NUMBER, ColumnKind.INTEGER)
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class FilterColumns:
    """What a filter can speak of.

    Attributes
    ----------
    kinds
        The properties without rows, to check an expression with.
    stored
        Each property in SQL, by its published name.
    place
        The geometry, if there is one.
    """

    kinds: Columns
    stored: Mapping[str, StoredColumn]
    place: PlaceColumn | None


class ValueWriter(ABC):
    """Writes the values of checked nodes.

    Parameters
    ----------
    source
        The text of the expression, to say where a fault is.
    """

    def __init__(self, source: str, columns: FilterColumns) -> None:
        self._source = source
        self._columns = columns

    @abstractmethod
    def condition(self, node: Node, *, only_true: bool = False) -> Condition:
        """Write a condition."""

    def _kind(self, node: Node) -> ColumnKind:  # noqa: PLR0911 - one for each sort of node
        match node:
            case Property():
                return self._columns.kinds.columns[node.name].kind
            case Text():
                return ColumnKind.TEXT
            case Number():
                return ColumnKind.INTEGER if isinstance(node.value, int) else ColumnKind.NUMBER
            case Date():
                return ColumnKind.DATE
            case Timestamp():
                return ColumnKind.TIMESTAMP
            case Call() if OPERATORS[node.operator].sort is Sort.FOLD:
                return ColumnKind.TEXT
            case Call() if OPERATORS[node.operator].sort is Sort.ARITHMETIC:
                return ColumnKind.NUMBER
        return ColumnKind.BOOLEAN

    def _value(self, node: Node) -> ColumnElement[Any]:  # noqa: PLR0911 - one for each sort of node
        match node:
            case Property():
                own = self._columns.stored[node.name].compared
                return normalised(own) if self._kind(node) is ColumnKind.TEXT else own
            case Text():
                return literal(strings.normal(node.value), SqlText)
            case Number():
                return _number(node.value)
            case Boolean():
                return literal(node.value, SqlBoolean)
            case Date():
                return moments.day(moments.day_of(node))
            case Timestamp():
                return moments.moment(moments.moment_of(node))
            case Call() if OPERATORS[node.operator].sort is Sort.FOLD:
                folds, inner = unfolded(node)
                if isinstance(inner, Text):
                    return literal(strings.fold(inner.value, folds), SqlText)
                name = inner.name if isinstance(inner, Property) else ""
                return folded(self._columns.stored[name].compared, folds)
            case Call() if OPERATORS[node.operator].sort is Sort.ARITHMETIC:
                return self._arithmetic(node)
        return self.condition(node)

    def _instant(self, node: Node) -> Node:
        """Read a text that is compared with a time as one."""
        return literals.read_instant(node.value, 0) or node if isinstance(node, Text) else node

    def _arithmetic(self, node: Call) -> ColumnElement[Any]:
        left, right = node.arguments
        if node.operator == "%":
            return self._remainder(node)
        a, b = (cast(self._value(each), Double) for each in (left, right))
        match node.operator:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
            case "^":
                return _power(a, b)
        divided: ColumnElement[Any] = a.op("/", return_type=Double())(
            func.nullif(b, literal(0.0, Double))
        )
        return divided if node.operator == "/" else func.trunc(divided)

    def _remainder(self, node: Call) -> ColumnElement[Any]:
        for each in node.arguments:
            if self._kind(each) is not ColumnKind.INTEGER:
                expected = "whole numbers, as the database has no exact remainder of others"
                raise faults.fault(self._source, node.at, "% of numbers with a fraction", expected)
        a, b = map(self._value, node.arguments)
        return cast(func.mod(a, func.nullif(b, literal(0, BigInteger))), Double)

    def _kind_of_list(self, node: Node) -> ColumnKind | None:
        """Return what a list is of; None for an empty one, which is of anything."""
        if isinstance(node, Property):
            return self._kind(node)
        items = node.items if isinstance(node, Array) else ()
        if not items:
            return None
        return ColumnKind.NUMBERS if self._kind(items[0]) in _NUMBERS else ColumnKind.TEXTS

    def _list(self, node: Node, of: ColumnKind, *, bare: bool) -> ColumnElement[Any]:
        kind = ARRAY(Double) if of is ColumnKind.NUMBERS else ARRAY(SqlText)
        if isinstance(node, Property):
            own = self._columns.stored[node.name].compared
            if of is ColumnKind.NUMBERS:
                return func.array_remove(cast(own, kind), None)
            return func.array_remove(own, None) if bare else _normalised_each(own)
        items = node.items if isinstance(node, Array) else ()
        made = cast(array([self._value(item) for item in items]), kind)
        unsure = [self._value(item) for item in items if not isinstance(item, Text | Number)]
        if not unsure:
            return made
        return case((and_(*(value.is_not(None) for value in unsure)), made))


def _normalised_each(own: ColumnElement[Any]) -> ColumnElement[Any]:
    each = func.unnest(own).table_valued("one").render_derived()
    normal = select(normalised(each.c.one)).where(each.c.one.is_not(None)).scalar_subquery()
    return case((own.is_not(None), cast(func.array(normal), ARRAY(SqlText))))


def unfolded(node: Node) -> tuple[tuple[str, ...], Node]:
    """Strip CASEI and ACCENTI from a text: return their names, innermost first, and the text."""
    folds: tuple[str, ...] = ()
    while isinstance(node, Call) and node.operator in {"casei", "accenti"}:
        folds = (node.operator, *folds)
        node = node.arguments[0]
    return folds, node


def _number(value: float) -> ColumnElement[Any]:
    if isinstance(value, float):
        return literal(value, Double)
    return literal(value, BigInteger) if value in INT64 else literal(value, Numeric)


def _power(a: ColumnElement[Any], b: ColumnElement[Any]) -> ColumnElement[Any]:
    """Raise to a power; null where there is no such number, where PostgreSQL would stop."""
    # The offset keeps the planner from writing each operand out several times.
    given = select(a.label("a"), b.label("b")).offset(literal(0)).subquery()
    x, y = given.c.a, given.c.b
    zero = literal(0.0, Double)
    none = or_(and_(x == zero, y < zero), and_(x < zero, y != func.trunc(y)))
    return select(case((none, null()), else_=func.power(x, y))).scalar_subquery()
