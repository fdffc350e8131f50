"""Requests a second beside pygeoapi, on the same 250 features, with one worker each, in one run.

    python benchmarks/ogc_rates.py [--rounds 3] [--seconds 3]

Both servers run on one core and wrk on another, with 8 connections. Rounds go through all
questions, so that a machine that slows down slows all of them; the median is shown. pygeoapi (the
newest on PyPI, in an environment of its own under `.benchmarks`) is asked through each of its
providers, and the fastest one that can answer counts. Its file providers have no filters in CQL:
for that row it needs PostgreSQL with PostGIS, and its side stays empty where there is none.
"Another one each time" never asks the same twice, so nothing can come from a cache.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI, Response
from http_rates import ANOTHER, drive
from pygeoapi_peer import (
    environment,
    loads_spatialite,
    postgis,
    providers,
    pygeoapi,
    version,
    write_geopackage,
)

from api.app import create_app
from api.serving import listen
from geo.pipeline.current import current_release

HERE = Path(__file__).parent
SIZE = 250
PATIENT = ["--timeout", "30s"]
FILTER = "kind = 'huiskamer' AND name LIKE '%huis%'"
BOX = "4.44,51.89,4.52,51.94"
ANOTHER_FILTER = "kind = 'huiskamer' AND name LIKE '%{a}%' AND name <> '{b}'"
ANOTHER_BOX = ("?limit=250&bbox=%.6f,%.6f,%.6f,%.6f", "lon, lat, lon + 0.08, lat + 0.05")
QUESTIONS = {
    "items?limit=250": "?limit=250",
    "bbox": f"?limit=250&bbox={BOX}",
    "bbox, another box each time": "another",
    "CQL2 filter": "filter",
    "CQL2 filter, another one each time": "another filter",
    "items?limit=250, which the client has (304)": "conditional",
    "items?limit=10": "?limit=10",
}
AIMS = {"items?limit=250": 25, "bbox": 25, "bbox, another box each time": 25, "CQL2 filter": 10}
AIMS["CQL2 filter, another one each time"] = 10


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=3)
    options.add_argument("--serve", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.serve:
        serve(asked.serve)
        return
    if shutil.which("wrk") is None:
        sys.exit("wrk is needed (Debian, Ubuntu: apt-get install wrk).")
    programs = environment(HERE.parent / ".benchmarks" / "pygeoapi")
    with TemporaryDirectory() as folder, ExitStack() as stack:
        release = enlarged_release(Path(folder) / "release")
        places = release / "places.geojson"
        geopackage = None
        if loads_spatialite(programs / "python"):
            geopackage = write_geopackage(places, Path(folder) / "places.gpkg")
        port = stack.enter_context(postgis(places, Path(folder)))
        sources = providers(places, geopackage, port)
        peer = stack.enter_context(pygeoapi(programs, Path(folder), sources, first_core()))
        servers = {name: f"{peer}/collections/{name}/items" for name in sources}
        ours = stack.enter_context(server(str(release)))
        servers["meetingplaces"] = f"{ours}/v1/collections/places/items"
        servers["empty"] = stack.enter_context(server("empty")) + "/empty"
        check_equal(servers)
        show(measure(servers, Path(folder), asked.rounds, asked.seconds), version(programs))


def first_core() -> int:
    return min(os.sched_getaffinity(0))


def enlarged_release(out: Path) -> Path:
    """Copy the release, with places repeated under other ids until there are 250."""
    shutil.copytree(current_release(), out)
    path = out / "places.geojson"
    collection = json.loads(path.read_text("utf-8"))
    there = collection["features"]
    for number in range(SIZE - len(there)):
        copy = json.loads(json.dumps(there[number]))
        copy["id"] = copy["properties"]["id"] = f"{copy['id']}-again"
        copy["properties"]["former_ids"] = []
        collection["features"].append(copy)
    path.write_text(json.dumps(collection), encoding="utf-8")
    return out


def serve(which: str) -> None:
    """Serve on a free port of the loopback interface, and say which."""
    os.sched_setaffinity(0, {first_core()})
    if which == "empty":
        app = FastAPI()

        @app.get("/empty")
        async def empty() -> Response:
            return Response()

    else:
        app = create_app(Path(which))
    with listen("127.0.0.1", 0) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app, log_level="error", access_log=False)
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def server(which: str) -> Iterator[str]:
    with Popen([sys.executable, __file__, "--serve", which], stdout=PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def filtered(server: str, text: str = FILTER) -> str:
    language = "cql2-text" if server == "meetingplaces" else "cql-text"
    return f"?limit=250&filter-lang={language}&filter={quote(text)}"


def another(server: str, query: str) -> tuple[str, str]:
    """Return the question that is never asked twice, as a template with its arguments, in Lua."""
    if query == "another":
        return ANOTHER_BOX
    template = filtered(server, ANOTHER_FILTER).replace("%", "%%")
    letter = "string.char(97 + math.random(0, 25))"
    for name, letters in (("{a}", 2), ("{b}", 6)):  # six, so that a cache never meets it again
        template = template.replace(quote(name).replace("%", "%%"), "%s" * letters)
    return template, ", ".join([letter] * 8)


def ids(address: str) -> set[str]:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own servers
        return {str(one["id"]) for one in json.load(answer)["features"]}


def check_equal(servers: dict[str, str]) -> None:
    """Tell whether the servers answer each question with the same features."""
    for name, query in QUESTIONS.items():
        if query == "?limit=10":
            continue  # a first page depends on the order
        for server, address in servers.items():
            if (
                server in {"empty", "meetingplaces"}
                or not can(server, query)
                or query == "another filter"
            ):
                continue
            asked = f"?limit=250&bbox={BOX}" if query == "another" else query
            asked = "?limit=250" if query == "conditional" else asked
            theirs = ids(address + (filtered(server) if asked == "filter" else asked))
            own = filtered("meetingplaces") if asked == "filter" else asked
            mine = ids(servers["meetingplaces"] + own)
            # Places without a point are in the answer to a box by the standard; not all agree.
            apart = len(mine ^ theirs)
            print(
                f"{server}: {name}: {len(mine)} and {len(theirs)}, {apart} apart", file=sys.stderr
            )


def can(server: str, query: str) -> bool:
    return "filter" not in query or server in {"postgis", "meetingplaces"}


def measure(
    servers: dict[str, str], folder: Path, rounds: int, seconds: int
) -> dict[tuple[str, str], list[float]]:
    """Ask each question of each server once a round."""
    script = folder / "another.lua"
    measured: dict[tuple[str, str], list[float]] = {}
    with urllib.request.urlopen(servers["meetingplaces"] + "?limit=250") as answer:  # noqa: S310
        tag = answer.headers["ETag"]
    for _ in range(rounds):
        for name, query in QUESTIONS.items():
            for server, address in servers.items():
                if not can(server, query) or (server == "empty" and query != "?limit=250"):
                    continue
                asked, more = address + query, PATIENT
                if server == "empty":
                    asked = address
                elif query.startswith("another"):
                    template, arguments = another(server, query)
                    path = "/" + address.split("/", 3)[3] + template
                    lua = ANOTHER.replace("{template}", path).replace("{arguments}", arguments)
                    # wrk starts each time at the same random number, unless it is told another.
                    script.write_text(f"math.randomseed({secrets.randbelow(2**31)})\n{lua}")
                    asked, more = address, [*PATIENT, "-s", str(script)]
                elif query == "filter":
                    asked = address + filtered(server)
                elif query == "conditional":
                    asked = address + "?limit=250"
                    more = [*PATIENT, "-H", f"If-None-Match: {tag}"]
                rate = drive(asked, seconds, *more)[1]
                key = "empty FastAPI route" if server == "empty" else name
                measured.setdefault((key, server), []).append(rate)
    return measured


def show(measured: dict[tuple[str, str], list[float]], peer: str) -> None:
    """Print a table in Markdown; ratios are taken round by round."""
    print(f"pygeoapi {peer}\n")
    print("| what is asked | Meetingplaces | pygeoapi, its fastest | through | times | aim |")
    print("| --- | ---: | ---: | --- | ---: | ---: |")
    empty = measured["empty FastAPI route", "empty"]
    print(f"| empty FastAPI route | {median(empty):,.0f} | | | | |")
    for name in QUESTIONS:
        mine = measured[name, "meetingplaces"]
        theirs = {
            server: rates
            for (asked, server), rates in measured.items()
            if asked == name and server != "meetingplaces"
        }
        aim = f"{AIMS[name]}" if name in AIMS else ""
        if not theirs:
            print(f"| {name} | {median(mine):,.0f} | | (no PostGIS here) | | {aim} |")
            continue
        best = max(theirs, key=lambda server: median(theirs[server]))
        times = median(a / b for a, b in zip(mine, theirs[best], strict=True))
        rate = median(theirs[best])
        print(f"| {name} | {median(mine):,.0f} | {rate:,.0f} | {best} | {times:.0f} | {aim} |")
    for (name, server), rates in sorted(measured.items()):
        print(f"{name}: {server}: {median(rates):,.0f} a second", file=sys.stderr)


if __name__ == "__main__":
    main()
