"""The texts of the controls and the groups of pins of a map, for its scripts."""

from __future__ import annotations

from typing import TypedDict

from geo.city.kinds import kind_names
from geo.city.profile import CityProfile
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


def map_words(language: Language, city: CityProfile) -> MapWords:
    """Return the words of a map in one language."""
    words, names = translations(language), kind_names(city, language)
    _ = words.gettext
    return {
        "language": language,
        "close": _("Close"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "cluster": plural_forms(
            language,
            lambda count: (
                words.ngettext(
                    "%(count)s place. %(hub_name)s: %(hubs)s. %(room_name)s: %(rooms)s.",
                    "%(count)s places. %(hub_name)s: %(hubs)s. %(room_name)s: %(rooms)s.",
                    count,
                )
                .replace("%(hub_name)s", names["hub_name"])
                .replace("%(room_name)s", names["room_name"])
            ),
        ),
    }
