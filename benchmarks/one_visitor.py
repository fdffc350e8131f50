"""What one visitor can do to the others: how long they wait, and what is kept, while much is asked.

    python benchmarks/one_visitor.py [waiting] [memory] [--tree ANOTHER_CHECKOUT] [--seconds 10]

A real server (`meetingplaces serve`) and real connections. *waiting*: `/health` and a search that
is in the cache are asked 50 and 10 times a second, first with nothing else to do, then while three
visitors ask the dearest question of one route over and over, each time another one, and at last
while the questions of all routes are asked at once. A wait counts from the moment at which the
request was due, so that a server that stands still is not asked less. *memory*: of the server and
all its processes, after 80 different questions about coverage and after 20 other releases.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import itertools
import json
import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from process_memory import memory_mb

COMMAND = "import sys; from api.cli import main; sys.argv[0] = 'meetingplaces'; main()"
VISITORS = 3
WATCHED = {"/health": ("/health", 0.02), "search, cached": ("/?q=koffie", 0.1)}
"""What is asked, and every so many seconds."""
NUMBERS = itertools.count(1)


def gaps(number: int) -> str:
    return (
        "/v1/coverage/gaps?by=buurt&minutes=5,10,15,20,25,30,35,40,45,50,55,60&speed=1"
        f"&at={moment(number)}&f=geojson"
    )


def overlaps(_: int) -> str:
    text = " OR ".join(["S_OVERLAPS(geometry,geometry)"] * 490)
    return f"/v1/collections/coverage/items?limit=1&filter={quote(text)}"


def polygons(number: int) -> str:
    """Relate the districts with other shapes, as many as a filter may hold."""
    shapes = (
        f"S_OVERLAPS(geometry,POLYGON(({west} 51.8,4.7 51.8,4.7 52,{west} 52,{west} 51.8)))"
        for west in (f"4.{10_000 + (number * 211 + n) % 40_000}" for n in range(60))
    )
    return f"/v1/collections/coverage/items?limit=1&filter={quote(' OR '.join(shapes))}"


def moment(number: int) -> str:
    day = ("Mo", "Tu", "We", "Th", "Fr")[number % 5]
    return quote(f"{day} {9 + number // 60 % 12:02}:{number % 60:02}")


LIMITS = "minutes=5,10,15,20,25,30,35,40,45,50,55,60&speed=1"
DEAR = {
    "gaps, 12 limits": gaps,
    "gaps, 3 limits": lambda n: f"/v1/coverage/gaps?by=buurt&at={moment(n)}&f=geojson",
    "losses": lambda n: f"/v1/coverage/losses?by=buurt&{LIMITS}&at={moment(n)}&f=xlsx",
    "coverage": lambda n: f"/v1/coverage?by=buurt&{LIMITS}&at={moment(n)}&f=xlsx",
    "planner": lambda n: f"/planner?by=buurt&minutes=20,40,60&at={moment(n)}",
    "filter, 490 equal parts": overlaps,
    "filter, 60 shapes": polygons,
    "items as a page": lambda n: (
        f"/v1/collections/observations/items?limit=1000&f=html&bbox={box(n)}"
    ),
    "items as JSON-FG": lambda n: f"/v1/collections/buurten/items?f=jsonfg&bbox={box(n)}",
    "search": lambda n: f"/?q=koffie%20{n}",
    "search near a point": lambda n: f"/?{point(n)}",
    "embed": lambda n: f"/embed?{point(n)}",
    "print": lambda n: f"/print?{point(n)}",
    "print.pdf": lambda n: f"/print.pdf?{point(n)}",
    "suggest": lambda n: f"/v1/search/suggest?q=niewe%20bnnenweg%20{n}",
    "nearby, by address": lambda n: f"/v1/search/nearby?address=Nieuwe%20Binnenweg%20{n}",
    "geocode": lambda n: f"/v1/geocode?q=Nieuwe%20Binenweg%20{n}",
    "file, XLSX": lambda n: f"/v1/exports/observations.xlsx?bbox={box(n)}",
    "file, GeoPackage": lambda n: f"/v1/exports/coverage.gpkg?bbox={box(n)}",
    "catalogue": lambda _: "/v1/catalogue",
    "description": lambda _: "/v1/openapi.json",
    "page about the data": lambda _: "/data",
    "release": lambda _: "/v1/releases",
}
"""The dearest question of each route, another one for each number."""


def box(number: int) -> str:
    return f"4.0{number:05},51.8,4.7,52.1"


def point(number: int) -> str:
    return f"lat=51.9{number * 7 % 997:03}&lon=4.4{number * 13 % 997:03}"


class Waited(NamedTuple):
    """How long a watched address took, in milliseconds."""

    half: float
    most: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("parts", nargs="*", default=["waiting", "memory"])
    options.add_argument("--tree", type=Path, default=Path(__file__).parents[1])
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--only", default="", help="rows whose name holds this expression")
    options.add_argument("--serve", default="", help="further options of `meetingplaces serve`")
    asked = options.parse_args()
    with TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        run(asked.tree, folder, ["build", "--out", str(release)])
        if "waiting" in asked.parts:
            waiting(asked, folder, release)
        if "memory" in asked.parts:
            memory(asked, folder, release)


def waiting(asked: argparse.Namespace, folder: str, release: Path) -> None:
    with server(asked.tree, folder, release, *asked.serve.split()) as (port, process):
        prepare(port, DEAR)
        print("| while | " + " | ".join(f"{one}: p50, p99" for one in WATCHED) + " | answers |")
        print("| --- |" + " ---: |" * len(WATCHED) + " --- |")
        show("nothing", *watch(port, asked.seconds, []))
        for name, question in DEAR.items():
            if re.search(asked.only, name):
                show(name, *watch(port, asked.seconds, [question] * VISITORS))
        show("all at once", *watch(port, asked.seconds, list(DEAR.values())))
        show("nothing, afterwards", *watch(port, asked.seconds, []))
        print(f"memory at the end: {memory_mb(process):.0f} MB")


def prepare(port: int, dear: dict) -> None:
    """Ask everything once, so that nothing is imported or read while it is measured."""
    time.sleep(8)
    for path, _ in WATCHED.values():
        ask(port, path)
    for question in dear.values():
        ask(port, question(0))


def show(name: str, waited: dict[str, Waited], answers: Counter[int]) -> None:
    times = " | ".join(f"{one.half:.1f}, {one.most:.1f} ms" for one in waited.values())
    counted = ", ".join(f"{count} x {status}" for status, count in sorted(answers.items()))
    print(f"| {name} | {times} | {counted} |", flush=True)


def watch(port: int, seconds: float, questions: list) -> tuple[dict[str, Waited], Counter[int]]:
    """Watch some addresses while each question is asked over and over by a visitor of its own."""
    over = threading.Event()
    answers: Counter[int] = Counter()

    def visit(question) -> None:
        while not over.is_set():
            answers[ask(port, question(next(NUMBERS)))] += 1

    visitors = [threading.Thread(target=visit, args=[one]) for one in questions]
    for thread in visitors:
        thread.start()
    # In a process of its own, which does not wait for the threads of the visitors.
    looking = multiprocessing.get_context("spawn").Pool(1)
    waited = looking.apply(look_at_all, (port, seconds))
    looking.terminate()
    over.set()
    for thread in visitors:
        thread.join()
    return {name: Waited(part(times, 0.5), part(times, 0.99)) for name, times in waited.items()}, (
        answers
    )


def look_at_all(port: int, seconds: float) -> dict[str, list[float]]:
    """Ask what is watched, each at its own times; gives how long each answer took, in ms."""
    waited: dict[str, list[float]] = {name: [] for name in WATCHED}

    def look(path: str, every_s: float, times: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=200)
        begun = time.perf_counter()
        for number in itertools.count():
            due = begun + number * every_s
            if due - begun > seconds:
                break
            time.sleep(max(0.0, due - time.perf_counter()))
            connection.request("GET", path)
            connection.getresponse().read()
            times.append((time.perf_counter() - due) * 1000)
        connection.close()

    threads = [
        threading.Thread(target=look, args=[*asked, waited[name]])
        for name, asked in WATCHED.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waited


def part(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def memory(asked: argparse.Namespace, folder: str, release: Path) -> None:
    other, leaving = another(release, Path(folder) / "other"), Path(folder) / "leaving"
    with server(asked.tree, folder, release, *asked.serve.split()) as (port, process):
        prepare(port, {"coverage": DEAR["coverage"]})
        before = memory_mb(process)
        for number in range(80):
            ask(port, f"/v1/coverage?by=buurt&at={moment(number)}&f=geojson")
        print(f"| 80 questions about coverage | {before:.0f} MB | {memory_mb(process):.0f} MB |")
        before = memory_mb(process)
        for number in range(20):
            swapped = read_version(port)
            release.rename(leaving)
            other.rename(release)
            leaving.rename(other)
            while read_version(port) == swapped:
                time.sleep(0.5)
            for path in ("/", "/?q=koffie", "/v1/collections/places/items?limit=1000"):
                ask(port, path)
            ask(port, DEAR["coverage"](number))
        print(f"| 20 other releases | {before:.0f} MB | {memory_mb(process):.0f} MB |")


def another(release: Path, folder: Path) -> Path:
    """Copy a release under another version."""
    shutil.copytree(release, folder)
    about = json.loads((folder / "release.json").read_bytes())
    (folder / "release.json").write_text(json.dumps(about | {"version": "0123456789ab"}))
    sums = folder / "SHA256SUMS"
    names = [line.split(maxsplit=1)[1].lstrip("*") for line in sums.read_text().splitlines()]
    digests = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names]
    lines = zip(digests, names, strict=True)
    sums.write_text("".join(f"{digest}  {name}\n" for digest, name in lines))
    return folder


def read_version(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=200)
    connection.request("GET", "/health")
    return json.loads(connection.getresponse().read())["release"]["version"]


def ask(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        while answer.read(1 << 18):
            pass
        return answer.status
    finally:
        connection.close()


@contextmanager
def server(tree: Path, folder: str, release: Path, *options: str):
    """Serve a release; gives the port and the number of the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--port", str(port), "--release", str(release), *options]
    process = started(tree, folder, words)
    try:
        while not answered(port):
            assert process.poll() is None, "the service stopped"
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def answered(port: int) -> bool:
    try:
        return ask(port, "/health") == 200
    except OSError:
        return False


def run(tree: Path, folder: str, words: list[str]) -> None:
    assert started(tree, folder, words).wait() == 0


def started(tree: Path, folder: str, words: list[str]) -> subprocess.Popen[bytes]:
    own = {"PYTHONPATH": str(tree), "XDG_DATA_HOME": folder, "XDG_CACHE_HOME": folder}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        cwd=tree,
        env=os.environ | own,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
