"""The rule by which many observations become one place: a table for each of its numbers."""

import dataclasses
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observation_rows import read, read_decisions, read_observations, row, write

from geo.evidence.resolve import resolve
from geo.model.partial_date import order
from geo.model.vocabulary import Access, Initiative, Kind, SourceType, Status

HOUSE = {"kind": "huis_van_de_wijk"}
ROOM = {"kind": "huiskamer"}
DATELESS = {"source_date": ""}
REJECTED = {"source_type": "rejected"}


@pytest.fixture
def resolved(tmp_path):
    def run(rows, decisions=()):
        folder = write(tmp_path, rows, decisions)
        observations = read_observations(folder)
        return resolve(observations, read_decisions(folder, observations))

    return run


@pytest.fixture
def place(resolved):
    """The one place that rows, numbered in their order, are about."""

    def run(*said):
        [only] = resolved([row(number, **values) for number, values in enumerate(said, start=1)])
        return only

    return run


def statements(place, field):
    """What was chosen for a field and what speaks against it: row, value, reason and date."""
    evidence = place.evidence[field]
    return tuple(
        [
            (one.observation_id, one.value, one.reason.value, str(one.confirmed or ""))
            for one in said
        ]
        for said in (evidence.chosen, evidence.against)
    )


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


# --- 6. An address is one thing ----------------------------------------------------------------

CLOSED = {"status": "closed", "status_date": "2020"}
OPEN = {"status": "open", "status_date": "2024"}


@pytest.mark.parametrize(
    ("rows", "address"),
    [
        pytest.param(
            [
                {"street": "Fruitlaan", "house_number": "8", **HOUSE},
                {"street": "Fruitlaan", "house_number": "6", "source_date": "2026-01-20"},
            ],
            ("Fruitlaan", "6", ""),
            id="the newest address, whole",
        ),
        pytest.param(
            [
                {"street": "Zijpe", "source_date": "2025"},
                {"street": "Zijpe", "house_number": "4", "postcode": "3086AA"},
            ],
            ("Zijpe", "4", "3086AA"),
            id="a number of the same street is better than none",
        ),
        pytest.param(
            [
                {"street": "Zijpe", "source_date": "2025"},
                {"street": "Kade", "house_number": "4", "postcode": "3086AA"},
            ],
            ("Zijpe", "", ""),
            id="a number of another street is not borrowed",
        ),
        pytest.param(
            [
                {"street": "Mezenhof", "house_number": "1", "source_date": "2025"},
                {"street": "Mezenhof", "house_number": "15", "postcode": "3082ZE"},
            ],
            ("Mezenhof", "1", ""),
            id="a postcode of another number is not borrowed",
        ),
        pytest.param(
            [
                {"street": "Mezenhof", "house_number": "1", "source_date": "2025"},
                {"street": "Kade", "house_number": "1", "postcode": "3082ZE"},
            ],
            ("Mezenhof", "1", ""),
            id="a postcode of another street is not borrowed",
        ),
        pytest.param(
            [
                {"street": "Mezenhof", "house_number": "1", "source_date": "2025"},
                {"street": "Mezenhof", "house_number": "1", "postcode": "3082ZE"},
            ],
            ("Mezenhof", "1", "3082ZE"),
            id="an older row with the same address gives the postcode",
        ),
        pytest.param(
            [
                {"street": "Laan", **OPEN},
                {"street": "Kade", "house_number": "7", **CLOSED, "source_date": "2025"},
            ],
            ("Laan", "", ""),
            id="a closed address is not that of an open place",
        ),
        pytest.param(
            [
                {"street": "Laan", "status": "open", "status_date": "2019", "source_date": "2019"},
                {"street": "Kade", "house_number": "7", **CLOSED, "source_date": "2025"},
            ],
            ("Kade", "7", ""),
            id="a closed address is that of a closed place",
        ),
        pytest.param(
            [{"street": "Kade", "house_number": "7", **CLOSED}, OPEN],
            ("", "", ""),
            id="no address is better than that of what was closed",
        ),
        pytest.param([{"postcode": "3082ZE"}], ("", "", ""), id="no street, no address"),
    ],
)
def test_rule_6_an_address_is_one_thing(place, rows, address):
    one = place(*rows)
    assert (one.street, one.house_number, one.postcode) == address


