"""Answers in plain text, for a phone desk or a text message."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from api.site.plain_text import PLACES, plain_text, wants_plain_text
from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.settings import settings
from geo.search import SearchQuestion
from geo.search.finder import Finder

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=ZONE)


@pytest.fixture(scope="module")
def directory(release):
    return Directory.open(release)


@pytest.fixture(scope="module")
def write(directory):
    finder = Finder.open(settings().reference)

    def write(text, language="nl"):
        return plain_text(
            finder.answer(directory, SearchQuestion(text=text), NOW), directory, language
        )

    return write


def test_an_address_gives_the_three_nearest_with_all_one_needs_to_go_there(write):
    heading, *places = write("Kipstraat 37").strip().split("\n\n")
    assert "Kipstraat 37" in heading
    assert len(places) == PLACES
    name, where, far, opening, *_ = places[1].splitlines()
    assert name == "2. Wijkgebouw De Bron"
    assert where == "Huiskamer. Vondelweg 254, 3031 PW Rotterdam"
    assert "minuten" in far
    assert opening.startswith("Niet bekend of het open is.")


def test_it_is_short_enough_to_be_sent_and_holds_no_marks(write):
    text = write("Afrikaanderplein 7")
    assert len(text) < 1_000
    assert not set("<>&;{}") & set(text)
    assert max(len(line) for line in text.splitlines()) < 120


def test_the_place_that_was_asked_for_is_not_said_to_be_a_walk_away(write):
    first = write("huis van de wijk de kip").split("\n\n")[1]
    assert first.startswith("1. Huis van de Wijk De Kip\n")
    assert "lopen" not in first


def test_a_place_that_closed_is_not_sent_to_unless_it_was_asked_for(write, directory):
    closed = directory.places[
        (directory.places["status"] == "closed") & (directory.places["precision"] == "address")
    ]
    assert len(closed)
    for name, address in zip(closed["name"], closed["address"], strict=True):
        near = write(address).split("\n\n")[1:]
        assert not any(place.splitlines()[0].endswith(f". {name}") for place in near)
        asked_for = write(name).split("\n\n")[1]
        assert asked_for.startswith(f"1. {name}\n")


def test_what_cannot_be_answered_says_why_and_what_may_be_meant(write):
    assert write("9999ZZ").count("\n") == 1
    assert "9999 ZZ" in write("9999ZZ")
    assert "Nieuwe Binnenweg" in write("binnenweg")


def test_without_a_question_it_says_how_to_ask(directory):
    help_text = plain_text(None, directory, "nl")
    assert "?q=" in help_text
    assert help_text.count("\n") == 1


def test_english_is_english(write):
    assert "minutes on foot" in write("Kipstraat 37", "en")


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/plain", True),
        ("text/plain; charset=utf-8", True),
        ("text/plain, text/html;q=0.5", True),
        ("text/html, text/plain;q=0.5", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("*/*", False),
        ("text/plain;q=0", False),
        ("text/plain;q=nonsense", False),
        ("", False),
    ],
)
def test_a_browser_gets_a_page_and_who_asks_for_text_gets_text(accept, wanted):
    assert wants_plain_text(SimpleNamespace(headers={"accept": accept})) is wanted
