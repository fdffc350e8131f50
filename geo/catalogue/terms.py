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

PUBLISHER: Final = "Meetingplaces"

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
