"""The catalogues hold what the code says, no more and no less, and say it whole."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError
from translation_mistakes import mistakes

from api.web.i18n import NAMES, PACKAGES
from geo.i18n.languages import LANGUAGES, SOURCE_LANGUAGE
from geo.i18n.messages import (
    PLURAL_FORMS,
    Package,
    completeness,
    read_catalogue,
    said_by,
    to_markdown,
    update,
    write_catalogue,
)

DOCUMENT = Path(__file__).parents[3] / "docs" / "languages.md"
TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
CATALOGUES = [
    pytest.param(package, language, id=f"{package.folder.name}-{language}")
    for package in PACKAGES
    for language in TRANSLATED
]


def ids(catalogue):
    return {message.id for message in catalogue if message.id}


@pytest.mark.slow
@pytest.mark.parametrize(("package", "language"), CATALOGUES)
def test_a_catalogue_is_in_step_with_the_code(package, language):
    found = read_catalogue(package.catalogue(language), language)
    said = ids(said_by(package, language))
    assert said - ids(found) == set(), "run `make messages`"
    assert ids(found) - said == set(), "run `make messages`"
    assert not found.obsolete


@pytest.mark.parametrize(("package", "language"), CATALOGUES)
def test_a_translation_keeps_placeholders_and_tags_and_has_all_forms(package, language):
    found = read_catalogue(package.catalogue(language), language)
    forms = int(re.search(r"nplurals=(\d)", PLURAL_FORMS[language])[1])
    assert found.num_plurals == forms
    assert [text for message in found if message.id for text in mistakes(message, forms)] == []


def test_dutch_is_complete():
    dutch = completeness(PACKAGES)[0]
    assert (dutch.language, dutch.missing, dutch.fuzzy) == ("nl", (), ())


def test_the_documentation_tells_what_is_missing():
    """`meetingplaces translations --markdown` prints the table."""
    table = to_markdown(completeness(PACKAGES), NAMES)
    assert table in DOCUMENT.read_text(encoding="utf-8")


# The tool ---------------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path):
    """A package that says two things, one of them counted, and one for planners only."""
    folder = tmp_path / "said"
    folder.mkdir()
    (folder / "words.py").write_text(
        '_("Good day")\nngettext("%(num)s chair", "%(num)s chairs", 2)\n'
    )
    (folder / "page.html").write_text("<p>{{ _('Good evening, %(name)s') }}</p>")
    (folder / "planning.py").write_text('_("Only for planners")')
    return Package(folder, folder / "locales", partly=(("planning*", ("nl",)),))


def translate(package, language, **translated):
    file = package.catalogue(language)
    catalogue = read_catalogue(file, language)
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        message.string = translated.get(key, message.string)
    write_catalogue(catalogue, file, package, language)


def test_sentences_are_found_in_code_and_in_templates(package):
    assert ids(said_by(package, "tr")) == {
        "Good day",
        ("%(num)s chair", "%(num)s chairs"),
        "Good evening, %(name)s",
    }


def test_what_is_said_in_some_languages_only_is_asked_of_those(package):
    assert "Only for planners" in ids(said_by(package, "nl"))
    assert "Only for planners" not in ids(said_by(package, "tr"))


def test_what_a_package_below_says_is_not_asked_again(package, tmp_path):
    above = tmp_path / "above"
    above.mkdir()
    (above / "more.py").write_text('_("Good day")\n_("Good night")')
    assert ids(said_by(Package(above, above / "locales", below=(package,)), "pl")) == {"Good night"}


def test_an_update_keeps_translations_and_tells_what_is_missing(package):
    update(package)
    translate(package, "tr", **{"Good day": "İyi günler"})
    (package.folder / "more.py").write_text('_("A new sentence")')
    before = package.catalogue("tr").read_bytes()
    update(package)
    after = package.catalogue("tr").read_bytes()
    assert after != before
    turkish = next(one for one in completeness([package]) if one.language == "tr")
    assert turkish.sentences == 4
    assert set(turkish.missing) == {"%(num)s chair", "Good evening, %(name)s", "A new sentence"}
    assert "1 of 4 sentences translated, 3 missing, 0 fuzzy" in str(turkish)
    update(package)
    assert package.catalogue("tr").read_bytes() == after


def test_a_sentence_that_changed_is_fuzzy_and_one_that_went_is_gone(package):
    update(package)
    translate(package, "pl", **{"Good day": "Dzień dobry", "Good evening, %(name)s": "x %(name)s"})
    (package.folder / "words.py").write_text('_("Good days")')
    (package.folder / "page.html").write_text("")
    update(package)
    polish = next(one for one in completeness([package]) if one.language == "pl")
    assert polish.fuzzy == ("Good days",)
    assert polish.sentences == 1
    assert b"x %(name)s" not in package.catalogue("pl").read_bytes()


def test_a_new_sentence_gets_no_translation_of_one_that_is_still_said(package):
    update(package)
    translate(package, "pl", **{"Good day": "Dzień dobry"})
    (package.folder / "more.py").write_text('_("Good days")')
    update(package)
    polish = next(one for one in completeness([package]) if one.language == "pl")
    assert polish.fuzzy == ()
    assert "Good days" in polish.missing


@pytest.mark.parametrize(
    ("source", "translation", "word"),
    [
        ("From %(day)s", "Od %(dzien)s", "placeholders"),
        ("From %(day)s", "Od", "placeholders"),
        ("A <strong>house</strong>", "Dom", "tags"),
        ("Closed.", "Zamknięte. ", "space"),
        (("%(num)s place", "%(num)s places"), ("%(num)s miejsce", "%(num)s miejsca"), "forms"),
        (("%(num)s place", "%(num)s places"), ("%(num)s miejsce", "", "x"), "form"),
        (("%(num)s %(x)s", "%(num)s %(x)s"), ("%(num)s", "%(x)s", "%(x)s"), "placeholders"),
    ],
)
def test_mistakes_of_form_are_found(source, translation, word):
    assert word in " ".join(mistakes(Message(source, translation), forms=3))


def test_a_number_may_be_said_in_words_where_the_language_does():
    counted = Message(("%(num)s place", "%(num)s places"), ("no", "one", "two", "%(num)s", "x"))
    assert list(mistakes(counted, forms=5)) == []
    assert list(mistakes(Message("One", None), forms=5)) == []


def test_a_broken_catalogue_is_an_error_and_not_an_empty_one(package):
    update(package)
    file = package.catalogue("ar")
    file.write_text(file.read_text(encoding="utf-8") + "\nsense without form\n", encoding="utf-8")
    with pytest.raises(PoFileError):
        read_catalogue(file, "ar")
    assert isinstance(read_catalogue(file.with_name("none.po"), "ar"), Catalog)
