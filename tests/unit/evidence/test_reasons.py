"""Why one row was chosen and another not."""

import pytest
from observation_rows import read_observations, row, write

from geo.evidence.reasons import Reason
from geo.evidence.resolve import resolve
from geo.geocoding.located_place import LocatedPlace, Location
from geo.release.data_tables import EVIDENCE
from geo.release.frames import evidence_frame


@pytest.fixture
def reasons(tmp_path):
    """What decided about a field: role, row and reason."""

    def run(field, *rows):
        places = resolve(read_observations(write(tmp_path, rows)))
        table = evidence_frame(LocatedPlace(place, Location()) for place in places)
        chosen = table[table["field"] == field]
        return list(zip(chosen["role"], chosen["observation_id"], chosen["reason"], strict=True))

    return run


def test_a_value_that_nobody_contradicts_is_the_only_one(reasons):
    rows = row(1, operator="SOL"), row(2, operator="sol", source_date="2019")
    assert reasons("operator", *rows) == [("chosen", "huis--1", "only")]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"source_date": "2019"}, "newer"),
        ({"source_date": ""}, "newer"),
        ({"source_type": "listing"}, "trust"),
        ({"source_type": "rejected", "source_date": "2024"}, "rejected"),
        ({"source_date": "2019", "kind": "huiskamer"}, "newer"),
        ({}, "row"),
    ],
)
def test_the_first_step_of_the_rule_that_tells_two_rows_apart_is_named(reasons, changes, why):
    rows = (
        row(1, operator="SOL", kind="huis_van_de_wijk"),
        row(2, operator="DOCK", **{"kind": "huis_van_de_wijk", **changes}),
    )
    assert reasons("operator", *rows) == [
        ("chosen", "huis--1", why),
        ("against", "huis--2", why),
    ]


def test_a_row_that_is_believed_less_is_chosen_by_a_rule_of_the_field(reasons):
    rows = (
        row(1, street="Kade", house_number="7", status="closed", source_date="2024"),
        row(2, street="Laan", house_number="8", status="open", status_date="2025"),
    )
    assert reasons("street", *rows) == [
        ("chosen", "huis--2", "field"),
        ("against", "huis--1", "field"),
    ]


def test_a_status_is_chosen_by_its_own_date(reasons):
    rows = (
        row(1, status="open", status_date="2023"),
        row(2, status="closed", status_date="2020", source_date="2025"),
    )
    assert {why for _, _, why in reasons("status", *rows)} == {"status_date"}


def test_entries_of_a_list_stand_together_each_with_its_own_row(reasons):
    rows = row(1, activities="koffie; schaken"), row(2, activities="koken", source_date="2019")
    assert reasons("activities", *rows) == [
        ("chosen", "huis--1", "together"),
        ("chosen", "huis--1", "together"),
        ("chosen", "huis--2", "together"),
    ]


def test_the_data_dictionary_knows_every_reason():
    field = EVIDENCE.field("reason")
    assert field is not None
    assert set(field.enum) == set(Reason)
