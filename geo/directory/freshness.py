"""How old the knowledge is: per field, for the places of a city or of one district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from geo.directory.directory import Directory
from geo.model.partial_date import PartialDate, order
from geo.model.vocabulary import Status

FIELDS = ("status", "house_number", "opening_hours", "programme", "activities", "website", "phone",
          "access")  # fmt: skip
"""The fields of which the age is told, in the order in which people need them."""

YEARS = (1, 2, 5)
"""Limits of the groups of age, in years."""

_YEAR_DAYS = 365.25


@dataclass(frozen=True, slots=True)
class FieldAge:
    """How old what is known of a field is.

    Parameters
    ----------
    places
        How many places there are.
    within
        How many were said within each of `YEARS`, not counted twice; then those said longer ago.
    undated
        How many are known from sources without a date.
    median
        The date in the middle of those with a date; None where none has.
    """

    field: str
    places: int
    within: tuple[int, ...]
    undated: int
    median: PartialDate | None

    @property
    def known(self) -> int:
        """How many places it is known of."""
        return sum(self.within) + self.undated

    @property
    def unknown(self) -> int:
        """How many places it is not known of."""
        return self.places - self.known


def freshness(directory: Directory, on: date) -> dict[str, tuple[FieldAge, ...]]:
    """Tell how old the knowledge is about places that are in use, or may be.

    Parameters
    ----------
    on
        The day from which is counted.

    Returns
    -------
    dict of str to tuple of FieldAge
        By code of the district, in the order of the districts; first, by an empty code, of all.
    """
    said: dict[str, list[dict[str, PartialDate | None]]] = {"": []}
    said |= {code: [] for code in directory.gebieden["code"]}
    for feature in directory.layers["places"].features:
        known = orjson.loads(feature)["properties"]
        if known["status"] in {Status.OPEN, Status.UNKNOWN}:
            dates = _dates(directory, known)
            said[""].append(dates)
            if known.get("gebied_code"):
                said.setdefault(known["gebied_code"], []).append(dates)
    return {
        code: tuple(_age(field, places, on) for field in FIELDS)
        for code, places in said.items()
        if places
    }


def _dates(directory: Directory, known: Mapping[str, Any]) -> dict[str, PartialDate | None]:
    """Return the fields that are known of a place, with when each was last said."""
    document = directory.provenance.of(known["id"])
    told = orjson.loads(document) if document else {}
    found: dict[str, PartialDate | None] = {}
    for field in FIELDS:
        if known.get(field) and known[field] != "unknown":
            used = [one["confirmed"] for one in told.get(field, ()) if one["used"]]
            found[field] = max((PartialDate.parse(one) for one in used if one), key=order,
                               default=None)  # fmt: skip
    return found


def _age(field: str, places: Iterable[Mapping[str, PartialDate | None]], on: date) -> FieldAge:
    rows = list(places)
    known = [row[field] for row in rows if field in row]
    dated = sorted((when for when in known if when is not None), key=order)
    counts = [0] * (len(YEARS) + 1)
    for when in dated:
        years = (on - when.last).days / _YEAR_DAYS
        counts[sum(years >= limit for limit in YEARS)] += 1
    median = dated[len(dated) // 2] if dated else None
    return FieldAge(field, len(rows), tuple(counts), len(known) - len(dated), median)
