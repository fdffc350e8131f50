"""Every route of the residents' site."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from api.site import (
    api_viewer,
    asked,
    calendars,
    data_page,
    errors,
    feeds,
    files,
    freshness_page,
    llms,
    machine,
    paper,
    place,
    results,
    security_txt,
    start,
    statement,
    street_map,
)
from api.site.asked import this_minute
from api.site.layout import origin, respond_page
from api.site.plain_text import MEDIA_TYPE, plain_text, wants_plain_text
from api.web.another_city import answer_of_another_city
from api.web.finder import finder
from api.web.http import NO_STORE, PRIVATE, PUBLIC, respond
from api.web.i18n import FOR_PLANNERS, PATHS, PREFIX
from api.web.served import base
from geo.directory.holder import DirectoryHolder
from geo.i18n.languages import LANGUAGES
from geo.model.vocabulary import Language

_METHODS = ["GET", "HEAD"]
_VARY = b"Accept, Accept-Encoding"


def pages(holder: DirectoryHolder) -> APIRouter:
    """Make the routes of the pages.

    Returns
    -------
    APIRouter
        To be included in the application without a prefix.
    """
    router = APIRouter(include_in_schema=False, default_response_class=Response)
    for language in LANGUAGES:
        _add_pages(router, holder, language)
    for language in FOR_PLANNERS:
        _add_data_page(router, holder, language)
    _add_files(router, holder)
    router.include_router(paper.pages(holder))
    router.include_router(calendars.pages(holder))
    router.include_router(feeds.pages(holder))
    router.include_router(street_map.pages(holder))
    router.include_router(security_txt.router)
    router.include_router(api_viewer.router)
    return router


def mount_assets(app: FastAPI) -> None:
    """Serve scripts, styles and Leaflet below ``/static``.

    Parameters
    ----------
    app
        The application, after `pages` was included in it.
    """
    files.mount(app)


def _add_pages(router: APIRouter, holder: DirectoryHolder, language: Language) -> None:
    prefix = PATHS[language]

    @router.api_route(f"{prefix}/", methods=_METHODS)
    def overview(request: Request) -> Response:
        directory = holder.current
        plain = wants_plain_text(request)
        if not asked.is_question(request.query_params):
            if plain:
                return _plain(request, plain_text(None, directory, language), language, PUBLIC)
            body = start.page(directory, language, this_minute(), origin(request))
            return respond_page(request, body, language, vary=_VARY)
        now = this_minute()
        question = asked.read(request.query_params, directory, language, now)
        answer = finder().answer(directory, question.question, now)
        elsewhere = answer_of_another_city(answer, question.question, now)
        if elsewhere is not None:
            city, _ = elsewhere
            address = f"{city.base or ''}{PATHS[language]}/?{request.url.query}"
            return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)
        # Where somebody is, is private: not even the browser's own cache may keep it.
        kept = NO_STORE if question.located else PRIVATE
        if plain:
            return _plain(request, plain_text(answer, directory, language), language, kept)
        body = results.page(directory, question, answer, language, origin(request))
        return respond_page(request, body, language, cache_control=kept, vary=_VARY)

    @router.api_route(f"{prefix}/places/{{place_id}}", methods=_METHODS)
    def one_place(request: Request, place_id: str) -> Response:
        directory = holder.current
        position = directory.find(place_id)
        if position is not None:
            body = place.page(directory, position, language, this_minute(), origin(request))
            return respond_page(request, body, language)
        gone = directory.gone.get(place_id)
        successor = directory.successor(place_id) or (gone.successor if gone else None)
        if successor is not None:
            return RedirectResponse(f"{PREFIX[language]}/places/{successor}", status_code=301)
        status = HTTPStatus.NOT_FOUND if gone is None else HTTPStatus.GONE
        return errors.page(request, directory, language, status, of_place=True)

    @router.api_route(f"{prefix}/accessibility", methods=_METHODS)
    def accessibility(request: Request) -> Response:
        return respond_page(
            request, statement.page(holder.current, language, origin(request)), language
        )

    @router.api_route(f"{prefix}/offline", methods=_METHODS)
    def offline(request: Request) -> Response:
        return respond_page(request, start.offline(holder.current, language), language)


def _add_data_page(router: APIRouter, holder: DirectoryHolder, language: Language) -> None:
    @router.api_route(f"{PATHS[language]}{data_page.PATH}", methods=_METHODS)
    def data(request: Request) -> Response:
        body = data_page.page(holder.current, language, origin(request))
        return respond_page(request, body, language)

    @router.api_route(f"{PATHS[language]}{freshness_page.PATH}", methods=_METHODS)
    def freshness(request: Request) -> Response:
        today = this_minute().date()
        body = freshness_page.page(holder.current, language, origin(request), today)
        return respond_page(request, body, language)


def _plain(request: Request, text: str, language: Language, cache_control: str) -> Response:
    answer = respond(request, text.encode(), MEDIA_TYPE, cache_control=cache_control, vary=_VARY)
    answer.headers["Content-Language"] = language
    return answer


def _add_files(router: APIRouter, holder: DirectoryHolder) -> None:
    @router.api_route("/places/{place_id}/map.svg", methods=_METHODS)
    def picture(request: Request, place_id: str) -> Response:
        directory = holder.current
        position = directory.find(place_id)
        drawn = None if position is None else place.picture(directory, position)
        if drawn is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return respond(request, drawn, "image/svg+xml", tag=directory.version)

    @router.api_route("/sitemap.xml", methods=_METHODS)
    def sitemap(request: Request) -> Response:
        body = machine.sitemap(holder.current, origin(request))
        return respond(request, body, "application/xml", tag=holder.current.version)

    @router.api_route("/robots.txt", methods=_METHODS)
    def robots(request: Request) -> Response:
        return respond(request, machine.robots(origin(request)), "text/plain; charset=utf-8")

    @router.api_route("/llms.txt", methods=_METHODS)
    def for_assistants(request: Request) -> Response:
        body = llms.llms_txt(holder.current, origin(request))
        return respond(request, body, "text/plain; charset=utf-8", tag=holder.current.version)

    @router.api_route("/manifest.webmanifest", methods=_METHODS)
    def manifest(request: Request) -> Response:
        return respond(
            request, machine.manifest(holder.current.city, base()), "application/manifest+json"
        )

    @router.api_route("/service-worker.js", methods=_METHODS)
    def service_worker(request: Request) -> Response:
        body = machine.service_worker()
        answer = respond(request, body, "text/javascript; charset=utf-8", cache_control="no-cache")
        # A worker has a policy of its own; this one fetches only from here.
        answer.headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
        return answer
