"""Pairs of places that may be one: the same, different, or later."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.desk.access import DeskOf, Maintainer, Viewer
from api.desk.desk import today
from api.desk.layout import language, page, see_other
from api.desk.words import compared_words, likeness_words
from geo.evidence.decisions import Verdict
from geo.store import reasons
from geo.store.postponed import PostponedPairs
from geo.store.store import Batch

router = APIRouter(include_in_schema=False)

SHOWN = 20
"""So many pairs are shown at once."""


class PairAnswer(StrEnum):
    """What a maintainer says of a pair."""

    SAME = "same"
    """One place, which keeps the first id."""
    SAME_OTHER = "same_other"
    """One place, which keeps the second id."""
    DIFFERENT = "different"
    LATER = "later"


@router.get("/duplicates")
def duplicates(request: Request, desk: DeskOf, who: Viewer) -> Response:
    """Show the pairs side by side, the most likely first; those put off come last."""
    spoken = language(request)
    places = desk.places()
    later = PostponedPairs(desk.store.log).all()
    pairs = [pair for pair in desk.pairs() if {pair.place_id, pair.other_id} <= places.keys()]
    pairs.sort(key=lambda pair: frozenset((pair.place_id, pair.other_id)) in later)
    return page(
        request,
        "duplicates.html",
        who=who,
        desk=desk,
        count=len(pairs),
        pairs=[
            (places[pair.place_id], places[pair.other_id], round(100 * pair.score),
             [likeness_words(one, spoken) for one in pair.likenesses],
             frozenset((pair.place_id, pair.other_id)) in later)
            for pair in pairs[:SHOWN]
        ],
        names=compared_words(spoken),
        versions=desk.store.versions(places),
    )  # fmt: skip


@router.post("/duplicates")
def decide(
    request: Request, desk: DeskOf, who: Maintainer,
    place: Annotated[str, Form(max_length=200)], other: Annotated[str, Form(max_length=200)],
    place_version: Annotated[int, Form()], other_version: Annotated[int, Form()],
    answer: Annotated[PairAnswer, Form()], why: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Keep what a maintainer says of a pair."""
    if answer is PairAnswer.LATER:
        PostponedPairs(desk.store.log).add(place, other, who.author)
        return see_other(request, "/duplicates")
    kept, gone = (other, place) if answer is PairAnswer.SAME_OTHER else (place, other)
    verdict = Verdict.DIFFERENT if answer is PairAnswer.DIFFERENT else Verdict.SAME
    reason = why.strip() or reasons.COMPARED
    row = {"place_id": kept, "other_id": gone, "decision": verdict.value, "reason": reason,
           "decided": today().isoformat()}  # fmt: skip
    expected = {place: place_version, other: other_version}
    desk.store.append(Batch(decisions=[row], why=reason, expected=expected), who.author)
    return see_other(request, "/duplicates")
