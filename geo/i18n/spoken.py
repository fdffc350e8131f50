"""The languages that are spoken at a place: more than those of the pages."""

from __future__ import annotations

from functools import cache

from geo.i18n.languages import locale
from geo.model.text import fold
from geo.model.vocabulary import Language


def is_language(code: str) -> bool:
    """Whether a text is the code of a language (ISO 639), such as ``nl``, ``tr`` or ``pap``."""
    return code in _codes()


def language_name(code: str, language: Language) -> str:
    """Name a spoken language in a language of the pages.

    Examples
    --------
    >>> language_name("tr", "nl"), language_name("pap", "en")
    ('Turks', 'Papiamento')
    """
    return str(locale(language).languages.get(code, code))


def language_code(text: str) -> str:
    """Find the code of a language by its code or its Dutch or English name; empty where none.

    Examples
    --------
    >>> language_code("Turks"), language_code("arabic"), language_code("koffie")
    ('tr', 'ar', '')
    """
    return text.strip() if is_language(text.strip()) else _names().get(fold(text), "")


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code in map(str, locale("en").languages) if code.isalpha())


@cache
def _names() -> dict[str, str]:
    said = [locale(spoken).languages for spoken in ("en", "nl")]
    return {fold(str(one[code])): code for one in said for code in _codes() if code in one}
