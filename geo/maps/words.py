"""The texts of the controls and the groups of pins of a map, for its scripts."""

from __future__ import annotations

from typing import TypedDict

from geo.i18n.languages import plural_forms, translations
from geo.model.vocabulary import Language


class MapWords(TypedDict):
    """The words that the scripts in ``geo/_map`` use.

    ``cluster`` has a sentence for each plural category, with the placeholders ``count``, ``hubs``
    and ``rooms``.
    """

    language: Language
    close: str
    zoomIn: str
    zoomOut: str
    cluster: dict[str, str]


def map_words(language: Language) -> MapWords:
    """Return the words of a map in one language."""
    words = translations(language)
    _ = words.gettext
    return {
        "language": language,
        "close": _("Close"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "cluster": plural_forms(
            language,
            lambda count: words.ngettext(
                "%(count)s place. Huizen van de Wijk: %(hubs)s. Huiskamers: %(rooms)s.",
                "%(count)s places. Huizen van de Wijk: %(hubs)s. Huiskamers: %(rooms)s.",
                count,
            ),
        ),
    }
