"""Dear questions take turns, and what was asked before takes none."""

import asyncio
import gc
import shutil
import weakref
from datetime import UTC, datetime

import httpx
import pytest
from made_up_release import place, write_release
from serving import served

from api.app import create_app
from api.v1 import exports
from api.web.cache import Cache, cache
from api.web.seats import BusyError, Seats

COVERAGE = "/v1/coverage?by=gebied&minutes=10"
FILE = "/v1/exports/places.csv"


@pytest.fixture
def app(tmp_path):
    cache().clear()
    return create_app(write_release(tmp_path / "release"))


@pytest.fixture
def client(app):
    with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture
def full(app):
    """Lets all seats look taken and the queue full, or not."""

    def fill(*, really=True):
        for lane in app.state.lanes.values():
            lane.seats.taken = lane.seats.number if really else 0
            lane.seats._work_us = 1e12 if really else 0  # noqa: SLF001

    return fill


@pytest.mark.parametrize(
    "path",
    [
        *(COVERAGE, "/planner", FILE, "/?q=koffie", "/embed?kind=huiskamer", "/print?page=1"),
        *("/places/aan-de-kade", "/en/places/aan-de-kade"),
    ],
)
def test_a_full_queue_says_when_to_come_back_but_repeats_what_it_said_before(client, full, path):
    def this_minute():
        return datetime.now(UTC).replace(second=0, microsecond=0)

    begun = None
    while begun != this_minute():  # a list holds for a whole minute: again, where one ended between
        begun = this_minute()
        full(really=False)
        before = client.get(path)
        assert before.status_code == 200
        full()
        again = client.get(path)
    assert again.status_code == 200
    assert again.content == before.content
    refused = client.get(path.replace("?", "?x=1&") if "?" in path else f"{path}?x=1")
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert client.get("/health").status_code == 200
    assert client.get("/").status_code == 200


def test_a_full_queue_is_said_on_a_page_to_browsers(client, full):
    full()
    refused = client.get("/?q=koffie", headers={"accept": "text/html"})
    assert refused.status_code == 503
    assert "retry-after" in refused.headers
    assert refused.headers["content-type"].startswith("text/html")


def test_where_somebody_is_is_never_kept(client, full):
    assert client.get("/?lat=51.91&lon=4.41").status_code == 200
    full()
    assert client.get("/?lat=51.91&lon=4.41").status_code == 503


def test_a_part_of_a_file_does_not_make_the_file_anew(client, monkeypatch):
    written = []
    write = exports._written  # noqa: SLF001

    def counting(*given):
        written.append(given)
        return write(*given)

    monkeypatch.setattr(exports, "_written", counting)
    whole = client.get(FILE).content
    for first in range(5):
        part = client.get(FILE, headers={"range": f"bytes={first}-{first}"})
        assert part.status_code == 206
        assert part.content == whole[first : first + 1]
    assert len(written) == 1


def test_a_file_too_large_to_keep_comes_whole_so_that_no_part_makes_it_anew(client, monkeypatch):
    monkeypatch.setattr(cache(), "_most", 8)
    whole = client.get(FILE)
    assert whole.headers["accept-ranges"] == "none"
    asked = client.get(FILE, headers={"range": "bytes=0-0"})
    assert (asked.status_code, asked.content) == (200, whole.content)


def test_headers_alone_cost_what_the_whole_costs(client, full):
    """Their answer is made as a whole too, so they take a seat, and use what is kept."""
    for path in (COVERAGE, FILE, "/?q=koffie"):
        head = client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == client.get(path).headers["etag"]
        assert head.headers["content-length"] == client.get(path).headers["content-length"]
    full()
    assert client.head(COVERAGE).status_code == 200
    assert client.head("/v1/coverage?by=buurt").status_code == 503


def test_the_client_that_has_an_answer_is_told_so_from_the_cache(client, full):
    tag = client.get(COVERAGE).headers["etag"]
    full()
    assert client.get(COVERAGE, headers={"if-none-match": tag}).status_code == 304


def test_another_release_empties_the_cache_and_lets_the_old_one_go(app, client, tmp_path):
    paths = (
        COVERAGE,
        "/planner",
        FILE,
        "/",
        "/?q=koffie",
        "/data",
        "/v1/catalogue",
        "/v1/collections",
        "/v1/collections/places/items?f=html",
        "/sitemap.xml",
        "/v1/collections/places/items?f=jsonfg",
        "/v1/openapi.json",
        "/print?page=1",
    )
    for path in paths:
        assert client.get(path).status_code == 200, path
    old = weakref.ref(app.state.directory.current)
    other = write_release(tmp_path / "other", [place("nieuw", 4.41, 51.91)], version="two")
    shutil.move(tmp_path / "release", tmp_path / "old")
    shutil.move(other, tmp_path / "release")
    assert app.state.directory.refresh()
    for path in paths:
        assert client.get(path).status_code == 200, path
    from api.web.finder import finder

    finder().prepare(app.state.directory.current)
    gc.collect()
    assert old() is None


def test_seats_are_given_in_order_and_only_so_many_at_a_time():
    async def run():
        seats, order, at_once = Seats(2), [], []

        async def work(number):
            async with seats.seat(1e6):
                at_once.append(seats.taken)
                order.append(number)
                await asyncio.sleep(0)

        await asyncio.gather(*map(work, range(10)))
        assert order == list(range(10))
        assert max(at_once) == 2
        assert (seats.taken, seats.waiting) == (0, 0)

    asyncio.run(run())


def test_the_queue_ends_where_the_wait_would_be_too_long_and_opens_again():
    async def run():
        seats = Seats(1, longest_wait_s=5)
        async with seats.seat(4e6):
            second = asyncio.ensure_future(seats.seat(4e6).__aenter__())
            await asyncio.sleep(0)
            with pytest.raises(BusyError) as refused:
                await seats.seat(1).__aenter__()
            assert refused.value.seconds == 3
            second.cancel()
            await asyncio.gather(second, return_exceptions=True)
        async with seats.seat(60e6):  # a free seat is never refused
            assert seats.taken == 1

    asyncio.run(run())


def test_the_cache_stays_within_its_bytes_and_drops_the_oldest_first():
    kept = Cache(800)
    for number in range(20):
        kept.keep(number, number, 100)
    assert [number for number in range(20) if kept.get(number) is not None] == list(range(12, 20))
    kept.keep("large", 1, 101)
    assert kept.get("large") is None
    kept.keep(19, "again", 50)
    assert (kept.get(19), kept.held_bytes) == ("again", 750)
    kept.clear()
    assert (kept.get(19), kept.held_bytes) == (None, 0)
