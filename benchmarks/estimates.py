"""How well the cost of a request is estimated: 200 random questions per route, asked for real.

    python benchmarks/estimates.py [--questions 200] [--only REGEX] [--seed 7] [--out TABLE.csv]

Each question is answered by the application in this process; what counts is the processor time of
all its threads. The table gives the rank correlation (Spearman) of estimate and measured time, the
median of measured over estimated, and where four of five of these ratios lie. Where every question
costs about the same, as a search does, the correlation says nothing and the ratios say it all.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
from fastapi import FastAPI
from scipy.stats import spearmanr
from shapely import Point
from starlette.datastructures import QueryParams

from api.app import create_router
from api.prices import PRICES
from api.web.replies import reply_of
from geo.city.people import COLUMNS as GROUPS
from geo.collections.columns import queryable
from geo.collections.cql2.cost import cost_us
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.parsing import parse_text
from geo.geocoding import Gazetteer
from geo.hours import TimeBlock
from geo.io.formats import FORMATS
from geo.model.errors import InputError
from geo.model.schema import Type
from geo.model.settings import settings
from geo.pipeline.current import current_release
from geo.planning.coverage import KINDS, SPEEDS
from geo.release.layer_tables import LAYERS

MINUTES = (*range(1, 16), *range(20, 61, 5))
WARMING = 3
_FILTERED = re.compile(r"/v1/collections/(\w+)/items")
PLACES = [
    one["id"] for one in json.loads((current_release() / "places.geojson").read_text())["features"]
]
WORDS = ("koffie", "taal", "biljart", "3014", "delfshaven", "kralingen", "yoga", "lunch", "kook")


def question(chance: random.Random) -> dict[str, str]:
    """Draw a question about coverage."""
    limits = sorted(chance.sample(MINUTES, chance.choice((1, 1, 2, 3, 3, 4, 6))))
    drawn = {
        "by": chance.choice(("gebied", "buurt", "buurt", "gemeente")),
        "minutes": ",".join(map(str, limits)),
        "speed": chance.choice((*SPEEDS, "1", "2", "4.5", "10")),
        "age": chance.choice(tuple(GROUPS)),
    }
    if chance.random() < 0.5:
        drawn["kind"] = chance.choice(KINDS)
    if chance.random() < 0.3:
        drawn["block"] = chance.choice([*TimeBlock]).value
    return drawn


def of_coverage(part: str, *forms: str) -> Callable[[random.Random], str]:
    def draw(chance: random.Random) -> str:
        return f"/v1/coverage{part}?{urlencode(question(chance) | {'f': chance.choice(forms)})}"

    return draw


def point(chance: random.Random) -> str:
    return f"lat={chance.uniform(51.87, 51.96):.5f}&lon={chance.uniform(4.38, 4.55):.5f}"


def search(page: str) -> Callable[[random.Random], str]:
    def draw(chance: random.Random) -> str:
        asked = chance.choice((point(chance), f"q={chance.choice(WORDS)}"))
        return f"/{page}?{asked}&page={chance.randint(1, 2)}"

    return draw


def changes(chance: random.Random) -> str:
    """Draw a question about a plan, or about what changed since a day."""
    plan = f"add,huiskamer,{chance.uniform(51.87, 51.96):.5f},{chance.uniform(4.38, 4.55):.5f}"
    drawn = question(chance) | {"f": chance.choice(("json", "csv", "xlsx", "geojson"))}
    if "block" in drawn or chance.random() < 0.5:
        drawn["plan"] = plan
    else:
        drawn["before"] = f"20{chance.randint(16, 25)}-0{chance.randint(1, 9)}-01"
    return f"/v1/coverage/changes?{urlencode(drawn)}"


def place(chance: random.Random) -> str:
    return f"/places/{chance.choice(PLACES)}"


def opening(chance: random.Random) -> str:
    day, hour = chance.randint(10, 28), chance.randint(8, 22)
    return f"/v1/opening?place={chance.choice(PLACES)}&at=2026-11-{day}T{hour:02}:00"


def search_api(chance: random.Random) -> str:
    asked = chance.choice((point(chance), f"q={chance.choice(WORDS)}"))
    return f"/v1/search?{asked}&limit={chance.randint(1, 100)}"


def planner(chance: random.Random) -> str:
    return f"/planner?{urlencode(question(chance))}"


def sites(chance: random.Random) -> str:
    """Draw a search for sites, in the city or in one gebied."""
    drawn = {
        "sites": chance.randint(1, 10),
        "minutes": chance.choice(MINUTES[:15]),
        "speed": chance.choice((*SPEEDS, "2", "4.5")),
        "seconds": chance.choice((0, 0.5, 1, 2)),
    }
    if chance.random() < 0.5:
        drawn["gebied"] = f"WK0599{chance.choice((1, 3, 4, 5, 6, 8, 10)):02}"
    return f"/v1/coverage/sites?{urlencode(drawn)}"


def part_of_filter(chance: random.Random, texts: list[str]) -> str:
    """Draw a comparison, a pattern, a list or a shape."""
    number, name = chance.randrange(10**6), chance.choice(texts)
    middle = Point(chance.uniform(4.3, 4.55), chance.uniform(51.85, 51.97))
    shape = middle.buffer(chance.uniform(0.005, 0.1), chance.choice((1, 4, 16))).wkt
    return chance.choice(
        (
            f"{name} <> 'x{number}'",
            f"CASEI({name}) LIKE '%{number % 97}%'",
            f"{name} IN ('a', 'b', '{number}')",
            f"S_INTERSECTS(geometry, {shape})",
            f"S_OVERLAPS(geometry, {shape})",
            f"S_TOUCHES(geometry, {middle.wkt})",
        )
    )


def filtered(chance: random.Random) -> str:
    """Draw a filter on any collection with shapes."""
    layer = chance.choice([name for name, table in LAYERS.items() if table.geometry])
    texts = [
        one.name for one in queryable(LAYERS[layer]) if one.type is Type.TEXT and one.name != "id"
    ]
    parts = [part_of_filter(chance, texts) for _ in range(chance.choice((1, 2, 4, 8, 16)))]
    text = chance.choice((" AND ", " OR ")).join(parts)
    return f"/v1/collections/{layer}/items?limit=1&filter={quote(text)}"


def file(chance: random.Random) -> str:
    box = f"4.{chance.randint(10, 45)},51.8,4.7,52.1"
    return f"/v1/exports/{chance.choice([*LAYERS])}.{chance.choice([*FORMATS])}?bbox={box}"


ROUTES = {
    "exports": file,
    "search": search(""),
    "embed": search("embed"),
    "print": search("print"),
    "page of a place": place,
    "v1/search": search_api,
    "v1/opening": opening,
    "filter (CQL2)": filtered,
    "coverage": of_coverage("", "json", "csv", "xlsx", "geojson"),
    "coverage/losses": of_coverage("/losses", "json", "csv", "xlsx"),
    "planner": planner,
    "coverage/gaps": of_coverage("/gaps", "json", "csv", "xlsx", "geojson"),
    "coverage/sites": sites,
    "coverage/changes": changes,
    "coverage/squares": of_coverage("/squares", "json", "csv", "xlsx", "geojson"),
    "coverage/equity": of_coverage("/equity", "json", "csv", "xlsx", "geojson"),
    "coverage/capacity": of_coverage("/capacity", "json", "csv", "xlsx", "geojson"),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--questions", type=int, default=200)
    options.add_argument("--only", default="")
    options.add_argument("--seed", type=int, default=7, help="the rates were fitted on that of 7")
    options.add_argument("--out", type=Path, help="a table to which each question is added")
    asked = options.parse_args()
    app = create_router(current_release(), geocoder=Gazetteer.open(settings().reference))
    print("| route | rank correlation | measured / estimated | four of five |")
    print("| --- | ---: | ---: | ---: |")
    with asyncio.Runner() as runner:
        for route, draw in ROUTES.items():
            if not re.search(asked.only, route):
                continue
            chance = random.Random(asked.seed)  # noqa: S311 - the same questions each time
            for _ in range(WARMING):
                measure(runner, app, draw(chance))  # imports and reads
            found: list[tuple[float, float]] = []
            while len(found) < asked.questions:
                path = draw(chance)
                try:
                    expected = estimate(app, path)
                except InputError:
                    continue  # it is refused, which costs nothing
                found.append((expected, measure(runner, app, path)))
                if asked.out:
                    with asked.out.open("a") as out:
                        csv.writer(out).writerow((route, path, *found[-1]))
            show(route, np.array(found))


def estimate(app: FastAPI, address: str) -> float:
    """Return what the application expects a request to cost, in milliseconds."""
    path, _, query = address.partition("?")
    directory = app.state.directory.current
    collection = _FILTERED.fullmatch(path)
    if collection:
        text = QueryParams(query)["filter"]
        return cost_us(parse_text(text), directory.layers[collection[1]].columns) / 1000
    for price in PRICES:
        matched = price.path.fullmatch(path)
        if matched is not None:
            return price.cost_us(QueryParams(query), matched.groupdict(), directory) / 1000
    sys.exit(f"{path} has no price")


def measure(runner: asyncio.Runner, app: FastAPI, address: str) -> float:
    """Return the processor time of a request in milliseconds; of a filter without the page."""
    path, _, query = address.partition("?")
    collection = _FILTERED.fullmatch(path)
    if collection:
        columns = app.state.directory.current.layers[collection[1]].columns
        expression = parse_text(QueryParams(query)["filter"])
        begun = time.process_time()
        evaluate(expression, columns)
        return (time.process_time() - begun) * 1000
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": quote(query, safe="=&,.%+").encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1")],
        "server": ("127.0.0.1", 80),
    }
    begun = time.process_time()
    reply = runner.run(reply_of(app, scope))
    assert reply.status == 200, (address, reply.body)
    return (time.process_time() - begun) * 1000


def show(route: str, found: np.ndarray) -> None:
    estimated, measured = found.T
    ratio = measured / estimated
    low, middle, high = np.quantile(ratio, (0.1, 0.5, 0.9))
    one_price = len(set(estimated)) == 1
    rank = "one price" if one_price else f"{spearmanr(estimated, measured).statistic:.2f}"
    print(f"| {route} | {rank} | {middle:.2f} | {low:.2f} to {high:.2f} |", flush=True)


if __name__ == "__main__":
    main()
