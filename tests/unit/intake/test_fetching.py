"""An address that somebody typed never reaches into a private network."""

import socket

import pytest
from list_server import list_server

from geo.intake.fetching import Fetcher
from geo.model.errors import InputError, MeetingplacesError

PRIVATE = [
    "127.0.0.1", "localhost", "0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
    "169.254.169.254", "224.0.0.1", "[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:127.0.0.1]",
    "[2002:7f00:1::]", "2130706433", "0x7f000001", "127.1",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_addresses_that_are_not_public_are_refused(host):
    with Fetcher() as fetcher, pytest.raises(InputError, match="not public"):
        fetcher.get(f"http://{host}:9/list.csv")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "gopher://a/", "a"])
def test_other_schemes_are_refused(url):
    with Fetcher() as fetcher, pytest.raises(InputError, match="http or https"):
        fetcher.get(url)


def test_an_operator_lists_a_host_of_the_private_network():
    with list_server() as server:
        server.files = {"/a": ("text/plain", b"yes")}
        with Fetcher([server.host]) as fetcher:
            assert fetcher.get(f"{server.url}/a").content == b"yes"
        with Fetcher([f"{server.host.partition(':')[0]}:1"]) as fetcher, pytest.raises(InputError):
            fetcher.get(f"{server.url}/a")


@pytest.mark.parametrize("target", ["http://127.0.0.2:9/", "http://localhost:9/", "file:///etc/x"])
def test_a_redirect_to_an_address_that_is_not_public_is_refused(target):
    with list_server() as server:
        server.redirects = {"/a": "/b", "/b": target}
        refused = pytest.raises((InputError, MeetingplacesError))
        with Fetcher([server.host]) as fetcher, refused:
            fetcher.get(f"{server.url}/a")
        assert len(server.asked) <= 4


def test_a_redirect_without_end_is_refused():
    with list_server() as server:
        server.redirects = {"/a": "/a"}
        refused = pytest.raises(MeetingplacesError, match="without end")
        with Fetcher([server.host]) as fetcher, refused:
            fetcher.get(f"{server.url}/a")


@pytest.mark.slow
def test_a_name_that_changes_after_the_check_gains_nothing(monkeypatch):
    """The connection goes to the address that was checked, not to the name."""
    answers = iter(["93.184.215.14", "127.0.0.1"])
    connected = []

    def resolve(_host, port, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address, *_, **__):
        connected.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with Fetcher() as fetcher, pytest.raises((MeetingplacesError, InputError)):
        fetcher.get("http://rebinding.example/a")
    assert {host for host, _ in connected} == {"93.184.215.14"}


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    with list_server() as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        with Fetcher() as fetcher, pytest.raises(InputError, match="not public"):
            fetcher.get("http://127.0.0.3/a")
        assert server.asked == []
