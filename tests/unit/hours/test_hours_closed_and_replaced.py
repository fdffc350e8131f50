"""Hours past midnight on a day that is closed, hours that only close, and rules that replace."""

from datetime import date

import pytest
from asked_hours import CALENDAR, at, parse
from hypothesis import given
from hypothesis import strategies as st

from geo.hours import OpeningReason, OpeningState, in_words
from geo.hours.notation import replaced_hours

LATE = "Mo-Fr 18:00-03:00; PH off"
OPEN, CLOSED, UNKNOWN = OpeningState.OPEN, OpeningState.CLOSED, OpeningState.UNKNOWN


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-04-06T20:00", CLOSED),  # Easter Monday
        ("2026-04-07T01:00", CLOSED),  # the night after it
        ("2026-04-07T20:00", OPEN),
        ("2026-04-08T01:00", OPEN),
        ("2026-04-08T03:00", CLOSED),
        ("2026-04-04T01:00", OPEN),  # the night after Friday, which is no holiday for everybody
    ],
)
def test_the_night_after_a_closed_day_is_closed_too(moment, state):
    if moment == "2026-04-04T01:00":
        assert at(LATE, moment).state in {state, UNKNOWN}
    else:
        assert at(LATE, moment).state is state


def test_what_opens_at_midnight_by_a_rule_of_its_own_is_open():
    text = "Mo 18:00-02:00; Tu 00:00-01:00,10:00-12:00; PH off"
    assert at(text, "2026-04-07T00:30").state is OPEN


def test_the_week_table_agrees_with_the_answer():
    days = parse(LATE).next_days(date(2026, 4, 6), 2)
    [night] = [one for one in days[1].periods if one.begins.hour == 0]
    assert night.answer.state is CLOSED


@pytest.mark.parametrize(
    ("text", "moment", "state"),
    [
        ("Oct-May off", "2026-08-01T12:00", UNKNOWN),
        ("Oct-May off", "2026-11-02T12:00", CLOSED),
        ("Sa-Su off", "2026-11-25T12:00", UNKNOWN),
        ("Sa-Su off", "2026-11-28T12:00", CLOSED),
        ('Sa-Su off "gesloten"', "2026-11-28T12:00", CLOSED),
        ("off", "2026-11-25T12:00", CLOSED),
        ("Mo-Fr 09:00-17:00; Sa-Su off", "2026-11-25T20:00", CLOSED),
    ],
)
def test_hours_that_only_say_when_it_is_closed_say_nothing_else(text, moment, state):
    opening = at(text, moment)
    assert opening.state is state
    if state is UNKNOWN:
        assert opening.reason is OpeningReason.ONLY_CLOSED
        assert in_words(opening, "nl").explanation


def test_hours_that_are_stated_to_be_unknown_are_worded_in_a_whole_sentence():
    words = in_words(at("Mo-Fr unknown; Sa-Su off", "2026-11-25T12:00"), "nl")
    assert words.explanation == "De bron zegt dat zij de tijden niet weet."


@pytest.mark.parametrize(
    "text", ["Mo-Fr 09:00-17:00, PH off", "Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00,  ph off"]
)
def test_holidays_after_a_comma_are_a_rule_of_their_own(text):
    assert parse(text).understood
    assert at(text, "2026-04-06T12:00").state is CLOSED
    assert at(text, "2026-04-07T12:00").state is OPEN


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("Mo-Fr 08:00-12:00; Tu,Th 14:00-16:00", True),
        ("Mo-Fr 08:00-12:00, Tu,Th 14:00-16:00", False),
        ("Mo-Fr 09:00-17:00; We 09:00-12:00", False),
        ("Mo-Fr 08:00-12:00; Sa 14:00-16:00", False),
        ("Mo-Fr 08:00-12:00; PH off", False),
        ("Fr-Mo 08:00-12:00; Su 14:00-16:00", True),
        ("Mo-Fr 08:00-12:00; Tu[1] 14:00-16:00", False),
    ],
)
def test_a_rule_that_takes_hours_away_without_touching_them_is_noticed(text, replaced):
    assert (replaced_hours(text) is not None) is replaced


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(text):
    replaced_hours(text)
    parse(text)


def test_the_calendar_knows_easter_monday():
    assert CALENDAR.public_holiday(date(2026, 4, 6)) is not None
