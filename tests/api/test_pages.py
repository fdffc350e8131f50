"""The pages as a browser asks for them: languages, choices, headers, addresses that moved."""

import pytest
from made_up_release import HOSTILE_NAME

from api import pages
from geo.settings import Settings


def names_in(answer):
    return [line.split("</a>")[0].rsplit(">")[-1] for line in answer.text.split("<h3>")[1:]]


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/", "nl", "6 plekken gevonden."),
        ("/en/", "en", "6 places found."),
        ("/places/aan-de-kade", "nl", "Hoe we dit weten"),
        ("/en/places/aan-de-kade", "en", "How we know this"),
    ],
)
def test_each_page_stands_in_two_languages(client, path, language, words):
    answer = client.get(path)
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=huis_van_de_wijk", ["Huis van de Wijk Aan de Kade"]),
        ("status=closed", ["Ver Weg"]),
        ("gebied=WK059902", ["Buurttuin Oost", "Café Één"]),
        ("gebied=WK059902&status=unknown", ["Café Één"]),
        ("q=kade", ["Huis van de Wijk Aan de Kade"]),
        ("q=cafe+een&kind=huis_van_de_wijk", []),
    ],
)
def test_the_form_chooses(client, query, found):
    assert names_in(client.get(f"/?{query}")) == found


@pytest.mark.parametrize(
    "query", ["kind=castle", "status=x", "gebied=WK9", "utm_source=mail", "q=" + "x%00" * 3000]
)
def test_what_means_nothing_asks_nothing(client, query):
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    assert "xxxx" not in answer.text or len(answer.text) < 60_000


def test_nothing_found_is_said(client):
    assert "Niets gevonden" in client.get("/?q=qqqqqqqq").text


def test_the_page_in_the_other_language_keeps_the_choice(client):
    page = client.get("/?q=a%26b&kind=huiskamer").text
    assert 'href="/en/?q=a%26b&amp;kind=huiskamer"' in page


@pytest.mark.parametrize("path", ["/", "/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/places/hostile"])
def test_markup_in_names_and_questions_is_shown_as_text(client, path):
    page = client.get(path).text
    assert "<script>alert" not in page
    if path != "/?q=%3Cscript%3Ealert(1)%3C/script%3E":
        assert HOSTILE_NAME not in page


def test_a_page_is_not_sent_again_to_who_has_it(client):
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    policy = "content-security-policy"
    assert again.headers[policy] == first.headers[policy]


def test_a_page_may_load_its_own_files_and_the_tiles_and_no_more(client, monkeypatch):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    tiles = Settings(tile_url="https://{s}.example.org/{z}/{x}/{y}.png")
    monkeypatch.setattr(pages, "settings", lambda: tiles)
    policy = client.get("/").headers["content-security-policy"]
    assert "img-src 'self' data: https://*.example.org;" in policy


def test_no_page_holds_script_or_style_of_its_own(client):
    for path in ("/", "/places/aan-de-kade", "/places/nowhere"):
        page = client.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page


def test_a_place_that_carries_on_another_is_found_under_its_former_id(client):
    answer = client.get("/en/places/oude-kade")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/en/places/aan-de-kade"


def test_an_unknown_place_gets_a_page_that_says_so(client):
    answer = client.get("/places/nowhere")
    assert answer.status_code == 404
    assert "Hier is niets" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "path",
    [
        "/static/main.js",
        "/static/site.css",
        "/static/icon.svg",
        "/static/symbology.css",
        "/static/map/draw.js",
        "/static/map/entry.css",
        "/static/vendor/leaflet/leaflet.js",
        "/static/vendor/leaflet.markercluster/leaflet.markercluster.js",
    ],
)
def test_what_a_page_loads_is_there(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../pages.py", "/static/%2e%2e/pages.py", "/static/map/../maps.py"]
)
def test_nothing_else_is_served_from_the_disk(client, path):
    assert client.get(path).status_code == 404
