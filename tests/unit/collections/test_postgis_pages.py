"""Pages of a table of PostGIS: which index finds them, how they are counted, what ends them."""

import json

import geopandas as gpd
import numpy as np
import psycopg
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo.collections.cql2.parsing import parse_text
from geo.collections.ordering import SortKey
from geo.collections.postgis.counting import COUNTED, plan
from geo.collections.postgis.selecting import TableQuestion, conditions
from geo.collections.postgis.stored_collection import page_statement
from geo.model.errors import DatabaseUnavailable
from geo.model.reference_systems import reference_system

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def points(database):
    """Put 30,000 points in RD into a table, with an index on each column that is asked about."""
    chance = np.random.default_rng(13)
    x, y = chance.uniform(85_000, 95_000, 30_000), chance.uniform(430_000, 440_000, 30_000)
    number = np.arange(30_000)
    frame = gpd.GeoDataFrame(
        {
            "id": number,
            "name": [f"Plek {one % 5000}" for one in number],
            "size": chance.uniform(0, 1000, 30_000),
            "seen": np.datetime64("2020-01-01", "us") + number * np.timedelta64(3600, "s"),
        },
        geometry=shapely.points(x, y),
        crs="EPSG:28992",
    )
    database.add("points", frame, "id")
    for column in ("name", "size", "seen"):
        database.run(f'CREATE INDEX ON points ("{column}")')
    database.run('CREATE INDEX ON points (name COLLATE "C", id)')
    database.run("ANALYZE points")
    return "points"


def indexes(node):
    """Name the indexes that a plan uses."""
    own = [node["Index Name"]] if "Index Name" in node else []
    return [*own, *(name for below in node.get("Plans", ()) for name in indexes(below))]


SMALL = (4.40, 51.88, 4.405, 51.883)


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (TableQuestion(bbox=SMALL), "points_geom_idx"),
        (
            TableQuestion(
                bbox=(88_000, 432_000, 88_300, 432_300), bbox_crs=reference_system("EPSG:28992")
            ),
            "points_geom_idx",
        ),
        (
            TableQuestion(
                expression=parse_text("S_INTERSECTS(geometry, BBOX(4.4,51.88,4.405,51.883))")
            ),
            "points_geom_idx",
        ),
        (
            TableQuestion(
                expression=parse_text(
                    "S_WITHIN(geometry, POLYGON((4.4 51.88,4.405 51.88,4.4 51.883,4.4 51.88)))"
                )
            ),
            "points_geom_idx",
        ),
        (TableQuestion(expression=parse_text("name = 'Plek 17'")), "points_name_idx"),
        (TableQuestion(equals={"name": "Plek 17"}), "points_name_idx"),
        (TableQuestion(expression=parse_text("name IN ('Plek 17', 'Plek 18')")), "points_name_idx"),
        (TableQuestion(expression=parse_text("size < 2.5")), "points_size_idx"),
        (TableQuestion(expression=parse_text("seen < DATE('2020-01-03')")), "points_seen_idx"),
        (
            TableQuestion(
                expression=parse_text("T_DURING(seen, INTERVAL('2020-02-01','2020-02-03'))")
            ),
            "points_seen_idx",
        ),
        (TableQuestion(expression=parse_text("id IN (3, 5)")), "points_pkey"),
    ],
)
def test_what_is_asked_is_found_with_the_index_for_it(opened, points, question, index):
    collection = opened(points)
    table = collection.known
    statement = page_statement(table, conditions(table, question), (), None).limit(251)
    assert index in indexes(plan(collection.database, statement))


@pytest.mark.parametrize(
    ("keys", "index"),
    [((), "points_pkey"), ((SortKey("name"),), "points_name_id_idx")],
)
def test_a_page_begins_where_the_one_before_ended_without_reading_what_is_before(
    opened, points, keys, index
):
    collection = opened(points)
    first = collection.page(TableQuestion(), limit=50, keys=keys)
    statement = page_statement(collection.known, [], keys, first.next).limit(51)
    found = plan(collection.database, statement)
    assert index in indexes(found)
    assert "Sort" not in json.dumps(found)


def test_pages_are_every_row_once_in_order(opened, points):
    collection = opened(points)
    keys = (SortKey("name", descending=True),)
    question = TableQuestion(expression=parse_text("size < 100"))
    seen, cursor = [], None
    while True:
        found = collection.page(question, limit=700, keys=keys, cursor=cursor)
        seen += [(row["name"], row["id"]) for row in found.page.properties]
        cursor = found.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) > 2000
    assert seen == sorted(
        sorted(seen, key=lambda row: row[1]), key=lambda row: row[0], reverse=True
    )


def test_many_rows_are_estimated_and_few_are_counted(opened, points):
    collection = opened(points)
    every = collection.page(TableQuestion(), limit=10).matched
    assert (every.number, every.is_exact) == (30_000, False)
    some = collection.page(TableQuestion(expression=parse_text("size < 20")), limit=10).matched
    assert some.is_exact
    assert some.number < COUNTED
    none = collection.page(TableQuestion(expression=parse_text("size < 0")), limit=10).matched
    assert (none.number, none.is_exact) == (0, True)


def test_the_connection_cannot_write(opened, points):
    collection = opened(points)
    with pytest.raises(DBAPIError, match="read-only transaction"):
        collection.database.rows(text("DELETE FROM points RETURNING id"))


@pytest.mark.parametrize(
    "name", ["1; DROP TABLE points", "1'", "", "01", "+1", " 1", "9" * 30, "1\0"]
)
def test_an_id_that_no_row_can_have_is_not_found(opened, points, name):
    assert opened(points).find(name) is None


def test_a_connection_that_was_killed_is_replaced_without_a_word(database, opened, points):
    collection = opened(points)
    for _ in range(3):
        killed = database.run(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE application_name = 'meetingplaces'"
        )
        assert killed[0][0] >= 1
        assert collection.find("1") is not None
    assert collection.database.fault == ""


def test_a_statement_that_takes_too_long_is_ended(database, opened, points):
    collection = opened(points, timeout_s=1)
    with psycopg.connect(database.url) as locking:
        locking.execute("LOCK TABLE points IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(DatabaseUnavailable, match="more than 1 s"):
            collection.find("1")
        locking.rollback()
    assert collection.find("1") is not None
