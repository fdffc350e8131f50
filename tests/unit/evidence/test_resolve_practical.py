"""How the facts that one wants to know before going are chosen."""

import pytest
from observation_rows import cells, read

from geo.evidence.reasons import Reason
from geo.evidence.resolve import resolve
from geo.model.vocabulary import Presence


def one(*rows):
    [place] = resolve(read(rows))
    return place


def test_the_programme_of_the_newest_source_is_taken_whole():
    place = one(
        cells("a--1", source_date="2024", programme="bingo | Mo 14:00-16:00;soep | Tu 12:00-13:00"),
        cells("a--2", source_date="2025", programme="soep | We 12:00-13:00"),
    )
    assert place.programme == ("soep | We 12:00-13:00",)
    [chosen] = place.evidence["programme"].chosen
    assert (chosen.observation_id, chosen.reason) == ("a--2", Reason.NEWER)
    [against] = place.evidence["programme"].against
    assert (against.observation_id, str(against.confirmed)) == ("a--1", "2024")


def test_an_entry_is_confirmed_by_the_newest_row_that_repeats_it():
    place = one(
        cells("a--1", source_date="2024", programme="soep | We 12:00-13:00"),
        cells("a--2", source_date="2025", programme="soep | We 12:00-13:00"),
    )
    assert str(place.evidence["programme"].confirmed) == "2025"
    assert place.evidence["programme"].against == ()


def test_unknown_does_not_speak_against_a_provision():
    place = one(
        cells("a--1", source_date="2024", hearing_loop="yes"),
        cells("a--2", source_date="2025", hearing_loop="unknown"),
    )
    assert (place.hearing_loop, place.accessible_toilet) == (Presence.YES, Presence.UNKNOWN)
    assert place.evidence["hearing_loop"].against == ()


def test_languages_add_up():
    place = one(cells("a--1", languages="nl;tr"), cells("a--2", languages="tr;pl"))
    assert set(place.languages) == {"nl", "tr", "pl"}


def test_a_rejected_source_gives_no_programme_and_no_number():
    place = one(
        cells("a--1", source_type="rejected", phone="+31 10 412 3456",
              programme="soep | We 12:00-13:00")
    )  # fmt: skip
    assert (place.phone, place.programme) == ("", ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("operator", "SOL"),
        ("city", "Rotterdam"),
        ("gebied", "Noord"),
        ("buurt", "Cool"),
        ("website", "https://huis.example/"),
        ("phone", "+31 10 412 3456"),
        ("email", "huis@huis.example"),
        ("opening_hours", "Mo 09:00-12:00"),
        ("costs", "free"),
        ("osm_id", "node/1"),
    ],
)
def test_a_field_has_its_evidence_under_its_own_name_and_is_empty_where_nobody_says(field, value):
    said, unsaid = (one(cells("a--1", **{field: text})) for text in (value, ""))
    assert getattr(said, field) == value
    assert said.evidence[field].observation_id == "a--1"
    assert (getattr(unsaid, field), field in unsaid.evidence) == ("", False)
