from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.partial_date import PartialDate, order

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@given(days, st.sampled_from([1, 2, 3]))
def test_a_date_is_read_back_as_it_was_written(day, parts):
    text = "-".join(day.isoformat().split("-")[:parts])
    assert str(PartialDate.parse(text)) == text


@given(days, days)
def test_exact_dates_sort_as_the_calendar_does(one, other):
    first, second = (PartialDate(d.year, d.month, d.day) for d in (one, other))
    assert (order(first) < order(second)) == (one < other)


def test_a_year_never_outranks_a_day_inside_it():
    assert order(PartialDate(2023)) < order(PartialDate(2023, 1, 1))
    assert order(PartialDate(2023)) < order(PartialDate(2023, 11, 22))
    assert order(None) < order(PartialDate(1900))


def test_a_month_ends_on_its_last_day():
    assert PartialDate(2024, 2).last == date(2024, 2, 29)
    assert PartialDate(2023).last == date(2023, 12, 31)


@pytest.mark.parametrize("text", ["2023-13", "2023-02-30", "22-11-2023", "2023-1", "", "1066"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"a (year|day)"):
        PartialDate.parse(text)
