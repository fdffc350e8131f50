"""A CQL2 expression as a condition of SQL: from the tree that own files are filtered by.

What a request says is bound, never written into the statement. Logic has three values in SQL as it
has in CQL2, so each operator becomes the operator that PostgreSQL has for it. Where only true rows
are asked for (outside NOT), false and unknown are not told apart, which lets an index be used.
"""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Double,
    and_,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    true,
)
from sqlalchemy import Date as SqlDate
from sqlalchemy import (
    Text as SqlText,
)

from geo.collections.cql2 import faults, strings
from geo.collections.cql2.checking import check, known_crs
from geo.collections.cql2.columns import ColumnKind
from geo.collections.cql2.expression import (
    Array,
    Boolean,
    Box,
    Call,
    Expression,
    Geometry,
    Interval,
    Node,
    Number,
    Open,
    Property,
    Text,
    walk,
)
from geo.collections.cql2.filter_crs import DEFAULT_CRS, to_crs84
from geo.collections.cql2.operators import OPERATORS, Sort
from geo.collections.cql2.places import relate
from geo.collections.postgis import moments
from geo.collections.postgis.column_types import LARGEST
from geo.collections.postgis.moments import End
from geo.collections.postgis.spatial import PlaceColumn, turned_function
from geo.collections.postgis.texts import (
    by_code_point,
    like_pattern,
    spellings,
)
from geo.collections.postgis.values import INT64, Condition, FilterColumns, ValueWriter, unfolded
from geo.model.reference_systems import ReferenceSystem

_TIMES = {ColumnKind.DATE, ColumnKind.TIMESTAMP}
_TURNED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def condition(
    expression: Expression, columns: FilterColumns, *, filter_crs: str = DEFAULT_CRS
) -> Condition:
    """Write an expression as a condition that is true for the same rows as `evaluate`.

    Parameters
    ----------
    expression
        As `parse_text` or `parse_json` reads it.
    filter_crs
        CRS of its geometries, as the OGC names it.

    Raises
    ------
    InputError
        As `check` does; and for what PostgreSQL cannot do: the remainder of numbers with a
        fraction, and a text with the character U+0000.
    """
    check(expression, columns.kinds, filter_crs=filter_crs)
    writer = _Writer(expression.source, columns, known_crs(filter_crs))
    for node in walk(expression.root):
        if isinstance(node, Text) and not can_be_stored(node.value):
            expected = "a text that a database can hold, without U+0000 and half characters"
            raise faults.fault(expression.source, node.at, "a text", expected)
    return writer.condition(expression.root, only_true=True)


def can_be_stored(text: str) -> bool:
    """Return whether PostgreSQL can hold a text."""
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


