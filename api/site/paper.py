"""A list on paper: A4, to hang in a library or to hand out at a desk.

The same question as the page with results, at ``print`` as a page and at ``print.pdf`` as PDF.
What was asked is printed on it, and a QR code leads to the list as it is then.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from http import HTTPStatus
from itertools import groupby

from fastapi import APIRouter, Request, Response

from api.site import asked as asking
from api.site.asked import SearchRequest
from api.site.facts import access_said, confirmed_said
from api.site.files import STATIC
from api.site.layout import origin, render, respond_page
from api.site.press import RETRY_SECONDS
from api.site.press import pdf as print_page
from api.site.searching import FilterChoices, choices
from api.site.shared import descriptions, network
from api.site.summing_up import heading, part_headings
from api.site.wording import distance_of, doing
from api.web.finder import finder
from api.web.http import NO_STORE, PRIVATE, respond
from api.web.i18n import PREFIX, translations
from geo.directory import palette, symbology
from geo.directory.descriptions import Description
from geo.directory.directory import Directory
from geo.directory.holder import DirectoryHolder
from geo.hours import ZONE, in_words
from geo.hours.words import clock_time
from geo.i18n.languages import LANGUAGES, format_partial_date, format_weekday
from geo.maps import qr
from geo.maps.assets import VENDOR
from geo.maps.printing import PrintingError
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Language
from geo.search import Entry, SearchResult, StartKind

MOST_NEAR = 16
"""Maximum number of places on paper when ordered by distance: two sides of one sheet."""
MAP_MM = (118.0, 78.0)
"""Width and height of the map on paper, in millimetres."""
LONGEST_CODED = 500
"""Most characters of a URL in the QR code; a longer one gives dots that no phone can read."""

_FONT = re.compile(r'url\("vendor/([^"]+)"\)')
_METHODS = ["GET", "HEAD"]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One place on paper.

    Parameters
    ----------
    distance
        How far it is; empty without a start.
    hours_date
        A sentence with the date of the hours; empty where there are no hours.
    access_date
        When a source said whether it is wheelchair accessible; empty where none did.
    website
        The URL as one types it; empty for none.
    doing
        What one can do there; empty where unknown.
    fresh
        When and by whom it was confirmed; empty where unknown.
    """

    number: int
    position: int
    place: Description
    distance: str
    hours_date: str
    access_date: str
    website: str
    doing: str
    fresh: str


@dataclass(frozen=True, slots=True)
class Section:
    """Places under one heading."""

    heading: str
    explanation: str
    rows: tuple[PaperRow, ...]


def pages(holder: DirectoryHolder) -> APIRouter:
    """Make the routes of the printed list.

    Returns
    -------
    APIRouter
        To be included in the application without a prefix.
    """
    router = APIRouter(include_in_schema=False, default_response_class=Response)
    for language in LANGUAGES:
        _add_pages(router, holder, language)
    return router


def _add_pages(router: APIRouter, holder: DirectoryHolder, language: Language) -> None:
    prefix = PREFIX[language]

    @router.api_route(f"{prefix}/print", methods=_METHODS)
    def paper(request: Request) -> Response:
        body, asked = _written(request, holder.current, language, style="")
        return respond_page(request, body, language, cache_control=_kept(asked))

    @router.api_route(f"{prefix}/print.pdf", methods=_METHODS)
    def pdf(request: Request) -> Response:
        directory = holder.current
        body, asked = _written(request, directory, language, style=_style())
        try:
            printed = print_page(body, keep=not asked.located)
        except PrintingError:
            return _failed(request, directory, asked, language)
        answer = respond(request, printed, "application/pdf", cache_control=_kept(asked))
        answer.headers["Content-Language"] = language
        answer.headers["Content-Disposition"] = 'inline; filename="meetingplaces.pdf"'
        return answer


