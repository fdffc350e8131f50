"""A week that is filled in day by day, and its notation."""

import pytest
from asked_hours import at
from hypothesis import given
from hypothesis import strategies as st

from geo.hours import OpeningState
from geo.hours.week import (
    DAYS,
    DayHours,
    DayState,
    filled_in,
    read_time,
    read_week,
    week_notation,
)
from geo.model.errors import InputError

MINUTES = st.integers(0, 24 * 60)


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def day_hours(draw):
    state = draw(st.sampled_from(DayState))
    if state is not DayState.OPEN:
        return DayHours(state)
    moments = sorted(draw(st.sets(MINUTES, min_size=2, max_size=6)))
    pairs = zip(moments[::2], moments[1::2], strict=False)
    return DayHours(state, tuple((clock(start), clock(end)) for start, end in pairs))


WEEKS = st.dictionaries(st.sampled_from([*DAYS, "PH"]), day_hours())


@given(WEEKS)
def test_what_is_written_is_read_back(week):
    written = week_notation(week)
    unknown = DayHours(DayState.UNKNOWN)
    if not written:
        assert all(week.get(day, unknown) == unknown for day in DAYS)
        return
    read = read_week(written)
    for day in DAYS:
        assert read[day] == week.get(day, unknown)
    assert read.get("PH", unknown) == week.get("PH", unknown)


@given(WEEKS)
def test_the_rest_of_the_program_understands_what_is_written(week):
    """In an ordinary week: Monday 9 to Sunday 15 November 2026, at noon."""
    written = week_notation(week)
    if not written:
        return
    for number, day in enumerate(DAYS):
        said = at(written, f"2026-11-{9 + number:02}T12:00").state
        expected = week.get(day, DayHours(DayState.UNKNOWN))
        if expected.state is DayState.UNKNOWN:
            assert said is OpeningState.UNKNOWN, written
        elif any(start <= "12:00" < end for start, end in expected.times):
            assert said is not OpeningState.CLOSED, written
        else:
            assert said is not OpeningState.OPEN, written


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9", "09:00"), ("9.30", "09:30"), ("0930", "09:30"), ("9:30 uur", "09:30"), ("24", "24:00"),
     ("24:01", None), ("9:60", None), ("-1", None), ("", None), ("half tien", None)],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed, read):
    assert read_time(typed) == read


@pytest.mark.parametrize(
    ("state", "times", "found"),
    [("open", [("9", "17")], None), ("open", [("9", "12"), ("13", "17"), ("", "")], None),
     ("open", [("", "")], "no times"), ("open", [("17", "9")], "'17' to '9'"),
     ("open", [("9", "13"), ("12", "17")], "times that overlap"),
     ("open", [("<script>", "17")], "'<script>'"), ("perhaps", [], "'perhaps'")],
)  # fmt: skip
def test_a_day_that_makes_no_sense_is_refused_with_the_day(state, times, found):
    if found is None:
        assert filled_in("Mo", state, times).state is DayState.OPEN
        return
    with pytest.raises(InputError, match=r"field 'Mo'.*" + found):
        filled_in("Mo", state, times)


@pytest.mark.parametrize(
    "notation",
    ["", "Mo-Fr 09:00-17:00; PH off; Dec 25 off", 'Mo 09:00-12:00 "x"', "Mo 22:00-02:00", "24/7",
     "Mo 09:00-12:00; Mo 13:00-15:00", "Fr-Mo 09:00-12:00"],
)  # fmt: skip
def test_hours_that_say_more_than_a_week_are_not_put_in_a_form(notation):
    assert read_week(notation) is None
