"""Connections that cannot be used to shut others out: they have a number, a size and a time.

uvicorn reads a head of any length for any time. Here a head that is too long gets 431, one that
takes too long is hung up on, and so is a body. Where too many have not said yet what they want, the
one that has been silent longest makes room for the next; where all have, and there are more than
the files that this process may open, the next one gets 503.
"""

from __future__ import annotations

import asyncio
import resource
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.web.http import HEADERS
from api.web.problems import problem

MOST_HEAD_BYTES: Final = 64_000
"""More than the longest address and headers that a browser sends, with a filter of 20,000
characters that are all escaped."""

MOST_CONNECTIONS: Final = 2_000
SPARE_FILES: Final = 64
"""Files that a process needs besides its connections: tables, sockets, a browser that prints."""


def _whole(status: int, detail: str, **headers: str) -> bytes:
    """Write an answer for whoever never comes to the application, with what every answer has."""
    response = problem(status, detail, headers={"connection": "close", **headers})
    lines = b"".join(b"%b: %b\r\n" % header for header in (*response.raw_headers, *HEADERS))
    phrase = HTTPStatus(status).phrase.encode()
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (status, phrase, lines, bytes(response.body))


_TOO_MANY: Final = _whole(
    503, "There are too many connections. Try again in 5 seconds.", **{"retry-after": "5"}
)
_TOO_LONG: Final = _whole(431, f"The address and headers are longer than {MOST_HEAD_BYTES} bytes.")
_NO_HTTP: Final = _whole(400, "What was sent is no HTTP.")


@cache
def most_connections() -> int:
    """Return how many connections this process may have, given how many files it may open."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(1, min(MOST_CONNECTIONS, files - SPARE_FILES))


class LimitedProtocol(HttpToolsProtocol):
    """The protocol of uvicorn with limits on connections and requests.

    Attributes
    ----------
    head_seconds, body_seconds
        How long a client may take to send a head, and then a body.
    most_silent
        How many connections may have sent no whole head yet.
    """

    head_seconds: ClassVar[float] = 10.0
    body_seconds: ClassVar[float] = 30.0
    most_silent: ClassVar[int] = 100
    _silent: ClassVar[dict[LimitedProtocol, None]] = {}

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - those of uvicorn
        super().__init__(*given, **named)
        self._head_bytes = 0
        self._hanging_up: asyncio.TimerHandle | None = None
        self._in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a head, for some time."""
        super().connection_made(transport)
        self._wait()
        full = len(self.connections) > most_connections()
        if full or len(self._silent) > self.most_silent:
            longest = next(one for one in self._silent if not one.transport.is_closing())
            if longest is self:
                transport.write(_TOO_MANY)
            longest.hang_up()

    def data_received(self, data: bytes) -> None:
        """Read; refuse a head that becomes too long."""
        if self in self._silent:
            self._head_bytes += len(data)
        super().data_received(data)
        if self in self._silent and self._head_bytes > MOST_HEAD_BYTES:
            self.transport.write(_TOO_LONG)
            self.hang_up()
        elif self._in_body and self._hanging_up is None:
            self._hanging_up = self.loop.call_later(self.body_seconds, self.hang_up)

    def on_message_begin(self) -> None:
        """Wait for the rest of the head, the first or the next of a connection."""
        super().on_message_begin()
        if self not in self._silent:
            self._wait()

    def on_headers_complete(self) -> None:
        """Stop waiting: the request is known."""
        self._heard()
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Stop waiting: the body is there."""
        self._in_body = False
        self._heard()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - of uvicorn, always the same
        """Refuse what cannot be read."""
        self.transport.write(_NO_HTTP)
        self.hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._heard()
        super().connection_lost(exc)

    def hang_up(self) -> None:
        """Close the connection."""
        self._heard()
        if not self.transport.is_closing():
            self.transport.close()

    def _wait(self) -> None:
        self._head_bytes = 0
        self._silent[self] = None
        self._hanging_up = self.loop.call_later(self.head_seconds, self.hang_up)

    def _heard(self) -> None:
        self._silent.pop(self, None)
        if self._hanging_up is not None:
            self._hanging_up.cancel()
            self._hanging_up = None
