"""Opening hours: three answers, activities, age, and their wording."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from asked_hours import CALENDAR, at, local, parse

from geo.hours import (
    VALID_YEARS,
    Admission,
    BlockAnswer,
    OpeningReason,
    OpeningState,
    TimeBlock,
    in_words,
    weekday_time,
)
from geo.model.errors import InputError
from geo.model.partial_date import PartialDate

OFFICE = "Mo-Fr 09:00-17:00"
MEAL = 'Fr 17:00-19:00 "maaltijd"'


class TestThreeAnswers:
    def test_open_until_when(self):
        opening = at(OFFICE, "2026-11-24T14:00")
        assert (opening.state, opening.until) == (OpeningState.OPEN, local("2026-11-24T17:00"))
        assert opening.walk_in
        assert opening.observed == PartialDate(2026)

    def test_closed_and_when_it_opens(self):
        opening = at(OFFICE, "2026-11-21T14:00")
        assert (opening.state, opening.until) == (OpeningState.CLOSED, local("2026-11-23T09:00"))
        assert opening.following.begins == opening.until
        assert opening.following.ends == local("2026-11-23T17:00")

    def test_the_minute_of_opening_is_open_and_that_of_closing_is_not(self):
        assert at(OFFICE, "2026-11-24T09:00").state is OpeningState.OPEN
        assert at(OFFICE, "2026-11-24T17:00").state is OpeningState.CLOSED

    @pytest.mark.parametrize("text", ["", "   ", None])
    def test_no_hours_are_unknown(self, text):
        opening = at(text, "2026-11-24T14:00")
        assert (opening.state, opening.reason) == (OpeningState.UNKNOWN, OpeningReason.NO_HOURS)
        assert (opening.until, opening.following) == (None, None)

    @pytest.mark.parametrize(
        "text",
        [
            "maandag tot vrijdag van 9 tot 5",
            "ma-vr 09:00-17:00",
            "Mo-Fr 9-17",
            'Mo-Fr 09:00-17:00 "lunch',
            "<script>alert(1)</script>",
            "Mo-Fr 09:00-17:00; ☕",
            "x" * 10_000,
        ],
    )
    def test_what_is_not_in_the_notation_is_kept_as_text(self, text):
        opening = at(text, "2026-11-24T14:00")
        assert (opening.state, opening.reason) == (
            OpeningState.UNKNOWN,
            OpeningReason.NOT_UNDERSTOOD,
        )
        assert opening.comment == parse(text).text == text
        assert not parse(text).understood

    @pytest.mark.parametrize(
        "text",
        [
            "Mo-Fr 09:00-12:00 || 13:00-14:00",
            "Mo-Fr 10:00+",
            "Mo-Fr 10:00-12:00+",
            "Mo-Fr 10:00-16:00/02:00",
            "Mo-Su sunrise-sunset",
            "Mo, We 09:00-17:00",
            "Mo-Fr 09:00-17:00; Sa",
            "Mo-Fr 09:00-17:00; PH -1 day off",
            "Jul-Aug PH 10:00-12:00",
            "Mo,PH Tu 10:00-12:00",
        ],
    )
    def test_what_engines_read_differently_is_not_guessed(self, text):
        assert at(text, "2026-11-24T14:00").reason is OpeningReason.NOT_UNDERSTOOD

    def test_always_open_has_no_end(self):
        opening = at("24/7", "2026-11-24T14:00")
        assert (opening.state, opening.until) == (OpeningState.OPEN, None)

    def test_closed_for_good_has_no_opening(self):
        opening = at("off", "2026-11-24T14:00")
        assert (opening.state, opening.following, opening.comment) == (
            OpeningState.CLOSED,
            None,
            "",
        )

    def test_a_moment_without_a_zone_is_refused(self):
        with pytest.raises(ValueError, match="time zone"):
            parse(OFFICE).at(datetime(2026, 11, 24, 14))  # noqa: DTZ001 - that is the test

    def test_moments_of_other_zones_are_read_in_rotterdam(self):
        opening = parse(OFFICE).at(datetime(2026, 11, 24, 15, 59, tzinfo=UTC))
        assert opening.moment == local("2026-11-24T16:59")
        assert (opening.state, opening.until.hour) == (OpeningState.OPEN, 17)


class TestWhoCanGoIn:
    def test_an_activity_is_open_for_that_activity_and_not_for_all(self):
        opening = at(MEAL, "2026-11-27T17:30")
        assert (opening.state, opening.answer.admission) == (OpeningState.OPEN, Admission.ACTIVITY)
        assert (opening.comment, opening.until) == ("maaltijd", local("2026-11-27T19:00"))
        assert not opening.walk_in

    def test_hours_of_activities_do_not_say_that_it_is_closed_for_the_rest(self):
        opening = at(MEAL, "2026-11-24T14:00")
        assert (opening.state, opening.reason) == (
            OpeningState.UNKNOWN,
            OpeningReason.ACTIVITY_ONLY,
        )
        assert opening.following.begins == opening.until == local("2026-11-27T17:00")

    def test_unless_they_say_that_it_is_closed(self):
        assert at(f"{MEAL}; Jul-Aug off", "2026-07-24T17:30").state is OpeningState.CLOSED

    def test_with_hours_for_all_beside_it_the_rest_is_closed(self):
        hours = parse(f"{OFFICE}, {MEAL}")
        assert hours.admission is Admission.GENERAL
        assert hours.at(local("2026-11-27T17:30")).comment == "maaltijd"
        assert hours.at(local("2026-11-27T20:00")).state is OpeningState.CLOSED

    @pytest.mark.parametrize(
        ("text", "reason", "admission"),
        [
            ('"op afspraak"', OpeningReason.APPOINTMENT, Admission.APPOINTMENT),
            ('Mo-Fr "by appointment"', OpeningReason.APPOINTMENT, Admission.APPOINTMENT),
            (
                'Mo-Fr 09:00-17:00 "alleen op afspraak"',
                OpeningReason.APPOINTMENT,
                Admission.APPOINTMENT,
            ),
            ('"geen vaste tijden"', OpeningReason.IRREGULAR, Admission.IRREGULAR),
            ('unknown "wisselende tijden"', OpeningReason.IRREGULAR, Admission.IRREGULAR),
            ('Mo-Fr 09:00-17:00 unknown "bel eerst"', OpeningReason.STATED, Admission.UNKNOWN),
            ('"alleen bij activiteiten"', OpeningReason.STATED, Admission.UNKNOWN),
        ],
    )
    def test_by_appointment_and_no_fixed_hours_are_values(self, text, reason, admission):
        hours = parse(text)
        opening = hours.at(local("2026-11-24T14:00"))
        assert (opening.state, opening.reason) == (OpeningState.UNKNOWN, reason)
        assert hours.admission is admission
        assert opening.comment in text

    def test_outside_the_hours_for_appointments_it_is_closed(self):
        text = 'Mo-Fr 09:00-17:00 "op afspraak"'
        assert at(text, "2026-11-22T14:00").state is OpeningState.CLOSED


class TestAge:
    def test_hours_older_than_two_years_are_quoted_and_not_answered_from(self):
        assert VALID_YEARS == 2
        last = at(OFFICE, "2026-01-23T14:00", "2024-01-23")
        assert last.state is OpeningState.OPEN
        old = at(OFFICE, "2026-01-26T14:00", "2024-01-23")
        assert (old.state, old.reason, old.answer.usual) == (
            OpeningState.UNKNOWN,
            OpeningReason.OLD,
            OpeningState.OPEN,
        )
        assert old.until == local("2026-01-26T17:00")
        assert str(old.observed) == "2024-01-23"

    def test_a_vague_date_is_never_younger_than_an_exact_one_in_it(self):
        assert at(OFFICE, "2026-01-05T14:00", "2024").reason is OpeningReason.OLD
        assert at(OFFICE, "2026-11-02T14:00", "2024-11").reason is OpeningReason.OLD
        assert at(OFFICE, "2025-12-31T14:00", "2024").state is OpeningState.OPEN

    def test_of_29_february_too(self):
        assert at(OFFICE, "2026-03-02T14:00", "2024-02-29").reason is OpeningReason.OLD

    def test_hours_without_a_date_are_not_answered_from(self):
        opening = at(OFFICE, "2026-11-24T14:00", None)
        assert (opening.reason, opening.answer.usual) == (OpeningReason.UNDATED, OpeningState.OPEN)


class TestTables:
    def test_a_week_runs_from_monday_to_sunday_whatever_day_it_is_asked_by(self):
        hours = parse(OFFICE)
        week = hours.week(date(2026, 11, 23))
        assert hours.week(date(2026, 11, 28)) == week
        assert [day.day.day for day in week] == [23, 24, 25, 26, 27, 28, 29]
        assert [len(day.openings) for day in week] == [1, 1, 1, 1, 1, 0, 0]
        assert f"{week[0].openings[0].begins:%H:%M}" == "09:00"

    def test_holidays_stand_in_the_table(self):
        days = parse(OFFICE).next_days(date(2026, 12, 24), 4)
        assert [day.public_holiday and day.public_holiday.name for day in days] == [
            None,
            "Eerste Kerstdag",
            "Tweede Kerstdag",
            None,
        ]
        assert {day.school_holiday.name for day in days} == {"Kerstvakantie"}

    def test_what_the_hours_say_by_themselves_can_be_shown_beside_the_doubt(self):
        hours = parse(OFFICE, "2020")
        states = [one.answer.state for one in hours.said(date(2026, 11, 24))]
        assert states == [OpeningState.CLOSED, OpeningState.OPEN, OpeningState.CLOSED]


class TestBlocks:
    WEEK = CALENDAR.ordinary_week(date(2026, 11, 22))

    def share(self, text, block, observed="2026"):
        return parse(text, observed).block(block, self.WEEK)

    def test_all_of_a_block(self):
        share = self.share(OFFICE, TimeBlock.WEEKDAY_DAY)
        assert (share.open, share.answer, share.counts) == (1, BlockAnswer.OPEN, True)
        for block in (TimeBlock.WEEKDAY_EVENING, TimeBlock.SATURDAY, TimeBlock.SUNDAY):
            share = self.share(OFFICE, block)
            assert (share.closed, share.answer, share.counts) == (1, BlockAnswer.CLOSED, False)

    def test_part_of_a_block_counts_from_half(self):
        share = self.share("Tu-Sa 10:00-19:00", TimeBlock.WEEKDAY_DAY)
        assert share.open == pytest.approx(4 * 7 / 40)
        assert (share.answer, share.counts) == (BlockAnswer.PARTLY, True)
        share = self.share("Tu-Sa 10:00-19:00", TimeBlock.WEEKDAY_EVENING)
        assert share.open == pytest.approx(4 / 20)
        assert (share.answer, share.counts) == (BlockAnswer.PARTLY, False)

    def test_a_meal_is_not_open_to_all_and_the_rest_is_unknown(self):
        share = self.share('Mo-Fr 18:00-20:00 "maaltijd"', TimeBlock.WEEKDAY_EVENING)
        assert (share.open, share.activity, share.unknown) == (0, 0.5, 0.5)
        assert (share.answer, share.counts) == (BlockAnswer.UNKNOWN, None)

    def test_by_appointment_is_not_open_to_all(self):
        share = self.share('Mo-Fr 09:00-17:00 "op afspraak"', TimeBlock.WEEKDAY_DAY)
        assert (share.appointment, share.answer) == (1, BlockAnswer.CLOSED)

    @pytest.mark.parametrize(
        ("text", "observed"), [("", "2026"), ("bel maar", "2026"), (OFFICE, None), (OFFICE, "2020")]
    )
    def test_unknown_stays_unknown_for_every_block(self, text, observed):
        for block in TimeBlock:
            share = self.share(text, block, observed)
            assert (share.unknown, share.answer, share.counts) == (1, BlockAnswer.UNKNOWN, None)

    def test_an_ordinary_week_knows_no_holidays(self):
        week = CALENDAR.ordinary_week(date(2026, 12, 21))
        assert week == date(2027, 1, 4)
        assert parse(OFFICE).block(TimeBlock.WEEKDAY_DAY, week).open == 1

    @pytest.mark.parametrize("text", ["Sa 14:00", "za 14:00", " SA 14:00 "])
    def test_a_day_and_a_time_are_a_moment_in_that_week(self, text):
        assert weekday_time(text, self.WEEK) == local("2026-11-28T14:00")

    @pytest.mark.parametrize("text", ["", "Sa", "14:00", "Xx 14:00", "Sa 25:00", "Sa 14", "☕"])
    def test_what_is_no_day_and_time_is_refused(self, text):
        with pytest.raises(InputError, match=r'such as "Sa 14:00"'):
            weekday_time(text, self.WEEK)


def notations_in_the_docs():
    docs = (Path(__file__).parents[3] / "docs" / "opening-hours.md").read_text(encoding="utf-8")
    table = docs.split("| to say | write |")[1].split("A comment names")[0]
    return re.findall(r"`([^`]+)`", table)


def test_the_docs_name_notations():
    assert len(notations_in_the_docs()) == 9


@pytest.mark.parametrize("text", notations_in_the_docs())
def test_what_the_docs_tell_people_to_write_is_understood(text):
    assert parse(text).understood


class TestWords:
    @pytest.mark.parametrize(
        ("text", "moment", "dutch"),
        [
            (OFFICE, "2026-11-24T14:00", "Open tot 17:00."),
            ("Mo-Fr 09:00-16:30", "2026-11-24T14:00", "Open tot 16:30."),
            ("Mo-Su 20:00-24:00", "2026-11-24T21:00", "Open tot 24:00."),
            ("Fr 22:00-02:30", "2026-11-27T23:00", "Open tot zaterdag 02:30."),
            (OFFICE, "2026-11-24T08:00", "Dicht. Gaat open om 09:00."),
            (OFFICE, "2026-11-21T14:00", "Dicht. Gaat open maandag om 09:00."),
            (OFFICE, "2026-12-24T20:00", "Dicht. Zeker weer open: maandag om 09:00."),
            (MEAL, "2026-11-27T17:30", "Open voor: maaltijd, tot 19:00."),
            (MEAL, "2026-11-24T14:00", "Niet bekend of het open is."),
            ("", "2026-11-24T14:00", "Niet bekend of het open is."),
            ('"op afspraak"', "2026-11-24T14:00", "Alleen open op afspraak."),
            ('"geen vaste tijden"', "2026-11-24T14:00", "Heeft geen vaste openingstijden."),
            ("24/7", "2026-11-24T14:00", "Open."),
        ],
    )
    def test_answers_in_plain_dutch(self, text, moment, dutch):
        assert in_words(at(text, moment)).answer == dutch

    def test_a_holiday_is_explained_and_its_usual_hours_are_quoted_as_such(self):
        wording = in_words(at(OFFICE, "2026-12-25T14:00", "2026-02"))
        assert wording.explanation == (
            "Het is een feestdag (Eerste Kerstdag): de tijden kunnen anders zijn. "
            "Volgens de tijden die we kennen: open tot 17:00."
        )
        assert wording.advice == (
            "Zoek de naam op internet, of vraag het in de buurt, voordat u gaat."
        )
        assert wording.source == "Tijden van februari 2026."

    def test_in_english(self):
        wording = in_words(at(OFFICE, "2026-07-25T14:00", "2026-02"), "en")
        assert wording.answer == "Closed. Opens Monday at 09:00."
        assert wording.explanation == "It is a school holiday (Summer holiday): hours may differ."
        assert wording.source == "Hours as of February 2026."
