"""The observations of Rotterdam, as they are committed."""

import csv
from pathlib import Path

import pytest
from observation_rows import cells, read_decisions, read_observations, write

from geo.evidence.conflicts import conflicts
from geo.evidence.reasons import Reason
from geo.evidence.resolve import resolve
from geo.model.settings import settings
from geo.model.vocabulary import Initiative, Kind, SourceType, Status

FOLDER = settings().city_folder() / "observations"


@pytest.fixture(scope="module")
def observations():
    return read_observations(FOLDER)


@pytest.fixture(scope="module")
def places(observations):
    return resolve(observations, read_decisions(FOLDER, observations))


def test_48_houses_and_136_smaller_places_are_observed(observations):
    ids = {seen.place_id for seen in observations}
    houses = {
        seen.place_id for seen in observations if seen.place_id.startswith("huis-van-de-wijk-")
    }
    assert (len(ids), len(houses)) == (184, 48)


def test_40_of_47_huizen_van_de_wijk_are_open_as_far_as_a_dated_source_says(places):
    houses = [place for place in places if place.kind is Kind.HUIS_VAN_DE_WIJK]
    assert len(houses) == 47
    assert sum(place.status is Status.OPEN for place in houses) == 40
    assert {place.initiative for place in houses} == {Initiative.MUNICIPAL}


def test_the_32_places_of_unknown_character_are_kept_as_leads(places):
    leads = [place for place in places if place.is_lead]
    assert len(leads) == 32
    assert {name for place in leads for name in place.lacks} == {"kind", "initiative"}


@pytest.fixture
def with_row(tmp_path):
    """Resolve a place of a copy of the table to which one line was added."""

    def run(observation_id, **said):
        with (FOLDER / "observations.csv").open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file), cells(observation_id, **said)]
        write(tmp_path, rows)
        place_id = observation_id.partition("--")[0]
        return next(one for one in resolve(read_observations(tmp_path)) if one.id == place_id)

    return run


def test_a_phone_call_changes_what_it_says_and_confirms_nothing_else(with_row):
    one = with_row(
        "huis-van-de-wijk-pier-80--90",
        source_title="Phone call",
        source_date="2026-11-27",
        source_type="organisation",
        access="no",
    )
    assert (one.access, str(one.evidence["access"].confirmed)) == ("no", "2026-11-27")
    [against] = one.evidence["access"].against
    assert (against.value, str(against.confirmed)) == ("yes", "2023-11-22")
    assert (str(one.confirmed), str(one.status_date)) == ("2023-11-22", "2023-11-22")
    assert str(one.evidence["house_number"].confirmed) == "2025-11"
    assert (one.kind, one.initiative) == (Kind.HUIS_VAN_DE_WIJK, Initiative.MUNICIPAL)


def test_an_old_row_that_names_the_kind_does_not_turn_back_the_operator(with_row):
    one = with_row(
        "huis-van-de-wijk-hillevliet--90",
        source_title="Wijkkrant",
        source_date="2021-04-06",
        kind="huis_van_de_wijk",
        operator="Humanitas",
    )
    assert (one.operator, str(one.evidence["operator"].confirmed)) == ("SOL", "2022")
    [against] = one.evidence["operator"].against
    assert (against.value, against.reason, str(against.confirmed)) == (
        "Humanitas",
        Reason.NEWER,
        "2021-04-06",
    )


def test_t_steiger_stands_at_the_address_of_its_newest_source_and_the_other_is_shown(places):
    [one] = [place for place in places if place.id == "huis-van-de-wijk-t-steiger-katendrecht"]
    assert (one.street, one.house_number) == ("Fruitlaan", "6")
    assert str(one.confirmed) == str(one.evidence["house_number"].confirmed) == "2026-01-20"
    assert str(one.evidence["kind"].confirmed) == "2023-11-22"
    [finding] = conflicts(one)
    assert "'6' (huis-van-de-wijk-t-steiger-katendrecht--4, 2026-01-20)" in finding.message
    assert "'Fruitlaan 8' (huis-van-de-wijk-t-steiger-katendrecht--1" in finding.message


def test_houses_that_rest_on_one_undated_list_are_of_unknown_status(places):
    for name in ("de-vuurplaat", "riederkwartier"):
        [one] = [place for place in places if place.id == f"huis-van-de-wijk-{name}"]
        assert (one.status, one.status_date, one.confirmed) == (Status.UNKNOWN, None, None)
        [against] = one.evidence["status"].against
        assert (against.value, against.reason) == ("open", Reason.UNDATED)
        assert not one.is_lead


def test_a_municipal_living_room_is_a_huiskamer_and_is_published(places):
    rooms = [
        place.id
        for place in places
        if place.kind is Kind.HUISKAMER and place.initiative is Initiative.MUNICIPAL
    ]
    assert rooms == ["het-prachthuis-overschie", "huiskamer-het-wijktrefpunt-delfshaven"]
    assert not any(place.is_lead for place in places if place.id in rooms)


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


def test_the_pump_house_of_de_esch_is_one_place_and_no_designated_house(places):
    [one] = [place for place in places if place.id.startswith("de-pomp")]
    assert (one.id, one.former_ids) == ("de-pomp-de-esch", ("huis-van-de-wijk-de-pomp",))
    assert one.kind is Kind.HUISKAMER


@pytest.mark.parametrize(
    ("place_id", "programme"),
    [
        ("huis-van-de-wijk-de-inloop", ("maaltijd afhalen | Tu,Fr 10:00-13:00",)),
        ("huis-van-de-wijk-schiemond", ("wijkrestaurant | Mo,Th 17:00-19:00",)),
        ("huis-van-de-wijk-westervolkshuis", ("buurtmaaltijd | Mo 17:00-20:00",)),
        ("huis-van-de-wijk-pier-80", ("gratis maaltijd BuurtBuik | Th 18:30-20:00 | gratis",)),
    ],
)
def test_the_meals_of_november_2025_have_a_day_and_a_time(places, place_id, programme):
    [one] = [place for place in places if place.id == place_id]
    assert one.programme == programme
    assert str(one.evidence["programme"].confirmed) == "2025-11"


def test_working_times_of_a_garden_are_no_opening_hours(places):
    [garden] = [place for place in places if place.id == "vredestuin-pompenburg"]
    assert garden.opening_hours == ""
    assert garden.programme == ("samen tuinieren | Fr 10:00-14:00, Su 14:00-17:00",)
