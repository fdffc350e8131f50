"""Knowledge wears off by its half-life, field by field."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observation_rows import read, row

from geo.evidence.ageing import ASKED, HALF_LIFE_YEARS, doubt, doubt_of
from geo.evidence.resolve import resolve
from geo.model.partial_date import PartialDate

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize("field", HALF_LIFE_YEARS)
def test_after_one_half_life_half_is_doubtful(field):
    day = TODAY - timedelta(days=round(365.25 * HALF_LIFE_YEARS[field]))
    assert doubt(field, PartialDate(day.year, day.month, day.day), TODAY) == 0.5


@given(
    field=st.sampled_from(sorted(HALF_LIFE_YEARS)),
    days=st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)),
)
def test_older_is_never_less_doubtful_and_unknown_is_most(field, days):
    newer, older = (TODAY - timedelta(days=one) for one in sorted(days))
    doubts = [
        doubt(field, PartialDate(day.year, day.month, day.day), TODAY) for day in (newer, older)
    ]
    assert 0 <= doubts[0] <= doubts[1] <= doubt(field, None, TODAY) == 1


def test_a_year_counts_from_its_last_day():
    assert doubt("status", PartialDate.parse("2026"), TODAY) == 0


def test_what_a_source_says_anew_makes_a_place_less_doubtful():
    old = row(1, status="open", status_date="2020-01-01", website="https://a.example")
    new = row(2, status="open", status_date="2026-11-20", source_date="2026-11-20")
    (before,) = resolve(read([old]))
    (after,) = resolve(read([old, new]))
    assert doubt_of(after, TODAY) < doubt_of(before, TODAY) <= 1
    assert set(ASKED) <= set(HALF_LIFE_YEARS)
