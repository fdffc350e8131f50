"""The history of a directory: its frozen releases, what changed since each, and what is gone.

A history is a sequence of states: each frozen release of the archive, oldest first, then the
release in use. Changes go from each state to the next and are never merged, so following them step
by step leads to the same places as reading the last release as a whole. Frozen releases never
change, so neither does the history up to the last of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from geo.collections.features import read_features
from geo.evidence.observations import PLACE_ID
from geo.io.tables import table
from geo.model.errors import ReleaseError
from geo.model.partial_date import PartialDate
from geo.release.archive import RELEASE_ID, Archive, Frozen, release_id
from geo.release.changes import Change, ChangeKind, Features, ReleaseState, differences, successors


class Why(StrEnum):
    """Why a place is gone."""

    MERGED = "merged"
    """It turned out to be another place, its successor."""
    LEAD = "lead"
    """No source shows any longer whose it is: it is kept, but not published."""
    REMOVED = "removed"
    """No source mentions it any longer."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A place that no longer exists.

    Parameters
    ----------
    id
        Its id, which is never reused.
    removed_on
        Date of the first release without it; empty where it was gone before the first one.
    successor
        Its successor; None where there is none.
    """

    id: str
    removed_on: str
    reason: Why
    successor: str | None = None


class UnknownPastError(LookupError):
    """The history does not go back that far; the message says where it begins."""


@dataclass(frozen=True, eq=False)
class History:
    """The states of a directory and the changes between them; make one with `History.of`.

    Attributes
    ----------
    states
        Oldest first; the last one is the release in use.
    changes
        In the order of the states, and by id within each.
    archive
        The frozen releases, without those that are damaged.
    listed
        The frozen releases that the list of the archive names.
    damaged
        By id of a frozen release that is left out: what is wrong with it, in a sentence.
    gone
        Places once published, or whose id was once used, that no longer exist.
    """

    archive: Archive
    states: tuple[ReleaseState, ...]
    changes: tuple[Change, ...]
    gone: Mapping[str, Tombstone]
    listed: Archive
    damaged: Mapping[str, str]

    @classmethod
    def open(cls, release: Path, archive: Path | None, *, version: str, date: str) -> History:
        """Read the history of a release.

        Parameters
        ----------
        archive
            Folder of the frozen releases; None where there are none.

        Raises
        ------
        InputError
            A table is malformed.
        ReleaseError
            A release is incomplete.
        """
        return cls.of(
            Archive.open(archive) if archive else Archive(),
            {place["id"]: place for place in read_features(release / "places.geojson")},
            version=version,
            date=date,
            leads=_leads(release / "leads.csv"),
        )

    @classmethod
    def of(
        cls,
        archive: Archive,
        current: Features,
        *,
        version: str,
        date: str,
        leads: Iterable[str] = (),
    ) -> History:
        """Compare the releases of an archive with each other and with the one in use.

        Parameters
        ----------
        leads
            Ids that the release in use keeps without publishing.

        Returns
        -------
        History
            A release in use that is also frozen is one state, not two. A frozen release that is
            damaged is left out.
        """
        past = _past(archive.releases, version, date)
        others = [one for one in archive.releases if one not in past]
        damaged = {one.id: damage for one in others if (damage := archive.damage(one))}
        states: list[ReleaseState] = []
        changes: list[Change] = []
        before: Features | None = None
        for frozen in past:
            try:
                after = archive.places(frozen)
            except ReleaseError as error:
                damaged[frozen.id] = str(error)
                continue
            states.append(ReleaseState(frozen.id, frozen.version, frozen.date))
            if before is not None:
                changes += differences(before, after, states[-1])
            before = after
        states.append(ReleaseState(release_id(date, version), version, date))
        if before is not None:
            changes += differences(before, current, states[-1])
        kept = tuple(one for one in archive.releases if one.id not in damaged)
        return cls(
            archive=replace(archive, releases=kept),
            states=tuple(states),
            changes=tuple(changes),
            gone=_tombstones(changes, current, frozenset(leads)),
            listed=archive,
            damaged=damaged,
        )

    @property
    def current(self) -> ReleaseState:
        """The release in use."""
        return self.states[-1]

    def since(self, given: str) -> int:
        """Find where the changes after a release or a day begin.

        Parameters
        ----------
        given
            Id of a release, or a date, which means the last release on or before that day. A month
            or a year means its first day.

        Returns
        -------
        int
            Position in `changes`.

        Raises
        ------
        UnknownPastError
            The release is unknown here, or the date is before the first release.
        ValueError
            It is neither the id of a release nor a date.
        """
        for position, state in enumerate(self.states):
            if given == state.release:
                return self._begin(position + 1)
        if RELEASE_ID.fullmatch(given):
            message = f"The release '{given}' is not kept here."
            raise UnknownPastError(f"{message} {self._reach()}")
        day = PartialDate.parse(given).first.isoformat()
        position = bisect_right([state.date for state in self.states], day)
        if position == 0:
            raise UnknownPastError(f"Nothing is kept of {given}. {self._reach()}")
        return self._begin(position)

    def after(self, cursor: str) -> int:
        """Find where the changes after a cursor begin.

        Returns
        -------
        int
            Position in `changes`.

        Raises
        ------
        UnknownPastError
            Its release is unknown here, or no longer known.
        ValueError
            It is not a cursor.
        """
        release, _, place_id = cursor.partition(".")
        if not RELEASE_ID.fullmatch(release) or not PLACE_ID.fullmatch(place_id):
            raise ValueError(cursor)
        for position, state in enumerate(self.states):
            if release == state.release:
                return bisect_right(self._keys, (position, place_id))
        raise UnknownPastError(f"The release '{release}' of this cursor is gone. {self._reach()}")

    @cached_property
    def _keys(self) -> list[tuple[int, str]]:
        """Return for each change its state and its place; ascending."""
        position = {state.release: number for number, state in enumerate(self.states)}
        return [(position[change.release], change.id) for change in self.changes]

    def _begin(self, position: int) -> int:
        """Return the index of the first change of a state or a later one."""
        return bisect_left(self._keys, (position, ""))

    def _reach(self) -> str:
        first = self.states[0]
        return (
            f"Changes are known since release {first.release} of {first.date}: read the whole "
            f"collection, and from then on request the changes since {self.current.release}."
        )


def _past(releases: Sequence[Frozen], version: str, date: str) -> Sequence[Frozen]:
    """Return the frozen releases before the one in use, which may itself be an older one."""
    versions = [release.version for release in releases]
    if version in versions:
        return releases[: versions.index(version)]
    return [release for release in releases if release.date <= date]


def _tombstones(
    changes: Sequence[Change], current: Features, leads: frozenset[str]
) -> dict[str, Tombstone]:
    """Gather what is gone: removed in a release and not back since, or an id that was given up."""
    now = successors(current)
    stones = {former: Tombstone(former, "", Why.MERGED, now[former]) for former in sorted(now)}
    followed: dict[str, str | None] = {}
    for change in changes:
        if change.kind is ChangeKind.REMOVED:
            followed[change.id] = change.successor
            stones[change.id] = Tombstone(change.id, change.date, Why.REMOVED)
        elif change.kind is ChangeKind.CREATED:
            stones.pop(change.id, None)
    return {
        place_id: _explained(stone, _follow(place_id, followed, now, current), leads)
        for place_id, stone in stones.items()
        if place_id not in current
    }


def _follow(
    place_id: str, followed: Mapping[str, str | None], now: Mapping[str, str], current: Features
) -> str | None:
    """Find the successor of a place that is gone, following others that are gone as well."""
    seen = {place_id}
    here: str | None = place_id
    while here is not None and here not in current:
        here = now.get(here) or followed.get(here)
        if here in seen:
            return None
        if here is not None:
            seen.add(here)
    return here


def _explained(stone: Tombstone, successor: str | None, leads: frozenset[str]) -> Tombstone:
    reason = Why.LEAD if stone.id in leads else Why.REMOVED
    if successor is not None:
        reason = Why.MERGED
    return Tombstone(stone.id, stone.removed_on, reason, successor)


def _leads(path: Path) -> list[str]:
    """List the places that are kept without being published; empty where there is no list."""
    if not path.is_file():
        return []
    with table(path) as (header, rows):
        column = header.index("id")
        return [row[column] for _, row in rows]
