"""What the desk calls things."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import get_args

from api.web.i18n import translations
from api.web.served import reference
from geo.city.kinds import kind_label
from geo.city.profile import CityProfile
from geo.directory.descriptions import hours_in_days
from geo.directory.practical import PROVISIONS, provision_names
from geo.evidence.resolve import Place
from geo.i18n.labels import label
from geo.i18n.languages import format_partial_date
from geo.i18n.spoken import language_name
from geo.intake.mapping import Target
from geo.intake.matching import Heap
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Access, Initiative, Kind, Language, Presence, Status
from geo.pipeline.duplicates import Likeness, LikenessKind
from geo.store.rows import Channel

_VOCABULARIES: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "initiative": Initiative,
    "status": Status,
    "access": Access,
    **dict.fromkeys(PROVISIONS, Presence),
}


@cache
def channel_words(language: Language) -> Mapping[Channel, str]:
    """Say how something came to be known."""
    _ = translations(language).gettext
    return {
        Channel.CALL: _("Telephone call"),
        Channel.VISIT: _("Visit"),
        Channel.WEBSITE: _("Website of the organisation"),
        Channel.LETTER: _("Letter or mail"),
    }


@cache
def field_words(language: Language) -> Mapping[str, str]:
    """Name the fields of a place."""
    _ = translations(language).gettext
    return {
        "name": _("Name"),
        "alt_names": _("Other names"),
        "kind": _("Kind"),
        "initiative": _("Whose initiative"),
        "status": _("In use"),
        "status_date": _("In use: on which date"),
        "operator": _("Organisation"),
        "street": _("Street"),
        "house_number": _("House number"),
        "postcode": _("Postcode"),
        "gebied": _("Gebied"),
        "buurt": _("Buurt"),
        "website": _("Website"),
        "phone": _("Telephone of the organisation"),
        "email": _("Public mail address of the organisation"),
        "opening_hours": _("Opening hours"),
        "activities": _("Activities"),
        "programme": _("Programme of the week"),
        "costs": _("Costs"),
        "languages": _("Languages that are spoken"),
        "access": _("With a wheelchair"),
        **provision_names(language),
        "osm_id": _("In OpenStreetMap"),
        "confirmed": _("Last confirmed"),
    }


@cache
def day_words(language: Language) -> Mapping[str, str]:
    """Name the days of a week, and the holidays."""
    _ = translations(language).gettext
    return {
        "Mo": _("Monday"),
        "Tu": _("Tuesday"),
        "We": _("Wednesday"),
        "Th": _("Thursday"),
        "Fr": _("Friday"),
        "Sa": _("Saturday"),
        "Su": _("Sunday"),
        "PH": _("Holidays"),
    }


def heap_words(language: Language) -> dict[Heap, str]:
    """Name the heaps of rows of a list, in the order in which a person looks at them."""
    _ = translations(language).gettext
    return {
        Heap.DOUBTFUL: _("To be looked at"),
        Heap.SAME: _("Places that are known"),
        Heap.NEW: _("New places"),
    }


def target_words(language: Language) -> dict[str, str]:
    """Say what a column of a list can mean."""
    _ = translations(language).gettext
    names = field_words(language)
    own = {
        "row_id": _("What names the row"),
        "address": _("Address in one column"),
        "city": _("Town"),
        "opened": _("Open since"),
        "lon": _("Longitude"),
        "lat": _("Latitude"),
        "point_precision": _("Precision"),
        "x": _("X (RD)"),
        "y": _("Y (RD)"),
        "note": _("Remark"),
    }
    return {target: own.get(target) or names[target] for target in get_args(Target)}


def change_words(language: Language) -> Mapping[str, str]:
    """Name the fields that a list may change."""
    _ = translations(language).gettext
    return {**field_words(language), "city": _("Town"), "point": _("Point on the map")}


def compared_words(language: Language) -> dict[str, str]:
    """Name the fields that tell two places apart."""
    names = field_words(language)
    told = ("name", "kind", "status", "operator", "street", "house_number", "buurt", "website",
            "opening_hours", "confirmed")  # fmt: skip
    return {name: names[name] for name in told}


def likeness_words(likeness: Likeness, language: Language) -> str:
    """Say what two places have in common."""
    _ = translations(language).gettext
    first, second = (*likeness.values, "")[:2]
    sentence = {
        LikenessKind.ADDRESS: _("They have the same address: %(first)s."),
        LikenessKind.NEAR: _("They are %(first)s m apart."),
        LikenessKind.NAME: _("Their names are alike: '%(first)s' and '%(second)s'."),
        LikenessKind.OPERATOR: _("They have the same organisation: %(first)s."),
    }[likeness.kind]
    return sentence % {"first": first, "second": second}


def value_words(value: StrEnum, language: Language) -> str:
    """Say a word of the vocabularies; the city words the kinds of place itself."""
    if isinstance(value, Kind):
        return kind_label(value, CityProfile.beside(reference()), language)
    return label(value, language)


def written_value(field: str, text: str, language: Language) -> str:
    """Write the text of a field, as a release has it, as people read it.

    Examples
    --------
    >>> written_value("opening_hours", "Mo-Fr 09:00-17:00", "en")
    'Mon–Fri 09:00–17:00'
    >>> written_value("status_date", "2026-11", "en")
    'November 2026'
    """  # noqa: RUF002 - spans
    words = _VOCABULARIES.get(field)
    try:
        if words is not None and text:
            return value_words(words(text), language)
        if field in {"status_date", "confirmed"} and text:
            return format_partial_date(PartialDate.parse(text), language)
    except ValueError:  # a word of another version
        return text
    return hours_in_days(text, language) if field == "opening_hours" else text


def shown_value(place: Place, field: str, language: Language) -> str:
    """Write the value of a field as people read it; empty where it is not known."""
    value = getattr(place, field)
    if field == "languages":
        return "; ".join(language_name(code, language) for code in value)
    if isinstance(value, tuple):
        return "; ".join(value)
    if value in (None, "unknown"):
        return ""
    return written_value(field, str(value), language)
