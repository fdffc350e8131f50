"""The page about the data: files, terms, how to cite, releases; and what machines read of it."""

import hashlib
import json
import re
from html import unescape

import httpx
import pytest
from frozen_releases import CURRENT, FIRST, SECOND, whole_release, write_archive
from serving import served

from api.app import create_app
from api.web.i18n import PREFIX
from geo.i18n.languages import LANGUAGES
from geo.io.formats import FORMATS

COLLECTIONS = ("places", "gebieden", "buurten", "observations", "coverage")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data-page")
    release = whole_release(folder / "release")
    application = create_app(release, archive=write_archive(folder))
    with (
        served(application) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def links_on(page):
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', page.text)]


def linked_data(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    return json.loads(found[1])


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_it_links_to_every_collection_in_every_format(site, prefix):
    page = site.get(f"{prefix}/data")
    assert page.status_code == 200
    links = links_on(page)
    for name in COLLECTIONS:
        for form in FORMATS.values():
            assert f"/v1/exports/{name}{form.extension}" in links
        assert f"/v1/collections/{name}/schema?f=html" in links


def test_every_link_on_it_leads_somewhere(site):
    for link in set(links_on(site.get("/data"))):
        if link.startswith("/"):
            assert site.head(link, headers={"accept": "text/html"}).status_code == 200, link


def test_it_gives_the_address_that_qgis_asks_for(site):
    assert f"<code>{str(site.base_url).rstrip('/')}/v1</code>" in site.get("/data").text


def test_it_does_not_promise_more_than_the_licences_allow(site):
    page = site.get("/en/data").text
    assert "There is no single licence for all the data" in page
    for name in ("CC BY 4.0", "ODbL 1.0", "no licence stated"):
        assert name in page
    for language in LANGUAGES:
        footer = site.get(f"{PREFIX[language]}/").text.split("<footer", 1)[1]
        assert "free to use" not in footer
        assert "vrij te gebruiken" not in footer
        assert re.search(r'href="(/en)?/data"', footer)
        assert 'href="/v1"' not in footer


def test_the_citation_names_the_release(site):
    page = unescape(site.get("/en/data").text)
    assert "Meetingplaces (2026). Meeting places in Rotterdam [data set], release one" in page
    assert "@dataset{meetingplaces-2026-11-20," in page


def test_releases_are_named_with_their_checksums(site):
    page = site.get("/en/data")
    for release in (FIRST, SECOND):
        content = site.get(f"/v1/releases/{release}.zip").content
        assert hashlib.sha256(content).hexdigest() in page.text
    assert f"The release in use is {CURRENT}. It is not frozen yet" in page.text
    assert f"/v1/changes?since={FIRST}&f=html" in links_on(page)


@pytest.mark.parametrize("path", ["/data", "/en/data", "/", "/en/", "/ar/"])
def test_search_engines_of_data_sets_can_read_it(site, path):
    told = linked_data(site.get(path))
    assert told["@type"] == "DataCatalog"
    assert [one["@type"] for one in told["dataset"]] == ["Dataset"] * len(COLLECTIONS)
    for one in told["dataset"]:
        assert one["name"]
        assert 50 <= len(one["description"]) <= 5000  # what Google's Dataset Search asks
    assert site.get(told["url"]).status_code == 200
    spoken = "nl" if path in {"/", "/data"} else "en"
    assert told["inLanguage"] == spoken


def test_the_page_tells_more_than_the_start_page(site):
    whole, brief = linked_data(site.get("/en/data")), linked_data(site.get("/en/"))
    assert {one["@id"] for one in whole["dataset"]} == {one["@id"] for one in brief["dataset"]}
    files = {one["encodingFormat"] for one in whole["dataset"][0]["distribution"]}
    assert files == {form.media_type for form in FORMATS.values()}
    assert len(site.get("/en/").content) < 60_000


def test_the_sitemap_names_it_in_the_languages_that_it_has(site):
    sitemap = site.get("/sitemap.xml").text
    base = str(site.base_url).rstrip("/")
    assert f"<loc>{base}/data</loc>" in sitemap
    assert f"<loc>{base}/en/data</loc>" in sitemap
    assert f"{base}/tr/data" not in sitemap


def test_other_languages_lead_to_the_english_page(site):
    assert '<a href="/en/data" hreflang="en">' in site.get("/tr/").text
    assert site.get("/tr/data").status_code == 404
