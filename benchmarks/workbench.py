"""How long a planner waits: for the first page, for the figures after a click, for any question.

    python benchmarks/workbench.py [start] [clicks] [questions] [--tree ANOTHER_CHECKOUT]

A real server (`meetingplaces serve`) and, for *clicks*, a real Chromium. *start*: the first page
after the start and after each pause given, and how long residents' pages took meanwhile. *clicks*:
from the click that adds a place on the map until its figures are painted; each click another point,
with a plan of so many places before it. *questions*: processor time of the server and its
processes for questions that are new. Waits depend on what else the machine does, processor time
much less.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from one_visitor import ask, run, server

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLICKS = 16
"""How many are measured of each, after the first."""
PATIENCE_MS = 120_000
"""How long a page may stay away on a machine that is busy."""
PAINTED = """() => {
  const moves = document.getElementById("plan-moves");
  let clicked = 0;
  window.waits = [];
  const map = document.getElementById("map");
  map.addEventListener("click", () => (clicked = performance.now()), true);
  new MutationObserver(() => {
    const from = clicked;
    requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - from)));
  }).observe(moves, { childList: true });
}"""
"""Measures each click until the frame with its figures has been painted."""
PARTS = """() => performance.getEntriesByType("resource")
  .filter((one) => one.initiatorType === "fetch" && one.name.includes("planner"))
  .map((one) => [one.responseEnd - one.startTime, one.transferSize])"""


def points() -> Iterator[str]:
    """Return points of the city, each another one."""
    for number in itertools.count(1):
        lat, lon = 51.885 + number * 0.618034 % 1 * 0.07, 4.44 + number * 0.754877 % 1 * 0.1
        yield f"{lat:.5f},{lon:.5f}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("parts", nargs="*", default=["start", "clicks", "questions"])
    options.add_argument("--tree", type=Path, default=Path(__file__).parents[1])
    asked = options.parse_args()
    with TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        run(asked.tree, folder, ["build", "--out", str(release)])
        for part in asked.parts:
            {"start": start, "clicks": clicks, "questions": questions}[part](
                asked.tree, folder, release
            )


def start(tree: Path, folder: str, release: Path) -> None:
    """Measure the first page: as soon as the server answers, and some seconds later."""
    for seconds in (0, 15):
        with server(tree, folder, release) as (port, _):
            residents: list[float] = []
            over = threading.Event()

            def watch(port: int, waits: list[float], over: threading.Event) -> None:
                while not over.is_set():
                    waits.append(waited(port, "/?q=koffie"))
                    time.sleep(0.1)

            watching = threading.Thread(target=watch, args=[port, residents, over])
            watching.start()
            time.sleep(seconds)
            first, second = waited(port, "/planner"), waited(port, "/planner?minutes=5")
            over.set()
            watching.join()
            print(
                f"| {seconds} s after the start: the first page | {first:.0f} ms |\n"
                f"| the next question | {second:.0f} ms |\n"
                f"| a search by a resident meanwhile, p50 and most, after the first | "
                f"{statistics.median(residents):.0f} ms, {max(residents[1:], default=0):.0f} ms |",
                flush=True,
            )


def waited(port: int, path: str) -> float:
    begun = time.perf_counter()
    assert ask(port, path) == 200, path
    return (time.perf_counter() - begun) * 1000


def clicks(tree: Path, folder: str, release: Path) -> None:
    """Measure what a planner sees: from the click to the painted figures."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    with server(tree, folder, release) as (port, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1000}, bypass_csp=True)
        page.set_default_timeout(PATIENCE_MS)
        for places in (0, 5):
            plan = "~".join(f"add,huiskamer,{at}" for at in itertools.islice(points(), places))
            page.goto(f"http://127.0.0.1:{port}/planner" + (f"?plan={plan}" if plan else ""))
            page.locator("[data-tool=add] summary").click()
            page.evaluate("scrollTo(0, 0)")
            page.evaluate(PAINTED)
            before = processor_s(process)
            for number in range(CLICKS + 1):
                click(page, number)
            took = (processor_s(process) - before) / (CLICKS + 1)
            waits = page.evaluate("window.waits")
            fetched = page.evaluate(PARTS)[-len(waits) :]
            rest = sorted(waits[1:])
            print(
                f"| a click with {places} to {places + CLICKS} places in the plan | first"
                f" {waits[0]:.0f} ms; then {statistics.median(rest):.0f} ms,"
                f" p90 {rest[int(len(rest) * 0.9)]:.0f} ms |"
                f" of which the answer {statistics.median(one for one, _ in fetched):.0f} ms,"
                f" {statistics.median(size for _, size in fetched) / 1000:.1f} kB;"
                f" server {took * 1000:.0f} ms of processor time |",
                flush=True,
            )
        browser.close()


def click(page: Page, number: int) -> None:
    """Click on another point of the map, and wait until its figures are painted."""
    box = page.locator("#map").bounding_box()
    across, down = 0.45 + number * 0.618034 % 1 * 0.4, 0.3 + number * 0.754877 % 1 * 0.4
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    page.wait_for_function("number => window.waits.length > number", arg=number)


def questions(tree: Path, folder: str, release: Path) -> None:
    """Measure the processor time of questions that are new, within the server's processes."""
    at = points()
    asked = {
        "another walking time": lambda number: f"minutes={(5, 20, 25, 30, 35)[number]}",
        "another kind, 65+": lambda number: f"age=65%2B&kind=huiskamer&minutes={5 + number}",
        "all buurten": lambda number: f"by=buurt&minutes={6 + number}",
        "one gebied": lambda number: f"gebied=WK0599{(1, 3, 5, 8, 10)[number]:02}",
        "what if: a place added": lambda _: f"plan=add,huiskamer,{next(at)}",
        "what if: one closed and one added": lambda number: (
            f"plan=close,{CLOSED[number]}~add,huiskamer,{next(at)}"
        ),
        "walking time per 100 metres": lambda number: f"fill=walk&minutes={5 + number}",
        "reach per 100 metres, white spots": lambda number: (
            f"fill=reach&gaps=1&minutes={5 + number}"
        ),
        "where next: 10 sites for the city": lambda number: f"sites=10&minutes={6 + number}",
        "where next: 5 for one gebied": lambda number: (
            f"sites=5&gebied=WK059916&minutes={6 + number}"
        ),
    }
    with server(tree, folder, release) as (port, process):
        ask(port, "/planner")
        time.sleep(10)
        for name, question in asked.items():
            times = []
            for number in range(5):
                before = processor_s(process)
                assert ask(port, f"/planner?{question(number)}") == 200, question(number)
                times.append(processor_s(process) - before)
            print(
                f"| {name} | {statistics.median(times):.2f} s (most {max(times):.2f}) |", flush=True
            )


CLOSED = (
    "aktiegroep-het-oude-westen",
    "dijkveld-ijsselmonde",
    "huis-van-de-wijk-post-west",
    "onder-de-oranjeboom",
    "verhalenhuis-belvedere",
)
"""Places of the committed data that are known to be open."""


def processor_s(process: int) -> float:
    """Return the processor time that a process and its children took until now, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / 100
    # A process that a thread started is a child of that thread.
    threads = Path(f"/proc/{process}/task").glob("*/children")
    children = [child for one in threads for child in one.read_text().split()]
    return own + sum(processor_s(int(child)) for child in children)


if __name__ == "__main__":
    main()
