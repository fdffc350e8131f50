"""The observations of Rotterdam, as they are committed."""

import csv
from pathlib import Path

import pytest

from geo.evidence.decisions import read_decisions
from geo.evidence.observations import read_observations
from geo.evidence.resolve import resolve
from geo.model.settings import settings
from geo.model.vocabulary import Initiative, Kind, SourceType, Status

FOLDER = settings().data / "observations"


@pytest.fixture(scope="module")
def observations():
    return read_observations(FOLDER)


@pytest.fixture(scope="module")
def places(observations):
    return resolve(observations, read_decisions(FOLDER, observations))


def test_48_houses_and_133_smaller_places_are_observed(observations):
    ids = {seen.place_id for seen in observations}
    houses = {
        seen.place_id for seen in observations if seen.place_id.startswith("huis-van-de-wijk-")
    }
    assert (len(ids), len(houses)) == (181, 48)


def test_42_huizen_van_de_wijk_are_open(places):
    houses = [place for place in places if place.kind is Kind.HUIS_VAN_DE_WIJK]
    assert len(houses) == 48
    assert sum(place.status is Status.OPEN for place in houses) == 42
    assert {place.initiative for place in houses} == {Initiative.MUNICIPAL}


def test_the_27_places_of_unknown_character_are_kept_as_leads(places):
    assert sum(place.is_lead for place in places) == 27


def test_closed_and_planned_places_stay_with_a_date(places):
    gone = [place for place in places if place.status in (Status.CLOSED, Status.PLANNED)]
    assert len(gone) >= 6
    assert all(place.status_date is not None for place in gone)


def test_every_published_place_has_a_dated_source(places):
    for place in places:
        assert all(seen.source.retrieved for seen in place.observations), place.id
        assert any(seen.source.title for seen in place.observations), place.id


def test_the_same_document_is_never_two_rows_that_say_the_same(observations):
    seen = [
        (o.place_id, o.source.url, o.source.title, o.street, o.house_number, o.status, o.name)
        for o in observations
    ]
    assert len(seen) == len(set(seen))


def test_untraced_lists_have_no_address_and_others_do(observations):
    for seen in observations:
        if not seen.source.url:
            assert seen.source.kind in (SourceType.UNTRACED, SourceType.LISTING), seen.id


def test_the_tables_are_sorted_and_plain(observations):
    raw = (FOLDER / "observations.csv").read_bytes()
    assert b"\r" not in raw
    with Path(FOLDER / "observations.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == len(observations) + 1
