"""Files, catalogue, releases and changes as web pages: a browser gets them, a program gets JSON."""

import re

import httpx
import pytest
from frozen_releases import CURRENT, FIRST, SECOND, whole_release, write_archive
from serving import served

from api.app import create_app

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
LD_JSON = "application/ld+json"
PAGES = {
    "/v1/exports": "application/json",
    "/v1/catalogue": LD_JSON,
    "/v1/releases": "application/json",
    f"/v1/releases/{FIRST}": "application/json",
    f"/v1/changes?since={FIRST}": "application/json",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    release = whole_release(folder / "release")
    application = create_app(release, archive=write_archive(folder))
    with served(application) as address, httpx.Client(base_url=address) as client:
        yield client


def links_on(page):
    return re.findall(r'href="([^"]+)"', page.text.replace("&amp;", "&"))


@pytest.mark.parametrize(("address", "media_type"), PAGES.items())
def test_a_browser_gets_a_page_and_a_program_json(service, address, media_type):
    page = service.get(address, headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'self'" in page.headers["content-security-policy"]
    assert "Accept" in page.headers["vary"]
    assert "<h1>" in page.text
    for headers in ({}, {"accept": "*/*"}, {"accept": "application/json"}):
        answer = service.get(address, headers=headers)
        assert answer.headers["content-type"] == media_type
        assert answer.json()


@pytest.mark.parametrize("address", PAGES)
def test_each_form_is_had_by_name_and_links_to_the_other(service, address):
    joint = "&" if "?" in address else "?"
    page = service.get(f"{address}{joint}f=html", headers={"accept": "application/json"})
    assert page.headers["content-type"].startswith("text/html")
    as_json = next(link for link in links_on(page) if link.endswith("f=json"))
    document = service.get(as_json, headers=BROWSER)
    assert document.headers["content-type"] in {"application/json", LD_JSON}
    links = document.json().get("links", [])
    assert not links or any(
        link["rel"] == "alternate" and link["type"] == "text/html" for link in links
    )
    assert service.get(f"{address}{joint}f=pdf").status_code == 400


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_is_kept_is_not_sent_again_and_is_not_the_json(service, address):
    page = service.get(address, headers=BROWSER)
    known = BROWSER | {"if-none-match": page.headers["etag"]}
    assert service.get(address, headers=known).status_code == 304
    assert service.get(address, headers={"if-none-match": page.headers["etag"]}).status_code == 200


def test_every_link_on_the_pages_leads_somewhere(service):
    tried = set()
    for address in ("/v1", *PAGES):
        for link in links_on(service.get(address, headers=BROWSER)):
            here = link.startswith(("/", "http://127.0.0.1"))
            if not here or link in tried or "/geocode" in link:  # this service has no geocoder
                continue
            tried.add(link)
            # A place that came and went is told to be gone.
            fine = {200, 410} if "/places/items/" in link else {200}
            assert service.get(link, headers=BROWSER).status_code in fine, (address, link)
    assert len(tried) > 40


def test_the_landing_page_leads_to_all_that_there_is(service):
    links = service.get("/v1").json()["links"]
    base = f"{service.base_url}".rstrip("/")
    parts = {re.sub(r"\?.*", "", link["href"].removeprefix(f"{base}/v1")) for link in links}
    assert parts >= {
        "/conformance",
        "/collections",
        "/openapi.json",
        "/exports",
        "/catalogue",
        "/releases",
        "/changes",
        "/coverage",
        "/search/nearby",
        "/search/suggest",
        "/geocode",
    }
    page = service.get("/v1", headers=BROWSER)
    for part in ("exports", "catalogue", "releases", "collections"):
        assert any(link.endswith(f"/v1/{part}?f=html") for link in links_on(page)), part
    assert f"/v1/changes?since={FIRST}" in page.text


def test_the_page_of_releases_names_each_with_its_checksum(service):
    listed = service.get("/v1/releases").json()["releases"]
    page = service.get("/v1/releases", headers=BROWSER).text
    assert [one["id"] for one in listed] == [CURRENT, SECOND, FIRST]
    for one in listed:
        assert one["sha256"] in page
        assert f"/v1/releases/{one['id']}.zip" in page


def test_the_page_of_changes_tells_what_became_of_a_place(service):
    changes = service.get(f"/v1/changes?since={FIRST}").json()["changes"]
    page = service.get(f"/v1/changes?since={FIRST}", headers=BROWSER).text
    assert all(change["id"] in page for change in changes)
    successor = next(one["successor"] for one in changes if one.get("successor"))
    assert "carried on as" in page
    assert successor in page


def test_a_page_of_changes_leads_on_in_the_same_form(service):
    page = service.get(f"/v1/changes?since={FIRST}&limit=1&f=html")
    further = next(link for link in links_on(page) if "after=" in link and "f=json" not in link)
    assert service.get(further).headers["content-type"].startswith("text/html")


def test_what_cannot_be_read_is_a_problem_in_the_browser_too(service):
    answer = service.get("/v1/changes?since=yesterday", headers=BROWSER)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert service.get("/v1/releases/none", headers=BROWSER).status_code == 404
