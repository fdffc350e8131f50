"""Sentences of the residents' pages, and what machines read beside them."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from urllib.parse import urljoin

import pytest
from made_up_release import HOSTILE_NAME, place

from api.site import files
from api.site.hours import DAYS_AHEAD, calendar, holidays_ahead, hours_of, week_table
from api.site.structured import place as structured
from api.site.wording import distance, length
from geo.i18n.languages import LANGUAGES

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
KNOWN = place("aan-de-kade", 4.41, 51.91, street="Kade", house_number="7", name=HOSTILE_NAME)


def far(**changes):
    usual = {"straight_m": 380.0, "walk_m": 452.0, "minutes": 6, "vague": False}
    return distance("nl", **(usual | changes))


def test_a_walk_is_told_in_minutes():
    assert far() == "6 minuten lopen"
    assert far(minutes=1) == "1 minuut lopen"


def test_a_straight_line_is_called_a_straight_line():
    assert "in een rechte lijn" in far(walk_m=None, minutes=None)


def test_what_is_vague_is_called_an_estimate():
    assert far(vague=True) == "ongeveer 6 minuten (schatting)"
    assert "(schatting)" in far(walk_m=None, minutes=None, vague=True)


def test_an_unknown_distance_is_not_told():
    assert far(straight_m=None, walk_m=None, minutes=None) == ""


@pytest.mark.parametrize(
    ("metres", "words"), [(0, "10 m"), (994, "990 m"), (995, "1,0 km"), (1240, "1,2 km")]
)
def test_a_length_is_no_more_exact_than_a_walker_needs(metres, words):
    assert length(metres, "nl").replace("\N{NO-BREAK SPACE}", " ") == words


def test_the_week_marks_today_and_tells_the_hours_as_the_source_has_them():
    hours = hours_of({"opening_hours": 'Mo-Fr 09:00-17:00 ; Sa 12:00-13:00 "lunch"'})
    week = week_table(hours, date(2026, 11, 24), "nl")
    assert [day.name for day in week if day.today] == ["dinsdag"]
    assert week[0].hours == ("09:00 tot 17:00",)
    assert week[5].hours == ("12:00 tot 13:00 (lunch)",)
    assert week[6].hours == ("Gesloten",)


def test_hours_of_activities_do_not_say_that_it_is_closed():
    hours = hours_of({"opening_hours": 'Mo 12:00-13:00 "lunch"'})
    assert week_table(hours, date(2026, 11, 24), "nl")[1].hours == ("Niets bekend",)


def test_hours_that_are_not_understood_make_no_table():
    assert week_table(hours_of({"opening_hours": "meestal"}), date(2026, 11, 24), "nl") == ()


def test_the_holidays_of_the_coming_weeks_are_named():
    named = holidays_ahead(date(2026, 12, 1), "nl")
    assert "Eerste Kerstdag: vrijdag 25 december" in named
    assert any(one.startswith("Kerstvakantie: van zaterdag 19 december") for one in named)
    assert holidays_ahead(calendar().last.replace(month=9, day=10), "nl") == ()
    assert DAYS_AHEAD < 60


def test_structured_data_holds_what_is_known_and_cannot_end_its_element():
    hours = hours_of({})
    told = structured(
        KNOWN["properties"], (4.41, 51.91), hours, "https://example.org/x", "Rotterdam"
    )
    assert "<" not in told
    said = json.loads(told)
    assert said["name"] == HOSTILE_NAME
    assert said["geo"]["longitude"] == 4.41
    assert "openingHours" not in said
    assert "amenityFeature" not in said  # accessibility is not known


def test_the_sitemap_names_each_page_in_each_language(client):
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    addresses = [one.text for one in root.iter(f"{SITEMAP}loc")]
    assert len(addresses) == len(set(addresses))
    base = str(client.base_url).rstrip("/")
    for path in ("/", "/en/", "/ar/places/aan-de-kade", "/accessibility"):
        assert f"{base}{path}" in addresses
    for entry in root:
        address, *others = entry
        in_two = address.text.endswith(("/data", "/freshness", "/planner"))
        assert len(others) == (2 if in_two else len(LANGUAGES)), address.text
    assert client.get(addresses[-1]).status_code == 200
    assert f"Sitemap: {base}/sitemap.xml" in client.get("/robots.txt").text


def test_every_file_that_the_worker_keeps_is_there(client):
    answer = client.get("/service-worker.js")
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    kept = json.loads(re.search(r"const FILES = (\[.*?\]);", answer.text)[1])
    assert f".{files.address()}/site/search.js" in kept
    assert f".{files.address()}/vendor/leaflet/leaflet.js" in kept
    for path in kept:
        assert client.get(urljoin("/service-worker.js", path)).status_code == 200, path
    assert re.search(r'VERSION = "[0-9a-f]{16}"', answer.text)


def test_a_file_is_kept_for_a_year_only_below_the_version_of_now(client):
    for name in ("site.css", "palette.css", "map/draw.js", "vendor/leaflet/leaflet.js"):
        versioned = client.get(f"{files.address()}/{name}")
        assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
        for other in (f"/static/{name}", f"/static/v-0123456789abcdef/{name}"):
            answer = client.get(other)
            assert answer.content == versioned.content
            assert answer.headers["cache-control"] == "public, max-age=60"
    etag = client.get(f"{files.address()}/site.css").headers["etag"]
    again = client.get(f"{files.address()}/site.css", headers={"if-none-match": etag})
    assert again.status_code == 304
    assert "immutable" in again.headers["cache-control"]


def test_the_manifest_names_pictures_that_are_there(client):
    manifest = client.get("/manifest.webmanifest").json()
    assert urljoin("/manifest.webmanifest", manifest["start_url"]) == "/"
    for icon in manifest["icons"]:
        assert client.get(f"/{icon['src']}").status_code == 200
