"""A place in words: the sentences that pages, maps and print share.

Nothing unknown is worded as yes or no, and each state comes with the date on which it was true.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from geo.city.kinds import kind_label
from geo.city.profile import CityProfile
from geo.directory.symbology import Symbol, is_drawn
from geo.i18n.labels import label
from geo.i18n.languages import format_partial_date, translations
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Access, Initiative, Kind, Language, Precision, Status


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source of a place, as shown.

    Parameters
    ----------
    url
        Its URL; empty where there is none, or none that a browser can safely follow.
    date
        A sentence with the date on which it appeared or was read; empty where unknown.
    """

    title: str
    url: str
    date: str


@dataclass(frozen=True, slots=True)
class Description:
    """A place in words, in one language.

    Parameters
    ----------
    label
        Name, kind, initiative and state, for people who hear a pin instead of seeing it.
    kind, initiative, status, address, location, access
        One sentence each; ``location`` says how exactly the point is known.
    gebied, buurt, operator, opening_hours, phone, email
        As known; empty where unknown.
    other_names, activities
        As known; empty where unknown.
    website
        URL that a browser can safely follow; empty where unknown.
    sources
        All sources, newest first.
    on_map
        Whether it gets a pin.
    """

    id: str
    name: str
    label: str
    symbol: Symbol
    kind: str
    initiative: str
    status: str
    address: str
    location: str
    access: str
    gebied: str
    buurt: str
    operator: str
    opening_hours: str
    other_names: tuple[str, ...]
    activities: tuple[str, ...]
    website: str
    phone: str
    email: str
    sources: tuple[SourceLine, ...]
    on_map: bool


def describe(place: Mapping[str, Any], city: CityProfile, language: Language = "nl") -> Description:
    """Describe a place in words: everything that a page or map shows of it.

    Parameters
    ----------
    place
        The properties of a published place, as in the release.
    city
        The city that it lies in, which words the kinds.
    """
    words = translations(language)
    kind = kind_label(Kind(place["kind"]), city, language)
    initiative = capital(label(Initiative(place["initiative"]), language))
    status = _status(place, language, words)
    drawn = is_drawn(place["precision"])
    return Description(
        id=place["id"],
        name=place["name"],
        label=words.gettext("%(name)s. %(kind)s. %(initiative)s. %(status)s.")
        % {"name": place["name"], "kind": kind, "initiative": initiative, "status": status},
        symbol=Symbol.of(place),
        kind=kind,
        initiative=initiative,
        status=status,
        address=_address(place, words),
        location=_location(place, words),
        access=capital(label(Access(place["access"]), language)),
        gebied=place.get("gebied") or "",
        buurt=place.get("buurt") or "",
        operator=place.get("operator") or "",
        opening_hours=hours_in_days(place.get("opening_hours") or "", language),
        other_names=tuple(place.get("alt_names") or ()),
        activities=tuple(place.get("activities") or ()),
        website=safe_link(place.get("website")),
        phone=place.get("phone") or "",
        email=place.get("email") or "",
        sources=tuple(source_line(source, language) for source in place.get("sources") or ()),
        on_map=drawn,
    )


def safe_link(url: str | None) -> str:
    """Return a URL only if a browser can safely follow it: ``http`` or ``https``, else nothing.

    Examples
    --------
    >>> safe_link("https://example.org/"), safe_link("javascript:alert(1)")
    ('https://example.org/', '')
    """
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else ""


def _status(place: Mapping[str, Any], language: Language, words: NullTranslations) -> str:
    _ = words.gettext
    status = Status(place["status"])
    if not place.get("status_date"):
        return {
            Status.OPEN: _("In use, date not known"),
            Status.CLOSED: _("Closed, date not known"),
            Status.PLANNED: _("Planned, date not known"),
            Status.UNKNOWN: _("Not known whether it is open"),
        }[status]
    when = PartialDate.parse(place["status_date"])
    in_use = _("In use on %(date)s") if when.day else _("In use in %(date)s")
    return {
        Status.OPEN: in_use,
        Status.CLOSED: _("Closed (as of %(date)s)"),
        Status.PLANNED: _("Planned (as of %(date)s)"),
        Status.UNKNOWN: _("Not known whether it is open (last news: %(date)s)"),
    }[status] % {"date": format_partial_date(when, language)}


def _address(place: Mapping[str, Any], words: NullTranslations) -> str:
    _ = words.gettext
    if place.get("house_number") and place.get("address"):
        return str(place["address"])
    if place.get("street"):
        return _("%(street)s (house number not known)") % {"street": place["street"]}
    if place.get("buurt"):
        return _("Only the neighbourhood is known: %(buurt)s") % {"buurt": place["buurt"]}
    if place.get("gebied"):
        return _("Only the district is known: %(gebied)s") % {"gebied": place["gebied"]}
    return _("Address not known")


def _location(place: Mapping[str, Any], words: NullTranslations) -> str:
    _ = words.gettext
    precision = Precision(place["precision"])
    sentence = {
        Precision.ADDRESS: _("On the map: exactly at the address"),
        Precision.STREET: _("On the map: somewhere in this street"),
        Precision.POSTCODE: _("On the map: somewhere in this postcode area"),
        Precision.NEIGHBOURHOOD: _("Not on the map: only the neighbourhood is known"),
        Precision.NONE: _("Not on the map: the location is not known"),
    }[precision]
    metres = place.get("uncertainty_m")
    if not metres or precision not in {Precision.STREET, Precision.POSTCODE}:
        return sentence
    within = {
        Precision.STREET: _("On the map: somewhere in this street, within about %(metres)s metres"),
        Precision.POSTCODE: _(
            "On the map: somewhere in this postcode area, within about %(metres)s metres"
        ),
    }[precision]
    return within % {"metres": f"{max(10, round(metres, -1)):.0f}"}


def hours_in_days(hours: str, language: Language) -> str:
    """Write the days of OpenStreetMap's notation in words, and keep the times as they are."""
    _ = translations(language).gettext
    days = {
        "Mo": _("Mon"),
        "Tu": _("Tue"),
        "We": _("Wed"),
        "Th": _("Thu"),
        "Fr": _("Fri"),
        "Sa": _("Sat"),
        "Su": _("Sun"),
    }
    parts = re.split(r'("[^"]*")', hours)  # quoted comments stay as they are
    parts[::2] = [
        re.sub(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b", lambda day: days[day[0]], part).replace("-", "–")  # noqa: RUF001
        for part in parts[::2]
    ]
    return "".join(parts).replace('"', "")


def source_line(source: Mapping[str, Any], language: Language) -> SourceLine:
    """Describe a source in words.

    Parameters
    ----------
    source
        With ``title``, ``url``, ``date`` and ``date_kind``, as in the release.
    """
    _ = translations(language).gettext
    date = ""
    if source.get("date"):
        when = PartialDate.parse(source["date"])
        date = format_partial_date(when, language)
        if source.get("date_kind") == "retrieved":
            seen = (
                _("Source without a date, seen on %(date)s")
                if when.day
                else _("Source without a date, seen in %(date)s")
            )
            date = seen % {"date": date}
    return SourceLine(
        title=source.get("title") or source.get("url") or _("Source without a title"),
        url=safe_link(source.get("url")),
        date=date,
    )


def capital(text: str) -> str:
    """Capitalise the first letter of a text."""
    return text[:1].upper() + text[1:]
