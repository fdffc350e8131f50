"""Standing below a path of a host that others share, such as https://example.org/meetingplaces/.

The application is written as if it had the host to itself. Here the path is taken off what comes
in, whether or not the proxy has done so already, and put before what goes out: the addresses in
pages and in ``Location``. Scripts and what they are told, the manifest and the service worker use
relative addresses, and documents of the API whole URLs.
"""

from __future__ import annotations

import gzip
import re
from typing import Final

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.addresses import ROOT

_TAG: Final = re.compile(rb"<[A-Za-z][^<>]*>")
_ADDRESS: Final = re.compile(rb"(?P<before>\s(?:href|src|action|formaction|data-offline)=\")/(?!/)")
"""The first slash of an address in an attribute. Pages escape every < and > of a text, so that a
tag ends where it seems to."""


def below(app: ASGIApp, path: str) -> ASGIApp:
    """Let an application stand below a path; it stays as it is where that is empty."""
    return SubPath(app, path) if path else app


class SubPath:
    """Middleware for an application that stands below a path.

    Parameters
    ----------
    path
        Without a trailing slash.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked: str = scope["path"]
        if asked == self._path:
            await RedirectResponse(f"{self._path}/", 308)(scope, receive, send)
            return
        if asked.startswith(f"{self._path}/"):
            scope = {**scope, "path": asked.removeprefix(self._path)}
        await self._app({**scope, ROOT: self._path}, receive, self._outgoing(send))

    def _outgoing(self, send: Send) -> Send:
        """Wrap what sends: a page is kept back until it is whole."""
        page: Message = {}
        parts: list[bytes] = []

        async def send_below(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [self._header(*one) for one in message["headers"]]}
                if _header(message, b"content-type").startswith(b"text/html"):
                    page.update(message)
                    return
            elif page and message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
                if message.get("more_body"):
                    return
                body = self._page(b"".join(parts), _header(page, b"content-encoding"))
                await send({**page, "headers": _with_length(page, len(body))})
                message = {"type": "http.response.body", "body": body}
            await send(message)

        return send_below

    def _header(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        if name.lower() == b"location" and value.startswith(b"/") and not value.startswith(b"//"):
            return name, self._path.encode() + value
        return name, value

    def _page(self, body: bytes, encoding: bytes) -> bytes:
        """Put the path before the addresses of a page."""
        if not body:  # an answer to HEAD
            return body
        if encoding == b"gzip":
            return gzip.compress(self._page(gzip.decompress(body), b""), 6, mtime=0)
        put = rb"\g<before>" + self._path.encode() + b"/"
        return _TAG.sub(lambda tag: _ADDRESS.sub(put, tag[0]), body)


def _header(message: Message, name: bytes) -> bytes:
    return next((value for one, value in message["headers"] if one.lower() == name), b"")


def _with_length(message: Message, length: int) -> list[tuple[bytes, bytes]]:
    """Return the headers with the length of the new body; an answer to HEAD has none to tell."""
    kept = [one for one in message["headers"] if one[0].lower() != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())] if length else kept
