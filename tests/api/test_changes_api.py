"""Changes since a release, releases as files, and what is gone, over HTTP."""

import base64
import hashlib
import io
import zipfile

import httpx
import pytest
from frozen_releases import CURRENT, FIRST, SECOND, whole_release, write_archive
from serving import served

from api.app import create_app

CHANGES = "/v1/changes"
RELEASES = "/v1/releases"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return write_archive(tmp_path_factory.mktemp("past"))


@pytest.fixture(scope="module")
def with_past(archive):
    """A client of a server whose release has two frozen ones before it."""
    app = create_app(whole_release(archive.parent / "now"), archive=archive)
    with served(app) as address, httpx.Client(base_url=address) as client:
        yield client


def test_a_copy_is_brought_up_to_date_from_the_release_that_it_was_made_from(with_past):
    answer = with_past.get(CHANGES, params={"since": SECOND})
    page = answer.json()
    assert page["until"] == CURRENT
    assert [(one["id"], one["change"]) for one in page["changes"]] == [
        ("aan-de-kade", "created"),
        ("buurttuin-oost", "created"),
        ("korte-tijd", "removed"),
        ("oude-kade", "removed"),
        ("zonder-punt", "changed"),
    ]
    assert page["changes"][4]["fields"] == [
        {"field": "name", "old": "Vroeger anders", "new": "Zonder Punt"}
    ]
    merged = page["changes"][3]
    assert merged["successor"] == "aan-de-kade"
    [link] = merged["links"]
    assert link["rel"] == "successor-version"
    assert with_past.get(link["href"]).json()["id"] == "aan-de-kade"
    assert with_past.get(CHANGES, params={"since": CURRENT}).json()["changes"] == []


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_neither_lose_nor_repeat_a_change(with_past, limit):
    whole = with_past.get(CHANGES, params={"since": FIRST}).json()["changes"]
    gathered = []
    address = f"{CHANGES}?since={FIRST}&limit={limit}"
    while address:
        page = with_past.get(address).json()
        assert page["numberReturned"] == len(page["changes"]) <= limit
        gathered += page["changes"]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert gathered == whole
    assert len({one["cursor"] for one in whole}) == len(whole) == 8


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ({}, 400, "since: found nothing"),
        ({"since": "gisteren"}, 400, "since: found 'gisteren'"),
        ({"since": "2026-02-30"}, 400, "expected the id of a release, or a date"),
        ({"after": "x"}, 400, "since: found nothing"),
        ({"since": FIRST, "after": "x"}, 400, "after: found 'x'"),
        ({"since": FIRST, "limit": "0"}, 400, "a whole number from 1 to 1000"),
        ({"since": FIRST, "limit": "-1"}, 400, "a whole number from 1 to 1000"),
        ({"since": FIRST, "offset": "1"}, 400, "an unknown parameter"),
        ({"since": "2020-01-01"}, 410, f"since {CURRENT}"),
        ({"since": "2025-01-10-dddd"}, 410, f"since {CURRENT}"),
        ({"since": FIRST, "after": "2025-01-10-dddd.een"}, 410, f"since {CURRENT}"),
    ],
)
def test_a_question_that_has_no_answer_is_told_what_to_ask(with_past, question, status, words):
    answer = with_past.get(CHANGES, params=question)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.text


def test_a_very_large_limit_stands_for_the_largest(with_past):
    page = with_past.get(CHANGES, params={"since": FIRST, "limit": 10**9}).json()
    assert page["numberReturned"] == 8


def test_releases_are_listed_newest_first_each_with_its_checksum(with_past):
    listed = with_past.get(RELEASES).json()["releases"]
    assert [(one["id"], one["current"], one["frozen"]) for one in listed] == [
        (CURRENT, True, False),
        (SECOND, False, True),
        (FIRST, False, True),
    ]
    for one in listed:
        links = {link["rel"]: link["href"] for link in one["links"]}
        itself = with_past.get(links["self"]).json()
        other_form = itself["links"].pop()
        assert itself == one
        assert (other_form["rel"], other_form["type"]) == ("alternate", "text/html")
        file = with_past.get(links["enclosure"])
        assert file.headers["content-type"] == "application/zip"
        assert len(file.content) == one["bytes"]
        assert hashlib.sha256(file.content).hexdigest() == one["sha256"]
        digest = base64.b64encode(bytes.fromhex(one["sha256"])).decode()
        assert file.headers["repr-digest"] == f"sha-256=:{digest}:"
        names = zipfile.ZipFile(io.BytesIO(file.content)).namelist()
        assert {"places.geojson", "release.json", "SHA256SUMS"} <= set(names)
        assert with_past.get(links["related"]).status_code == 200


@pytest.mark.parametrize("release", [FIRST, CURRENT])
def test_who_has_a_file_already_is_not_sent_it_again(with_past, release):
    path = f"{RELEASES}/{release}.zip"
    tag = with_past.get(path).headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = with_past.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert with_past.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_frozen_file_may_be_kept_forever_and_the_current_one_may_not(with_past):
    frozen, current = (
        with_past.get(f"{RELEASES}/{release}.zip").headers["cache-control"]
        for release in (FIRST, CURRENT)
    )
    assert "immutable" in frozen
    assert current == "public, max-age=60"


@pytest.mark.parametrize("release", [FIRST, CURRENT])
def test_a_download_that_broke_off_can_be_resumed(with_past, release):
    path = f"{RELEASES}/{release}.zip"
    whole = with_past.get(path)
    headers = {"range": "bytes=100-", "if-range": whole.headers["etag"]}
    rest = with_past.get(path, headers=headers)
    assert rest.status_code == 206
    assert rest.content == whole.content[100:]
    assert rest.headers["repr-digest"] == whole.headers["repr-digest"]
    beyond = with_past.get(path, headers={"range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416


def test_head_tells_the_size_without_the_file(with_past):
    path = f"{RELEASES}/{FIRST}.zip"
    told = with_past.head(path)
    assert told.content == b""
    assert int(told.headers["content-length"]) == len(with_past.get(path).content)


@pytest.mark.parametrize(
    "path",
    [
        "nope",
        "nope.zip",
        "..%2Freleases.csv",
        "2025-01-10-dddd",
        f"{FIRST}.zip.zip",
        "releases.csv",
    ],
)
def test_nothing_but_releases_can_be_had(with_past, path):
    answer = with_past.get(f"{RELEASES}/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_file_that_is_missing_is_no_error_of_the_client_and_no_riddle(tmp_path):
    archive = write_archive(tmp_path)
    app = create_app(whole_release(tmp_path / "now"), archive=archive)
    (archive / f"{FIRST}.zip").unlink()
    with served(app) as address, httpx.Client(base_url=address) as client:
        answer = client.get(f"{RELEASES}/{FIRST}.zip")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert str(tmp_path) not in answer.text
        assert client.get(RELEASES).status_code == 200


def test_a_place_that_is_gone_is_told_to_be_gone(with_past):
    answer = with_past.get("/v1/collections/places/items/even-hier")
    assert answer.status_code == 410
    assert answer.headers["content-type"] == "application/problem+json"
    assert with_past.get("/v1/collections/places/items/nooit-geweest").status_code == 404


def test_a_service_without_an_archive_offers_its_own_release(client):
    [only] = client.get(RELEASES).json()["releases"]
    assert (only["id"], only["current"], only["frozen"]) == (CURRENT, True, False)
    assert client.get(CHANGES, params={"since": CURRENT}).json()["changes"] == []
