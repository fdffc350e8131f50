"""Rules 8, 10 and 11 of `resolve`: its status, who is published, and what is confirmed."""

import pytest
from observation_rows import statements

from geo.model.vocabulary import Initiative

HOUSE = {"kind": "huis_van_de_wijk"}
ROOM = {"kind": "huiskamer"}
DATELESS = {"source_date": ""}
REJECTED = {"source_type": "rejected"}
CLOSED = {"status": "closed", "status_date": "2020"}
OPEN = {"status": "open", "status_date": "2024"}


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


def test_rule_10_a_register_that_says_the_kind_publishes_it_with_its_initiative_unknown(place):
    listed = place({**ROOM, "source_type": "register"})
    assert (listed.is_lead, listed.initiative) == (False, Initiative.UNKNOWN)
    mentioned = place({**ROOM, "source_type": "municipality"})
    assert mentioned.lacks == ("initiative",)
    nameless = place({"source_type": "register", "name": "Buurtkamer De Boei"})
    assert nameless.lacks == ("kind", "initiative")


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
