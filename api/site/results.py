"""The list of results: what is within a walk first, twenty to a page, and what to loosen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import orjson
import shapely

from api.site import notices
from api.site.arranging import DISTRICTS, MAIN, MINUTES, Part, Placed, Tally, arrange, tally
from api.site.asked import SearchRequest
from api.site.downloads import downloads
from api.site.facts import access_said, confirmed_said
from api.site.layout import map_settings, render
from api.site.searching import chips, choices, start_label
from api.site.shared import descriptions
from api.site.wording import distance, doing
from api.web.cache import of_release
from api.web.i18n import PREFIX, translations
from api.web.served import base
from geo.city.credits import credit_sentences
from geo.city.kinds import kind_label
from geo.directory import symbology
from geo.directory.descriptions import Description, capital
from geo.directory.directory import Directory
from geo.hours import OpeningState, in_words
from geo.hours.words import clock_time, goes_on
from geo.i18n.labels import label
from geo.i18n.languages import format_weekday
from geo.model.vocabulary import Initiative, Kind, Language, Status
from geo.search import Entry, SearchResult, StartKind

PER_PAGE = 20
_OUTLINE_M = 25.0
"""How far the outline of a district on the map may be from the true one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of the list.

    Parameters
    ----------
    number
        Its position in the whole list, from 1.
    main
        Whether it is one of the places that the line at the top sums up; the map begins with these.
    distance
        How far it is; empty without a start.
    state
        ``open``, ``closed`` or ``unknown``.
    tag, goes_on
        The state in two words, and until when; ``goes_on`` is empty where that is not known.
    opening, advice
        Sentences about opening; ``advice`` says what to do where it is unknown.
    doing
        What one can do there; empty where unknown.
    fresh
        How new what is known of it is.
    """

    place: Description
    number: int
    main: bool
    distance: str
    state: str
    tag: str
    goes_on: str
    opening: str
    advice: str
    doing: str
    fresh: str


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Entries under one heading."""

    key: str
    heading: str
    explanation: str
    entries: tuple[Shown, ...]


