"""Files of tables in a database: in every format, as the rows are at that moment."""

import csv
import io

import geopandas as gpd
import httpx
import psycopg
import pyogrio
import pytest
from made_up_release import write_release
from openpyxl import load_workbook
from postgis import PostGIS
from serving import served

from api.app import create_app
from api.v1.ogc.tables import TableCollections
from geo.collections.postgis.address import read_address
from geo.collections.postgis.stored_collection import stored_collections
from geo.io.formats import FORMATS

ITEMS = "/v1/collections/trees/items"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
TREES = 40


@pytest.fixture(scope="module")
def database(postgresql):
    made = PostGIS(postgresql.database())
    made.run(
        "CREATE TABLE trees AS SELECT i AS id, '=tree ' || i AS name, "
        "ST_SetSRID(ST_Point(4.4 + i / 1000.0, 51.9), 4326)::geometry(Point, 4326) AS geom "
        "FROM generate_series(1, 40) i"
    )
    made.run("ALTER TABLE trees ADD PRIMARY KEY (id)")
    return made


@pytest.fixture(scope="module")
def client(database, tmp_path_factory):
    release = write_release(tmp_path_factory.mktemp("files") / "release")
    address = read_address(database.address("trees", timeout_s=1, connections=2))
    app = create_app(release, tables=TableCollections(stored_collections(address, {"places"})))
    with served(app) as where, httpx.Client(base_url=where, timeout=60) as client:
        yield client


def rows(client, **asked):
    answer = client.get("/v1/exports/trees.csv", params=asked)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_holds_every_row(client, form, tmp_path):
    answer = client.get(f"/v1/exports/trees.{form}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == FORMATS[form].media_type
    path = tmp_path / f"trees.{form}"
    path.write_bytes(answer.content)
    if form == "xlsx":
        assert load_workbook(path)["trees"].max_row - 1 == TREES
    elif form == "csv":
        assert len(rows(client)) == TREES
    else:
        frame = gpd.read_parquet(path) if form == "parquet" else pyogrio.read_dataframe(path)
        assert len(frame) == TREES
        assert frame.geometry.x.max() == pytest.approx(4.44)


def test_a_file_honours_the_question_and_the_reference_system(client):
    asked = {"bbox": "4.41,51,5,52", "filter": "id < 20"}
    found = client.get(ITEMS, params=asked).json()["features"]
    assert [row["id"] for row in rows(client, **asked)] == [one["id"] for one in found]
    (row,) = rows(client, id="7", crs=RD)
    assert (row["name"], row["crs"]) == ("'=tree 7", "EPSG:28992")
    assert float(row["x"]) == pytest.approx(87_550, abs=500)


def test_a_file_is_made_anew_and_sent_whole(client, database):
    answer = client.get("/v1/exports/trees.gpkg", headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["accept-ranges"]) == (200, "none")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-disposition"].endswith('filename="meetingplaces-trees.gpkg"')
    database.run("UPDATE trees SET name = 'another' WHERE id = 1")
    assert rows(client)[0]["name"] == "another"


def test_files_of_a_table_are_listed_linked_and_described(client):
    listed = [one for one in client.get("/v1/exports").json()["exports"]
              if one["collection"] == "trees"]  # fmt: skip
    assert [one["format"] for one in listed] == list(FORMATS)
    links = client.get("/v1/collections/trees").json()["links"]
    assert {one["href"] for one in links if one["rel"] == "enclosure"} == {
        one["href"] for one in listed
    }
    paths = client.get("/v1/openapi.json").json()["paths"]
    assert {f"/exports/trees.{form}" for form in FORMATS} <= set(paths)
    assert set(paths["/exports/trees.csv"]["get"]["responses"]) >= {"200", "400", "503"}


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("trees.csv?colour=blue", 400, "colour"),
        ("trees.csv?filter=height%20%3E%203", 400, "height"),
        ("trees.geojson?crs=" + RD, 400, "CRS84"),
        ("trees.docx", 404, "docx"),
        ("bushes.csv", 404, "trees"),
    ],
)
def test_what_cannot_be_asked_is_told(client, path, status, told):
    answer = client.get(f"/v1/exports/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (
        status, "application/problem+json",
    )  # fmt: skip
    assert told in answer.text


def test_a_table_that_takes_too_long_is_told_before_anything_is_sent(client, database):
    with psycopg.connect(database.url) as locking:
        locking.execute("LOCK TABLE trees IN ACCESS EXCLUSIVE MODE")
        answer = client.get("/v1/exports/trees.csv")
        locking.rollback()
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert len(rows(client)) == TREES
