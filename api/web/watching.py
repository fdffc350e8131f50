"""What an operator sees of requests: figures and lines that hold nothing of who asked, or what.

Neither has the address of a visitor, the query, or the page: only which part of the service was
asked. The figures are for Prometheus, at a port of this machine alone.
"""

from __future__ import annotations

import errno
import logging
import sys
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.cache import cache
from api.web.dear import Lanes
from geo.i18n.languages import LANGUAGES

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric

PARTS: Final = frozenset(
    (
        *("embed", "print", "print.pdf", "places", "planner", "data", "report", "desk", "owner"),
        *("static", "health", "docs", "sitemap.xml", "accessibility", "beheer"),
    )
)
API_PARTS: Final = frozenset(
    (
        *("collections", "search", "coverage", "exports", "releases", "changes", "catalogue"),
        *("geocode", "openapi.json", "conformance"),
    )
)
"""What is told apart, below the root and below ``/v1``."""
SECONDS: Final = (0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
LOOPBACK: Final = "127.0.0.1"
_HANGS_UP: Final = 499
"""Status of a request that ended without an answer, as nginx has it."""

access_log = logging.getLogger("meetingplaces.access")

Finished = Callable[[str, str, int, float], None]
"""Is told of each request: method, part, status and seconds."""


def part_of(path: str) -> str:
    """Name the part of the service that a path is of.

    Examples
    --------
    >>> part_of("/v1/coverage/gaps"), part_of("/en/places/de-banier"), part_of("/ar/")
    ('/v1/coverage', '/places', '/')
    """
    first, _, rest = path.strip("/").partition("/")
    if first == "v1":
        below = rest.partition("/")[0]
        return f"/v1/{below}" if below in API_PARTS else "/v1"
    if first in LANGUAGES:
        first = rest.partition("/")[0]
    if not first:
        return "/"
    return f"/{first}" if first in PARTS else "other"


class Watched:
    """Middleware that tells of each request when it is finished.

    Parameters
    ----------
    finished
        Who is told.
    """

    def __init__(self, app: ASGIApp, finished: Iterable[Finished]) -> None:
        self._app = app
        self._finished = tuple(finished)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = _HANGS_UP

        async def sent(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            seconds = time.perf_counter() - begun
            part = part_of(scope["path"])
            for tell in self._finished:
                tell(scope["method"], part, int(status), seconds)


def log_access() -> Finished:
    """Write a line per request on standard error: when, method, part, status, milliseconds."""
    if not access_log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        access_log.addHandler(handler)
        access_log.setLevel(logging.INFO)
        access_log.propagate = False

    def tell(method: str, part: str, status: int, seconds: float) -> None:
        access_log.info("%s %s %d %.0f ms", method, part, status, seconds * 1000)

    return tell


class Metrics:
    """Figures of this process in the format of Prometheus.

    Parameters
    ----------
    lanes
        The lanes of dear requests.
    version
        Returns the version of the release in use.
    """

    def __init__(self, lanes: Lanes, version: Callable[[], str]) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

        self._lanes = lanes
        self._version = version
        self.registry: CollectorRegistry = CollectorRegistry()
        self._requests = Counter(
            "meetingplaces_requests",
            "Requests.",
            ("part", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "meetingplaces_request_seconds",
            "How long an answer took.",
            ("part",),
            buckets=SECONDS,
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(self)

    def tell(self, _: str, part: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(part, status).inc()
        self._seconds.labels(part).observe(seconds)

    def collect(self) -> Iterable[Metric]:
        """Return what is true now: queues, the cache, the release."""
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            InfoMetricFamily,
        )

        waiting = GaugeMetricFamily("meetingplaces_waiting", "Wait for a seat.", labels=["lane"])
        working = GaugeMetricFamily("meetingplaces_working", "Have a seat.", labels=["lane"])
        refused = CounterMetricFamily(
            "meetingplaces_refused", "Refused, as too much waited.", labels=["lane"]
        )
        for name, lane in self._lanes.items():
            waiting.add_metric([name], lane.seats.waiting)
            working.add_metric([name], lane.seats.taken)
            refused.add_metric([name], lane.seats.refused)
        yield from (waiting, working, refused)
        held = cache().held_bytes
        yield GaugeMetricFamily("meetingplaces_cache_bytes", "What is kept.", value=held)
        release = InfoMetricFamily("meetingplaces_release", "The release in use.")
        release.add_metric([], {"version": self._version()})
        yield release

    def serve(self, port: int, tries: int = 64) -> int:
        """Serve the figures to this machine alone, at a port or the first free one after it.

        Returns
        -------
        int
            The port: with several workers each has one of its own.
        """
        from prometheus_client import start_http_server

        for number in range(port, port + tries):
            try:
                start_http_server(number, LOOPBACK, self.registry)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return number
        raise OSError(errno.EADDRINUSE, f"no port from {port} to {port + tries - 1} is free")
