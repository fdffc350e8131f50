"""How long a request keeps the event loop to itself, where everybody else waits for it.

    python benchmarks/loop_blocks.py [--only REGEX]

The dearest question of each route is asked, each with a host that was not seen before, so that
nothing comes from a cache. What counts is the processor time of the thread of the event loop within
one callback, so the figures hold on a busy machine. Beside it stands the processor time of the
whole process: what is done in threads.
"""

from __future__ import annotations

import argparse
import asyncio
import asyncio.events
import re
import time

from one_visitor import DEAR

from api.app import create_app
from api.web.replies import reply_of
from geo.geocoding import Gazetteer
from geo.model.settings import settings
from geo.pipeline.current import current_release

ROUNDS = 3
FURTHER = {
    "items, 10,000 of one filter": "/v1/collections/coverage/items?limit=10000&filter=minutes%3E1",
    "item": "/v1/collections/places/items/huis-van-de-wijk-de-banier?f=html",
    "nearby": "/v1/search/nearby?lat=51.9&lon=4.5&limit=1000",
    "collections": "/v1/collections?f=html",
    "queryables": "/v1/collections/places/queryables?f=html",
    "list of files": "/v1/exports?f=html",
    "changes": "/v1/changes?since=2026-11-22",
    "description as a page": "/v1/openapi.json?f=html",
    "start": "/",
    "a place": "/places/huis-van-de-wijk-de-banier",
    "its map": "/places/huis-van-de-wijk-de-banier/map.svg",
    "page about the data": "/data",
    "sitemap": "/sitemap.xml",
    "report": "/report",
    "docs": "/docs",
    "not there": "/nothing",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--only", default="")
    asked = options.parse_args()
    longest = 0.0
    run = asyncio.events.Handle._run  # noqa: SLF001 - every callback goes through it

    def timed(handle: asyncio.events.Handle) -> None:
        nonlocal longest
        begun = time.thread_time()
        run(handle)
        longest = max(longest, time.thread_time() - begun)

    asyncio.events.Handle._run = timed  # noqa: SLF001
    app = create_app(current_release(), geocoder=Gazetteer.open(settings().reference))
    questions = {name: question for name, question in DEAR.items() if name != "gaps, 12 limits"}
    questions |= {name: lambda _, path=path: path for name, path in FURTHER.items()}
    print("| route | event loop | all threads | answer |\n| --- | ---: | ---: | --- |")
    with asyncio.Runner() as runner:
        for name, question in questions.items():
            if not re.search(asked.only, name):
                continue
            runner.run(reply_of(app, scope_of(question(0), "warm")))
            found = []
            for number in range(1, ROUNDS + 1):
                longest, begun = 0.0, time.process_time()
                reply = runner.run(reply_of(app, scope_of(question(number), f"host{number}")))
                found.append((longest * 1000, (time.process_time() - begun) * 1000, reply.status))
            block, spent, status = map(max, zip(*found, strict=True))
            print(f"| {name} | {block:.1f} ms | {spent:.0f} ms | {status} |", flush=True)


def scope_of(address: str, host: str) -> dict:
    path, _, query = address.partition("?")
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", host.encode()), (b"accept-encoding", b"gzip")],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }


if __name__ == "__main__":
    main()
