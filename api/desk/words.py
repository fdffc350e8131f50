"""What the desk calls things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import get_args

from api.web.i18n import translations
from api.web.served import reference
from geo.city.kinds import kind_label
from geo.city.profile import CityProfile
from geo.directory.descriptions import hours_in_days
from geo.directory.practical import PROVISIONS, provision_names
from geo.evidence.place import Place
from geo.hours.clock import ZONE
from geo.hours.programme import Activity
from geo.i18n.labels import label
from geo.i18n.languages import format_partial_date
from geo.i18n.spoken import language_name
from geo.intake.mapping import Target
from geo.intake.matching import Heap
from geo.intake.proposal import ProposedRow
from geo.model.errors import MAX_QUOTE, Problem
from geo.model.partial_date import PartialDate
from geo.model.said import Said, say_again
from geo.model.vocabulary import Access, Initiative, Kind, Language, Presence, SourceType, Status
from geo.pipeline.duplicates import Likeness, LikenessKind
from geo.store.reasons import logged_reason
from geo.store.rows import Channel
from geo.store.store import Role

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


def problem_words(problem: Problem, language: Language) -> str:
    """Say what is wrong with what somebody typed, or with a list that they gave."""
    _ = translations(language).gettext
    field = form_words(language).get(problem.field, "")
    if problem.line is not None and field:
        sentence = _("Row %(line)s, %(field)s. Found: %(found)s. Expected: %(expected)s.")
    elif problem.line is not None:
        sentence = _("Row %(line)s. Found: %(found)s. Expected: %(expected)s.")
    elif field:
        sentence = _("%(field)s. Found: %(found)s. Expected: %(expected)s.")
    else:
        sentence = _("Found: %(found)s. Expected: %(expected)s.")
    found, expected = (say_again(one, _) for one in (problem.found, problem.expected))
    if len(found) > MAX_QUOTE:
        found = f"{found[: MAX_QUOTE - 1]}…"
    return sentence % {
        "line": problem.line, "field": field, "found": found, "expected": expected,
    }  # fmt: skip


def error_words(error: Exception, language: Language) -> str:
    """Say in a sentence why something did not work."""
    return say_again(error.args[0], translations(language).gettext) if error.args else ""


def reason_words(why: str, language: Language) -> str:
    """Say why an entry was written: in the maintainer's own words, or as the program says it."""
    _ = translations(language).gettext
    said = logged_reason(why)
    if isinstance(said, Said):
        return say_again(said, _)
    return _(why) if why in channel_words("en").values() else why


def unsure_words(row: ProposedRow, language: Language) -> str:
    """Say what of a row of a list could not be taken over, for the inbox."""
    _ = translations(language).gettext
    names = change_words(language)
    told = [
        _("%(field)s: '%(text)s'. %(why)s.") % {
            "field": names.get(one.field, one.field),
            "text": say_again(one.text, _),
            "why": capitalized(say_again(one.why, _)),
        }
        for one in row.unsure
    ]  # fmt: skip
    return " ".join(told)


def capitalized(text: str) -> str:
    """Write the first letter of a sentence as a capital, and leave the rest."""
    return text[:1].upper() + text[1:]


@cache
def source_words(language: Language) -> Mapping[SourceType, str]:
    """Say what sort of source a list can be, the most trusted first."""
    _ = translations(language).gettext
    return {
        SourceType.REGISTER: _("an official list, of the city or the country"),
        SourceType.MUNICIPALITY: _("a page of the municipality or a neighbourhood council"),
        SourceType.ORGANISATION: _("the organisation of the place itself"),
        SourceType.MEDIA: _("a newspaper"),
        SourceType.RESEARCH: _("a report or a study"),
        SourceType.LISTING: _("a list of places that somebody keeps"),
        SourceType.UNTRACED: _("a list of which nobody knows who made it"),
    }


@cache
def role_words(language: Language) -> Mapping[Role, str]:
    """Say in what capacity somebody writes."""
    _ = translations(language).gettext
    return {
        Role.MAINTAINER: _("a maintainer"),
        Role.OWNER: _("the organisation"),
        Role.RESIDENT: _("a resident"),
        Role.IMPORT: _("a list that came in"),
        Role.SEED: _("the data that came with the program"),
        Role.OPERATOR: _("the operator"),
    }


@cache
def form_words(language: Language) -> Mapping[str, str]:
    """Name everything that the forms of the desk ask, and that a list can say."""
    _ = translations(language).gettext
    return {
        **change_words(language),
        **target_words(language),
        **day_words(language),
        "title": _("What is the source called?"),
        "licence": _("On what terms may it be used?"),
        "published": _("Of which day is it?"),
        "source_date": _("Of which day is it?"),
        "address": _("Its address"),
        "mail": _("Mail address of the organisation"),
        "why": _("Why?"),
        "text": _("In your own words"),
        "row": _("Row"),
        "on": _("On which day?"),
        "channel": _("Source"),
        "place": _("Place"),
        "outcome": _("Outcome"),
    }


def value_words(value: StrEnum, language: Language) -> str:
    """Say a word of the vocabularies; the city words the kinds of place itself."""
    if isinstance(value, Kind):
        return kind_label(value, CityProfile.beside(reference()), language)
    return label(value, language)


def written_moment(at: datetime, language: Language) -> str:
    """Write when something was done, on the clock of the country."""
    here = at.astimezone(ZONE)
    day = format_partial_date(PartialDate(here.year, here.month, here.day), language)
    return f"{day}, {here:%H.%M}"


def written_value(field: str, text: str, language: Language) -> str:
    """Write the text of a field, as a release has it, as people read it.

    Examples
    --------
    >>> written_value("opening_hours", "Mo-Fr 09:00-17:00", "en")
    'Mon–Fri 09:00–17:00'
    >>> written_value("opening_hours", "Mo 09:00-12:00; Su off", "nl")
    'ma 09:00–12:00; zo gesloten'
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
    if field == "languages":
        return "; ".join(language_name(code, language) for code in text.split("; ") if code)
    if field == "programme":
        return "; ".join(_activity(one, language) for one in text.split("; ") if one)
    return _hours(text, language) if field == "opening_hours" else text


def _hours(text: str, language: Language) -> str:
    """Write hours in words, as far as the notation is plain."""
    _ = translations(language).gettext
    words = {
        "off": _("Closed").lower(),
        "unknown": _("Not known").lower(),
        "PH": _("Holidays").lower(),
    }
    parts = re.split(r"(?<= )(off|unknown)\b|\b(PH)\b", hours_in_days(text, language))
    return "".join(words.get(part, part) for part in parts if part)


def _activity(entry: str, language: Language) -> str:
    activity = Activity.read(entry)
    parts = (activity.name, _hours(activity.when, language), activity.cost, activity.whom)
    return ", ".join(filter(None, parts))


def shown_value(place: Place, field: str, language: Language) -> str:
    """Write the value of a field as people read it; empty where it is not known."""
    value = getattr(place, field)
    if isinstance(value, tuple):
        value = "; ".join(value)
    if value in (None, "", "unknown"):
        return ""
    return written_value(field, str(value), language)
