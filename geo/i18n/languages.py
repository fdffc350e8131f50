"""Languages: translated sentences, dates and numbers in each language of the pages.

The source text is the English in the code; a translation is a ``.po`` file in a folder ``locales``
next to that code. The files are read when first needed, so that nothing compiled has to be kept.
Sentences are translated as a whole, with placeholders such as ``%(date)s``; counted ones go through
``ngettext``. Where a translation is missing the page shows the English text, and
`geo.i18n.messages` reports it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Language

LANGUAGES: tuple[Language, ...] = ("nl", "en", "tr", "ar", "pap", "pl")
"""The languages of pages and maps; the first is the default of the site."""

FOR_PLANNERS: tuple[Language, ...] = ("nl", "en")
"""The languages of what planners read; the pages for residents stand in all of `LANGUAGES`."""

SOURCE_LANGUAGE: Language = "en"
"""The language of the sentences in the code."""

LOCALES = Path(__file__).parent / "locales"

_REGION: dict[Language, str] = {
    "nl": "nl_NL",
    "en": "en_GB",
    "tr": "tr_TR",
    "ar": "ar",  # no region: its names of months and its 0 to 9 are understood everywhere
    "pap": "pap_CW",  # the spelling of Curaçao and Bonaire
    "pl": "pl_PL",
}

_DAY_OF_THE_WEEK: dict[Language, str] = {
    "nl": "EEEE d MMMM",
    "en": "EEEE d MMMM",
    "tr": "d MMMM EEEE",
    "ar": "EEEE، d MMMM",
    "pap": "EEEE d 'di' MMMM",
    "pl": "EEEE, d MMMM",
}
_DAY: dict[Language, str] = {"pap": "d 'di' MMMM y"}
"""Corrections where Unicode's CLDR has a form that nobody writes."""


@cache
def translations(language: Language, *folders: Path) -> NullTranslations:
    """Read the translations of one language.

    Parameters
    ----------
    folders
        Folders of catalogues to read on top of those of this package.

    Returns
    -------
    NullTranslations
        Has ``gettext`` and ``ngettext``; returns the source text where there is no translation.
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
    """Return the locale for dates and plurals of a language."""
    return Locale.parse(_REGION[language])


def direction(language: Language) -> Literal["ltr", "rtl"]:
    """Return the direction in which a language is written, as in HTML."""
    return "rtl" if locale(language).text_direction == "rtl" else "ltr"


@lru_cache(maxsize=8192)
def format_number(number: float, language: Language, *, decimals: int = 0) -> str:
    """Write a number, with the digits 0 to 9 in every language.

    Examples
    --------
    >>> format_number(1234.5, "nl", decimals=1)
    '1.234,5'
    """
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return str(format_decimal(number, pattern, locale=locale(language), numbering_system="latn"))


def format_weekday(
    day: date, language: Language, *, with_date: bool = False, short: bool = False
) -> str:
    """Name a day by its weekday, with or without its date.

    Parameters
    ----------
    day
        A day, or a moment on that day.
    with_date
        Whether the day of the month follows.
    short
        Whether the weekday is cut to a few letters, as a calendar does.

    Examples
    --------
    >>> format_weekday(date(2026, 11, 23), "nl", with_date=True)
    'maandag 23 november'
    >>> format_weekday(date(2026, 11, 23), "nl", short=True)
    'ma'
    """
    if short:
        return _written(day, "EEEEEE", language)
    pattern = _DAY_OF_THE_WEEK[language] if with_date else "EEEE"
    return _written(day, pattern, language)


def format_partial_date(when: PartialDate, language: Language) -> str:
    """Write a date that may be only a month or a year.

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
        return _written(when.first, _DAY.get(language, "long"), language)
    if when.month is not None:
        month = str(format_skeleton("yMMMM", when.first, locale=locale(language)))
        return _small(month, language)
    return str(when)


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, language: Language) -> str:
    return _small(str(format_date(day, format=pattern, locale=locale(language))), language)


def _small(text: str, language: Language) -> str:
    """Write months of Papiamento in lower case: CLDR capitalises them."""
    return text.lower() if language == "pap" else text


def plural_forms(language: Language, say: Callable[[int], str]) -> dict[str, str]:
    """Return a counted sentence for each plural category of a language.

    A page script chooses among them with ``Intl.PluralRules``, which has the same categories.

    Returns
    -------
    dict of str to str
        CLDR category (``one``, ``other``, …) to sentence.
    """
    rule = locale(language).plural_form
    # 0 to 200 has an example of every category of whole numbers in CLDR.
    examples = {rule(count): count for count in range(200, -1, -1)}
    return {category: say(count) for category, count in sorted(examples.items())}
