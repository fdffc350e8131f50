"""Rows that change nothing, and why."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observation_rows import read, row

from geo.evidence.resolve import resolve
from geo.evidence.unused import unused_rows

OLD = {"source_date": "2019"}


def place_of(*said):
    [place] = resolve(read([row(number, **one) for number, one in enumerate(said, start=1)]))
    return place


@pytest.mark.parametrize(
    ("said", "other", "why"),
    [
        (
            {"source_type": "rejected", "access": "yes"},
            {"access": "no"},
            "Its source was found to be wrong.",
        ),
        ({"note": "Een notitie"}, {}, "It says nothing about the place."),
        (
            {"operator": "sol", "city": "Rotterdam", **OLD},
            {"operator": "SOL", "city": "Rotterdam"},
            "Operator, city: also said by huis--2.",
        ),
        (
            {"operator": "SOL", "access": "yes", **OLD},
            {"operator": "DOCK", "access": "yes"},
            "Operator: huis--2 is newer; access: also said by huis--2.",
        ),
        (
            {"operator": "SOL", "retrieved": "2024", "source_date": ""},
            {"operator": "DOCK", "source_date": ""},
            "Operator: huis--2 was read later.",
        ),
        (
            {"operator": "SOL", "source_type": "listing"},
            {"operator": "DOCK"},
            "Operator: huis--2 is of a more trusted type.",
        ),
        (
            {"initiative": "private"},
            {"kind": "huis_van_de_wijk", **OLD},
            "Initiative: a designation decides this field.",
        ),
        (
            {"status": "open", "status_date": "2015"},
            {"status": "closed", "status_date": "2014", "opened": "2012"},
            None,
        ),
        (
            {"status": "closed", "status_date": "2015"},
            {"status": "open", "status_date": "2016"},
            "Status: the status of huis--2 is of a later date.",
        ),
        (
            {"status": "open", "source_date": ""},
            {"access": "yes"},
            "Status: neither the status nor its source has a date.",
        ),
        (
            {"name": "Gymzaal", "alt_names": "Zaal", "source_type": "register", **OLD},
            {"name": "Huis", "alt_names": "gymzaal; Zaal"},
            None,
        ),
        (
            {"name": "Gymzaal", "source_type": "register"},
            {"name": "Huis", **OLD, "alt_names": "Gymzaal"},
            None,
        ),
        (
            {"name": "Gymzaal", "alt_names": "Zaal", **OLD},
            {"name": "Huis", "alt_names": "Gymzaal; Zaal"},
            "Name: huis--2 is newer; alt_names: also said by huis--2.",
        ),
        (
            {"name": "Huis", "activities": "koken", **OLD},
            {"name": "Huis", "activities": "lezen; koken"},
            "Name, activities: also said by huis--2.",
        ),
        (
            {"street": "Kade", "house_number": "7", "postcode": "3011AA", **OLD},
            {"street": "Kade", "house_number": "9"},
            "Street, house_number: huis--2 is newer; postcode: no value follows from it.",
        ),
        (
            {"lat": "51.9", "lon": "4.5", "point_precision": "address"},
            {"name": "Huis"},
            "Point: the point is taken from elsewhere.",
        ),
        (
            {"opened": "2012", "source_date": ""},
            {"opened": "2013"},
            "Opened: no value follows from it.",
        ),
        (
            {"opened": "2013", "source_date": ""},
            {"opened": "2013"},
            "Opened: also said by huis--2.",
        ),
    ],
)
def test_a_row_that_changes_nothing_is_listed_with_the_reason(said, other, why):
    first_seen = {"source_date": "2010"}
    place = place_of(said, other, first_seen)
    listed = {one.observation_id: one.why for one in unused_rows(place)}
    assert listed.get("huis--1") == why


def test_a_row_whose_point_is_used_is_used():
    point = {"lat": "51.9", "lon": "4.5", "point_precision": "address"}
    place = place_of(point, {"name": "Huis"}, {"source_date": "2010"})
    assert [one.observation_id for one in unused_rows(place)] == ["huis--1"]
    assert unused_rows(place, located_by="huis--1") == []


def test_of_two_equal_rows_the_first_is_used_and_the_other_listed():
    [one] = unused_rows(place_of({"operator": "SOL"}, {"operator": "SOL"}))
    assert (one.observation_id, one.place_id) == ("huis--2", "huis")
    assert one.why == "Operator: also said by huis--1."


def test_an_opening_that_makes_an_earlier_use_the_beginning_is_used():
    opening = {"opened": "2017", "source_date": ""}
    in_use = {"status": "open", "status_date": "2016", "source_date": ""}
    assert unused_rows(place_of(opening, in_use)) == []


def test_rows_that_contradict_each_other_are_both_used():
    rows = ({"status": status, "status_date": "2021"} for status in ("open", "closed"))
    assert unused_rows(place_of(*rows)) == []


dates = st.sampled_from(["", "2020", "2023-05", "2023-05-04"])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["", "Een", "een", "Twee"]),
            "alt_names": st.sampled_from(["", "Een", "Drie; Vier"]),
            "operator": st.sampled_from(["", "SOL", "DOCK"]),
            "street": st.sampled_from(["", "Kade", "Laan"]),
            "house_number": st.sampled_from(["", "1", "2"]),
            "postcode": st.sampled_from(["", "3011AA"]),
            "activities": st.sampled_from(["", "koken", "koken; lezen"]),
            "kind": st.sampled_from(["", "", "huiskamer", "huis_van_de_wijk"]),
            "initiative": st.sampled_from(["", "private", "unknown"]),
            "access": st.sampled_from(["", "yes", "no"]),
            "status": st.sampled_from(["", "open", "closed", "planned", "unknown"]),
            "status_date": dates,
            "source_date": dates,
            "opened": st.sampled_from(["", "", "2019", "2021"]),
            "source_type": st.sampled_from(["media", "register", "rejected"]),
        }
    ),
    min_size=1,
    max_size=7,
)


@pytest.mark.slow
@settings(max_examples=150)
@given(rows)
def test_without_a_listed_row_the_place_is_the_same(said):
    table = [row(number, **values) for number, values in enumerate(said)]
    observations = read(table)
    [place] = resolve(observations)
    for unused in unused_rows(place):
        rest = [seen for seen in observations if seen.id != unused.observation_id]
        if not rest:
            continue
        [other] = resolve(rest)
        for field in dataclasses.fields(place):
            if field.name not in ("observations", "evidence"):
                assert getattr(place, field.name) == getattr(other, field.name), field.name
        assert confirmations(place) == confirmations(other)


def confirmations(place):
    """The date of each field that has a value."""
    return {
        field: [one.confirmed for one in evidence.chosen]
        for field, evidence in place.evidence.items()
        if evidence.chosen
    }
