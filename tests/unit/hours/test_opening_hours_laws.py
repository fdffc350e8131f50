"""Laws of opening hours: what holds for whatever hours a person may write, at any moment."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from asked_hours import local, parse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from geo.hours import (
    ZONE,
    BlockAnswer,
    OpeningState,
    TimeBlock,
    in_words,
)

# Hours as a person might write them, and moments within what the calendar knows.
MINUTES = st.integers(min_value=0, max_value=24 * 60 - 1)
WEEKDAYS = st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "Mo-Fr", "Sa-Su", "Mo-Su"])


@st.composite
def rules(draw):
    begin, length = draw(MINUTES), draw(st.integers(min_value=1, max_value=10 * 60))
    end = (begin + length) % (24 * 60)
    comment = draw(st.sampled_from(["", "", ' "maaltijd"', ' "op afspraak"']))
    days = draw(WEEKDAYS)
    return f"{days} {begin // 60:02d}:{begin % 60:02d}-{end // 60:02d}:{end % 60:02d}{comment}"


texts = st.builds(
    lambda parts, last: "; ".join([*parts, *last]),
    st.lists(rules(), min_size=1, max_size=3),
    st.sampled_from([[], ["PH off"], ["SH off"], ["SH Mo-Fr 10:00-12:00"], ["Dec 25-26 off"]]),
)
observed = st.sampled_from(["2024-11", "2025", "2026-02-14", None])
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - in UTC, below
    max_value=datetime(2027, 6, 30),  # noqa: DTZ001
).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC))
A_MINUTE = timedelta(minutes=1)
unhurried = hypothesis_settings(deadline=None)  # the machine may be busy


@unhurried
@given(texts, observed, moments)
def test_the_answer_changes_at_until_and_not_a_minute_before(text, date_of, moment):
    hours = parse(text, date_of)
    opening = hours.at(moment)
    if opening.until is None:
        return
    until = opening.until.astimezone(UTC)
    assert moment < until
    assert hours.at(until - A_MINUTE).answer == opening.answer
    assert hours.at(until).answer != opening.answer
    halfway = moment + (until - moment) // 2
    assert hours.at(halfway).answer == opening.answer
    assert hours.at(halfway).until == opening.until


@unhurried
@given(texts, observed, moments, st.sampled_from(["nl", "en"]))
def test_the_time_that_is_shown_is_the_minute_at_which_the_answer_changes(
    text, date_of, moment, language
):
    """16:30 must never be shown as 17:00."""
    hours = parse(text, date_of)
    opening = hours.at(moment)
    wording = in_words(opening, language)
    said = f"{wording.answer} {wording.explanation}"
    shown = re.findall(r"(?:tot|until) (?:\w+ )*?(\d\d:\d\d)", said)
    for time in shown:
        hour, minute = divmod(int(time[:2]) * 60 + int(time[3:]), 60)
        assert (opening.until.hour, opening.until.minute) == (hour % 24, minute)
        before = hours.at(opening.until.astimezone(UTC) - A_MINUTE)
        assert before.answer == opening.answer
        assert hours.at(opening.until).answer != opening.answer
    if opening.state is OpeningState.OPEN and opening.until is not None:
        assert len(shown) == 1


@unhurried
@given(texts, observed, moments, st.sampled_from(["nl", "en"]))
def test_where_an_opening_is_announced_it_is_open_from_that_minute(text, date_of, moment, language):
    hours = parse(text, date_of)
    opening = hours.at(moment)
    wording = in_words(opening, language)
    said = f"{wording.answer} {wording.explanation}"
    for time in re.findall(r"(?:om|at) (\d\d:\d\d)", said):
        begins = opening.following.begins
        assert f"{begins:%H:%M}" == time
        assert hours.at(begins).state is OpeningState.OPEN
        before = hours.at(begins.astimezone(UTC) - A_MINUTE)
        assert before.answer != hours.at(begins).answer
    if re.search(r"Gaat open|Opens", said):
        assert opening.following.begins == opening.until


@unhurried
@given(texts, observed, moments, st.sampled_from(["nl", "en"]))
def test_unknown_is_never_worded_as_open_or_closed(text, date_of, moment, language):
    opening = parse(text, date_of).at(moment)
    wording = in_words(opening, language)
    unknown = opening.state is OpeningState.UNKNOWN
    assert bool(wording.advice) == unknown
    known = re.match(r"(Open|Dicht|Closed)(?! by appointment)", wording.answer)
    assert (known is None) == unknown
    if unknown:
        assert opening.reason is not None


@unhurried
@given(texts, observed, moments)
def test_a_day_has_each_minute_once_and_says_what_each_moment_says(text, date_of, moment):
    hours = parse(text, date_of)
    (day,) = hours.next_days(moment.astimezone(ZONE).date(), 1)
    holding = [
        one
        for one in day.periods
        if one.begins.astimezone(UTC) <= moment < one.ends.astimezone(UTC)
    ]
    assert [one.answer for one in holding] == [hours.at(moment).answer]


@unhurried
@given(texts, observed)
def test_the_shares_of_a_block_add_up_to_one(text, date_of):
    hours = parse(text, date_of)
    for block in TimeBlock:
        share = hours.block(block, date(2026, 11, 23))
        total = share.open + share.activity + share.appointment + share.closed + share.unknown
        assert total == pytest.approx(1)
        if share.answer is BlockAnswer.UNKNOWN:
            assert share.counts is not True


@unhurried
@given(st.text(max_size=60))
def test_no_text_breaks_anything(text):
    hours = parse(text)
    opening = hours.at(local("2026-11-24T14:00"))
    assert in_words(opening).answer
    if not hours.understood:
        assert opening.state is OpeningState.UNKNOWN
