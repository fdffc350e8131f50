"""A million points in PostGIS: requests per second and processor time beside the strongest peers.

    python benchmarks/postgis_peers.py --pg-featureserv PROGRAM --tipg FOLDER_OF_ENVIRONMENT

All read the same table in one run: `meetingplaces serve --data postgresql://…` as an operator
starts it, pg_featureserv and tipg; see ogc_peers.py for how these are fetched. Processor time is
that of the server and of its part of the database, one question after another; rates are those of
wrk with 8 connections. Nothing is asked twice. Memory is what the process holds after everything,
beside the same service without the table.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from collections import defaultdict
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psycopg
from ogc_peers import ask, peer, seconds
from pygeoapi_peer import postgis

from geo.pipeline.current import current_release

CHANCE = random.Random(17)  # noqa: S311 - what is asked
OURS = "Meetingplaces"
ROWS = (
    "one item",
    "items, limit 10",
    "items, limit 250",
    "another bbox each time, limit 250",
    "CQL2, few match, limit 10",
    "CQL2, most match, limit 10",
    "bbox and CQL2, limit 250",
)
ONCE = {OURS: 100, "pg_featureserv": 100, "tipg": 20}
"""Questions of a round, one after another."""
_COMMAND = "from api.cli import main; main()"


def load(url: str, points: int) -> None:
    """Put points into a table, with the indexes that a careful operator makes."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE points (id int PRIMARY KEY, name text, size float8, "
            "seen timestamptz, geom geometry(Point, 4326))"
        )
        connection.execute(
            "INSERT INTO points SELECT i, 'name ' || i %% 5000, i %% 977 / 10.0, "
            "timestamptz '2020-01-01' + i * interval '1 minute', ST_SetSRID(ST_Point("
            "round((4.3 + 0.3 * random())::numeric, 6)::float8, "
            "round((51.85 + 0.15 * random())::numeric, 6)::float8), 4326) "
            "FROM generate_series(1, %s) i",
            (points,),
        )
        connection.execute("CREATE INDEX ON points USING gist (geom)")
        connection.execute("CREATE INDEX ON points (name)")
        connection.execute("VACUUM ANALYZE points")


@contextmanager
def ours(folder: Path, port: int, *data: str):
    """Serve as an operator does, with folders of its own for what is kept."""
    command = [sys.executable, "-c", _COMMAND, "serve", "--port", str(port), *data]
    kept = {f"XDG_{name}_HOME": str(folder / name) for name in ("DATA", "CACHE")}
    with peer(command, port, **kept) as started:
        yield started


def question(row: str, server: str, points: int) -> str:
    """Make the address of a question that was not asked before."""
    collection = "/v1/collections/points" if server == OURS else "/collections/public.points"
    ending = ".json" if server == "pg_featureserv" else ""
    number = CHANCE.randrange(10**9)
    if row == "one item":
        return f"{collection}/items/{1 + number % points}{ending}"
    limit = re.search(r"\d+$", row)
    asked = f"{collection}/items{ending}?limit={limit.group() if limit else 10}"
    if "bbox" in row:
        lon, lat = CHANCE.uniform(4.3, 4.57), CHANCE.uniform(51.85, 51.98)
        asked += f"&bbox={lon:.6f},{lat:.6f},{lon + 0.02:.6f},{lat + 0.015:.6f}"
    text = ""
    if "few" in row:
        text = f"name = 'name {number % 5000}' AND size > {number / 10**8:.6f}"
    elif "CQL2" in row:
        text = f"size > {number / 10**7:.6f} AND name <> 'x{number}'"
    if text:
        language = "" if server == "pg_featureserv" else "&filter-lang=cql2-text"
        asked += f"&filter={quote(text)}{language}"
    return asked


def answered(port: int, path: str) -> bool:
    """Ask, and return whether there was an answer; a peer may give up after its own time."""
    try:
        ask(port, path)
    except SystemExit as refused:
        print(refused, file=sys.stderr)
        return False
    return True


def rate(port: int, paths: list[str], folder: Path, duration_s: int) -> float:
    """Ask with 8 connections for some seconds, and return the requests per second."""
    listed = folder / "paths.txt"
    listed.write_text("\n".join(paths))
    script = folder / "ask.lua"
    script.write_text(
        f"""
        local paths, at = {{}}, 0
        for line in io.lines("{listed}") do paths[#paths + 1] = line end
        local headers = {{["Accept"] = "application/geo+json"}}
        request = function()
            at = at % #paths + 1
            return wrk.format("GET", paths[at], headers)
        end
        """
    )
    command = ["wrk", "-t1", "-c8", f"-d{duration_s}s", "--timeout", "30s", "-s", str(script)]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True
    ).stdout
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1))


