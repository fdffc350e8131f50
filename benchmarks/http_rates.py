"""How many requests a second one worker answers, beside an empty FastAPI route in the same run.

    python benchmarks/http_rates.py [--rounds 5] [--seconds 2]

Every server has one worker on one core; wrk drives it from another core with 8 connections. The
rounds alternate between all questions, so that a machine that slows down slows all of them, and the
median is shown. The processor time that the server spent per request stands beside it: that holds
on a busy machine too. `items` asks the first page (10 places); "another box each time" and "another
point each time" never ask the same twice, so nothing can come from a cache.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import uvicorn
from fastapi import FastAPI, Response

from api.app import create_app
from api.serving import configured, listen
from geo.geocoding import Gazetteer
from geo.model.settings import settings
from geo.pipeline.current import current_release

ITEMS = "/v1/collections/places/items"
NEARBY = "/v1/search/nearby?lat=51.92&lon=4.48"
GZIP = ("-H", "Accept-Encoding: gzip")
ANOTHER = """
request = function()
  local lon = 4.30 + math.random() * 0.25
  local lat = 51.87 + math.random() * 0.09
  return wrk.format("GET", string.format("{template}", {arguments}))
end
"""
QUESTIONS = {
    "empty FastAPI route": ("empty", "/empty", ()),
    "items": ("api", ITEMS, ()),
    "items, gzip": ("api", ITEMS, GZIP),
    "items, all places": ("api", f"{ITEMS}?limit=1000", ()),
    "items, another box each time": ("api", "box", ()),
    "one item": ("api", f"{ITEMS}/huis-van-de-wijk-de-banier", ()),
    "nearby": ("api", NEARBY, ()),
    "nearby, another point each time": ("api", "point", ()),
    "nearby, by address": ("api", "/v1/search/nearby?address=Afrikaanderplein%207", ()),
    "geocode": ("api", "/v1/geocode?q=Afrikaanderplein%207", ()),
}
SCRIPTS = {
    "box": (ITEMS + "?bbox=%.6f,%.6f,%.6f,%.6f", "lon, lat, lon + 0.05, lat + 0.03"),
    "point": ("/v1/search/nearby?lat=%.6f&lon=%.6f", "lat, lon"),
}
TARGETS = {"items": 0.5, "nearby": 0.2}


class Measured(NamedTuple):
    """What one round of one question gave."""

    rate: float
    microseconds: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=2)
    options.add_argument("--serve", choices=["empty", "api"], help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.serve:
        serve(asked.serve)
        return
    if shutil.which("wrk") is None:
        sys.exit("wrk is needed (Debian, Ubuntu: apt-get install wrk).")
    show(measure(asked.rounds, asked.seconds))


def serve(which: str) -> None:
    """Serve on a free port of the loopback interface, and say which."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if which == "api":
        gazetteer = Gazetteer.open(settings().reference)
        app = create_app(current_release(), geocoder=gazetteer)
    else:
        app = FastAPI()

        @app.get("/empty")
        async def empty() -> Response:
            return Response()

    with listen("127.0.0.1", 0) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        uvicorn.Server(configured(app)).run(sockets=[listening])


@contextmanager
def server(which: str):
    command = [sys.executable, __file__, "--serve", which]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()


def measure(rounds: int, seconds: int) -> dict[str, list[Measured]]:
    """Ask each question once a round."""
    measured: dict[str, list[Measured]] = {name: [] for name in QUESTIONS}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        for name, (template, arguments) in SCRIPTS.items():
            script = ANOTHER.replace("{template}", template).replace("{arguments}", arguments)
            (folder / f"{name}.lua").write_text(script)
        servers = {which: stack.enter_context(server(which)) for which in ("empty", "api")}
        for _ in range(rounds):
            for name, (which, path, headers) in QUESTIONS.items():
                address, process = servers[which]
                script = ["-s", str(folder / f"{path}.lua")] if path in SCRIPTS else []
                asked = address + ("" if script else path)
                before = processor_seconds(process)
                requests, rate = drive(asked, seconds, *script, *headers)
                spent = processor_seconds(process) - before
                measured[name].append(Measured(rate, spent / requests * 1e6))
    return measured


def drive(address: str, seconds: int, *options: str) -> tuple[int, float]:
    """Let wrk ask for some seconds; gives how often and how often a second."""
    other_core = str(max(os.sched_getaffinity(0)))
    command = ["taskset", "-c", other_core, "wrk", "-t1", "-c8", f"-d{seconds}s", *options, address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"{address} was not answered well:\n{told}")
    requests = int(re.search(r"(\d+) requests in", told)[1])
    return requests, float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has spent, in seconds (man 5 proc_pid_stat)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show(measured: dict[str, list[Measured]]) -> None:
    """Print a table in Markdown; ratios are taken round by round."""
    empty = measured["empty FastAPI route"]
    print("| request | requests/s | of an empty route | aim | processor time per request |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, found in measured.items():
        rate = median(one.rate for one in found)
        ratio = median(one.rate / other.rate for one, other in zip(found, empty, strict=True))
        spent = median(one.microseconds for one in found)
        aim = f"{TARGETS[name]:.0%}" if name in TARGETS else ""
        print(f"| {name} | {rate:,.0f} | {ratio:.0%} | {aim} | {spent:.0f} µs |")


if __name__ == "__main__":
    main()
