"""Matching places with words: by name, activity, who runs them, street and district."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from geo.city.walking.snapping import Floats
from geo.evidence.names import core_name
from geo.model.text import fold
from geo.search.known import PlaceIndex, plain_words


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The places that match some words.

    Parameters
    ----------
    scores
        From 0 (no match) to 1, by position; None where only `position` matches.
    position
        The only place that matches, where there are no scores.
    """

    words: str
    scores: Floats | None
    position: int | None = None

    @classmethod
    def only(cls, position: int) -> Matches:
        """Make the match of a single place."""
        return cls("", None, position)

    def by_position(self, size: int) -> Floats:
        """Return the scores of all places."""
        if self.scores is not None:
            return self.scores
        scores = np.zeros(size)
        scores[self.position] = 1.0
        return scores


def match_words(known: PlaceIndex, text: str, *, exactly: bool) -> Matches | None:
    """Find the places that match the words of a text.

    Parameters
    ----------
    exactly
        Whether every word must occur, or be the beginning of one; otherwise typing errors are
        allowed.

    Returns
    -------
    Matches or None
        None where no place matches.
    """
    words = plain_words(text)
    if not words or (exactly and not all(known.has_word(word) for word in words.split())):
        return None
    scores = np.zeros(len(known))
    for match in known.directory.search(words, limit=max(len(known), 1)):
        scores[match.position] = match.score
    return Matches(words, scores) if scores.any() else None


def named_place(known: PlaceIndex, words: str, common: Iterable[str]) -> int | None:
    """Find the one place that some words are the name of.

    Parameters
    ----------
    words
        As typed, in the form of `geo.search.known.plain_words`.
    common
        Names of the city and its districts, which a name may do without.

    Returns
    -------
    int or None
        Its position; None where several have the name, or none: *moskee* is not the name of a
        mosque that is called after somebody.
    """
    apart = frozenset(word for name in common for word in fold(name).split())
    core = core_name(words, apart)
    if not core:
        return None
    found = [position for position, cores in enumerate(known.cores(apart)) if core in cores]
    return found[0] if len(found) == 1 else None
