"""A filtered list with its map, for another site: one small page for an ``<iframe>``.

It takes the same questions as the list of the site, needs no script, sets no cookie and fetches
only its style sheets. The web component ``/static/embed.js`` shows the same page without a frame.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request, Response

from api.site import asked, cards
from api.site.facts import confirmed_said
from api.site.layout import origin, render, respond_page
from api.site.shared import descriptions
from api.site.summing_up import heading
from api.site.wording import distance_of
from api.web.finder import finder
from api.web.http import NO_STORE, PRIVATE
from api.web.i18n import PATHS, PREFIX, translations
from geo.directory.directory import Directory
from geo.directory.holder import DirectoryHolder
from geo.directory.symbology import sprite
from geo.hours import ZONE
from geo.i18n.languages import LANGUAGES
from geo.model.vocabulary import Language
from geo.search import SearchResult

MOST_PLACES: Final = 60
"""Maximum number of places listed; the page links to the whole list."""
_WIDTH_MM, _HEIGHT_MM = 120.0, 80.0
"""The size for which the map is drawn; it is shown as wide as there is room."""
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
"""Any site may show this page in a frame; that is what it is for."""


def pages(holder: DirectoryHolder) -> APIRouter:
    """Make the route of the page, once for each language.

    Returns
    -------
    APIRouter
        To be included in the application without a prefix.
    """
    router = APIRouter(include_in_schema=False, default_response_class=Response)
    for language in LANGUAGES:
        _add_page(router, holder, language)
    return router


def _add_page(router: APIRouter, holder: DirectoryHolder, language: Language) -> None:
    @router.api_route(f"{PATHS[language]}/embed", methods=["GET", "HEAD"])
    def embed(request: Request) -> Response:
        directory = holder.current
        now = datetime.now(ZONE).replace(second=0, microsecond=0)
        question = asked.read(request.query_params, directory, language, now)
        answer = finder().answer(directory, question.question, now)
        by_day = request.query_params.get("scheme") == "light"
        body = page(directory, question, answer, language, origin(request), by_day=by_day)
        kept = NO_STORE if question.located else PRIVATE
        response = respond_page(request, body, language, cache_control=kept)
        response.headers["Content-Security-Policy"] = _POLICY
        return response


def page(  # noqa: PLR0913 - the page with results takes the same
    directory: Directory,
    question: asked.SearchRequest,
    answer: SearchResult,
    language: Language,
    site: str,
    *,
    by_day: bool = False,
) -> bytes:
    """Write the page.

    Parameters
    ----------
    site
        URL of the site without a path: every link is absolute, as the page may be shown elsewhere.
    by_day
        Whether it is light also on a device that is set to dark, as the site around it may be.
    """
    words = translations(language)
    listed = answer.entries[:MOST_PLACES]
    shown = [entry.position for entry in listed]
    described = descriptions(directory, language)
    start = answer.start
    drawn = sum(described[position].on_map for position in shown)
    label = words.ngettext("Map with %(num)s place", "Map with %(num)s places", drawn)
    picture = ""
    if shown:
        from geo.maps import paper_map

        picture = paper_map.draw(
            directory,
            {position: number for number, position in enumerate(shown, start=1)},
            label % {"num": drawn},
            width_mm=_WIDTH_MM,
            height_mm=_HEIGHT_MM,
            gebied=question.question.gebied,
            start=None if start is None or start.lon is None else (start.lon, start.lat),
            on_page=True,
        )
    return render(
        "embed.html",
        directory,
        language,
        site=site,
        heading=heading(answer, directory, language),
        entries=[
            cards.shown(
                entry,
                number,
                described[entry.position],
                distance_of(entry, language),
                language,
                fresh=confirmed_said(directory, entry.position, language),
            )
            for number, entry in enumerate(listed, start=1)
        ],
        count=len(answer.entries),
        picture=picture,
        sprite=sprite({described[position].symbol for position in shown}),
        whole_list=f"{site}{PREFIX[language]}/{question.address()}",
        ignored=question.ignored,
        by_day=by_day,
    )
