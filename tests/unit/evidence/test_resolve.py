"""The rule by which many rows become one place, by its numbers: which row gives a value."""

from itertools import pairwise

import pytest
from observation_rows import row, statements

from geo.model.vocabulary import Access, Initiative, Kind, SourceType, Status

HOUSE = {"kind": "huis_van_de_wijk"}
ROOM = {"kind": "huiskamer"}
DATELESS = {"source_date": ""}
REJECTED = {"source_type": "rejected"}


# --- 1. Which rows count ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("name", {"name": "Goed"}, {"name": "Fout"}),
        ("kind", ROOM, HOUSE),
        ("initiative", {"initiative": "private"}, {"initiative": "municipal"}),
        ("operator", {"operator": "Goed"}, {"operator": "Fout"}),
        ("street", {"street": "Mauritsweg"}, {"street": "Hoogstraat"}),
        ("city", {"city": "Rotterdam"}, {"city": "Elders"}),
        ("gebied", {"gebied": "Noord"}, {"gebied": "Charlois"}),
        ("buurt", {"buurt": "Agniesebuurt"}, {"buurt": "Pendrecht"}),
        ("website", {"website": "https://goed.nl"}, {"website": "https://fout.nl"}),
        ("opening_hours", {"opening_hours": "Mo 10:00-12:00"}, {"opening_hours": "24/7"}),
        ("access", {"access": "no"}, {"access": "yes"}),
        ("status", {"status": "open"}, {"status": "closed"}),
    ],
)
def test_rule_1_a_rejected_source_is_shown_and_never_chosen(place, field, good, bad):
    newer = {**bad, **REJECTED, "source_date": "2026-01-01"}
    [value] = good.values()
    one = place({**good, "source_date": "2020"}, newer)
    assert str(getattr(one, field)) == value
    chosen, against = statements(one, field)
    assert chosen == [("huis--1", value, "rejected", "2020")]
    assert against == [("huis--2", *bad.values(), "rejected", "")]


def test_rule_1_what_only_a_rejected_source_says_is_not_known(place):
    said = {
        **HOUSE,
        "initiative": "municipal",
        "operator": "SOL",
        "street": "Kade",
        "house_number": "1",
        "postcode": "3011AA",
        "access": "yes",
        "status": "open",
        "opened": "2015",
        "activities": "koken",
        "alt_names": "Het Huis",
        "lat": "51.9",
        "lon": "4.5",
        "point_precision": "address",
    }
    one = place({**said, **REJECTED})
    assert (one.kind, one.initiative) == (None, Initiative.UNKNOWN)
    assert (one.operator, one.street, one.house_number, one.postcode) == ("", "", "", "")
    assert (one.access, one.status, one.status_date) == (Access.UNKNOWN, Status.UNKNOWN, None)
    assert (one.activities, one.alt_names, one.points) == ((), (), ())
    assert (one.first_seen, one.valid_from, one.confirmed) == (None, None, None)
    assert not any(evidence.chosen for evidence in one.evidence.values())
    assert statements(one, "operator") == ([], [("huis--1", "SOL", "rejected", "")])
    assert statements(one, "status") == ([], [("huis--1", "open", "rejected", "")])


# --- 2. A designation decides kind and initiative, and nothing else ---------------------------


