"""Run the notebooks from scratch and keep their outputs: ``python notebooks/refresh.py``.

Give file names to run only those. Nothing is written of a notebook that fails.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

TIMEOUT_S = 300


def refresh(path: Path) -> None:
    """Run one notebook in its own folder, and write it back with what its cells show."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT_S,
        kernel_name="python3",
        # Times of execution would make every run look different.
        record_timing=False,
        # One text per cell, however its lines happened to arrive.
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    own = sorted(Path(__file__).parent.glob("*.ipynb"))
    for each in [Path(name) for name in sys.argv[1:]] or own:
        refresh(each)
