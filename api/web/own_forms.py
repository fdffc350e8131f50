"""Forms that are taken only from our own pages, and only where they are small."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web import problems
from api.web.http import api_url
from geo.model.said import Said

SMALL = 32_000
"""Most bytes of a form that people type into; twice what the longest fields take."""


def from_own_page(request: Request) -> None:
    """Refuse a form that was sent from another site, which a browser says itself.

    There is no token to compare where nobody is signed in: the headers ``Sec-Fetch-Site`` and
    ``Origin``, which a page cannot forge, tell instead (OWASP, Cross-Site Request Forgery
    Prevention). A program that sends neither cannot act in somebody else's name.

    Raises
    ------
    HTTPException
        With 403.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != urlsplit(api_url(request)).netloc
    if site not in (None, "same-origin", "none") or elsewhere:
        raise HTTPException(HTTPStatus.FORBIDDEN, Said("This form came from another site."))


class SmallBody:
    """Middleware that reads no further than a form can be long.

    Parameters
    ----------
    app
        What is called.
    most
        Bytes.
    larger
        Bytes for forms with a file, by how their path ends.
    """

    def __init__(
        self, app: ASGIApp, most: int = SMALL, larger: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._most = most
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; one that is too long is answered with 413."""
        if scope["type"] != "http" or scope["method"] == "GET":
            await self._app(scope, receive, send)
            return
        ends = scope["path"].endswith
        most = next((many for end, many in self._larger.items() if ends(end)), self._most)
        body = bytearray()
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                detail = f"At most {most} bytes can be sent here."
                answer = problems.problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
                await answer(scope, receive, send)
                return

        sent = False

        async def once() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, once, send)
