"""The whole application on one screen: state, routes, errors, middleware.

::

    request ─> CommonHeaders ─> FeaturesFirst ─> DearQuestions ─> router ─> a module of api
                                                     └─> a process of lower priority, with a router
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from api import prices
from api.mcp.mounting import PATH as MCP_PATH
from api.mcp.mounting import McpDoor
from api.planner import routes as planning_routes
from api.prices import PRICES
from api.site import embed, errors, pages
from api.v1.ogc.answers import Answers
from api.v1.ogc.features_first import FeaturesFirst
from api.v1.ogc.tables import TableCollections
from api.v1.planning import Planner
from api.web import problems
from api.web.cache import cache
from api.web.dear import DearQuestions, Lanes
from api.web.finder import finder
from api.web.health import health
from api.web.http import API_VERSION, TITLE, CommonHeaders
from api.web.i18n import PATHS
from api.web.lazy import LazyApp, lazy_endpoint, lazy_router
from api.web.replies import reply_of
from api.web.served import ServedCity, base
from geo.collections.layer import Layer
from geo.directory.holder import DirectoryHolder
from geo.io.memory import return_freed_memory
from geo.model.errors import MeetingplacesError
from geo.model.settings import settings

if TYPE_CHECKING:
    from api.desk.desk import Desk
    from geo.geocoding import Geocoder
    from geo.store.sql_store import SqlStore

ITEMS: Final = "/v1/collections/{collection}/items"
"""The pages of a collection, which are also asked in front of the router."""

ROUTES = {
    path: lazy_endpoint(f"api.v1.{module}", name)
    for path, module, name in (
        (ITEMS, "ogc.items", "items"),
        ("/v1/search/nearby", "search", "nearby"),
        ("/v1/search/suggest", "suggestions", "suggest"),
        ("/v1/collections/{collection}/items/{feature}", "ogc.items", "item"),
        ("/v1", "ogc.landing", "landing_page"),
        ("/v1/", "ogc.landing", "landing_page"),  # OWSLib requests the root with a slash
        ("/v1/conformance", "ogc.landing", "conformance"),
        ("/v1/collections", "ogc.collections", "collections"),
        ("/v1/collections/{collection}", "ogc.collections", "collection"),
        ("/v1/collections/{collection}/queryables", "ogc.schemas", "queryables"),
        ("/v1/collections/{collection}/sortables", "ogc.schemas", "sortables"),
        ("/v1/collections/{collection}/schema", "ogc.schemas", "schema"),
        ("/v1/collections/{collection}/feature-schema", "ogc.feature_schema", "feature_schema"),
        ("/v1/catalogue", "catalogue", "catalogue"),
        ("/v1/exports", "exports", "exports"),
        ("/v1/exports/{collection}.{format}", "exports", "export"),
        ("/v1/changes", "changes", "changes"),
        ("/v1/releases", "releases", "releases"),
        ("/v1/releases/{release}.zip", "releases", "release_file"),
        ("/v1/releases/{release}", "releases", "release"),
        ("/v1/geocode", "geocode", "geocode"),
        ("/v1/coverage", "coverage", "coverage"),
        ("/v1/coverage/gaps", "coverage", "coverage_gaps"),
        ("/v1/coverage/squares", "coverage", "coverage_squares"),
        ("/v1/coverage/losses", "coverage", "coverage_losses"),
        ("/v1/coverage/sites", "sites", "sites"),
        ("/v1/coverage/capacity", "coverage", "coverage_capacity"),
        ("/v1/coverage/equity", "coverage", "coverage_equity"),
        ("/v1/coverage/changes", "coverage", "coverage_changes"),
    )
} | {"/v1/openapi.json": lazy_endpoint("api.openapi.document", "openapi"), "/health": health}
"""Every route of the API. They are tried in this order, so the most frequent come first. Each is
imported when it is first requested."""

TYPED = {"/v1/search": "api.v1.finding", "/v1/opening": "api.v1.opening"}
"""The routes of the API whose parameters FastAPI reads, with the module of the router of each."""

REFRESH_SECONDS = 10.0
"""Seconds between checks of the release folder; a new release in it is put into use."""

WARM_UP_AFTER_SECONDS = 2.0
"""How long after the start searching is prepared, so that the first page does not wait for it."""

YOUNG_WHILE_SERVING = 2_000
"""After how many new objects garbage is looked for while requests are answered. Going through the
50,000 that a start waits for takes 40 ms and more, in which nobody is answered."""

_FIRST_OF_PLANNERS: Final[Scope] = {
    "type": "http",
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "server": ("127.0.0.1", 80),
    "headers": [(b"host", b"127.0.0.1")],
    "path": "/planner",
    "raw_path": b"/planner",
    "query_string": b"",
    "root_path": "",
}
"""What planners ask first."""

_log = logging.getLogger("meetingplaces")


def create_app(  # noqa: PLR0913 - keyword only
    release: Path | Callable[[], Path] | DirectoryHolder,
    *,
    geocoder: Geocoder | None = None,
    further: Sequence[Layer] = (),
    tables: TableCollections | None = None,
    archive: Path | None = None,
    store: Callable[[], SqlStore] | None = None,
    together: DirectoryHolder | None = None,
    served: Sequence[ServedCity] = (),
    city: ServedCity | None = None,
    lanes: Lanes | None = None,
    ready_for_planners: bool = False,
) -> FastAPI:
    """Create the application that serves one release.

    Parameters
    ----------
    release
        Folder of the release, or a function that returns the one in force, or what holds it.
    geocoder
        Finds addresses; without one, requests for addresses get 503.
    tables
        The collections that stand in databases.
    archive
        Folder of the frozen releases before it; without one nothing is known about the past.
    store
        Opens the store that the release is built from; without one there is no desk, and the page
        for reports says how else to report.
    together
        The release that the API serves, where that is of more cities than this one.
    served
        All cities that are served; see `api.cities`.
    city
        The one of them that this application is of.
    lanes
        Where dear questions are answered; without them in threads of this process.
    ready_for_planners
        Ask the first question of planners in advance, so that the process behind it is ready.

    Raises
    ------
    MeetingplacesError
        The release cannot be read.
    """
    app = create_router(
        release,
        geocoder=geocoder,
        further=further,
        tables=tables,
        archive=archive,
        store=store,
        together=together,
        served=served,
        city=city,
    )
    app.state.lanes = lanes or prices.lanes()
    app.state.ready_for_planners = ready_for_planners
    app.add_middleware(DearQuestions, prices=PRICES, lanes=app.state.lanes, kept=cache())
    app.add_middleware(FeaturesFirst, page=ROUTES[ITEMS])
    app.add_middleware(CommonHeaders)
    return app


def create_router(  # noqa: PLR0913 - keyword only
    release: Path | Callable[[], Path] | DirectoryHolder,
    *,
    geocoder: Geocoder | None = None,
    further: Sequence[Layer] = (),
    tables: TableCollections | None = None,
    archive: Path | None = None,
    store: Callable[[], SqlStore] | None = None,
    together: DirectoryHolder | None = None,
    served: Sequence[ServedCity] = (),
    city: ServedCity | None = None,
) -> FastAPI:
    """Create the application without what stands in front of its routes; see `create_app`."""
    app = FastAPI(
        title=TITLE,
        version=API_VERSION,
        lifespan=_lifespan,
        openapi_url=None,  # api.openapi describes the service in the version that clients read
        redirect_slashes=False,  # a redirect built by the framework loses https behind a proxy
        # Nothing is told about requests, and looking whether anybody listens takes 8 µs of each.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    holder = (
        release
        if isinstance(release, DirectoryHolder)
        else DirectoryHolder(release, further, archive, cache().clear)
    )
    app.state.directory = together or holder
    app.state.pages = holder
    app.state.tables = tables or TableCollections(())
    app.state.served = tuple(served)
    app.state.answers = Answers(cache())
    app.state.geocoder = geocoder
    reference = city.reference if city else settings().reference
    app.state.planner = Planner(reference)

    # Plain routes: our endpoints read the request themselves, so FastAPI's dependency resolution
    # would cost a third of the rate and add nothing.
    for path, endpoint in ROUTES.items():
        app.add_route(path, endpoint, ["GET"])
    for path, module in TYPED.items():
        app.router.routes.append(Route(path, lazy_router(module)))
    app.state.assistants = McpDoor(app)
    app.router.routes.append(Route(MCP_PATH, app.state.assistants, include_in_schema=False))
    app.include_router(pages.pages(holder))
    app.include_router(embed.pages(holder))
    app.include_router(planning_routes.pages())
    pages.mount_assets(app)
    opened = lru_cache(store) if store is not None else None
    _add_reports(app, holder, opened)
    if opened is not None:
        _add_desk(app, holder, opened, reference)

    problems.install(app)
    errors.install(app)
    return app


def _add_reports(
    app: FastAPI, holder: DirectoryHolder, store: Callable[[], SqlStore] | None
) -> None:
    """Add the pages on which residents report, which are imported at their first request."""

    def make() -> ASGIApp:
        from api.site.reports import create_reports

        return create_reports(holder, store)

    reports = LazyApp(make)
    for prefix in PATHS.values():
        path = f"{prefix}/report{{rest:path}}"
        app.router.routes.append(Route(path, reports, include_in_schema=False))


def _add_desk(
    app: FastAPI, holder: DirectoryHolder, store: Callable[[], SqlStore], reference: Path
) -> None:
    """Add the desk and the pages of owners, which are imported at their first request."""

    @lru_cache
    def made() -> Desk:
        from api.desk.dearness import Dependants
        from api.desk.desk import Desk

        return Desk(store(), holder.refresh, Dependants(holder, reference).now)

    def make_desk() -> ASGIApp:
        from api.desk.routes import create_desk

        return create_desk(made())

    def make_owner_pages() -> ASGIApp:
        from api.desk.routes import create_owner_pages

        return create_owner_pages(made())

    desk, owner = LazyApp(make_desk), LazyApp(make_owner_pages)
    for path in ("/desk{rest:path}", "/en/desk{rest:path}", "/beheer"):
        app.router.routes.append(Route(path, desk, include_in_schema=False))
    for prefix in ("", "/en"):
        path = f"{prefix}/owner{{rest:path}}"
        app.router.routes.append(Route(path, owner, include_in_schema=False))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Look for another release while the application runs."""
    holders = dict.fromkeys([app.state.pages, app.state.directory])
    tables: TableCollections = app.state.tables
    watching = [asyncio.create_task(_follow_releases(app, list(holders)))]
    if tables:
        watching.append(asyncio.create_task(tables.watch()))
    yield
    await app.state.assistants.stop()
    for task in watching:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    tables.close()
    for lane in app.state.lanes.values():
        lane.end()


