"""The evidence of each field of a place: its source, and the date that goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from api.web.cache import of_release
from api.web.i18n import translations
from geo.city.kinds import kind_label
from geo.city.profile import CityProfile
from geo.directory.descriptions import SourceLine, source_line
from geo.directory.directory import Directory
from geo.directory.practical import PROVISIONS, confirmed_by, provision_names
from geo.i18n.labels import label
from geo.i18n.languages import format_partial_date
from geo.model.partial_date import PartialDate, order
from geo.model.vocabulary import Access, Initiative, Kind, Language, Presence, SourceType, Status

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
    "programme",
    "costs",
    "languages",
    "access",
    "step_free_entrance",
    "accessible_toilet",
    "hearing_loop",
    "status",
    "website",
    "phone",
    "email",
)
"""The fields with a visible origin, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One field and the sources that its value was taken from.

    Parameters
    ----------
    confirmed
        The last date on which a source said it, in words; empty where unknown.
    entries
        The entries of a list by the date on which a source last said them, newest first; the date
        is empty where unknown.
    """

    field: str
    heading: str
    confirmed: str
    sources: tuple[SourceLine, ...]
    others: tuple[tuple[str, SourceLine], ...]
    entries: tuple[tuple[str, tuple[str, ...]], ...] = ()


def facts(
    directory: Directory, place_id: str, known: Mapping[str, Any], language: Language
) -> tuple[Fact, ...]:
    """List the fields of a place with their sources.

    Returns
    -------
    tuple of Fact
        Empty where the release has no evidence per field.
    """
    provenance = directory.provenance
    document = provenance.of(place_id) if provenance is not None else None
    if not document:
        return ()
    told: Mapping[str, Sequence[Mapping[str, Any]]] = orjson.loads(document)
    headings = _headings(language)
    return tuple(
        _fact(directory.city, field, headings[field], told[field], language)
        for field in FIELDS
        if told.get(field) and known.get(field)
    )


def fact_date(found: Sequence[Fact], field: str) -> str:
    """Find when a field was last confirmed, in words; empty where unknown."""
    return next((fact.confirmed for fact in found if fact.field == field), "")


def _fact(
    city: CityProfile,
    field: str,
    heading: str,
    told: Sequence[Mapping[str, Any]],
    language: Language,
) -> Fact:
    used = [one for one in told if one["used"]]
    against = [one for one in told if not one["used"] and one["value"]]
    by_date: dict[str, list[str]] = {}
    for one in sorted(used, key=_age, reverse=True):
        by_date.setdefault(_date(one, language), []).append(str(one["value"]))
    return Fact(
        field,
        heading,
        next(iter(by_date), ""),
        tuple(dict.fromkeys(source_line(one["source"], language) for one in used)),
        tuple(
            (_shown(city, field, one["value"], language), source_line(one["source"], language))
            for one in against
        ),
        tuple((date, tuple(entries)) for date, entries in by_date.items()),
    )


def _age(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return order(PartialDate.parse(one["confirmed"]) if one["confirmed"] else None)


def _date(one: Mapping[str, Any], language: Language) -> str:
    if not one["confirmed"]:
        return ""
    return format_partial_date(PartialDate.parse(one["confirmed"]), language)


@of_release
def access_said(directory: Directory, position: int, language: Language) -> str:
    """Say when a source last said whether the place is wheelchair accessible.

    Returns
    -------
    str
        Empty where no source says so.
    """
    _ = translations(language).gettext
    known = orjson.loads(directory.layers["places"].features[position])["properties"]
    if Access(known["access"]) is Access.UNKNOWN:
        return ""
    date = fact_date(facts(directory, known["id"], known, language), "access")
    if not date:
        return _("It is not known when this was said.")
    return _("This was said on: %(date)s.") % {"date": date}


@of_release
def confirmed_said(directory: Directory, position: int, language: Language) -> str:
    """Say when and by whom a place was last seen in use."""
    known = orjson.loads(directory.layers["places"].features[position])["properties"]
    document = directory.provenance.of(known["id"])
    told = orjson.loads(document).get("confirmed") if document else None
    source = SourceType(told[0]["source"]["type"]) if told else None
    planned = known.get("status") == Status.PLANNED
    return confirmed_by(known.get("confirmed") or "", source, language, planned=planned)


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
        "activities": _("What happens here"),
        "programme": _("Programme"),
        "costs": _("Costs"),
        "languages": _("Languages"),
        "access": _("Accessibility"),
        **provision_names(language),
        "status": _("Status"),
        "website": _("Website"),
        "phone": _("Telephone"),
        "email": _("Mail address"),
    }


_WORDS: Mapping[str, type[StrEnum]] = {
    "initiative": Initiative,
    "access": Access,
    "status": Status,
    **dict.fromkeys(PROVISIONS, Presence),
}
"""The fields whose values are words of the vocabulary."""


def _shown(city: CityProfile, field: str, value: str, language: Language) -> str:
    if field == "kind":
        return kind_label(Kind(value), city, language)
    return label(_WORDS[field](value), language) if field in _WORDS else value