def test_rule_6_every_other_address_stands_against_it(place):
    one = place(
        {"street": "Zijpe", "source_date": "2025"},
        {"street": "Zijpe", "house_number": "4", "source_date": "2024"},
        {"street": "Zijpe", "house_number": "6", "source_date": "2023"},
        {"street": "Kade", "house_number": "4", "source_date": "2022"},
        {"street": "Zijpe", "house_number": "4", "source_date": "2021"},
        {"street": "Laan", **CLOSED, "source_date": "2026"},
        {"street": "Hof", **REJECTED},
        {"status": "open", "status_date": "2026"},
    )
    against = [
        ("huis--6", "Laan", "field", "2026"),
        ("huis--3", "Zijpe 6", "newer", "2023"),
        ("huis--4", "Kade 4", "newer", "2022"),
        ("huis--7", "Hof", "rejected", ""),
    ]
    assert statements(one, "street") == ([("huis--1", "Zijpe", "field", "2025")], against)
    assert statements(one, "house_number") == ([("huis--2", "4", "field", "2024")], against)


def test_rule_6_the_postcode_names_the_row_that_gives_it(place):
    there = {"street": "Kade", "house_number": "7"}
    one = place(
        {**there, "source_date": "2025"},
        {**there, "postcode": "3011AA", "source_date": "2024"},
        {**there, "postcode": "3011AB", "source_date": "2023"},
    )
    assert statements(one, "postcode") == (
        [("huis--2", "3011AA", "newer", "2024")],
        [("huis--3", "3011AB", "newer", "2023")],
    )


def test_rule_6_coordinates_keep_the_address_that_they_were_given_for(place):
    spot = {"lat": "51.9", "lon": "4.5", "point_precision": "address"}
    one = place({"street": "Kade", "house_number": "7", **spot}, {"street": "Laan", **REJECTED})
    [point] = one.points
    assert (point.observation_id, point.street, point.house_number) == ("huis--1", "Kade", "7")
    assert (point.point.lat, point.point.lon) == (51.9, 4.5)


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


# --- 8. A status has its own date --------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "status", "date", "why"),
    [
        pytest.param([{}], "unknown", "", None, id="nobody says"),
        pytest.param(
            [
                {"status": "open", "status_date": "2023-11-22"},
                {"status": "closed", "status_date": "2020", "source_date": "2025"},
            ],
            "open",
            "2023-11-22",
            "status_date",
            id="its own date goes before that of the publication",
        ),
        pytest.param(
            [
                {"status": "open", "source_date": "2023"},
                {"status": "closed", "source_date": "2025-03"},
            ],
            "closed",
            "2025-03",
            "status_date",
            id="without its own date it has that of the publication",
        ),
        pytest.param(
            [{"status": "open", **DATELESS}],
            "unknown",
            "",
            "undated",
            id="without any date it says nothing",
        ),
        pytest.param(
            [{"status": "open", **DATELESS}, {"status": "closed", "status_date": "2015"}],
            "closed",
            "2015",
            "undated",
            id="without any date it does not speak against one that has one",
        ),
        pytest.param(
            [
                {"status": "open", "status_date": "2021-02-05"},
                {"status": "closed", "status_date": "2021-02-05"},
                {"status": "open", "status_date": "2020"},
            ],
            "unknown",
            "2021-02-05",
            "contradicted",
            id="a contradiction of one date is unknown",
        ),
        pytest.param(
            [
                {"status": "unknown", "status_date": "2021-02-05"},
                {"status": "closed", "status_date": "2021-02-05"},
            ],
            "closed",
            "2021-02-05",
            "field",
            id="not knowing does not contradict",
        ),
        pytest.param(
            [
                {"status": "unknown", "status_date": "2021-02-05"},
                {"status": "open", "status_date": "2020"},
            ],
            "unknown",
            "2021-02-05",
            "status_date",
            id="what is not known any more is unknown",
        ),
        pytest.param(
            [{"status": "open", "source_date": "2020"}, {"status": "closed", **REJECTED}],
            "open",
            "2020",
            "rejected",
            id="a rejected source says nothing",
        ),
    ],
)
def test_rule_8_a_status_has_its_own_date(place, rows, status, date, why):
    one = place(*rows)
    assert (str(one.status), str(one.status_date or "")) == (status, date)
    evidence = one.evidence.get("status")
    assert (evidence.against[0].reason.value if evidence else None) == why


