"""What is said about opening reads as whole sentences in each of the six languages."""

import re

import pytest
from asked_hours import CALENDAR, at

from geo.hours import in_words
from geo.hours.words import HOLIDAYS, holiday_name
from geo.i18n.languages import LANGUAGES

OFFICE = "Mo-Fr 09:00-17:00"
MOMENTS = {
    "open": (OFFICE, "2026-11-23T14:00", "2026"),
    "open past midnight": ("Fr 20:00-26:00", "2026-11-27T21:00", "2026"),
    "closed today": (OFFICE, "2026-11-23T08:00", "2026"),
    "closed until another day": (OFFICE, "2026-11-27T18:00", "2026"),
    "holiday": (OFFICE, "2026-12-25T14:00", "2026"),
    "school holiday": (OFFICE, "2026-12-22T14:00", "2026"),
    "old": (OFFICE, "2026-11-23T14:00", "2019"),
    "undated": (OFFICE, "2026-11-23T14:00", None),
    "no hours": (None, "2026-11-23T14:00", None),
    "by appointment": ('"op afspraak"', "2026-11-23T14:00", "2026"),
    "activity": ('Mo 12:00-13:00 "lunch"', "2026-11-23T12:30", "2026"),
    "not understood": ("elke dag wel eens", "2026-11-23T14:00", "2026"),
}


def said(case, language):
    wording = in_words(at(*MOMENTS[case]), language)
    return wording.answer, wording.explanation, wording.advice, wording.source


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", MOMENTS)
def test_every_answer_is_whole_in_every_language(case, language):
    sentences = [text for text in said(case, language) if text]
    assert sentences
    for text in sentences:
        assert not re.search(r"%|\{|None", text), text
        assert text.strip() == text
        assert "  " not in text
    assert said(case, language)[0][-1] == "."


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
@pytest.mark.parametrize("case", MOMENTS)
def test_no_sentence_falls_back_to_english(case, language):
    for english, text in zip(said(case, "en"), said(case, language), strict=True):
        assert bool(english) == bool(text)
        assert not english or text != english


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_sent_to_a_website_that_we_do_not_know(language):
    opening = at(*MOMENTS["no hours"])
    with_website = in_words(opening, language, has_website=True).advice
    without = in_words(opening, language).advice
    assert with_website
    assert without
    assert with_website != without


@pytest.mark.parametrize(
    ("language", "open_", "past_midnight", "closed"),
    [
        ("nl", "Open tot 17:00.", "Open tot zaterdag 02:00.", "Dicht. Gaat open maandag om 09:00."),
        ("en", "Open until 17:00.", "Open until Saturday 02:00.", "Closed. Opens Monday at 09:00."),
        (
            "tr",
            "Açık. Kapanış: 17:00.",  # noqa: RUF001
            "Açık. Kapanış: Cumartesi 02:00.",  # noqa: RUF001
            "Kapalı. Açılış: Pazartesi, saat 09:00.",  # noqa: RUF001
        ),
        (
            "ar",
            "مفتوح حتى 17:00.",
            "مفتوح حتى يوم السبت الساعة 02:00.",
            "مغلق. يفتح يوم الاثنين الساعة 09:00.",
        ),
        (
            "pap",
            "Habrí te 17:00.",
            "Habrí te djasabra 02:00.",
            "Será. Ta habri djaluna pa 09:00.",
        ),
        (
            "pl",
            "Otwarte. Zamknięcie: 17:00.",
            "Otwarte. Zamknięcie: sobota 02:00.",
            "Zamknięte. Otwarcie: poniedziałek, godz. 09:00.",
        ),
    ],
)
def test_open_and_closed_in_each_language(language, open_, past_midnight, closed):
    assert said("open", language)[0] == open_
    assert said("open past midnight", language)[0] == past_midnight
    assert said("closed until another day", language)[0] == closed


def test_dutch_words_stand_apart_in_an_arabic_sentence():
    """Isolated (FSI … PDI), so that what follows them keeps its place in the line."""
    assert "\u2068lunch\u2069" in said("activity", "ar")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_holiday_of_the_calendar_has_a_name_in_every_language(language):
    names = {holiday.name for holiday in (*CALENDAR.public, *CALENDAR.school)}
    assert names == set(HOLIDAYS)
    said = {name: holiday_name(name, language) for name in names}
    assert len(set(said.values())) == len(names)
    if language == "nl":
        assert said == {name: name for name in names}
    else:
        assert not names.intersection(said.values())


def test_a_holiday_that_is_not_in_the_list_keeps_its_name():
    assert holiday_name("Wijkfeest", "pl") == "Wijkfeest"
