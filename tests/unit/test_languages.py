"""Every sentence has a translation with the same placeholders, and dates read as they should."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import api
import geo
from geo.languages import LANGUAGES, SOURCE_LANGUAGE, format_partial_date, plural_forms
from geo.partial_date import PartialDate

PACKAGES = {package.__name__: Path(package.__file__).parent for package in (geo, api)}
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def said_in(package):
    """Give every sentence that the code and templates of a package say."""
    found = extract_from_dir(PACKAGES[package], method_map=METHODS, directory_filter=is_ours)
    return {message for _, _, message, _, _ in found}


def is_ours(folder):
    return Path(folder).name not in {"_vendor", "_data", "__pycache__"}


def catalogue(package, language):
    file = PACKAGES[package] / "locales" / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


TRANSLATED = [
    (package, language)
    for package in PACKAGES
    for language in LANGUAGES
    if language != SOURCE_LANGUAGE
]


@pytest.mark.parametrize(("package", "language"), TRANSLATED)
def test_every_sentence_is_translated_and_no_translation_is_left_over(package, language):
    found = catalogue(package, language)
    translated = {message.id for message in found if message.id and not message.fuzzy}
    said = said_in(package)
    below = {message.id for message in catalogue("geo", language)} if package == "api" else set()
    assert said - translated - below == set()
    assert translated - said == set()
    assert all(all(texts(message.string)) for message in found if message.id)


@pytest.mark.parametrize(("package", "language"), TRANSLATED)
def test_translations_keep_the_placeholders(package, language):
    for message in catalogue(package, language):
        expected = {name for text in texts(message.id) for name in PLACEHOLDER.findall(text)}
        for text in texts(message.string):
            assert set(PLACEHOLDER.findall(text)) == expected, text


def texts(message):
    return [message] if isinstance(message, str) else list(message)


@pytest.mark.parametrize(
    ("date", "dutch", "english"),
    [
        ("2023-11-22", "22 november 2023", "22 November 2023"),
        ("2023-11", "november 2023", "November 2023"),
        ("2023", "2023", "2023"),
    ],
)
def test_a_date_is_never_written_more_exactly_than_it_is_known(date, dutch, english):
    assert format_partial_date(PartialDate.parse(date), "nl") == dutch
    assert format_partial_date(PartialDate.parse(date), "en") == english


def test_plural_sentences_go_by_the_categories_of_the_browser():
    assert plural_forms("nl", lambda count: "one" if count == 1 else "more") == {
        "one": "one",
        "other": "more",
    }
