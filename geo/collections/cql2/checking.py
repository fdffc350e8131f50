"""Checking an expression against its columns, before anything is evaluated."""

from __future__ import annotations

from difflib import get_close_matches

from geo.collections.cql2 import faults, literals
from geo.collections.cql2.columns import LISTS, ColumnKind, Columns
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
    Spot,
    Text,
    Timestamp,
    walk,
)
from geo.collections.cql2.filter_crs import DEFAULT_CRS, to_crs84
from geo.collections.cql2.operators import OPERATORS, Sort
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84, ReferenceSystem, reference_system

MAX_CALLS = 500
"""Most operators in one expression; each costs a pass over the rows. IN counts as one."""
_MAX_NAMES = 40
_NUMBERS = frozenset((ColumnKind.NUMBER, ColumnKind.INTEGER))
_INSTANTS = frozenset((ColumnKind.DATE, ColumnKind.TIMESTAMP))
_SCALARS = _NUMBERS | _INSTANTS | {ColumnKind.TEXT, ColumnKind.BOOLEAN}
_WORDS = {
    ColumnKind.TEXT: "a text",
    ColumnKind.NUMBER: "a number",
    ColumnKind.INTEGER: "a whole number",
    ColumnKind.BOOLEAN: "a condition (true or false)",
    ColumnKind.DATE: "a date",
    ColumnKind.TIMESTAMP: "a moment",
    ColumnKind.INTERVAL: "an interval",
    ColumnKind.TEXTS: "a list of texts",
    ColumnKind.NUMBERS: "a list of numbers",
    ColumnKind.GEOMETRY: "a geometry",
}


def check(expression: Expression, columns: Columns, *, filter_crs: str = DEFAULT_CRS) -> None:
    """Check whether an expression can be evaluated, listing everything that is wrong.

    Parameters
    ----------
    expression
        As `parse_text` or `parse_json` reads it.
    filter_crs
        CRS of its geometries, as the OGC names it.

    Raises
    ------
    InputError
        An unknown CRS, property or function; types that cannot be compared; a geometry that is
        invalid or not on the earth; an expression that is not a condition or would take too long.
    """
    crs = known_crs(filter_crs)
    checker = _Checker(expression.source, columns, crs)
    calls = _calls(expression.root)
    if calls > MAX_CALLS:
        checker.report(
            "$" if not expression.source else 0,
            f"{calls} operators",
            f"at most {MAX_CALLS} operators",
        )
    else:
        checker.need(expression.root, {ColumnKind.BOOLEAN})
    if checker.problems:
        raise InputError(checker.problems)


def _calls(root: Node) -> int:
    return sum(isinstance(node, Call) for node in walk(root))


def known_crs(uri: str) -> ReferenceSystem:
    """Find the CRS of a filter; InputError for an unknown name."""
    crs = reference_system(uri)
    if crs is None:
        expected = f"the URI of a CRS, such as {CRS84.uri}"
        raise InputError([Problem(uri, expected, file="filter-crs")])
    return crs


