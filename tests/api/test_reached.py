"""Where the service is reached: only the operator says so, never the visitor."""

import socket

import httpx
import pytest
import uvicorn
from serving import served

from api.serving import Installation, configured, serve
from api.web.addresses import check_reached
from geo.model.errors import InputError
from geo.model.settings import Settings, settings

WANTED = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "cross-origin",
    "permissions-policy": "camera=(), geolocation=",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
}


@pytest.fixture
def given(monkeypatch):
    """Sets settings as the environment does."""

    def give(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"MEETINGPLACES_{name.upper()}", value)
        settings.cache_clear()

    yield give
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "plekken.example.org"])  # noqa: S104
def test_without_its_public_address_it_listens_on_this_machine_only(host, tmp_path):
    with pytest.raises(InputError, match="MEETINGPLACES_PUBLIC_URL"):
        serve(Installation(tmp_path / "no-release"), host, 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_this_machine_needs_no_public_address(host):
    check_reached(host)


def test_with_its_public_address_it_listens_anywhere(given):
    given(public_url="https://plekken.example.org")
    check_reached("0.0.0.0")  # noqa: S104 - nothing listens


@pytest.mark.parametrize(
    "url", ["plekken.example.org", "ftp://x.org", "https://x.org/?a", "https://"]
)
def test_a_public_address_that_is_none_is_refused(given, url):
    given(public_url=url)
    with pytest.raises(InputError, match="MEETINGPLACES_PUBLIC_URL"):
        settings()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "localhost"])
def test_with_a_public_address_no_host_of_a_visitor_stands_in_a_link(given, client, host):
    given(public_url="https://example.org/plekken/")
    for path in ("/v1", "/v1/collections/places/items", "/v1/openapi.json", "/sitemap.xml", "/"):
        answer = client.get(path, headers={"host": host, "x-forwarded-host": "evil.example"})
        assert "https://example.org/plekken/" in answer.text
        assert "evil.example" not in answer.text
        assert host not in answer.text


@pytest.mark.parametrize(
    ("trusted", "scheme"), [("127.0.0.1", "https"), ("127.0.0.0/8", "https"), ("192.0.2.1", "http")]
)
def test_forwarded_headers_count_only_from_a_listed_proxy(given, application, trusted, scheme):
    given(trusted_proxies=trusted)
    config = configured(application)
    assert isinstance(config, uvicorn.Config)
    with served(application, config) as address:
        answer = httpx.get(f"{address}/v1", headers={"x-forwarded-proto": "https"})
    assert answer.json()["links"][0]["href"].startswith(f"{scheme}://127.0.0.1:")


def test_by_default_only_this_machine_is_a_proxy():
    trusted = Settings().trusted_proxies.split(",")
    assert trusted == ["127.0.0.1", "::1"]
    assert not any(one in trusted for one in (socket.gethostname(), "*"))


def paths_of(app):
    """One path of every route, with something in place of what it takes."""
    for route in app.routes:
        path = getattr(route, "path", "")
        yield (
            path.replace("{place_id}", "aan-de-kade")
            .replace("{collection}", "places")
            .replace("{format}", "csv")
            .replace("{rest:path}", "")
        )


def test_every_answer_says_what_other_sites_and_the_browser_may_do_with_it(application, client):
    for path in {
        *paths_of(application),
        "/nothing-here",
        "/v1/nothing",
        "/desk",
        "/static/icon.svg",
    }:
        for method in ("GET", "OPTIONS", "DELETE"):
            answer = client.request(method, path, timeout=60)
            for name, begin in WANTED.items():
                said = answer.headers.get(name, "")
                assert said.startswith(begin), (method, path, answer.status_code, name)