def page(
    directory: Directory,
    asked: SearchRequest,
    answer: SearchResult,
    language: Language,
    origin: str,
) -> bytes:
    """Write the page with results.

    Parameters
    ----------
    origin
        Address of the site without a path.

    Returns
    -------
    bytes
        HTML, complete without JavaScript.
    """
    _ = translations(language).gettext
    statuses = [Status(one) for one in directory.layers["places"].values.of("status")]
    placed = arrange(answer, directory, with_unknown=asked.with_unknown)
    found = [one.entry for one in placed]
    chosen = choices(directory, asked, language)
    pages = max(1, -(-len(placed) // PER_PAGE))
    number = min(asked.question.page, pages)
    first = (number - 1) * PER_PAGE
    here = placed[first : first + PER_PAGE]
    described = descriptions(directory, language)
    moment = asked.question.moment or answer.now
    counted = tally(placed, statuses)
    within = _on_map(placed)
    of_somewhere = answer.start is not None or bool(answer.question.gebied)
    return render(
        "results.html",
        directory,
        language,
        origin="" if asked.located else origin,
        private=asked.located,
        sprite=_sprite(directory, language),  # all signs: the map may show places of other pages
        path=f"/{asked.address(page=str(number) if number > 1 else '')}",
        asked=asked,
        choices=chosen,
        chips=(
            *chips(chosen, asked, language),
            *notices.undoing(answer, asked, directory, language),
        ),
        heading=heading(answer, directory, language),
        near=near_words(answer, directory, language),
        summary=summary(answer, counted, directory, language),
        tally=counted if found else None,
        count=len(found),
        moment=f"{format_weekday(moment.date(), language, with_date=True)} {clock_time(moment)}",
        is_now=asked.question.moment in {None, answer.now},
        groups=_groups(answer, here, first, directory, language),
        ignored=asked.ignored,
        notice=notices.notice(answer, language, directory.city.name),
        alternatives=notices.alternatives(answer, asked),
        loosen=notices.loosen(answer, asked, language),
        first=first + 1,
        last=first + len(here),
        pages=_paging(asked, number, pages),
        access_said={
            described[one.entry.position].id: access_said(directory, one.entry.position, language)
            for one in here
        },
        downloads=downloads(directory, answer) if found else (),
        number=number,
        vaguely=_vaguely(asked, answer, placed, number),
        legend=symbology.legend(language, directory.city),
        # Of a list about the whole city a glance says little.
        peek=f"{base()}/peek.svg{asked.address()}" if within and of_somewhere else "",
        map_settings=map_settings(
            language,
            _("The map could not be loaded. The list is complete without it."),
            directory.city,
            others=[
                described[one.entry.position].id
                for one in (*placed[:first], *placed[first + PER_PAGE :])
                if one.part in MAIN or not _is_of_district(answer)
            ],
            kinds={str(kind): kind_label(kind, directory.city, language) for kind in Kind},
            initiatives={str(one): capital(label(one, language)) for one in Initiative},
            prefix=PREFIX[language],
            streets=f"{base()}/streets/{{x}}/{{y}}.svg",
            streetsName=_("Our own streets"),
            streetsCredit=" ".join(credit_sentences(directory.city, ("network",), language)),
            tilesName=_("Background map"),
            **_start_on_map(answer, language),
            outline=_outline(answer, directory),
            names=_names(answer, directory),
        ),
    )


def near_words(answer: SearchResult, directory: Directory, language: Language) -> tuple[str, str]:
    """Say in the folded search box what was asked: a word before it, and the thing itself."""
    _ = translations(language).gettext
    start = answer.start
    if start is not None:
        where = start_label(start, language)
        return (_("In") if start.what in DISTRICTS else _("Near"), where)
    if answer.words:
        return _("For"), answer.words
    if answer.question.gebied:
        return _("In"), _gebied(answer, directory)
    return "", answer.question.text or _("Find a place")


def summary(answer: SearchResult, counted: Tally, directory: Directory, language: Language) -> str:
    """Sum up the list in one line: how many places, and where."""
    words = translations(language)
    _, start, total = words.gettext, answer.start, counted.total
    of_point = start is not None and start.what not in DISTRICTS
    district = "" if of_point else start.label if start is not None else _gebied(answer, directory)
    if answer.notice is not None and answer.notice.refuses:
        sentence = _("Search again")
    elif of_point and not total:
        sentence = _("No place within %(minutes)s minutes on foot")
    elif not total:
        sentence = _("No places found.")
    elif of_point:
        sentence = words.ngettext(
            "%(num)s place within %(minutes)s minutes on foot",
            "%(num)s places within %(minutes)s minutes on foot",
            total,
        )
    elif district:
        sentence = words.ngettext(
            "%(num)s place in %(district)s", "%(num)s places in %(district)s", total
        )
    elif answer.words:
        sentence = words.ngettext(
            "%(num)s place for: %(words)s", "%(num)s places for: %(words)s", total
        )
    else:
        sentence = words.ngettext("%(num)s place", "%(num)s places", total)
    return sentence % {
        "num": total,
        "minutes": MINUTES,
        "district": district,
        "words": answer.words,
    }


def heading(answer: SearchResult, directory: Directory, language: Language) -> str:
    """Describe the list in one line."""
    _ = translations(language).gettext
    if answer.notice is not None and answer.notice.refuses:
        return _("Search again")
    if answer.start is not None:
        if answer.start.what is StartKind.HERE:
            return _("Places near you")
        return _("Places near %(start)s") % {"start": answer.start.label}
    if answer.words:
        return _("Places for: %(words)s") % {"words": answer.words}
    if answer.question.gebied:
        return _("Places in %(district)s") % {"district": _gebied(answer, directory)}
    return _("All places")


def _gebied(answer: SearchResult, directory: Directory) -> str:
    """Name the gebied that was chosen; empty for none."""
    if not answer.question.gebied:
        return ""
    codes = directory.gebieden.set_index("code")["name"]
    return str(codes[answer.question.gebied])


@of_release
def _sprite(directory: Directory, language: Language) -> str:
    """Draw the signs of all places of a directory, and of the legend."""
    return symbology.sprite(
        [
            *(place.symbol for place in descriptions(directory, language)),
            *(symbol for symbol, _meaning in symbology.legend(language, directory.city)),
        ]
    )


def _groups(
    answer: SearchResult,
    here: tuple[Placed, ...],
    first: int,
    directory: Directory,
    language: Language,
) -> tuple[CardGroup, ...]:
    """Group the entries of this page under their headings."""
    _ = translations(language).gettext
    described = descriptions(directory, language)
    start = answer.start
    said = {
        "district": start.label if start is not None and start.what in DISTRICTS else "",
        "minutes": MINUTES,
    }
    roughly = _("So the distance to these places is only known roughly.")
    headings = {
        Part.NEAR: (_("Nearest first"), ""),
        Part.NEARLY: (_("Only the street or neighbourhood is known"), roughly),
        Part.INSIDE: (_("In %(district)s") % said, ""),
        Part.ALL: (_("The list"), ""),
        Part.UNSURE: (
            _("Opening hours not known"),
            _("These places may be open. Find out before you go."),
        ),
        Part.FARTHER: (_("More than %(minutes)s minutes on foot") % said, ""),
        Part.BEYOND: (
            _("Outside %(district)s") % said,
            _("Distances are measured from the middle of %(district)s.") % said,
        ),
        Part.VAGUE: (_("Only the street or neighbourhood is known"), roughly),
        Part.UNKNOWN: (_("Farther, and opening hours not known"), ""),
    }
    start_place = None if start is None else start.place
    numbered = list(enumerate(here, start=first))
    return tuple(
        CardGroup(
            part,
            *headings[part],
            tuple(
                shown(
                    placed,
                    number + 1,
                    described[placed.entry.position],
                    _("The place you searched for")
                    if placed.entry.position == start_place
                    # The distance to the middle of a district says nothing to those who live in it.
                    else ("" if part is Part.INSIDE else _distance(placed.entry, language)),
                    language,
                    fresh=confirmed_said(directory, placed.entry.position, language),
                )
                for number, placed in members
            ),
        )
        for part, members in groupby(numbered, key=lambda one: one[1].part)
    )


def _distance(entry: Entry, language: Language) -> str:
    return distance(
        language,
        straight_m=entry.straight_m,
        walk_m=entry.walk_m,
        minutes=entry.minutes,
        vague=entry.vague,
    )


def shown(  # noqa: PLR0913 - what a card says
    placed: Placed,
    number: int,
    place: Description,
    how_far: str,
    language: Language,
    *,
    fresh: str = "",
) -> Shown:
    """Put an entry into the words of a card.

    Parameters
    ----------
    number
        Its position in the list, from 1.
    how_far
        The distance in words; empty for none.
    fresh
        When and by whom it was confirmed; where empty its status stands there.
    """
    entry = placed.entry
    gone = place.symbol.status in {Status.CLOSED, Status.PLANNED}
    wording = in_words(
        entry.opening, language, has_website=bool(place.website), has_phone=bool(place.phone)
    )
    state = OpeningState.CLOSED if gone else entry.opening.state
    unknown = state is OpeningState.UNKNOWN
    return Shown(
        place=place,
        number=number,
        main=placed.part in MAIN,
        distance=how_far,
        state=str(state),
        tag=place.status if gone else tag_words(state, language),
        goes_on="" if gone else goes_on(entry.opening, language),
        opening="" if gone else (wording.explanation if unknown else wording.answer),
        advice="" if gone else wording.advice,
        doing=doing(place.activities, language),
        fresh=fresh or place.status,
    )


def tag_words(state: OpeningState, language: Language) -> str:
    """Say in two words whether it is open."""
    _ = translations(language).gettext
    return {
        OpeningState.OPEN: _("Open now"),
        OpeningState.CLOSED: _("Closed now"),
        OpeningState.UNKNOWN: _("Not known"),
    }[state]


def _paging(asked: SearchRequest, number: int, pages: int) -> list[tuple[str, int, str]]:
    """List the pages as relation, number and URL; empty where there is only one."""
    if pages == 1:
        return []
    return [
        (
            {number - 1: "prev", number: "current", number + 1: "next"}.get(one, ""),
            one,
            asked.address(page=str(one)),
        )
        for one in range(1, pages + 1)
    ]


def _vaguely(
    asked: SearchRequest, answer: SearchResult, placed: tuple[Placed, ...], number: int
) -> str:
    """Link from the first page, and those up to theirs, to the places that may be nearer."""
    vague = next((at for at, one in enumerate(placed) if one.part is Part.VAGUE), None)
    if answer.start is None or vague is None:
        return ""
    begins = 1 + vague // PER_PAGE
    if begins <= number and number > 1:  # they are on this page, or were on one before
        return ""
    page = asked.address(page=str(begins)) if begins > number else ""
    return f"{page}#group-vague"


def _is_of_district(answer: SearchResult) -> bool:
    start = answer.start
    return start is not None and start.what in DISTRICTS


def _on_map(placed: tuple[Placed, ...]) -> list[Entry]:
    return [one.entry for one in placed if one.part in MAIN]


def _start_on_map(answer: SearchResult, language: Language) -> dict[str, object]:
    """Say where the visitor is, and from where what is within a walk can be fetched."""
    start = answer.start
    if start is None or start.what in DISTRICTS:
        return {"start": None, "startLabel": "", "reach": ""}
    where = start_label(start, language)
    here = (
        translations(language).gettext("You are here")
        if start.what is StartKind.HERE
        else translations(language).gettext("Here: %(place)s") % {"place": where}
    )
    return {
        "start": [round(start.lat, 5), round(start.lon, 5)],
        "startLabel": here,
        "startDoubt": round(start.uncertainty_m) if start.vague else 0,
        "reach": f"{base()}/reach?lat={start.lat:.4f}&lon={start.lon:.4f}",
    }


def _outline(answer: SearchResult, directory: Directory) -> object:
    """Return the outline of the district that was asked for, as GeoJSON; None for none."""
    start, gebied = answer.start, answer.question.gebied
    if start is not None and start.what in DISTRICTS:
        layer = directory.gebieden if start.what is StartKind.GEBIED else directory.buurten
        chosen = layer[layer["name"] == start.label]
    elif gebied:
        chosen = directory.gebieden[directory.gebieden["code"] == gebied]
    else:
        return None
    if chosen.empty:
        return None
    flat = chosen.geometry.to_crs(directory.city.crs).simplify(_OUTLINE_M).to_crs("EPSG:4326")
    shape = shapely.set_precision(flat.iloc[0], 1e-5)
    return orjson.loads(shapely.to_geojson(shape))


_NAMES_WITHIN_DEG = 0.03
"""How far from the start the names of neighbourhoods are on the map, in degrees of latitude."""


def _names(answer: SearchResult, directory: Directory) -> list[tuple[str, float, float]]:
    """Name the neighbourhoods around the start, each with a point in it: latitude, longitude."""
    start = answer.start
    if start is None:
        return []
    return [
        (name, lat, lon)
        for name, lat, lon in _named_points(directory)
        if abs(lat - start.lat) < _NAMES_WITHIN_DEG and abs(lon - start.lon) < 2 * _NAMES_WITHIN_DEG
    ]


@of_release
def _named_points(directory: Directory) -> tuple[tuple[str, float, float], ...]:
    points = directory.buurten.geometry.representative_point()
    return tuple(
        (str(name), round(point.y, 5), round(point.x, 5))
        for name, point in zip(directory.buurten["name"], points, strict=True)
    )
