"""A command starts light: it imports the libraries that it needs, and no others."""

import subprocess
import sys

import pytest
import typer
from made_up_release import write_release

from api.cli import COMMANDS, app
from api.cli._lazy import command

HEAVY = {
    "fastapi", "folium", "geopandas", "httpx", "mapclassify", "matplotlib", "numpy", "openpyxl",
    "pandas", "pyarrow", "pydantic", "pyogrio", "scipy", "shapely",
}  # fmt: skip


def imported_by(*words):
    """Run the command in a process of its own, and tell which heavy libraries it imported."""
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('imported', *sys.modules, file=sys.stderr))\n"
        "from api.cli import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words], check=True, capture_output=True, text=True
    )
    modules = done.stderr.rpartition("imported ")[2].split()
    assert "api.cli" in modules
    return HEAVY & set(modules)


def test_help_needs_no_library_of_the_project():
    assert imported_by("--help") == set()


def test_finding_what_is_near_needs_no_frames_and_no_network_client(tmp_path):
    release = write_release(tmp_path / "release")
    imported = imported_by("nearest", "Kipstraat 37", "--release", str(release))
    assert imported == {"numpy", "pydantic", "shapely"}


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
