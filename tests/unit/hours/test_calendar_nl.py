"""Dutch public holidays by name and year, and the school holidays of the region of Rotterdam."""

from datetime import date, timedelta

import pytest
from holiday_rule import public_holidays
from hypothesis import given
from hypothesis import strategies as st

from geo.city.calendar import calendar_of
from geo.hours.calendar_nl import (
    COLUMNS,
    FILE,
    Calendar,
    DayOff,
    HolidayKind,
)
from geo.model.errors import InputError
from geo.model.settings import settings

REFERENCE = settings().reference
CALENDAR = calendar_of(REFERENCE)
days = st.dates(min_value=CALENDAR.first, max_value=CALENDAR.last)


def dates_of(name):
    return {one.first for one in CALENDAR.public if one.name == name}


def test_the_table_lists_every_public_holiday_of_the_rule():
    by_rule = [one for year in range(2023, 2031) for one in public_holidays(year)]
    assert [(one.name, one.first, one.day_off) for one in by_rule] == [
        (one.name, one.first, one.day_off) for one in CALENDAR.public
    ]
    assert all(one.first == one.last for one in CALENDAR.public)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Nieuwjaarsdag", ["2024-01-01", "2025-01-01", "2026-01-01", "2027-01-01", "2028-01-01"]),
        ("Goede Vrijdag", ["2024-03-29", "2025-04-18", "2026-04-03", "2027-03-26", "2028-04-14"]),
        ("Eerste Paasdag", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16"]),
        ("Tweede Paasdag", ["2024-04-01", "2025-04-21", "2026-04-06", "2027-03-29", "2028-04-17"]),
        ("Koningsdag", ["2024-04-27", "2025-04-26", "2026-04-27", "2027-04-27", "2028-04-27"]),
        ("Bevrijdingsdag", ["2024-05-05", "2025-05-05", "2026-05-05", "2027-05-05", "2028-05-05"]),
        ("Hemelvaartsdag", ["2024-05-09", "2025-05-29", "2026-05-14", "2027-05-06", "2028-05-25"]),
        (
            "Eerste Pinksterdag",
            ["2024-05-19", "2025-06-08", "2026-05-24", "2027-05-16", "2028-06-04"],
        ),
        (
            "Tweede Pinksterdag",
            ["2024-05-20", "2025-06-09", "2026-05-25", "2027-05-17", "2028-06-05"],
        ),
        ("Eerste Kerstdag", ["2024-12-25", "2025-12-25", "2026-12-25", "2027-12-25", "2028-12-25"]),
        ("Tweede Kerstdag", ["2024-12-26", "2025-12-26", "2026-12-26", "2027-12-26", "2028-12-26"]),
    ],
)
def test_each_public_holiday_is_on_its_day(name, listed):
    assert {day for day in dates_of(name) if 2024 <= day.year <= 2028} == {
        date.fromisoformat(day) for day in listed
    }


@pytest.mark.parametrize("year", [2014, 2025, 2031])
def test_kings_day_is_a_day_earlier_where_27_april_is_a_sunday(year):
    assert date(year, 4, 27).weekday() == 6
    found = [one.first for one in public_holidays(year) if one.name == "Koningsdag"]
    assert found == [date(year, 4, 26)]


@pytest.mark.parametrize(
    ("year", "day_off"),
    [(2024, DayOff.VARIES), (2025, DayOff.YES), (2026, DayOff.VARIES), (2030, DayOff.YES)],
)
def test_5_may_is_a_holiday_every_year_but_a_day_off_for_most_in_lustrum_years(year, day_off):
    holiday = CALENDAR.public_holiday(date(year, 5, 5))
    assert (holiday.name, holiday.day_off) == ("Bevrijdingsdag", day_off)


def test_good_friday_is_a_day_off_for_some_only():
    assert {one.day_off for one in CALENDAR.public if one.name == "Goede Vrijdag"} == {
        DayOff.VARIES
    }


def test_of_two_holidays_on_one_day_the_day_off_counts():
    both = [one for one in public_holidays(2016) if one.first == date(2016, 5, 5)]
    assert {one.name for one in both} == {"Bevrijdingsdag", "Hemelvaartsdag"}
    calendar = Calendar(both)
    assert calendar.public_holiday(date(2016, 5, 5)).name == "Hemelvaartsdag"


