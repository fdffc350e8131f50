"""Two cities under one roof: the pages of each, and one API of both."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from serving import served

from api.cities import create_cities
from geo.model.settings import settings
from geo.pipeline.building import build

NAMES = {"": "Rotterdam", "/amsterdam": "Amsterdam"}
OTHER = {"": "Amsterdam", "/amsterdam": "Rotterdam"}
CODES = {"": "GM0599", "/amsterdam": "GM0363"}
CHOOSER = re.compile(
    r'<nav class="cities".*?</nav>|<section class="[^"]*\bcities".*?</section>', re.DOTALL
)
"""Where a page may name the other city: the links that lead there."""


@pytest.fixture(scope="module")
def client(tmp_path_factory, release):
    """A client of a server with both cities."""
    amsterdam = tmp_path_factory.mktemp("amsterdam") / "release"
    build(settings().city_folder("amsterdam"), amsterdam)
    folders = {"rotterdam": release, "amsterdam": amsterdam}
    app = create_cities(list(folders), release_of=folders.__getitem__)
    with served(app) as address, httpx.Client(base_url=address, timeout=120) as client:
        yield client


def pages_of(client, base):
    """List the paths of the pages of a city: all of its sitemap."""
    sitemap = client.get(f"{base}/sitemap.xml").text
    found = re.findall(r"<loc>(.*?)</loc>", sitemap)
    assert len(found) > 500
    return [urlsplit(unescape(one))._replace(scheme="", netloc="").geturl() for one in found]


def test_the_first_city_keeps_its_addresses_and_its_start_page_chooses(client):
    start = client.get("/").text
    assert "Ontmoetingsplekken in Rotterdam" in start
    assert 'href="/amsterdam/"' in start
    assert "Kies uw stad" in start
    other = client.get("/amsterdam/").text
    assert "Ontmoetingsplekken in Amsterdam" in other
    assert "Kies uw stad" not in other
    assert 'href="/amsterdam/places/' in client.get("/amsterdam/?page=1").text
    assert client.get("/amsterdam").headers["location"] == "/amsterdam/"


@pytest.mark.parametrize(
    ("start", "typed", "there"),
    [("/", "Damrak 1", "/amsterdam/"), ("/amsterdam/", "Kipstraat 37", "/")],
)
def test_an_address_in_another_city_leads_there(client, start, typed, there):
    found = client.get(start, params={"q": typed}, follow_redirects=True)
    assert (found.status_code, found.url.path) == (200, there)
    assert typed.split()[0] in found.text


def test_what_is_near_is_within_a_walk_where_no_network_tells_how_far_it_is(client):
    found = client.get("/amsterdam/", params={"q": "Damrak 1"}).text
    assert "in een rechte lijn (schatting)" in found
    assert "Geen plek binnen" not in found


def test_search_engines_find_the_pages_of_every_city(client):
    robots = client.get("/robots.txt").text
    assert [urlsplit(one).path for one in re.findall(r"Sitemap: (\S+)", robots)] == [
        "/sitemap.xml",
        "/amsterdam/sitemap.xml",
    ]
    assert all(one.startswith("/amsterdam/") for one in pages_of(client, "/amsterdam"))
    assert not any(one.startswith("/amsterdam") for one in pages_of(client, ""))
    manifest = client.get("/amsterdam/manifest.webmanifest").json()
    assert urljoin("/amsterdam/manifest.webmanifest", manifest["start_url"]) == "/amsterdam/"


@pytest.mark.parametrize(
    ("base", "stride"),
    [
        pytest.param("", 1, marks=pytest.mark.long(job="sweeps")),
        pytest.param("/amsterdam", 1, marks=pytest.mark.long(job="sweeps")),
        ("/amsterdam", 5),
    ],
)
def test_no_page_of_a_city_names_another(client, base, stride):
    further = ["/planner?by=buurt", "/planner?minutes=x", "/report", "/places/none", "/offline"]
    further += ["/?q=nergens", "/?q=Dam", "/?page=1", "/accessibility", "/en/planner", "/en/data"]
    pages = pages_of(client, base)
    places = [one for one in pages if "/places/" in one]
    # The words around a place are the same for each: some in every language, spread over all.
    chosen = [one for one in pages if "/places/" not in one] + places[::97]
    chosen += [base + one for one in further]
    named = {}
    for path in list(dict.fromkeys(chosen))[::stride]:
        text = CHOOSER.sub("", client.get(path).text)
        if found := re.search(rf"\b{OTHER[base]}\b", text):
            named[path] = text[max(found.start() - 60, 0) : found.end() + 40]
    assert not named


def test_each_city_has_reports_and_a_desk_of_its_own(client):
    for base in NAMES:
        page = client.get(f"{base}/report")
        assert (page.status_code, f'action="{base}/report"' in page.text) == (200, True)
        asked = client.get(f"{base}/en/desk")
        assert asked.headers["location"].startswith(f"{base}/en/desk/sign-in")
    english = client.get("/amsterdam/en/none", headers={"Accept": "text/html"})
    assert (english.status_code, 'lang="en"' in english.text) == (404, True)


def test_the_labels_of_districts_are_those_of_the_city(client):
    assert "Kies een stadsdeel" in client.get("/amsterdam/").text
    assert "Kies een gebied" in client.get("/").text
    page = client.get("/amsterdam/places/amsterdam-de-banne").text
    assert "Stadsdeel: Noord." in page


def test_the_api_serves_both_each_place_with_its_municipality(client):
    assert client.get("/amsterdam/v1/collections").headers["location"] == "/v1/collections"
    items = "/v1/collections/places/items"
    everything = client.get(items, params={"limit": 1000}).json()["features"]
    assert {one["properties"]["gemeente"] for one in everything} == set(CODES.values())
    only = client.get(items, params={"limit": 1000, "gemeente": "GM0363"}).json()["features"]
    assert len(only) == 192
    assert {one["properties"]["gemeente"] for one in only} == {"GM0363"}


@pytest.mark.parametrize("asked", ["GM0363", "Amsterdam"])
def test_coverage_is_of_the_city_that_is_asked_about(client, asked):
    answer = client.get("/v1/coverage", params={"by": "gemeente", "gemeente": asked}).json()
    assert {row["name"] for row in answer["rows"]} == {"Amsterdam"}
    assert {row["basis"] for row in answer["rows"]} == {"straight_line"}
    first = client.get("/v1/coverage", params={"by": "gemeente"}).json()
    assert {row["name"] for row in first["rows"]} == {"Rotterdam"}


def test_a_municipality_that_is_not_served_is_refused(client):
    answer = client.get("/v1/coverage", params={"gemeente": "Elders"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"].endswith("expected GM0599 or GM0363.")


def test_suggestions_are_of_the_city_whose_page_asks(client):
    def suggested(**city):
        asked = {"q": "Damra", **city}
        return client.get("/v1/search/suggest", params=asked).json()["suggestions"]

    assert any(one["text"].startswith("Damrak") for one in suggested(gemeente="GM0363"))
    assert not any(one["text"].startswith("Damrak") for one in suggested())


def test_a_search_of_the_service_is_answered_by_the_city_that_knows_the_address(client):
    def answered(**city):
        answer = client.get("/v1/search", params={"q": "Damrak 1", **city}).json()
        return answer["understood"]["start"], {
            one["properties"]["gemeente"] for one in answer["features"]
        }

    start, cities = answered()
    assert (start["label"], cities) == ("Damrak", {"GM0363"})
    assert answered(gemeente="GM0363") == (start, cities)
    assert answered(gemeente="GM0599")[0] is None


def test_an_address_is_found_in_whichever_city_it_is(client):
    found = client.get("/v1/geocode", params={"q": "Damrak 1, Amsterdam"}).json()
    assert found["matched"] == "Damrak"
