"""A list can be taken away: the file holds exactly the places of the list, on all its pages."""

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

QUESTIONS = [
    "?page=1",
    "?kind=huiskamer",
    "?kind=huis_van_de_wijk&status=open",
    "?gebied=WK059901",
    "?gebied=WK059901&kind=huiskamer&access=yes",
    "?access=limited",
    "?access=unknown",
    "?status=closed",
    "?activity=eating",
    "?q=kade",
    "?q=caf%C3%A9",
    "?q=Kadestraat",
    "?lat=51.91&lon=4.41",
    "?lat=51.91&lon=4.41&kind=huiskamer",
    "?open=2026-11-24T14:00",
    "?q=schaken&open=2026-11-24T14:00&kind=huiskamer",
]


def files_of(client, question):
    page = client.get(f"/{question}")
    assert page.status_code == 200
    links = {unescape(one) for one in re.findall(r'href="(/v1/exports/places[^"]*)"', page.text)}
    return page, {urlsplit(link).path.rsplit(".", 1)[1]: link for link in links}


def listed(client, question):
    """The ids on all pages of the list."""
    found, number = [], 1
    base = re.sub(r"[?&]page=\d+", "", question)
    joint = "&" if base else "?"
    while True:
        page = client.get(f"/{base}{joint}page={number}").text
        ids = re.findall(r'data-place="([^"]+)"', page)
        if not ids or ids[0] in found:
            return found
        found += ids
        number += 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_file_holds_exactly_the_places_of_the_list(rotterdam, question):
    expected = listed(rotterdam, question)
    _, files = files_of(rotterdam, question)
    if not expected:
        assert files == {}
        return
    assert set(files) == {"csv", "xlsx", "geojson", "gpkg"}
    rows = csv.DictReader(io.StringIO(rotterdam.get(files["csv"]).text.lstrip("\ufeff")))
    assert sorted(row["id"] for row in rows) == sorted(expected)
    answer = rotterdam.get(files["geojson"])
    assert len(answer.json()["features"]) == len(expected)
    whole = len(expected) == len(listed(rotterdam, "?page=1"))
    assert ("-selection" not in answer.headers["content-disposition"]) == whole


def test_a_filter_that_columns_say_stays_a_filter(rotterdam):
    _, files = files_of(rotterdam, "?gebied=WK059914&kind=huiskamer")
    assert parse_qs(urlsplit(files["csv"]).query) == {
        "kind": ["huiskamer"],
        "gebied_code": ["WK059914"],
    }


def test_all_places_are_the_whole_file(rotterdam):
    _, files = files_of(rotterdam, "?page=1")
    assert urlsplit(files["gpkg"]).query == ""


def test_where_somebody_is_stands_in_no_address_of_a_file(rotterdam):
    page, files = files_of(rotterdam, "?lat=51.9112&lon=4.4321")
    assert files
    assert not any("51.9" in link or "4.43" in link for link in files.values())
    assert page.headers["cache-control"] == "no-store"


def test_a_list_without_places_offers_no_file(rotterdam):
    _, files = files_of(rotterdam, "?kind=huiskamer&q=zzzzqqqq")
    assert files == {}


@pytest.mark.parametrize("prefix", ["", "/en", "/tr", "/ar", "/pap", "/pl"])
def test_the_files_are_offered_in_every_language(rotterdam, prefix):
    page = rotterdam.get(f"{prefix}/?kind=huiskamer")
    assert page.text.count('href="/v1/exports/places.') == 4
