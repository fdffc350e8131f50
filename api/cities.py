"""Several cities in one installation: an application each, under one roof.

::

    request ─> Cities ─┬─ /amsterdam/... ─> the pages of Amsterdam
                       └─ the rest ───────> the pages of the first city, and the API of all
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.web.cache import cache
from api.web.geocoder import CityGeocoder
from api.web.http import API_ROOT, STATIC_ROOT
from api.web.served import ServedCity, asked_about
from geo.collections.layer import Layer
from geo.directory.holder import DirectoryHolder
from geo.model.errors import InputError, Problem
from geo.model.settings import PREFIX, settings
from geo.pipeline.current import current_release
from geo.release.joining import joined_release

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store.sql_store import SqlStore

_OF_ALL = (API_ROOT, STATIC_ROOT.rstrip("/"), "/health", "/docs")
"""What is the same for all cities, so that a city's own address of it leads there."""


def create_cities(
    names: Sequence[str],
    *,
    release_of: Callable[[str], Path] = current_release,
    further: Sequence[Layer] = (),
    make: Callable[..., FastAPI] = create_app,
) -> Cities:
    """Create the application that serves several cities.

    Parameters
    ----------
    names
        The folders of the cities in the data; the first keeps the addresses without a name.
    release_of
        Returns the release in force of a city.
    make
        Makes the application of each city.

    Raises
    ------
    InputError
        A city is not there, or is named twice.
    MeetingplacesError
        A release cannot be read.
    """
    _check(names)
    folders = [settings().city_folder(name) for name in names]
    alone = len(folders) == 1
    served = tuple(
        ServedCity(
            folder.name,
            "" if number == 0 else f"/{folder.name}",
            DirectoryHolder(
                partial(release_of, folder.name),
                further if alone else (),
                folder / "releases",
                cache().clear,
            ),
        )
        for number, folder in enumerate(folders)
    )
    together = (
        None
        if alone
        else DirectoryHolder(
            lambda: joined_release([release_of(city.folder) for city in served]),
            further,
            folders[0] / "releases",
            cache().clear,
        )
    )
    apps = {
        city.base: make(
            city.holder,
            geocoder=CityGeocoder(city.reference),
            together=None if city.base else together,
            store=partial(_open_store, city.folder),
            served=served,
            city=city,
        )
        for city in served
    }
    return Cities(apps, served)


class Cities:
    """Leads a request to the application of the city that it is about.

    Parameters
    ----------
    apps
        By what the addresses of the city begin with; empty for the first one.
    """

    def __init__(self, apps: Mapping[str, FastAPI], served: Sequence[ServedCity]) -> None:
        self.apps = apps
        self._served = served
        self._by_base = {city.base: city for city in served}

    @property
    def holders(self) -> Sequence[DirectoryHolder]:
        """The directories in use, of each city and of all together."""
        states = [app.state for app in self.apps.values()]
        return [*dict.fromkeys(one for state in states for one in (state.pages, state.directory))]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or the start and the end of all applications."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path = scope["path"]
        base = "/" + path.split("/", 2)[1]
        if base not in self.apps or base == "/":
            base = ""
        inner = path[len(base) :]
        if base and (not inner or inner.startswith(_OF_ALL)):
            query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
            answer = RedirectResponse(f"{inner or f'{base}/'}{query}", status_code=308)
            await answer(scope, receive, send)
            return
        within = {**scope, "path": inner, "raw_path": inner.encode()} if base else scope
        with asked_about(self._by_base[base], self._served):
            await self.apps[base](within, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start all applications, and stop them at the end."""
        await receive()
        async with AsyncExitStack() as stack:
            for base, app in self.apps.items():
                with asked_about(self._by_base[base], self._served):
                    await stack.enter_async_context(app.router.lifespan_context(app))
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _open_store(city: str) -> SqlStore:
    from geo.store.opening import open_store

    return open_store(settings().city_folder(city), settings().database)


def _check(names: Sequence[str]) -> None:
    """Refuse a city that has no folder, or that is named twice, and one store of several."""
    problems = [
        Problem(f"'{name}'", f"the folder of a city in {settings().data}", field="--city")
        for name in names
        if not (settings().city_folder(name) / "city.toml").is_file()
    ]
    problems += [
        Problem(f"'{name}' twice", "each city once", field="--city")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if len(names) > 1 and settings().database and "{city}" not in settings().database:
        found, expected = f"'{settings().database}'", "an address with {city}: a store per city"
        problems.append(Problem(found, expected, field=f"{PREFIX}DATABASE"))
    if problems:
        raise InputError(problems)
