"""The words of the web pages: the catalogues of `geo` with those of the pages on top."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

from geo import languages
from geo.vocabulary import Language

LOCALES = Path(__file__).parent / "locales"

NAMES: dict[Language, str] = {"nl": "Nederlands", "en": "English"}
"""What each language calls itself."""

PREFIX: dict[Language, str] = {"nl": "", "en": "/en"}
"""What the address of a page begins with in each language."""


def translations(language: Language) -> NullTranslations:
    """Give the translations for the pages in one language."""
    return languages.translations(language, LOCALES)
