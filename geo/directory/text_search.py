"""Text search that tolerates accents, capitals, word order, unfinished words and typing errors.

Made for directories of hundreds to a few thousand places: every word of the question is compared
with every distinct word of the texts by rapidfuzz (https://rapidfuzz.github.io/RapidFuzz/). That
takes about a millisecond, so no index of fragments is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.model.text import fold

MAX_WORDS = 12
"""Words of a question that are used; the rest is ignored."""
MAX_CHARACTERS = 200
"""Characters of a question that are used; the rest is ignored."""
_LEAST_ALIKE = 75
"""Lowest similarity, in percent, at which two words may be the same with a typing error. One wrong,
missing or doubled letter in a word of five leaves 80; two in such a word leave 60.
"""
_SHORTEST_WITH_ERROR = 4
"""Words shorter than this must match exactly: with one letter changed they are other words."""
_UNFINISHED = 0.9
"""Weight of the beginning of a word relative to the whole word."""


@dataclass(frozen=True, slots=True)
class Match:
    """A text that matches a question.

    Attributes
    ----------
    position
        Which text, from 0.
    score
        How well it matches, from 0 to 1. For ordering only: it is not a probability.
    """

    position: int
    score: float


class TextIndex:
    """Texts that can be searched; immutable.

    Parameters
    ----------
    texts
        For each position, pairs of a weight (0 to 1: how much a word in this text counts) and a
        text.

    Examples
    --------
    >>> index = TextIndex([[(1.0, "Huiskamer De Kip")], [(1.0, "Speeltuin Pier 80")]])
    >>> [match.position for match in index.search("huiskamr")]
    [0]
    """

    def __init__(self, texts: Iterable[Iterable[tuple[float, str]]]) -> None:
        weight_of: defaultdict[str, dict[int, float]] = defaultdict(dict)
        size = 0
        for position, weighted in enumerate(texts):
            size = position + 1
            for weight, text in weighted:
                for word in fold(text).split():
                    known = weight_of[word].get(position, 0.0)
                    weight_of[word][position] = max(weight, known)
        self._size = size
        self._words = sorted(weight_of)
        self._places = [
            (np.fromiter(weight_of[word], np.int64), np.fromiter(weight_of[word].values(), float))
            for word in self._words
        ]

    def search(self, question: str, *, limit: int = 20) -> list[Match]:
        """Find the texts that contain every word of the question, even misspelt.

        Parameters
        ----------
        limit
            Maximum number of matches.

        Returns
        -------
        list of Match
            Best first; equals in the order of position. Empty for a question without words.
        """
        words = fold(question[:MAX_CHARACTERS]).split()[:MAX_WORDS]
        if not words or not self._words:
            return []
        total = np.ones(self._size)
        for word, alike in zip(words, self._likeness(words), strict=True):
            total *= self._best_per_text(word, alike)
        scores = total ** (1 / len(words))
        found = np.flatnonzero(scores)
        best = found[np.argsort(-scores[found], kind="stable")][:limit]
        return [Match(int(position), round(float(scores[position]), 4)) for position in best]

    def _likeness(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Compare each word of the question with each known word, in percent."""
        from rapidfuzz import fuzz, process

        return process.cdist(
            words, self._words, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE, dtype=np.float32
        )

    def _best_per_text(self, word: str, alike: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return for each text the best match of one word of the question, from 0 to 1."""
        best = np.zeros(self._size)
        for number, known in enumerate(self._words):
            if known == word:
                fit = 1.0
            elif known.startswith(word):
                fit = _UNFINISHED
            elif alike[number] and len(word) >= _SHORTEST_WITH_ERROR:
                # Rank below an unfinished word, because that is certainly what was typed.
                fit = _UNFINISHED * float(alike[number]) / 100
            else:
                continue
            positions, weights = self._places[number]
            best[positions] = np.maximum(best[positions], fit * weights)
        return best
