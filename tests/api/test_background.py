"""Dear questions are answered by processes of lower priority, as the server itself would."""

import asyncio
import os
import pickle
import shutil
import time

import httpx
import pytest
from frozen_releases import whole_release
from made_up_release import place
from serving import served
from telling_app import LARGE, make

from api.app import create_app
from api.prices import lanes
from api.serving import Installation
from api.web.background import NICENESS, BackgroundProcess, GivenUpError
from api.web.cache import cache
from api.web.replies import LargeBody, Reply

FILE = "/v1/exports/places.csv"
SCOPE = {
    "type": "http",
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "server": ("localhost", 80),
    "headers": [(b"host", b"localhost")],
    "raw_path": b"/",
    "query_string": b"",
    "root_path": "",
    "client": ("192.0.2.1", 1234),
}


@pytest.fixture(scope="module")
def process():
    process = BackgroundProcess(make)
    yield process
    process.end()


def ask(process, *paths):
    async def all_of_them():
        asked = (process.reply("one", SCOPE | {"path": path}) for path in paths)
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(all_of_them())


def test_it_is_another_process_that_gives_way_and_is_not_told_who_asks(process):
    first, again = ask(process, "/where", "/where")
    assert isinstance(first, Reply)
    assert again == first, "it is started once"
    pid, niceness, knows = first.body.decode().split()
    assert int(pid) == process.pid != os.getpid()
    assert int(niceness) == min(os.nice(0) + NICENESS, 19)
    assert knows == "False"
    assert first.header(b"etag") == b'"a"'


def test_a_large_answer_comes_as_a_file_without_a_name(process):
    (reply,) = ask(process, "/large")
    assert isinstance(reply.body, LargeBody)
    assert reply.body.size == len(LARGE)
    with reply.body.opened() as one, reply.body.opened() as other:
        assert one.seek(-3, os.SEEK_END) == len(LARGE) - 3
        assert (one.read(), other.read(4)) == (b"789", b"0123")


def test_an_error_is_told_and_the_process_lives_on(process):
    before, error, after = ask(process, "/where", "/error", "/where")
    assert "what was wrong" in str(error)
    assert before == after


def test_what_takes_too_long_is_given_up_with_its_process(process, monkeypatch):
    ask(process, "/where")
    with monkeypatch.context() as hurry:
        hurry.setattr(process, "_longest_s", 0.1)
        (late,) = ask(process, "/sleep")
    assert process.pid is None
    assert isinstance(late, GivenUpError)
    assert late.status_code == 503
    assert int(late.headers["retry-after"]) > 0


def test_what_computes_too_long_is_ended_by_the_system(process):
    _, late = ask(process, "/compute", "/forever")
    assert isinstance(late, GivenUpError)


def test_a_process_that_dies_is_replaced(process):
    died, reply = ask(process, "/die", "/where")
    assert isinstance(died, GivenUpError)
    assert reply.status == 200


def test_an_idle_process_gives_its_memory_back(process, monkeypatch):
    async def run():
        monkeypatch.setattr(process, "_idle_s", 0.05)
        await process.reply("one", SCOPE | {"path": "/where"})
        running = process._running[0]  # noqa: SLF001
        await asyncio.to_thread(running.join, 60)
        assert not running.is_alive()
        assert process.pid is None

    asyncio.run(run())


def test_the_process_for_planners_can_be_ready_before_they_ask(tmp_path, monkeypatch):
    monkeypatch.setattr("api.app.WARM_UP_AFTER_SECONDS", 0)
    where = lanes(make)
    app = create_app(whole_release(tmp_path / "release"), lanes=where, ready_for_planners=True)
    process = where["planning"].process
    with served(app):
        for _ in range(1200):
            if process.pid:
                break
            time.sleep(0.05)
        assert process.pid, "it was not started"
        assert process._ending is None, "it stays"  # noqa: SLF001


def test_answers_are_the_same_as_without_it_follow_the_release_and_end_with_the_server(tmp_path):
    cache().clear()
    release = whole_release(tmp_path / "release")
    where = lanes(Installation(release).behind)
    app = create_app(release, lanes=where)
    with served(create_app(release)) as address:
        alone = httpx.get(address + FILE, timeout=60)
    cache().clear()
    with served(app) as address, httpx.Client(base_url=address, timeout=120) as client:
        behind = client.get(FILE)
        assert where["files"].process.pid
        assert where["planning"].process.pid is None, "one is started when it is needed"
        assert (behind.status_code, behind.content) == (200, alone.content)
        assert client.get(FILE, headers={"range": "bytes=0-3"}).content == alone.content[:4]
        assert client.get("/v1/exports/places.csv?colour=blue").status_code == 400
        assert client.get("/v1/exports/nothing.csv").status_code == 404

        other = whole_release(tmp_path / "other", [place("nieuw", 4.41, 51.91)], version="two")
        shutil.move(release, tmp_path / "old")
        shutil.move(other, release)
        assert app.state.directory.refresh()
        after = client.get(FILE)
        assert b"nieuw" in after.content
        assert after.headers["etag"] != behind.headers["etag"]
        running = where["files"].process._running[0]  # noqa: SLF001
    running.join(60)
    assert not running.is_alive()


def test_each_process_makes_its_own_application(tmp_path):
    installed = Installation(whole_release(tmp_path / "release"))
    again = pickle.loads(pickle.dumps(installed))  # noqa: S301 - ours
    app, holders = again.behind()
    assert [holder.current.version for holder in holders] == ["one"]
    assert app.state.directory is holders[0]
