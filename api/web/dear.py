"""Dear questions: answered from the cache, or else in a seat, whoever asks.

::

    request ─> has it a price? ─no──────────────> router
                    │ yes
                    ├─ asked before ────────────> the same answer, without a seat
                    ├─ being answered now ──────> waits for that answer
                    ├─ a seat, or a place in the queue ─> router, or a process behind it
                    └─ too much is waiting ─────> 503 with Retry-After
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from re import Pattern
from typing import Final

from fastapi import Request
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.addresses import ROOT
from api.web.background import BackgroundProcess
from api.web.cache import Cache
from api.web.http import takes_gzip
from api.web.problems import refused
from api.web.replies import Reply, reply_of
from api.web.seats import Seats
from api.web.served import base
from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.errors import InputError

_ASKING: Final = frozenset(("GET", "HEAD"))
"""Methods that cost what the address costs: for its headers alone the whole answer is made."""
_DEPENDS_ON: Final = frozenset((b"host", b"accept"))
"""Headers that decide what is answered, besides whether it is compressed."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Where dear requests of one sort are answered.

    Attributes
    ----------
    seats
        How many at a time.
    process
        What answers them; without one they are answered in this process.
    """

    seats: Seats
    process: BackgroundProcess | None = None

    async def reply(self, app: ASGIApp, request: Request) -> Reply:
        """Let the application answer, or the process behind it."""
        if self.process is None:
            return await reply_of(app, request.scope)
        path = base() + request.scope["path"]
        scope = {**request.scope, "path": path, "raw_path": path.encode()}
        return await self.process.reply(request.app.state.directory.current.version, scope)

    def end(self) -> None:
        """End the process, if there is one."""
        if self.process is not None:
            self.process.end()


Lanes = Mapping[str, Lane]
"""The lanes by name. What residents ask has its own: it never waits for what planners ask."""


@dataclass(frozen=True, slots=True)
class Price:
    """What some addresses cost.

    Attributes
    ----------
    path
        The addresses.
    lane
        Where they are answered.
    cost_us
        Estimates the cost in microseconds from the query, the parts of the path and the directory
        in use; 0 for free. It raises InputError where the request may not cost so much.
    each_minute
        Whether the answer is another one each minute, as where it says what is open now; otherwise
        it is the same all day.
    """

    path: Pattern[str]
    lane: str
    cost_us: Callable[[QueryParams, Mapping[str, str], Directory], float]
    each_minute: bool = False


class DearQuestions:
    """Middleware that gives dear requests their turn.

    Parameters
    ----------
    prices
        What is dear; the first that matches counts.
    lanes
        The lanes by name.
    kept
        Where answers are kept.
    """

    def __init__(self, app: ASGIApp, prices: Sequence[Price], lanes: Lanes, kept: Cache) -> None:
        self._app = app
        self._prices = prices
        self._lanes = lanes
        self._kept = kept
        self._answering: dict[Hashable, asyncio.Future[Reply]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            found = self._price(scope)
            response = found and (await self._reply(request, *found)).response(request)
        except (HTTPException, InputError) as error:
            response = await refused(request, error)
        await (response or self._app)(scope, receive, send)

    def _price(self, scope: Scope) -> tuple[Price, float] | None:
        if scope["method"] not in _ASKING:
            return None
        for price in self._prices:
            matched = price.path.fullmatch(scope["path"])
            if matched is not None:
                query = QueryParams(scope["query_string"])
                directory = scope["app"].state.directory.current
                cost = price.cost_us(query, matched.groupdict(), directory)
                return (price, cost) if cost else None
        return None

    async def _reply(self, request: Request, price: Price, cost_us: float) -> Reply:
        key = self._key(request, price)
        kept: Reply | None = self._kept.get(key)
        if kept is not None:
            return kept
        same = (key, request.headers.get("if-none-match"))
        task = self._answering.get(same)
        if task is None:
            task = asyncio.ensure_future(self._fresh(request, price, cost_us, key))
            self._answering[same] = task
            task.add_done_callback(lambda done: self._done(same, done))
        # Shielded, so that one who hangs up does not stop the work that others wait for.
        return await asyncio.shield(task)

    def _done(self, same: Hashable, task: asyncio.Future[Reply]) -> None:
        del self._answering[same]
        if not task.cancelled():
            task.exception()  # everyone who waited has it

    async def _fresh(self, request: Request, price: Price, cost_us: float, key: Hashable) -> Reply:
        lane = self._lanes[price.lane]
        async with lane.seats.seat(cost_us):
            reply = await lane.reply(self._app, request)
        if reply.may_be_kept and self._kept.keep(key, reply, reply.kept_bytes):
            return reply
        return replace(reply, in_parts=False)

    def _key(self, request: Request, price: Price) -> Hashable:
        """Return what decides the answer."""
        scope = request.scope
        version = request.app.state.directory.current.version
        headers = {name: value for name, value in scope["headers"] if name in _DEPENDS_ON}
        now = datetime.now(ZONE)
        return (
            version,
            now.strftime("%Y-%m-%d %H:%M" if price.each_minute else "%Y-%m-%d"),
            (scope["scheme"], scope.get(ROOT, ""), scope["path"], scope["query_string"]),
            tuple(sorted(headers.items())),
            takes_gzip(request.headers.get("accept-encoding", "").encode("latin-1")),
        )
