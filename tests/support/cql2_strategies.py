"""Random CQL2 expressions over random rows, and what plain Python makes of them."""

import operator
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import numpy as np
import shapely
from hypothesis import strategies as st

from geo.collections.cql2.columns import Column, ColumnKind, Columns
from geo.collections.cql2.expression import (
    Array,
    Boolean,
    Box,
    Call,
    Date,
    Geometry,
    Interval,
    Node,
    Number,
    Open,
    Property,
    Text,
    Timestamp,
)

KINDS = {
    "name": ColumnKind.TEXT,
    "other": ColumnKind.TEXT,
    "count": ColumnKind.INTEGER,
    "share": ColumnKind.NUMBER,
    "open": ColumnKind.BOOLEAN,
    "day": ColumnKind.DATE,
    "start": ColumnKind.TIMESTAMP,
    "end": ColumnKind.TIMESTAMP,
    "tags": ColumnKind.TEXTS,
    "geom": ColumnKind.GEOMETRY,
}

# Few different values, so that rows and literals often meet.
TEXTS = st.text(alphabet="aAbé%_\\'", max_size=4)
WHOLE = st.integers(-4, 4)
SHARES = st.integers(-8, 8).map(lambda number: number / 4)
DAYS = st.integers(0, 4).map(lambda number: date(2022, 4, 14) + timedelta(number))
MOMENTS = st.integers(0, 10).map(
    lambda number: datetime(2022, 4, 14, tzinfo=UTC) + timedelta(hours=12 * number)
)
TAGS = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=3).map(lambda s: tuple(sorted(s)))
_GRID = st.integers(-3, 3)
POINTS = st.builds(shapely.Point, _GRID, _GRID)
LINES = st.builds(
    lambda x, y, right, up: shapely.LineString([(x, y), (x + right, y + up)]),
    *(_GRID, _GRID, st.integers(1, 2), st.integers(0, 2)),
)
BOXES = st.builds(
    lambda x, y, right, up: shapely.box(x, y, x + right, y + up),
    *(_GRID, _GRID, st.integers(1, 3), st.integers(1, 3)),
)
SHAPES = POINTS | LINES | BOXES | st.just(shapely.Point())

_VALUES = {
    "name": TEXTS,
    "other": TEXTS,
    "count": WHOLE,
    "share": SHARES,
    "open": st.booleans(),
    "day": DAYS,
    "start": MOMENTS,
    "end": MOMENTS,
    "tags": TAGS,
    "geom": SHAPES,
}


def rows_with(*names: str) -> st.SearchStrategy[list[dict[str, object]]]:
    """Rows that have values for these properties, or for all; a quarter of them is missing."""
    drawn = {
        name: st.one_of(values, values, values, st.none())
        if not names or name in names
        else st.none()
        for name, values in _VALUES.items()
    }
    return st.lists(st.fixed_dictionaries(drawn), min_size=1, max_size=8)


ROWS = rows_with()
_EMPTY = {
    ColumnKind.TEXT: None,
    ColumnKind.INTEGER: 0,
    ColumnKind.NUMBER: 0.0,
    ColumnKind.BOOLEAN: False,
    ColumnKind.DATE: np.datetime64("NaT", "D"),
    ColumnKind.TIMESTAMP: np.datetime64("NaT", "us"),
    ColumnKind.TEXTS: None,
    ColumnKind.GEOMETRY: None,
}
_TYPES = {
    ColumnKind.INTEGER: np.int64,
    ColumnKind.NUMBER: np.float64,
    ColumnKind.BOOLEAN: np.bool_,
    ColumnKind.DATE: "datetime64[D]",
    ColumnKind.TIMESTAMP: "datetime64[us]",
}


def columns_of(rows: list[dict[str, object]]) -> Columns:
    """Make columns of rows in which None stands for a missing value."""
    made = {}
    for name, kind in KINDS.items():
        values = np.empty(len(rows), dtype=_TYPES.get(kind, object))
        for index, row in enumerate(rows):
            value = row[name]
            if isinstance(value, datetime):
                value = value.replace(tzinfo=None)
            values[index] = _EMPTY[kind] if value is None else value
        missing = np.array([row[name] is None for row in rows], dtype=bool)
        made[name] = Column(kind, values, missing)
    return Columns(len(rows), made)


def moment_text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _properties(*names: str) -> st.SearchStrategy[Node]:
    return st.sampled_from(names).map(Property)


