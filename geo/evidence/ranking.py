"""Which of several rows about a place is believed first: the rule of `geo.evidence.resolve`."""

from __future__ import annotations

from collections.abc import Iterable

from geo.evidence.observations import Observation
from geo.model.partial_date import order
from geo.model.vocabulary import Kind, SourceType

_TRUST = {kind: rank for rank, kind in enumerate(SourceType)}


def ranked(rows: Iterable[Observation]) -> list[Observation]:
    """Put rows in the order in which they are believed, best first; the file's does not matter."""
    return sorted(rows, key=rank)


def rank(row: Observation) -> tuple[bool, bool, tuple[int, int], int, str]:
    """Say how far a row is believed; the smallest is believed most.

    Whether it was found to be wrong, whether it only mentions, how old it is, how little its sort
    of source is trusted, and last its id, which settles what the rule leaves open.
    """
    begin, vagueness = order(row.source.published)
    return (
        row.source.kind is SourceType.REJECTED,
        row.kind is not Kind.HUIS_VAN_DE_WIJK,
        (-begin.toordinal(), -vagueness.toordinal()),
        _TRUST[row.source.kind],
        row.id,
    )
