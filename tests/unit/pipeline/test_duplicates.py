"""Pairs of places that may be one: listed with reasons, decided by people."""

import pytest
from observation_rows import read_decisions, read_observations, row, write
from own_city import ROTTERDAM

from geo.evidence.resolve import resolve
from geo.geocoding.located_place import LocatedPlace, Location
from geo.model.vocabulary import Precision
from geo.pipeline.duplicates import name_similarity, possible_duplicates

HERE = (4.4912, 51.9229)


@pytest.fixture
def listed(tmp_path):
    def run(rows, points, decisions=()):
        folder = write(tmp_path, rows, decisions)
        observations = read_observations(folder)
        decided = read_decisions(folder, observations)
        located = [
            LocatedPlace(
                place,
                Location(*points[place.id], precision=Precision.ADDRESS)
                if place.id in points
                else Location(),
            )
            for place in resolve(observations)
        ]
        return possible_duplicates(located, decided, ROTTERDAM)

    return run


def test_one_address_and_one_name_are_a_likely_pair_with_reasons(listed):
    [pair] = listed(
        [
            row(1, "a", name="Het Klooster", street="Ruivenstraat", house_number="81"),
            row(
                1, "b", name="Huis van de Wijk Het Klooster", street="Ruivenstr.", house_number="81"
            ),
        ],
        {"a": HERE, "b": HERE},
    )
    assert (pair.place_id, pair.other_id) == ("a", "b")
    assert pair.score > 0.8
    assert any("Same address" in str(one) for one in pair.likenesses)
    assert any("names are alike" in str(one) for one in pair.likenesses)


def test_a_decided_pair_is_not_listed_again(listed):
    rows = [
        row(1, "a", name="De Focus", street="Oude Watering", house_number="324"),
        row(1, "b", name="House of Hope", street="Oude Watering", house_number="324"),
    ]
    points = {"a": HERE, "b": HERE}
    assert len(listed(rows, points)) == 1
    decision = {"decision": "different", "reason": "Tenant.", "decided": "2026"}
    assert listed(rows, points, [{"place_id": "b", "other_id": "a", **decision}]) == []


def test_neighbours_with_other_names_are_not_a_pair(listed):
    near = (HERE[0] + 0.0003, HERE[1])
    assert (
        listed([row(1, "a", name="De Kip"), row(1, "b", name="Pier 80")], {"a": HERE, "b": near})
        == []
    )


def test_words_that_many_places_share_say_nothing():
    assert name_similarity("Huis van de Wijk De Dam", "Huis van de Wijk De Dijk") < 0.75
    assert name_similarity("Huiskamer", "Stichting Huiskamer Rotterdam") == 0.0
    assert name_similarity("Huis van de Wijk Kristal", "De Kristal") == 1.0


def test_the_name_of_the_district_alone_makes_no_pair(listed):
    assert (
        listed(
            [
                row(1, "a", name="Speeltuinvereniging Crooswijk", buurt="Crooswijk"),
                row(1, "b", name="Huiskamer Crooswijk", buurt="Crooswijk"),
            ],
            {},
        )
        == []
    )