TEXT_NODES = _properties("name", "other") | TEXTS.map(Text)
NUMBER_NODES = _properties("count", "share") | (WHOLE | SHARES).map(Number)
ARITHMETIC = st.recursive(
    NUMBER_NODES,
    lambda inner: st.builds(
        lambda sign, a, b: Call(sign, (a, b)), st.sampled_from("+-*/"), inner, inner
    ),
    max_leaves=4,
)
BOOLEAN_NODES = _properties("open") | st.booleans().map(Boolean)
DATE_NODES = _properties("day") | DAYS.map(lambda day: Date(day.isoformat()))
MOMENT_NODES = _properties("start", "end") | MOMENTS.map(lambda m: Timestamp(moment_text(m)))
SCALARS = (TEXT_NODES, ARITHMETIC, BOOLEAN_NODES, DATE_NODES, MOMENT_NODES)


def _of_one_kind(scalars: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    sign = st.sampled_from(["=", "<>", "<", ">", "<=", ">="])
    return st.one_of(
        st.builds(lambda name, a, b: Call(name, (a, b)), sign, scalars, scalars),
        st.builds(lambda a, b, c: Call("between", (a, b, c)), scalars, scalars, scalars),
        st.builds(
            lambda a, items: Call("in", (a, Array(tuple(items)))),
            scalars,
            st.lists(scalars, min_size=1, max_size=3),
        ),
        scalars.map(lambda a: Call("isNull", (a,))),
    )


LIKES = st.builds(
    lambda value, like: Call("like", (value, Text(like))),
    TEXT_NODES,
    st.text(alphabet="aAbé%_", max_size=5),
)
SCALAR_PREDICATES = st.one_of(*map(_of_one_kind, SCALARS), LIKES)

_FOLDED = st.builds(
    lambda fold, node: Call(fold, (node,)), st.sampled_from(["casei", "accenti"]), TEXT_NODES
)
FOLD_PREDICATES = st.builds(lambda a, b: Call("=", (a, b)), _FOLDED, _FOLDED)

BOX_NODES = BOXES.map(lambda shape: Box(tuple(map(int, shape.bounds))))
SHAPE_NODES = _properties("geom", "geom") | SHAPES.map(Geometry) | BOX_NODES
SPATIAL = {
    "s_intersects": shapely.intersects,
    "s_equals": shapely.equals,
    "s_disjoint": shapely.disjoint,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_overlaps": shapely.overlaps,
    "s_crosses": shapely.crosses,
    "s_contains": shapely.contains,
}
SPATIAL_PREDICATES = st.builds(
    lambda name, a, b: Call(name, (a, b)), st.sampled_from(list(SPATIAL)), SHAPE_NODES, SHAPE_NODES
)


def _interval(a: Node, b: Node) -> Node:
    if isinstance(a, Timestamp) and isinstance(b, Timestamp):
        a, b = sorted((a, b), key=lambda node: node.value)
    return Interval(a, b)


_ENDS = MOMENT_NODES | st.just(Open())
STRETCHES = st.one_of(MOMENT_NODES, DATE_NODES, st.builds(_interval, _ENDS, _ENDS))
TEMPORAL = (
    *("t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedBy"),
    *("t_finishes", "t_intersects", "t_meets", "t_metBy", "t_overlappedBy", "t_overlaps"),
    *("t_startedBy", "t_starts"),
)
TEMPORAL_PREDICATES = st.builds(
    lambda name, a, b: Call(name, (a, b)), st.sampled_from(TEMPORAL), STRETCHES, STRETCHES
)
LISTS = _properties("tags") | TAGS.map(lambda tags: Array(tuple(map(Text, tags))))
ARRAY = {
    "a_equals": operator.eq,
    "a_contains": operator.ge,
    "a_containedBy": operator.le,
    "a_overlaps": lambda a, b: bool(a & b),
}
ARRAY_PREDICATES = st.builds(
    lambda name, a, b: Call(name, (a, b)), st.sampled_from(list(ARRAY)), LISTS, LISTS
)


def combined(predicates: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Join predicates with AND, OR and NOT."""
    return st.recursive(
        predicates | st.booleans().map(Boolean),
        lambda inner: st.one_of(
            inner.map(lambda node: Call("not", (node,))),
            st.builds(
                lambda name, nodes: Call(name, tuple(nodes)),
                st.sampled_from(["and", "or"]),
                st.lists(inner, min_size=2, max_size=3),
            ),
        ),
        max_leaves=6,
    )


EVERYTHING = combined(
    st.one_of(
        SCALAR_PREDICATES,
        FOLD_PREDICATES,
        SPATIAL_PREDICATES,
        TEMPORAL_PREDICATES,
        ARRAY_PREDICATES,
    )
)

Row = Mapping[str, object]
