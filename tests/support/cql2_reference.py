"""CQL2 evaluated one row at a time in plain Python and in SQLite: slow, short, and another way."""

import operator
import sqlite3
from datetime import UTC, date, datetime, timedelta

import shapely
from cql2_strategies import ARRAY, SPATIAL, Row, moment_text

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

COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
PLAIN = {
    **COMPARE,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda a, b: a / b if b else None,
    "casei": str.casefold,
    "accenti": lambda text: text.replace("é", "e"),
}
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, tzinfo=UTC)


def outcome(node: Node, row: Row) -> object:  # noqa: PLR0911, PLR0912 - one for each sort
    """The value of a node in a row; None for what is not known."""
    match node:
        case Property():
            return row[node.name]
        case Text() | Number() | Boolean():
            return node.value
        case Date():
            return date.fromisoformat(node.value)
        case Timestamp():
            return datetime.fromisoformat(node.value)
        case Geometry():
            return node.value
        case Box():
            return shapely.box(*node.bounds)
        case Array():
            return tuple(outcome(item, row) for item in node.items)
        case Call("and" | "or", nodes):
            return _joined(node.operator, [outcome(each, row) for each in nodes])
        case Call("in", (value, Array(items))):
            same = [outcome(Call("=", (value, item)), row) for item in items]
            return _joined("or", same)
        case Call("between", (value, low, high)):
            ends = (Call(">=", (value, low)), Call("<=", (value, high)))
            return _joined("and", [outcome(end, row) for end in ends])
        case Call("isNull", (value,)):
            return outcome(value, row) is None
        case Call() if node.operator.startswith("t_"):
            return _temporal(node, row)
        case Call():
            values = [outcome(each, row) for each in node.arguments]
            return None if None in values else _applied(node.operator, values)
    raise AssertionError(node)


def _joined(name: str, values: list[object]) -> object:
    decisive = name == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _applied(name: str, values: list[object]) -> object:
    if name == "not":
        return not values[0]
    if name in SPATIAL:
        return bool(SPATIAL[name](*values))
    if name in ARRAY:
        return ARRAY[name](*map(frozenset, values))
    return _fits(*values) if name == "like" else PLAIN[name](*values)


def _fits(text: str, like: str) -> bool:
    """Whether a text fits a pattern without escapes, one character after the other."""
    if not like:
        return not text
    if like[0] == "%":
        return _fits(text, like[1:]) or (bool(text) and _fits(text[1:], like))
    return bool(text) and like[0] in (text[0], "_") and _fits(text[1:], like[1:])


def _temporal(node: Call, row: Row) -> object:
    both = [_ends(argument, row) for argument in node.arguments]
    if any(end is None for pair in both for end in pair):
        return None
    only_dates = all(type(end) is date for pair in both for end in pair)
    (a, b), (c, d) = both if only_dates else [(_first(s), _last(e)) for s, e in both]
    return {
        "t_after": a > d,
        "t_before": b < c,
        "t_contains": a < c and b > d,
        "t_disjoint": a > d or b < c,
        "t_during": a > c and b < d,
        "t_equals": a == c and b == d,
        "t_finishedBy": a < c and b == d,
        "t_finishes": a > c and b == d,
        "t_intersects": a <= d and b >= c,
        "t_meets": b == c,
        "t_metBy": a == d,
        "t_overlappedBy": c < a < d < b,
        "t_overlaps": a < c < b < d,
        "t_startedBy": a == c and b > d,
        "t_starts": a == c and b < d,
    }[node.operator]


def _ends(node: Node, row: Row) -> tuple[object, object]:
    if not isinstance(node, Interval):
        return (outcome(node, row),) * 2
    start = FIRST if isinstance(node.start, Open) else outcome(node.start, row)
    end = LAST if isinstance(node.end, Open) else outcome(node.end, row)
    return start, end


def _first(end: date) -> datetime:
    return end if isinstance(end, datetime) else datetime(end.year, end.month, end.day, tzinfo=UTC)


def _last(end: date) -> datetime:
    if isinstance(end, datetime):
        return end
    return _first(end) + timedelta(days=1) - timedelta(microseconds=1)


# SQLite


def rows_by_sqlite(node: Node, rows: list[Row]) -> list[bool]:
    """The rows that SQLite chooses; scalars only."""
    names = ("name", "other", "count", "share", "open", "day", "start", "end")
    database = sqlite3.connect(":memory:")
    try:
        database.execute("PRAGMA case_sensitive_like = ON")
        database.execute(f"CREATE TABLE t (nr, {', '.join(map(_quoted, names))})")
        database.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(nr, *(_stored(row[name]) for name in names)) for nr, row in enumerate(rows)],
        )
        values: list[object] = []
        query = f"SELECT nr FROM t WHERE {_sql(node, values)}"  # noqa: S608 - made right here
        chosen = {nr for (nr,) in database.execute(query, values)}
    finally:
        database.close()
    return [nr in chosen for nr in range(len(rows))]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return moment_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _sql(node: Node, values: list[object]) -> str:  # noqa: PLR0911 - one for each sort
    match node:
        case Property():
            return _quoted(node.name)
        case Text() | Number() | Boolean() | Date() | Timestamp():
            values.append(node.value)
            return "?"
        case Array():
            return f"({', '.join(_sql(item, values) for item in node.items)})"
        case Call("not", (inner,)):
            return f"(NOT {_sql(inner, values)})"
        case Call("isNull", (inner,)):
            return f"({_sql(inner, values)} IS NULL)"
        case Call("between", nodes):
            value, low, high = (_sql(each, values) for each in nodes)
            return f"({value} BETWEEN {low} AND {high})"
        case Call("/", (a, b)):
            return f"(CAST({_sql(a, values)} AS REAL) / {_sql(b, values)})"
        case Call():
            name = f" {node.operator.upper()} "
            return f"({name.join(_sql(each, values) for each in node.arguments)})"
    raise AssertionError(node)
