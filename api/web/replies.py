"""A whole response of the application, to be kept and sent again: with its own 304 and ranges."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, _TemporaryFileWrapper
from typing import IO, Final

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Scope

from api.web.byte_ranges import respond_file
from api.web.http import has_already

_OK: Final = 200
_IN_MEMORY: Final = 16_000_000
_DISK: Final = 8
_NO_STORE: Final = b"no-store"


@dataclass(frozen=True, slots=True)
class Reply:
    """A response.

    Attributes
    ----------
    headers
        Names in lower case.
    body
        In memory, or where it is large in a file that goes when the reply does.
    """

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes | _TemporaryFileWrapper[bytes]

    @property
    def kept_bytes(self) -> int:
        """What keeping it costs: its size in memory, or an eighth of its size on disk."""
        if isinstance(self.body, bytes):
            return len(self.body)
        return int(self.header(b"content-length") or 0) // _DISK

    def header(self, name: bytes) -> bytes:
        """Return the value of a header, empty where it has none."""
        return next((value for header, value in self.headers if header == name), b"")

    @property
    def may_be_kept(self) -> bool:
        """Whether it may be sent again to somebody who asks the same."""
        return self.status == _OK and _NO_STORE not in self.header(b"cache-control")

    def response(self, request: Request) -> Response:
        """Answer a request with it: 304 where the client has it, a part where it asks for one."""
        tag = self.header(b"etag").decode("latin-1").strip('"').removesuffix("-gzip")
        asked = request.headers.get("if-none-match", "").encode("latin-1")
        if self.status == _OK and tag and has_already(asked, tag):
            kept = [one for one in self.headers if not one[0].startswith(b"content-")]
            return _response(b"", 304, kept)
        if not isinstance(self.body, bytes) or self.header(b"accept-ranges"):
            own = {b"accept-ranges", b"content-length"}
            headers = [header for header in self.headers if header[0] not in own]
            return respond_file(request, self._opened(), headers)
        return _response(self.body, self.status, list(self.headers))

    def _opened(self) -> IO[bytes]:
        """Open the body; each time anew, so that several can be read at once."""
        if isinstance(self.body, bytes):
            return io.BytesIO(self.body)
        return Path(self.body.name).open("rb")


async def reply_of(app: ASGIApp, scope: Scope) -> Reply:
    """Let an application answer a GET request as a whole.

    A request for a part of a file is answered with the whole file; `Reply.response` takes the part.
    """
    headers = [one for one in scope["headers"] if one[0] not in {b"range", b"if-range"}]
    start: Message = {}
    parts: list[bytes] = []
    file: _TemporaryFileWrapper[bytes] | None = None
    size = 0
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if asked:  # the client has nothing more to say; the application waits for its hanging up
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal file, size
        if message["type"] == "http.response.start":
            start.update(message)
            return
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > _IN_MEMORY:
            file = file or NamedTemporaryFile(prefix="meetingplaces-")  # noqa: SIM115 - kept
            file.write(b"".join(parts))
            parts.clear()

    await app({**scope, "headers": headers}, receive, send)
    named = tuple((name.lower(), value) for name, value in start["headers"])
    if file is None:
        return Reply(start["status"], named, b"".join(parts))
    file.flush()
    return Reply(start["status"], named, file)


def _response(body: bytes, status: int, headers: list[tuple[bytes, bytes]]) -> Response:
    response = Response(body, status)
    response.raw_headers = headers
    return response
