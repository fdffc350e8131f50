"""What changed from one release to the next: places that came, changed or went."""

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
        As in GeoJSON; None where it was or is unknown.
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
        Id of the first release with this change.
    fields
        The changed fields of a place, in the order of the columns.
    successor
        The successor of a place that is gone; None where there is none.
    """

    release: str
    date: str
    id: str
    kind: ChangeKind
    fields: tuple[FieldChange, ...] = ()
    successor: str | None = None

    @property
    def cursor(self) -> str:
        """Its position in the history, for clients that continue after it."""
        return f"{self.release}.{self.id}"


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """The places of one release."""

    release: str
    version: str
    date: str


def differences(old: Features, new: Features, state: ReleaseState) -> Iterator[Change]:
    """Compare the places of two releases.

    Yields
    ------
    Change
        In the order of the ids; none for a place that is equal in both.
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
        # A column that one of two releases lacks is unknown there, as is an empty list.
        if was != is_now and (was or is_now or was is False or is_now is False):
            yield FieldChange(name, was, is_now)


def successors(places: Features) -> dict[str, str]:
    """Find for each former id the place that carries it on.

    Returns
    -------
    dict
        Id of the place by former id.
    """
    return {
        former: place_id
        for place_id, place in places.items()
        for former in (place.get("properties") or {}).get("former_ids") or ()
    }
