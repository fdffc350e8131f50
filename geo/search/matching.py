"""Matching places with words: by name, activity, who runs them, street and district."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.city.walking.snapping import Floats
from geo.directory.activities import GROUPS
from geo.model.vocabulary import Kind
from geo.search.known import PlaceIndex, plain_words

_GROUP_SCORE = 0.7
"""Score of belonging to a group of activities: as much as naming the activity itself."""
_SMALL = frozenset(
    [
        *(
            "a",
            "aan",
            "bij",
            "de",
            "den",
            "der",
            "een",
            "en",
            "for",
            "het",
            "hier",
            "i",
            "in",
            "ik",
        ),
        *("is", "mijn", "near", "of", "om", "op", "te", "the", "to", "van", "voor", "waar"),
    ]
)
"""Words that say nothing about a place when others do."""
_KINDS = {
    "huis van de wijk": Kind.HUIS_VAN_DE_WIJK,
    "huizen van de wijk": Kind.HUIS_VAN_DE_WIJK,
    "huiskamer": Kind.HUISKAMER,
    "huiskamers": Kind.HUISKAMER,
    "huiskamer van de wijk": Kind.HUISKAMER,
}
"""Names of the kinds of place."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The places that match some words.

    Parameters
    ----------
    scores
        From 0 (no match) to 1, by position; None where only `named` matches.
    named
        The only place whose name contains all of them as whole words; None for none or several.
    position
        The only place that matches, where there are no scores.
    """

    words: str
    scores: Floats | None
    named: int | None = None
    position: int | None = None

    @classmethod
    def only(cls, position: int) -> Matches:
        """Make the match of a single place."""
        return cls("", None, None, position)

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
    for asked in (words, " ".join(word for word in words.split() if word not in _SMALL)):
        if not asked:
            continue
        scores = _scores(known, asked, exactly=exactly)
        groups, kind = _groups(asked), _KINDS.get(asked)
        for position, belongs in enumerate(known.groups):
            if groups & belongs or known.kind[position] == kind:
                scores[position] = max(scores[position], _GROUP_SCORE)
        if scores.any():
            named = None if groups or kind else _named(known, asked)
            return Matches(asked, scores, named)
    return None


def match_activities(known: PlaceIndex, text: str) -> Matches | None:
    """Find the places that match the activities named in a text, ignoring its other words.

    Parameters
    ----------
    text
        What was typed, such as ``ik wil koffie drinken``.

    Returns
    -------
    Matches or None
        With the words that were used; None where none is an activity.
    """
    words = [word for word in plain_words(text).split() if word not in _SMALL]
    kept = " ".join(word for word in words if known.is_activity(word))
    return match_words(known, kept, exactly=True) if kept else None


def is_kind(text: str) -> bool:
    """Return whether a text names a kind of place, and so not a single one."""
    return plain_words(text) in _KINDS


def _scores(known: PlaceIndex, words: str, *, exactly: bool) -> Floats:
    scores = np.zeros(len(known))
    if exactly and not all(known.has_word(word) for word in words.split()):
        return scores
    for match in known.directory.search(words, limit=max(len(known), 1)):
        scores[match.position] = match.score
    return scores


def _groups(words: str) -> frozenset[str]:
    """Return the groups with this name, in any language."""
    return frozenset(key for key, group in GROUPS.items() if words in group.called)


def _named(known: PlaceIndex, words: str) -> int | None:
    """Find the one place whose name contains these words, if no other place's does."""
    wanted = set(words.split())
    named = [
        position
        for position, names in enumerate(known.name_words)
        if any(wanted <= words_of_name for words_of_name in names)
    ]
    if len(named) != 1 or known.is_activity(words):
        return None
    return named[0]
