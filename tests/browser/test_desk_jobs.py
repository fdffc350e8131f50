"""Each job of a maintainer done in a browser, counting clicks.

A click is a press of the mouse or a choice from a list; typing is not counted. The counts stand in
docs/maintaining.md.
"""

import io
import re

import osmium
import pytest
from hands import BIRDS, Hands, made_up_store, place_name
from openpyxl import Workbook
from osmium.osm.mutable import Node
from post_office import post_office_open
from serving import served

from api.app import create_app
from geo.store.reports import ReportKind, Reports


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = made_up_store(tmp_path_factory.mktemp("store"))
    yield opened
    opened.log.engine.dispose()


@pytest.fixture(scope="module")
def desk(store, release):
    with served(create_app(release, store=lambda: store)) as address:
        yield address


@pytest.fixture
def jo(visit, desk, store):
    return Hands(visit(), desk, store)


def said(store, place_id, field):
    return [getattr(row, field) for row in store.observations() if row.place_id == place_id]


def test_a_place_is_added(jo, store):
    jo.begin("Nieuwe plek")
    jo.type("#name", "Het Merelnest")
    jo.choose("#kind", "huiskamer")
    jo.choose("#initiative", "private")
    jo.type("#street", "Kipstraat")
    jo.type("#house_number", "112")
    jo.submit(jo.page.locator("main form[method=post] button.btn").last)
    assert said(store, "het-merelnest", "street") == ["Kipstraat"]
    assert jo.clicks == 4


@pytest.mark.parametrize("count", [2, pytest.param(10, marks=pytest.mark.long(job="sweeps"))])
def test_the_hours_of_ten_places_are_corrected(jo, store, count):
    clicks = 0
    for number in range(1, count + 1):
        jo.begin("Alle plekken")
        jo.submit(jo.page.get_by_role("link", name=place_name(number), exact=True))
        jo.type("#opening_hours", "ma t/m vr 9-17 uur")
        jo.submit(jo.page.locator("form.stack button.btn").last)
        clicks += jo.clicks
        assert said(store, f"plek-{number}", "opening_hours")[-1] == "Mo-Fr 09:00-17:00"
    assert clicks == 3 * count


def test_a_place_is_closed_and_it_is_seen_who_did_that_and_undone(jo, store):
    jo.begin("Alle plekken")
    jo.submit(jo.page.get_by_role("link", name=place_name(33), exact=True))
    jo.choose("#status", "closed")
    jo.submit(jo.page.locator("form.stack button.btn").last)
    assert said(store, "plek-33", "status")[-1] == "closed"
    assert jo.clicks == 4
    jo.begin("Alle plekken")
    jo.submit(jo.page.get_by_role("link", name=place_name(33), exact=True))
    jo.click(jo.page.locator("summary", has_text="Wie veranderde wat"))
    assert "· Jo ·" in jo.page.locator("main").inner_text()
    assert jo.clicks == 3
    jo.click(jo.page.locator("details details summary").first)
    jo.page.locator("details details input[name=why]").first.fill("Een vergissing.")
    jo.submit(jo.page.locator("details details button").first)
    assert "closed" not in said(store, "plek-33", "status")
    assert jo.clicks == 5


def test_two_entries_are_merged(jo, store):
    jo.begin("Dubbel?")
    jo.submit(jo.page.locator("button[value=same]").first)
    [decision] = store.decisions()
    assert {decision.place_id, decision.other_id} == {"dubbel-a", "dubbel-b"}
    assert jo.clicks == 2


def test_thirty_places_are_confirmed(jo, store):
    before = len(store.observations())
    jo.begin("Veel bevestigen")
    boxes = jo.page.locator("input[type=checkbox][name=place]")
    for number in range(30):
        jo.click(boxes.nth(number))
    jo.submit(jo.page.locator("form[method=post] button.btn").last)
    jo.page.locator("[role=status]").wait_for()
    assert len(store.observations()) == before + 30
    assert jo.clicks == 32


