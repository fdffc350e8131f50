"""What one wants to know before going: what is on, what is spoken, what there is, how old it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.directory.descriptions import capital, hours_in_days
from geo.hours.calendar_nl import Calendar
from geo.hours.programme import Activity, Occurrence, occurrences
from geo.hours.words import clock_time
from geo.i18n.labels import label
from geo.i18n.languages import format_partial_date, format_weekday, translations
from geo.i18n.spoken import language_name
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Language, Presence, SourceType

PROVISIONS = ("step_free_entrance", "accessible_toilet", "hearing_loop")
"""The provisions of a place, each known to be there, known not to be, or not known."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision in words, such as a hearing loop; `value` is yes, no or not known."""

    field: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity of the programme in words; empty where the source does not say."""

    name: str
    when: str
    cost: str
    whom: str


@dataclass(frozen=True, slots=True)
class OccurrenceLine:
    """One time of an activity in words.

    Parameters
    ----------
    is_sure
        False on a public holiday that its hours do not mention.
    """

    day: str
    time: str
    activity: ActivityLine
    is_sure: bool


def provisions(known: Mapping[str, Any], language: Language) -> tuple[Provision, ...]:
    """Say of each provision whether a place has it.

    Parameters
    ----------
    known
        The properties of a published place; a release from before 28 November 2026 has none.
    """
    names = provision_names(language)
    return tuple(
        Provision(field, names[field], label(Presence(known.get(field) or "unknown"), language))
        for field in PROVISIONS
    )


def provision_names(language: Language) -> dict[str, str]:
    """Name the provisions."""
    _ = translations(language).gettext
    return {
        "step_free_entrance": _("Entrance without a step"),
        "accessible_toilet": _("Toilet for wheelchairs"),
        "hearing_loop": _("Hearing loop"),
    }


def spoken(known: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    """Name the languages that are spoken at a place."""
    return tuple(capital(language_name(code, language)) for code in known.get("languages") or ())


def programme(known: Mapping[str, Any], language: Language) -> tuple[ActivityLine, ...]:
    """Write the programme of a place, as the source gives it."""
    return tuple(_line(Activity.read(entry), language) for entry in known.get("programme") or ())


def this_week(
    known: Mapping[str, Any],
    observed: PartialDate | None,
    calendar: Calendar,
    today: date,
    language: Language,
) -> tuple[OccurrenceLine, ...]:
    """Write what there is to do in the seven days from today.

    Parameters
    ----------
    observed
        When a source gave the programme; of one without a date, or an old one, nothing follows.
    """
    found = occurrences(known.get("programme") or (), observed=observed, calendar=calendar,
                     first=today)  # fmt: skip
    return tuple(_occurrence(one, language) for one in found)


def confirmed_by(
    confirmed: str, source: SourceType | None, language: Language, *, planned: bool = False
) -> str:
    """Say when and by whom a place was last seen in use.

    Parameters
    ----------
    confirmed
        The date, as in the release; empty where no dated source saw it in use.
    source
        The sort of source; None where it is not known.
    planned
        Whether it is to open yet: then nobody can have seen it in use.

    Examples
    --------
    >>> confirmed_by("2026-01-20", SourceType.MUNICIPALITY, "en")
    'Confirmed in January 2026 by the municipality.'
    """
    _ = translations(language).gettext
    if planned:
        return _("Planned: not open yet, as far as we know.")
    if not confirmed:
        return _("Never confirmed by a source with a date.")
    when = PartialDate.parse(confirmed)
    month = PartialDate(when.year, when.month) if when.month else when
    sentence = {
        SourceType.REGISTER: _("Confirmed in %(when)s by an official list."),
        SourceType.MUNICIPALITY: _("Confirmed in %(when)s by the municipality."),
        SourceType.ORGANISATION: _("Confirmed in %(when)s by the organisation itself."),
        SourceType.MEDIA: _("Confirmed in %(when)s by a newspaper or local paper."),
        SourceType.RESEARCH: _("Confirmed in %(when)s by somebody who went to look."),
        SourceType.LISTING: _("Confirmed in %(when)s by a list of places."),
        SourceType.UNTRACED: _("Confirmed in %(when)s by a list of an unknown maker."),
    }.get(source or SourceType.REJECTED, _("Confirmed in %(when)s."))
    return sentence % {"when": format_partial_date(month, language)}


def _line(activity: Activity, language: Language) -> ActivityLine:
    when = hours_in_days(activity.when, language)
    return ActivityLine(capital(activity.name), when, activity.cost, activity.whom)


def _occurrence(one: Occurrence, language: Language) -> OccurrenceLine:
    time = f"{clock_time(one.begins)}–{clock_time(one.ends, ends=True)}"  # noqa: RUF001 - a span
    day = format_weekday(one.begins.date(), language, with_date=True)
    return OccurrenceLine(day, time, _line(one.activity, language), one.is_sure)
