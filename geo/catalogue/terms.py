"""The terms of use of each collection, and what is said about all of them.

No single licence covers everything: the places are facts in our own words from many sources, and
the borders come from municipal open data without a stated licence. What is unknown is declared
unknown, with the value that the Dutch list of licences has for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.i18n.languages import translations
from geo.model.vocabulary import Language

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
        The rights in words.
    """

    licence: str
    rights: str


def terms_of(collection: str, credit: str = "", language: Language = "en") -> Terms:
    """Return the terms of a collection.

    Parameters
    ----------
    credit
        What its table says about its sources (`geo.city.credits`).
    language
        The language of the rights: Dutch, or English for any other.

    Returns
    -------
    Terms
        Where nothing is known, they say so.
    """
    _ = translations(language).gettext
    told = {
        "places": _(
            "Facts from many sources, in our own words. Each place names its sources. "
            "There is no single licence for the whole."
        ),
        "observations": _(
            "Facts from many sources, in our own words. The column licence gives the terms of "
            "each source."
        ),
    }
    if credit and collection in ("gebieden", "buurten"):
        told[collection] = _("Simplified by us from: %(credit)s.") % {"credit": credit}
    if credit and collection == "coverage":
        told[collection] = _("Calculated from: %(credit)s. Name all of them.") % {"credit": credit}
    return Terms(UNKNOWN, told.get(collection) or credit or _("No licence is stated."))
