"""The texts of the web pages: the catalogues of `geo` with those of the pages on top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from gettext import NullTranslations
from pathlib import Path

from api.web.served import base
from geo.i18n import languages
from geo.i18n.messages import GEO, Package
from geo.model.vocabulary import Language

_API = Path(__file__).parents[1]
LOCALES = _API / "locales"

NAMES: dict[Language, str] = {
    "nl": "Nederlands",
    "en": "English",
    "tr": "Türkçe",
    "ar": "العربية",
    "pap": "Papiamentu",
    "pl": "Polski",
}
"""The name of each language in that language."""

PATHS: dict[Language, str] = {
    "nl": "",
    "en": "/en",
    "tr": "/tr",
    "ar": "/ar",
    "pap": "/pap",
    "pl": "/pl",
}
"""What a path begins with in each language."""


class _Prefixes(Mapping[Language, str]):
    """The prefix in each language: that of the city that is asked about, then the language."""

    def __getitem__(self, language: Language) -> str:
        return base() + PATHS[language]

    def __iter__(self) -> Iterator[Language]:
        return iter(PATHS)

    def __len__(self) -> int:
        return len(PATHS)


PREFIX: Mapping[Language, str] = _Prefixes()
"""The prefix of the path of a page in each language, for links to it."""

FOR_PLANNERS = languages.FOR_PLANNERS
"""The languages of the planners' pages."""

PACKAGES = (
    GEO,
    Package(
        _API,
        LOCALES,
        below=(GEO,),
        partly=tuple(
            (files, FOR_PLANNERS)
            for files in (
                "desk/*",
                "web/own_forms*",
                "templates/desk/*",
                "planner/*",
                "templates/planning*",
                "site/data_page*",
                "templates/data*",
                "site/feeds*",
                "site/freshness*",
                "templates/freshness*",
            )
        ),
    ),
)
"""The packages with texts on pages, with their catalogues."""


def for_planners(language: Language) -> Language:
    """Return the language in which a reader of one language gets the planners' pages."""
    return language if language in FOR_PLANNERS else languages.SOURCE_LANGUAGE


def translations(language: Language) -> NullTranslations:
    """Return the translations for the pages in one language."""
    return languages.translations(language, LOCALES)
