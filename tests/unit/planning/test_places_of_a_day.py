"""Which places there were on a day: known, known not, or not known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.errors import InputError
from geo.planning.coverage.history import check_without_hours, existed, read_day

DAY = date(2016, 1, 1)


def place(status="open", **dates):
    return {"status": status, "first_seen": None, "valid_from": None, "valid_until": None} | dates


@pytest.mark.parametrize(
    ("known", "there"),
    [
        # A source shows it by then, and it is open still.
        ({"first_seen": "2014-10"}, True),
        ({"first_seen": "2015"}, True),
        ({"first_seen": "2016-01-01"}, True),
        # It had opened by then, whoever saw it first.
        ({"valid_from": "2012", "first_seen": "2021-02-05"}, True),
        # Most places are older than the first source that was found.
        ({"first_seen": "2023-11-22"}, None),
        ({"first_seen": "2016"}, None),
        ({}, None),
        # It opened later, or perhaps.
        ({"valid_from": "2016-01-20", "first_seen": "2016-01"}, False),
        ({"valid_from": "2016"}, None),
        # It closed before, later, or perhaps.
        ({"status": "closed", "first_seen": "2012", "valid_until": "2015"}, False),
        ({"status": "closed", "first_seen": "2012", "valid_until": "2018-12-20"}, True),
        ({"status": "closed", "valid_until": "2018-12-20"}, None),
        ({"status": "closed", "first_seen": "2012", "valid_until": "2016"}, None),
        # Whether it lasted is not known.
        ({"status": "unknown", "first_seen": "2013", "valid_from": "2004"}, None),
        ({"status": "unknown", "valid_from": "2017-03-13"}, False),
        # A plan is no place.
        ({"status": "planned", "valid_from": "2010"}, False),
    ],
)
def test_what_is_known_of_a_day(known, there):
    assert existed(place(**known), DAY) is there


dates = st.one_of(
    st.none(),
    st.dates(date(2000, 1, 1), date(2026, 1, 1)).map(str),
    st.integers(2000, 2026).map(str),
)


@given(st.sampled_from(["open", "closed", "unknown"]), dates, dates, dates, st.integers(1, 4000))
def test_a_place_that_is_open_is_never_known_to_be_gone_after_it_was_there(
    status, seen, start, end, later
):
    one = place(status, first_seen=seen, valid_from=start, valid_until=end)
    if existed(one, DAY) and end is None:
        assert existed(one, DAY + timedelta(days=later))


def test_a_day_is_read_up_to_that_of_the_release():
    assert read_day("2016-01-01", "2026-11-22") == DAY
    assert read_day("2026-11-22", "2026-11-22") == date(2026, 11, 22)
    for wrong in ("2026-11-23", "2016", "1899-12-31", "yesterday", "2016-02-30"):
        with pytest.raises(InputError, match="a day such as 2016-01-01, from 1900-01-01 up to"):
            read_day(wrong, "2026-11-22")


def test_a_day_does_not_go_with_hours():
    check_without_hours(DAY, None)
    check_without_hours(None, "Sa 14:00")
    with pytest.raises(InputError, match="which hours places had on an earlier day is not known"):
        check_without_hours(DAY, "Sa 14:00")
