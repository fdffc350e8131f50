"""Opening hours on holidays, and in the weeks in which the clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from asked_hours import CALENDAR, at, local, parse

from geo.hours import (
    ZONE,
    OpeningReason,
    OpeningState,
)

OFFICE = "Mo-Fr 09:00-17:00"
OFFICE = "Mo-Fr 09:00-17:00"


def holidays(*names):
    return [one for one in CALENDAR.public if not names or one.name in names]


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


class TestPublicHolidays:
    @pytest.mark.parametrize(
        "name",
        [
            "Nieuwjaarsdag",
            "Goede Vrijdag",
            "Eerste Paasdag",
            "Tweede Paasdag",
            "Koningsdag",
            "Bevrijdingsdag",
            "Hemelvaartsdag",
            "Eerste Pinksterdag",
            "Tweede Pinksterdag",
            "Eerste Kerstdag",
            "Tweede Kerstdag",
        ],
    )
    def test_hours_that_say_nothing_of_it_do_not_answer(self, name):
        for holiday in holidays(name):
            hours = parse("Mo-Su 09:00-17:00", str(holiday.first.year))
            opening = hours.at(noon(holiday.first))
            assert (opening.state, opening.reason) == (
                OpeningState.UNKNOWN,
                OpeningReason.PUBLIC_HOLIDAY,
            )
            assert opening.answer.usual is OpeningState.OPEN
            assert opening.answer.holiday == holiday
            assert hours.at(noon(date(holiday.first.year, 6, 20))).state is OpeningState.OPEN
        assert len(holidays(name)) == 8

    @pytest.mark.parametrize("text", ["Mo-Su 09:00-17:00; PH off", "Mo-Su 09:00-17:00; PH closed"])
    def test_closed_on_holidays_is_closed_where_most_people_are_free(self, text):
        for holiday in holidays():
            opening = parse(text, str(holiday.first.year)).at(noon(holiday.first))
            varies = holiday.name == "Goede Vrijdag" or (
                holiday.name == "Bevrijdingsdag" and holiday.first.year % 5
            )
            assert opening.state is (OpeningState.UNKNOWN if varies else OpeningState.CLOSED), (
                holiday
            )

    def test_where_it_varies_the_answer_stands_if_it_is_the_same_either_way(self):
        assert at("Tu-Th 09:00-17:00; PH off", "2026-04-03T12:00").state is OpeningState.CLOSED
        assert at("Mo-Fr,PH 09:00-17:00", "2026-04-03T12:00").state is OpeningState.OPEN
        assert (
            at("Mo-Fr 09:00-17:00; PH 09:00-17:00", "2026-05-05T12:00").state is OpeningState.OPEN
        )

    def test_other_hours_on_holidays(self):
        text = "Mo-Fr 09:00-17:00; PH 10:00-12:00"
        assert at(text, "2026-12-25T11:00").until == local("2026-12-25T12:00")
        assert at(text, "2026-12-26T11:00").state is OpeningState.OPEN, "a Saturday"
        assert at(text, "2026-12-25T14:00").state is OpeningState.CLOSED

    def test_weekdays_and_holidays_together(self):
        text = "Sa,PH 10:00-12:00"
        assert at(text, "2026-12-25T11:00").state is OpeningState.OPEN
        assert at(text, "2026-11-28T11:00").state is OpeningState.OPEN
        assert at(text, "2026-11-27T11:00").state is OpeningState.CLOSED

    def test_a_place_may_name_a_day_itself(self):
        text = "Mo-Fr 09:00-17:00; Apr 03 09:00-13:00; Dec 24-26 off"
        assert at(text, "2026-04-03T12:00").until == local("2026-04-03T13:00")
        assert at(text, "2026-12-25T12:00").state is OpeningState.CLOSED
        assert at(text, "2027-01-01T12:00").reason is OpeningReason.PUBLIC_HOLIDAY

    def test_and_that_goes_before_what_it_says_of_holidays(self):
        text = "Mo-Fr 09:00-17:00; PH off; 2026 May 05 10:00-16:00"
        assert at(text, "2026-05-05T12:00").state is OpeningState.OPEN
        assert at(text, "2027-05-05T12:00", "2027").state is OpeningState.UNKNOWN

    def test_a_season_is_no_word_about_the_holidays_in_it(self):
        text = "Apr 01-Sep 30 Mo-Fr 09:00-17:00"
        assert at(text, "2026-04-27T12:00").reason is OpeningReason.PUBLIC_HOLIDAY
        assert at(text, "2026-06-29T12:00").state is OpeningState.OPEN

    def test_closed_the_day_before_does_not_promise_to_open_on_a_holiday(self):
        opening = at(OFFICE, "2026-12-24T20:00")
        assert opening.until == local("2026-12-25T00:00")
        assert opening.following.begins == local("2026-12-28T09:00")

    def test_a_year_that_is_not_listed_is_unknown(self):
        opening = at(OFFICE, "2031-01-02T12:00", "2030")
        assert (opening.state, opening.reason) == (OpeningState.UNKNOWN, OpeningReason.CALENDAR)


class TestSchoolHolidays:
    HOURS = "Mo-Fr 09:00-17:00; SH Mo-Fr 10:00-16:00"

    def test_weekdays_in_school_holidays_leave_the_other_weekdays_alone(self):
        """An engine reads "school holidays, and all weekdays"."""
        assert at(self.HOURS, "2026-07-20T09:30").state is OpeningState.CLOSED
        assert at(self.HOURS, "2026-07-20T12:00").until == local("2026-07-20T16:00")
        assert at(self.HOURS, "2026-06-22T09:30").until == local("2026-06-22T17:00")
        assert at(self.HOURS, "2026-07-25T12:00").state is OpeningState.CLOSED, "a Saturday"

    def test_closed_in_school_holidays_closes_the_summer_and_not_good_friday(self):
        text = "Mo-Fr 09:00-17:00; SH off; PH 09:00-17:00"
        assert at(text, "2026-08-03T12:00").state is OpeningState.CLOSED
        assert at(text, "2026-04-03T12:00").state is OpeningState.OPEN

    def test_hours_that_say_nothing_of_them_stand_with_a_caution(self):
        opening = at(OFFICE, "2026-07-20T12:00")
        assert (opening.state, opening.school_holiday.name) == (OpeningState.OPEN, "Zomervakantie")
        assert at(self.HOURS, "2026-07-20T12:00").school_holiday is None

    def test_a_school_year_that_is_not_listed_is_unknown_for_who_asks_for_it(self):
        assert at(self.HOURS, "2029-09-03T12:00", "2029").reason is OpeningReason.CALENDAR
        assert at(OFFICE, "2029-09-03T12:00", "2029").state is OpeningState.OPEN


class TestClockChanges:
    def test_in_spring_what_ends_in_the_skipped_hour_ends_when_it_is_skipped(self):
        opening = at("Sa 22:00-02:30", "2026-03-28T23:00")
        assert opening.until.astimezone(UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)

    def test_in_spring_what_begins_in_the_skipped_hour_begins_right_after(self):
        opening = at("Su 02:30-05:00", "2026-03-29T01:00")
        assert opening.until.astimezone(UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)
        assert f"{opening.until:%H:%M}" == "03:00"

    def test_in_spring_what_lies_in_the_skipped_hour_does_not_happen(self):
        (day,) = parse("Su 02:10-02:50").next_days(date(2026, 3, 29), 1)
        assert day.openings == ()

    def test_in_autumn_what_ends_in_the_double_hour_ends_the_first_time(self):
        hours = parse("Sa 22:00-02:30")
        opening = hours.at(local("2026-10-24T23:00"))
        assert opening.until.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert hours.at(local("2026-10-25T02:15")).state is OpeningState.OPEN
        assert hours.at(local("2026-10-25T02:15", fold=1)).state is OpeningState.CLOSED

    @pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
    def test_each_minute_of_the_night_has_one_answer(self, day, hours):
        day = date.fromisoformat(day)
        (listed,) = parse("Mo-Su 00:00-02:30,02:45-06:00").next_days(day, 1)
        instants = [one.begins.astimezone(UTC) for one in listed.periods]
        ends = [one.ends.astimezone(UTC) for one in listed.periods]
        assert instants[1:] == ends[:-1]
        assert sum((e - b for b, e in zip(instants, ends, strict=True)), timedelta()) == timedelta(
            hours=hours
        )

    def test_office_hours_of_the_day_are_what_they_always_are(self):
        opening = at("Su 09:00-17:00", "2026-10-25T10:00")
        assert opening.until == local("2026-10-25T17:00")
