"""The order in which rows about a place are trusted: rules 1, 3, 4 and 5 of `resolve`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from geo.evidence.observations import Observation
from geo.model.partial_date import PartialDate, order
from geo.model.vocabulary import SourceType

_TRUST = {kind: rank for rank, kind in enumerate(SourceType)}


class Rank(NamedTuple):
    """How much a row is trusted, smallest first. One member per step of the rule."""

    rejected: bool
    """Whether its source was found to be wrong."""
    age: tuple[int, int]
    """How long ago its source was published; an undated source is older than any."""
    read: tuple[int, int]
    """For an undated source, how long ago it was read; equal for all dated ones."""
    distrust: int
    """How little its type of source is trusted."""
    row: str
    """Its id, which breaks any remaining tie."""


def ranked(rows: Iterable[Observation]) -> list[Observation]:
    """Sort rows by trust, best first, regardless of their order in the file."""
    return sorted(rows, key=rank)


def rank(row: Observation) -> Rank:
    """Return how much a row is trusted."""
    source = row.source
    return Rank(
        rejected=source.kind is SourceType.REJECTED,
        age=_ago(source.published),
        read=(0, 0) if source.published else _ago(source.retrieved),
        distrust=_TRUST[source.kind],
        row=row.id,
    )


def counts(row: Observation) -> bool:
    """Whether a row may give a value: every row but those of a source found to be wrong."""
    return row.source.kind is not SourceType.REJECTED


def _ago(moment: PartialDate | None) -> tuple[int, int]:
    """Reverse the order of a date, so that the latest is the smallest."""
    begin, vagueness = order(moment)
    return -begin.toordinal(), -vagueness.toordinal()
