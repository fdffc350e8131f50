"""The start page: a question, the city by night, what is open near its middle, the districts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import orjson

from api.site.cards import Shown, shown
from api.site.data_page import brief_catalogue
from api.site.facts import confirmed_said
from api.site.hours import hours_of
from api.site.layout import render
from api.site.searching import districts
from api.site.shared import descriptions
from api.web.cache import of_release
from geo.directory import symbology
from geo.directory.descriptions import Description, describe, safe_link
from geo.directory.directory import Directory
from geo.hours import ZONE, Hours, OpeningState
from geo.hours.words import clock_time
from geo.i18n.languages import format_weekday
from geo.maps.night_map import night_map
from geo.model.vocabulary import Kind, Language, Precision, Status
from geo.search import Entry

_NEAR = 3
"""How many places near the middle of the city are shown."""


@dataclass(frozen=True, slots=True)
class DistrictLink:
    """A gebied with the number of its places."""

    code: str
    name: str
    count: int


@of_release
def page(directory: Directory, language: Language, now: datetime, origin: str) -> bytes:
    """Write the start page.

    Parameters
    ----------
    now
        The minute of the request; the page says what is open then.
    origin
        Address of the site without a path.
    """
    places = directory.layers["places"]
    counts = Counter(places.values.of("gebied_code"))
    legend = symbology.legend(language, directory.city)
    kinds = places.values.of("kind")
    entries = _entries(directory, now)
    lit = frozenset(one.position for one in entries if one.opening.state is OpeningState.OPEN)
    cards = _near_the_middle(directory, entries, lit, language)
    here = now.astimezone(ZONE)
    return render(
        "start.html",
        directory,
        language,
        origin=origin,
        path="/",
        sprite=symbology.sprite(
            [*(symbol for symbol, _ in legend[:2]), *(one.place.symbol for one in cards)]
        ),
        legend=legend,
        count=len(places),
        hubs=kinds.count(Kind.HUIS_VAN_DE_WIJK),
        json_ld=brief_catalogue(directory, language, origin),
        districts=[DistrictLink(code, name, counts[code]) for code, name in districts(directory)],
        night_map=night_map(directory, lit),
        cards=cards,
        some_open=any(one.state == OpeningState.OPEN for one in cards),
        moment=f"{format_weekday(here.date(), language, with_date=True)} {clock_time(here)}",
    )


def _entries(directory: Directory, now: datetime) -> tuple[Entry, ...]:
    """Say of every place whether it is open; needs neither the streets nor the search."""
    return tuple(
        Entry(position, None, None, None, vague=False, opening=hours.at(now))
        for position, hours in enumerate(_hours(directory))
    )


@of_release
def _hours(directory: Directory) -> tuple[Hours, ...]:
    features = directory.layers["places"].features
    return tuple(hours_of(orjson.loads(feature)["properties"]) for feature in features)


def _near_the_middle(
    directory: Directory, entries: tuple[Entry, ...], lit: frozenset[int], language: Language
) -> tuple[Shown, ...]:
    """Choose places near the middle of all: those that are open now, or else whom one can ask."""
    shapes = directory.layers["places"].shapes
    values = directory.layers["places"].values
    known = [
        one
        for one in entries
        if values.of("precision")[one.position] == Precision.ADDRESS
        and values.of("status")[one.position] not in {Status.CLOSED, Status.PLANNED}
    ]
    if not known:
        return ()
    points = [shapes[one.position] for one in known]
    x, y = (
        sorted(part)[len(points) // 2]
        for part in zip(*((point.x, point.y) for point in points), strict=True)
    )

    def far(entry: Entry) -> float:
        point = shapes[entry.position]
        return float((point.x - x) ** 2 * _NARROW + (point.y - y) ** 2)

    open_now = [one for one in known if one.position in lit]
    answering = [one for one in known if safe_link(values.of("website")[one.position])]
    chosen = sorted(open_now or answering or known, key=far)[:_NEAR]
    described = [_described(directory, one.position, language) for one in chosen]
    return tuple(
        shown(
            one,
            number,
            description,
            description.buurt,
            language,
            fresh=confirmed_said(directory, one.position, language),
        )
        for number, (one, description) in enumerate(zip(chosen, described, strict=True), start=1)
    )


def _described(directory: Directory, position: int, language: Language) -> Description:
    """Describe one place, where the others need not be."""
    feature = directory.layers["places"].features[position]
    return describe(orjson.loads(feature)["properties"], directory.city, language)


_NARROW = 0.38
"""A degree of longitude is that much shorter than one of latitude, squared, in the Netherlands."""


@of_release
def offline(directory: Directory, language: Language) -> bytes:
    """Write the page that a browser keeps for use without a network: every place, briefly."""
    groups: dict[str, list[Description]] = {}
    for place in sorted(descriptions(directory, language), key=lambda one: one.name.casefold()):
        groups.setdefault(place.gebied, []).append(place)
    return render(
        "offline.html",
        directory,
        language,
        path="/offline",
        sprite="",
        groups=sorted(groups.items(), key=lambda group: (group[0] == "", group[0].casefold())),
    )
