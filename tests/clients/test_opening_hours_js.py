"""A second engine agrees on every minute of two years, for all the hours that we have.

npm's ``opening_hours`` is the reference of the notation. It answers differently in three cases, on
purpose, and nowhere else:

- a public holiday of which the hours say nothing is unknown to us;
- a comment makes hours "unknown, maybe" to it; in our data it names the activity that the place is
  open for;
- outside hours that are only of activities the place is closed to it, and unknown to us.
"""

import csv
import json
import os
import subprocess
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from geo.city.calendar import calendar_of
from geo.hours import ZONE, Admission, Hours, OpeningReason, OpeningState
from geo.model.partial_date import PartialDate
from geo.model.settings import settings

ROOT = Path(__file__).parents[2]
DATA = settings().city_folder()
CALENDAR = calendar_of(DATA / "reference")
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
DAYS = (LAST - FIRST).days + 1
A_MINUTE = timedelta(minutes=1)
BEGINS = datetime(2025, 1, 1, tzinfo=ZONE).astimezone(UTC)
MINUTES = DAYS * 24 * 60

with (DATA / "observations" / "observations.csv").open(encoding="utf-8", newline="") as stream:
    OURS = sorted({row["opening_hours"] for row in csv.DictReader(stream)} - {""})
"""Every text in the observations."""

WRITTEN = [
    "Mo-Fr 09:00-12:00,13:00-17:00; We 09:00-12:00",
    "Mo-Fr 09:00-17:00, Sa 10:00-12:00",
    "Mo-Fr 10:00-12:00; Tu[1] off",
    "Th[-1] 19:00-21:00",
    "Apr-Sep Mo-Fr 09:00-17:00; Oct-Mar Mo-Fr 10:00-16:00",
    "Mo-Fr 09:00-17:00; 2026 Jul 13-2026 Aug 21 off",
    "Mo-Fr 09:00-17:00; Dec 24-Jan 02 off",
    "week 02-52/2 Mo 10:00-12:00",
    "Fr,Sa 20:00-02:00",
    "Mo-Fr 09:00-17:00; We 13:00-17:00 unknown",
    "24/7",
    "off",
]
"""Parts of the notation that our data do not use yet."""

GOOD_FRIDAYS = {date(2025, 4, 18), date(2026, 4, 3)}
EASTER_AND_WHIT_SUNDAYS = {
    date(2025, 4, 20),
    date(2025, 6, 8),
    date(2026, 4, 5),
    date(2026, 5, 24),
}
NO_LUSTRUM = {date(2026, 5, 5)}

ON_HOLIDAYS = {
    "Mo-Fr 09:00-17:00; PH off": GOOD_FRIDAYS | NO_LUSTRUM,
    "Mo-Fr 09:00-17:00; PH 10:00-12:00": GOOD_FRIDAYS | NO_LUSTRUM | EASTER_AND_WHIT_SUNDAYS,
    "Mo-Sa,PH 10:00-12:00": EASTER_AND_WHIT_SUNDAYS,
}
"""Hours with public holidays, and the days on which the other engine's own list differs: it has
neither of the two Sundays, and is certain of Good Friday and 5 May.
"""

SCRIPT = """
const OpeningHours = require("opening_hours");
const { texts, begins, ends } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const place = { lat: 51.92, lon: 4.48, address: { country_code: "nl", state: "Zuid-Holland" } };
const answer = (text) =>
  new OpeningHours(text, place, { locale: "en" })
    .getOpenIntervals(new Date(begins), new Date(ends))
    .map(([from, to, unknown, comment]) =>
      [+from, +to, unknown ? "unknown" : "open", comment || ""]);
console.log(JSON.stringify(texts.map(answer)));
"""


