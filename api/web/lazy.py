"""Endpoints whose modules are imported when they are first asked for.

Coverage needs pandas and scipy, which take a second and a hundred megabytes to import, and even the
rest would keep the first page waiting: a service imports only what it is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import TypeAlias

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def lazy_endpoint(module: str, name: str) -> Endpoint:
    """Return an endpoint that imports its module in a thread, so that nobody else waits for that.

    Parameters
    ----------
    module, name
        Module of the endpoint, and its name there.
    """
    imported: list[Endpoint] = []

    async def endpoint(request: Request) -> Response:
        if not imported:
            found = await run_in_threadpool(import_module, module)
            imported.append(getattr(found, name))
        return await imported[0](request)

    return endpoint


def lazy_router(module: str) -> LazyApp:
    """Return an application of the routes that the ``router`` of a module has."""

    def make() -> ASGIApp:
        router: APIRouter = import_module(module).router
        return router

    return LazyApp(make)


class LazyApp:
    """Makes an application at its first request, in a thread, and calls it from then on.

    Parameters
    ----------
    make
        Imports and makes the application.
    """

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        async with self._making:
            if self._made is None:
                self._made = await asyncio.to_thread(self._make)
        await self._made(scope, receive, send)