@pytest.mark.parametrize(
    "day",
    ["2026-12-24", "2026-12-31", "2026-05-04", "2026-05-15", "2026-12-05", "2025-04-27"],
)
def test_days_that_are_no_public_holiday(day):
    """Evenings before, the Friday after Ascension, Sinterklaas, and 27 April as a Sunday."""
    assert CALENDAR.public_holiday(date.fromisoformat(day)) is None


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Voorjaarsvakantie", "2026-02-14", "2026-02-22"),
        ("Meivakantie", "2026-04-25", "2026-05-03"),
        ("Zomervakantie", "2026-07-18", "2026-08-30"),
        ("Herfstvakantie", "2026-10-17", "2026-10-25"),
        ("Kerstvakantie", "2026-12-19", "2027-01-03"),
        ("Zomervakantie", "2027-07-17", "2027-08-29"),
        ("Zomervakantie", "2028-07-08", "2028-08-20"),
        ("Zomervakantie", "2029-07-07", "2029-08-19"),
    ],
)
def test_school_holidays_are_those_of_region_midden(name, first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    inside = CALENDAR.school_holiday(first)
    assert (inside.name, inside.first, inside.last) == (name, first, last)
    assert CALENDAR.school_holiday(last) == inside
    assert CALENDAR.school_holiday(first - timedelta(days=1)) is None
    assert CALENDAR.school_holiday(last + timedelta(days=1)) is None


def test_a_school_holiday_begins_on_a_saturday_and_ends_on_a_sunday():
    assert {(one.first.weekday(), one.last.weekday()) for one in CALENDAR.school} == {(5, 6)}


def test_years_that_are_not_listed_are_unknown_and_not_without_holidays():
    assert CALENDAR.knows_public(date(2030, 12, 31))
    assert not CALENDAR.knows_public(date(2031, 1, 1))
    assert not CALENDAR.knows_public(date(2022, 12, 31))
    assert CALENDAR.knows_school(date(2029, 8, 19))
    assert not CALENDAR.knows_school(date(2029, 8, 20))


@given(days)
def test_an_ordinary_week_has_no_holiday_and_is_not_past_while_the_table_lasts(today):
    monday = CALENDAR.ordinary_week(today)
    week = [monday + timedelta(days=number) for number in range(7)]
    assert monday.weekday() == 0
    assert not any(CALENDAR.public_holiday(day) or CALENDAR.school_holiday(day) for day in week)
    assert monday >= today or today > date(2029, 6, 25)


HEADER = ",".join(COLUMNS)
CHRISTMAS = "public,Eerste Kerstdag,2026-12-25,2026-12-25,,yes,Nederland,law,,law,"


def problems(tmp_path, *rows, header=HEADER):
    (tmp_path / FILE).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        Calendar.open(tmp_path, "Midden")
    return [str(problem) for problem in raised.value.problems]


def test_all_that_is_wrong_with_a_table_is_said_at_once(tmp_path):
    found = problems(
        tmp_path,
        CHRISTMAS,
        "publik,,25 dec,2026-12-25,,yes,Nederland,law,,law,",
        "public,Kerst,2026-12-26,2026-12-25,,sometimes,Nederland,law,,law,",
        "public,Kerst,2026-12-26,2026-12-25,,yes,Nederland,law,,law,",
        "school,Herfstvakantie,2026-10-17,2026-10-25,2026-2027,,Midden,,,law,",
        "short",
    )
    assert found[:4] == [
        "holidays.csv, line 3, field 'first': found 25 dec, expected a day such as 2026-12-25.",
        "holidays.csv, line 3, field 'kind': found publik, expected public or school.",
        "holidays.csv, line 3, field 'name': found nothing, expected a text.",
        "holidays.csv, line 4, field 'day_off': found sometimes, expected yes or varies.",
    ]
    assert "no day before the first, 2026-12-26" in found[4]
    assert "line 6, field 'source'" in found[5]
    assert "line 7" in found[6]
    assert found[-1].endswith("expected the five holidays of 2026-2027, each once.")


def test_a_gap_between_school_years_is_refused(tmp_path):
    names = ["Herfst", "Kerst", "Voorjaars", "Mei", "Zomer"]
    rows = [
        f"school,{name}vakantie,{year}-10-17,{year}-10-25,{year}-{year + 1},,Midden,law,,law,"
        for year in (2026, 2028)
        for name in names
    ]
    (found,) = problems(tmp_path, *rows)
    assert found == (
        "holidays.csv, field 'school_year': found 2028-2029, "
        "expected the school year after 2026-2027."
    )


def test_other_columns_or_no_table_are_refused(tmp_path):
    assert "expected the columns kind, name, first" in problems(tmp_path, header="day,name")[0]
    with pytest.raises(InputError, match="No such file"):
        Calendar.open(tmp_path / "nowhere", "Midden")


def test_every_row_says_where_it_comes_from():
    assert {one.kind for one in CALENDAR.public} == {HolidayKind.PUBLIC}
    lines = (settings().holidays / FILE).read_text(encoding="utf-8").splitlines()[1:]
    regions = [Calendar.open(settings().holidays, region).school for region in ("Midden", "Noord")]
    assert len(lines) == len(CALENDAR.public) + sum(map(len, regions))
    assert all("https://" in line for line in lines)


def test_each_region_has_its_own_school_holidays_and_another_has_none(tmp_path):
    rows = (settings().holidays / FILE).read_text(encoding="utf-8").splitlines()
    other = [row.replace(",Midden,", ",Elsewhere,") for row in rows[1:] if ",Midden," in row]
    (tmp_path / FILE).write_text("\n".join([*rows, *other]) + "\n", encoding="utf-8")
    here, there = Calendar.open(tmp_path, "Midden"), Calendar.open(tmp_path, "Elsewhere")
    assert here.school == there.school == CALENDAR.school
    assert Calendar.open(tmp_path, "Nowhere").school == ()
    assert Calendar.open(tmp_path, "Nowhere").public == CALENDAR.public
