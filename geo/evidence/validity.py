"""When a place existed, as far as sources say.

Most sources say that a place exists, few since when. So three dates are kept apart: *first_seen*,
the first date on which a source shows the place; *valid_from*, when it opened; *valid_until*, until
when it existed. Most places are older than the first source that was found, so *first_seen* does
not limit their past.

The rule
--------
1. *What shows a place.* A row that says that it is in use shows it on the date of that status, or
   else of the publication. A row that does not say whether it is in use shows it on the date of the
   publication.
2. *What does not.* A row that says closed, planned or "not known"; a row of a source that was found
   to be wrong; a row of a register that names neither kind nor status, since a list of polling
   stations then names the building, not the place in it.
3. *Announced.* A mention from before the opening announces the place and does not show it.
4. *Opened.* It is valid from the date on which it opened, as the best row that names one says; or
   from when it was first in use, where a source shows that before. Without such a row the start is
   not known.
5. *Planned.* A place that is still planned is valid from the date of the plan, before which it
   certainly did not exist, and was not seen.
6. *Closed.* A closed place is valid until the date of that status. Any other has no end.
7. *After the end.* What is dated after the end says nothing about the time before it, and a place
   that would open after it closed has no known start.

Each date is as exact as its source: ``2018`` may be any day of that year, and both ends are
included. A place that closed and reopened has one period, from the first to the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geo.evidence.observations import Observation
from geo.evidence.ranking import counts
from geo.model.partial_date import PartialDate, order
from geo.model.vocabulary import SourceType, Status


@dataclass(frozen=True, slots=True)
class Bound:
    """One date of a place, with the row that says so.

    Parameters
    ----------
    date
        As exact as the source says it.
    """

    date: PartialDate
    observation_id: str


@dataclass(frozen=True, slots=True)
class Validity:
    """When a place existed; None where unknown.

    Parameters
    ----------
    seen
        First date on which a source shows the place.
    end
        Until when it may have existed.
    opened
        When it opened according to a row, where a source shows it in use earlier than that.
    """

    seen: Bound | None = None
    start: Bound | None = None
    end: Bound | None = None
    opened: Bound | None = None

    def bounds(self) -> dict[str, Bound]:
        """List the known dates, by the name of the field of a place."""
        named = {"first_seen": self.seen, "valid_from": self.start, "valid_until": self.end}
        return {name: bound for name, bound in named.items() if bound is not None}


def validity(rows: Sequence[Observation], status: Status, telling: Observation | None) -> Validity:
    """Determine when a place existed.

    Parameters
    ----------
    rows
        All rows about the place, best first: if two have the same date, the first is named.
    telling
        The row that its status was taken from; None where no row says it.

    Returns
    -------
    Validity
        Its start is not after its end, and it was not seen outside that period.
    """
    dated = telling.status_moment if telling else None
    said = Bound(dated, telling.id) if telling and dated else None
    if status is Status.PLANNED:
        return Validity(start=said)
    end = said if status is Status.CLOSED else None
    usable = [row for row in rows if counts(row)]
    in_use = _earliest(_until(end, _in_use(usable)))
    start = next(_until(end, _opened(usable)), None)
    opened = None
    if start and in_use and in_use.date.last < start.date.first:
        start, opened = in_use, start
    mentioned = (
        bound
        for bound in _until(end, _mentioned(usable))
        if start is None or bound.date.last >= start.date.first
    )
    seen = _earliest([*([in_use] if in_use else []), *mentioned])
    return Validity(seen, start, end, opened)


def _in_use(rows: Iterable[Observation]) -> Iterable[Bound]:
    for row in rows:
        if row.status is Status.OPEN and row.status_moment is not None:
            yield Bound(row.status_moment, row.id)


def _mentioned(rows: Iterable[Observation]) -> Iterable[Bound]:
    for row in rows:
        names_the_building = row.source.kind is SourceType.REGISTER and row.kind is None
        if row.status is None and row.source.published and not names_the_building:
            yield Bound(row.source.published, row.id)


def _opened(rows: Iterable[Observation]) -> Iterable[Bound]:
    return (Bound(row.opened, row.id) for row in rows if row.opened is not None)


def _until(end: Bound | None, bounds: Iterable[Bound]) -> Iterator[Bound]:
    """Leave out dates after the end, which say nothing about the time before."""
    return (bound for bound in bounds if end is None or bound.date.first <= end.date.last)


def _earliest(bounds: Iterable[Bound]) -> Bound | None:
    return min(bounds, key=lambda bound: order(bound.date), default=None)
