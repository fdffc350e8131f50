"""Connections that cannot be used to shut others out: heads have a size, a time and a number.

uvicorn reads a head of any length for any time. Here a head that is too long gets 431, one that
takes too long is hung up on, and where too many have not said yet what they want, the one that has
been silent longest makes room for the next.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES: Final = 64_000
"""More than the longest address and headers that a browser sends, with a filter of 20,000
characters that are all escaped."""

_TOO_LONG: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: application/problem+json\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%b"
)
_PROBLEM: Final = (
    b'{"type":"about:blank","title":"Request Header Fields Too Large","status":431,'
    b'"detail":"The address and headers are longer than 64000 bytes."}'
)


class LimitedProtocol(HttpToolsProtocol):
    """The protocol of uvicorn with limits on the head of a request.

    Attributes
    ----------
    head_seconds
        How long a client may take to send a head.
    most_silent
        How many connections may have sent no whole head yet.
    """

    head_seconds: ClassVar[float] = 10.0
    most_silent: ClassVar[int] = 100
    _silent: ClassVar[dict[LimitedProtocol, None]] = {}

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - those of uvicorn
        super().__init__(*given, **named)
        self._head_bytes = 0
        self._hanging_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a head, for some time."""
        super().connection_made(transport)
        self._wait()
        if len(self._silent) > self.most_silent:
            next(iter(self._silent)).hang_up()

    def data_received(self, data: bytes) -> None:
        """Read; refuse a head that becomes too long."""
        if self in self._silent:
            self._head_bytes += len(data)
        super().data_received(data)
        if self in self._silent and self._head_bytes > MOST_HEAD_BYTES:
            self.transport.write(_TOO_LONG % (len(_PROBLEM), _PROBLEM))
            self.hang_up()

    def on_message_begin(self) -> None:
        """Wait for the rest of the head, the first or the next of a connection."""
        super().on_message_begin()
        if self not in self._silent:
            self._wait()

    def on_headers_complete(self) -> None:
        """Stop waiting: the request is known."""
        self._heard()
        super().on_headers_complete()

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