def _kept(asked: SearchRequest) -> str:
    # Where somebody is, is private: not even the browser's own cache may keep it.
    return NO_STORE if asked.located else PRIVATE


def _written(
    request: Request, directory: Directory, language: Language, *, style: str
) -> tuple[bytes, SearchRequest]:
    now = datetime.now(ZONE).replace(second=0, microsecond=0)
    asked = asking.read(request.query_params, directory, language, now)
    answer = finder().answer(directory, asked.question, now)
    return page(directory, asked, answer, language, origin(request), style=style), asked


def page(  # noqa: PLR0913 - the page with results takes the same
    directory: Directory,
    asked: SearchRequest,
    answer: SearchResult,
    language: Language,
    site: str,
    *,
    style: str = "",
) -> bytes:
    """Write a list for paper.

    Parameters
    ----------
    site
        URL of the site without a path, as in the QR code.
    style
        The style sheet, for a self-contained page; without it the page links to the file.
    """
    shown = _shown(answer)
    sections = _sections(answer, shown, directory, language)
    numbers = {row.position: row.number for section in sections for row in section.rows}
    # A list on a wall must not reveal where somebody was when it was printed.
    address = asked.address(lat="", lon="")
    public = f"{site}{PREFIX[language]}/{address}"
    if len(public) > LONGEST_CODED:
        public = f"{site}{PREFIX[language]}/"
    return render(
        "paper.html",
        directory,
        language,
        sprite=symbology.sprite(
            {row.place.symbol for section in sections for row in section.rows}
            | {symbol for symbol, _meaning in symbology.legend(language, directory.city)}
        ),
        path=f"/print{address}",
        style=style,
        heading=heading(answer, directory, language),
        chosen=_chosen(choices(directory, asked, language), asked, language),
        sections=sections,
        total=len(answer.entries),
        count=len(shown),
        by_distance=answer.start is not None,
        legend=symbology.legend(language, directory.city),
        picture=_picture(directory, numbers, answer, language),
        map_mm=MAP_MM,
        code=_data(qr.code(public)),
        public=public.removeprefix("https://").removeprefix("http://"),
        printed=_day(answer.now.date(), language),
        list_address=f"{PREFIX[language]}/{asked.address() or '?page=1'}",
        pdf_address=f"{PREFIX[language]}/print.pdf{asked.address()}",
    )


# What is on it ------------------------------------------------------------------------------------


def _shown(answer: SearchResult) -> tuple[Entry, ...]:
    """Select what is printed: all of a list, or the nearest if it is ordered by distance."""
    if answer.start is None:
        return answer.entries
    inside = tuple(entry for entry in answer.entries if entry.inside)
    if answer.start.what in {StartKind.GEBIED, StartKind.BUURT} and inside:
        return inside
    return answer.entries[:MOST_NEAR]


def _in_order(
    answer: SearchResult, shown: tuple[Entry, ...], directory: Directory
) -> tuple[Entry, ...]:
    """Order the places as printed: by distance or score, or else per district by name."""
    if not _is_per_district(answer):
        return shown
    gebieden, names = directory.places["gebied"], directory.places["name"]

    def key(entry: Entry) -> tuple[bool, str, str]:
        gebied = gebieden.iloc[entry.position]
        known = isinstance(gebied, str) and bool(gebied)
        name = str(names.iloc[entry.position])
        return not known, str(gebied).casefold() if known else "", name.casefold()

    return tuple(sorted(shown, key=key))


def _is_per_district(answer: SearchResult) -> bool:
    """Return whether nothing puts the places in an order of their own."""
    return answer.start is None and not answer.words and answer.question.moment is None


