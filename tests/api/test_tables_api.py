"""TableCollections of PostGIS over HTTP: slow, locked and gone databases, and hostile questions."""

import asyncio
import threading

import httpx
import psycopg
import pytest
from made_up_release import write_release
from postgis import PostGIS
from postgresql import server
from serving import served

from api.app import create_app
from api.v1.ogc.tables import TableCollections
from geo.collections.postgis.address import read_address
from geo.collections.postgis.stored_collection import stored_collections


@pytest.fixture(scope="module")
def stoppable():
    """A server of our own, which nobody else misses while it stands still."""
    with server() as running:
        yield running


@pytest.fixture(scope="module")
def database(postgresql):
    made = PostGIS(postgresql.database())
    made.run(
        "CREATE TABLE trees AS SELECT i AS id, 'tree ' || i AS name, now() AS seen, "
        "ST_SetSRID(ST_Point(4.4 + i / 1000.0, 51.9), 4326) AS geom FROM generate_series(1, 40) i"
    )
    made.run("ALTER TABLE trees ADD PRIMARY KEY (id)")
    made.run("CREATE INDEX ON trees USING gist (geom)")
    return made


def app_of(database, release, **asked):
    address = read_address(database.address("trees", **asked))
    return create_app(release, tables=TableCollections(stored_collections(address, {"places"})))


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    return write_release(tmp_path_factory.mktemp("tables") / "release")


@pytest.fixture(scope="module")
def client(database, made_up):
    app = app_of(database, made_up, timeout_s=1, connections=2)
    with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


ITEMS = "/v1/collections/trees/items"


def test_a_table_is_a_collection_beside_those_of_the_release(client):
    listed = [one["id"] for one in client.get("/v1/collections").json()["collections"]]
    assert listed[0] == "places"
    assert listed[-1] == "trees"
    page = client.get(ITEMS, params={"limit": 2, "bbox": "4.41,51,5,52"}).json()
    assert (page["numberMatched"], page["numberReturned"]) == (31, 2)
    assert [one["id"] for one in page["features"]] == ["10", "11"]
    one = client.get(f"{ITEMS}/10").json()
    assert {name: one[name] for name in page["features"][0]} == page["features"][0]


def test_what_may_change_is_asked_for_again(client, database):
    first = client.get(ITEMS)
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    assert client.get(ITEMS, headers={"if-none-match": tag}).status_code == 304
    database.run("UPDATE trees SET name = 'another' WHERE id = 1")
    assert client.get(ITEMS, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    "hostile",
    [
        "x'; DROP TABLE trees; --",
        "' OR '1'='1",
        "1 OR 1=1",
        "%00",
        "\\",
        "${jndi:ldap://x}",
        "é\u0000",
        "\u202e",
        "%(a)s",
        "$1",
    ],
)
def test_sql_in_a_question_changes_nothing(client, hostile):
    asked = (
        {"filter": hostile},
        {"filter": "name = '{}'".format(hostile.replace("'", "''"))},
        {"name": hostile},
        {"bbox": hostile},
        {"datetime": hostile},
        {"sortby": hostile},
        {"cursor": hostile},
        {"crs": hostile},
        {hostile: "1"},
    )
    for params in asked:
        answer = client.get(ITEMS, params=params)
        assert answer.status_code in {200, 400}, (params, answer.text)
        assert answer.status_code == 400 or answer.json()["numberReturned"] == 0, params
        assert "psycopg" not in answer.text
    assert client.get(f"{ITEMS}/{httpx.QueryParams({'a': hostile})}").status_code == 404
    assert client.get(ITEMS).json()["numberMatched"] == 40


def test_a_cursor_of_another_question_is_refused(client):
    page = client.get(ITEMS, params={"limit": 2, "sortby": "-name"}).json()
    (following,) = [one["href"] for one in page["links"] if one["rel"] == "next"]
    assert client.get(following).status_code == 200
    assert client.get(following.replace("sortby=-name", "sortby=name")).status_code == 400


