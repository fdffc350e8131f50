"""A list on paper: what is asked for is on it, and the PDF comes one at a time or not at all."""

import base64
import re
from html import unescape

import httpx
import pytest
from made_up_release import HOSTILE_NAME
from serving import served

from api.app import create_app
from api.site import press
from api.web.cache import cache
from geo.maps import printing

NAME = re.compile(r"<h3><bdi>(.*?)</bdi></h3>", re.DOTALL)
PICTURE = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')


def names_on(page):
    return [unescape(name) for name in NAME.findall(page)]


def pictures(page):
    return [base64.b64decode(found).decode() for found in PICTURE.findall(page)]


@pytest.fixture
def pages_printed(monkeypatch):
    """Stand in for the browser; keeps the pages that it was given."""
    pages = []

    def print_pdf(page, out):
        pages.append(page)
        out.write_bytes(b"%PDF-1.4 " + str(len(pages)).encode())

    monkeypatch.setattr(press, "print_pdf", print_pdf)
    return pages


@pytest.fixture
def own_client(made_up):
    """A client of a server of its own, in which nothing was printed yet."""
    with served(create_app(made_up)) as address, httpx.Client(base_url=address) as client:
        yield client


# The page -----------------------------------------------------------------------------------------


def test_all_places_are_printed_by_district_and_numbered(client):
    page = client.get("/print").text
    assert names_on(page) == [
        "Buurttuin Oost",
        "Café Één",
        HOSTILE_NAME,
        "Huis van de Wijk Aan de Kade",
        "Ver Weg",
        "Zonder Punt",
    ]
    assert re.findall(r'<span class="number">(\d+)</span>', page) == list("123456")
    headings = re.findall(r'<h2 id="section-\d+">(.*?)</h2>', page)
    assert headings == ["Oost", "West", "Gebied niet bekend"]


@pytest.mark.parametrize(
    ("query", "found", "said"),
    [
        ("kind=huis_van_de_wijk", ["Huis van de Wijk Aan de Kade"], "Huis van de Wijk"),
        ("gebied=WK059902", ["Buurttuin Oost", "Café Één"], "Oost"),
        ("status=closed", ["Ver Weg"], "Voorgoed gesloten"),
        ("access=yes", ["Huis van de Wijk Aan de Kade"], "Rolstoeltoegankelijk"),
    ],
)
def test_what_was_chosen_is_printed_and_stands_above_it(client, query, found, said):
    page = client.get(f"/print?{query}").text
    assert names_on(page) == found
    assert f"<strong>{said}</strong>" in page


def test_an_empty_list_says_so_and_has_no_map(client):
    page = client.get("/print?kind=huis_van_de_wijk&status=planned").text
    assert names_on(page) == []
    assert "Geen plekken gevonden" in page
    assert len(pictures(page)) == 1  # the QR code


def test_a_place_has_address_status_hours_and_access_on_paper(client):
    page = " ".join(client.get("/print?kind=huis_van_de_wijk").text.split())
    assert "<b>Huis van de Wijk</b> · Van de gemeente" in page
    assert "Er zijn geen openingstijden bekend." in page
    assert "Rolstoeltoegankelijk." in page


def test_the_code_leads_to_the_list(client):
    page = client.get("/ar/print?kind=huiskamer&gebied=WK059902").text
    shown = unescape(re.search(r'<bdi class="link" dir="ltr">(.*?)</bdi>', page)[1])
    assert shown.endswith("/ar/?kind=huiskamer&gebied=WK059902")
    answer = client.get(f"http://{shown}")
    assert answer.status_code == 200
    assert answer.headers["content-language"] == "ar"


def test_paper_does_not_tell_where_somebody_was(client):
    page = client.get("/print?lat=51.9100&lon=4.4100")
    assert page.headers["cache-control"] == "no-store"
    tools, sheet = page.text.split("<main")
    assert "51.91" not in sheet
    assert "lat=51.91" in tools  # the way back to the list that was asked for


def test_a_long_question_still_gets_a_code(client):
    answer = client.get("/print", params={"q": "💡" * 200})
    assert answer.status_code == 200
    assert answer.text.count("data:image/svg+xml") >= 1


def test_the_map_has_numbers_beside_the_signs_and_names_of_districts(client):
    code, drawn = pictures(client.get("/print?gebied=WK059901").text)
    assert "qrline" in code
    assert re.findall(r'font-weight="700"[^>]*>(\d+)</text>', drawn)
    assert ">West</text>" in drawn
    assert "symbol-huis-van-de-wijk-exact-open" in drawn


def test_hostile_text_stays_text_on_paper(client, pages_printed):
    for path in ("/print", "/print.pdf", "/print?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        client.get(path)
    for page in (client.get("/print").text, *pages_printed):
        assert "<script" not in page
        assert HOSTILE_NAME not in page


def test_paper_is_not_listed_by_search_engines(client):
    assert '<meta name="robots" content="noindex">' in client.get("/print").text


# The PDF ------------------------------------------------------------------------------------------


def test_the_pdf_is_printed_from_a_page_that_needs_nothing_else(own_client, pages_printed):
    answer = own_client.get("/tr/print.pdf?kind=huiskamer")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-language"] == "tr"
    assert answer.content.startswith(b"%PDF")
    (page,) = pages_printed
    assert '<html lang="tr"' in page
    assert "@page" in page
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)


def test_the_same_list_is_printed_once(own_client, pages_printed):
    first, again = (own_client.get("/print.pdf?kind=huiskamer") for _ in range(2))
    assert first.content == again.content
    assert len(pages_printed) == 1
    assert own_client.get("/en/print.pdf?kind=huiskamer").content != first.content


def test_the_list_around_somebody_is_not_kept(own_client, pages_printed):
    for _ in range(2):
        answer = own_client.get("/print.pdf?lat=51.91&lon=4.41")
        assert answer.headers["cache-control"] == "no-store"
    assert len(pages_printed) == 2


def test_without_a_browser_the_page_says_what_to_do(own_client, monkeypatch):
    monkeypatch.setattr(printing, "BROWSERS", ())
    answer = own_client.get("/print.pdf?kind=huiskamer")
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")
    assert int(answer.headers["retry-after"]) > 0
    assert "Deze site kan geen PDF maken." in answer.text
    assert 'href="/print?kind=huiskamer"' in answer.text


def test_a_page_is_printed_once(monkeypatch):
    printed = []

    def print_pdf(page, out):
        printed.append(page)
        out.write_bytes(b"%PDF")

    cache().clear()
    monkeypatch.setattr(press, "print_pdf", print_pdf)
    for page in (b"one", b"two", b"one"):
        assert press.pdf(page) == b"%PDF"
    press.pdf(b"near somebody", keep=False)
    press.pdf(b"near somebody", keep=False)
    assert printed == ["one", "two", "near somebody", "near somebody"]
