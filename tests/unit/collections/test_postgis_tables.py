"""Tables of PostGIS as collections: what of a table is served, and what is refused."""

import json
from urllib.parse import quote

import pytest
import shapely

from geo.collections.cql2.parsing import parse_text
from geo.collections.ordering import SortKey
from geo.collections.postgis.address import read_address
from geo.collections.postgis.selecting import TableQuestion
from geo.collections.postgis.stored_collection import stored_collections
from geo.model.errors import DatabaseUnavailable, InputError
from geo.model.reference_systems import OFFERED

pytestmark = pytest.mark.slow


HOSTILE = 'We"ird, %s :name; DROP TABLE x; --'


def test_a_table_and_its_columns_may_have_any_name(database, opened):
    quoted = HOSTILE.replace('"', '""')
    database.run(
        f'CREATE TABLE "{quoted}" ("{quoted}" int PRIMARY KEY, "MixedCase" text, "limit" text, '
        '"geometry" text, "the geom" geometry(Point, 4326))'
    )
    row = "1, 'a', 'b', 'c', ST_SetSRID(ST_Point(4.5, 51.9), 4326)"
    database.run(f'INSERT INTO "{quoted}" VALUES ({row})')  # noqa: S608 - ours
    collection = opened(quote(f'"{quoted}"'))
    assert collection.name == "we-ird-s-name-drop-table-x"
    feature = json.loads(collection.find("1").features()[0])
    assert feature["properties"] == {HOSTILE: 1, "MixedCase": "a", "limit": "b", "geometry_2": "c"}
    found = collection.page(
        TableQuestion(expression=parse_text("\"MixedCase\" = 'a' AND \"limit\" = 'b'")),
        limit=5,
        keys=(SortKey(HOSTILE, descending=True),),
    )
    assert found.page.ids == ["1"]


@pytest.mark.parametrize(
    ("made", "given", "expected"),
    [
        ("CREATE TABLE keyless (a int, geom geometry)", "keyless", "no primary key"),
        (
            "CREATE TABLE double_key (a int, b int, PRIMARY KEY (a, b))",
            "double_key",
            "several columns",
        ),
        ("CREATE VIEW looked AS SELECT 1 AS a", "looked", "no primary key"),
        (
            "CREATE VIEW twice AS SELECT generate_series(1, 3) / 2 AS a",
            "twice&key=twice.a",
            "same 'a'",
        ),
        ("CREATE TABLE lonely (a int)", "lonely&key=lonely.a", "no unique index"),
        ("CREATE TABLE timed (a date PRIMARY KEY)", "timed", "of type date"),
        ("SELECT 1", "absent", "'absent'"),
        (
            "CREATE TABLE named (id int PRIMARY KEY, name text)",
            "named&time=named.name",
            "'name' as a time",
        ),
        (
            "CREATE TABLE nowhere (a int PRIMARY KEY, geom geometry)",
            "nowhere",
            "SRID 0.*--crs",
        ),
        (
            """CREATE VIEW mixed AS SELECT i AS a, ST_SetSRID(ST_Point(1, 2), 4326 + i) AS geom
            FROM generate_series(0, 1) i""",
            "mixed&key=mixed.a",
            "reference systems",
        ),
    ],
)
def test_a_table_that_cannot_be_served_is_refused_with_what_to_do(
    database, opened, made, given, expected
):
    database.run(made)
    with pytest.raises(InputError, match=expected):
        opened(given)


def test_a_table_that_the_role_may_not_read_is_refused_and_a_column_is_left_out(database):
    database.run("CREATE TABLE secret (id int PRIMARY KEY, told text, hidden text)")
    database.run("INSERT INTO secret VALUES (1, 'a', 'b')")
    database.run("CREATE ROLE reader LOGIN")
    url = database.url.replace("postgres@", "reader@")
    with pytest.raises(InputError, match="GRANT SELECT"):
        stored_collections(read_address(f"{url}&tables=secret"), set())
    database.run("GRANT SELECT (id, told) ON secret TO reader")
    (collection,) = stored_collections(read_address(f"{url}&tables=secret"), set())
    assert collection.find("1").properties == [{"id": 1, "told": "a"}]
    database.run("REVOKE ALL ON secret FROM reader")
    database.run("REVOKE ALL (id, told) ON secret FROM reader")
    with pytest.raises(DatabaseUnavailable, match="not as it was"):
        collection.find("1")
    collection.database.close()


