"""The labels of the words of the vocabularies, in every language.

A city words the kinds of place itself: `geo.city.kinds`.
"""

from __future__ import annotations

from enum import StrEnum

from geo.i18n.languages import translations
from geo.model.vocabulary import Access, Initiative, Language, Precision, Presence, Status


def _(text: str) -> str:
    """Mark a text for the catalogues; `label` translates it."""
    return text


_WORDS: tuple[tuple[StrEnum, str], ...] = (
    (Initiative.MUNICIPAL, _("municipal")),
    (Initiative.PRIVATE, _("private initiative")),
    (Initiative.UNKNOWN, _("initiative unknown")),
    (Status.OPEN, _("in use")),
    (Status.CLOSED, _("closed")),
    (Status.PLANNED, _("planned")),
    (Status.UNKNOWN, _("not known whether it is open")),
    (Precision.ADDRESS, _("exact address")),
    (Precision.STREET, _("only the street is known")),
    (Precision.POSTCODE, _("only the postcode area is known")),
    (Precision.NEIGHBOURHOOD, _("only the buurt is known")),
    (Precision.NONE, _("location not known")),
    (Access.YES, _("accessible")),
    (Access.LIMITED, _("partly accessible")),
    (Access.NO, _("not accessible")),
    (Access.UNKNOWN, _("accessibility not known")),
    (Presence.YES, _("yes")),
    (Presence.NO, _("no")),
    (Presence.UNKNOWN, _("not known")),
)

LABELS = {(type(word), word): text for word, text in _WORDS}
"""The English label of each word, with its vocabulary: "unknown" is a word of several."""


def label(word: StrEnum, language: Language = "nl") -> str:
    """Return the label of a word of the directory in a language.

    Examples
    --------
    >>> from geo.model.vocabulary import Precision
    >>> label(Precision.STREET, "en")
    'only the street is known'
    """
    return translations(language).gettext(LABELS[type(word), word])