def _sections(
    answer: SearchResult, shown: tuple[Entry, ...], directory: Directory, language: Language
) -> tuple[Section, ...]:
    _ = translations(language).gettext
    described = descriptions(directory, language)
    headings = part_headings(answer, language)

    def title(entry: Entry) -> tuple[str, str]:
        if _is_per_district(answer):
            return described[entry.position].gebied or _("District not known"), ""
        return headings[entry.part]

    numbered = enumerate(_in_order(answer, shown, directory), start=1)
    return tuple(
        Section(
            *found,
            tuple(
                _row(
                    number,
                    entry,
                    described[entry.position],
                    language,
                    access_date=access_said(directory, entry.position, language),
                    confirmed=confirmed_said(directory, entry.position, language),
                )
                for number, entry in rows
            ),
        )
        for found, rows in groupby(numbered, key=lambda one: title(one[1]))
    )


def _row(  # noqa: PLR0913 - what a row says
    number: int,
    entry: Entry,
    place: Description,
    language: Language,
    *,
    access_date: str,
    confirmed: str,
) -> PaperRow:
    return PaperRow(
        number=number,
        position=entry.position,
        place=place,
        distance=distance_of(entry, language),
        doing=doing(place.activities, language),
        fresh=confirmed,
        hours_date=in_words(entry.opening, language).source if place.opening_hours else "",
        access_date=access_date,
        website=place.website.split("://", 1)[-1].rstrip("/"),
    )


def _chosen(
    listed: FilterChoices, asked: SearchRequest, language: Language
) -> list[tuple[str, str]]:
    """Name the filters in use, each with its value."""
    _ = translations(language).gettext
    filters = (
        (_("Kind of place"), listed.kinds),
        (_("What happens here"), listed.activities),
        (_("With a wheelchair or rollator"), listed.access),
        (_("Status"), listed.statuses),
        (_("District"), listed.gebieden),
    )
    chosen = [(name, one.text) for name, options in filters for one in options if one.chosen]
    moment = asked.question.moment
    if moment is not None:
        day = format_weekday(moment.date(), language, with_date=True)
        chosen.append((_("Open on this day and time"), f"{day} {clock_time(moment)}"))
    return chosen


def _picture(
    directory: Directory, numbers: dict[int, int], answer: SearchResult, language: Language
) -> str:
    """Draw the map, as a data URL; empty where no place has a point."""
    from geo.maps import paper_map

    start = answer.start
    exact = start is not None and not start.vague and start.what is not StartKind.HERE
    width_mm, height_mm = MAP_MM
    drawn = paper_map.draw(
        directory,
        numbers,
        translations(language).gettext("Map of the places in the list"),
        width_mm=width_mm,
        height_mm=height_mm,
        network=network(),
        gebied=answer.question.gebied,
        start=(start.lon, start.lat) if start is not None and exact else None,
    )
    return _data(drawn) if drawn else ""


def _data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _day(day: date, language: Language) -> str:
    return format_partial_date(PartialDate.parse(day.isoformat()), language)


@cache
def _style() -> str:
    """Join the style sheets of the page, with the fonts in them, for a page without a network."""
    sheets = [(STATIC / name).read_text(encoding="utf-8") for name in ("site.css", "paper.css")]
    return palette.stylesheet() + _FONT.sub(_font, "".join(sheets))


def _font(url: re.Match[str]) -> str:
    font = base64.b64encode((VENDOR / url[1]).read_bytes()).decode()
    return f"url(data:font/woff2;base64,{font})"


def _failed(
    request: Request, directory: Directory, asked: SearchRequest, language: Language
) -> Response:
    """Say that no PDF is available now, and what to do instead."""
    _ = translations(language).gettext
    sentence = _(
        "This site cannot make a PDF. Open the print view and let your own browser print it or "
        "save it as PDF."
    )
    body = render(
        "paper_failed.html",
        directory,
        language,
        sprite="",
        path=f"/print{asked.address(lat='', lon='')}",
        sentence=sentence,
        print_address=f"{PREFIX[language]}/print{asked.address()}",
    )
    answer = respond_page(
        request, body, language, status=HTTPStatus.SERVICE_UNAVAILABLE, cache_control=NO_STORE
    )
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
