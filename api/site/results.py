"""The list of results: what is within a walk first, twenty to a page, and what to loosen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from api.site import notices
from api.site.asked import SearchRequest
from api.site.cards import Shown, shown
from api.site.downloads import downloads
from api.site.facts import access_said, confirmed_said
from api.site.layout import map_settings, render
from api.site.list_map import nearby_names, outline, start_on_map
from api.site.searching import chips, choices, start_label
from api.site.shared import descriptions
from api.site.summing_up import gebied_name, heading, part_headings, summary, tally
from api.site.wording import distance_of
from api.web.cache import of_release
from api.web.i18n import PREFIX, translations
from api.web.served import base
from geo.city.credits import credit_sentences
from geo.city.kinds import kind_label
from geo.directory import symbology
from geo.directory.descriptions import capital
from geo.directory.directory import Directory
from geo.hours.words import clock_time
from geo.i18n.labels import label
from geo.i18n.languages import format_weekday
from geo.model.vocabulary import Initiative, Kind, Language, Status
from geo.search import Entry, Part, SearchResult
from geo.search.parts import DISTRICTS, MAIN

PER_PAGE = 20


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
    found = asked.listed(answer)
    chosen = choices(directory, asked, language)
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(asked.question.page, pages)
    first = (number - 1) * PER_PAGE
    here = found[first : first + PER_PAGE]
    described = descriptions(directory, language)
    moment = asked.question.moment or answer.now
    counted = tally(found, statuses)
    within = [one for one in found if one.part in MAIN]
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
        tally=counted if counted.total else None,
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
            described[one.position].id: access_said(directory, one.position, language)
            for one in here
        },
        downloads=downloads(directory, answer) if found else (),
        number=number,
        vaguely=_vaguely(asked, answer, found, number),
        legend=symbology.legend(language, directory.city),
        # Of a list about the whole city a glance says little.
        peek=f"{base()}/peek.svg{asked.address()}" if within and of_somewhere else "",
        map_settings=map_settings(
            language,
            _("The map could not be loaded. The list is complete without it."),
            directory.city,
            others=[
                described[one.position].id
                for one in (*found[:first], *found[first + PER_PAGE :])
                if one.part in MAIN or not _is_of_district(answer)
            ],
            kinds={str(kind): kind_label(kind, directory.city, language) for kind in Kind},
            initiatives={str(one): capital(label(one, language)) for one in Initiative},
            prefix=PREFIX[language],
            streets=f"{base()}/streets/{{x}}/{{y}}.svg",
            streetsName=_("Our own streets"),
            streetsCredit=" ".join(credit_sentences(directory.city, ("network",), language)),
            tilesName=_("Background map"),
            **start_on_map(answer, language),
            outline=outline(answer, directory),
            names=nearby_names(answer, directory),
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
        return _("In"), gebied_name(answer, directory)
    return "", answer.question.text or _("Find a place")


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
    directory: Directory,
    language: Language,
) -> tuple[CardGroup, ...]:
    """Group the entries of this page under their headings."""
    _ = translations(language).gettext
    described = descriptions(directory, language)
    start = answer.start
    headings = part_headings(answer, language)
    start_place = None if start is None else start.place
    numbered = list(enumerate(here, start=first))
    return tuple(
        CardGroup(
            part,
            *headings[part],
            tuple(
                shown(
                    entry,
                    number + 1,
                    described[entry.position],
                    _("The place you searched for")
                    if entry.position == start_place
                    # The distance to the middle of a district says nothing to those who live in it.
                    else ("" if part is Part.INSIDE else distance_of(entry, language)),
                    language,
                    fresh=confirmed_said(directory, entry.position, language),
                )
                for number, entry in members
            ),
        )
        for part, members in groupby(numbered, key=lambda one: one[1].part)
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


def _vaguely(
    asked: SearchRequest, answer: SearchResult, found: tuple[Entry, ...], number: int
) -> str:
    """Link from the first page, and those up to theirs, to the places that may be nearer."""
    vague = next((at for at, one in enumerate(found) if one.part is Part.VAGUE), None)
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
