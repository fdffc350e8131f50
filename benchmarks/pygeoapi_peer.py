"""pygeoapi as a peer: in an environment of its own, on the same file, with one worker.

It offers the same features in up to three ways: from the GeoJSON file as it is, from a GeoPackage
of it where SpatiaLite can be loaded, and from a database of it where PostgreSQL with PostGIS is
installed. Only the last of these providers knows filters in CQL.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd

PACKAGES = ("pygeoapi", "gunicorn", "psycopg2-binary", "geoalchemy2")
TEXT_COLUMNS = ("name", "kind", "initiative", "operator", "street", "house_number", "postcode")
TEXT_COLUMNS += ("city", "gebied", "buurt", "website", "opening_hours", "status", "precision")


def environment(folder: Path) -> Path:
    """Return the programs of an environment with pygeoapi; made once."""
    programs = folder / "bin"
    if not (programs / "gunicorn").exists():
        print(f"Installing pygeoapi into {folder.name} …", file=sys.stderr)
        python = next(filter(loads_spatialite, ("/usr/bin/python3",)), sys.executable)
        subprocess.run([python, "-m", "venv", folder], check=True)
        subprocess.run([programs / "pip", "install", "--quiet", *PACKAGES], check=True)
    return programs


def loads_spatialite(python: str | Path) -> bool:
    """Tell whether SQLite in a Python can load SpatiaLite, which many builds do not allow."""
    load = "import sqlite3; c = sqlite3.connect(':memory:'); c.enable_load_extension(True); "
    load += "c.execute(\"select load_extension('mod_spatialite.so')\")"
    try:
        return (
            subprocess.run([python, "-c", load], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def version(programs: Path) -> str:
    """Tell which pygeoapi it is."""
    told = subprocess.run(
        [programs / "pip", "show", "pygeoapi"], capture_output=True, text=True, check=True
    ).stdout
    return next(line.split()[1] for line in told.splitlines() if line.startswith("Version"))


def write_geopackage(places: Path, out: Path) -> Path:
    """Write the features into a GeoPackage with the columns that a table can hold."""
    frame = gpd.read_file(places)
    frame = frame[["id", *TEXT_COLUMNS, "geometry"]]
    frame.to_file(out, driver="GPKG", layer="places", engine="pyogrio")
    return out


@contextmanager
def postgis(places: Path, folder: Path):
    """Start a PostGIS of its own with the features; gives its port, or None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    control = list(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    if not found or not control:
        yield None
        return
    programs, data = found[-1].parent, folder / "postgis"
    data.mkdir()
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_postgres:
        for part in (data, *data.parents[:1]):
            part.chmod(0o755)
        shutil.chown(data, "postgres")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    cluster, log = data / "cluster", data / "log"
    initdb = [programs / "initdb", "-D", cluster, "-A", "trust", "-U", "postgres", "-E", "UTF8"]
    subprocess.run([*as_postgres, *initdb], check=True, stdout=subprocess.DEVNULL, cwd="/")
    control = [*as_postgres, programs / "pg_ctl", "-D", cluster, "-w", "-l", log]
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1"
    subprocess.run(
        [*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/"
    )
    try:
        psql = ["psql", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-q"]
        psql += ["-v", "ON_ERROR_STOP=1"]
        subprocess.run(
            psql,
            input=table_in_sql(places),
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        yield port
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/"
        )


def table_in_sql(places: Path) -> str:
    """Write a table of the features in SQL, with the indexes that a careful operator makes."""
    features = json.loads(places.read_text("utf-8"))["features"]
    columns = ", ".join(f"{name} text" for name in TEXT_COLUMNS)
    rows = []
    for feature in features:
        values = [feature["id"], *(feature["properties"][name] for name in TEXT_COLUMNS)]
        written = ", ".join("null" if one is None else _quoted(str(one)) for one in values)
        geometry = feature["geometry"]
        point = f"ST_GeomFromGeoJSON({_quoted(json.dumps(geometry))})" if geometry else "null"
        rows.append(f"({written}, {point})")
    return f"""
        CREATE EXTENSION postgis;
        CREATE TABLE places (id text PRIMARY KEY, {columns}, geom geometry(Point, 4326));
        INSERT INTO places VALUES {", ".join(rows)};
        CREATE INDEX ON places USING gist (geom);
        CREATE INDEX ON places (kind, status);
        VACUUM ANALYZE places;
    """  # noqa: S608 - our own features, quoted


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def write_configuration(folder: Path, address: str, sources: dict) -> Path:
    """Write the configuration of pygeoapi, with one collection per provider."""
    resources = {
        name: {
            "type": "collection",
            "title": name,
            "description": name,
            "keywords": [name],
            "links": [],
            "extents": {"spatial": {"bbox": [3, 50, 8, 54]}},
            "providers": [{"type": "feature", **provider}],
        }
        for name, provider in sources.items()
    }
    about = {"title": "peer", "description": "peer", "keywords": ["peer"]}
    configuration = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": int(address.rpartition(":")[2])},
            "url": address,
            "mimetype": "application/json",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": "https://example.org", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**about, "terms_of_service": "none", "url": "https://example.org"},
            "license": {"name": "CC0", "url": "https://example.org"},
            "provider": {"name": "peer", "url": "https://example.org"},
            "contact": {"name": "peer"},
        },
        "resources": resources,
    }
    out = folder / "pygeoapi.yml"
    out.write_text(json.dumps(configuration), encoding="utf-8")  # JSON is YAML
    return out


def providers(places: Path, geopackage: Path | None, port: int | None) -> dict:
    """Return what pygeoapi is told of each source of the same features."""
    sources: dict = {"geojson": {"name": "GeoJSON", "data": str(places), "id_field": "id"}}
    if geopackage is not None:
        sources["geopackage"] = {
            "name": "SQLiteGPKG",
            "data": str(geopackage),
            "id_field": "id",
            "table": "places",
        }
    if port is not None:
        sources["postgis"] = {
            "name": "PostgreSQL",
            "data": {
                "host": "127.0.0.1",
                "port": port,
                "dbname": "postgres",
                "user": "postgres",
                "password": "none",
                "search_path": ["public"],
            },
            "id_field": "id",
            "table": "places",
            "geom_field": "geom",
        }
    return sources


@contextmanager
def pygeoapi(programs: Path, folder: Path, sources: dict, core: int):
    """Serve with gunicorn and one worker, as pygeoapi's own image does; gives address and pid."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    configuration = write_configuration(folder, address, sources)
    described = folder / "pygeoapi-openapi.yml"
    variables = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(configuration),
        "PYGEOAPI_OPENAPI": str(described),
    }
    subprocess.run(
        [programs / "pygeoapi", "openapi", "generate", configuration, "--output-file", described],
        env=variables,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    command = ["taskset", "-c", str(core), programs / "gunicorn", "--workers", "1"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "pygeoapi.flask_app:APP"]
    with subprocess.Popen(command, env=variables, cwd=folder) as process:
        try:
            for _ in range(200):
                try:
                    urllib.request.urlopen(address + "/conformance", timeout=5).read()  # noqa: S310
                    break
                except OSError:
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()
