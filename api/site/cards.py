"""What a card of a list says of a place: how far, whether one can go now, and how fresh."""

from __future__ import annotations

from dataclasses import dataclass

from api.site.wording import doing
from api.web.i18n import translations
from geo.directory.descriptions import Description
from geo.hours import OpeningState, in_words
from geo.hours.words import goes_on
from geo.model.vocabulary import Language, Status
from geo.search import Entry
from geo.search.parts import MAIN


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of the list.

    Parameters
    ----------
    number
        Its position in the whole list, from 1.
    main
        Whether it is one of the places that the line at the top sums up; the map begins with these.
    distance
        How far it is; empty without a start.
    state
        ``open``, ``closed`` or ``unknown``.
    tag, goes_on
        The state in two words, and until when; ``goes_on`` is empty where that is not known.
    opening, advice
        Sentences about opening; ``advice`` says what to do where it is unknown.
    doing
        What one can do there; empty where unknown.
    fresh
        How new what is known of it is.
    """

    place: Description
    number: int
    main: bool
    distance: str
    state: str
    tag: str
    goes_on: str
    opening: str
    advice: str
    doing: str
    fresh: str


def shown(  # noqa: PLR0913 - what a card says
    entry: Entry,
    number: int,
    place: Description,
    how_far: str,
    language: Language,
    *,
    fresh: str = "",
) -> Shown:
    """Put an entry into the words of a card.

    Parameters
    ----------
    number
        Its position in the list, from 1.
    how_far
        The distance in words; empty for none.
    fresh
        When and by whom it was confirmed; where empty its status stands there.
    """
    gone = place.symbol.status in {Status.CLOSED, Status.PLANNED}
    wording = in_words(
        entry.opening, language, has_website=bool(place.website), has_phone=bool(place.phone)
    )
    state = OpeningState.CLOSED if gone else entry.opening.state
    unknown = state is OpeningState.UNKNOWN
    return Shown(
        place=place,
        number=number,
        main=entry.part in MAIN,
        distance=how_far,
        state=str(state),
        tag=place.status if gone else tag_words(state, language),
        goes_on="" if gone else goes_on(entry.opening, language),
        opening="" if gone else (wording.explanation if unknown else wording.answer),
        advice="" if gone else wording.advice,
        doing=doing(place.activities, language),
        fresh=fresh or place.status,
    )


def tag_words(state: OpeningState, language: Language) -> str:
    """Say in two words whether it is open."""
    _ = translations(language).gettext
    return {
        OpeningState.OPEN: _("Open now"),
        OpeningState.CLOSED: _("Closed now"),
        OpeningState.UNKNOWN: _("Not known"),
    }[state]
