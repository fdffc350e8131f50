"""Dates, numbers and plurals read as they should in each language of the pages."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_city import ROTTERDAM

from api.web.i18n import FOR_PLANNERS, NAMES, PREFIX, for_planners
from geo.city.kinds import kind_label
from geo.i18n.labels import LABELS, label
from geo.i18n.languages import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    direction,
    format_number,
    format_partial_date,
    format_weekday,
    locale,
    plural_forms,
    translations,
)
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Kind


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("nl", "22 november 2023", "november 2023"),
        ("en", "22 November 2023", "November 2023"),
        ("tr", "22 Kasım 2023", "Kasım 2023"),  # noqa: RUF001
        ("ar", "22 نوفمبر 2023", "نوفمبر 2023"),
        ("pap", "22 di novèmber 2023", "novèmber 2023"),
        ("pl", "22 listopada 2023", "listopad 2023"),
    ],
)
def test_a_date_is_never_written_more_exactly_than_it_is_known(language, day, month):
    assert format_partial_date(PartialDate.parse("2023-11-22"), language) == day
    assert format_partial_date(PartialDate.parse("2023-11"), language) == month
    assert format_partial_date(PartialDate.parse("2023"), language) == "2023"


@pytest.mark.parametrize(
    ("language", "alone", "dated"),
    [
        ("nl", "maandag", "maandag 23 november"),
        ("en", "Monday", "Monday 23 November"),
        ("tr", "Pazartesi", "23 Kasım Pazartesi"),  # noqa: RUF001
        ("ar", "الاثنين", "الاثنين، 23 نوفمبر"),
        ("pap", "djaluna", "djaluna 23 di novèmber"),
        ("pl", "poniedziałek", "poniedziałek, 23 listopada"),
    ],
)
def test_a_weekday_stands_where_the_language_puts_it(language, alone, dated):
    assert format_weekday(date(2026, 11, 23), language) == alone
    assert format_weekday(datetime(2026, 11, 23, 9), language, with_date=True) == dated  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nl", "1.234,5"),
        ("en", "1,234.5"),
        ("tr", "1.234,5"),
        ("ar", "1,234.5"),
        ("pl", "1\u00a0234,5"),
    ],
)
def test_numbers_have_the_marks_of_the_language(language, written):
    assert format_number(1234.5, language, decimals=1) == written


@given(
    number=st.integers(0, 10**7),
    day=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    language=st.sampled_from(LANGUAGES),
)
def test_digits_are_0_to_9_in_every_language(number, day, language):
    texts = format_number(number, language), format_weekday(day, language, with_date=True)
    digits = [letter for text in texts for letter in text if letter.isdigit()]
    assert set(digits) <= set("0123456789")
    assert "".join(letter for letter in texts[0] if letter.isdigit()) == str(number)


def test_only_arabic_is_written_from_right_to_left():
    written = {language: direction(language) for language in LANGUAGES}
    assert written.pop("ar") == "rtl"
    assert set(written.values()) == {"ltr"}


@pytest.mark.parametrize(
    ("language", "categories"),
    [
        ("nl", {"one", "other"}),
        ("tr", {"one", "other"}),
        ("pap", {"one", "other"}),
        ("pl", {"one", "few", "many"}),
        ("ar", {"zero", "one", "two", "few", "many", "other"}),
    ],
)
def test_plural_sentences_go_by_the_categories_of_the_browser(language, categories):
    said = plural_forms(language, str)
    assert set(said) == categories
    for category, example in said.items():
        assert locale(language).plural_form(int(example)) == category


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counted_sentence_has_the_form_of_its_number(language):
    """The forms of gettext are those of Unicode, which the browser goes by."""
    words = translations(language)
    source = "%(num)s source", "%(num)s sources"
    forms = plural_forms(language, lambda count: words.ngettext(*source, count))
    for count in range(250):
        category = locale(language).plural_form(count)
        assert words.ngettext(*source, count) == forms[category], count


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "مصدر واحد"),
        (2, "مصدران"),
        (3, "3 مصادر"),
        (11, "11 مصدرًا"),
        (100, "100 مصدر"),
        (103, "103 مصادر"),
    ],
)
def test_arabic_counts_in_six_forms(count, said):
    sentence = translations("ar").ngettext("%(num)s source", "%(num)s sources", count)
    assert sentence % {"num": count} == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 źródło"), (2, "2 źródła"), (5, "5 źródeł"), (12, "12 źródeł"), (22, "22 źródła")],
)
def test_polish_counts_in_three_forms(count, said):
    sentence = translations("pl").ngettext("%(num)s source", "%(num)s sources", count)
    assert sentence % {"num": count} == said


def test_what_has_no_translation_is_said_in_english():
    for language in LANGUAGES:
        assert translations(language).gettext("Never said anywhere.") == "Never said anywhere."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_directory_has_a_label(language):
    assert all(label(word, language) for _, word in LABELS)
    for kind in Kind:
        assert kind_label(kind, ROTTERDAM, language).startswith(("Huis van de Wijk", "Huiskamer"))


def test_every_language_has_an_address_and_a_name_of_its_own():
    assert set(PREFIX) == set(NAMES) == set(LANGUAGES)
    assert len(set(PREFIX.values())) == len(set(NAMES.values())) == len(LANGUAGES)
    assert PREFIX[LANGUAGES[0]] == ""


def test_who_plans_in_another_language_gets_the_page_in_english():
    assert [for_planners(language) for language in ("nl", "ar")] == ["nl", SOURCE_LANGUAGE]
    assert set(FOR_PLANNERS) < set(LANGUAGES)
