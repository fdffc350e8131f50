"""Sentences of the residents' pages: distances, what a kind means, how to report a mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from api.web.i18n import translations
from geo.city.profile import CityProfile
from geo.directory.activities import GROUPS, groups_of_all
from geo.directory.descriptions import capital
from geo.i18n.languages import format_number
from geo.model.settings import settings
from geo.model.vocabulary import Initiative, Kind, Language, Precision
from geo.search import Entry

_KILOMETRE = 1000
DUTCH: Language = "nl"
"""The language in which sources write."""


def length(metres: float, language: Language) -> str:
    """Write a distance no more exactly than a walker needs: ``450 m``, ``1,2 km``."""
    _ = translations(language).gettext
    if metres < _KILOMETRE - 5:
        rounded = max(10, round(metres, -1))
        return _("%(number)s\N{NO-BREAK SPACE}m") % {"number": f"{rounded:.0f}"}
    number = format_number(metres / _KILOMETRE, language, decimals=1)
    return _("%(number)s\N{NO-BREAK SPACE}km") % {"number": number}


def distance(
    language: Language,
    *,
    straight_m: float | None,
    walk_m: float | None,
    minutes: int | None,
    vague: bool,
) -> str:
    """Word how far a place is, and what kind of distance that is.

    Parameters
    ----------
    straight_m
        Straight line in metres; None where unknown.
    walk_m, minutes
        The walk; None where unknown.
    vague
        Whether the place or the start is not exactly known.

    Returns
    -------
    str
        Empty where nothing is known.
    """
    words = translations(language)
    _ = words.gettext
    if walk_m is not None and minutes is not None:
        if vague:
            return words.ngettext(
                "about %(num)s minute (estimate)", "about %(num)s minutes (estimate)", minutes
            ) % {"num": minutes}
        return words.ngettext("%(num)s minute on foot", "%(num)s minutes on foot", minutes) % {
            "num": minutes
        }
    if straight_m is None:
        return ""
    said = {"distance": length(straight_m, language)}
    if vague:
        return _("about %(distance)s in a straight line (estimate); the walk is longer") % said
    return _("%(distance)s in a straight line; the walk is longer") % said


def distance_of(entry: Entry, language: Language) -> str:
    """Word how far an entry of a list is; empty where nothing is known."""
    return distance(
        language,
        straight_m=entry.straight_m,
        walk_m=entry.walk_m,
        minutes=entry.minutes,
        vague=entry.vague,
    )


_MOST_DOING = 3
"""Most activities named on a card."""


def doing(activities: Sequence[str], language: Language) -> str:
    """Name what one can do at a place, on one line.

    Returns
    -------
    str
        In Dutch as the sources say it; in another language by group, since sources write Dutch.
        Empty where nothing is known.
    """
    if language == DUTCH:
        named = list(activities[:_MOST_DOING])
        more = len(activities) > _MOST_DOING
    else:
        groups = doing_groups(activities, language)
        named, more = groups[:_MOST_DOING], len(groups) > _MOST_DOING
    if not named:
        return ""
    listed = ", ".join(named)
    return capital(f"{listed} …" if more else listed)


def doing_groups(activities: Sequence[str], language: Language) -> list[str]:
    """Name the groups that the activities of a place belong to."""
    found = groups_of_all(activities)
    return [group.label(language) for key, group in GROUPS.items() if key in found]


def meaning(place: Mapping[str, Any], city: CityProfile, language: Language) -> tuple[str, str]:
    """Explain the kind of a place, and whose initiative this one is."""
    _ = translations(language).gettext
    kind, initiative = Kind(place["kind"]), Initiative(place["initiative"])
    means = {
        Kind.HUIS_VAN_DE_WIJK: _(
            "A %(name)s is a large meeting place for the whole neighbourhood."
        ),
        Kind.HUISKAMER: _("A %(name)s is a small meeting place, a living room for neighbours."),
    }[kind] % {"name": city.kinds[kind].of(language).one}
    operator = place.get("operator") or ""
    if initiative is Initiative.MUNICIPAL and kind is Kind.HUISKAMER:
        whose = _("It is an initiative of the city.")
        if operator:
            whose = _("It is an initiative of the city. It is run by %(name)s.")
    elif initiative is Initiative.MUNICIPAL:
        whose = _("The city chose this place and pays for it.")
        if operator:
            whose = _("The city chose this place and pays for it. It is run by %(name)s.")
    elif initiative is Initiative.PRIVATE:
        whose = _("It is a private initiative, not the city's.")
        if operator:
            whose = _("It is a private initiative, not the city's. It is run by %(name)s.")
    else:
        whose = _("It is not known whose initiative it is.")
        if operator:
            whose = _("It is not known whose initiative it is. It is run by %(name)s.")
    return means, whose % {"name": operator} if operator else whose


def route_sentence(precision: Precision, language: Language) -> str:
    """Name the link to a walking route; empty where there is no known destination."""
    _ = translations(language).gettext
    return {
        Precision.ADDRESS: _("Walking route (OpenStreetMap)"),
        Precision.STREET: _("Walking route to this street (OpenStreetMap)"),
        Precision.POSTCODE: _("Walking route to this postcode area (OpenStreetMap)"),
    }.get(precision, "")


def report_link(name: str, address: str, language: Language) -> str:
    """Return the link for reporting a mistake; empty where there is none.

    Returns
    -------
    str
        A ``mailto:`` URL with a subject and a body, or the form that the operator configured.
    """
    _ = translations(language).gettext
    receiver = settings().report_address or settings().contact_email
    if receiver:
        subject = _("Mistake in: %(name)s") % {"name": name}
        body = _("This is not right on the page %(address)s:\n\n\nI know this because:\n") % {
            "address": address
        }
        # A name may contain anything; quoted, it cannot add a header or a second recipient.
        return (
            f"mailto:{quote(receiver, safe='@+')}"
            f"?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
        )
    return settings().report_url.replace("{place}", quote(address, safe=""))