@pytest.mark.parametrize(
    "mention",
    [
        {"kind": "huiskamer", "initiative": "private"},
        {"kind": "huiskamer"},
        {"initiative": "private"},
        {},
    ],
)
def test_rule_2_a_designation_outranks_a_newer_mention(place, mention):
    one = place({**HOUSE, "source_date": "2016"}, {**mention, "source_date": "2026-01-20"})
    assert (one.kind, one.initiative) == (Kind.HUIS_VAN_DE_WIJK, Initiative.MUNICIPAL)
    for field in ("kind", "initiative"):
        said = [mention[field]] if field in mention else []
        why = "designation" if said else "only"
        assert statements(one, field) == (
            [("huis--1", str(getattr(one, field)), why, "2016")],
            [("huis--2", value, "designation", "2026-01-20") for value in said],
        )


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("name", "Oud", "Nieuw"),
        ("operator", "Humanitas", "SOL"),
        ("street", "Oude Kade", "Nieuwe Kade"),
        ("city", "Pernis", "Rotterdam"),
        ("gebied", "Noord", "Feijenoord"),
        ("buurt", "Provenierswijk", "Hillesluis"),
        ("website", "https://oud.nl", "https://nieuw.nl"),
        ("opening_hours", "Mo 10:00-12:00", "Tu 10:00-12:00"),
        ("access", "yes", "no"),
        ("status", "open", "closed"),
    ],
)
def test_rule_2_a_designation_decides_nothing_else(place, field, old, new):
    one = place(
        {**HOUSE, field: old, "source_date": "2021-04-06", "source_type": "register"},
        {field: new, "source_date": "2022", "source_type": "listing"},
    )
    assert str(getattr(one, field)) == new
    why = "status_date" if field == "status" else "newer"
    assert statements(one, field) == (
        [("huis--2", new, why, "2022")],
        [("huis--1", old, why, "2021-04-06")],
    )


def test_rule_2_a_designation_makes_a_place_municipal_that_no_row_calls_so(place):
    one = place(HOUSE)
    assert statements(one, "initiative") == (
        [("huis--1", "municipal", "only", "2023-11-22")],
        [],
    )


# --- 3. The newest source wins ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("newest", "older"),
    [
        ("2022-04-01", "2019"),
        ("2022", "2021-12-31"),
        ("2022-04", "2022"),
        ("2022-04-02", "2022-04-01"),
        ("2022-01-01", "2022-01"),
        ("2011", ""),
    ],
)
def test_rule_3_the_newest_source_wins(place, newest, older):
    one = place(
        {"operator": "SOL", "source_date": older, "source_type": "register"},
        {"operator": "Humanitas", "source_date": newest, "source_type": "untraced"},
    )
    assert one.operator == "Humanitas"
    assert statements(one, "operator") == (
        [("huis--2", "Humanitas", "newer", newest)],
        [("huis--1", "SOL", "newer", older)],
    )


def test_rule_3_a_row_that_says_nothing_of_a_field_does_not_hide_one_that_does(place):
    one = place({"operator": "SOL", "source_date": "2011"}, {"street": "Kade"})
    assert (one.operator, one.street) == ("SOL", "Kade")


# --- 4. Among undated rows the one that was read later wins ------------------------------------


@pytest.mark.parametrize(
    ("later", "earlier"), [("2026", "2022"), ("2026-03", "2026"), ("2026-03-02", "2026-03-01")]
)
def test_rule_4_of_undated_rows_the_one_that_was_read_later_wins(place, later, earlier):
    one = place(
        {"operator": "SOL", "retrieved": earlier, "source_type": "register", **DATELESS},
        {"operator": "DOCK", "retrieved": later, "source_type": "untraced", **DATELESS},
    )
    assert statements(one, "operator") == (
        [("huis--2", "DOCK", "read_later", "")],
        [("huis--1", "SOL", "read_later", "")],
    )


def test_rule_4_when_a_dated_source_was_read_decides_nothing(place):
    one = place(
        {"operator": "SOL", "retrieved": "2024", "source_type": "register"},
        {"operator": "DOCK", "retrieved": "2026", "source_type": "media"},
    )
    assert one.operator == "SOL"


# --- 5. Then trust, then the id ----------------------------------------------------------------

TRUST = [kind.value for kind in SourceType if kind is not SourceType.REJECTED]


@pytest.mark.parametrize(("more", "less"), list(pairwise(TRUST)))
@pytest.mark.parametrize("dated", ["2023-11-22", ""])
def test_rule_5_of_two_sources_of_one_date_the_more_trusted_wins(place, more, less, dated):
    one = place(
        {"operator": "minder", "source_type": less, "source_date": dated},
        {"operator": "meer", "source_type": more, "source_date": dated},
    )
    assert statements(one, "operator") == (
        [("huis--2", "meer", "trust", dated)],
        [("huis--1", "minder", "trust", dated)],
    )


