"""Which places fit a question, by its text and by its filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from geo.city.walking.snapping import Floats
from geo.hours import Opening
from geo.search.choosing import all_of, masks
from geo.search.interpreting import QuestionReading
from geo.search.known import PlaceIndex, Truths, plain_words
from geo.search.question import SearchQuestion

_GROUP_SCORE = 0.7
"""Score of a place that fits what is wanted without saying it in the same words."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """Which places fit a question.

    Parameters
    ----------
    kept
        What each filter keeps, as `geo.search.choosing.masks`; ``text`` is the whole text.
    scores
        How well each place fits the text, from 0 to 1; None where it asks nothing of a place.
    openings
        Whether each place is open at the moment of the question, or else now.
    """

    kept: dict[str, Truths]
    scores: Floats | None
    openings: Sequence[Opening]

    @property
    def chosen(self) -> Truths:
        """Which places fit everything."""
        return all_of(self.kept, len(self.openings))

    @property
    def text_fits_none(self) -> bool:
        """Whether no place fits the text alone."""
        return "text" in self.kept and not self.kept["text"].any()


def fitting(
    known: PlaceIndex, read: QuestionReading, question: SearchQuestion, now: datetime
) -> Fitting:
    """Choose the places that fit a question that was read.

    Parameters
    ----------
    now
        The moment of the question, zone-aware.
    """
    moment = question.moment or read.wishes.moment
    openings = [known.opening(position, moment or now) for position in range(len(known))]
    kept = masks(known, replace(question, moment=moment), openings, None)
    asked, scores = _asked(known, read, kept, question)
    if asked is not None:
        kept["text"] = asked
    return Fitting(kept, scores, openings)


def _asked(
    known: PlaceIndex, read: QuestionReading, kept: dict[str, Truths], question: SearchQuestion
) -> tuple[Truths | None, Floats | None]:
    """Return which places fit the text, and how well; None where it asks nothing of a place."""
    matches, wishes = read.start.matches, read.wishes
    scores = None if matches is None else matches.by_position(len(known))
    asked = wishes.mask(known)
    if scores is not None:
        asked &= scores > 0
    if read.within:
        asked &= np.isin(known.gebied.astype(str), sorted(read.within))
    if wishes.moment is not None and question.moment is None:
        asked &= kept.pop("moment")
    if scores is None and wishes.words:
        said = known.says(plain_words(wishes.words))
        scores = np.where(said, 1.0, _GROUP_SCORE)
    nothing = scores is None and not read.within and not read.filters
    return (None if nothing else asked), scores