def test_views_and_tables_without_a_reference_system_are_served_once_told_how(database, opened):
    database.run("CREATE TABLE flat AS SELECT 7 AS a, ST_Point(90000, 435000) AS geom")
    database.run("CREATE VIEW flat_view AS SELECT a, geom, geom AS other FROM flat")
    said = []
    collection = opened("flat_view", key="flat_view.a", crs="EPSG:28992", say=said.append)
    (feature,) = map(json.loads, collection.find("7").features())
    assert feature["geometry"]["coordinates"] == pytest.approx([4.4422, 51.8996], abs=1e-3)
    assert feature["properties"] == {"a": 7, "other": "POINT(90000 435000)"}
    assert any("further geometry 'other'" in one for one in said)
    lon, lat = feature["geometry"]["coordinates"]
    around = TableQuestion(bbox=(lon, lat, lon, lat))
    assert collection.page(around, limit=5).page.ids == ["7"]
    inside = parse_text(
        f"S_WITHIN(geometry, BBOX({lon - 1e-4},{lat - 1e-4},{lon + 1e-4},{lat + 1e-4}))"
    )
    assert collection.page(TableQuestion(expression=inside), limit=5).page.ids == ["7"]


@pytest.mark.parametrize("system", OFFERED, ids=lambda system: system.code)
def test_rows_without_a_geometry_are_in_every_box_and_are_null(database, opened, system):
    database.run("DROP TABLE IF EXISTS some_where")
    database.run("CREATE TABLE some_where (id int PRIMARY KEY, geom geometry)")
    database.run(
        "INSERT INTO some_where VALUES (1, NULL), (2, ST_GeomFromText('POINT EMPTY', 28992)), "
        "(3, ST_SetSRID(ST_Point(90000, 435000), 28992)), "
        "(4, ST_GeomFromText('POINT Z (90000 435000 3)', 28992))"
    )
    collection = opened("some_where")
    found = collection.page(TableQuestion(bbox=(4.44, 51.89, 4.45, 51.91)), limit=9).page
    assert found.ids == ["1", "2", "3", "4"]
    first, second, third, fourth = found.geometries(system)
    assert (first, second) == (b"null", b"null")
    assert third == fourth
    assert shapely.from_geojson(third).geom_type == "Point"
    away = collection.page(TableQuestion(bbox=(5, 52, 5.1, 52.1)), limit=9)
    assert away.page.ids == ["1", "2"]


TYPES = {
    "boolean": ("true", True),
    "smallint": ("7", 7),
    "bigint": ("617700169958293503", 617700169958293503),
    "real": ("1.5", 1.5),
    "double precision": ("'NaN'", None),
    "numeric(18,0)": ("617700169958293503", 617700169958293503),
    "numeric(9,2)": ("12.30", 12.3),
    "numeric": ("12.30", 12.3),
    "numeric(30,10)": ("12345678901234567890.0123456789", "12345678901234567890.0123456789"),
    "text": ("'één; twee'", "één; twee"),
    "varchar(9)": ("'x'", "x"),
    "char(3)": ("'x'", "x"),
    "uuid": ("'11111111-2222-3333-4444-555555555555'", "11111111-2222-3333-4444-555555555555"),
    "bytea": ("'\\x00ff'", "00ff"),
    "date": ("'2024-01-02'", "2024-01-02"),
    "date NULL": ("'infinity'", None),
    "time": ("'09:00:00.005'", "09:00:00.005000"),
    "timestamp": ("'2024-01-02 03:04:05'", "2024-01-02T03:04:05Z"),
    "timestamptz": ("'2024-01-02 04:04:05.678+01'", "2024-01-02T03:04:05.678Z"),
    "timestamptz NULL": ("'0044-03-15 12:00 BC'", None),
    "interval": ("'90 seconds'", "PT1M30S"),
    "json": ("""'{"a": [1, null]}'""", {"a": [1, None]}),
    "jsonb": ("""'{"a": [1, null]}'""", {"a": [1, None]}),
    "text[]": ("'{a,b}'", ["a", "b"]),
    "integer[]": ("'{1,2}'", [1, 2]),
    "numeric[]": ("'{1.5,2}'", [1.5, 2.0]),
    "boolean[]": ("'{t,f}'", [True, False]),
    "int4range": ("'[1,3)'", "[1,3)"),
    "inet": ("'10.0.0.1'", "10.0.0.1/32"),
    "mood": ("'sad'", "sad"),
    "pair": ("ROW(1, 'a')", {"x": 1, "y": "a"}),
    "code": ("'PC'", "PC"),
}