def test_a_locked_table_is_told_after_the_time_and_stops_nobody_else(client, database):
    with psycopg.connect(database.url) as locking:
        locking.execute("LOCK TABLE trees IN ACCESS EXCLUSIVE MODE")
        answers = []
        waiting = [
            threading.Thread(
                target=lambda: answers.append(httpx.get(f"{client.base_url}{ITEMS}", timeout=60))
            )
            for _ in range(6)
        ]
        for thread in waiting:
            thread.start()
        # While all connections wait for the lock, everything else is answered.
        assert client.get("/v1/collections/places/items").status_code == 200
        assert client.get("/health").status_code == 200
        assert len(answers) < 6
        for thread in waiting:
            thread.join()
        locking.rollback()
    assert {answer.status_code for answer in answers} == {503}
    for answer in answers:
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
    assert client.get(ITEMS).status_code == 200


def test_more_requests_than_may_wait_are_told_when_to_come_back(client, database):
    async def ask_until_one_is_refused(many, locking):
        async with httpx.AsyncClient(timeout=60, limits=httpx.Limits()) as asking:
            asked = [
                asyncio.ensure_future(asking.get(f"{client.base_url}{ITEMS}")) for _ in range(many)
            ]
            for answered in asyncio.as_completed(asked):
                answer = await answered
                if answer.json()["detail"].startswith("Too much is being asked"):
                    break
            # Who waits is answered when the table is free, or was told that it took too long.
            await asyncio.to_thread(locking.rollback)
            return answer, await asyncio.gather(*asked)

    with psycopg.connect(database.url) as locking:
        locking.execute("LOCK TABLE trees IN ACCESS EXCLUSIVE MODE")
        refused, answers = asyncio.run(ask_until_one_is_refused(24, locking))
    assert refused.status_code == 503
    assert refused.json()["detail"].startswith("Too much is being asked")
    assert int(refused.headers["retry-after"]) > 0
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert client.get(ITEMS).status_code == 200


def test_a_database_that_is_gone_is_told_and_found_again(stoppable, made_up):
    database = PostGIS(stoppable.database())
    database.run("CREATE TABLE trees (id int PRIMARY KEY)")
    database.run("INSERT INTO trees VALUES (1)")
    with (
        served(app_of(database, made_up)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        assert client.get("/health").json()["tables"] == {"trees": "ok"}
        stoppable.stop()
        try:
            answer = client.get(ITEMS)
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
            health = client.get("/health").json()
            assert (health["status"], health["tables"]) == ("degraded", {"trees": "unavailable"})
            assert client.get("/v1/collections/places/items").status_code == 200
        finally:
            stoppable.start()
        assert client.get(ITEMS).json()["numberMatched"] == 1
        assert client.get("/health").json()["status"] == "ok"


def test_a_service_starts_without_its_database_and_finds_it_later(stoppable, made_up):
    database = PostGIS(stoppable.database())
    database.run("CREATE TABLE trees (id int PRIMARY KEY)")
    stoppable.stop()
    try:
        app = app_of(database, made_up)
        with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
            assert client.get("/health").json()["tables"] == {"trees": "unavailable"}
            for path in ("", "/items", "/items/1", "/schema", "/queryables"):
                assert client.get(f"/v1/collections/trees{path}").status_code == 503, path
            listed = client.get("/v1/collections").json()["collections"]
            assert "trees" not in [one["id"] for one in listed]
            assert client.get("/v1/openapi.json").status_code == 200
            stoppable.start()
            assert client.get(ITEMS).json()["numberMatched"] == 0
            listed = client.get("/v1/collections").json()["collections"]
            assert "trees" in [one["id"] for one in listed]
            assert "/collections/trees/items" in client.get("/v1/openapi.json").json()["paths"]
    finally:
        stoppable.start()


def test_a_database_that_stops_is_noticed_without_a_question(stoppable):
    database = PostGIS(stoppable.database())
    database.run("CREATE TABLE trees (id int PRIMARY KEY)")
    tables = TableCollections(stored_collections(read_address(database.address("trees")), set()))
    for stop, expected in ((stoppable.stop, "unavailable"), (stoppable.start, "ok")):
        stop()
        asyncio.run(tables.look())
        assert tables.state == {"trees": expected}
    tables.close()
