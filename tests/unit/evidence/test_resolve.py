"""The rule by which many observations become one place."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observation_rows import row, write

from geo.evidence.decisions import read_decisions
from geo.evidence.observations import read_observations
from geo.evidence.resolve import resolve
from geo.model.vocabulary import Access, Initiative, Kind, Status


@pytest.fixture
def resolved(tmp_path):
    def run(rows, decisions=()):
        folder = write(tmp_path, rows, decisions)
        observations = read_observations(folder)
        return resolve(observations, read_decisions(folder, observations))

    return run


def test_the_newest_source_wins_and_the_other_is_kept_against_it(resolved):
    [place] = resolved(
        [
            row(1, operator="SOL", source_date="2019"),
            row(2, operator="Humanitas", source_date="2022-04-01"),
            row(3, operator="humanitas", source_date="2020"),
        ]
    )
    assert place.operator == "Humanitas"
    assert place.evidence["operator"].observation_id == "huis--2"
    assert place.evidence["operator"].against == (("huis--1", "SOL"),)


def test_an_undated_source_gives_way_to_a_dated_one(resolved):
    [place] = resolved(
        [row(1, operator="Nieuw", source_date=""), row(2, operator="Oud", source_date="2011")]
    )
    assert place.operator == "Oud"


def test_of_two_sources_of_one_day_the_more_trusted_wins(resolved):
    [place] = resolved(
        [
            row(1, operator="lijst", source_type="listing"),
            row(2, operator="gemeente", source_type="municipality"),
        ]
    )
    assert place.operator == "gemeente"


def test_a_designation_outranks_a_newer_mention(resolved):
    [place] = resolved(
        [
            row(1, kind="huis_van_de_wijk", street="Fruitlaan", house_number="8"),
            row(
                2,
                kind="huiskamer",
                initiative="private",
                street="Fruitlaan",
                house_number="6",
                source_date="2026-01-20",
            ),
        ]
    )
    assert place.kind is Kind.HUIS_VAN_DE_WIJK
    assert place.initiative is Initiative.MUNICIPAL
    assert place.house_number == "8"
    assert place.evidence["initiative"].against == (("huis--2", "private"),)
    assert place.evidence["house_number"].against == (("huis--2", "Fruitlaan 6"),)


def test_a_rejected_source_is_never_chosen_but_shown(resolved):
    [place] = resolved(
        [
            row(
                1,
                street="Hoogstraat",
                house_number="85",
                source_type="rejected",
                source_date="2026-01-01",
            ),
            row(2, street="Mauritsweg", house_number="20", source_date="2020"),
        ]
    )
    assert (place.street, place.house_number) == ("Mauritsweg", "20")
    assert place.evidence["street"].against == (("huis--1", "Hoogstraat 85"),)


def test_a_place_of_which_no_source_tells_who_runs_it_is_a_lead(resolved):
    [place] = resolved([row(1, kind="huiskamer", name="De Boei")])
    assert place.initiative is Initiative.UNKNOWN
    assert place.is_lead


def test_status_goes_by_its_own_date(resolved):
    [place] = resolved(
        [
            row(1, status="open", status_date="2023-11-22", source_date="2023-11-22"),
            row(2, status="closed", status_date="2020", source_date="2025"),
        ]
    )
    assert (place.status, str(place.status_date)) == (Status.OPEN, "2023-11-22")


def test_contradicting_status_of_one_date_is_unknown(resolved):
    [place] = resolved(
        [
            row(1, status="open", status_date="2021-02-05"),
            row(2, status="closed", status_date="2021-02-05"),
        ]
    )
    assert (place.status, str(place.status_date)) == (Status.UNKNOWN, "2021-02-05")


def test_a_closed_address_is_not_the_address_of_an_open_place(resolved):
    [place] = resolved(
        [
            row(1, status="open", status_date="2024", street="Claes de Vrieselaan"),
            row(
                2,
                status="closed",
                status_date="2020",
                street="1e Middellandstraat",
                source_date="2025",
            ),
        ]
    )
    assert place.street == "Claes de Vrieselaan"


def test_a_number_of_the_same_street_is_better_than_none(resolved):
    [place] = resolved(
        [
            row(1, street="Zijpe", source_date="2025"),
            row(2, street="Zijpe", house_number="4", postcode="3086AA", source_date="2020"),
        ]
    )
    assert (place.house_number, place.postcode) == ("4", "3086AA")


def test_a_postcode_is_not_borrowed_from_another_address(resolved):
    [place] = resolved(
        [
            row(1, street="Mezenhof", house_number="1", source_date="2025"),
            row(2, street="Mezenhof", house_number="15", postcode="3082ZE", source_date="2020"),
        ]
    )
    assert (place.house_number, place.postcode) == ("1", "")


def test_the_name_of_the_building_does_not_replace_that_of_the_place(resolved):
    [place] = resolved(
        [
            row(1, name="Seinpost Slinge", kind="huiskamer", source_date="2018"),
            row(2, name="De Open Hof", source_type="register"),
        ]
    )
    assert place.name == "Seinpost Slinge"
    assert place.alt_names == ("De Open Hof",)


def test_what_nobody_says_is_unknown_and_not_no(resolved):
    [place] = resolved([row(1)])
    assert place.access is Access.UNKNOWN
    assert place.status is Status.UNKNOWN
    assert place.status_date is None


def test_places_decided_to_be_the_same_become_one_and_keep_both_ids(resolved):
    places = resolved(
        [
            row(1, "a", kind="huis_van_de_wijk", name="A"),
            row(1, "b", name="B", website="https://b.nl"),
        ],
        [{"place_id": "a", "other_id": "b", "decision": "same", "reason": "x", "decided": "2026"}],
    )
    [place] = places
    assert (place.id, place.former_ids, place.name) == ("a", ("b",), "A")
    assert place.website == "https://b.nl"
    assert place.alt_names == ("B",)


def test_places_decided_to_be_different_stay_two(resolved):
    decided = {"decision": "different", "reason": "x", "decided": "2026"}
    places = resolved([row(1, "a"), row(1, "b")], [{"place_id": "a", "other_id": "b", **decided}])
    assert [place.id for place in places] == ["a", "b"]


words = st.sampled_from(["", "een", "twee", "drie"])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "operator": words,
            "street": words,
            "house_number": st.sampled_from(["", "1", "2"]),
            "kind": st.sampled_from(["", "huiskamer", "huis_van_de_wijk"]),
            "status": st.sampled_from(["", "open", "closed", "unknown"]),
            "status_date": st.sampled_from(["", "2020", "2023-05"]),
            "source_date": st.sampled_from(["", "2020", "2023-05", "2023-05-04"]),
            "source_type": st.sampled_from(["media", "register", "rejected"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(tmp_path_factory, said, shuffle: random.Random):
    table = [row(number, **values) for number, values in enumerate(said)]
    mixed = table.copy()
    shuffle.shuffle(mixed)
    one, other = (
        resolve(read_observations(write(tmp_path_factory.mktemp("rows"), rows)))
        for rows in (table, mixed)
    )
    assert one == other


@settings(max_examples=60)
@given(rows)
def test_every_value_is_what_its_observation_says(tmp_path_factory, said):
    table = [row(number, **values) for number, values in enumerate(said)]
    [place] = resolve(read_observations(write(tmp_path_factory.mktemp("rows"), table)))
    by_id = {seen.id: seen for seen in place.observations}
    for field in ("operator", "street", "house_number"):
        if value := getattr(place, field):
            chosen = by_id[place.evidence[field].observation_id]
            assert getattr(chosen, field) == value
            assert chosen.source.kind != "rejected"
