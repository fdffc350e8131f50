"""The pages as a browser asks for them: languages, choices, headers, addresses that moved."""

import re

import pytest
from made_up_release import HOSTILE_NAME

from api.site import layout
from geo.model.settings import Settings


def names_in(answer):
    return [line.split("</a>")[0].rsplit(">")[-1] for line in answer.text.split("<h3>")[1:]]


def words_of(answer):
    """The words of a page as they are read, without the markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/", "nl", "Alle 6 plekken in één lijst"),
        ("/en/", "en", "All 6 places on one list"),
        ("/?page=1", "nl", "6 plekken"),
        ("/en/?page=1", "en", "6 places"),
        ("/places/aan-de-kade", "nl", "Hoe we dit weten"),
        ("/en/places/aan-de-kade", "en", "How we know this"),
        ("/accessibility", "nl", "Toegankelijkheids\N{SOFT HYPHEN}verklaring"),
        ("/en/offline", "en", "No network"),
    ],
)
def test_each_page_stands_in_its_language(client, path, language, words):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}"' in answer.text
    assert words in words_of(answer)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=huis_van_de_wijk", ["Huis van de Wijk Aan de Kade"]),
        ("status=closed", ["Ver Weg"]),
        ("gebied=WK059902", ["Buurttuin Oost", "Café Één"]),
        ("gebied=WK059902&status=unknown", ["Café Één"]),
        ("q=koffie", ["Huis van de Wijk Aan de Kade"]),
        ("q=koffie&kind=huiskamer", []),
        ("activity=koffie", ["Huis van de Wijk Aan de Kade"]),
        ("access=yes", ["Huis van de Wijk Aan de Kade"]),
    ],
)
def test_the_form_chooses(client, query, found):
    assert names_in(client.get(f"/?{query}")) == found


def test_the_nearest_stands_first_and_says_how_far_it_is(client):
    answer = client.get("/?lat=51.91&lon=4.42")
    assert names_in(answer)[1] == "Huis van de Wijk Aan de Kade"
    assert "lopen" in words_of(answer)
    assert "Alleen de straat of buurt is bekend" in words_of(answer)


def test_where_somebody_is_is_kept_nowhere(client):
    answer = client.get("/?lat=51.91234567&lon=4.41234567")
    assert answer.headers["cache-control"] == "no-store"
    assert 'name="robots" content="noindex"' in answer.text
    assert 'rel="canonical"' not in answer.text
    assert "51.9123" in answer.text
    assert "51.91234567" not in answer.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=castle", "'castle' is geen soort plek."),
        ("status=x", "'x' zegt niet of een plek in gebruik is."),
        ("gebied=WK9", "'WK9' is geen gebied van Rotterdam."),
        ("activity=x", "'x' is geen activiteit."),
        ("access=x", "'x' is geen antwoord over toegankelijkheid."),
        ("open=morgen", "'morgen' is geen dag en tijd."),
        ("open=9999-12-31T23:59", "is geen dag en tijd."),
        ("lat=1&lon=x", "'1, x' is geen plek in Nederland."),
        ("page=0", "'0' is geen pagina van deze lijst."),
        ("page=²", "'²' is geen pagina van deze lijst."),
    ],
)
def test_what_is_not_understood_is_told_and_not_used(client, query, sentence):
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    assert sentence in words_of(answer).replace("&#39;", "'")
    assert "6 plekken" in words_of(answer)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Kerkstraat 1 Amsterdam", "Amsterdam ligt niet in Rotterdam."),
        ("3099", "De postcode 3099 bestaat niet in Rotterdam."),
        ("12", "12 is alleen een nummer."),
        ("\N{DUCK}", "In uw vraag staan geen letters of cijfers."),
        ("a" * 10_000, "Uw vraag is langer dan"),
        ("<b>qqqqqqqq", "Er is niets gevonden voor"),
    ],
)
def test_a_question_that_cannot_be_answered_gets_a_clear_sentence(client, text, sentence):
    answer = client.get("/", params={"q": text})
    assert answer.status_code == 200
    assert sentence in words_of(answer)
    assert "Geen plekken gevonden." in words_of(answer)
    assert "<b>" not in answer.text
    assert len(answer.text) < 40_000


def test_an_empty_result_says_which_filter_to_loosen(client):
    answer = client.get("/?q=koffie&kind=huiskamer")
    assert "Zonder het filter &#39;soort plek&#39;: 1 plek" in words_of(answer)
    assert 'href="/?q=koffie"' in answer.text


def test_a_parameter_of_somebody_else_is_not_a_question(client):
    assert "Kies een gebied" in client.get("/?utm_source=mail").text


def test_open_now_counts_what_is_not_known_apart(client):
    words = words_of(client.get("/?open=now"))
    assert "Nu open: 0," in words
    assert re.search(r"niet bekend: [1-9]\d*\.", words)


def test_the_time_of_two_fields_of_one_name_counts(client):
    page = client.get("/?open=now&open=2026-11-24T14:00").text
    assert 'value="2026-11-24T14:00"' in page
    assert "dinsdag 24 november 14:00" in page


def test_the_page_in_the_other_language_keeps_the_choice(client):
    page = client.get("/?q=a%26b&kind=huiskamer").text
    assert 'href="/en/?q=a%26b&amp;kind=huiskamer"' in page


def test_nothing_unknown_is_worded_as_a_no(client):
    page = words_of(client.get("/places/buurttuin-oost"))
    assert "Niet bekend of u er met een rolstoel in kunt" in page
    assert "Niet bekend of het open is." in page
    assert "We kennen de openingstijden niet" in page


def test_a_place_that_closed_tells_of_others_and_not_of_hours(client):
    page = client.get("/places/ver-weg").text
    assert "Voorgoed gesloten" in page
    assert 'id="hours"' not in page
    assert "Hieronder staan andere plekken in de buurt." in page


def test_a_place_says_what_its_kind_means_and_whose_it_is(client):
    hub = words_of(client.get("/places/aan-de-kade"))
    assert "De gemeente heeft deze plek gekozen en betaalt ervoor." in hub
    room = words_of(client.get("/places/buurttuin-oost"))
    assert "Het is een particulier initiatief" in room
    assert "Stichting Groen" in room


def test_a_place_names_its_own_address_and_is_found_by_search_engines(client):
    page = client.get("/places/aan-de-kade").text
    address = f"{str(client.base_url).rstrip('/')}/places/aan-de-kade"
    assert f'<link rel="canonical" href="{address}">' in page
    assert '<script type="application/ld+json">{"@context":"https://schema.org"' in page
    assert f'<meta property="og:url" content="{address}">' in page


def test_the_route_is_a_link_and_only_where_one_knows_where_to_walk(client):
    page = client.get("/places/aan-de-kade").text
    assert "route=%3B51.91000%2C4.41000" in page
    assert 'href="geo:51.91000,4.41000"' in page
    assert "openstreetmap.org" not in client.get("/places/buurttuin-oost").text


@pytest.mark.parametrize(
    "path", ["/?page=1", "/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/places/hostile", "/offline"]
)
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
    monkeypatch.setattr(layout, "settings", lambda: tiles)
    policy = client.get("/").headers["content-security-policy"]
    assert "img-src 'self' data: https://*.example.org;" in policy


def test_no_page_holds_script_or_style_of_its_own(client):
    for path in ("/", "/?page=1", "/places/aan-de-kade", "/places/nowhere", "/accessibility"):
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
    assert "Pagina niet gevonden" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "path",
    [
        "/static/finding.css",
        "/static/site/combobox.js",
        "/static/site/results.js",
        "/static/site.css",
        "/static/icon.svg",
        "/static/palette.css",
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


@pytest.mark.parametrize(
    ("path", "words"),
    [("/nowhere", "Op dit adres staat geen pagina."), ("/en/nowhere", "There is no page at this")],
)
def test_a_browser_gets_an_error_as_a_page_in_its_language(client, path, words):
    answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert words in words_of(answer)


def test_a_program_gets_an_error_as_a_problem_document(client):
    for path, accept in (("/nowhere", "*/*"), ("/v1/nowhere", "text/html")):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_plain_text_is_given_to_who_asks_for_it(client):
    answer = client.get("/?lat=51.91&lon=4.41", headers={"Accept": "text/plain"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "accept" in answer.headers["vary"].lower().split(", ")
    assert answer.text.count("\n1. ") == 1
    assert "<p" not in answer.text
    assert client.get("/").headers["content-type"].startswith("text/html")


def test_the_map_of_a_place_is_a_picture_without_script(client):
    answer = client.get("/places/aan-de-kade/map.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "<script" not in answer.text
    assert client.get("/places/zonder-punt/map.svg").status_code == 404
