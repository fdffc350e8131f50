"""Rule 6 of `resolve`: an address is one thing."""

import pytest
from observation_rows import statements

HOUSE = {"kind": "huis_van_de_wijk"}
REJECTED = {"source_type": "rejected"}


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