def forty_rows():
    """Write a workbook with column names of its own."""
    book = Workbook()
    book.active.append(["Locatie", "Straatnaam", "Huisnr", "Woonplaats", "Openingstijden"])
    for number in range(1, 41):
        row = [place_name(number), f"{BIRDS[number - 1]}pad", "1", "Rotterdam", "zo 9-12 uur"]
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_of_forty_rows_is_imported(jo, store):
    jo.begin("Lijst inlezen")
    jo.type("#title", "Gemeente, lijst")
    jo.type("#licence", "CC0")
    jo.type("#published", "2026-10-01")
    jo.upload("lijst.xlsx", forty_rows())
    jo.submit(jo.page.locator("main form button.btn").last)
    jo.page.get_by_text("40 rijen gelezen").wait_for()
    assert jo.visit.violations() == []
    jo.submit(jo.page.locator("form[action$=accept] button"))
    jo.page.locator("[role=status]").wait_for()
    for number in range(1, 41):
        assert "Su 09:00-12:00" in said(store, f"plek-{number}", "opening_hours")
    assert jo.clicks == 4


def extract(path):
    """Write an extract of OpenStreetMap: a place that is known, a new one and a bench."""
    elements = [
        {"amenity": "community_centre", "name": place_name(12), "addr:street": "Spechtpad",
         "addr:housenumber": "1", "wheelchair": "yes", "opening_hours": "Tu 10:00-12:00"},
        {"amenity": "social_centre", "name": "De Verzonnen Ark", "addr:street": "Slinge",
         "addr:housenumber": "250", "contact:website": "https://ark.example"},
        {"amenity": "bench"},
    ]  # fmt: skip
    with osmium.SimpleWriter(str(path)) as out:
        for number, tags in enumerate(elements, start=1):
            out.add_node(Node(id=number, location=(4.48, 51.88), tags=tags))
    return path.read_bytes()


def test_an_extract_of_openstreetmap_is_imported(jo, store, tmp_path):
    jo.begin("Lijst inlezen")
    jo.type("#title", "OpenStreetMap")
    jo.type("#published", "2026-10-01")
    jo.upload("rotterdam.osm.pbf", extract(tmp_path / "rotterdam.osm.pbf"))
    jo.submit(jo.page.locator("main form button.btn").last)
    jo.page.get_by_text("2 rijen gelezen").wait_for()
    jo.submit(jo.page.locator("form[action$=accept] button"))
    jo.page.locator("[role=status]").wait_for()
    [known] = [row for row in store.observations() if row.osm_id == "node/1"]
    assert (known.place_id, known.opening_hours) == ("plek-12", "Tu 10:00-12:00")
    assert "ODbL" in known.source.licence
    assert "https://ark.example" in said(store, "de-verzonnen-ark", "website")
    assert jo.clicks == 4


def test_an_organisation_is_asked_and_its_answer_taken_in(jo, store, visit):
    with post_office_open() as taken:
        jo.begin("Alle plekken")
        jo.submit(jo.page.get_by_role("link", name=place_name(38), exact=True))
        jo.type("#contact", "info@plek38.example")
        jo.submit(jo.page.get_by_role("button", name="Adres bewaren"))
        jo.submit(jo.page.get_by_role("button", name="Vraag of alles nog klopt"))
        jo.page.locator("[role=status]").wait_for()
        assert jo.clicks == 4
        (mail,) = taken
    # The owner, in a browser of their own: the second of the three links, and its form.
    links = re.findall(r"http://127\.0\.0\.1:\d+/owner/\S+", mail.get_payload(decode=True).decode())
    owner = visit().page
    owner.goto(links[1])
    owner.locator("#opening_hours").fill("wo 13-16 uur")
    owner.locator("main form button").last.click()
    owner.get_by_text("Dank").first.wait_for()
    jo.begin("Postvak")
    jo.submit(jo.page.locator("form[action$=accept] button").first)
    assert said(store, "plek-38", "opening_hours")[-1] == "We 13:00-16:00"
    assert jo.clicks == 2


def test_a_report_is_answered_and_published(jo, store):
    Reports(store).add(ReportKind.HOURS, place_id="plek-39", text="ma t/m vr 9-17 uur")
    jo.begin("Postvak")
    jo.submit(jo.page.locator("form[action$=accept] button").first)
    assert said(store, "plek-39", "opening_hours")[-1] == "Mo-Fr 09:00-17:00"
    assert jo.clicks == 2
    jo.begin("Publiceren")
    jo.submit(jo.page.locator("form.row button.btn").first)
    jo.page.locator("[role=status]").wait_for()
    assert jo.clicks == 2
