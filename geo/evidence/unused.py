"""Rows that change nothing: another row says it better, or they do not count."""

from __future__ import annotations

from dataclasses import dataclass

from geo.evidence.choices import differs
from geo.evidence.observations import Observation
from geo.evidence.place import Place
from geo.evidence.ranking import counts
from geo.evidence.reasons import Reason

_FIELDS = (
    "name", "alt_names", "kind", "initiative", "operator", "street", "house_number", "postcode",
    "city", "gebied", "buurt", "website", "phone", "email", "opening_hours", "activities",
    "programme", "costs", "languages", "access", "step_free_entrance", "accessible_toilet",
    "hearing_loop", "status", "opened", "osm_id", "point",
)  # fmt: skip
"""What a row can say about a place."""
_GIVES = {
    "name": ("name", "alt_names"),
    "alt_names": ("alt_names", "name"),
    "opened": ("valid_from",),
}
"""The field of the place that each sets, where the names differ."""

_WORDS = {
    Reason.DESIGNATION: "a designation decides this field",
    Reason.NEWER: "{row} is newer",
    Reason.READ_LATER: "{row} was read later",
    Reason.TRUST: "{row} is of a more trusted type",
    Reason.ROW: "{row} comes first by its id only",
    Reason.STATUS_DATE: "the status of {row} is of a later date",
    Reason.UNDATED: "neither the status nor its source has a date",
    Reason.FIELD: "the rule of this field prefers {row}",
}
"""Why a row was not chosen, in English."""


@dataclass(frozen=True, slots=True)
class UnusedRow:
    """A row without which the place would be the same."""

    observation_id: str
    place_id: str
    why: str


def unused_rows(place: Place, *, located_by: str = "") -> list[UnusedRow]:
    """List the rows that give a place no value, no date and no point.

    Parameters
    ----------
    located_by
        The row whose coordinates are used; empty where none is.

    Returns
    -------
    list of UnusedRow
        Best row first. If two rows say the same on one date, only the second is listed: the first
        is used.
    """
    used = {located_by, place.validity.opened.observation_id if place.validity.opened else ""}
    for evidence in place.evidence.values():
        used.update(one.observation_id for one in evidence.chosen)
        used.update(one.confirmed_by for one in evidence.chosen)
        used.update(
            one.observation_id for one in evidence.against if one.reason is Reason.CONTRADICTED
        )
    return [
        UnusedRow(row.id, place.id, _why(row, place))
        for row in place.observations
        if row.id not in used
    ]


def _why(row: Observation, place: Place) -> str:
    """Say in one sentence why a row changes nothing."""
    if not counts(row):
        return "Its source was found to be wrong."
    fields = [field for field in _FIELDS if getattr(row, field)]
    if not fields:
        return "It says nothing about the place."
    outdone: dict[str, list[str]] = {}
    for field in fields:
        outdone.setdefault(_outdone(field, row, place), []).append(field)
    said = "; ".join(f"{', '.join(named)}: {why}" for why, named in outdone.items())
    return f"{said[0].upper()}{said[1:]}."


def _outdone(field: str, row: Observation, place: Place) -> str:
    """Say why the value of one field was not taken from a row."""
    if field == "point":
        return "the point is taken from elsewhere"
    evidences = [
        place.evidence[name] for name in _GIVES.get(field, (field,)) if name in place.evidence
    ]
    for evidence in evidences[:1]:
        for one in evidence.against:
            if one.observation_id == row.id:
                return _WORDS[one.reason].format(row=evidence.observation_id)
    said = getattr(row, field)
    entries = {str(one) for one in (said if isinstance(said, tuple) else (said,))}
    sayers = [
        one.observation_id
        for evidence in evidences
        for one in evidence.chosen
        if any(not differs(one.value, entry) for entry in entries)
    ]
    if sayers:
        return f"also said by {', '.join(dict.fromkeys(sayers))}"
    return "no value follows from it"
