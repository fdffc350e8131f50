"""The URLs of the planners' page: ``/planner`` in Dutch and ``/en/planner`` in English."""

from __future__ import annotations

from importlib import import_module

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.web.i18n import FOR_PLANNERS, PATHS
from geo.model.vocabulary import Language


def pages() -> APIRouter:
    """Return the routes of the page, to be included in the application without a prefix."""
    router = APIRouter(include_in_schema=False, default_response_class=Response)
    for language in FOR_PLANNERS:
        _add_route(router, language)
    return router


def _add_route(router: APIRouter, language: Language) -> None:
    @router.api_route(f"{PATHS[language]}/planner", methods=["GET", "HEAD"])
    async def planner(request: Request) -> Response:
        # It needs pandas and scipy; who asks for another page should not wait for them.
        page = await run_in_threadpool(import_module, "api.planner.pages")
        response: Response = await page.respond(request, language)
        return response
