"""The list of results: nearest first, twenty to a page, and what to loosen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from api.site import notices
from api.site.asked import SearchRequest
from api.site.downloads import downloads
from api.site.facts import access_said, confirmed_said
from api.site.layout import map_settings, render
from api.site.searching import chips, choices, start_label
from api.site.shared import descriptions
from api.site.wording import distance
from api.web.cache import of_release
from api.web.i18n import PREFIX, translations
from geo.city.kinds import kind_label
from geo.directory import symbology
from geo.directory.descriptions import Description, capital
from geo.directory.directory import Directory
from geo.hours import OpeningState, in_words
from geo.hours.words import clock_time
from geo.i18n.labels import label
from geo.i18n.languages import format_weekday
from geo.model.vocabulary import Initiative, Kind, Language, Status
from geo.search import Entry, SearchResult, StartKind

PER_PAGE = 20
_DISTRICTS = (StartKind.GEBIED, StartKind.BUURT)


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of the list.

    Parameters
    ----------
    number
        Its position in the whole list, from 1.
    distance
        How far it is; empty without a start.
    state
        ``open``, ``closed`` or ``unknown``; empty where the place is not in use.
    opening, advice
        Sentences about opening; ``advice`` says what to do where it is unknown.
    doubtful
        Whether it is not known to be in use.
    """

    place: Description
    number: int
    distance: str
    state: str
    opening: str
    advice: str
    doubtful: bool


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
    found = answer.entries
    chosen = choices(directory, asked, language)
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(asked.question.page, pages)
    first = (number - 1) * PER_PAGE
    here = found[first : first + PER_PAGE]
    described = descriptions(directory, language)
    moment = asked.question.moment or answer.now
    kinds = [described[entry.position].symbol.kind for entry in found]
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
        count=len(found),
        asked_moment=asked.question.moment is not None,
        known_open=len(found) - len(answer.unknown_hours),
        unknown_hours=len(answer.unknown_hours),
        hubs=kinds.count(Kind.HUIS_VAN_DE_WIJK),
        moment=f"{format_weekday(moment.date(), language, with_date=True)} {clock_time(moment)}",
        groups=_groups(answer, here, first, described, language),
        ignored=asked.ignored,
        notice=notices.notice(answer, language, directory.city.name),
        alternatives=notices.alternatives(answer, asked),
        loosen=notices.loosen(answer, asked, language),
        first=first + 1,
        last=first + len(here),
        pages=_paging(asked, number, pages),
        access_said={
            described[entry.position].id: access_said(directory, entry.position, language)
            for entry in here
        },
        confirmed_said={
            described[entry.position].id: confirmed_said(directory, entry.position, language)
            for entry in here
        },
        downloads=downloads(directory, answer) if found else (),
        number=number,
        vaguely=_vaguely(asked, answer, number),
        legend=symbology.legend(language, directory.city),
        map_settings=map_settings(
            language,
            _("The map could not be loaded. The list is complete without it."),
            directory.city,
            others=[
                described[entry.position].id
                for entry in (*found[:first], *found[first + PER_PAGE :])
            ],
            kinds={str(kind): kind_label(kind, directory.city, language) for kind in Kind},
            initiatives={str(one): capital(label(one, language)) for one in Initiative},
            prefix=PREFIX[language],
            start=_start_of(answer),
            startLabel=start_label(answer.start, language) if answer.start else "",
        ),
    )


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
        codes = directory.gebieden.set_index("code")["name"]
        return _("Places in %(district)s") % {"district": codes[answer.question.gebied]}
    return _("All places")


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
    here: tuple[Entry, ...],
    first: int,
    described: tuple[Description, ...],
    language: Language,
) -> tuple[CardGroup, ...]:
    """Group the entries of this page under their headings."""
    _ = translations(language).gettext
    start = answer.start
    district = start.label if start is not None and start.what in _DISTRICTS else ""
    headings = {
        "inside": (_("In %(district)s") % {"district": district}, ""),
        "exact": (_("The list") if start is None else _("Nearest first"), ""),
        "beyond": (
            _("Outside %(district)s") % {"district": district},
            _("Distances are measured from the middle of %(district)s.") % {"district": district},
        ),
        "vague": (
            _("Only the street or neighbourhood is known"),
            _("So the distance to these places is only known roughly."),
        ),
        "unknown": (
            _("Opening hours not known"),
            _("These places may be open. Find out before you go."),
        ),
    }
    ends = (len(answer.exact), len(answer.exact) + len(answer.vague))

    def key(number: int, entry: Entry) -> str:
        if number >= ends[0]:
            return "vague" if number < ends[1] else "unknown"
        if not district:
            return "exact"
        return "inside" if entry.inside else "beyond"

    start_place = None if start is None else start.place
    numbered = list(enumerate(here, start=first))
    return tuple(
        CardGroup(
            name,
            *headings[name],
            tuple(
                _shown(
                    entry,
                    number + 1,
                    described[entry.position],
                    _("The place you searched for")
                    if entry.position == start_place
                    # The distance to the middle of a district says nothing to those who live in it.
                    else ("" if name == "inside" else _distance(entry, language)),
                    language,
                )
                for number, entry in members
            ),
        )
        for name, members in groupby(numbered, key=lambda one: key(*one))
    )


def _distance(entry: Entry, language: Language) -> str:
    return distance(
        language,
        straight_m=entry.straight_m,
        walk_m=entry.walk_m,
        minutes=entry.minutes,
        vague=entry.vague,
    )


def _shown(
    entry: Entry, number: int, place: Description, how_far: str, language: Language
) -> Shown:
    used = place.symbol.status not in {Status.CLOSED, Status.PLANNED}
    wording = in_words(
        entry.opening, language, has_website=bool(place.website), has_phone=bool(place.phone)
    )
    unknown = entry.opening.state is OpeningState.UNKNOWN
    return Shown(
        place=place,
        number=number,
        distance=how_far,
        state=str(entry.opening.state) if used else "",
        opening=(wording.explanation or wording.answer) if unknown else wording.answer,
        advice=wording.advice,
        doubtful=place.symbol.status is not Status.OPEN,
    )


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


def _vaguely(asked: SearchRequest, answer: SearchResult, number: int) -> str:
    """Link from the nearest places to those that may be nearer, if these are on a later page."""
    begins = 1 + len(answer.exact) // PER_PAGE
    if answer.start is None or not answer.vague or begins <= number:
        return ""
    return f"{asked.address(page=str(begins))}#group-vague"


def _start_of(answer: SearchResult) -> list[float] | None:
    start = answer.start
    return None if start is None or start.vague else [start.lat, start.lon]
