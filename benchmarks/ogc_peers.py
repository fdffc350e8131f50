"""Processor time of a request beside the strongest peers, alternating in one run.

    python benchmarks/ogc_peers.py --pg-featureserv PROGRAM --tipg FOLDER_OF_ENVIRONMENT
        --gokoala PROGRAM [--only REGEX]

The peers are what you have fetched yourself: the program of pg_featureserv, an environment with
tipg and uvicorn, and the program of GoKoala in the folder of its source. All read PostGIS (Debian:
postgresql-15-postgis-3), which is started here. Counted is the time of all processes that take
part: of a peer also that of its database. What is asked another time each time is never asked
twice, so that nothing comes from a cache.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

import numpy as np
import psycopg
import uvicorn
from fastapi import FastAPI, Response
from ogc_rates import enlarged_release
from pygeoapi_peer import postgis

from api.app import create_app
from api.serving import configured, listen
from geo.collections.reading import read_layers

POINTS = 100_000
CHANCE = random.Random(14)  # noqa: S311 - what is asked
TICKS = os.sysconf("SC_CLK_TCK")
ROWS = (
    "items, 250",
    "another bbox each time",
    "CQL2 never asked before",
    "one item",
    "100,000 points: one item",
    "100,000 points: another bbox each time",
    "100,000 points: CQL2 never asked before, few match",
    "100,000 points: CQL2 never asked before, most match",
)
MANY = {"empty": 2000, "ours": 2000, "pg_featureserv": 500, "tipg": 100, "gokoala": 500}
"""Questions of a round where one takes little; a fifth of it elsewhere."""


def serve(which: str, points: str) -> None:
    """Serve on a free port of the loopback interface, and say which."""
    if which == "empty":
        app = FastAPI()

        @app.get("/empty")
        async def empty() -> Response:
            return Response()

    else:
        app = create_app(Path(which), further=read_layers([Path(points)], taken=()))
    with listen("127.0.0.1", 0) as listening:
        print(listening.getsockname()[1], flush=True)
        uvicorn.Server(configured(app)).run(sockets=[listening])


@contextmanager
def ours(which: str, points: Path):
    command = [sys.executable, __file__, "--serve", which, "--points", str(points)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.pid, int(process.stdout.readline())
        finally:
            process.terminate()


@contextmanager
def peer(
    command: list[str],
    port: int,
    folder: Path | None = None,
    begins_at: str = "/",
    **environment: str,
):
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                ask(port, begins_at)
                break
            except OSError:
                time.sleep(0.2)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with listen("127.0.0.1", 0) as listening:
        return listening.getsockname()[1]


_CONNECTIONS: dict[int, http.client.HTTPConnection] = {}


def ask(port: int, path: str) -> bytes:
    """Ask one question over a connection that is kept; a server closes it when it is idle."""
    if port in _CONNECTIONS:
        try:
            return _asked(_CONNECTIONS[port], path)
        except (http.client.HTTPException, OSError):
            _CONNECTIONS.pop(port).close()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = _asked(connection, path)
    _CONNECTIONS[port] = connection
    return body


def _asked(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Accept": "application/geo+json"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status >= 400:
        sys.exit(f"{path}: {answer.status} {body[:300]!r}")
    return body


def seconds(roots: list[int]) -> float:
    """Return the processor time so far of processes, and of those that they started."""
    parents, spent = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            spent[int(entry.name)] = sum(map(int, fields[11:15]))
    counted = set(roots)
    for _ in range(5):
        counted |= {one for one, parent in parents.items() if parent in counted}
    return sum(spent.get(one, 0) for one in counted) / TICKS


def load(url: str, points: Path) -> None:
    """Put the points into PostGIS; the places are there."""
    with psycopg.connect(url) as connection:
        run = connection.execute
        columns = "id int PRIMARY KEY, name text, size float, geom geometry(Point, 4326)"
        run(f"CREATE TABLE points ({columns})")
        rows = [line.split(",") for line in points.read_text().splitlines()[1:]]
        copying = "COPY points (id, name, size, geom) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(copying) as copy:
            for number, name, size, lon, lat in rows:
                copy.write_row((number, name, size, f"SRID=4326;POINT({lon} {lat})"))
        run("CREATE INDEX ON points USING gist (geom)")
        # GoKoala wants a number for each row, under one name in all tables.
        run("ALTER TABLE points ADD fid int GENERATED ALWAYS AS (id) STORED UNIQUE")
        run("ALTER TABLE places ADD fid serial UNIQUE")
        run("ANALYZE")


def gokoala_settings(out: Path, database: int, port: int) -> Path:
    """Write the settings of GoKoala for both tables; it reads JSON, as that is YAML."""
    postgres = {"host": "127.0.0.1", "port": database, "user": "postgres", "pass": "none"}
    columns = {"places": ("kind", "name"), "points": ("size", "name")}
    collections = [
        {
            "id": table,
            "filters": {
                "cql": {"enable": True},
                "properties": [{"name": name, "indexRequired": False} for name in names],
            },
        }
        for table, names in columns.items()
    ]
    features = {
        "datasources": {
            "transformOnTheFly": [
                {
                    "postgres": {**postgres, "databaseName": "postgres"},
                    "supportedSrs": [{"srs": "EPSG:28992"}],
                }
            ]
        },
        "collections": collections,
        "validateResponses": False,
    }
    about = {"version": "1.0.0", "title": "Points", "serviceIdentifier": "P", "abstract": "Points"}
    licence = {"name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"}
    base = f"http://127.0.0.1:{port}"
    settings = {**about, "license": licence, "baseUrl": base, "ogcApi": {"features": features}}
    out.write_text(json.dumps(settings))
    return out


def write_points(out: Path) -> Path:
    draw = np.random.default_rng(14)
    lon, lat = draw.uniform(4.3, 4.6, POINTS), draw.uniform(51.85, 52.0, POINTS)
    lines = [
        f"{number},name {number % 5000},{number % 977 / 10},{x:.6f},{y:.6f}"
        for number, (x, y) in enumerate(zip(lon, lat, strict=True), start=1)
    ]
    out.write_text("id,name,size,lon,lat\n" + "\n".join(lines) + "\n")
    return out


def question(row: str, server: str, ids: list[str]) -> str:
    """Make the address of a question."""
    table = "points" if row.startswith("100") else "places"
    own = {"ours": f"/v1/collections/{table}", "gokoala": f"/collections/{table}"}
    collection = own.get(server, f"/collections/public.{table}")
    items = f"{collection}/items" + (".json" if server == "pg_featureserv" else "")
    if row.endswith("one item"):
        name = str(CHANCE.randint(1, POINTS)) if table == "points" else quote(CHANCE.choice(ids))
        if server == "gokoala" and table == "places":
            name = str(CHANCE.randint(1, len(ids)))
        ending = ".json" if server == "pg_featureserv" else ""
        return f"{collection}/items/{name}{ending}"
    limit = 10 if table == "points" and "CQL2" in row else 250
    asked = f"{items}?limit={limit}"
    if "bbox" in row:
        lon, lat = CHANCE.uniform(4.3, 4.5), CHANCE.uniform(51.85, 51.93)
        return f"{asked}&bbox={lon:.6f},{lat:.6f},{lon + 0.08:.6f},{lat + 0.05:.6f}"
    if "CQL2" in row:
        number = CHANCE.randrange(10**9)
        if table == "places":
            text = f"kind = 'huiskamer' AND name LIKE '%{number % 97}%' OR name <> 'x{number}'"
        elif row.endswith("few match"):
            text = f"name = 'name {number % 5000}' AND size > {number / 10**8:.6f}"
        else:
            text = f"size > {number / 10**7:.6f} AND name <> 'x{number}'"
        language = "" if server == "pg_featureserv" else "&filter-lang=cql2-text"
        return f"{asked}&filter={quote(text)}{language}"
    return asked


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--pg-featureserv", type=Path)
    options.add_argument("--tipg", type=Path)
    options.add_argument("--gokoala", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", default="", help="rows, as a regular expression")
    options.add_argument("--serve", help=argparse.SUPPRESS)
    options.add_argument("--points", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.serve:
        serve(asked.serve, asked.points)
        return
    with TemporaryDirectory() as folder, ExitStack() as stack:
        release = enlarged_release(Path(folder) / "release")
        (release / "SHA256SUMS").unlink(missing_ok=True)
        points = write_points(Path(folder) / "points.csv")
        database = stack.enter_context(postgis(release / "places.geojson", Path(folder)))
        url = f"postgresql://postgres:none@127.0.0.1:{database}/postgres"
        load(url, points)
        kept = Path(folder) / "postgis" / "cluster" / "postmaster.pid"
        postmaster = int(kept.read_text().split()[0])
        servers = {"empty": stack.enter_context(ours("empty", points))}
        servers["ours"] = stack.enter_context(ours(str(release), points))
        if asked.pg_featureserv:
            command = [str(asked.pg_featureserv)]
            given = {"DATABASE_URL": url, "PGFS_SERVER_HTTPHOST": "127.0.0.1"}
            port = free_port()
            given |= {"PGFS_SERVER_HTTPPORT": str(port), "PGFS_PAGING_LIMITMAX": "10000"}
            servers["pg_featureserv"] = stack.enter_context(peer(command, port, **given))
        if asked.tipg:
            port = free_port()
            command = [str(asked.tipg / "bin" / "uvicorn"), "tipg.main:app", "--port", str(port)]
            given = {"DATABASE_URL": url, "TIPG_DB_SCHEMAS": '["public"]'}
            servers["tipg"] = stack.enter_context(
                peer([*command, "--log-level", "warning"], port, **given)
            )
        if asked.gokoala:
            port = free_port()
            settings = gokoala_settings(Path(folder) / "gokoala.json", database, port)
            command = [str(asked.gokoala), "--host", "127.0.0.1", "--port", str(port)]
            command += ["--config-file", str(settings)]
            servers["gokoala"] = stack.enter_context(
                peer(command, port, asked.gokoala.parent, "/health")
            )
        rows = [row for row in ROWS if re.search(asked.only, row)]
        show(measure(servers, postmaster, release, asked.rounds, rows), rows)


def measure(servers, postmaster: int, release: Path, rounds: int, rows: list[str]):
    ids = [one["id"] for one in json.loads((release / "places.geojson").read_text())["features"]]
    spent = defaultdict(list)
    for number in range(rounds + 1):  # the first warms up
        for row in ("empty", *rows):
            for name, (pid, port) in servers.items():
                if (row == "empty") != (name == "empty"):
                    continue
                many = MANY[name] if row.endswith(("item", "empty")) else MANY[name] // 5
                roots = [pid] if name in {"ours", "empty"} else [pid, postmaster]
                paths = [
                    "/empty" if row == "empty" else question(row, name, ids) for _ in range(many)
                ]
                before = seconds(roots)
                for path in paths:
                    ask(port, path)
                took = (seconds(roots) - before) / many * 1e6
                print(f"{row}, {name}: {took:.0f} µs", file=sys.stderr)
                if number:
                    spent[row, name].append(took)
    return {key: median(values) for key, values in spent.items()}


def show(spent, rows: list[str]) -> None:
    peers = [name for name in ("pg_featureserv", "tipg", "gokoala") if (rows[0], name) in spent]
    head = ["processor time of a request, µs", "Meetingplaces", *peers, "fastest peer / ours"]
    print(f"| {' | '.join(head)} |")
    print("| --- | ---: |" + " ---: |" * len(peers) + " ---: |")
    print(
        f"| empty FastAPI route, for scale | {spent['empty', 'empty']:.0f} |"
        + " |" * (len(peers) + 1)
    )
    for row in rows:
        mine, theirs = spent[row, "ours"], [spent[row, name] for name in peers]
        ratio = f"{min(theirs) / mine:.1f}" if theirs else ""
        print(f"| {row} | {mine:.0f} | {' | '.join(f'{one:,.0f}' for one in theirs)} | {ratio} |")


if __name__ == "__main__":
    main()
