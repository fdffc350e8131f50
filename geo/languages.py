"""Languages: translated sentences and dates, in Dutch and in English.

The source text is English and stands in the code; a translation is a ``.po`` file in a folder
``locales`` beside the code that says it. The files are read when they are first needed, so that
nothing compiled has to be kept. Sentences are translated whole, with placeholders such as
``%(date)s``; counted ones go through ``ngettext``.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from geo.partial_date import PartialDate
from geo.vocabulary import Language

LANGUAGES: tuple[Language, ...] = ("nl", "en")
"""The languages of pages and maps; the first is the one that the site opens in."""

SOURCE_LANGUAGE: Language = "en"
"""The language of the sentences in the code."""

LOCALES = Path(__file__).parent / "locales"

_REGION: dict[Language, str] = {"nl": "nl_NL", "en": "en_GB"}


@cache
def translations(language: Language, *folders: Path) -> NullTranslations:
    """Read the translations of one language.

    Parameters
    ----------
    language
        The language to translate into.
    folders
        Folders of catalogues to read on top of those of this package.

    Returns
    -------
    NullTranslations
        Has ``gettext`` and ``ngettext``; gives the source text where no translation stands.
    """
    found = NullTranslations()
    for folder in (LOCALES, *folders):
        file = folder / language / "LC_MESSAGES" / "messages.po"
        if language == SOURCE_LANGUAGE or not file.is_file():
            continue
        compiled = io.BytesIO()
        with file.open("rb") as stream:
            write_mo(compiled, read_po(stream, locale=_REGION[language]))
        compiled.seek(0)
        catalogue = GNUTranslations(compiled)
        catalogue.add_fallback(found)
        found = catalogue
    return found


def locale(language: Language) -> Locale:
    """Give the locale that dates and plurals of a language follow."""
    return Locale.parse(_REGION[language])


def format_partial_date(when: PartialDate, language: Language) -> str:
    """Write a date of which only the month or the year may be known.

    Parameters
    ----------
    when
        A day, a month or a year.
    language
        The language to write it in.

    Returns
    -------
    str
        ``22 november 2023``, ``november 2023`` or ``2023``.

    Examples
    --------
    >>> format_partial_date(PartialDate.parse("2023-11-22"), "nl")
    '22 november 2023'
    >>> format_partial_date(PartialDate.parse("2023-11"), "en")
    'November 2023'
    """
    if when.day is not None:
        return str(format_date(when.first, format="long", locale=locale(language)))
    if when.month is not None:
        return str(format_skeleton("yMMMM", when.first, locale=locale(language)))
    return str(when)


def plural_forms(language: Language, say: Callable[[int], str]) -> dict[str, str]:
    """Give a counted sentence for each plural category of a language.

    A page script picks among them with ``Intl.PluralRules``, whose categories are the same.

    Parameters
    ----------
    language
        The language of the sentences.
    say
        Gives the sentence for a number, the placeholders still in it.

    Returns
    -------
    dict of str to str
        CLDR category (``one``, ``other``, …) to sentence.
    """
    rule = locale(language).plural_form
    # 0 to 200 holds an example of every category of whole numbers in CLDR.
    examples = {rule(count): count for count in range(200, -1, -1)}
    return {category: say(count) for category, count in sorted(examples.items())}
