"""The order of a list, and what one line sums it up: within a walk first, then what is farther."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from geo.directory.directory import Directory
from geo.directory.symbology import is_drawn
from geo.hours import OpeningState
from geo.model.vocabulary import Status
from geo.search import Entry, SearchResult, StartKind

MINUTES = 15
"""A walk that most people make: what lies within it is what the list is about."""
DISTRICTS = (StartKind.GEBIED, StartKind.BUURT)


class Part(StrEnum):
    """The parts of a list, in the order in which they are shown."""

    NEAR = "near"
    """Within the walk, and exactly known."""
    NEARLY = "nearly"
    """Within the walk, roughly: only the street or postcode is known, or the start is vague."""
    INSIDE = "inside"
    """In the district that was asked for."""
    ALL = "all"
    """Where nothing was asked about a place to start from."""
    UNSURE = "unsure"
    """A moment was asked for, and it is not known whether these are open then."""
    FARTHER = "farther"
    BEYOND = "beyond"
    """Outside the district that was asked for."""
    VAGUE = "vague"
    """Known only to their street or neighbourhood: they may be nearer than they seem."""
    UNKNOWN = "unknown"
    """The same as `UNSURE`, farther away."""


MAIN = (Part.NEAR, Part.NEARLY, Part.INSIDE, Part.ALL, Part.UNSURE)
"""The parts that the line at the top sums up."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry, and the part of the list that it stands in."""

    part: Part
    entry: Entry


@dataclass(frozen=True, slots=True)
class Tally:
    """How many places of the main parts are open, closed or not known to be either."""

    open: int
    closed: int
    unknown: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.closed + self.unknown


def arrange(
    answer: SearchResult, directory: Directory, *, with_unknown: bool = True
) -> tuple[Placed, ...]:
    """Put the entries of an answer in the order of the list.

    Parameters
    ----------
    with_unknown
        Whether places are included of which it is not known whether they are open at the moment
        that was asked for.
    """
    precisions = directory.layers["places"].values.of("precision")
    numbered = [
        *((entry, False, False) for entry in answer.exact),
        *((entry, True, False) for entry in answer.vague),
        *((entry, False, True) for entry in (answer.unknown_hours if with_unknown else ())),
    ]
    placed = [
        Placed(
            _part(answer, entry, precisions[entry.position], vague=vague, unsure=unsure),
            entry,
        )
        for entry, vague, unsure in numbered
    ]
    order = list(Part)
    return tuple(sorted(placed, key=lambda one: order.index(one.part)))


def tally(
    placed: tuple[Placed, ...], statuses: list[Status], *, parts: tuple[Part, ...] = MAIN
) -> Tally:
    """Count how many of the places in some parts are open, closed or unknown.

    Parameters
    ----------
    statuses
        The status of each place, by position: one that is gone or not there yet is closed.
    """
    counts = Counter(
        OpeningState.CLOSED
        if statuses[one.entry.position] in {Status.CLOSED, Status.PLANNED}
        else one.entry.opening.state
        for one in placed
        if one.part in parts
    )
    return Tally(*(counts[state] for state in OpeningState))


def has_reach(answer: SearchResult) -> bool:
    """Return whether the list is about what lies within a walk of a point."""
    return answer.start is not None and answer.start.what not in DISTRICTS


def _part(answer: SearchResult, entry: Entry, precision: str, *, vague: bool, unsure: bool) -> Part:
    start = answer.start
    if start is None:
        return Part.UNSURE if unsure else Part.ALL
    if start.what in DISTRICTS:
        main, otherwise = entry.inside, Part.BEYOND
        known = Part.INSIDE
    else:
        near = entry.minutes is not None and entry.minutes <= MINUTES and is_drawn(precision)
        main, otherwise = near or entry.position == start.place, Part.FARTHER
        known = Part.NEARLY if vague and entry.position != start.place else Part.NEAR
    if unsure:
        return Part.UNSURE if main else Part.UNKNOWN
    if main:
        return known
    return Part.VAGUE if vague else otherwise
