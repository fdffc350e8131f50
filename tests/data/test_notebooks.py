"""Every notebook runs from scratch, shows what is kept in it, and stays small."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_BYTES = 500_000
"""Of five notebooks: a map or two each, and tables."""
MOST_BYTES_OF_A_PICTURE = 60_000
PICTURE = re.compile(r"!\[(?P<told>[^\]]*)\]\((?P<address>[^)]*)\)")


def outputs(path):
    """Return what each cell of code shows as text, and whether it wrote to standard error."""
    cells = nbformat.read(path, as_version=4).cells
    shown = {}
    for cell in cells:
        if cell.cell_type == "code":
            shown[cell.id] = [
                (one.get("name", "result"), one.get("text") or one["data"]["text/plain"])
                for one in cell.outputs
            ]
    return shown


def pictures(path):
    """Return what each picture of the text is told to show, and its file."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for found in PICTURE.finditer(cell.source):
                yield found["told"], path.parent / found["address"]


def test_there_are_notebooks():
    names = {path.stem for path in NOTEBOOKS}
    own = {"a-question-of-the-council", "coverage", "getting-the-data", "kinds", "qgis-and-r"}
    assert names == own


def test_the_steps_in_qgis_and_r_have_pictures():
    files = [file.name for _, file in pictures(FOLDER / "qgis-and-r.ipynb")]
    assert sum(name.startswith("qgis-") for name in files) >= 5
    assert sum(name.startswith("r-") for name in files) >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_each_picture_is_there_and_small_and_told_in_words(path):
    for told, file in pictures(path):
        assert file.is_file(), file
        assert file.stat().st_size < MOST_BYTES_OF_A_PICTURE, file
        assert len(told) > 20, file


@pytest.mark.long(job="sweeps")
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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_what_a_notebook_shows_names_no_port_of_a_run(path):
    for shown in outputs(path).values():
        assert not re.search(r"(localhost|127\.0\.0\.1):\d+", str(shown))


def test_the_notebooks_together_are_small():
    assert sum(path.stat().st_size for path in NOTEBOOKS) < MOST_BYTES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_cell_of_a_notebook_was_run_in_order(path):
    cells = nbformat.read(path, as_version=4).cells
    counts = [cell.execution_count for cell in cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
