"""The programme of a place: entries, and when an activity takes place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.hours.calendar_nl import Calendar
from geo.hours.programme import Activity, checked_programme, occurrences
from geo.model.checks import Checks
from geo.model.errors import InputError
from geo.model.partial_date import PartialDate
from geo.model.settings import settings

MONDAY = date(2026, 11, 23)
WORDS = st.text(st.characters(blacklist_characters="|;", blacklist_categories=["C", "Z"]))


@pytest.fixture(scope="module")
def holidays():
    return Calendar.open(settings().holidays, "Midden")


def times(holidays, *programme, first=MONDAY, observed="2026-01"):
    when = PartialDate.parse(observed) if observed else None
    found = occurrences(programme, observed=when, calendar=holidays, first=first)
    return [(one.activity.name, f"{one.begins:%a %H:%M}-{one.ends:%H:%M}", one.is_sure)
            for one in found]  # fmt: skip


def test_a_week_lists_each_activity_by_time(holidays):
    said = times(holidays, "eettafel | Tu,Th 12:00-13:30", "bingo | Mo 14:00-16:00 | € 2")
    assert said == [
        ("bingo", "Mon 14:00-16:00", True),
        ("eettafel", "Tue 12:00-13:30", True),
        ("eettafel", "Thu 12:00-13:30", True),
    ]


def test_on_christmas_day_an_activity_is_not_sure(holidays):
    said = times(holidays, "eettafel | Fr 12:00-13:30", first=date(2026, 12, 21))
    assert said == [("eettafel", "Fri 12:00-13:30", False)]


@pytest.mark.parametrize("observed", ["", "2023-11"])
def test_of_a_programme_that_is_old_or_undated_nothing_follows(holidays, observed):
    assert times(holidays, "eettafel | Tu 12:00-13:30", observed=observed) == []


@pytest.mark.parametrize(
    "entry", ["eettafel", "| Mo 12:00-13:00", "eettafel | maandagmiddag", "a | Mo 9:00-10:00||| x"]
)
def test_an_entry_without_a_name_or_hours_is_refused(entry):
    checks = Checks("observations.csv")
    checked_programme(checks, "programme", (entry,))
    with pytest.raises(InputError, match=r"activity \| when"):
        checks.finish()


@given(WORDS, WORDS, WORDS)
def test_an_entry_is_read_as_it_was_written(name, cost, whom):
    activity = Activity(name, "Mo 12:00-13:00", cost, whom)
    assert Activity.read(str(activity)) == activity
