"""What each field of a place rests on: its source, and the date that goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from api.web.i18n import translations
from geo.directory.descriptions import SourceLine, source_line
from geo.directory.directory import Directory
from geo.model.vocabulary import Access, Language

FIELDS = (
    "name",
    "kind",
    "initiative",
    "operator",
    "street",
    "house_number",
    "postcode",
    "opening_hours",
    "activities",
    "access",
    "status",
    "website",
)
"""The fields of which a visitor may ask where they come from, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One field and the sources that its value was taken from.

    Parameters
    ----------
    field
        Name in the data.
    heading
        What the page calls it.
    sources
        Those that say what the page says.
    others
        Those that say something else, each with what it says.
    """

    field: str
    heading: str
    sources: tuple[SourceLine, ...]
    others: tuple[tuple[str, SourceLine], ...]


def facts(
    directory: Directory, place_id: str, known: Mapping[str, Any], language: Language
) -> tuple[Fact, ...]:
    """List the fields of a place with their sources.

    Parameters
    ----------
    directory
        The release.
    place_id
        The place.
    known
        Its published properties.
    language
        Of headings and dates.

    Returns
    -------
    tuple of Fact
        Empty where the release does not say it per field.
    """
    provenance = directory.provenance
    document = provenance.of(place_id) if provenance is not None else None
    if not document:
        return ()
    told: Mapping[str, Sequence[Mapping[str, Any]]] = orjson.loads(document)
    headings = _headings(language)
    return tuple(
        Fact(
            field,
            headings[field],
            tuple(source_line(one["source"], language) for one in told[field] if one["used"]),
            tuple(
                (_shown(one["value"]), source_line(one["source"], language))
                for one in told[field]
                if not one["used"] and one["value"]
            ),
        )
        for field in FIELDS
        if field in headings
        and any(one["used"] for one in told.get(field, ()))
        and known.get(field)
    )


def fact_date(found: Sequence[Fact], field: str) -> str:
    """Give the date of the source of a field, in words; empty where not known."""
    for fact in found:
        if fact.field == field and fact.sources:
            return fact.sources[0].date
    return ""


@lru_cache(maxsize=2048)
def access_said(directory: Directory, position: int, language: Language) -> str:
    """Say when it was said whether one can get in with a wheelchair.

    Parameters
    ----------
    directory
        The release.
    position
        Row of the place in it.
    language
        Of the sentence.

    Returns
    -------
    str
        Empty where nothing was said.
    """
    _ = translations(language).gettext
    known = orjson.loads(directory.layers["places"].features[position])["properties"]
    if Access(known["access"]) is Access.UNKNOWN:
        return ""
    date = fact_date(facts(directory, known["id"], known, language), "access")
    if not date:
        return _("It is not known when this was said.")
    return _("This was said on: %(date)s.") % {"date": date}


def _headings(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "name": _("Name"),
        "kind": _("Kind of place"),
        "initiative": _("Whose initiative"),
        "operator": _("Run by"),
        "street": _("Street"),
        "house_number": _("House number"),
        "postcode": _("Postcode"),
        "opening_hours": _("Opening hours"),
        "activities": _("What there is to do"),
        "access": _("Accessibility"),
        "status": _("In use or not"),
        "website": _("Website"),
    }


def _shown(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