class _Checker:
    """Finds the kind of every node, and collects faults on the way."""

    def __init__(self, source: str, columns: Columns, crs: ReferenceSystem) -> None:
        self._source = source
        self._columns = columns
        self._crs = crs
        self.problems: list[Problem] = []

    def report(self, at: Spot, found: str, expected: str) -> None:
        self.problems.append(faults.problem(self._source, at, found, expected))

    def need(self, node: Node, kinds: set[ColumnKind] | frozenset[ColumnKind]) -> ColumnKind | None:
        """Find the kind of a node; report it unless it is one of those needed."""
        kind = self.kind(node)
        if kind is None or kind in kinds:
            return kind
        if isinstance(node, Text) and kinds & _INSTANTS and _reads_as_instant(node):
            return ColumnKind.DATE
        wanted = [words for kind, words in _WORDS.items() if kind in kinds]
        self.report(node.at, f"{_shown(node)}, {_WORDS[kind]}", _either(wanted))
        return None

    def kind(self, node: Node) -> ColumnKind | None:  # noqa: PLR0911 - one line for each sort
        """Find the kind of a node; None when something below it was reported."""
        match node:  # most frequent first
            case Call():
                return self._call(node)
            case Property():
                return self._property(node)
            case Text():
                return ColumnKind.TEXT
            case Number():
                return ColumnKind.INTEGER if isinstance(node.value, int) else ColumnKind.NUMBER
            case Boolean():
                return ColumnKind.BOOLEAN
            case Date():
                return ColumnKind.DATE
            case Timestamp():
                return ColumnKind.TIMESTAMP
            case Interval():
                return self._interval(node)
            case Geometry() | Box():
                return self._geometry(node)
            case Array():
                return self._array(node)
            case Open():
                return None

    def _property(self, node: Property) -> ColumnKind | None:
        names = self._columns.columns
        if node.name in names:
            return names[node.name].kind
        near = get_close_matches(node.name, names, n=1, cutoff=0.6) or [
            name for name in names if name.lower() == node.name.lower()
        ]
        listed = ", ".join(sorted(names)[:_MAX_NAMES]) + (", …" if len(names) > _MAX_NAMES else "")
        first = f"'{near[0]}', or another" if near else "one"
        expected = f"{first} of the queryables: {listed}"
        self.report(node.at, f"property '{node.name}'", expected)
        return None

    def _interval(self, node: Interval) -> ColumnKind | None:
        kinds = [self.need(end, _INSTANTS) for end in (node.start, node.end) if _is_set(end)]
        start, end = node.start, node.end
        if isinstance(start, Date | Timestamp) and isinstance(end, Date | Timestamp):
            # Dates and moments sort as text in the order of time, except that a moment on the day
            # of a date is not before it.
            length = min(len(start.value), len(end.value), 19)
            if start.value[:length] > end.value[:length]:
                self.report(node.at, f"{start.value}, {end.value}", "a start before the end")
                return None
        return None if None in kinds else ColumnKind.INTERVAL

    def _geometry(self, node: Geometry | Box) -> ColumnKind | None:
        try:
            to_crs84(node, self._crs)
        except ValueError as error:
            self.report(node.at, _shown(node), str(error))
            return None
        return ColumnKind.GEOMETRY

    def _array(self, node: Array) -> ColumnKind | None:
        """Find what a list is of; its first item decides."""
        numbers = bool(node.items) and self.kind(node.items[0]) in _NUMBERS
        wanted = _NUMBERS if numbers else {ColumnKind.TEXT}
        kinds = [self.need(item, wanted) for item in node.items]
        if None in kinds:
            return None
        return ColumnKind.NUMBERS if numbers else ColumnKind.TEXTS

    def _call(self, node: Call) -> ColumnKind | None:
        operator = OPERATORS.get(node.operator)
        if operator is None:
            near = get_close_matches(node.operator.lower(), OPERATORS, n=1)
            hint = f", perhaps '{near[0]}'" if near else ""
            self.report(node.at, f"function '{node.operator}'", f"an operator of CQL2{hint}")
            return None
        arguments = node.arguments
        match operator.sort:
            case Sort.COMPARISON | Sort.BETWEEN:
                self._alike(arguments)
            case Sort.LOGIC:
                self._all(arguments, {ColumnKind.BOOLEAN})
            case Sort.IN:
                items = arguments[1].items if isinstance(arguments[1], Array) else ()
                self._alike((arguments[0], *items))
            case Sort.LIKE:
                self._like(arguments)
            case Sort.NULL:
                self.kind(arguments[0])
            case Sort.ARITHMETIC:
                self._all(arguments, _NUMBERS)
                return ColumnKind.NUMBER
            case Sort.FOLD:
                return self.need(arguments[0], {ColumnKind.TEXT})
            case Sort.SPATIAL:
                self._all(arguments, {ColumnKind.GEOMETRY})
            case Sort.TEMPORAL:
                self._all(arguments, _INSTANTS | {ColumnKind.INTERVAL})
            case Sort.ARRAY:
                self._lists(arguments)
        return ColumnKind.BOOLEAN

    def _all(self, nodes: tuple[Node, ...], kinds: set[ColumnKind] | frozenset[ColumnKind]) -> None:
        for node in nodes:
            self.need(node, kinds)

    def _lists(self, nodes: tuple[Node, ...]) -> None:
        """Look whether both are lists of the same; a property decides, and an empty list fits."""
        given = sorted(nodes, key=lambda node: not isinstance(node, Property))
        filled = [node for node in given if not (isinstance(node, Array) and not node.items)]
        first = self.need(filled[0], LISTS) if filled else None
        for node in filled[1:]:
            self.need(node, LISTS if first is None else {first})

    def _alike(self, nodes: tuple[Node, ...]) -> None:
        """Check whether scalars can be compared: the first that is not plain text decides."""
        kinds = [self.kind(node) for node in nodes]
        if None in kinds:
            return
        if kinds.count(kinds[0]) == len(kinds) and kinds[0] in _SCALARS:
            return
        known = [kind for kind in kinds if kind is not None]
        first = next(
            (kind for node, kind in zip(nodes, known, strict=True) if not isinstance(node, Text)),
            known[0],
        )
        group = next(
            (group for group in (_NUMBERS, _INSTANTS) if first in group), frozenset((first,))
        )
        if first not in _SCALARS:
            found = next(node for node, kind in zip(nodes, known, strict=True) if kind is first)
            expected = "a value that has an order; there are functions for places, times and lists"
            self.report(found.at, f"{_shown(found)}, {_WORDS[first]}", expected)
            return
        for node, kind in zip(nodes, known, strict=True):
            if kind in group:
                continue
            if group is _INSTANTS and isinstance(node, Text):
                if _reads_as_instant(node):
                    continue
                expected = (
                    "a date, such as DATE('2022-04-16'), or TIMESTAMP('2022-04-16T10:13:19Z')"
                )
            else:
                expected = f"{_WORDS[first]}, like what it is compared with"
            self.report(node.at, f"{_shown(node)}, {_WORDS[kind]}", expected)

    def _like(self, arguments: tuple[Node, ...]) -> None:
        self.need(arguments[0], {ColumnKind.TEXT})
        inner = arguments[1]
        while isinstance(inner, Call) and inner.operator in ("casei", "accenti"):
            inner = inner.arguments[0]
        if not isinstance(inner, Text):
            expected = "a pattern in single quotes, with CASEI or ACCENTI around it or without"
            self.report(inner.at, _shown(inner), expected)


def _reads_as_instant(node: Text) -> bool:
    return bool(literals.read_date(node.value, 0) or literals.read_timestamp(node.value, 0))


def _is_set(end: Node) -> bool:
    return not isinstance(end, Open)


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _shown(node: Node) -> str:  # noqa: PLR0911 - one line for each sort of node
    """Quote a node in a message, shortened."""
    match node:
        case Property():
            return f"property '{node.name}'"
        case Text() | Date() | Timestamp():
            return f"'{node.value}'"
        case Number() | Boolean():
            return str(node.value)
        case Geometry():
            return f"{node.value.geom_type} ({', '.join(f'{c:g}' for c in node.value.bounds)})"
        case Box():
            return f"BBOX({', '.join(f'{number:g}' for number in node.bounds)})"
        case Call():
            return node.operator.upper()
        case _:
            return type(node).__name__.lower()
