"""Opening hours in Dutch words: what is sure becomes notation, and nothing is guessed.

``hours_in_words.csv`` holds phrasings with what the program must answer (``unsure`` for none) and
what a careful person would understand (empty where even a person cannot be sure).
"""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.hours.calendar_nl import Calendar
from geo.hours.notation import read_notation
from geo.intake.hours_in_words import hours_in_notation
from geo.model.settings import settings

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 27)
CALENDAR = Calendar.open(settings().holidays, "Midden")
with (Path(__file__).parent / "hours_in_words.csv").open(encoding="utf-8", newline="") as file:
    PHRASINGS = list(csv.DictReader(file))
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NAMES = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def read(text):
    return hours_in_notation(text, CALENDAR, TODAY)


@pytest.mark.parametrize("row", PHRASINGS, ids=lambda row: row["text"])
def test_a_phrasing_is_read_as_written_down_or_not_at_all(row):
    assert (read(row["text"]) or "unsure") == row["notation"]


def test_there_are_three_hundred_phrasings_each_once():
    texts = [row["text"] for row in PHRASINGS]
    assert len(set(texts)) == len(texts) >= 300


def test_no_answer_differs_from_what_a_person_understands():
    wrong = [row for row in PHRASINGS if row["notation"] not in {"unsure", row["meant"]}]
    assert wrong == []


def test_the_documentation_reports_how_many_are_read():
    clear = [row for row in PHRASINGS if row["meant"]]
    sure = [row for row in clear if row["notation"] != "unsure"]
    page = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    told = re.search(r"(\d+) phrasings.*?(\d+) of the (\d+) that a person", page, re.DOTALL)
    assert told is not None
    assert tuple(map(int, told.groups())) == (len(PHRASINGS), len(sure), len(clear))


@given(st.integers(0, 6), st.integers(9, 17), st.integers(1, 6), st.sampled_from([0, 15, 30, 45]))
def test_a_day_with_two_exact_times_is_always_read(day, begins, hours, minutes):
    ends = begins + hours
    said = f"{NAMES[day]} van {begins}.{minutes:02d} tot {ends}.{minutes:02d} uur"
    assert read(said) == f"{DAYS[day]} {begins:02d}:{minutes:02d}-{ends:02d}:{minutes:02d}"


@given(
    st.lists(
        st.sampled_from(
            ["ma", "di", "t/m", "-", "en", ",", "9", "17.00", "tot", "uur", "van", "gesloten",
             "behalve", "feestdagen", "eerste", "van de maand", "middag", "half", "op", "dagelijks",
             "zomervakantie", "juli", ";", "(", ")", "2", "twee", "elke", "open", "afspraak"]
        ),
        max_size=12,
    )
)  # fmt: skip
def test_any_words_in_any_order_give_hours_that_can_be_evaluated_or_none(words):
    found = read(" ".join(words))
    assert found is None or read_notation(found, CALENDAR)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    read(text)
