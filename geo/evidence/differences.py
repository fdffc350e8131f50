"""What differs between two states of the directory: for a maintainer to see before it is so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from geo.evidence.place import Place

FIELDS = (
    "name",
    "kind",
    "initiative",
    "status",
    "status_date",
    "operator",
    "street",
    "house_number",
    "postcode",
    "gebied",
    "buurt",
    "website",
    "phone",
    "email",
    "opening_hours",
    "activities",
    "programme",
    "costs",
    "languages",
    "access",
    "step_free_entrance",
    "accessible_toilet",
    "hearing_loop",
    "osm_id",
    "alt_names",
    "confirmed",
)
"""The fields of a place that are compared, in the order in which people read them."""


class DifferenceKind(StrEnum):
    """What happens to a place."""

    NEW = "new"
    """It was not published, and will be."""
    GONE = "gone"
    """It was published, and will not be."""
    CHANGED = "changed"
    """It stays published, with other values."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field with its value before and after, as text; empty where not known.

    Parameters
    ----------
    field
        Of `FIELDS`.
    before, after
        Members of a list are separated by semicolons.
    """

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlaceDifference:
    """A place that differs.

    Parameters
    ----------
    place_id, name
        Of the place; the name as it will be.
    kind
        What happens to it.
    fields
        What differs; for a new place what is known, for one that goes nothing.
    """

    place_id: str
    name: str
    kind: DifferenceKind
    fields: tuple[FieldDifference, ...]


def differences(before: Iterable[Place], after: Iterable[Place]) -> list[PlaceDifference]:
    """Compare the published places of two states.

    Parameters
    ----------
    before, after
        As `geo.evidence.resolve.resolve` returns them; leads are not published, so do not count.

    Returns
    -------
    list of PlaceDifference
        By id of the place.
    """
    old = {place.id: place for place in before if not place.is_lead}
    new = {place.id: place for place in after if not place.is_lead}
    found: list[PlaceDifference] = []
    for place_id in sorted(old.keys() | new.keys()):
        was, becomes = old.get(place_id), new.get(place_id)
        if becomes is None:
            name = was.name if was else place_id
            found.append(PlaceDifference(place_id, name, DifferenceKind.GONE, ()))
            continue
        fields = field_differences(was, becomes)
        if fields:
            kind = DifferenceKind.CHANGED if was else DifferenceKind.NEW
            found.append(PlaceDifference(place_id, becomes.name, kind, fields))
    return found


def field_differences(before: Place | None, after: Place) -> tuple[FieldDifference, ...]:
    """Compare the fields of a place in two states; against nothing, list what is known."""
    pairs = ((name, _text(before, name), _text(after, name)) for name in FIELDS)
    return tuple(FieldDifference(*pair) for pair in pairs if pair[1] != pair[2])


def _text(place: Place | None, field: str) -> str:
    value = getattr(place, field) if place else None
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None or value == "unknown" else str(value)
