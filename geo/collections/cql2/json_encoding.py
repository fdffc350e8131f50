"""Reading the JSON encoding."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn

import shapely
from shapely.geometry.base import BaseGeometry

from geo.collections.cql2 import literals
from geo.collections.cql2.expression import (
    MAX_DEPTH,
    MAX_LENGTH,
    Array,
    Boolean,
    Box,
    Call,
    Expression,
    Geometry,
    Interval,
    Node,
    Number,
    Property,
    Text,
)
from geo.collections.cql2.faults import fault
from geo.collections.cql2.operators import FUNCTIONS, OPERATORS
from geo.collections.cql2.parsing import is_function_name

_A_NODE = (
    "an object with 'op', 'property', 'date', 'timestamp', 'interval', 'bbox' or a geometry, "
    "or a text, a number, true or false"
)


def parse_json(document: str | bytes | dict[str, Any]) -> Expression:
    """Read an expression in the JSON encoding (``cql2-json``).

    Parameters
    ----------
    document
        The filter as text, as UTF-8 bytes or already decoded.

    Returns
    -------
    Expression
        Its tree; not yet checked against any columns.

    Raises
    ------
    InputError
        It cannot be read; says the line and column, or the path within the document.
    """
    return Expression(_node(_loaded(document), "$", 1))


def _loaded(document: str | bytes | dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(document, str | bytes):
        return document
    if len(document) > MAX_LENGTH:
        expected = f"at most {MAX_LENGTH} characters"
        raise fault("", MAX_LENGTH, f"{len(document)} characters", expected)
    text = document
    try:
        text = document.decode() if isinstance(document, bytes) else document
        return json.loads(text, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise fault("", error.start, "bytes that are not UTF-8", "JSON in UTF-8") from None
    except json.JSONDecodeError as error:
        found = error.doc[error.pos : error.pos + 20] or "the end of the filter"
        raise fault(error.doc, error.pos, found, f"JSON ({error.msg})") from None
    except RecursionError:
        raise fault("", "$", "brackets in brackets", _depth_allowed()) from None
    except ValueError:
        raise fault("", "$", "a number that is not finite", "finite numbers") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _depth_allowed() -> str:
    return f"at most {MAX_DEPTH} levels of operators and brackets in each other"


def _refuse(at: str, value: Any, expected: str) -> NoReturn:  # noqa: ANN401 - any JSON
    try:
        found = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        found = f"a {type(value).__name__}"
    raise fault("", at, found, expected)


def _node(value: Any, at: str, depth: int) -> Node:  # noqa: ANN401 - any JSON
    if depth > MAX_DEPTH:
        raise fault("", at[:80], "operators in operators", _depth_allowed())
    if isinstance(value, bool):
        return Boolean(value, at)
    if isinstance(value, str):
        return Text(value, at)
    if isinstance(value, int | float):
        return _number(value, at)
    if isinstance(value, list):
        return Array(_all(value, at, depth), at)
    if not isinstance(value, dict):
        _refuse(at, value, _A_NODE)
    for key, read in _READERS.items():
        if key in value:
            return read(value, at, depth)
    _refuse(at, value, _A_NODE)


def _all(values: list[Any], at: str, depth: int) -> tuple[Node, ...]:
    return tuple(_node(each, f"{at}[{index}]", depth + 1) for index, each in enumerate(values))


def _number(value: float, at: str) -> Number:
    try:
        if math.isfinite(value):
            return Number(value, at)
    except OverflowError:
        pass
    _refuse(at, "a number that is not finite", "a finite number")


def _call(value: dict[str, Any], at: str, depth: int) -> Node:
    name, arguments = value["op"], value.get("args")
    if isinstance(name, str):
        name = FUNCTIONS.get(name.lower(), name)
    if not isinstance(name, str) or not (name in OPERATORS or is_function_name(name)):
        _refuse(f"{at}.op", name, "the name of an operator or function")
    if not isinstance(arguments, list):
        _refuse(f"{at}.args", arguments, "a list with the arguments of the operator")
    operator = OPERATORS.get(name)
    if operator:
        most = operator.most
        if len(arguments) < operator.least or (most is not None and len(arguments) > most):
            count = f"{operator.least} or more" if most is None else f"{operator.least}"
            expected = f"{count} arguments for '{name}'"
            raise fault("", f"{at}.args", f"{len(arguments)} arguments", expected)
    nodes = _all(arguments, f"{at}.args", depth)
    if name == "in" and not (isinstance(nodes[1], Array) and nodes[1].items):
        _refuse(f"{at}.args[1]", arguments[1], "a list of at least one value")
    return Call(name, nodes, at)


def _property(value: dict[str, Any], at: str, _: int) -> Node:
    name = value["property"]
    if not isinstance(name, str) or not name:
        _refuse(f"{at}.property", name, "the name of a property")
    return Property(name, at)


def _date(value: dict[str, Any], at: str, _: int) -> Node:
    text = value["date"]
    date = literals.read_date(text, at) if isinstance(text, str) else None
    return date or _refuse(f"{at}.date", text, literals.A_DATE)


def _timestamp(value: dict[str, Any], at: str, _: int) -> Node:
    text = value["timestamp"]
    moment = literals.read_timestamp(text, at) if isinstance(text, str) else None
    return moment or _refuse(f"{at}.timestamp", text, literals.A_TIMESTAMP)


def _interval(value: dict[str, Any], at: str, depth: int) -> Node:
    ends = value["interval"]
    if not isinstance(ends, list) or len(ends) != 2:  # noqa: PLR2004 - start and end
        _refuse(f"{at}.interval", ends, "a list of the start and the end of the interval")
    start, end = (
        _interval_end(each, f"{at}.interval[{index}]", depth) for index, each in enumerate(ends)
    )
    return Interval(start, end, at)


def _interval_end(value: Any, at: str, depth: int) -> Node:  # noqa: ANN401 - any JSON
    if not isinstance(value, str):
        return _node(value, at, depth + 1)
    return literals.read_instant(value, at) or _refuse(at, value, literals.AN_INSTANT)


def _box(value: dict[str, Any], at: str, _: int) -> Node:
    bounds = value["bbox"]
    if not isinstance(bounds, list):
        _refuse(f"{at}.bbox", bounds, "a list of numbers")
    numbers = tuple(
        _node(each, f"{at}.bbox[{index}]", MAX_DEPTH) for index, each in enumerate(bounds)
    )
    values = tuple(each.value for each in numbers if isinstance(each, Number))
    expected = literals.bounds_problem(values)
    if expected or len(values) != len(bounds):
        _refuse(f"{at}.bbox", bounds, expected or "numbers")
    return Box(values, at)


def _geometry(value: dict[str, Any], at: str, depth: int) -> Node:
    return Geometry(_shape(value, at, depth), at)


def _shape(value: Any, at: str, depth: int) -> BaseGeometry:  # noqa: ANN401 - any JSON
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "GeometryCollection" and depth <= MAX_DEPTH:
        parts = value.get("geometries")
        if not isinstance(parts, list):
            _refuse(f"{at}.geometries", parts, "a list of geometries")
        shapes = (
            _shape(part, f"{at}.geometries[{index}]", depth + 1) for index, part in enumerate(parts)
        )
        return shapely.GeometryCollection(list(shapes))
    if not isinstance(kind, str) or kind not in literals.NESTING:
        known = ", ".join(literals.GEOMETRY_TYPES.values())
        _refuse(f"{at}.type", kind, f"a type of geometry: {known}")
    try:
        return literals.geometry(kind, value.get("coordinates"))
    except ValueError as error:
        _refuse(f"{at}.coordinates", value.get("coordinates"), f"a {kind} with {error}")


_READERS: dict[str, Callable[[dict[str, Any], str, int], Node]] = {
    "op": _call,
    "property": _property,
    "date": _date,
    "timestamp": _timestamp,
    "interval": _interval,
    "type": _geometry,
    "bbox": _box,
}
