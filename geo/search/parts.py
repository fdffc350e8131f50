"""The parts of a result, in the order in which every door shows them: within a walk first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.hours import OpeningState
from geo.search.question import Entry, Part, Start, StartKind

if TYPE_CHECKING:  # pages need the parts long before anything is searched
    from geo.search.known import PlaceIndex

MINUTES = 15
"""A walk that most people make: what lies within it is what a result is about."""
DISTRICTS = (StartKind.GEBIED, StartKind.BUURT)
MAIN = (Part.NEAR, Part.NEARLY, Part.INSIDE, Part.ALL, Part.UNSURE)
"""The parts that a result is about; the others are what else there is."""

_ORDER = {part: rank for rank, part in enumerate(Part)}


def in_parts(
    known: PlaceIndex, entries: Iterable[Entry], start: Start | None, *, at_a_moment: bool
) -> tuple[Entry, ...]:
    """Say of each entry which part it stands in, and sort by part, keeping the order within one.

    Places with an exact point stand before the others of their part. A place requested by name
    stands in front, however vaguely it is known.

    Parameters
    ----------
    at_a_moment
        Whether the question asks what is open at a moment, so that a place of which that is not
        known stands apart.
    """

    def is_rough(entry: Entry) -> bool:
        return start is not None and not (
            start.place == entry.position or known.exact[entry.position]
        )

    found = [
        replace(
            entry, part=_part(known, entry, start, rough=is_rough(entry), at_a_moment=at_a_moment)
        )
        for entry in entries
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER[one.part], is_rough(one))))


def has_reach(start: Start | None) -> bool:
    """Return whether a result is about what lies within a walk of a point."""
    return start is not None and start.what not in DISTRICTS


def _part(
    known: PlaceIndex, entry: Entry, start: Start | None, *, rough: bool, at_a_moment: bool
) -> Part:
    from geo.search.distances import minutes

    unsure = at_a_moment and entry.opening.state is not OpeningState.OPEN
    if start is None:
        return Part.UNSURE if unsure else Part.ALL
    if start.what in DISTRICTS:
        main, in_main, otherwise = entry.inside, Part.INSIDE, Part.BEYOND
    else:
        # Where no network tells the walk, what the straight line suggests decides: not "no place".
        walkable = entry.order_m is not None and minutes(entry.order_m) <= MINUTES
        main = entry.position == start.place or (walkable and bool(known.drawn[entry.position]))
        in_main, otherwise = (Part.NEARLY if rough else Part.NEAR), Part.FARTHER
    if unsure:
        return Part.UNSURE if main else Part.UNKNOWN
    if main:
        return in_main
    return Part.VAGUE if rough else otherwise