def held_mb(pid: int, field: str = "VmRSS") -> float:
    """Return the memory that a process holds, or has held at most (VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+)", status).group(1)) / 1024


def read_everything(port: int) -> int:
    """Follow the links to the last page, on pages as large as they come; count the features."""
    path, seen = "/v1/collections/points/items?limit=10000", 0
    while path:
        page = json.loads(ask(port, path))
        seen += page["numberReturned"]
        further = [one["href"] for one in page["links"] if one["rel"] == "next"]
        path = further[0].partition(f":{port}")[2] if further else ""
    return seen


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--pg-featureserv", type=Path)
    options.add_argument("--tipg", type=Path)
    options.add_argument("--points", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=4)
    asked = options.parse_args()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        database = stack.enter_context(postgis(current_release() / "places.geojson", place))
        url = f"postgresql://postgres@127.0.0.1:{database}/postgres"
        load(url, asked.points)
        kept = place / "postgis" / "cluster" / "postmaster.pid"
        postmaster = int(kept.read_text().split()[0])
        base = stack.enter_context(ours(place, 8953))
        servers = {OURS: stack.enter_context(ours(place, 8954, "--data", f"{url}?tables=points"))}
        if asked.pg_featureserv:
            given = {"DATABASE_URL": url, "PGFS_SERVER_HTTPHOST": "127.0.0.1"}
            given |= {"PGFS_SERVER_HTTPPORT": "8951", "PGFS_PAGING_LIMITMAX": "10000"}
            servers["pg_featureserv"] = partial(peer, [str(asked.pg_featureserv)], 8951, **given)
        if asked.tipg:
            command = [str(asked.tipg / "bin" / "uvicorn"), "tipg.main:app", "--port", "8952"]
            given = {"DATABASE_URL": url, "TIPG_DB_SCHEMAS": '["public"]'}
            started = peer([*command, "--log-level", "warning"], 8952, **given)
            servers["tipg"] = stack.enter_context(started)
        for row in ROWS:  # all answer the same question with as many features
            counts = {}
            for name, server in servers.items():
                if row != "one item":
                    CHANCE.seed(17)
                    path = question(row, name, asked.points)
                    with running(server) as (_, port):
                        if answered(port, path):
                            counts[name] = len(json.loads(ask(port, path))["features"])
            print(f"{row}: {counts} features", file=sys.stderr)
        spent, rates = measure(servers, postmaster, asked, place)
        show(spent, rates, list(servers))
        _, port = base
        for _ in range(200):
            ask(port, "/v1/collections/places/items?limit=10")
        pid, port = servers[OURS]
        for _ in range(200):
            ask(port, "/v1/collections/places/items?limit=10")
        without, loaded = held_mb(base[0]), held_mb(pid)
        print(
            f"\nMemory: {without:.0f} MB without the table, {loaded:.0f} MB after all this", end=""
        )
        read = read_everything(port)
        print(f", {held_mb(pid):.0f} MB after reading {read:,} features in pages of 10,000", end="")
        print(f" (at most {held_mb(pid, 'VmHWM'):.0f} MB).")


def running(server):
    """Return a server that runs, or start one for a while.

    pg_featureserv keeps the connections of those who hang up, as wrk does when its time is over:
    after a few rows it has none left, and refuses whatever is asked. So it starts for each row.
    """
    return server() if callable(server) else nullcontext(server)


def measure(servers, postmaster: int, asked, folder: Path):
    spent, rates, refused = defaultdict(list), defaultdict(list), set()
    for number in range(asked.rounds + 1):  # the first warms up
        for row in ROWS:
            for name, server in servers.items():
                paths = [question(row, name, asked.points) for _ in range(ONCE[name])]
                with running(server) as (pid, port):
                    before = seconds([pid, postmaster])
                    if (row, name) in refused or not all(map(partial(answered, port), paths)):
                        refused.add((row, name))
                        continue
                    took = (seconds([pid, postmaster]) - before) / ONCE[name] * 1e6
                    each = [question(row, name, asked.points) for _ in range(20_000)]
                    fast = rate(port, each, folder, asked.seconds if number else 1)
                print(f"{row}, {name}: {took:.0f} µs, {fast:.0f}/s", file=sys.stderr)
                if number:
                    spent[row, name].append(took)
                    rates[row, name].append(fast)
    return (
        {key: median(values) for key, values in spent.items()},
        {key: median(values) for key, values in rates.items()},
    )


def show(spent, rates, names: list[str]) -> None:
    head = [f"{name}, {what}" for what in ("µs", "requests/s") for name in names]
    print(f"| | {' | '.join(head)} |")
    print("| --- |" + " ---: |" * len(head))
    for row in ROWS:
        cells = [_cell(figures, row, name) for figures in (spent, rates) for name in names]
        print(f"| {row} | {' | '.join(cells)} |")


def _cell(figures, row: str, name: str) -> str:
    return f"{figures[row, name]:,.0f}" if (row, name) in figures else "gave up"


if __name__ == "__main__":
    main()