def test_rule_5_the_id_settles_what_is_left(place):
    one = place({"operator": "SOL"}, {"operator": "DOCK"})
    assert statements(one, "operator") == (
        [("huis--1", "SOL", "row", "2023-11-22")],
        [("huis--2", "DOCK", "row", "2023-11-22")],
    )


# --- 7. A name is that of the place ------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "name", "others"),
    [
        pytest.param(
            [
                {"name": "Seinpost Slinge", "source_date": "2018"},
                {"name": "De Open Hof", "source_type": "register"},
            ],
            "Seinpost Slinge",
            ("De Open Hof",),
            id="a register without a kind names the building",
        ),
        pytest.param(
            [
                {"name": "Seinpost Slinge", "source_date": "2018"},
                {"name": "De Open Hof", "source_type": "register", **ROOM},
            ],
            "De Open Hof",
            ("Seinpost Slinge",),
            id="a register with a kind names the place",
        ),
        pytest.param(
            [
                {"name": "Oud", "source_date": "2018", **HOUSE},
                {"name": "Nieuw", "source_type": "organisation"},
            ],
            "Nieuw",
            ("Oud",),
            id="a newer name wins, whether or not its row tells the kind",
        ),
        pytest.param(
            [{"name": "De Open Hof", "source_type": "register"}],
            "De Open Hof",
            (),
            id="the name of the building is better than none",
        ),
        pytest.param([{"name": "Aan"}, {"name": "AAN"}], "Aan", (), id="capitals say nothing"),
        pytest.param([{"operator": "SOL"}], "huis", (), id="a place without a name has its id"),
    ],
)
def test_rule_7_a_name_is_that_of_the_place(place, rows, name, others):
    one = place(*rows)
    assert (one.name, one.alt_names) == (name, others)


def test_rule_7_a_merged_id_gives_another_name_and_never_the_name(resolved):
    [place] = resolved(
        [
            row(1, "a", **HOUSE, name="A", source_date="2010"),
            row(1, "b", name="B", website="https://b.nl", source_date="2020"),
            row(1, "c", name="C", source_date="2021"),
        ],
        [
            {"place_id": "a", "other_id": other, "decision": "same", "reason": "x"}
            | {"decided": "2026"}
            for other in ("c", "b")
        ],
    )
    assert (place.id, place.former_ids, place.name) == ("a", ("b", "c"), "A")
    assert (place.website, place.alt_names) == ("https://b.nl", ("B", "C"))


def test_places_decided_to_be_different_stay_two(resolved):
    decided = {"decision": "different", "reason": "x", "decided": "2026"}
    places = resolved([row(1, "b"), row(1, "a")], [{"place_id": "a", "other_id": "b", **decided}])
    assert [(place.id, place.former_ids) for place in places] == [("a", ()), ("b", ())]


# --- 9. Lists add up ---------------------------------------------------------------------------


def test_rule_9_lists_add_up_each_entry_once(place):
    one = place(
        {"activities": "koken; schaken", "alt_names": "Zaal; Aan", "source_date": "2020"},
        {"activities": "schaken; lezen", "name": "Huis", "source_date": "2022"},
        {"activities": "gokken", "alt_names": "Fout", **REJECTED},
    )
    assert one.activities == ("schaken", "lezen", "koken")
    assert one.alt_names == ("Aan", "Zaal")
    assert statements(one, "activities") == (
        [
            ("huis--2", "schaken", "together", "2022"),
            ("huis--2", "lezen", "together", "2022"),
            ("huis--1", "koken", "together", "2020"),
        ],
        [],
    )
    assert statements(one, "alt_names") == (
        [("huis--1", "Aan", "together", "2020"), ("huis--1", "Zaal", "together", "2020")],
        [],
    )
