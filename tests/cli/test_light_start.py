"""A command starts light: it imports the libraries that it needs, and no others."""

import subprocess
import sys

import pytest
import typer
from made_up_release import write_release

from api.cli import COMMANDS, app
from api.cli._lazy import command

HEAVY = {
    "fastapi", "folium", "geopandas", "httpx", "matplotlib", "numpy", "openpyxl",
    "pandas", "pyarrow", "pydantic", "pyogrio", "rapidfuzz", "rich", "scipy", "shapely",
    "sqlalchemy", "api.v1.ogc.items", "geo.collections.cql2.parsing", "geo.geocoding.gazetteer",
    "geo.search.finder",
}  # fmt: skip
"""What takes tens of milliseconds or more: libraries, and of our own what reads much."""


COMMAND = "from api.cli import main; main()"
PAGES = """
import asyncio, sys
from pathlib import Path
import api.cli.publishing, api.serving
from api.app import create_app
from api.web.geocoder import CityGeocoder
from geo.model.settings import settings

async def receive():
    return {"type": "http.request", "body": b""}

async def send(message):
    if message["type"] == "http.response.start":
        assert message["status"] == 200

app = create_app(Path(sys.argv[1]), geocoder=CityGeocoder(settings().reference))
for path in sys.argv[2:]:
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode()}
    scope |= {"query_string": b"", "headers": [(b"host", b"localhost")], "root_path": ""}
    scope |= {"scheme": "http", "server": ("localhost", 80), "http_version": "1.1"}
    asyncio.run(app(scope, receive, send))
    print("\\nimported", *sys.modules)
"""


def imported_by(script, *words):
    """Run a script in a process of its own; return each time what is imported that is heavy."""
    tell = "import atexit, sys\natexit.register(lambda: print('\\nimported', *sys.modules))\n"
    done = subprocess.run(
        [sys.executable, "-c", tell + script, *words], check=True, capture_output=True, text=True
    )
    told = [line.split() for line in done.stdout.splitlines() if line.startswith("imported ")]
    assert all("api.cli" in modules for modules in told)
    return [HEAVY & set(modules) for modules in told]


def test_help_needs_only_what_writes_it():
    assert imported_by(COMMAND, "--help") == [{"rich"}]


def test_finding_what_is_near_needs_no_frames_and_no_network_client(tmp_path):
    release = write_release(tmp_path / "release")
    (imported,) = imported_by(COMMAND, "nearest", "Kipstraat 37", "--release", str(release))
    assert imported == {
        "geo.geocoding.gazetteer",
        "numpy",
        "pydantic",
        "rapidfuzz",
        "rich",
        "shapely",
    }


SERVED = {"fastapi", "numpy", "pydantic", "shapely"}


def test_a_page_imports_only_what_it_shows(tmp_path):
    release = write_release(tmp_path / "release")
    pages = ("/", "/en/", "/v1", "/v1/collections/places/items")
    *after_each, at_the_end = imported_by(PAGES, str(release), *pages)
    of_items = {"api.v1.ogc.items", "geo.collections.cql2.parsing"}
    assert after_each == [SERVED, SERVED, SERVED, SERVED | of_items]
    assert at_the_end == after_each[-1]


@pytest.mark.parametrize(
    ("module", "name", "line"),
    [(module, name, line) for module, some in COMMANDS.items() for name, line in some.items()],
)
def test_the_line_of_help_is_that_of_the_command_itself(module, name, line):
    assert command(module, name).help == line


def test_every_command_of_every_module_is_listed():
    for module, listed in COMMANDS.items():
        declared = typer.Typer()
        __import__(f"api.cli.{module}", fromlist=["register"]).register(declared)
        names = [one.name for one in (*declared.registered_commands, *declared.registered_groups)]
        assert sorted(names) == sorted(listed)
    assert len(app.registered_commands) == sum(map(len, COMMANDS.values()))