async def _follow_releases(app: FastAPI, holders: Sequence[DirectoryHolder]) -> None:
    await asyncio.sleep(WARM_UP_AFTER_SECONDS)
    await _warm_up(app, holders[0])
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        for number, holder in enumerate(holders):
            try:
                if await asyncio.to_thread(holder.refresh):
                    _log.info("Now serving release %s", holder.current.version)
                    if number == 0:
                        await _warm_up(app, holder)
            except MeetingplacesError as error:
                _log.warning("The release in use stays in use: %s", error)


async def _warm_up(app: FastAPI, holder: DirectoryHolder) -> None:
    """Do in advance, alongside requests, what the first question would otherwise wait for."""
    try:
        await asyncio.to_thread(lambda: finder().prepare(holder.current))
    except Exception:  # noqa: BLE001
        # Requests that need the finder will get the error; everything else works without it.
        _log.exception("Finding could not be prepared")
    _settle()
    await asyncio.to_thread(return_freed_memory)
    if app.state.ready_for_planners and not base():  # of several cities, the default one
        try:
            await reply_of(app, {**_FIRST_OF_PLANNERS, "app": app})
        except Exception:  # noqa: BLE001 - as above
            _log.exception("The planners' page could not be prepared")


def _settle() -> None:
    """Leave what is there now out of the search for garbage, but for what is garbage already.

    Going through a release, its search and the imported modules takes 140 ms, in which nobody is
    answered; without this it happens every few hundred pages. From now on garbage is looked for
    more often than during a start, so that there is less of it each time.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_WHILE_SERVING)
