"""What evaluating an expression will cost, estimated before it begins.

The estimate counts what the evaluator does: a pass over the rows for each operator, a comparison
for each different text, and for a spatial function the vertices of the shapes that may touch the
other shape. Equal parts of an expression count once, as they are evaluated once. The rates below
were measured; docs/speed.md compares estimates with measured times.
"""

from __future__ import annotations

import numpy as np
import shapely

from geo.collections.cql2.columns import ColumnKind, Columns
from geo.collections.cql2.expression import (
    Array,
    Box,
    Call,
    Expression,
    Geometry,
    Property,
    Text,
    surely_differ,
    walk,
)
from geo.collections.cql2.operators import OPERATORS, Sort
from geo.collections.cql2.shape_column import Rows, ShapeColumn

_NODE_US = 30.0
"""Microseconds for each node: checking, and calling numpy or GEOS."""
_ROW_US = 0.003
_OBJECT_US = 0.06
_SET_US = 0.8
_TEXT_US = 0.2
_LETTER_US = 0.004
_FOLD_US = 0.7
_MOMENT_US = 0.03
"""Microseconds for a row of numbers, of texts that are compared with each other, of lists, for
each different text of LIKE and each letter of its pattern, for each row of a column that is
prepared on first use, and for a row of moments."""
_SHAPE_US = 60.0
_VERTEX_US = 0.6
_PREPARED_US = 0.05
_RELATED_US = 0.35
_PAIRED_US = 2.7
"""Microseconds for a shape in the expression and each of its vertices; for each vertex of a row
that is compared with it by a prepared shape, or by relating the two; and for each vertex of two
shapes per row that are related."""

_BY_PREPARED = frozenset(("s_intersects", "s_disjoint", "s_within", "s_contains"))
"""Functions for which GEOS prepares the one shape, so that most rows are decided at once."""
_SHORT = frozenset(("s_intersects", "s_disjoint", "s_crosses"))
"""Functions that end at the first pair of parts that meet, or by the dimensions alone."""
_BOX_VERTICES = 5


def cost_us(expression: Expression, columns: Columns) -> float:
    """Estimate what evaluating an expression costs, without evaluating any of it.

    Parameters
    ----------
    expression
        As `geo.collections.cql2.parsing.parse_text` reads it; it need not be checked.

    Returns
    -------
    float
        Microseconds of processor time on the machine of docs/speed.md.

    Examples
    --------
    >>> import numpy as np
    >>> from geo.collections.cql2.columns import Column, ColumnKind
    >>> from geo.collections.cql2.parsing import parse_text
    >>> rooms = Column(ColumnKind.NUMBER, np.ones(1000), np.zeros(1000, dtype=bool))
    >>> columns = Columns(1000, {"rooms": rooms})
    >>> one, same = (parse_text(text) for text in ("rooms > 3", "rooms > 3 OR rooms > 3"))
    >>> cost_us(one, columns) < cost_us(same, columns) < 3 * cost_us(one, columns)
    True
    """
    nodes = list(walk(expression.root))
    calls = [node for node in nodes if isinstance(node, Call)]
    different = calls if surely_differ(calls) else dict.fromkeys(calls)
    return len(nodes) * _NODE_US + sum(_call_us(call, columns) for call in different)


def _call_us(call: Call, columns: Columns) -> float:  # noqa: PLR0911 - one for each sort
    operator = OPERATORS.get(call.operator)
    match operator.sort if operator else None:
        case Sort.COMPARISON | Sort.BETWEEN:
            texts_of = _texts(call, columns)
            rate = _OBJECT_US if len(texts_of) > 1 else _ROW_US
            return _preparing_us(texts_of, columns) + columns.size * rate
        case Sort.LOGIC:
            return columns.size * _ROW_US
        case Sort.SPATIAL:
            return _spatial_us(call, columns)
        case Sort.LIKE:
            pattern = sum(len(node.value) for node in walk(call) if isinstance(node, Text))
            texts = max((_different(name, columns) for name in _names(call)), default=1)
            preparing = _preparing_us(_texts(call, columns), columns)
            return preparing + texts * (_TEXT_US + _LETTER_US * pattern)
        case Sort.ARRAY:
            return columns.size * _SET_US * max(1, len(_names(call)))
        case Sort.TEMPORAL:
            return columns.size * _MOMENT_US
        case Sort.IN:
            items = sum(len(node.items) for node in walk(call) if isinstance(node, Array))
            preparing = _preparing_us(_texts(call, columns), columns)
            return preparing + items + columns.size * _OBJECT_US
    return columns.size * _ROW_US


def _names(call: Call) -> list[str]:
    return [node.name for node in walk(call) if isinstance(node, Property)]


def _texts(call: Call, columns: Columns) -> list[str]:
    return [name for name in _names(call) if _is_text(name, columns)]


def _is_text(name: str, columns: Columns) -> bool:
    column = columns.columns.get(name)
    return column is not None and column.kind is ColumnKind.TEXT


def _different(name: str, columns: Columns) -> int:
    """Count the different texts of a column, where that is known already."""
    known = columns.known_coded(name)
    return columns.size if known is None else len(known.different)


def _preparing_us(names: list[str], columns: Columns) -> float:
    """Estimate what the first use of columns of texts costs."""
    cold = {name for name in names if columns.known_coded(name) is None}
    return len(cold) * columns.size * _FOLD_US


def _spatial_us(call: Call, columns: Columns) -> float:
    shapes = [node for node in call.arguments if isinstance(node, Geometry | Box)]
    names = [
        node.name
        for node in call.arguments
        if isinstance(node, Property) and columns.is_spatial(node.name)
    ]
    given = sum(map(_vertices, shapes))
    cost = len(shapes) * _SHAPE_US + given * _VERTEX_US
    if not names:
        return cost
    rows = columns.shapes(names[0])
    everywhere = slice(None)
    if len(names) > 1:
        rate = _OBJECT_US if call.operator in _SHORT else _PAIRED_US
        return cost + rows.vertices(everywhere) * rate + columns.size * _ROW_US
    near = _near(shapes[0], rows) if shapes else None
    compared = columns.size if near is None else len(near)
    vertices = rows.vertices(everywhere if near is None else near)
    # A shape with many vertices takes longer for each row, but far less than in proportion.
    growth = 1.0 + float(np.log2(1.0 + given)) / 8.0
    rate = _PREPARED_US if call.operator in _BY_PREPARED else _RELATED_US * growth
    return cost + compared * _OBJECT_US + vertices * rate


def _vertices(shape: Geometry | Box) -> int:
    if isinstance(shape, Box):
        return _BOX_VERTICES
    return int(shapely.get_num_coordinates(shape.value))


def _near(shape: Geometry | Box, rows: ShapeColumn) -> Rows | None:
    """Return the rows whose box touches that of a shape; None where its CRS is another one."""
    if isinstance(shape, Box):
        half = len(shape.bounds) // 2
        (west, south), (east, north) = shape.bounds[:2], shape.bounds[half : half + 2]
    else:
        west, south, east, north = shapely.bounds(shape.value)
    is_degrees = max(abs(west), abs(east)) <= 180.0 and max(abs(south), abs(north)) <= 90.0  # noqa: PLR2004
    if not is_degrees or not west <= east:
        return None
    return rows.near(shapely.box(west, south, east, north))
