"""Residents report without an account: what is taken in, what is refused, and what they read."""

import re
from html import unescape

import httpx
import pytest
from observation_rows import cells
from serving import served
from stores import fresh_store

from api.app import create_app
from api.web.i18n import PREFIX
from geo.i18n.languages import LANGUAGES
from geo.model.settings import Settings
from geo.store.reports import MAX_TEXT, ReportKind, Reports, ReportState
from geo.store.store import Author, Batch, Role

HOSTILE = "<script>alert(1)</script>\u202e'\"; DROP TABLE record; --"
ABOUT_KADE = {"place": "aan-de-kade", "kind": "other", "text": "De deur is om de hoek."}


@pytest.fixture
def store(tmp_path):
    opened = fresh_store(tmp_path)
    opened.append(Batch([cells("aan-de-kade--1")], why="The seed."), Author(Role.SEED))
    yield opened
    opened.log.engine.dispose()


@pytest.fixture
def site(made_up, store):
    with (
        served(create_app(made_up, store=lambda: store)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


@pytest.fixture
def reports(store):
    return Reports(store)


def send(site, *, status=303, **fields):
    response = site.post("/report", data=fields)
    assert response.status_code == status, response.text
    return response


def test_a_report_gets_a_number_and_the_desk_gets_the_report(site, reports):
    page = site.get(send(site, **ABOUT_KADE).headers["location"])
    number = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.text)[0]
    (report,) = reports.open_ones()
    assert (report.number, report.place_id, report.text) == (
        number, "aan-de-kade", "De deur is om de hoek.",
    )  # fmt: skip
    assert "Er heeft nog niemand naar gekeken." in page.text
    assert "De deur is om de hoek." not in page.text
    assert page.headers["cache-control"] == "no-store"


def test_what_became_of_it_is_told_to_who_has_the_number(site, reports):
    report = reports.add(ReportKind.CLOSED, place_id="aan-de-kade")
    reports.settle(report.number, ReportState.DECLINED, "Het is open.", Author(Role.MAINTAINER),
                   Batch())  # fmt: skip
    typed = report.number.lower().replace("-", " ")
    found = site.get("/report/number", params={"number": typed}, follow_redirects=True)
    assert "Het is open." in found.text
    assert "niets veranderd" in found.text
    assert site.get("/report/ZZZZ-ZZZZ").status_code == 404


def test_only_a_field_that_differs_from_the_site_is_proposed(site, reports):
    form = unescape(site.get("/report", params={"place": "aan-de-kade"}).text)
    street = re.search(r'name="street" value="([^"]*)"', form)[1]
    number = re.search(r'name="house_number" value="([^"]*)"', form)[1]
    fields = {"place": "aan-de-kade", "kind": "address", "street": street, "house_number": number}
    send(site, **fields, text="Het is de achterdeur.")
    send(site, **fields | {"house_number": "9"}, postcode="3011 ab")
    proposed = [dict(report.proposed) for report in reports.open_ones()]
    assert proposed[0] == {}
    assert proposed[1] == {"street": street, "house_number": "9", "postcode": "3011AB"}


def test_a_missing_place_is_reported_with_its_name(site, reports):
    send(site, kind="missing", name="De Nieuwe", street="Kade")
    assert dict(reports.open_ones()[0].proposed) == {"name": "De Nieuwe", "street": "Kade"}
    assert "Vul de naam van de plek in." in send(site, kind="missing", status=400).text


def test_nothing_that_was_written_is_shown_to_anybody(site, store):
    before = site.get("/places/aan-de-kade").text
    send(site, **ABOUT_KADE | {"text": HOSTILE})
    assert site.get("/places/aan-de-kade").text == before
    again = send(site, **ABOUT_KADE | {"kind": "nothing", "text": HOSTILE}, status=400)
    assert "<script>alert" not in again.text
    assert HOSTILE in unescape(again.text)
    assert not store.log.verify()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "x" * (MAX_TEXT + 1)}, "De tekst is te lang."),
        ({"text": " \n"}, "Schrijf wat er anders moet."),
        ({"text": "", "kind": "name"}, "Schrijf wat er anders moet."),
        ({"kind": "name", "name": "x" * 201}, "Een naam of adres is te lang."),
        ({"kind": "missing"}, "Kies wat er niet klopt."),
        ({"website": "https://spam.example"}, "Eén veld moet leeg blijven."),
    ],
)
def test_a_form_that_is_not_right_says_why_and_keeps_what_was_typed(
    site, reports, fields, sentence
):
    page = send(site, **ABOUT_KADE | fields, status=400).text
    assert sentence in page
    if "text" not in fields:
        assert "De deur is om de hoek." in page
    assert not reports.all()


def test_as_much_text_as_fits_is_taken_whole(site, reports):
    text = ("é" * 99 + "\r\n") * 10
    send(site, **ABOUT_KADE | {"text": text})
    assert reports.all()[0].text.replace("\r\n", "\n") == text.strip().replace("\r\n", "\n")


def test_a_body_that_no_form_has_is_not_read(site, reports):
    send(site, **ABOUT_KADE | {"text": "x" * 100_000}, status=413)
    assert not reports.all()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_that_another_site_sends_is_refused(site, reports, headers):
    assert site.post("/report", data=ABOUT_KADE, headers=headers).status_code == 403
    assert not reports.all()


def test_a_form_from_our_own_page_is_taken(site, reports):
    own = {"Origin": str(site.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert site.post("/report", data=ABOUT_KADE, headers=own).status_code == 303
    assert len(reports.all()) == 1


def test_one_network_cannot_send_reports_without_end(site, reports):
    for _ in range(10):
        send(site, **ABOUT_KADE)
    refused = site.post("/report", data=ABOUT_KADE, headers={"Accept": "text/html"})
    assert refused.status_code == 429
    assert "Probeer het later nog eens." in refused.text
    assert int(refused.headers["retry-after"]) > 0
    assert len(reports.all()) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_leads_to_the_form_in_its_own_language(site, language):
    prefix = PREFIX[language]
    assert f'href="{prefix}/report"' in site.get(f"{prefix}/").text
    assert f'href="{prefix}/report?place=aan-de-kade"' in site.get(
        f"{prefix}/places/aan-de-kade"
    ).text  # fmt: skip
    page = site.get(f"{prefix}/report", params={"place": "aan-de-kade"})
    assert page.headers["content-language"] == language
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert "set-cookie" not in page.headers
    sent = site.post(f"{prefix}/report", data=ABOUT_KADE)
    assert sent.headers["location"].startswith(f"{prefix}/report/")


def test_there_is_no_form_about_a_place_that_is_not_there(site):
    assert site.get("/report", params={"place": "nowhere"}).status_code == 404
    send(site, **ABOUT_KADE | {"place": "nowhere"}, status=404)


def test_without_a_store_a_mistake_is_reported_by_mail(made_up, monkeypatch):
    changed = Settings(report_address="plekken@example.org")
    for module in ("wording", "reports"):
        monkeypatch.setattr(f"api.site.{module}.settings", lambda: changed)
    with served(create_app(made_up)) as address:
        page = httpx.get(f"{address}/report", params={"place": "hostile"}).text
        sent = httpx.post(f"{address}/report", data=ABOUT_KADE).text
    link = re.search(r'href="(mailto:[^"]*)"', page)[1]
    assert link.startswith("mailto:plekken@example.org?subject=Fout%20bij%3A%20")
    assert "<" not in link
    assert link.count("?") == 1
    assert link.count("&amp;") == 1  # a name cannot add a receiver or a header
    assert "mailto:plekken@example.org" in sent
