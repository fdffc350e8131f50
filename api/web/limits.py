"""How often one network may do something, without keeping its address."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address, ip_network

from fastapi import Request
from starlette.exceptions import HTTPException

_MOST_KEPT = 100_000


class NetworkLimit:
    """A limit per network: /24 of IPv4, /48 of IPv6.

    Kept in memory, as a digest with a salt that is drawn at every start; nothing is written.

    Parameters
    ----------
    times, seconds
        So often within so long.
    clock
        Gives the time in seconds; another one in tests.
    """

    def __init__(
        self, times: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._times = times
        self._seconds = seconds
        self._clock = clock
        self._salt = secrets.token_bytes(16)
        self._counts: dict[bytes, list[float]] = {}

    def count(self, request: Request) -> None:
        """Count a request.

        Raises
        ------
        HTTPException
            With 429 and ``Retry-After`` where the network has done it too often.
        """
        now = self._clock()
        key = self._key(request.client.host if request.client else "")
        recent = [moment for moment in self._counts.get(key, ()) if moment > now - self._seconds]
        if len(recent) >= self._times:
            wait = max(1, int(recent[0] + self._seconds - now) + 1)
            raise HTTPException(
                HTTPStatus.TOO_MANY_REQUESTS,
                "That was too often. Try again later.",
                {"Retry-After": str(wait)},
            )
        if len(self._counts) >= _MOST_KEPT:
            self._counts = {
                other: moments
                for other, moments in self._counts.items()
                if moments[-1] > now - self._seconds
            }
        self._counts[key] = [*recent, now]

    def _key(self, host: str) -> bytes:
        try:
            bits = 24 if ip_address(host).version == 4 else 48  # noqa: PLR2004
            host = str(ip_network(f"{host}/{bits}", strict=False))
        except ValueError:
            pass
        return hashlib.blake2b(host.encode(), key=self._salt, digest_size=16).digest()
