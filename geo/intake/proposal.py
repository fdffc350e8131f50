"""A proposal: what each row of a list would change, and what people decided about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.evidence.decisions import Decision
from geo.evidence.observations import Observation
from geo.intake.interpreting import Unsure
from geo.intake.matching import Heap, PlaceMatch
from geo.store.store import Cells

DIGITS = 8
"""Letters of the digests that name a row and what it says."""


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What a person decided about a row.

    Parameters
    ----------
    heap
        ``same`` or ``new``; None to leave the row out.
    place_id
        Which place it is, where it is one.
    """

    heap: Heap | None
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """One field of a place, as published now and with the list; empty where unknown."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """What one row of a list would do.

    Parameters
    ----------
    number
        Its line, or the number of its feature.
    key
        What names it in its list; a decision about it is kept under this name.
    name
        As the list says.
    heap
        None for a row that somebody decided to leave out.
    place_id
        The place that it is, may be, or would become.
    match
        The likeliest place, with reasons; None where there is none.
    cells
        The observation that it makes; empty where it adds nothing.
    changes
        What would be published differently.
    unsure
        What could not be taken over as it is.
    was_decided
        Whether a person decided about this row, or it was taken in before.
    """

    number: int
    key: str
    name: str
    heap: Heap | None
    place_id: str
    match: PlaceMatch | None
    cells: Cells
    changes: tuple[ProposedChange, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    was_decided: bool = False

    @property
    def adds(self) -> bool:
        """Whether accepting it writes something."""
        return bool(self.cells) and self.heap in {Heap.SAME, Heap.NEW}

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "row": self.number,
            "key": self.key,
            "name": self.name,
            "heap": self.heap.value if self.heap else "left out",
            "place": self.place_id,
            "score": None if self.match is None else round(self.match.probability, 4),
            "reasons": [] if self.match is None else [str(one) for one in self.match.reasons],
            "adds": self.adds,
            "changes": [
                {"field": one.field, "before": one.before, "after": one.after}
                for one in self.changes
            ],
            "unsure": [
                {"field": one.field, "text": one.text, "why": one.why} for one in self.unsure
            ],
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a list would change.

    Parameters
    ----------
    source
        What the list is called; decisions are kept under it.
    licence
        On what terms its rows are used; empty where not known.
    rows
        Each row of the city, in the order of the list.
    elsewhere
        How many rows are of another town.
    versions
        The version of each known place that a row is, or may be.
    """

    source: str
    licence: str
    rows: tuple[ProposedRow, ...]
    elsewhere: int
    versions: Mapping[str, int]

    def count(self, heap: Heap) -> int:
        """Count the rows of a heap."""
        return sum(row.heap is heap for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            **{heap.value: self.count(heap) for heap in Heap},
            "elsewhere": self.elsewhere,
            "rows": [row.as_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """What a list is compared with.

    Parameters
    ----------
    observations, decisions
        Those that count.
    used_ids
        The ids of all observations, the withdrawn ones too.
    decided
        What people decided about rows of lists, by `row_mark`.
    versions
        The version of each place.
    """

    observations: Sequence[Observation]
    decisions: Sequence[Decision]
    used_ids: frozenset[str]
    decided: Mapping[str, RowDecision]
    versions: Mapping[str, int]


def row_mark(source: str, key: str) -> str:
    """Name a row of a source in a few letters, the same each year."""
    return hashlib.sha256(f"{source}\n{key}".encode()).hexdigest()[:DIGITS]
