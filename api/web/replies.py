"""A whole response of the application, to be kept and sent again: with its own 304 and ranges."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final
from weakref import finalize

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Scope

from api.web.byte_ranges import respond_file
from api.web.http import has_already

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_OK: Final = 200
_IN_MEMORY: Final = 4_000_000
_DISK: Final = 8
_NO_STORE: Final = b"no-store"


class LargeBody:
    """Bytes in a file without a name, which is gone when nobody holds it any more.

    Parameters
    ----------
    file
        Descriptor of the file; it is closed with this.
    size
        In bytes.
    """

    def __init__(self, file: int, size: int) -> None:
        self.file = file
        self.size = size
        finalize(self, os.close, file)

    def opened(self) -> IO[bytes]:
        """Read from the begin, each time anew, so that several can read at once."""
        return io.BufferedReader(_Reading(self))


class _Reading(io.RawIOBase):
    """Reads a file at a position of its own."""

    def __init__(self, body: LargeBody) -> None:
        self._body = body
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._body.size}[whence]
        self._at = begin + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = os.preadv(self._body.file, [buffer], self._at)
        self._at += count
        return count


@dataclass(frozen=True, slots=True)
class Reply:
    """A response.

    Attributes
    ----------
    headers
        Names in lower case.
    body
        In memory, or on disk where it is large.
    in_parts
        Whether a part of a file may be asked for. Of one that is not kept it may not: each part
        would make the whole anew, so who asks for a part gets the whole.
    """

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes | LargeBody
    in_parts: bool = True

    @property
    def kept_bytes(self) -> int:
        """What keeping it costs: its size in memory, or an eighth of its size on disk."""
        if isinstance(self.body, bytes):
            return len(self.body)
        return self.body.size // _DISK

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
            return respond_file(request, self._opened(), headers, in_parts=self.in_parts)
        return _response(self.body, self.status, list(self.headers))

    def _opened(self) -> IO[bytes]:
        return io.BytesIO(self.body) if isinstance(self.body, bytes) else self.body.opened()


async def reply_of(app: ASGIApp, scope: Scope) -> Reply:
    """Let an application answer a request as a whole.

    A request for a part of a file, or for headers alone, is answered with all of it;
    `Reply.response` takes the part.
    """
    headers = [one for one in scope["headers"] if one[0] not in {b"range", b"if-range"}]
    start: Message = {}
    parts: list[bytes] = []
    file: LargeBody | None = None
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
            file = file or _unnamed()
            file.size = _appended(file.file, parts)
            parts.clear()

    await app({**scope, "method": "GET", "headers": headers}, receive, send)
    named = tuple((name.lower(), value) for name, value in start["headers"])
    return Reply(start["status"], named, file or b"".join(parts))


def _unnamed() -> LargeBody:
    with TemporaryFile() as file:
        return LargeBody(os.dup(file.fileno()), 0)


def _appended(file: int, parts: Sequence[bytes]) -> int:
    """Write to the end of a file; gives its size."""
    with os.fdopen(os.dup(file), "wb") as end:
        end.seek(0, os.SEEK_END)
        end.writelines(parts)
        return end.tell()


def _response(body: bytes, status: int, headers: list[tuple[bytes, bytes]]) -> Response:
    response = Response(body, status)
    response.raw_headers = headers
    return response
