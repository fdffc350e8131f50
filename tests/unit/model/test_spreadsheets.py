"""What a spreadsheet damages is recognised, and nothing else is."""

from datetime import date

import pytest

from geo.model.spreadsheets import day_number, spreadsheet_damage


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1-mrt", "1-mrt"),
        ("3-Jan", "3-Jan"),
        ("12-okt-24", "12-okt-24"),
        ("mei-24", "mei-24"),
        ("Gaffelstraat 1-mrt, 3014 RS", "1-mrt"),
        ("2024-03-01 00:00:00", "2024-03-01"),
        ("1-3-2024", "1-3-2024"),
        ("01/03/2024", "01/03/2024"),
        ("3,011E+03", "3,011E+03"),
        ("3.011e+03", "3.011e+03"),
        ("3E+03", "3E+03"),
        ("#REF!", "#REF!"),
        ("#NAAM?", "#NAAM?"),
        ("########", "########"),
    ],
)
def test_damage_is_named_with_the_damaged_part(text, part):
    assert spreadsheet_damage(text).startswith(f"'{part}', which a spreadsheet ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1-3",
        "12A",
        "63E-1",
        "12E",
        "89/90",
        "12-a bis",
        "5-1203",
        "3011RS",
        "Plein 1953 24",
        "1 Meistraat 4",
        "Kade 12-mrt3",
        "Kipstraat 37 #2",
    ],
)
def test_what_people_write_is_no_damage(text):
    assert spreadsheet_damage(text) == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("45252", date(2023, 11, 22)),
        ("45252.5", date(2023, 11, 22)),
        ("45252,5", date(2023, 11, 22)),
        ("32874", date(1990, 1, 1)),
        ("32873", None),
        ("54788", date(2049, 12, 31)),
        ("54789", None),
        ("2023", None),
        ("452520", None),
        ("2023-11-22", None),
    ],
)
def test_a_number_of_days_is_read_as_its_day(text, day):
    assert day_number(text) == day
