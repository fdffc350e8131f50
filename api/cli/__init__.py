"""The command ``meetingplaces``: every task of the project from the command line.

Bad input ends with status 2 and one sentence per problem; anything else that fails with status 1.
Each command is declared in a module of this package, which is imported when the command runs.
"""

from __future__ import annotations

import gc
import sys

import typer

from api.cli._lazy import lazy
from geo.model.errors import InputError, MeetingplacesError

COMMANDS = {
    "building": {
        "build": "Build a release: GeoJSON, GeoPackage, GeoParquet, FlatGeobuf, CSV, "
        "with checksums.",
        "check": "Print the quality report. Status 0: no errors; 1: at least one error.",
        "evaluate": "Measure how well the parts of the pipeline do their work.",
    },
    "finding": {
        "geocode": "Turn an address into coordinates (EPSG:4326), with their precision.",
        "nearest": "List the places nearest to an address or a point, in a straight line.",
        "search": "Answer a question as the search box does: what, where and when.",
    },
    "assisting": {
        "mcp": "Serve assistants on standard input and output (Model Context Protocol).",
    },
    "planning": {
        "coverage": "Measure who can walk to a meeting place, per district, and how certainly.",
    },
    "siting": {
        "next-sites": "Find where the next meeting places help most, and how close to "
        "the best that is.",
    },
    "reporting": {
        "report": "Write two pages about one gebied: map, table, gaps, method (.html or .pdf).",
        "coverage-map": "Draw who can walk to a place: .html to look around in, .pdf or .png for "
        "a paper.",
    },
    "publishing": {
        "serve": "Serve the site and the API.",
        "map": "Draw all places as one HTML file that opens without a network.",
        "export": "Export places, or another collection, in another format or reference system.",
    },
    "reference": {
        "reference": "Derive the tables that the directory and the coverage figures are based on.",
    },
    "cities": {
        "city": "Add a city, and see what its folder holds.",
    },
    "releases": {
        "release": "Keep releases unchanged, so that they can be cited.",
    },
    "maintaining": {
        "maintainer": "Say who may use the desk, and let them in.",
    },
    "reminding": {
        "remind": "Ask organisations by mail whether what is published of their place still holds.",
    },
    "importing": {
        "import": "Take in somebody else's list: XLSX, CSV, GeoJSON, ArcGIS, OpenStreetMap.",
    },
    "storing": {
        "store": "Manage the store of observations, decisions, reports and people.",
    },
    "translating": {
        "translations": "Show per language how much is translated, and list what is not.",
    },
}
"""The commands by the module that declares them, and the help line of each."""

app = typer.Typer(
    name="meetingplaces",
    help="An open directory of the places where a neighbourhood meets.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _module, _commands in COMMANDS.items():
    for _name, _help in _commands.items():
        app.command(_name, cls=lazy(_module), help=_help)(lambda: None)

BAD_INPUT = 2
"""Exit status for bad input."""
FAILED = 1
"""Exit status when the task failed for another reason."""


YOUNG_OBJECTS = 50_000
"""After how many new objects garbage is looked for. What a start makes is no garbage, and looking
for it after every 700, as Python does, takes a tenth of the time of a start."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(YOUNG_OBJECTS)
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
        raise SystemExit(BAD_INPUT) from None
    except BrokenPipeError:
        raise SystemExit(FAILED) from None
    except (MeetingplacesError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(FAILED) from None
