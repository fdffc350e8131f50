"""What people follow: feeds of changes, calendars of the programme, the age of the knowledge."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import httpx
import pytest
from frozen_releases import CURRENT, write_archive
from icalendar import Calendar
from made_up_release import MADE_UP_PLACES, WEST, place, write_release
from serving import served

from api.app import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
HOUSE = place(
    "soephuis", 4.41, 51.91, **WEST,
    name="Het Soephuis", phone="+31 10 412 3456", email="info@soep.example", costs="gratis",
    programme=["soep | Tu 12:00-13:00 | € 1 | iedereen", "bingo | Th 14:00-16:00"],
    languages=["nl", "tr"], hearing_loop="yes", accessible_toilet="no",
    opening_hours=None, website=None,
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("followed")
    release = write_release(folder / "release", [*MADE_UP_PLACES, HOUSE])
    evidence = release / "evidence.csv"
    rows = [
        (
            "soephuis,programme,chosen,soep | Tu 12:00-13:00 | € 1 | iedereen,aan-de-kade--1,only,"
            f"{datetime.now(UTC).year},aan-de-kade--1"
        ),
        "soephuis,hearing_loop,chosen,yes,aan-de-kade--1,only,2024-05,aan-de-kade--1",
    ]
    evidence.write_text(evidence.read_text(encoding="utf-8") + "\n".join(rows) + "\n", "utf-8")
    application = create_app(release, archive=write_archive(folder))
    with served(application) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def feed(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def test_the_feed_of_all_changes_is_atom_newest_first(client):
    root = feed(client, "/feeds/changes.atom")
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None
    [own] = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href").endswith("/feeds/changes.atom")
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids) > 0
    for entry in entries:
        assert entry.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")).tzinfo
    moments = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert any(one.endswith(f"/places/soephuis#{CURRENT}") for one in ids)


def test_a_feed_of_one_place_and_of_one_district_tell_only_of_those(client):
    titles = [one.text for one in feed(client, "/feeds/places/soephuis.atom").iter(f"{ATOM}title")]
    assert titles[1:] == ["Nieuw: Het Soephuis"]
    entries = feed(client, "/en/feeds/gebieden/WK059901.atom").findall(f"{ATOM}entry")
    assert {one.findtext(f"{ATOM}id").rpartition("/")[2].partition("#")[0] for one in entries} <= {
        "soephuis", "aan-de-kade", "hostile",
    }  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["/feeds/places/nowhere.atom", "/feeds/gebieden/WK1.atom", "/gebieden/WK1/programme.ics",
     "/places/nowhere/programme.ics"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_pages_name_their_feed(client):
    for page, address in (
        ("/places/soephuis", "/feeds/places/soephuis.atom"),
        ("/?gebied=WK059901", "/feeds/gebieden/WK059901.atom"),
        ("/data", "/feeds/changes.atom"),
    ):
        assert 'type="application/atom+xml"' in client.get(page).text
        assert f'href="{address}"' in client.get(page).text


@pytest.mark.parametrize("path", ["/places/soephuis/programme.ics",
                                  "/gebieden/WK059901/programme.ics"])  # fmt: skip
def test_the_calendar_holds_eight_weeks_of_the_programme(client, path):
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    events = list(calendar.walk("VEVENT"))
    assert {str(one["summary"]) for one in events} == {
        "soep (Het Soephuis)", "bingo (Het Soephuis)",
    }  # fmt: skip
    assert 14 <= len(events) <= 16
    assert len({str(one["uid"]) for one in events}) == len(events)
    for one in events:
        begins = one.decoded("dtstart")
        assert begins.utcoffset() is not None
        assert (begins.hour, begins.weekday()) in {(12, 1), (14, 3)}
    assert client.get(path).content == answer.content


def test_a_place_page_says_whom_to_ask_what_is_on_and_what_there_is(client):
    page = client.get("/places/soephuis").text
    assert 'href="tel:+31104123456"' in page
    assert 'href="mailto:info@soep.example"' in page
    assert "12:00–13:00" in page  # noqa: RUF001 - a span
    assert re.search(r"Ringleiding</dt>\s*<dd>ja", page)
    assert re.search(r"Toilet voor rolstoelen</dt>\s*<dd>nee", page)
    assert re.search(r"Ingang zonder drempel</dt>\s*<dd>niet bekend", page)
    assert "Nederlands, Turks" in page
    assert 'href="/places/soephuis/programme.ics"' in page


def test_a_card_says_whom_to_ask_and_when_it_was_confirmed(client):
    cards = client.get("/?q=soephuis").text
    assert 'href="tel:+31104123456"' in cards
    assert "Nooit bevestigd door een bron met een datum." in cards


def test_the_page_about_age_counts_what_is_known_and_what_is_not(client):
    assert client.get("/freshness").text.count("<tr>") >= 8
    page = client.get("/en/freshness").text
    assert "How old our knowledge is" in page
