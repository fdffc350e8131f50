"""The page of one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from api.site import structured
from api.site.facts import confirmed_said, facts
from api.site.hours import calendar, holidays_ahead, hours_of, week_table
from api.site.layout import render
from api.site.shared import descriptions, network, stops_near, streets
from api.site.wording import distance, doing_groups, length, meaning, route_sentence
from api.web.cache import of_release
from api.web.finder import finder
from api.web.i18n import PREFIX
from geo.directory import practical, symbology
from geo.directory.descriptions import Description
from geo.directory.directory import Directory
from geo.hours import ZONE, in_words
from geo.hours.words import clock_time
from geo.i18n.languages import format_weekday
from geo.model.partial_date import PartialDate, order
from geo.model.vocabulary import Access, Language, Precision, Status

ALTERNATIVES = 4
"""Maximum number of places nearby that are named."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """Another place, and how far it is."""

    place: Description
    distance: str


@dataclass(frozen=True, slots=True)
class NearbyStop:
    """A stop of public transport, how far it is, and its lines as far as they are known."""

    name: str
    distance: str
    lines: str


@of_release
def page(
    directory: Directory, position: int, language: Language, now: datetime, origin: str
) -> bytes:
    """Write the page of a place.

    Parameters
    ----------
    now
        The minute of the request; the page says whether the place is open then.
    origin
        Address of the site without a path.
    """
    from geo.maps.place_map import HEIGHT_PX, WIDTH_PX

    described = descriptions(directory, language)
    place = described[position]
    known = properties(directory, position)
    hours = hours_of(known)
    opening = hours.at(now)
    here = now.astimezone(ZONE)
    point = _point(directory, position)
    means, whose = meaning(known, directory.city, language)
    address = f"{origin}{PREFIX[language]}/places/{place.id}"
    nearby = _nearby(directory, position, now, language)
    sources = facts(directory, place.id, known, language)
    return render(
        "place.html",
        directory,
        language,
        origin=origin,
        sprite=symbology.sprite({place.symbol, *(one.place.symbol for one in nearby)}),
        path=f"/places/{place.id}",
        place=place,
        known=known,
        means=means,
        whose=whose,
        usable=known["status"] in {Status.OPEN, Status.UNKNOWN},
        opening=in_words(
            opening, language, has_website=bool(place.website), has_phone=bool(place.phone)
        ),
        opening_state=opening.state,
        moment=f"{format_weekday(here.date(), language, with_date=True)} {clock_time(here)}",
        week=(week := week_table(hours, here.date(), language)),
        has_comments=any("(" in line for day in week for line in day.hours),
        doing_groups=doing_groups(place.activities, language),
        hours_text="" if hours.understood else hours.text,
        confirmed=confirmed_said(directory, position, language),
        programme=practical.programme(known, language),
        this_week=practical.this_week(
            known, programme_said(directory, position), calendar(), here.date(), language
        ),
        spoken=practical.spoken(known, language),
        provisions=practical.provisions(known, language),
        holidays=holidays_ahead(here.date(), language) if hours.understood else (),
        access=Access(known["access"]),
        said={fact.field: fact for fact in sources},
        route=_route(known, point, language),
        map_size=(WIDTH_PX, HEIGHT_PX) if place.on_map else None,
        stops=_stops(point, known, language),
        nearby=nearby,
        around=f"{PREFIX[language]}/?{urlencode(_rounded(point))}" if point else "",
        facts=sources,
        json_ld=structured.place(known, point, hours, address, directory.city.name),
    )


def properties(directory: Directory, position: int) -> Mapping[str, Any]:
    """Return the published properties of a place."""
    known: Mapping[str, Any] = orjson.loads(directory.layers["places"].features[position])[
        "properties"
    ]
    return known


@of_release
def picture(directory: Directory, position: int) -> bytes | None:
    """Draw the small map of a place as SVG; None where its location is too uncertain."""
    from geo.maps.place_map import draw_place

    return draw_place(directory, position, network(), streets())


def programme_said(directory: Directory, position: int) -> PartialDate | None:
    """Say when a source gave the programme of a place; None where it bears no date."""
    place_id = properties(directory, position)["id"]
    document = directory.provenance.of(place_id)
    told = orjson.loads(document).get("programme", ()) if document else ()
    dates = [PartialDate.parse(one["confirmed"]) for one in told if one["confirmed"]]
    return max(dates, key=order, default=None)


def _point(directory: Directory, position: int) -> tuple[float, float] | None:
    point = directory.layers["places"].shapes[position]
    if point is None or point.is_empty:
        return None
    return float(point.x), float(point.y)


def _rounded(point: tuple[float, float]) -> dict[str, str]:
    lon, lat = point
    return {"lat": f"{lat:.4f}", "lon": f"{lon:.4f}"}


def _route(
    known: Mapping[str, Any], point: tuple[float, float] | None, language: Language
) -> dict[str, str] | None:
    words = route_sentence(Precision(known["precision"]), language)
    if not words or point is None:
        return None
    lon, lat = point
    query = urlencode({"engine": "fossgis_osrm_foot", "route": f";{lat:.5f},{lon:.5f}"})
    return {
        "words": words,
        "url": f"https://www.openstreetmap.org/directions?{query}",
        "geo": f"geo:{lat:.5f},{lon:.5f}",
    }


def _stops(
    point: tuple[float, float] | None, known: Mapping[str, Any], language: Language
) -> tuple[NearbyStop, ...]:
    if point is None or known["precision"] not in {Precision.ADDRESS, Precision.STREET}:
        return ()
    return tuple(
        NearbyStop(stop.name, length(stop.straight_m, language), ", ".join(stop.lines))
        for stop in stops_near(*point)
    )


def _nearby(
    directory: Directory, position: int, now: datetime, language: Language
) -> tuple[Nearby, ...]:
    """Find other places nearby, as alternatives when this one is closed."""
    described = descriptions(directory, language)
    exact = directory.layers["places"].values.of("precision")[position] == Precision.ADDRESS
    return tuple(
        Nearby(
            described[entry.position],
            distance(
                language,
                straight_m=entry.straight_m,
                walk_m=entry.walk_m,
                minutes=entry.minutes,
                vague=entry.vague or not exact,
            ),
        )
        for entry in finder().near(directory, position, now, limit=ALTERNATIVES)
    )
