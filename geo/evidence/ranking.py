"""Which of several rows about a place is believed first: rules 1, 3, 4 and 5 of `resolve`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from geo.evidence.observations import Observation
from geo.model.partial_date import PartialDate, order
from geo.model.vocabulary import SourceType

_TRUST = {kind: rank for rank, kind in enumerate(SourceType)}


class Rank(NamedTuple):
    """How far a row is believed; the smallest is believed most. One member per step of the rule."""

    rejected: bool
    """Whether its source was found to be wrong."""
    age: tuple[int, int]
    """How long ago its source was published; an undated source is older than any."""
    read: tuple[int, int]
    """Of an undated source, how long ago it was read; equal for all that bear a date."""
    distrust: int
    """How little its sort of source is trusted."""
    row: str
    """Its id, which settles what the rule leaves open."""


def ranked(rows: Iterable[Observation]) -> list[Observation]:
    """Put rows in the order in which they are believed, best first; the file's does not matter."""
    return sorted(rows, key=rank)


def rank(row: Observation) -> Rank:
    """Say how far a row is believed."""
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
    """Turn a date around, so that the latest is the smallest."""
    begin, vagueness = order(moment)
    return -begin.toordinal(), -vagueness.toordinal()
