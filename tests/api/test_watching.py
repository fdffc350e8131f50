"""What an operator sees of requests, and what of a visitor nobody sees."""

import asyncio
import time

import httpx
import pytest
from serving import served

from api.app import create_app
from api.prices import lanes
from api.web.watching import LOOPBACK, Metrics, Watched, access_log, log_access, part_of

SECRETS = ("52.0123", "4.4567", "koffie", "huis-een", "192.0.2.7", "sleutel")


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/", "/"),
        ("/ar/", "/"),
        ("/en/places/de-banier", "/places"),
        ("/owner/a-secret-link", "/owner"),
        ("/v1", "/v1"),
        ("/v1/", "/v1"),
        ("/v1/collections/places/items/x", "/v1/collections"),
        ("/v1/whatever/Kipstraat 37", "/v1"),
        ("/Kipstraat 37", "other"),
    ],
)
def test_only_the_part_of_the_service_is_named(path, part):
    assert part_of(path) == part


@pytest.fixture
def watched(made_up):
    """A service that is watched in both ways; gives its address and its figures."""
    where = lanes()
    app = create_app(made_up, lanes=where)
    metrics = Metrics(where, lambda: app.state.directory.current.version)
    with served(Watched(app, [metrics.tell, log_access()])) as address:
        yield address, metrics


def test_lines_and_figures_hold_nothing_of_who_asks_or_what(watched, caplog):
    address, metrics = watched
    access_log.addHandler(caplog.handler)
    try:
        for path in ("/?q=koffie", "/?lat=52.0123&lon=4.4567", "/places/huis-een", "/owner/sleutel",
                     "/v1/geocode?q=koffie", "/health"):  # fmt: skip
            httpx.get(address + path, headers={"x-forwarded-for": "192.0.2.7"}, timeout=60)
        # A line is written once the answer is sent, so the last one may come after it.
        end = time.monotonic() + 60
        while caplog.text.count("GET") < 6 and time.monotonic() < end:
            time.sleep(0.01)
    finally:
        access_log.removeHandler(caplog.handler)
    port = metrics.serve(39_100)
    figures = httpx.get(f"http://{LOOPBACK}:{port}/metrics").text
    lines = caplog.text
    assert lines.count("GET") == 6
    assert "GET /health 200" in lines
    assert 'meetingplaces_requests_total{part="/health",status="200"} 1.0' in figures
    assert 'meetingplaces_requests_total{part="/",status="200"} 2.0' in figures
    assert 'meetingplaces_release_info{version="one"} 1.0' in figures
    for name in ("waiting", "working", "refused_total", "cache_bytes", "request_seconds_bucket"):
        assert f"meetingplaces_{name}" in figures
    for secret in (*SECRETS, "127.0.0.1"):
        assert secret not in figures
        assert secret not in lines


def test_each_worker_takes_the_next_free_port(watched):
    _, metrics = watched
    first = metrics.serve(39_200)
    assert metrics.serve(first) == first + 1
    assert metrics.registry.get_sample_value("meetingplaces_cache_bytes") is not None


def test_an_answer_that_never_comes_is_counted_as_one():
    async def fails(*_):
        raise RuntimeError

    told = []
    watched = Watched(fails, [lambda *given: told.append(given[:3])])
    request = watched({"type": "http", "method": "GET", "path": "/"}, None, None)
    with pytest.raises(RuntimeError):
        asyncio.run(request)
    assert told == [("GET", "/", 499)]
