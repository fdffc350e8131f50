"""The Dutch desk speaks Dutch: each page, each mistake in a form and each list that is refused."""

import io
import re
import zipfile
from html import unescape

import pytest

from geo.intake.drafts import ImportDrafts
from geo.store.reports import ReportKind, Reports

NAMES = ("Huis van de Wijk De Brug", "Huis van de Wijk", "Ontmoetingsplekken")
PAGES = ("", "/call", "/places", "/places/aal", "/new", "/new?name=De+Aal", "/confirm",
         "/duplicates", "/import", "/seed", "/publish")  # fmt: skip
LISTS = {
    "leeg.csv": b"",
    "kop.csv": b"Naam;Straat\n",
    "tekst.csv": b'a,"b\n',
    "lijst.xlsx": b"geen werkmap",
    "oud.xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "lijst.geojson": b"{}",
    "lijst.gpkg": b"niets",
    "lijst.pbf": b"niets",
    "lijst.doc": b"niets",
    "lijst.json": b'{"osm3s": {}, "elements": 1}',
    "groot.csv": b"Naam\n" + b"a" * 5000,
    "breed.csv": b";".join(b"k%d" % n for n in range(400)) + b"\n" + b";".join([b"x"] * 400),
    "veraf.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
    b'{"name":"A"},"geometry":{"type":"Point","coordinates":[92000,437000]}}]}',
}


@pytest.fixture(autouse=True)
def _own_drafts(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def said_in(html):
    """Collect what a page says in three words or more."""
    found = (unescape(" ".join(text.split())) for text in re.split(r"<[^>]*>", html))
    return {text for text in found if text.count(" ") > 1 and re.search("[a-z]{2}", text)}


def assert_dutch(dutch, english, *data):
    """See that the Dutch page shares no sentence with the English one but what somebody typed."""
    shared = said_in(dutch) & said_in(english)
    assert {text for text in shared if not any(text in one for one in (*NAMES, *data))} == set()


def bomb():
    """A small workbook that unpacks to a large one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    return out.getvalue()


def test_every_page_is_in_dutch(jo, store):
    reports = Reports(store)
    reports.add(ReportKind.HOURS, place_id="aal", text="ma 9-12 uur")
    reports.add(ReportKind.CLOSED, place_id="brug")
    reports.add(ReportKind.MISSING, text="Soep.", proposed={"name": "De Ketel"})
    jo.send("/desk/places/aal", version="1", channel="call", on="2026-11-01",
            phone="010 412 34 56", access="yes", opening_hours="ma t/m vr 9-17 uur")  # fmt: skip
    jo.send("/desk/confirm", on="2026-11-02", channel="visit", place="aal")
    for path in PAGES:
        dutch, english = (jo.open(f"{root}{path}") for root in ("/desk", "/en/desk"))
        assert_dutch(dutch, english, "The seed.", "ma 9-12 uur", ", Aalstraat 1")
    jo.send("/desk/publish")
    assert_dutch(jo.open("/desk/publish"), jo.open("/en/desk/publish"), "The seed.")


@pytest.mark.parametrize("name", [*LISTS, "bom.xlsx"])
def test_a_list_that_is_refused_is_refused_in_dutch(jo, name):
    content = bomb() if name == "bom.xlsx" else LISTS[name]
    fields = {"csrf": jo.csrf("/desk/import"), "title": "Een lijst"}
    dutch, english = (
        jo.client.post(f"{path}/import", data=fields, files={"file": (name, content)})
        for path in ("/desk", "/en/desk")
    )
    assert (dutch.status_code, english.status_code) == (400, 400)
    assert "Gevonden: " in dutch.text
    assert_dutch(dutch.text, english.text)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": "Een lijst"},
        {"title": "Een lijst", "address": "ftp://lijst.example"},
        {"title": "Een lijst", "address": "http://127.0.0.1:1/lijst.csv"},
    ],
    ids=str,
)
def test_a_form_for_a_list_is_refused_in_dutch(jo, fields):
    dutch, english = (jo.send(f"{path}/import", **fields) for path in ("/desk", "/en/desk"))
    assert dutch.status_code == 400
    assert "Verwacht: " in dutch.text
    assert_dutch(dutch.text, english.text)


@pytest.mark.parametrize(
    "fields",
    [
        {"postcode": "3011"}, {"house_number": "1-mrt"}, {"house_number": "45252"},
        {"website": "www.aal.example"}, {"phone": "06 12345678"},
        {"email": "jo.jansen@example.org"}, {"email": "jo"}, {"languages": "Onzin"},
        {"programme": "Soep"}, {"Mo_state": "open"},
        {"Mo_state": "open", "Mo_from_0": "12", "Mo_to_0": "9"},
        {"Mo_state": "open", "Mo_from_0": "9", "Mo_to_0": "12", "Mo_from_1": "11", "Mo_to_1": "13"},
        {"on": "2099-01-01", "status": "open"},
    ],
    ids=str,
)  # fmt: skip
def test_a_mistake_in_the_form_of_a_place_is_named_in_dutch(jo, fields):
    said = {"version": "1", "channel": "call", "on": "2026-11-01", **fields}
    dutch, english = (jo.send(f"{path}/places/aal", **said) for path in ("/desk", "/en/desk"))
    assert dutch.status_code == 400
    assert "Gevonden: " in dutch.text
    assert_dutch(dutch.text, english.text, "The seed.")


def test_what_is_not_sure_of_a_row_is_said_in_dutch(jo):
    rows = (
        b"Naam;Straat;Nr;Postcode;Telefoon;Mail;Website;Openingstijden;Talen\n"
        b"De Aal;Kade;1;30;0612345678;jo.jansen@a.example;???;als het licht brandt;Klingon\n"
        b"De Aal;Kade;1-mrt;;;;;;\n"
        b"De Kade;Kade;3;;;;;om de week;\n"
    )
    fields = {"csrf": jo.csrf("/desk/import"), "title": "Een lijst"}
    answer = jo.client.post("/desk/import", data=fields, files={"file": ("lijst.csv", rows)})
    where = answer.headers["location"]
    page = jo.open(where)
    assert "Niet zeker: " in page
    assert "Een andere straat: " in page
    assert_dutch(page, jo.open(f"/en{where}"), "als het licht brandt", "om de week")
    # Hours that cannot be read are not drawn as a place with the light on.
    drawn = re.findall(
        r"#window-(\w+)(?:(?!#window).)*?<span>(?:als het licht|om de week)", page, re.DOTALL
    )
    assert set(drawn) == {"unknown"}
    refused = jo.send(f"{where}/accept")
    assert "Verwacht: de voorwaarden" in refused.text
    jo.send(f"{where}/accept", vouched="true")
    assert ImportDrafts().find(where.rpartition("/")[2], 1) is None
    told = "Openingstijden: 'om de week'. Niet zeker wat dit betekent; het blijft staan als tekst."
    assert told in unescape(jo.open("/desk"))
