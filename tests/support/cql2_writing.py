"""Writing expressions in both encodings; equal expressions give equal text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.collections.cql2 import literals
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
)
from geo.collections.cql2.faults import fault
from geo.collections.cql2.operators import FUNCTIONS, OPERATORS, Sort
from geo.collections.cql2.parsing import RESERVED
from geo.collections.cql2.tokens import PLAIN_NAME

_QUOTED_TOO = RESERVED | {
    "DATE",
    "TIMESTAMP",
    "INTERVAL",
    "BBOX",
    "EMPTY",
    "Z",
    *literals.GEOMETRY_TYPES,
    *(name.upper() for name in FUNCTIONS),
}
"""Names that other readers may interpret as something else."""
_QUOTE = re.compile(r"\\?'")
_PRIMARY = frozenset((Sort.FOLD, Sort.SPATIAL, Sort.TEMPORAL, Sort.ARRAY))


def to_text(expression: Expression) -> str:
    """Write an expression in the text encoding.

    Returns
    -------
    str
        One line; reading it gives an equal expression.

    Raises
    ------
    InputError
        The text encoding cannot express it: a text that ends in a backslash, or a list where none
        is allowed.
    """
    return _written(expression.root)


def _written(node: Node) -> str:  # noqa: PLR0911 - one line for each sort of node
    match node:
        case Call():
            return _call(node)
        case Property():
            return _name(node.name)
        case Text():
            return _text(node)
        case Number():
            return repr(node.value)
        case Boolean():
            return "TRUE" if node.value else "FALSE"
        case Date():
            return f"DATE('{node.value}')"
        case Timestamp():
            return f"TIMESTAMP('{node.value}')"
        case Open():
            return "'..'"
        case Interval():
            return f"INTERVAL({_end(node.start)}, {_end(node.end)})"
        case Box():
            return f"BBOX({', '.join(map(repr, node.bounds))})"
        case Geometry():
            return _geometry(node.value)
        case Array():
            return f"({_list(node.items)})"


def _name(name: str) -> str:
    if PLAIN_NAME.fullmatch(name) and name.upper() not in _QUOTED_TOO:
        return name
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _text(node: Text) -> str:
    if node.value.endswith("\\"):
        raise fault("", node.at, node.value, "a text that does not end in a backslash")
    return f"'{_QUOTE.sub(_escaped, node.value)}'"


def _escaped(match: re.Match[str]) -> str:
    """Double a quote, or escape it where a backslash before it would do so anyway."""
    return "''" if match[0] == "'" else match[0].replace("'", "\\'")


def _end(node: Node) -> str:
    return f"'{node.value}'" if isinstance(node, Date | Timestamp) else _written(node)


def _list(nodes: Sequence[Node]) -> str:
    return ", ".join(_written(node) for node in nodes)


def _call(node: Call) -> str:
    name, arguments = node.operator, node.arguments
    operator = OPERATORS.get(name)
    if operator is None or operator.sort in _PRIMARY:
        return f"{name.upper() if operator else name}({_list(arguments)})"
    if name == "not":
        return f"NOT {_operand(arguments[0])}"
    if name == "isNull":
        return f"{_operand(arguments[0])} IS NULL"
    if name == "between":
        value, low, high = map(_operand, arguments)
        return f"{value} BETWEEN {low} AND {high}"
    if name == "in":
        return f"{_operand(arguments[0])} IN {_written(arguments[1])}"
    return f" {name.upper()} ".join(map(_operand, arguments))


def _operand(node: Node) -> str:
    """Write a node, in brackets unless it needs none."""
    text = _written(node)
    if isinstance(node, Call):
        operator = OPERATORS.get(node.operator)
        if operator is not None and operator.sort not in _PRIMARY:
            return f"({text})"
    return text


def _geometry(shape: BaseGeometry) -> str:
    name = shape.geom_type.upper()
    if shape.is_empty and not shapely.get_num_geometries(shape):
        return f"{name} EMPTY"
    if isinstance(shape, shapely.GeometryCollection):
        return f"{name}({', '.join(_geometry(part) for part in shape.geoms)})"
    coordinates = _nested(shape)
    if not coordinates:
        return f"{name} EMPTY"
    return name + _coordinates([coordinates] if shape.geom_type == "Point" else coordinates)


def _coordinates(parts: Sequence[object]) -> str:
    return f"({', '.join(_part(part) for part in parts)})"


def _part(part: object) -> str:
    if isinstance(part, list) and part and isinstance(part[0], float):
        return " ".join(map(repr, part))
    return _coordinates(part) if isinstance(part, list) and part else "EMPTY"


def to_json(expression: Expression) -> Any:
    """Write an expression in the JSON encoding.

    Returns
    -------
    dict or bool
        Ready for `json.dumps`; reading it gives an equal expression.
    """
    return _json(expression.root)


def _json(node: Node) -> Any:  # noqa: PLR0911 - one line for each sort of node
    match node:
        case Text() | Number() | Boolean():
            return node.value
        case Property():
            return {"property": node.name}
        case Date():
            return {"date": node.value}
        case Timestamp():
            return {"timestamp": node.value}
        case Open():
            return ".."
        case Interval():
            return {"interval": [_json_end(node.start), _json_end(node.end)]}
        case Box():
            return {"bbox": list(node.bounds)}
        case Geometry():
            return _geojson(node.value)
        case Array():
            return [_json(item) for item in node.items]
        case Call():
            return {"op": node.operator, "args": [_json(each) for each in node.arguments]}


def _json_end(node: Node) -> Any:
    return node.value if isinstance(node, Date | Timestamp) else _json(node)


def _geojson(shape: BaseGeometry) -> dict[str, Any]:
    """Write a geometry as GeoJSON, each coordinate in full."""
    if isinstance(shape, shapely.GeometryCollection):
        return {"type": shape.geom_type, "geometries": [_geojson(part) for part in shape.geoms]}
    return {"type": shape.geom_type, "coordinates": _nested(shape)}


def _nested(shape: BaseGeometry) -> list[Any]:
    """Return the coordinates of a geometry as nested lists; no GeometryCollection."""
    if shape.is_empty:
        return []
    if isinstance(shape, shapely.Polygon):
        return [_positions(ring) for ring in (shape.exterior, *shape.interiors)]
    if isinstance(shape, shapely.Point):
        return _positions(shape)[0]
    if isinstance(shape, shapely.LineString):
        return _positions(shape)
    return [_nested(part) for part in shapely.get_parts(shape)]


def _positions(shape: BaseGeometry) -> list[list[float]]:
    rows: list[list[float]] = shapely.get_coordinates(shape, include_z=shape.has_z).tolist()
    return rows