@pytest.fixture(scope="module")
def answers():
    """What the other engine says of each text: minutes, state and comment, without gaps."""
    texts = [*OURS, *WRITTEN, *ON_HOLIDAYS]
    ends = BEGINS + MINUTES * A_MINUTE
    asked = {"texts": texts, "begins": BEGINS.isoformat(), "ends": ends.isoformat()}
    done = subprocess.run(
        ["node", "-e", SCRIPT],
        cwd=ROOT,
        env={**os.environ, "TZ": "Europe/Amsterdam"},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {text: list(without_gaps(one)) for text, one in zip(texts, found, strict=True)}


def without_gaps(intervals):
    at = 0
    for begins, ends, state, comment in intervals:
        first, last = (minute(datetime.fromtimestamp(ms / 1000, UTC)) for ms in (begins, ends))
        yield at, first, ("closed", "")
        yield first, last, (state, comment)
        at = last
    yield at, MINUTES, ("closed", "")


def by_us(text):
    hours = Hours.parse(text, observed=PartialDate(2025), calendar=CALENDAR)
    assert hours.understood
    for day in hours.next_days(FIRST, DAYS):
        for one in day.periods:
            yield minute(one.begins), minute(one.ends), one.answer


def minute(moment):
    """Count minutes from the first; none is ever half."""
    minutes = (moment.astimezone(UTC) - BEGINS) / A_MINUTE
    assert minutes == int(minutes)
    return int(minutes)


def side_by_side(text, answers):
    """Return each stretch in which neither answer changes: begin, end, our answer, theirs."""
    one, other = list(by_us(text)), answers[text]
    edges = sorted({edge for begins, ends, _ in (*one, *other) for edge in (begins, ends)})
    assert (edges[0], edges[-1]) == (0, MINUTES)
    mine, theirs = iter(one), iter(other)
    (_, my_end, answer), (_, their_end, said) = next(mine), next(theirs)
    for begins, ends in pairwise(edges):
        while my_end <= begins:
            _, my_end, answer = next(mine)
        while their_end <= begins:
            _, their_end, said = next(theirs)
        yield begins, ends, answer, said


def translated(answer, hours):
    """Say our answer as the other engine would, the three cases aside."""
    state = answer.usual or answer.state
    if state is OpeningState.OPEN and answer.admission is Admission.ACTIVITY:
        return "unknown", answer.comment
    activities_only = hours.admission is Admission.ACTIVITY
    if state is OpeningState.UNKNOWN and activities_only and not answer.comment:
        return "closed", ""
    return state.value, answer.comment


@pytest.mark.parametrize("text", [*OURS, *WRITTEN])
def test_every_minute_is_the_same_but_for_the_three_cases(text, answers):
    hours = Hours.parse(text, observed=PartialDate(2025), calendar=CALENDAR)
    minutes = {"same": 0, "holiday": 0, "activity": 0, "rest": 0}
    for begins, ends, answer, said in side_by_side(text, answers):
        where = f"{BEGINS + begins * A_MINUTE:%Y-%m-%d %H:%M} UTC"
        assert translated(answer, hours) == said, where
        if answer.reason is OpeningReason.PUBLIC_HOLIDAY:
            case = "holiday"
        elif answer.reason is OpeningReason.ACTIVITY_ONLY:
            case = "rest"
        elif answer.admission is Admission.ACTIVITY:
            case = "activity"
        else:
            case = "same"
            assert (answer.state.value, answer.comment) == said, where
        minutes[case] += ends - begins
    assert sum(minutes.values()) == MINUTES
    days = sum(not provides_for(text, one.first) for one in CALENDAR.public if in_range(one.first))
    assert minutes["holiday"] == days * 24 * 60
    assert (
        bool(minutes["activity"])
        == bool(minutes["rest"])
        == (
            '"' in text and "unknown" not in text  # words of what is not known are no activity
        )
    )


def provides_for(text, day):
    """Tell whether one of the texts says something of a holiday; none does so by ``PH``."""
    named = {(12, 25), (12, 26), (1, 1)} if "Dec 24-Jan 02" in text else set()
    return text == "24/7" or (day.month, day.day) in named


def in_range(day):
    return FIRST <= day <= LAST


@pytest.mark.parametrize("text", ON_HOLIDAYS)
def test_hours_on_public_holidays_differ_only_where_the_lists_of_holidays_do(text, answers):
    different = {
        (BEGINS + begins * A_MINUTE).astimezone(ZONE).date()
        for begins, _, answer, said in side_by_side(text, answers)
        if answer.state.value != said[0]  # its comment is the name of the holiday
    }
    assert different == ON_HOLIDAYS[text]


def test_there_are_hours_to_compare():
    assert len(OURS) >= 14