def test_rule_8_rows_that_contradict_each_other_both_stand_against(place):
    one = place(
        {"status": "open", "status_date": "2021-02-05"},
        {"status": "closed", "status_date": "2021-02-05"},
        {"status": "open", "status_date": "2019"},
    )
    assert statements(one, "status") == (
        [],
        [
            ("huis--1", "open", "contradicted", "2021-02-05"),
            ("huis--2", "closed", "contradicted", "2021-02-05"),
            ("huis--3", "open", "status_date", "2019"),
        ],
    )


def test_rule_8_rows_that_agree_are_confirmed_by_the_best_of_the_latest(place):
    one = place(
        {"status": "open", "status_date": "2023", "source_type": "media"},
        {"status": "open", "status_date": "2023", "source_type": "register"},
        {"status": "open", "status_date": "2020"},
    )
    assert statements(one, "status") == ([("huis--2", "open", "only", "2023")], [])


def test_rule_8_a_row_that_does_not_know_is_no_evidence_for_unknown(place):
    assert "status" not in place({"status": "unknown", **DATELESS}).evidence


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


# --- 10. Who is published ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kind", "initiative", "lacks"),
    [
        (HOUSE, "huis_van_de_wijk", "municipal", ()),
        ({**ROOM, "initiative": "private"}, "huiskamer", "private", ()),
        ({**ROOM, "initiative": "municipal"}, "huiskamer", "municipal", ()),
        (ROOM, "huiskamer", "unknown", ("initiative",)),
        ({**ROOM, "initiative": "unknown"}, "huiskamer", "unknown", ("initiative",)),
        ({"initiative": "private"}, "None", "private", ("kind",)),
        ({"name": "Huiskamer De Boei"}, "None", "unknown", ("kind", "initiative")),
    ],
)
def test_rule_10_a_place_without_kind_or_initiative_is_a_lead(place, said, kind, initiative, lacks):
    one = place(said)
    assert (str(one.kind), str(one.initiative)) == (kind, initiative)
    assert (one.lacks, one.is_lead) == (lacks, bool(lacks))


def test_rule_10_an_unknown_initiative_does_not_hide_a_known_one(place):
    rows = {"initiative": "private", "source_date": "2020"}, {"initiative": "unknown"}
    assert place(*rows).initiative is Initiative.PRIVATE


# --- 11. Confirmation --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "confirmed"),
    [
        pytest.param([OPEN, {"access": "no", "source_date": "2026-11-27"}], "2024", id="a mention"),
        pytest.param([OPEN, {**CLOSED, "status_date": "2025"}], "2024", id="a closing"),
        pytest.param([OPEN, {"status": "open", "source_date": "2025-01"}], "2025-01", id="in use"),
        pytest.param([{"status": "open", **DATELESS}], "", id="in use, undated"),
        pytest.param([{**OPEN, **REJECTED}], "", id="in use, rejected"),
        pytest.param([{"status": "unknown"}], "", id="not known"),
        pytest.param([{"status": "planned"}], "", id="planned"),
        pytest.param([{}], "", id="nothing said"),
    ],
)
def test_rule_11_a_place_is_confirmed_when_a_source_saw_it_in_use(place, rows, confirmed):
    assert str(place(*rows).confirmed or "") == confirmed


def test_rule_11_the_confirmation_names_the_row_that_saw_it(place):
    one = place(OPEN, {"status": "open", "status_date": "2025"}, {"access": "yes"})
    assert statements(one, "confirmed") == ([("huis--2", "2025", "latest", "2025")], [])