class _Writer(ValueWriter):
    """Writes checked conditions."""

    def __init__(self, source: str, columns: FilterColumns, crs: ReferenceSystem) -> None:
        super().__init__(source, columns)
        self._crs = crs

    def condition(self, node: Node, *, only_true: bool = False) -> Condition:  # noqa: PLR0911 - one for each sort
        if isinstance(node, Boolean):
            return true() if node.value else false()
        if not isinstance(node, Call):
            return self._value(node)
        match OPERATORS[node.operator].sort:
            case Sort.LOGIC:
                return self._logic(node, only_true=only_true)
            case Sort.COMPARISON:
                return self._compare(node.operator, *node.arguments, only_true=only_true)
            case Sort.BETWEEN:
                return self._between(*node.arguments, only_true=only_true)
            case Sort.NULL:
                return self._is_missing(node.arguments[0])
            case Sort.IN:
                return self._in(node.arguments[0], node.arguments[1], only_true=only_true)
            case Sort.LIKE:
                return self._like(node.arguments[0], node.arguments[1])
            case Sort.SPATIAL:
                return self._relate(node, only_true=only_true)
            case Sort.TEMPORAL:
                left, right = map(self._ends, node.arguments)
                return moments.relation(node.operator, left, right, only_true=only_true)
            case _:
                return self._lists(node)

    def _between(self, value: Node, low: Node, high: Node, *, only_true: bool) -> Condition:
        above = self._compare(">=", value, low, only_true=only_true)
        return and_(above, self._compare("<=", value, high, only_true=only_true))

    def _logic(self, node: Call, *, only_true: bool) -> Condition:
        if node.operator == "not":
            return not_(self.condition(node.arguments[0]))
        parts = [self.condition(each, only_true=only_true) for each in node.arguments]
        return and_(*parts) if node.operator == "and" else or_(*parts)

    def _is_missing(self, node: Node) -> Condition:
        match node:
            case Interval():
                return or_(self._is_missing(node.start), self._is_missing(node.end))
            case Geometry() | Box() | Open() | Array():
                return false()
            case Property() if self._is_place(node):
                return self._place.is_missing
        return self._value(node).is_(None)

    def _compare(self, name: str, left: Node, right: Node, *, only_true: bool) -> Condition:
        if not isinstance(left, Property | Call) and isinstance(right, Property | Call):
            left, name, right = right, _TURNED[name], left
        kinds = {self._kind(left), self._kind(right)}
        if kinds & _TIMES:
            return self._compare_times(name, left, right)
        if kinds == {ColumnKind.TEXT}:
            return self._compare_texts(name, left, right)
        if only_true and isinstance(left, Property) and isinstance(right, Number):
            indexed = self._columns.stored[left.name].indexed
            if indexed is not None and name != "<>":
                return _bounded(name, indexed, self._value(right))
        return _applied(name, self._value(left), self._value(right))

    def _compare_texts(self, name: str, left: Node, right: Node) -> Condition:
        if isinstance(left, Property) and isinstance(right, Text) and name in {"=", "<>"}:
            same = self._among(left, [right.value])
            if same is not None:
                return same if name == "=" else not_(same)
        a, b = self._value(left), self._value(right)
        if name not in {"=", "<>"}:
            a, b = by_code_point(a), by_code_point(b)
        return _applied(name, a, b)

    def _among(self, node: Property, texts: list[str]) -> Condition | None:
        """Say which rows have one of some texts, by the bare column; None where that is unsure."""
        every = [spellings(strings.normal(text)) for text in texts]
        found = [one for each in every if each is not None for one in each]
        if None in every:
            return None
        own = self._columns.stored[node.name].compared
        if len(found) == 1:
            return own == literal(found[0], SqlText)
        return own == func.any(literal(found, ARRAY(SqlText)))

    def _compare_times(self, name: str, left: Node, right: Node) -> Condition:
        left, right = self._instant(left), self._instant(right)
        kinds = (self._kind(left), self._kind(right))
        a, b = self._value(left), self._value(right)
        if kinds[0] is kinds[1]:
            return _applied(name, a, b)
        if kinds == (ColumnKind.TIMESTAMP, ColumnKind.DATE):
            # A moment counts as its day: that is a stretch of moments, for which there is an index.
            return _compared_as_day(name, a, b)
        return _applied(name, a, cast(b, SqlDate))

    def _in(self, node: Node, listed: Node, *, only_true: bool) -> Condition:
        items = listed.items if isinstance(listed, Array) else ()
        if isinstance(node, Property) and all(isinstance(item, Text) for item in items):
            texts = [item.value for item in items if isinstance(item, Text)]
            if self._kind(node) is ColumnKind.TEXT:
                same = self._among(node, texts)
                if same is not None:
                    return same
        whole = [item.value for item in items if isinstance(item, Number)]
        if (
            self._kind(node) is ColumnKind.INTEGER
            and len(whole) == len(items)
            and all(isinstance(one, int) and one in INT64 for one in whole)
        ):
            return self._value(node) == func.any(literal(whole, ARRAY(BigInteger)))
        return or_(*(self._compare("=", node, item, only_true=only_true) for item in items))

    def _like(self, node: Node, like: Node) -> Condition:
        folds, inner = unfolded(like)
        pattern = like_pattern(inner.value if isinstance(inner, Text) else "", folds)
        return self._value(node).like(literal(pattern, SqlText))

    # Places, times and lists

    @property
    def _place(self) -> PlaceColumn:
        assert self._columns.place is not None  # noqa: S101 - the expression was checked
        return self._columns.place

    def _is_place(self, node: Node) -> bool:
        return isinstance(node, Property) and self._kind(node) is ColumnKind.GEOMETRY

    def _relate(self, node: Call, *, only_true: bool) -> Condition:
        left, right = node.arguments
        function = node.operator
        if self._is_place(left) and self._is_place(right):
            return self._place.related_to_itself(function)
        if self._is_place(left):
            return self._place.related(function, self._shape(right), only_true=only_true)
        if self._is_place(right):
            turned = turned_function(function)
            return self._place.related(turned, self._shape(left), only_true=only_true)
        known = relate(function, self._shape(left), self._shape(right))
        return true() if bool(known) else false()

    def _shape(self, node: Node) -> BaseGeometry:
        return to_crs84(node, self._crs) if isinstance(node, Geometry | Box) else shapely.Point()

    def _ends(self, node: Node) -> tuple[End, End]:
        if isinstance(node, Interval):
            return (
                self._end(node.start, moments.ALWAYS_BEFORE),
                self._end(node.end, moments.ALWAYS_AFTER),
            )
        end = self._end(node, moments.ALWAYS_AFTER)
        return end, end

    def _end(self, node: Node, otherwise: ColumnElement[Any]) -> End:
        node = self._instant(node)
        if isinstance(node, Open):
            return End(otherwise, None)
        return End(self._value(node), self._kind(node), isinstance(node, Property))

    def _lists(self, node: Call) -> Condition:
        kinds = [self._kind_of_list(each) for each in node.arguments]
        of = next((kind for kind in kinds if kind is not None), ColumnKind.TEXTS)
        both = all(isinstance(each, Property) for each in node.arguments)
        bare = of is ColumnKind.TEXTS and not both and all(map(_is_bare, node.arguments))
        a, b = (self._list(each, of, bare=bare) for each in node.arguments)
        match node.operator:
            case "a_contains":
                return a.bool_op("@>")(b)
            case "a_containedBy":
                return a.bool_op("<@")(b)
            case "a_overlaps":
                return a.bool_op("&&")(b)
        return and_(a.bool_op("@>")(b), a.bool_op("<@")(b))


def _is_bare(node: Node) -> bool:
    """Return whether a list of texts can be compared without normalising what is stored."""
    if isinstance(node, Property):
        return True
    items = node.items if isinstance(node, Array) else ()
    return all(isinstance(item, Text) and spellings(item.value) == [item.value] for item in items)


def _applied(name: str, a: ColumnElement[Any], b: ColumnElement[Any]) -> Condition:
    return a.bool_op(name)(b)


def _bounded(name: str, own: ColumnElement[Any], number: ColumnElement[Any]) -> Condition:
    """Compare a bare double, leaving out what is no number here: NaN and infinity."""
    if name == "=":
        return _applied(name, own, number)
    if name in {">", ">="}:
        return and_(_applied(name, own, number), own <= literal(LARGEST, Double))
    return and_(_applied(name, own, number), own >= literal(-LARGEST, Double))


def _compared_as_day(name: str, moment: ColumnElement[Any], day: ColumnElement[Any]) -> Condition:
    after = day + literal(1)
    match name:
        case "=":
            return and_(moment >= day, moment < after)
        case "<>":
            return or_(moment < day, moment >= after)
        case "<=":
            return moment < after
        case ">":
            return moment >= after
    return _applied(name, moment, day)