def test_each_type_is_given_as_the_type_of_a_file_would_be_and_can_be_filtered(database, opened):
    database.run("CREATE TYPE mood AS ENUM ('sad', 'ok')")
    database.run("CREATE TYPE pair AS (x int, y text)")
    database.run("CREATE DOMAIN word AS text")
    database.run("CREATE DOMAIN code AS word CHECK (length(VALUE) = 2)")
    columns = ", ".join(f"c{number} {kind}" for number, kind in enumerate(TYPES))
    database.run(f"CREATE TABLE types (id int PRIMARY KEY, {columns})")
    full, empty = ", ".join(one for one, _ in TYPES.values()), ", ".join("NULL" for _ in TYPES)
    database.run(f"INSERT INTO types VALUES (1, {full}), (2, {empty})")  # noqa: S608 - ours
    collection = opened("types")
    full, empty = collection.page(TableQuestion(), limit=9).page.properties
    expected = {f"c{number}": value for number, (_, value) in enumerate(TYPES.values())}
    assert full == {"id": 1} | expected
    assert set(empty.values()) == {2, None}
    filtered = collection.known.filtered.kinds.columns
    for name, value in expected.items():
        if name not in filtered:
            assert isinstance(value, dict | list), name
            continue
        missing = collection.page(TableQuestion(expression=parse_text(f"{name} IS NULL")), limit=9)
        if value is not None:
            assert missing.page.ids == ["2"], name
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            literal = f"'{value}'" if isinstance(value, str) else value
            if filtered[name].kind == "timestamp":
                literal = f"TIMESTAMP('{value}')"
            same = collection.page(
                TableQuestion(expression=parse_text(f"{name} = {literal}")), limit=9
            )
            assert same.page.ids == ["1"], name
        if value is not None:
            equal = collection.page(
                TableQuestion(equals={name: value[0] if isinstance(value, list) else value}),
                limit=9,
            )
            assert equal.page.ids == ["1"], name


@pytest.mark.parametrize("kind", ["text", "uuid", "varchar(40)", "smallint"])
def test_a_key_may_be_a_text_a_number_or_a_uuid(database, opened, kind):
    ids = {
        "uuid": ["00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"],
        "smallint": ["-3", "20"],
    }.get(kind, ["a/b c", "é'\"--"])
    database.run("DROP TABLE IF EXISTS keyed")
    database.run(f"CREATE TABLE keyed (id {kind} PRIMARY KEY)")
    for one in ids:
        database.run("INSERT INTO keyed VALUES (%s)", (one,))
    collection = opened("keyed")
    first = collection.page(TableQuestion(), limit=1)
    second = collection.page(TableQuestion(), limit=1, cursor=first.next)
    assert sorted(first.page.ids + second.page.ids) == sorted(ids)
    assert [collection.find(one).ids for one in ids] == [[one] for one in ids]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://me@host/db", "names of tables"),
        ("postgresql://me@host/db?tables=", "names of tables"),
        ("postgresql://me@host/db?tables=a,a", "names of tables"),
        ('postgresql://me@host/db?tables="a', "names of tables"),
        ("postgresql://me@host/db?tables=a.b.c.d", "names of tables"),
        ("postgresql://me@host/db?tables=a&key=b.c", "one of the tables"),
        ("postgresql://me@host/db?tables=a&time=a", "TABLE.COLUMN"),
        ("postgresql://me@host/db?tables=a&timeout_s=0", "whole number"),
        ("postgresql://me:secret@host:port/db?tables=a", "cannot be read"),
    ],
)
def test_an_address_that_is_wrong_is_refused_without_its_password(address, expected):
    with pytest.raises(InputError, match=expected) as refused:
        read_address(address)
    assert "secret" not in str(refused.value)
