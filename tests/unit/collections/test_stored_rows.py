"""The rows of a table for a file: a batch at a time, each read when it is written."""

import io

import pytest
import shapely
from postgis import PostGIS

from geo.collections.cql2.parsing import parse_text
from geo.collections.postgis.address import read_address
from geo.collections.postgis.selecting import TableQuestion
from geo.collections.postgis.stored_collection import stored_collections
from geo.collections.postgis.stored_rows import stored_batches
from geo.io.formats import FORMATS
from geo.model.crs import RD, WGS84
from geo.model.errors import DatabaseUnavailable, InputError

pytestmark = pytest.mark.slow

EVERY = TableQuestion()


@pytest.fixture(scope="module")
def database(postgresql):
    """Forty trees, one in five without a name and one in seven without a point."""
    made = PostGIS(postgresql.database())
    made.run(
        "CREATE TABLE trees (id int PRIMARY KEY, name text, sizes double precision[], about jsonb, "
        "seen timestamptz, geom geometry(Point, 28992))"
    )
    made.run(
        "INSERT INTO trees SELECT i, CASE WHEN i % 5 > 0 THEN 'Tree ' || i END, ARRAY[i, i / 2.0], "
        "jsonb_build_object('n', i), '2024-01-01Z'::timestamptz + i * interval '1 hour', "
        "CASE WHEN i % 7 > 0 THEN ST_SetSRID(ST_Point(90000 + i, 435000), 28992) END "
        "FROM generate_series(1, 40) i"
    )
    return made


@pytest.fixture
def trees(database):
    (collection,) = stored_collections(read_address(database.address("trees")), set())
    yield collection
    collection.database.close()


def test_every_row_comes_once_in_the_order_of_the_key_in_batches(trees):
    batches = list(stored_batches(trees, EVERY, RD, rows=15))
    assert [len(batch.geometry) for batch in batches] == [15, 15, 10]
    ids = [number for batch in batches for number in batch.columns["id"]]
    shapes = [shape for batch in batches for shape in batch.geometry]
    assert ids == list(range(1, 41))
    expected = [shapely.Point(90_000 + i, 435_000) if i % 7 else None for i in ids]
    assert shapes == expected
    assert {batch.crs for batch in batches} == {RD}


def test_a_batch_is_read_when_it_is_asked_for(database, trees):
    batches = stored_batches(trees, EVERY, WGS84, rows=30)
    first = next(batches)
    database.run("UPDATE trees SET name = 'changed' WHERE id IN (1, 40)")
    rest = list(batches)
    database.run("UPDATE trees SET name = 'Tree 1' WHERE id = 1")
    database.run("UPDATE trees SET name = NULL WHERE id = 40")
    assert first.columns["name"][0] == "Tree 1"
    assert [batch.columns["name"][-1] for batch in rest] == ["changed"]


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("wanted", ["id > 10", "id > 99"])
def test_each_format_takes_what_a_question_selects_also_nothing(trees, form, wanted):
    question = TableQuestion(expression=parse_text(wanted))
    whole, parted = io.BytesIO(), io.BytesIO()
    form.write(stored_batches(trees, question, WGS84), whole)
    form.write(stored_batches(trees, question, WGS84, rows=7), parted)
    assert whole.getvalue()
    if form.is_text or form.name == "xlsx":
        assert whole.getvalue() == parted.getvalue()


def test_more_rows_than_a_file_may_hold_are_refused_with_what_to_do(trees):
    with pytest.raises(InputError, match=r"at most 39 in one file.*ogr2ogr"):
        list(stored_batches(trees, EVERY, WGS84, rows=10, most=39))
    few = TableQuestion(expression=parse_text("id < 40"))
    assert sum(len(one.geometry) for one in stored_batches(trees, few, WGS84, most=39)) == 39


def test_a_table_that_becomes_another_one_in_the_middle_is_told(database, trees):
    batches = stored_batches(trees, EVERY, WGS84, rows=30)
    next(batches)
    database.run("ALTER TABLE trees ADD COLUMN further text")
    try:
        trees.describe()
        with pytest.raises(DatabaseUnavailable, match="not as it was"):
            next(batches)
    finally:
        database.run("ALTER TABLE trees DROP COLUMN further")
