"""Every notebook runs from scratch, shows what is kept in it, and stays small."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_BYTES = 300_000


def outputs(path):
    """Give what each cell of code shows as text, and whether it wrote to standard error."""
    cells = nbformat.read(path, as_version=4).cells
    shown = {}
    for cell in cells:
        if cell.cell_type == "code":
            shown[cell.id] = [
                (one.get("name", "result"), one.get("text") or one["data"]["text/plain"])
                for one in cell.outputs
            ]
    return shown


def test_there_are_notebooks():
    assert "coverage.ipynb" in [path.name for path in NOTEBOOKS]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_from_scratch_and_shows_what_is_kept_in_it(path, tmp_path):
    copy = Path(shutil.copy(path, tmp_path))
    notebook = nbformat.read(copy, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    nbformat.write(notebook, copy)
    done = subprocess.run(
        [sys.executable, FOLDER / "refresh.py", copy],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    fresh = outputs(copy)
    warnings = [text for shown in fresh.values() for name, text in shown if name == "stderr"]
    assert warnings == []
    assert fresh == outputs(path), "figures have changed: run python notebooks/refresh.py"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_what_is_kept_in_a_notebook_names_no_path_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    for start in ("/home/", "/root/", "/tmp/", "/work/", "/Users/", "C:\\\\"):  # noqa: S108
        assert start not in text
    assert str(FOLDER.parent) not in text


def test_the_notebooks_together_are_small():
    assert sum(path.stat().st_size for path in NOTEBOOKS) < MOST_BYTES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_cell_of_a_notebook_was_run_in_order(path):
    cells = nbformat.read(path, as_version=4).cells
    counts = [cell.execution_count for cell in cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
