import gzip
import logging
import time

import httpx
import pytest
from made_up_release import OBSERVATIONS, REACH, place, write_release
from serving import served

from api import app as application_module
from api.app import create_app
from geo.model.errors import MeetingplacesError

PLACES = "/v1/collections/places/items"
EVERYTHING = [
    "/v1",
    "/v1/conformance",
    "/v1/openapi.json",
    "/v1/collections",
    "/v1/collections/buurten",
    PLACES,
    f"{PLACES}?kind=huiskamer&limit=2",
    f"{PLACES}/cafe-een",
    "/v1/search/nearby?lat=51.9&lon=4.4",
    "/v1/search/nearby?address=Kadestraat%207",
    "/v1/geocode?q=Kadestraat%207",
]
ERRORS = [f"{PLACES}?x=1", "/v1/nope", f"{PLACES}/nope", "/v1/geocode?q=Stiltestraat%201"]


@pytest.mark.parametrize("path", [*EVERYTHING, *ERRORS, "/health"])
def test_every_answer_has_the_headers_of_the_api(client, path):
    headers = client.get(path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["api-version"] == "1.0.0"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"]
    assert "server" not in headers
    assert len(headers.get_list("x-content-type-options")) == 1


@pytest.mark.parametrize("path", EVERYTHING)
def test_who_has_the_answer_already_gets_304_without_it(client, path):
    first = client.get(path)
    tag = first.headers["etag"]
    assert not tag.startswith("W/")
    for known in (tag, f'"other", W/{tag}', "*"):
        again = client.get(path, headers={"if-none-match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert again.headers["access-control-allow-origin"] == "*"
    assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content


@pytest.mark.parametrize("path", EVERYTHING)
def test_the_same_question_has_the_same_bytes(client, path):
    assert client.get(path).content == client.get(path).content


@pytest.mark.parametrize("path", [PLACES, "/v1/openapi.json", "/v1/collections"])
def test_large_answers_are_compressed_for_who_can_take_that(client, path):
    plain = client.get(path, headers={"accept-encoding": "identity"})
    with client.stream("GET", path, headers={"accept-encoding": "br, gzip;q=0.5"}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(raw) < len(plain.content)
        assert gzip.decompress(raw) == plain.content
        # Other bytes need another strong entity tag (RFC 9110, 8.8.3.3).
        assert answer.headers["etag"] != plain.headers["etag"]
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"].endswith("Accept-Encoding")


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "gzip; q=0.0", "gzippy", "br"])
def test_nothing_is_compressed_for_who_cannot_take_it(client, accepted):
    answer = client.get(PLACES, headers={"accept-encoding": accepted})
    assert "content-encoding" not in answer.headers


def test_pages_and_files_are_compressed_too(client):
    page = client.get("/", headers={"accept-encoding": "gzip"})
    style = client.get("/static/site.css", headers={"accept-encoding": "gzip"})
    for answer in (page, style):
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"].endswith("Accept-Encoding")


def test_small_answers_are_not_compressed(client):
    answer = client.get("/health", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", [*EVERYTHING, *ERRORS, "/health", "/"])
def test_head_is_get_without_the_body(client, path):
    got = client.get(path, headers={"accept-encoding": "identity"})
    head = client.head(path, headers={"accept-encoding": "identity"})
    assert head.status_code == got.status_code
    assert head.content == b""
    assert dict(head.headers) | {"date": ""} == dict(got.headers) | {"date": ""}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/v1", PLACES, "/health"])
def test_nothing_can_be_changed(client, method, path):
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["title"] == "Method Not Allowed"


def test_a_browser_may_read_from_another_site_and_ask_conditionally(client):
    asked = {
        "origin": "https://example.org",
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-none-match",
    }
    answer = client.options(PLACES, headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "if-none-match" in answer.headers["access-control-allow-headers"]
    assert "etag" in client.get(PLACES).headers["access-control-expose-headers"]


@pytest.mark.parametrize("path", [f"{PLACES}/", "/health/", "/v1/collections/", "/v1/conformance/"])
def test_a_slash_at_the_end_is_another_address_and_never_a_redirect(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_the_root_of_the_api_is_the_same_with_a_slash_at_the_end(client):
    """OWSLib asks for it so, and in the description it is the path `/` of the server `/v1`."""
    assert client.get("/v1/").content == client.get("/v1").content


def test_links_lead_to_this_machine_as_the_client_calls_it(client):
    asked = {"host": "localhost:1234", "x-forwarded-proto": "https"}
    hrefs = [link["href"] for link in client.get("/v1", headers=asked).json()["links"]]
    assert all(href.startswith("https://localhost:1234/") for href in hrefs)
    moved = client.get(f"{PLACES}/oude-kade", headers=asked)
    assert moved.headers["location"].startswith("https://localhost:1234/v1/")


@pytest.mark.parametrize(
    "host",
    ['a"><script>', "a b", "user@evil", "evil/path", "", "a:b:c", "evil.example", "127.1.evil"],
)
def test_a_foreign_host_or_one_that_is_none_does_not_come_back_in_links(client, host):
    href = client.get("/v1", headers={"host": host}).json()["links"][0]["href"]
    assert href.startswith("http://127.0.0.1:")


def test_an_error_that_nobody_foresaw_is_logged_and_tells_nothing(client, caplog):
    with caplog.at_level(logging.ERROR, logger="meetingplaces"):
        answer = client.get("/v1/geocode?q=Kapotstraat%201")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"] == "1.0.0"
    assert answer.json()["title"] == "Internal Server Error"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "the secret reason" in caplog.text


def test_health_tells_which_release_is_served(client):
    answer = client.get("/health")
    assert answer.json() == {
        "status": "ok",
        "version": "1.0.0",
        "release": {
            "version": "one",
            "date": "2026-11-20",
            "places": 6,
            "gebieden": 2,
            "buurten": 3,
            "observations": len(OBSERVATIONS),
            "coverage": len(REACH),
        },
        "checksums": "none",
        "damaged": [],
        "refused": [],
    }
    assert answer.headers["cache-control"] == "no-store"


def test_health_tells_why_a_release_was_not_put_into_use_and_recovers(tmp_path):
    release = write_release(tmp_path / "release")
    app = create_app(release)
    about = release / "release.json"
    before = about.read_bytes()
    with served(app) as address:
        about.write_text("{}")
        with pytest.raises(MeetingplacesError):
            app.state.directory.refresh()
        answer = httpx.get(f"{address}/health")
        assert answer.status_code == 200
        assert answer.json()["status"] == "degraded"
        (refused,) = answer.json()["refused"]
        assert "release.json" in refused
        assert str(tmp_path) not in refused
        about.write_bytes(before)
        assert not app.state.directory.refresh()
        assert httpx.get(f"{address}/health").json()["status"] == "ok"


def test_without_a_geocoder_addresses_are_not_looked_up_and_all_else_works(tmp_path):
    with served(create_app(write_release(tmp_path / "release"))) as address:
        assert httpx.get(f"{address}/v1/geocode?q=Kadestraat%207").status_code == 503
        assert httpx.get(f"{address}/v1/search/nearby?lat=51.9&lon=4.4").status_code == 200


def test_another_release_in_the_folder_is_served_without_a_restart(tmp_path, monkeypatch):
    monkeypatch.setattr(application_module, "WARM_UP_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(application_module, "REFRESH_SECONDS", 0.02)
    release = write_release(tmp_path / "release")
    with served(create_app(release)) as address, httpx.Client(base_url=address) as client:
        before = client.get(PLACES)
        assert before.json()["numberMatched"] == 6
        write_release(release, [place("nieuw", 4.4, 51.9)], version="two")
        until = time.monotonic() + 90
        while client.get("/health").json()["release"]["version"] == "one":
            assert time.monotonic() < until, "the other release was not taken into use"
        after = client.get(PLACES, headers={"if-none-match": before.headers["etag"]})
        assert [one["id"] for one in after.json()["features"]] == ["nieuw"]


def test_a_broken_release_in_the_folder_leaves_the_one_in_use(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(application_module, "WARM_UP_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(application_module, "REFRESH_SECONDS", 0.02)
    release = write_release(tmp_path / "release")
    with served(create_app(release)) as address:
        write_release(release, [place("een"), place("een")], version="two")
        until = time.monotonic() + 90
        while "stays in use" not in caplog.text:
            assert time.monotonic() < until, "the broken release was not noticed"
        assert httpx.get(f"{address}{PLACES}").json()["numberMatched"] == 6
