"""What changed from one release to the next: places that came, that changed, and that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Features = Mapping[str, Mapping[str, Any]]
"""Places by their id, as GeoJSON features."""


class ChangeKind(StrEnum):
    """What happened to a place."""

    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that has another value.

    Parameters
    ----------
    field
        Name of the column, or ``geometry``.
    old, new
        As in GeoJSON; None where it was or is not known.
    """

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one place from one release to the next.

    Parameters
    ----------
    release
        Id of the release in which it is so for the first time.
    date
        Date of that release.
    id
        Of the place.
    kind
        What happened.
    fields
        Of a place that changed, what; in the order of the columns.
    successor
        Of a place that is gone, the place that carries it on; None where none does.
    """

    release: str
    date: str
    id: str
    kind: ChangeKind
    fields: tuple[FieldChange, ...] = ()
    successor: str | None = None

    @property
    def cursor(self) -> str:
        """Where it stands in the history, for who reads on after it."""
        return f"{self.release}.{self.id}"


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """The places of one release.

    Parameters
    ----------
    release
        Its id.
    version
        Its version.
    date
        Its date.
    """

    release: str
    version: str
    date: str


def differences(old: Features, new: Features, state: ReleaseState) -> Iterator[Change]:
    """Compare the places of two releases.

    Parameters
    ----------
    old, new
        Places by id.
    state
        The newer release.

    Yields
    ------
    Change
        In the order of the ids; nothing for a place that is the same in both.
    """
    carried_on = successors(new)
    for place_id in sorted(old.keys() | new.keys()):
        before, after = old.get(place_id), new.get(place_id)
        if before is None:
            yield Change(state.release, state.date, place_id, ChangeKind.CREATED)
        elif after is None:
            yield Change(
                state.release,
                state.date,
                place_id,
                ChangeKind.REMOVED,
                successor=carried_on.get(place_id),
            )
        elif fields := tuple(_field_changes(before, after)):
            yield Change(state.release, state.date, place_id, ChangeKind.CHANGED, fields)


def _field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    old = {"geometry": before.get("geometry"), **(before.get("properties") or {})}
    new = {"geometry": after.get("geometry"), **(after.get("properties") or {})}
    for name in dict.fromkeys([*new, *old]):
        was, is_now = old.get(name), new.get(name)
        # A column that one of two releases lacks is not known there, which an empty list is too.
        if was != is_now and (was or is_now or was is False or is_now is False):
            yield FieldChange(name, was, is_now)


def successors(places: Features) -> dict[str, str]:
    """Say for each former id which place carries it on.

    Parameters
    ----------
    places
        Of one release.

    Returns
    -------
    dict
        Id of the place by the id that was given up.
    """
    return {
        former: place_id
        for place_id, place in places.items()
        for former in (place.get("properties") or {}).get("former_ids") or ()
    }
