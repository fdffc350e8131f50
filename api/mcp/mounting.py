"""The server for assistants at ``/mcp``, by streamable HTTP and without sessions."""

from __future__ import annotations

import asyncio
import contextlib
from http import HTTPStatus
from importlib.util import find_spec

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.problems import problem

PATH = "/mcp"


class McpDoor:
    """Starts the server at the first request, and stops it with the event loop.

    Parameters
    ----------
    app
        The application whose API the tools ask.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._starting = asyncio.Lock()
        self._door: ASGIApp | None = None
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; there is no stream to open by GET and no session to end by DELETE."""
        if scope["method"] != "POST":
            detail = "Assistants ask by POST."
            refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"allow": "POST"})
            await refusal(scope, receive, send)
            return
        if find_spec("mcp") is None:
            detail = "Assistants cannot be served: the extra 'mcp' is not installed."
            await problem(HTTPStatus.NOT_FOUND, detail)(scope, receive, send)
            return
        async with self._starting:
            if self._door is None or self._running is None or self._running.done():
                await self._start()
        assert self._door is not None  # noqa: S101 - started above
        await self._door({**scope, "path": PATH, "root_path": ""}, receive, send)

    async def stop(self) -> None:
        """End what runs."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def _start(self) -> None:
        from mcp.server.transport_security import TransportSecuritySettings

        from api.mcp.server import mcp_server

        server = await asyncio.to_thread(mcp_server, self._app)
        self._door = server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            # Everybody may read here, from any site; there is nothing to protect from a browser.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        ready = asyncio.Event()

        async def run() -> None:
            async with server.session_manager.run():
                ready.set()
                await asyncio.Event().wait()

        self._running = asyncio.create_task(run())
        await ready.wait()
