"""What is suggested while somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.directory.directory import Directory
from geo.model.settings import settings
from geo.search import SuggestionKind
from geo.search.finder import Finder


@pytest.fixture(scope="module")
def finder():
    return Finder.open(settings().reference)


@pytest.fixture(scope="module")
def directory(release):
    return Directory.open(release)


@pytest.fixture
def suggest(finder, directory):
    return lambda text, **more: finder.suggest(directory, text, **more)


@pytest.mark.parametrize(
    ("typed", "text", "what"),
    [
        ("mathenesserl", "Mathenesserlaan", SuggestionKind.STREET),
        ("witte de withs", "Witte de Withstraat", SuggestionKind.STREET),
        ("burg. meinesz", "Burgemeester Meineszlaan", SuggestionKind.STREET),
        ("delfsh", "Delfshaven", SuggestionKind.GEBIED),
        ("delfhaven", "Delfshaven", SuggestionKind.GEBIED),
        ("afrikaanderw", "Afrikaanderwijk", SuggestionKind.BUURT),
        ("301", "3011", SuggestionKind.POSTCODE),
        ("3011 rs", "Kipstraat 37", SuggestionKind.ADDRESS),
        ("kipstraat 3", "Kipstraat 37", SuggestionKind.ADDRESS),
        ("kipstrat 37", "Kipstraat 37", SuggestionKind.ADDRESS),
        ("huis vd wijk de kip", "Huis van de Wijk De Kip", SuggestionKind.PLACE),
        ("bingo", "bingo", SuggestionKind.ACTIVITY),
        ("markth", "Markthal", SuggestionKind.LANDMARK),
        ("erasmus mc", "Erasmus MC", SuggestionKind.LANDMARK),
        ("halte ran", "halte Randweg", SuggestionKind.STOP),
        ("metro rijnh", "halte Rijnhaven", SuggestionKind.STOP),
        ("op zu", "Op Zuid", SuggestionKind.GEBIED),
    ],
)
def test_what_is_meant_comes_first(suggest, typed, text, what):
    first = suggest(typed)[0]
    assert (first.text, first.what) == (text, what)


def test_a_word_within_a_name_is_enough(suggest):
    assert "Nieuwe Binnenweg" in [one.text for one in suggest("binnenweg")]


def test_several_kinds_stand_together(suggest):
    kinds = {one.what for one in suggest("afrikaander")}
    assert {SuggestionKind.BUURT, SuggestionKind.STREET, SuggestionKind.PLACE} <= kinds


def test_every_stop_is_suggested_by_its_name_and_found_by_what_is_suggested(finder, directory):
    wrong = [
        name
        for number, (name, town, value) in enumerate(finder.points.stop_names())
        if not finder.points.stops_named(value)
        or (number % 10 == 0 and value not in _values(finder.suggest(directory, name, 20)))
    ]
    assert wrong == []


def _values(suggestions):
    return {one.value for one in suggestions if one.what is SuggestionKind.STOP}


def test_a_place_is_told_by_its_id(suggest, directory):
    place = suggest("de kip")[0]
    assert place.place == "huis-van-de-wijk-de-kip"
    assert directory.find(place.place) is not None


def test_a_group_of_activities_is_told_by_its_key(suggest):
    assert "eten" in {one.activity for one in suggest("samen eten en")}


@pytest.mark.parametrize("typed", ["", " ", "?!", "🎉", "xqzwvk"])
def test_nothing_is_suggested_for_nothing(suggest, typed):
    assert suggest(typed) == ()


@given(typed=st.text(max_size=300), limit=st.integers(1, 8))
def test_any_text_gives_at_most_so_many_and_each_once(finder, directory, typed, limit):
    found = finder.suggest(directory, typed, limit)
    assert len(found) <= limit
    assert len({(one.what, one.value) for one in found}) == len(found)
    assert all(one.text and one.value for one in found)
