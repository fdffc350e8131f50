"""What a command for planners answers: tables to read, or a file of figures."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from rich import table as rich_tables

from api.cli._console import OUT
from geo.city.profile import CityProfile
from geo.io.swap import replace_file
from geo.model.errors import Problem
from geo.model.schema import Table
from geo.planning.coverage import FORMATS
from geo.planning.coverage.tables import CHANGES
from geo.planning.coverage.words import words_for
from geo.planning.coverage.writing import DRAWN, encode, rounded

_HALF_A_PERSON = 0.5
_OF_CHANGES = (
    "name",
    "minutes",
    "kind",
    "residents",
    "in_reach_before",
    "in_reach_after",
    "change",
)

TEXTS = ("table", "markdown")
"""Formats to read."""


@dataclass(frozen=True, slots=True)
class PlanningAnswer:
    """Figures, and how they are shown and drawn."""

    table: Table
    figures: pd.DataFrame
    shown: list[tuple[str, pd.DataFrame]]
    drawn: gpd.GeoDataFrame | None
    city: CityProfile
    date: str

    def write(self, form: str, out: Path | None) -> None:
        """Write to a file or to standard output, as a whole or not at all."""
        if form == "table" and out is None:
            for title, table in self.shown:
                OUT.print(printed(title, table))
                OUT.print()
            return
        if form in TEXTS:
            content = "\n".join(markdown(title, table) for title, table in self.shown).encode()
        else:
            frame = self.drawn if form in DRAWN and self.drawn is not None else self.figures
            content = encode(self.table, frame, form, self.city, self.date)
        if out is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            return
        with replace_file(out) as aside:
            aside.write_bytes(content)


def check_output(form: str, out: Path | None, problems: list[Problem], *, drawn: bool) -> None:
    """Refuse a format that there is not, or that a terminal cannot show."""
    allowed = [*TEXTS, *(one for one in FORMATS if drawn or one not in DRAWN)]
    if form not in allowed:
        problems.append(Problem(f"'{form}'", "one of " + ", ".join(allowed), field="format"))
    if form in FORMATS and not FORMATS[form].is_text and out is None and sys.stdout.isatty():
        expected = f"a file, since {FORMATS[form].title} is not text"
        problems.append(Problem("a terminal", expected, field="out"))


def _text(value: Any) -> str:  # noqa: ANN401 - whatever stands in a table
    if pd.isna(value):
        return "-"
    return f"{value:,}" if isinstance(value, Integral) else str(value)


def printed(title: str, frame: pd.DataFrame) -> rich_tables.Table:
    """Lay out figures for a terminal."""
    table = rich_tables.Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    texts = ("district", "name", "kind", "status", "unsure because of", "basis")
    for name in frame.columns:
        table.add_column(name.replace("_", " "), justify="left" if name in texts else "right")
    for row in frame.itertuples(index=False):
        table.add_row(*map(_text, row))
    return table


def markdown(title: str, frame: pd.DataFrame) -> str:
    """Lay out figures in Markdown, below their title."""
    head = [name.replace("_", " ") for name in frame.columns]
    rows = [[_text(value) for value in row] for row in frame.itertuples(index=False)]
    lines = [head, ["---"] * len(head), *rows]
    return f"{title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def shown_changes(table: pd.DataFrame) -> pd.DataFrame:
    """Return the districts in which something changes, with ranges in words."""
    changed = table[_differs(table)]
    shown = rounded(CHANGES, changed[[*_OF_CHANGES]])
    words = words_for("en")
    for when in ("before", "after"):
        ends = changed[[f"share_low_{when}", f"share_high_{when}", f"share_{when}", "residents"]]
        ends.columns = pd.Index(["share_low", "share_high", "share", "residents"])
        shown[f"share {when}"] = [words.share(row) for row in ends.to_dict("records")]
    return shown


def _differs(table: pd.DataFrame) -> pd.Series[bool]:
    """Return in which rows people or an end of the range change."""
    differs = table["change"].abs() > _HALF_A_PERSON
    for name in ("share_low", "share_high"):
        apart = (table[f"{name}_after"] - table[f"{name}_before"]).abs() * table["residents"]
        differs |= apart > _HALF_A_PERSON
    return differs
