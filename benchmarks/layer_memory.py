"""Memory of a layer of 100,000 points: of a process that serves it, above one that serves ten.

    python benchmarks/layer_memory.py [--rounds 3] [--only REGEX]

A process each reads one file (CSV with three columns, GeoPackage and GeoParquet with six) beside
the release, and answers pages, boxes, filters and single features, and then spatial filters; the
table has the median of what its memory (RSS) is above that of the same process with ten points.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Polygon

from api.app import create_router
from api.web.replies import reply_of
from geo.collections.reading import read_layers
from geo.pipeline.current import current_release

MANY, FEW = 100_000, 10
FILES = {"CSV": "points.csv", "GeoPackage": "points.gpkg", "GeoParquet": "points.parquet"}
STAGES = ("as read", "after pages, boxes, filters and features", "after spatial filters")
FUNCTIONS = ("INTERSECTS", "WITHIN", "TOUCHES", "DISJOINT", "EQUALS", "OVERLAPS", "CROSSES")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", default="", help="kinds of files that match this expression")
    options.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.serve:
        serve(asked.serve)
        return
    current_release()  # no process that is measured has to make it
    print(f"| file | {' | '.join(STAGES)} |\n| --- |{' ---: |' * len(STAGES)}")
    with TemporaryDirectory() as folder:
        for kind, name in FILES.items():
            if re.search(asked.only, kind):
                many, few = (write(Path(folder) / str(size) / name, size) for size in (MANY, FEW))
                rounds = [np.subtract(measured(many), measured(few)) for _ in range(asked.rounds)]
                cells = (f"{median(stage):.0f} MB" for stage in zip(*rounds, strict=True))
                print(f"| {kind} | {' | '.join(cells)} |", flush=True)


def write(path: Path, size: int) -> Path:
    """Write points with some columns."""
    path.parent.mkdir(exist_ok=True)
    draw = np.random.default_rng(14)
    lon, lat = draw.uniform(4.3, 4.6, size).round(6), draw.uniform(51.85, 52.0, size).round(6)
    numbers = np.arange(1, size + 1)
    columns = {"id": numbers, "name": [f"name {n % 5000}" for n in numbers], "size": lon * 100}
    if path.suffix == ".csv":
        pd.DataFrame({**columns, "lon": lon, "lat": lat}).to_csv(path, index=False)
        return path
    columns |= {
        "kind": draw.choice(["park", "plein", "school"], size),
        "built": pd.to_datetime("2000-01-01") + pd.to_timedelta(numbers % 9000, unit="D"),
        "open": numbers % 2 == 0,
    }
    frame = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path


def measured(path: Path) -> list[float]:
    """Return the memory of a process at each stage, in MB."""
    command = [sys.executable, __file__, "--serve", str(path)]
    return [float(line) for line in subprocess.check_output(command, text=True).split()]


def serve(path: Path) -> None:
    """Serve a file within this process, and print its memory at each stage."""
    app = create_router(current_release(), further=read_layers([path]))
    chance = random.Random(14)  # noqa: S311 - the same questions each time
    with asyncio.Runner() as runner:
        for questions in (first(), ordinary(chance), spatial(chance)):
            for question in questions:
                reply = runner.run(reply_of(app, asked(f"/v1/collections/points/{question}")))
                assert reply.status in {200, 404}, (question, reply.body)
            print(rss_mb(), flush=True)


def first() -> Iterator[str]:
    yield "items"


def ordinary(chance: random.Random) -> Iterator[str]:
    for number in range(40):
        yield f"items?limit=250&offset={chance.randrange(MANY)}"
        west, south = chance.uniform(4.3, 4.5), chance.uniform(51.85, 51.93)
        yield f"items?limit=250&bbox={west},{south},{west + 0.08},{south + 0.05}"
        yield f"items/{chance.randint(1, MANY)}"
        text = f"size > {430 + number / 10} AND name <> 'x{number}'"
        yield f"items?filter={quote(text)}"


def spatial(chance: random.Random) -> Iterator[str]:
    for _ in range(5):
        for function in FUNCTIONS:
            west, south = chance.uniform(4.3, 4.5), chance.uniform(51.85, 51.93)
            corners = [(west, south), (west + 0.1, south), (west, south + 0.1)]
            yield f"items?filter={quote(f'S_{function}(geometry,{Polygon(corners).wkt})')}"


def asked(address: str) -> dict:
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
        "headers": [(b"host", b"127.0.0.1")],
        "server": ("127.0.0.1", 80),
    }


def rss_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


if __name__ == "__main__":
    main()