@pytest.mark.parametrize(
    ("rows", "field", "by", "on"),
    [
        pytest.param(
            [{"operator": "SOL", "source_date": "2020"}, {"operator": "sol"}],
            "operator",
            "huis--2",
            "2023-11-22",
            id="by the newest row that says the same",
        ),
        pytest.param(
            [HOUSE, {**HOUSE, "source_date": "2026", **REJECTED}],
            "kind",
            "huis--1",
            "2023-11-22",
            id="not by a rejected source",
        ),
        pytest.param(
            [
                {"street": "Zijpe", "house_number": "4", "source_date": "2020"},
                {"street": "Zijpe", "source_date": "2025"},
            ],
            "house_number",
            "huis--1",
            "2020",
            id="a number not by a row that names the street only",
        ),
        pytest.param(
            [
                {"street": "Zijpe", "house_number": "4", "source_date": "2020"},
                {"street": "Zijpe", "source_date": "2025"},
            ],
            "street",
            "huis--2",
            "2025",
            id="a street by a row without a number",
        ),
        pytest.param(
            [
                {"name": "Hof", "source_date": "2018"},
                {"name": "HOF", "source_type": "register"},
            ],
            "name",
            "huis--2",
            "2023-11-22",
            id="a name by a list of buildings",
        ),
        pytest.param([{"operator": "SOL", **DATELESS}], "operator", "", "", id="by nobody"),
    ],
)
def test_rule_11_a_field_is_confirmed_by_the_last_source_that_says_the_same(
    place, rows, field, by, on
):
    evidence = place(*rows).evidence[field]
    [chosen] = evidence.chosen
    assert (chosen.confirmed_by, str(chosen.confirmed or "")) == (by, on)
    assert evidence.confirmed == chosen.confirmed


def test_rule_11_a_list_is_confirmed_when_its_last_confirmed_entry_is(place):
    one = place({"activities": "koken", "source_date": "2020"}, {"activities": "lezen"})
    assert str(one.evidence["activities"].confirmed) == "2023-11-22"


# --- Laws --------------------------------------------------------------------------------------

words = st.sampled_from(["", "een", "twee", "drie"])
dates = st.sampled_from(["", "2020", "2023-05", "2023-05-04"])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": words,
            "operator": words,
            "street": words,
            "house_number": st.sampled_from(["", "1", "2"]),
            "postcode": st.sampled_from(["", "3011AA", "3011AB"]),
            "activities": st.sampled_from(["", "koken", "koken; lezen"]),
            "kind": st.sampled_from(["", "huiskamer", "huis_van_de_wijk"]),
            "initiative": st.sampled_from(["", "private", "municipal"]),
            "status": st.sampled_from(["", "open", "closed", "unknown"]),
            "status_date": dates,
            "source_date": dates,
            "opened": dates,
            "retrieved": st.sampled_from(["2024", "2026"]),
            "source_type": st.sampled_from(["media", "register", "rejected"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(said, shuffle: random.Random):
    table = [row(number, **values) for number, values in enumerate(said)]
    mixed = table.copy()
    shuffle.shuffle(mixed)
    one, other = (resolve(read(rows)) for rows in (table, mixed))
    assert one == other


@settings(max_examples=100)
@given(rows)
def test_every_value_is_what_its_observation_says(said):
    table = [row(number, **values) for number, values in enumerate(said)]
    [place] = resolve(read(table))
    by_id = {seen.id: seen for seen in place.observations}
    for field in ("operator", "street", "house_number", "postcode", "name"):
        for one in place.evidence[field].chosen if field in place.evidence else ():
            chosen = by_id[one.observation_id]
            assert getattr(place, field) == getattr(chosen, field) == one.value
            assert chosen.source.kind != "rejected"
    for field, evidence in place.evidence.items():
        for one in evidence.chosen:
            confirming = by_id.get(one.confirmed_by)
            assert (confirming is None) == (one.confirmed is None)
            assert confirming is None or confirming.source.kind != "rejected"
            if field not in ("status", "confirmed") and by_id[one.observation_id].source.published:
                assert order(one.confirmed) >= order(by_id[one.observation_id].source.published)


@settings(max_examples=100)
@given(rows)
def test_without_its_designation_a_place_keeps_all_but_kind_and_initiative(said):
    plain = [{**values, "kind": "", "source_type": "media"} for values in said]
    named = [{**values, "source_type": "media"} for values in said]
    one, other = (
        resolve(read([row(number, **values) for number, values in enumerate(table)]))[0]
        for table in (plain, named)
    )
    beside = {"kind", "initiative", "observations", "evidence"}
    for field in dataclasses.fields(one):
        if field.name not in beside:
            assert getattr(one, field.name) == getattr(other, field.name), field.name


def test_rule_10_a_register_that_says_the_kind_publishes_it_with_its_initiative_unknown(place):
    listed = place({**ROOM, "source_type": "register"})
    assert (listed.is_lead, listed.initiative) == (False, Initiative.UNKNOWN)
    mentioned = place({**ROOM, "source_type": "municipality"})
    assert mentioned.lacks == ("initiative",)
    nameless = place({"source_type": "register", "name": "Buurtkamer De Boei"})
    assert nameless.lacks == ("kind", "initiative")
