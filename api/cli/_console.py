"""What the commands share: their output, progress and tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from geo.directory.directory import Directory
from geo.model.errors import InputError, Problem
from geo.pipeline.current import current_release

Value = TypeVar("Value")

WIDTH_OF_A_PIPE = 180
"""Columns of a table written to a file or another program, which has no width of its own."""

OUT = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE)
"""Standard output: the result."""
NOTES = Console(stderr=True, highlight=False, soft_wrap=True)
"""Standard error: progress and remarks."""


class Step:
    """One bar of progress.

    Parameters
    ----------
    total
        How much there is to do; None where unknown.
    """

    def __init__(self, progress: Progress, name: str, total: float | None) -> None:
        self._progress = progress
        self._task = progress.add_task(name, total=total)

    def __call__(self, done: float, total: float | None = None) -> None:
        """Show how much is done, and of how much where that shows only now."""
        self._progress.update(self._task, completed=done, total=total)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Show progress bars on standard error during work, and remove them afterwards."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=NOTES,
        transient=True,
        disable=not NOTES.is_terminal,
    ) as progress:
        yield progress


def open_directory(release: Path | None) -> Directory:
    """Open a release, or the packaged data, which is built first if needed."""
    return Directory.open(release or current_release())


def count_table(title: str, counts: Mapping[str, int], unit: str = "places") -> Table:
    """Make a table of names and counts."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("")
    table.add_column(unit, justify="right")
    for name, count in counts.items():
        table.add_row(name, str(count))
    return table


def collect(problems: list[Problem], make: Callable[[], Value]) -> Value | None:
    """Make something, collecting its problems to report them with the rest."""
    try:
        return make()
    except InputError as error:
        problems += error.problems
        return None
