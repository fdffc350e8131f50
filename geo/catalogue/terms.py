"""The terms of use of each collection, and what is said about all of them.

No single licence covers everything: the places are facts in our own words from many sources, and
the borders come from municipal open data without a stated licence. What is unknown is declared
unknown, with the value that the Dutch list of licences has for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

TITLE: Final = {
    "nl": "Ontmoetingsplekken in Rotterdam",
    "en": "Meeting places in Rotterdam",
}
DESCRIPTION: Final = {
    "nl": "Huizen van de Wijk (groot, van de gemeente) en huiskamers (klein, meestal particulier "
    "initiatief) in Rotterdam, met per gegeven de bron en de datum, en wie er te voet kan komen.",
    "en": "Huizen van de Wijk (large, municipal) and huiskamers (small, mostly private "
    "initiatives) in Rotterdam, with the source and date of every fact, and who can walk there.",
}
PUBLISHER: Final = "Meetingplaces"
KEYWORDS: Final = {
    "nl": ("ontmoetingsplek", "huis van de wijk", "huiskamer", "buurthuis", "Rotterdam"),
    "en": ("meeting place", "community centre", "living room", "neighbourhood", "Rotterdam"),
}

UNKNOWN: Final = "http://standaarden.overheid.nl/owms/terms/licentieonbekend"
"""The value of the Dutch list of licences for an unknown licence."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one collection.

    Attributes
    ----------
    licence
        URL of the licence of the collection as a whole.
    rights
        The rights in words, in English.
    """

    licence: str
    rights: str


_BORDERS = Terms(
    UNKNOWN,
    "Municipal open data of Gemeente Rotterdam (TIR, 2026); the source states no licence. "
    "Simplified by this project.",
)

TERMS: Mapping[str, Terms] = MappingProxyType(
    {
        "places": Terms(
            UNKNOWN,
            "Facts in our own words. Each place names its sources; the terms of each source stand "
            "in the collection of observations. No licence holds for the collection as a whole.",
        ),
        "observations": Terms(
            UNKNOWN,
            "Facts in our own words; the column 'licence' gives the terms of each row's source.",
        ),
        "gebieden": _BORDERS,
        "buurten": _BORDERS,
        "coverage": Terms(
            UNKNOWN,
            "Derived from CBS, Kerncijfers wijken en buurten (CC BY 4.0), from the streets of "
            "OpenStreetMap (© OpenStreetMap contributors, ODbL 1.0) and from borders of Gemeente "
            "Rotterdam (the source states no licence). Name all three.",
        ),
    }
)
"""Terms by collection; `terms_of` has those of any other."""


def terms_of(collection: str, credit: str = "") -> Terms:
    """Return the terms of a collection.

    Parameters
    ----------
    credit
        What its table says about its sources, for a collection from outside this project.

    Returns
    -------
    Terms
        Where nothing is known, they say so.
    """
    return TERMS.get(collection) or Terms(UNKNOWN, credit or "No licence is stated.")
