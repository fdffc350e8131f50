"""Sentences of the residents' pages: distances, what a kind means, how to report a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from api.web.i18n import translations
from geo.city.profile import CityProfile
from geo.i18n.languages import format_number
from geo.model.settings import settings
from geo.model.vocabulary import Initiative, Kind, Language, Precision

_KILOMETRE = 1000


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
        said = {"distance": length(walk_m, language)}
        if vague:
            return words.ngettext(
                "Very roughly %(num)s minute on foot, %(distance)s",
                "Very roughly %(num)s minutes on foot, %(distance)s",
                minutes,
            ) % (said | {"num": minutes})
        return words.ngettext(
            "About %(num)s minute on foot, %(distance)s",
            "About %(num)s minutes on foot, %(distance)s",
            minutes,
        ) % (said | {"num": minutes})
    if straight_m is None:
        return ""
    said = {"distance": length(straight_m, language)}
    if vague:
        return _("Very roughly %(distance)s in a straight line; the walk is longer") % said
    return _("%(distance)s in a straight line; the walk is longer") % said


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
        whose = _("It is a private initiative, not one of the city.")
        if operator:
            whose = _("It is a private initiative, not one of the city. It is run by %(name)s.")
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
