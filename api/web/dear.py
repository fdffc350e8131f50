"""Dear questions: answered from the cache, or else in a seat, whoever asks.

::

    request ─> has it a price? ─no──────────────> router
                    │ yes
                    ├─ asked before ────────────> the same answer, without a seat
                    ├─ being answered now ──────> waits for that answer
                    ├─ a seat, or a place in the queue ─> router
                    └─ too much is waiting ─────> 503 with Retry-After
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from re import Pattern
from typing import Final

from fastapi import Request, Response
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.cache import Cache
from api.web.http import takes_gzip
from api.web.replies import Reply, reply_of
from api.web.seats import Seats
from geo.hours import ZONE

_DEPENDS_ON: Final = frozenset((b"host", b"accept"))
"""Headers that decide what is answered, besides whether it is compressed."""

Lanes = Mapping[str, Seats]
"""The seats by name. What residents ask has its own: it never waits for what planners ask."""


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
        Estimates the cost in microseconds from the query and the parts of the path; 0 for free.
    each_minute
        Whether the answer is another one each minute, as where it says what is open now; otherwise
        it is the same all day.
    """

    path: Pattern[str]
    lane: str
    cost_us: Callable[[QueryParams, Mapping[str, str]], float]
    each_minute: bool = False


class DearQuestions:
    """Middleware that gives dear requests their turn.

    Parameters
    ----------
    prices
        What is dear; the first that matches counts.
    lanes
        The seats by name.
    kept
        Where answers are kept.
    """

    def __init__(self, app: ASGIApp, prices: Sequence[Price], lanes: Lanes, kept: Cache) -> None:
        self._app = app
        self._prices = prices
        self._lanes = lanes
        self._kept = kept
        self._version = ""
        self._answering: dict[Hashable, asyncio.Future[Reply]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        found = self._price(scope) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = (await self._reply(request, *found)).response(request)
        except HTTPException as error:
            response = await _refused(request, error)
        await response(scope, receive, send)

    def _price(self, scope: Scope) -> tuple[Price, float] | None:
        if scope["method"] != "GET":
            return None
        for price in self._prices:
            matched = price.path.fullmatch(scope["path"])
            if matched is not None:
                query = QueryParams(scope["query_string"])
                cost = price.cost_us(query, matched.groupdict())
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
        async with self._lanes[price.lane].seat(cost_us):
            reply = await reply_of(self._app, request.scope)
        if reply.may_be_kept:
            self._kept.keep(key, reply, reply.kept_bytes)
        return reply

    def _key(self, request: Request, price: Price) -> Hashable:
        """Return what decides the answer; a swap of the release empties the cache."""
        scope = request.scope
        version = request.app.state.directory.current.version
        if version != self._version:
            if self._version:
                self._kept.clear()
            self._version = version
        headers = {name: value for name, value in scope["headers"] if name in _DEPENDS_ON}
        now = datetime.now(ZONE)
        return (
            version,
            now.strftime("%Y-%m-%d %H:%M" if price.each_minute else "%Y-%m-%d"),
            (scope["scheme"], scope.get("root_path", ""), scope["path"], scope["query_string"]),
            tuple(sorted(headers.items())),
            takes_gzip(request.headers.get("accept-encoding", "").encode("latin-1")),
        )


async def _refused(request: Request, error: HTTPException) -> Response:
    """Say what is wrong as the router would: as a page or as a problem document."""
    answer = request.app.exception_handlers[HTTPException](request, error)
    response: Response = answer if isinstance(answer, Response) else await answer
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response
