"""A filter finds in a table of PostGIS what it finds in a file with the same rows."""

from dataclasses import replace

import psycopg
import pytest
import shapely
from cql2_strategies import (
    ARRAY,
    EVERYTHING,
    KINDS,
    LISTS,
    ROWS,
    SHAPE_NODES,
    SPATIAL,
    STRETCHES,
    TEMPORAL,
    columns_of,
    rows_with,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from postgis import PostGIS

from geo.collections.cql2.columns import ColumnKind
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.expression import Array, Call, Expression, Property, Text
from geo.collections.cql2.parsing import parse_text
from geo.collections.postgis.address import read_address
from geo.collections.postgis.selecting import TableQuestion
from geo.collections.postgis.stored_collection import stored_collections
from geo.model.errors import InputError

pytestmark = pytest.mark.slow

_TYPES = {
    ColumnKind.TEXT: "text",
    ColumnKind.INTEGER: "bigint",
    ColumnKind.NUMBER: "double precision",
    ColumnKind.BOOLEAN: "boolean",
    ColumnKind.DATE: "date",
    ColumnKind.TIMESTAMP: "timestamptz",
    ColumnKind.TEXTS: "text[]",
    ColumnKind.GEOMETRY: "geometry(Geometry, 4326)",
}


class Rows:
    """A table whose rows are others for each example."""

    def __init__(self, url):
        self._database = PostGIS(url)
        columns = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in KINDS.items())
        self._database.run(f"CREATE TABLE examples (row bigint PRIMARY KEY, {columns})")
        address = read_address(self._database.address("examples"))
        (self._collection,) = stored_collections(address, set())
        self._connection = psycopg.connect(self._database.url, autocommit=True)

    def fill(self, rows):
        names = ", ".join(f'"{name}"' for name in KINDS)
        spots = ", ".join(
            "%s::geometry" if kind is ColumnKind.GEOMETRY else f"%s::{_TYPES[kind]}"
            for kind in KINDS.values()
        )
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("DELETE FROM examples")
            cursor.executemany(
                f"INSERT INTO examples (row, {names}) VALUES (%s, {spots})",  # noqa: S608 - ours
                [
                    (number, *(_plain(row[name]) for name in KINDS))
                    for number, row in enumerate(rows)
                ],
            )

    def matching(self, expression):
        found = self._collection.page(TableQuestion(expression=expression), limit=100)
        assert found.matched.number == len(found.page)
        return [int(name) for name in found.page.ids]

    def close(self):
        self._connection.close()
        self._collection.database.close()


def _plain(value):
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkb(shapely.set_srid(value, 4326), hex=True, include_srid=True)
    return list(value) if isinstance(value, tuple) else value


@pytest.fixture(scope="module")
def table(postgresql):
    rows = Rows(postgresql.database())
    yield rows
    rows.close()


def as_in_a_file(rows):
    """An empty geometry counts as none, as in the layers that are made of files."""
    return columns_of([row | {"geom": _filled(row["geom"])} for row in rows])


def _filled(shape):
    return None if shape is None or shape.is_empty else shape


def agree(table, root, rows):
    table.fill(rows)
    expected = evaluate(Expression(root), as_in_a_file(rows))
    assert table.matching(Expression(renamed(root))) == expected.nonzero()[0].tolist()


def renamed(node):
    """The geometry of a table is called `geometry`, whatever its column is called."""
    match node:
        case Property("geom"):
            return Property("geometry")
        case Call():
            return replace(node, arguments=tuple(map(renamed, node.arguments)))
        case Array():
            return replace(node, items=tuple(map(renamed, node.items)))
    return node


@settings(max_examples=30, deadline=None)
@given(root=EVERYTHING, rows=ROWS)
def test_any_filter_finds_the_rows_that_it_finds_in_a_file(table, root, rows):
    agree(table, root, rows)


@pytest.mark.parametrize(
    ("function", "nodes", "names"),
    [
        *((name, SHAPE_NODES, ("geom",)) for name in SPATIAL),
        *((name, STRETCHES, ("day", "start", "end")) for name in TEMPORAL),
        *((name, LISTS, ("tags",)) for name in ARRAY),
    ],
)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_each_function_is_true_unknown_and_false_for_the_same_rows(
    table, function, nodes, names, data
):
    call = Call(function, (data.draw(nodes), data.draw(nodes)))
    rows = data.draw(rows_with(*names))
    for root in (call, Call("not", (call,))):
        agree(table, root, rows)


LETTERS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=6)


@settings(max_examples=15, deadline=None)
@given(
    texts=st.lists(
        LETTERS | st.sampled_from(["Straße", "İ", "ΣΑΣ", "ﬁ", "e\u0301", "K"]), min_size=1
    ),
    other=LETTERS,
    fold=st.sampled_from(
        [(), ("casei",), ("accenti",), ("casei", "accenti"), ("accenti", "casei")]
    ),
    name=st.sampled_from(["=", "<>", "<", ">=", "like"]),
)
def test_texts_of_any_script_are_compared_as_in_a_file(table, texts, other, fold, name):
    value, pattern = Property("name"), Text(other or texts[0])
    for one in fold:
        value, pattern = Call(one, (value,)), Call(one, (pattern,))
    rows = [dict.fromkeys(KINDS) | {"name": text} for text in texts]
    agree(table, Call(name, (value, pattern)), rows)


def test_the_deepest_and_the_longest_filter_are_answered(table):
    table.fill([dict.fromkeys(KINDS) | {"count": 1, "name": "a"}])
    deep = "NOT " * 40 + "(" * 20 + "count = 1" + ")" * 20
    assert table.matching(parse_text(deep)) == [0]
    assert table.matching(parse_text("count" + " + 1" * 50 + " = 51")) == [0]
    long = " OR ".join(f"count = {number}" for number in range(400))
    assert table.matching(parse_text(long)) == [0]
    folded = "casei(accenti(" * 15 + "name" + "))" * 15 + " = 'a'"
    assert table.matching(parse_text(folded)) == [0]
    powers = "(" * 25 + "count" + " ^ 1)" * 25 + " = 1"
    assert table.matching(parse_text(powers)) == [0]


def test_what_postgresql_cannot_do_is_refused_with_its_place(table):
    table.fill([dict.fromkeys(KINDS)])
    with pytest.raises(InputError, match=r"character 7.*whole numbers"):
        table.matching(parse_text("share % 2 = 1"))
    with pytest.raises(InputError, match=r"U\+0000"):
        table.matching(Expression(Call("=", (Property("name"), Text("a\0b")))))


def test_a_number_beyond_a_double_is_an_error_of_the_request(table):
    table.fill([dict.fromkeys(KINDS) | {"share": 8.0}])
    with pytest.raises(InputError, match="out of range"):
        table.matching(parse_text("share * 1e308 > 1"))


@pytest.mark.parametrize(
    "attack",
    [
        "'; DROP TABLE examples; --",
        "' OR 1=1 --",
        "%s %(a)s {0} :x $1",
        "\\'; SELECT pg_sleep(10); --",
    ],
)
def test_sql_in_a_filter_is_a_text(table, attack):
    table.fill([dict.fromkeys(KINDS) | {"name": attack, "tags": (attack,)}])
    name, tags = Property("name"), Property("tags")
    assert table.matching(Expression(Call("=", (name, Text(attack))))) == [0]
    assert table.matching(Expression(Call("a_contains", (tags, Array((Text(attack),)))))) == [0]
    assert table.matching(Expression(Call("=", (name, Text(attack + "x"))))) == []
