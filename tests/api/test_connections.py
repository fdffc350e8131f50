"""Nobody is shut out by others who send half a head, a long one, or none."""

import http.client
import json
import socket
from contextlib import ExitStack

import httpx
import pytest
from serving import served

from api.app import create_app
from api.web import connections
from api.web.connections import MOST_HEAD_BYTES, LimitedProtocol

HALF = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Half: "


@pytest.fixture
def port(made_up, request):
    limits = getattr(request, "param", {})
    with pytest.MonkeyPatch.context() as patch, served(create_app(made_up)) as address:
        for name, value in limits.items():
            patch.setattr(LimitedProtocol, name, value)
        yield int(address.rpartition(":")[2])


def connected(port):
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def test_a_head_that_is_too_long_is_refused_before_it_is_all_there(port):
    with connected(port) as client:
        client.sendall(HALF + b"x" * MOST_HEAD_BYTES)
        assert answered(client).status == 431


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"NO HTTP AT ALL\r\n\r\n", 400), (HALF + b"x" * MOST_HEAD_BYTES, 431)],
)
def test_what_never_comes_to_the_application_has_the_headers_of_every_answer(port, sent, status):
    with connected(port) as client:
        client.sendall(sent)
        answer = answered(client)
        problem = json.loads(answer.read())
    known = httpx.get(f"http://127.0.0.1:{port}/v1/nothing")
    assert (answer.status, problem["status"], known.status_code) == (status, status, 404)
    for name in {*known.headers} - {"date", "content-length"}:
        assert answer.headers[name] == known.headers[name], name


def answered(client):
    answer = http.client.HTTPResponse(client)
    answer.begin()
    return answer


@pytest.mark.parametrize("port", [{"head_seconds": 0.2}], indirect=True)
@pytest.mark.parametrize("sent", [b"", HALF])
def test_a_head_that_does_not_come_is_not_waited_for(port, sent):
    with connected(port) as client:
        client.sendall(sent)
        assert client.recv(1000) == b""


@pytest.mark.parametrize("port", [{"most_silent": 20}], indirect=True)
def test_many_half_heads_shut_nobody_out(port):
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(connected(port)).sendall(HALF)
        assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
        assert len(LimitedProtocol._silent) <= 20  # noqa: SLF001


@pytest.mark.parametrize("port", [{"body_seconds": 0.2}], indirect=True)
def test_a_body_that_does_not_come_is_not_waited_for(port):
    with connected(port) as client:
        client.sendall(b"POST /report HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nx")
        assert client.recv(1000) == b""


def test_where_all_files_are_in_use_the_next_is_told_to_come_back(port, monkeypatch):
    monkeypatch.setattr(connections, "most_connections", lambda: 3)
    with ExitStack() as stack:
        for _ in range(3):
            client = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}"))
            assert client.get("/health").status_code == 200
        with connected(port) as one_more:
            assert one_more.recv(1000).startswith(b"HTTP/1.1 503 ")
        stack.enter_context(connected(port))  # one that is silent makes room, and nobody else
        assert client.get("/health").status_code == 200


@pytest.mark.parametrize("port", [{"head_seconds": 0.5}], indirect=True)
def test_a_connection_that_is_used_again_is_kept(port):
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(3):
            assert client.get("/health").status_code == 200


def test_a_long_filter_is_not_a_long_head(port):
    long = " OR ".join(["name = 'é'"] * 1400)
    answer = httpx.get(
        f"http://127.0.0.1:{port}/v1/collections/places/items", params={"filter": long[:19_900]}
    )
    assert answer.status_code == 400  # it has too many operators, and was read
    assert answer.json()["errors"][0]["parameter"] == "filter"
