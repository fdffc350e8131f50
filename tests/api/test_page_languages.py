"""Each page for residents stands in six languages that lead to each other; planners have two."""

import re

import pytest

from api.web.i18n import FOR_PLANNERS, NAMES, PREFIX
from geo.i18n.languages import LANGUAGES, direction, translations

PAGES = (
    "/",
    "/?q=kade",
    "/?page=1",
    "/places/aan-de-kade",
    "/accessibility",
    "/print?kind=huiskamer",
)
FOR_SCRIPTS = re.compile(r"""(?s)\sdata-[\w-]+=(?:"[^"]*"|'[^']*')""")
"""Attributes that scripts fill in themselves."""
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]*)">')
EVERYWHERE = [
    pytest.param(path, language, id=f"{language}{path}") for path in PAGES for language in LANGUAGES
]


def alternates(page):
    return {code: address.replace("&amp;", "&") for code, address in ALTERNATE.findall(page)}


def path_of(address):
    """Return an address without the site that it may begin with."""
    return re.sub(r"^https?://[^/]+", "", address)


@pytest.mark.parametrize(("path", "language"), EVERYWHERE)
def test_a_page_says_its_language_and_direction(client, path, language):
    answer = client.get(PREFIX[language] + path)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}" dir="{direction(language)}">' in answer.text


@pytest.mark.parametrize(("path", "language"), EVERYWHERE)
def test_a_page_names_itself_in_every_language_and_where_to_go_otherwise(client, path, language):
    found = alternates(client.get(PREFIX[language] + path).text)
    assert set(found) == {*LANGUAGES, "x-default"}
    assert path_of(found["x-default"]) == path_of(found[LANGUAGES[0]])
    for other in LANGUAGES:
        answer = client.get(path_of(found[other]))
        assert answer.headers["content-language"] == other
        assert alternates(answer.text) == found


@pytest.mark.parametrize("language", FOR_PLANNERS)
def test_the_page_for_planners_stands_in_two_languages(client, language):
    answer = client.get(f"{PREFIX[language]}/planner")
    assert answer.headers["content-language"] == language
    assert set(alternates(answer.text)) == {*FOR_PLANNERS, "x-default"}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - set(FOR_PLANNERS)))
def test_in_other_languages_the_link_for_planners_leads_to_english(client, language):
    page = client.get(f"{PREFIX[language]}/").text
    assert re.search(r'<a href="/en/planner"[^>]* hreflang="en"', page)
    assert client.get(f"{PREFIX[language]}/planner").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_are_offered_by_their_own_name(client, language):
    page = client.get(f"{PREFIX[language]}/").text
    for other in LANGUAGES:
        link = f'lang="{other}" hreflang="{other}">{NAMES[other]}</a>'
        assert (link in page) == (other != language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shows_a_placeholder_or_the_name_of_one(client, language):
    for path in PAGES:
        page = FOR_SCRIPTS.sub("", client.get(PREFIX[language] + path).text)
        assert not re.search(r"%\(\w+\)s|%%", page), path


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_the_words_are_those_of_the_language(client, language):
    said = translations(language).gettext("The source says: %(text)s")
    assert said != "The source says: %(text)s"
    assert (
        translations(language).gettext("in use")
        in client.get(f"{PREFIX[language]}/?page=1").text.lower()
    )
