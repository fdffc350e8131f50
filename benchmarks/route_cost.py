"""What FastAPI's reading of parameters costs a request, beside a bare handler.

    python benchmarks/route_cost.py

The processor time of a request within the process: the application is called as a server calls it,
without sockets, so that the figures hold on a busy machine. Each route answers the same bytes. The
least of many rounds counts; the rounds alternate between the routes.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from pydantic import BaseModel

ROUNDS = 40
REQUESTS = 250
BODY = b"{" + b'"name":"value",' * 400 + b'"end":1}'
QUERY = b"limit=10&offset=0&bbox=4.4,51.9,4.5,52&kind=huiskamer&f=geojson"


class Choice(BaseModel, extra="forbid"):
    """Five parameters, as a page of features takes them."""

    limit: int = 10
    offset: int = 0
    bbox: str = ""
    kind: str = ""
    f: str = "geojson"


class Place(BaseModel):
    """What a response model checks and writes."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float


async def directory(request: Request) -> object:
    """Find the state of the application. A plain `def` would cost a thread, 200 µs more."""
    return request.app.state.directory


def application() -> FastAPI:
    """Make an application with the same answer behind each kind of route."""
    app = FastAPI(openapi_url=None)
    app.state.directory = object()
    router = APIRouter()

    async def bare(request: Request) -> Response:
        dict(request.query_params)
        return Response(BODY, media_type="application/json")

    @router.get("/empty")
    async def empty() -> Response:
        return Response(BODY, media_type="application/json")

    @router.get("/typed")
    async def typed(
        asked: Annotated[Choice, Query()],
        held: Annotated[object, Depends(directory)],
    ) -> Response:
        assert held is not None
        assert asked.limit
        return Response(BODY, media_type="application/json")

    @router.get("/model")
    async def model(asked: Annotated[Choice, Query()]) -> list[Place]:
        return [Place(id=str(n), name="n", kind=asked.kind, lon=4, lat=51) for n in range(10)]

    app.add_route("/bare", bare, ["GET"])
    app.include_router(router)
    return app


async def spent(app: FastAPI, path: str) -> float:
    """Ask a route many times; gives the processor time of one request in microseconds."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"" if path == "/empty" else QUERY,
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), (b"accept", b"*/*")],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    statuses = set()

    async def send(message: dict[str, Any]) -> None:
        statuses.add(message.get("status", 200))

    ask: Callable[..., Awaitable[None]] = app
    started = time.process_time()
    for _ in range(REQUESTS):
        await ask(dict(scope), receive, send)
    assert statuses == {200}, (path, statuses)
    return (time.process_time() - started) / REQUESTS * 1e6


async def main() -> None:
    """Measure and print."""
    app = application()
    names = ("/bare", "/empty", "/typed", "/model")
    least = dict.fromkeys(names, float("inf"))
    for _ in range(ROUNDS):
        for name in names:
            least[name] = min(least[name], await spent(app, name))
    for name, time_us in least.items():
        sys.stdout.write(f"{name:8} {time_us:6.0f} µs  {time_us / least['/empty']:.2f} of empty\n")


if __name__ == "__main__":
    asyncio.run(main())
