"""The entries of a result, the best first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from geo.city.walking.snapping import Floats
from geo.hours import Opening
from geo.search.distances import Distances, minutes
from geo.search.interpretation import QueryInterpretation
from geo.search.known import PlaceIndex, Truths
from geo.search.question import Entry, Start


def entries_of(  # noqa: PLR0913, PLR0917 - one per part of an entry
    known: PlaceIndex,
    chosen: Truths,
    reading: QueryInterpretation,
    start: Start | None,
    distances: Distances | None,
    openings: Sequence[Opening] | Mapping[int, Opening],
    scores: Floats | None,
    first: Truths,
) -> list[Entry]:
    """Make the entries, the best or nearest first."""
    far = Distances.unknown(len(known)) if distances is None else distances
    entries = [
        Entry(
            position=position,
            straight_m=_known_number(far.straight_m[position]),
            walk_m=(walk := _known_number(far.walk_m[position])),
            minutes=None if walk is None else minutes(walk),
            vague=not known.exact[position] or (start is not None and start.vague),
            opening=openings[position],
            text_score=1.0 if scores is None else round(float(scores[position]), 4),
            inside=_is_inside(known, reading, position),
            order_m=_known_number(far.order_m[position]),
        )
        for position in np.flatnonzero(chosen).tolist()
    ]
    if start is None:
        return sorted(
            entries,
            key=lambda one: (
                not first[one.position],
                -one.text_score,
                known.name(one.position).casefold(),
            ),
        )
    infinite = math.inf
    return sorted(
        entries,
        key=lambda one: (
            one.position != start.place,
            not one.inside,
            not first[one.position],
            infinite if one.order_m is None else one.order_m,
        ),
    )


def _is_inside(known: PlaceIndex, reading: QueryInterpretation, position: int) -> bool:
    if not reading.districts:
        return True
    return not reading.districts.isdisjoint((known.gebied[position], known.buurt[position]))


def _known_number(number: float) -> float | None:
    """Return a number as shown, to the decimetre; None for an unknown one."""
    return round(float(number), 1) if math.isfinite(number) else None
