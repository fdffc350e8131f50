"""Evaluating an expression on columns: every operator is one pass over all rows.

Only rows for which it is true are selected; see `geo.collections.cql2.truth` for what is unknown.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.collections.cql2 import literals, strings
from geo.collections.cql2.checking import check, known_crs
from geo.collections.cql2.columns import NONE_MISSING, Coded, ColumnKind, Columns
from geo.collections.cql2.expression import (
    Array,
    Boolean,
    Box,
    Call,
    Date,
    Expression,
    Geometry,
    Interval,
    Node,
    Number,
    Open,
    Property,
    Text,
    Timestamp,
    repeated_calls,
)
from geo.collections.cql2.few_rows import SomeRows, by_index
from geo.collections.cql2.filter_crs import DEFAULT_CRS, to_crs84
from geo.collections.cql2.found import Found, ListedRows
from geo.collections.cql2.functions import ARITHMETIC, COMPARE, SETS, TURNED
from geo.collections.cql2.operators import OPERATORS, Sort
from geo.collections.cql2.places import relate
from geo.collections.cql2.shape_column import ShapeColumn
from geo.collections.cql2.times import RELATIONS, Stretch, stretch
from geo.collections.cql2.truth import (
    Outcome,
    Truth,
    both_hold,
    either,
    known,
    negated,
    one_holds,
)
from geo.model.reference_systems import ReferenceSystem

Values: TypeAlias = tuple[Any, Truth]
"""Values, one for each row or one for all, and where they are missing."""


def evaluate(
    expression: Expression, columns: Columns, *, filter_crs: str = DEFAULT_CRS
) -> NDArray[np.bool_]:
    """Find the rows for which an expression is true.

    Parameters
    ----------
    expression
        As `parse_text` or `parse_json` reads it.
    filter_crs
        CRS of its geometries, as the OGC names it; axes in the order of that CRS.

    Returns
    -------
    array of bool
        One for each row; False also where the outcome is unknown because a value is missing.

    Raises
    ------
    InputError
        As `check` does.

    Examples
    --------
    >>> from geo.collections.cql2.columns import Column, ColumnKind
    >>> from geo.collections.cql2.parsing import parse_text
    >>> rooms = Column(ColumnKind.NUMBER, np.array([2.0, 5.0]), np.zeros(2, dtype=bool))
    >>> columns = Columns(2, {"rooms": rooms})
    >>> evaluate(parse_text("rooms > 3"), columns).tolist()
    [False, True]
    """
    return find(expression, columns, filter_crs=filter_crs).matching


def find(expression: Expression, columns: Columns, *, filter_crs: str = DEFAULT_CRS) -> Found:
    """Find the rows for which an expression is true, listed where an index found them.

    Arguments and errors are those of `evaluate`.
    """
    check(expression, columns, filter_crs=filter_crs)
    repeated, crs = repeated_calls(expression.root), known_crs(filter_crs)
    indexed = by_index(expression.root, columns)
    if indexed is None:
        true, _ = _Evaluator(columns, crs, repeated).condition(expression.root)
        return Found(true if true.ndim else np.full(columns.size, true))
    rows, others = indexed
    for other in others:
        true, _ = _Evaluator(SomeRows(columns, rows), crs, repeated).condition(other)
        rows = rows[np.broadcast_to(true, len(rows))]
    return ListedRows(rows, columns.size)


class _Evaluator:
    """Evaluates checked nodes on one set of columns; equal nodes once.

    Parameters
    ----------
    repeated
        Conditions that are kept once they are evaluated.
    """

    def __init__(self, columns: Columns, crs: ReferenceSystem, repeated: frozenset[Call]) -> None:
        self._columns = columns
        self._crs = crs
        self._repeated = repeated
        self._outcomes: dict[Call, Outcome] = {}

    # Conditions

    def condition(self, node: Node) -> Outcome:
        """Return where a condition is true and where it is unknown."""
        if not isinstance(node, Call):
            values, missing = self._values(node)
            return known(np.asarray(values), missing)
        if not self._repeated or node not in self._repeated:
            return self._call(node)
        if node not in self._outcomes:
            self._outcomes[node] = self._call(node)
        return self._outcomes[node]

    def _call(self, node: Call) -> Outcome:  # noqa: PLR0911 - one for each sort
        match OPERATORS[node.operator].sort:  # most frequent first
            case Sort.COMPARISON:
                return self._compare(node.operator, *node.arguments)
            case Sort.LOGIC:
                return self._logic(node)
            case Sort.NULL:
                return self._missing(node.arguments[0]), NONE_MISSING
            case Sort.BETWEEN:
                value, low, high = node.arguments
                above = self._compare(">=", value, low)
                return both_hold(above, self._compare("<=", value, high))
            case Sort.IN:
                return self._in(node.arguments[0], node.arguments[1])
            case Sort.LIKE:
                return self._like(node.arguments[0], node.arguments[1])
            case Sort.SPATIAL:
                return self._relate(node)
            case Sort.TEMPORAL:
                return self._temporal(node)
            case _:
                return self._array(node)

    def _logic(self, node: Call) -> Outcome:
        first, *others = node.arguments
        outcome = self.condition(first)
        if node.operator == "not":
            return negated(outcome)
        join = both_hold if node.operator == "and" else one_holds
        for other in others:
            outcome = join(outcome, self.condition(other))
        return outcome

    def _missing(self, node: Node) -> Truth:
        if isinstance(node, Interval):
            return either(self._missing(node.start), self._missing(node.end))
        if isinstance(node, Geometry | Box | Open | Array):
            return NONE_MISSING
        if isinstance(node, Property):
            return self._columns.missing(node.name)
        return self._values(node)[1]

    def _compare(self, name: str, left: Node, right: Node) -> Outcome:
        if isinstance(left, Text):
            left, name, right = right, TURNED[name], left
        coded = self._coded(left) if isinstance(right, Text) else None
        if coded is not None and isinstance(right, Text):
            texts, missing = coded
            return known(texts.compare(name, strings.normal(right.value)), missing)
        a, b, missing = self._alike(left, right)
        return known(np.asarray(COMPARE[name](a, b), dtype=bool), missing)

    def _coded(self, node: Node) -> tuple[Coded, Truth] | None:
        """Return the texts of a property, folded or not, as numbers; None for anything else."""
        folds, inner = _unfolded(node)
        if not isinstance(inner, Property):
            return None
        if self._columns.columns[inner.name].kind is not ColumnKind.TEXT:
            return None
        return self._columns.coded(inner.name, folds), self._columns.missing(inner.name)

    def _alike(self, left: Node, right: Node) -> tuple[Any, Any, Truth]:
        """Make two values comparable: a text becomes a date, a moment its day."""
        (a, a_missing), (b, b_missing) = self._values(left), self._values(right)
        if _is_time(a) or _is_time(b):
            a = a if _is_time(a) else self._instant_of(left)
            b = b if _is_time(b) else self._instant_of(right)
            if _unit(a) != _unit(b):
                a, b = a.astype("datetime64[D]"), b.astype("datetime64[D]")
        return a, b, either(a_missing, b_missing)

    def _instant_of(self, node: Node) -> Any:  # noqa: ANN401 - a scalar of numpy
        text = node.value if isinstance(node, Text) else ""
        return self._values(literals.read_instant(text, 0) or node)[0]

    def _in(self, node: Node, listed: Node) -> Outcome:
        items = listed.items if isinstance(listed, Array) else ()
        coded = self._coded(node)
        if coded is not None and all(isinstance(item, Text) for item in items):
            texts, missing = coded
            named = (strings.normal(item.value) for item in items if isinstance(item, Text))
            return known(texts.among(named), missing)
        values, missing = self._values(node)
        if isinstance(values, np.ndarray) and values.ndim and not _is_time(values):
            given = [self._values(item) for item in items]
            # A set takes one lookup for each row, however long the list.
            if all(np.ndim(value) == 0 and not unknown for value, unknown in given):
                wanted = {_plain(value) for value, _ in given}
                true = np.fromiter((v in wanted for v in values.tolist()), bool, len(values))
                return known(true, missing)
        outcome = self._compare("=", node, items[0])
        for item in items[1:]:
            outcome = one_holds(outcome, self._compare("=", node, item))
        return outcome

    def _like(self, node: Node, like: Node) -> Outcome:
        folds, inner = _unfolded(like)
        fits = strings.matcher(inner.value if isinstance(inner, Text) else "", folds)
        coded = self._coded(node)
        if coded is not None:
            texts, missing = coded
            return known(texts.rows(fits(texts.different)), missing)
        text, missing = self._values(node)
        return np.asarray(next(fits([text]))), missing

    # Values

    def _values(self, node: Node) -> Values:  # noqa: PLR0911 - one line for each sort of node
        match node:
            case Property():
                column = self._columns.columns[node.name]
                if column.kind is ColumnKind.TEXT:
                    return self._columns.folded(node.name, ()), self._columns.missing(node.name)
                return self._columns.values(node.name), self._columns.missing(node.name)
            case Text():
                return strings.normal(node.value), NONE_MISSING
            case Number() | Boolean():
                return node.value, NONE_MISSING
            case Date():
                return np.asarray(node.value, dtype="datetime64[D]"), NONE_MISSING
            case Timestamp():
                return np.asarray(node.value[:26].rstrip("Z"), dtype="datetime64[us]"), NONE_MISSING
            case Call() if node.operator in ("casei", "accenti"):
                return self._folded(node)
            case Call() if OPERATORS[node.operator].sort is Sort.ARITHMETIC:
                return self._arithmetic(node)
            case _:
                return self.condition(node)

    def _folded(self, node: Call) -> Values:
        folds, inner = _unfolded(node)
        if isinstance(inner, Property):
            return self._columns.folded(inner.name, folds), self._columns.missing(inner.name)
        text = inner.value if isinstance(inner, Text) else ""
        return strings.fold(text, folds), NONE_MISSING

    def _arithmetic(self, node: Call) -> Values:
        (a, a_missing), (b, b_missing) = map(self._values, node.arguments)
        a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
        with np.errstate(all="ignore"):
            result = np.asarray(ARITHMETIC[node.operator](a, b))
        # Division by zero has no result: like any number that is not finite, it is unknown.
        return result, either(either(a_missing, b_missing), ~np.isfinite(result))

    # Places, times and lists

    def _relate(self, node: Call) -> Outcome:
        left, right = node.arguments
        missing = either(self._missing(left), self._missing(right))
        return known(relate(node.operator, self._shapes(left), self._shapes(right)), missing)

    def _shapes(self, node: Node) -> BaseGeometry | ShapeColumn:
        if isinstance(node, Property):
            return self._columns.shapes(node.name)
        if isinstance(node, Geometry | Box):
            return to_crs84(node, self._crs)
        return shapely.Point()

    def _temporal(self, node: Call) -> Outcome:
        ends = [self._ends(argument) for argument in node.arguments]
        only_dates = all(
            _unit(values) == "D" for pair in ends for values, _ in pair if values is not None
        )
        a, b = (_stretch(pair, only_dates=only_dates) for pair in ends)
        missing = either(a.missing, b.missing)
        return known(RELATIONS[node.operator](a, b), missing)

    def _ends(self, node: Node) -> tuple[Values, Values]:
        if isinstance(node, Interval):
            return self._end(node.start), self._end(node.end)
        end = self._end(node)
        return end, end

    def _end(self, node: Node) -> Values:
        if isinstance(node, Open):
            return None, NONE_MISSING
        values, missing = self._values(node)
        return (values if _is_time(values) else self._instant_of(node)), missing

    def _array(self, node: Call) -> Outcome:
        (a, a_missing), (b, b_missing) = map(self._sets, node.arguments)
        missing = either(a_missing, b_missing)
        holds = SETS[node.operator]
        if isinstance(a, frozenset) and isinstance(b, frozenset):
            return known(np.asarray(holds(a, b)), missing)
        size = self._columns.size
        pairs = zip(_each(a, size), _each(b, size), strict=True)
        true = np.fromiter((holds(one, other) for one, other in pairs), bool, size)
        return known(true, missing)

    def _sets(self, node: Node) -> tuple[frozenset[Any] | list[frozenset[Any]], Truth]:
        if isinstance(node, Property):
            missing = self._columns.missing(node.name)
            lists = zip(
                self._columns.values(node.name),
                np.broadcast_to(missing, self._columns.size),
                strict=True,
            )
            is_text = self._columns.columns[node.name].kind is ColumnKind.TEXTS
            normal = strings.normal if is_text else _plain
            return [frozenset(() if gone else map(normal, row)) for row, gone in lists], missing
        items = [self._values(item) for item in (node.items if isinstance(node, Array) else ())]
        missing = NONE_MISSING
        for _, unknown in items:
            missing = either(missing, unknown)
        if all(np.ndim(values) == 0 for values, _ in items):
            return frozenset(_plain(values) for values, _ in items), missing
        each = zip(*(_each(values, self._columns.size) for values, _ in items), strict=True)
        return [frozenset(row) for row in each], missing


def _unfolded(node: Node) -> tuple[tuple[str, ...], Node]:
    """Strip CASEI and ACCENTI from a text: return their names, innermost first, and the text."""
    folds: tuple[str, ...] = ()
    while isinstance(node, Call) and node.operator in ("casei", "accenti"):
        folds = (node.operator, *folds)
        node = node.arguments[0]
    return folds, node


def _is_time(values: Any) -> bool:  # noqa: ANN401 - a value of any kind
    return isinstance(values, np.ndarray | np.generic) and values.dtype.kind == "M"


def _unit(values: Any) -> str:  # noqa: ANN401 - an array of dates or moments
    return np.datetime_data(values.dtype)[0]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a scalar
    return value.item() if isinstance(value, np.ndarray | np.generic) else value


def _each(values: Any, size: int) -> Any:  # noqa: ANN401 - something for each row
    return values if isinstance(values, list | np.ndarray) else [values] * size


def _stretch(ends: tuple[Values, Values], *, only_dates: bool) -> Stretch:
    (start, start_missing), (end, end_missing) = ends
    return stretch(start, end, either(start_missing, end_missing), only_dates=only_dates)
