"""Selecting places by the filters of a question, and counting what each filter removes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.city.walking.snapping import Floats
from geo.hours import Opening, OpeningState
from geo.model.vocabulary import Access
from geo.search.known import PlaceIndex, Texts, Truths
from geo.search.question import Removed, SearchQuestion


def masks(
    known: PlaceIndex, question: SearchQuestion, openings: Sequence[Opening], scores: Floats | None
) -> dict[str, Truths]:
    """Return for each filter of a question which places it keeps.

    Parameters
    ----------
    openings
        Whether each place is open at the requested moment.
    scores
        How well each place matches the words; None where there are no words.

    Returns
    -------
    dict
        By field of the question, only for filters that are set.
    """
    kept: dict[str, Truths] = {}
    if scores is not None:
        kept["text"] = scores > 0
    if question.kind is not None:
        kept["kind"] = _is(known.kind, question.kind.value)
    if question.status is not None:
        kept["status"] = _is(known.status, question.status.value)
    if question.gebied:
        kept["gebied"] = _is(known.gebied, question.gebied)
    if question.activity:
        kept["activity"] = np.array([question.activity in one for one in known.groups], dtype=bool)
    if question.access is not None:
        kept["access"] = accessible(known, question.access)
    if question.moment is not None:
        # An unknown status does not exclude a place; being closed for good does.
        closed = np.array([one.state is OpeningState.CLOSED for one in openings], dtype=bool)
        kept["moment"] = ~closed & ~known.gone
    return kept


def all_of(kept: dict[str, Truths], size: int, *, without: str = "") -> Truths:
    """Return which places all filters keep, except for one that is left out."""
    chosen = np.ones(size, dtype=bool)
    for name, mask in kept.items():
        if name != without:
            chosen &= mask
    return chosen


def removed(kept: dict[str, Truths], size: int) -> tuple[Removed, ...]:
    """Count for each filter how many more places there would be without it.

    Parameters
    ----------
    kept
        As `masks` gives them.
    """
    chosen = int(all_of(kept, size).sum())
    more = {name: int(all_of(kept, size, without=name).sum()) - chosen for name in kept}
    return tuple(Removed(name, count) for name, count in more.items() if count)


def _is(values: Texts, wanted: str) -> Truths:
    return np.array([value == wanted for value in values], dtype=bool)


def accessible(known: PlaceIndex, wanted: Access) -> Truths:
    """Return which places are accessible as asked; see `SearchQuestion.access`."""
    mask = _is(known.access, wanted.value)
    return mask | _is(known.access, Access.YES.value) if wanted is Access.LIMITED else mask
