"""The whole application on one screen: state, routes, errors, middleware.

::

    request ─> CommonHeaders ─> router ─> a module of api ─> Directory (geo) ─> bytes
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI

from api import pages, planning_pages, problems
from api.coverage import coverage, coverage_gaps, coverage_losses
from api.geocode import geocode
from api.health import health
from api.http import API_VERSION, CommonHeaders
from api.ogc.collections import collection, collections
from api.ogc.items import item, items
from api.ogc.landing import TITLE, conformance, landing_page
from api.openapi import openapi
from api.planning import Planner
from api.search import nearby
from geo.directory import DirectoryHolder
from geo.errors import MeetingplacesError
from geo.geocoding import Geocoder
from geo.settings import settings

ROUTES = {
    "/v1/collections/{collection}/items": items,
    "/v1/search/nearby": nearby,
    "/v1/collections/{collection}/items/{feature}": item,
    "/v1": landing_page,
    "/v1/": landing_page,  # the root may end with a slash, and OWSLib asks for it so
    "/v1/conformance": conformance,
    "/v1/openapi.json": openapi,
    "/v1/collections": collections,
    "/v1/collections/{collection}": collection,
    "/v1/geocode": geocode,
    "/v1/coverage": coverage,
    "/v1/coverage/gaps": coverage_gaps,
    "/v1/coverage/losses": coverage_losses,
    "/health": health,
}
"""Every address of the API. They are tried in this order, so what is asked most stands first."""

REFRESH_SECONDS = 10.0
"""How often the release folder is looked at; another release in it is taken into use."""

_log = logging.getLogger("meetingplaces")


def create_app(release: Path, *, geocoder: Geocoder | None = None) -> FastAPI:
    """Make the application that serves one release.

    Parameters
    ----------
    release
        Folder of the release. When another release takes its place, that is served.
    geocoder
        Finds addresses; without one, questions about addresses are answered with 503.

    Returns
    -------
    FastAPI
        An ASGI application.

    Raises
    ------
    MeetingplacesError
        When the release cannot be read.
    """
    app = FastAPI(
        title=TITLE,
        version=API_VERSION,
        lifespan=_lifespan,
        openapi_url=None,  # api.openapi describes what is true, in the version that clients read
        redirect_slashes=False,  # a redirect built by the framework loses https behind a proxy
    )
    holder = DirectoryHolder(release)
    app.state.directory = holder
    app.state.geocoder = geocoder
    app.state.planner = Planner(settings().data / "reference")

    # Plain routes: our endpoints read the request themselves, so FastAPI's resolving of
    # dependencies would cost a third of the rate and add nothing.
    for path, endpoint in ROUTES.items():
        app.add_route(path, endpoint, ["GET"])
    app.include_router(pages.pages(holder))
    app.include_router(planning_pages.pages())
    pages.mount_assets(app)

    problems.install(app)
    app.add_middleware(CommonHeaders)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Look for another release as long as the application runs."""
    watching = asyncio.create_task(_follow_releases(app.state.directory))
    yield
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


async def _follow_releases(holder: DirectoryHolder) -> None:
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        try:
            if await asyncio.to_thread(holder.refresh):
                _log.info("Now serving release %s", holder.current.version)
        except MeetingplacesError as error:
            _log.warning("The release in use stays in use: %s", error)
