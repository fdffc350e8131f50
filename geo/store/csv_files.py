"""The tables of a store as CSV: as git keeps them and as a store is moved.

The same rows give the same bytes: UTF-8, commas, lines that end in LF, quotes only where needed,
places in the order in which they came, the rows of a place together. A text that a spreadsheet
would run as a formula has an apostrophe in front, which is taken off when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.city.profile import CityProfile
from geo.evidence.decisions import COLUMNS as DECISION_COLUMNS
from geo.evidence.decisions import Decision, parse_decisions
from geo.evidence.observations import COLUMNS as OBSERVATION_COLUMNS
from geo.evidence.observations import MAX_BYTES, Observation, parse_observations
from geo.io.cells import archived, csv_text, read_archived
from geo.io.swap import replace_folder
from geo.io.tables import TableRow, read_rows
from geo.model.checks import Checks
from geo.store.address import DECISIONS, OBSERVATIONS, WITHDRAWALS
from geo.store.store import Cells, Role, Subject

WITHDRAWAL_COLUMNS = ("subject", "subject_id", "withdrawn", "role", "why")
"""The columns of ``withdrawals.csv``: the rows that do not count, since when, and why."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows as text by column, in order, and which of them do not count.

    Parameters
    ----------
    observations, decisions
        All rows, the withdrawn ones too.
    withdrawals
        What does not count, by `WITHDRAWAL_COLUMNS`.
    city
        The city in or near which points must lie; the default one where not given.
    """

    observations: Sequence[Cells]
    decisions: Sequence[Cells]
    withdrawals: Sequence[Cells] = ()
    city: CityProfile | None = None

    def counting_observations(self) -> list[Observation]:
        """Read the observations that count.

        Raises
        ------
        InputError
            With every problem of the rows, by line of the file.
        """
        gone = self._withdrawn(Subject.OBSERVATION)
        read = parse_observations(_lines(self.observations), OBSERVATIONS, self.city)
        return [row for row in read if row.id not in gone]

    def counting_decisions(self) -> list[Decision]:
        """Read the decisions that count.

        Raises
        ------
        InputError
            With every problem of the rows, by line of the file.
        """
        gone = self._withdrawn(Subject.DECISION)
        rows = [row for row in _lines(self.decisions) if decision_id(row.cells) not in gone]
        known = parse_observations(_lines(self.observations), OBSERVATIONS, self.city)
        return parse_decisions(rows, known, DECISIONS)

    def _withdrawn(self, subject: Subject) -> frozenset[str]:
        return frozenset(
            row["subject_id"] for row in self.withdrawals if row["subject"] == subject.value
        )


def decision_id(cells: Cells) -> str:
    """Name a decision by the two places that it is about."""
    return f"{cells['place_id']} {cells['other_id']}"


def read_folder(folder: Path) -> Tables:
    """Read the tables of a folder as text.

    Parameters
    ----------
    folder
        With ``observations.csv``, ``decisions.csv`` and perhaps ``withdrawals.csv``.

    Returns
    -------
    Tables
        Columns and withdrawals are checked; what the cells say is not.

    Raises
    ------
    InputError
        With every problem of the first table that has any.
    """
    observations = _rows(folder / OBSERVATIONS, OBSERVATION_COLUMNS)
    decisions = _rows(folder / DECISIONS, DECISION_COLUMNS)
    withdrawals: list[TableRow] = []
    if (folder / WITHDRAWALS).is_file():
        withdrawals = _rows(folder / WITHDRAWALS, WITHDRAWAL_COLUMNS)
        _check_withdrawals(withdrawals, observations, decisions)
    said, decided, gone = (
        [row.cells for row in rows] for rows in (observations, decisions, withdrawals)
    )
    return Tables(said, decided, gone, CityProfile.around(folder))


def write_folder(tables: Tables, folder: Path) -> None:
    """Write the tables as CSV, swapped in together.

    Parameters
    ----------
    tables
        What to write; ``withdrawals.csv`` is written only where something was withdrawn.
    folder
        Made where absent; it may hold nothing but such tables.

    Raises
    ------
    ReleaseError
        When the folder holds other files, or cannot be written. It is then as it was.
    """
    texts = {
        OBSERVATIONS: _text(_grouped(tables.observations), OBSERVATION_COLUMNS),
        DECISIONS: _text(tables.decisions, DECISION_COLUMNS),
    }
    if tables.withdrawals:
        texts[WITHDRAWALS] = _text(tables.withdrawals, WITHDRAWAL_COLUMNS)
    ours = {OBSERVATIONS, DECISIONS, WITHDRAWALS}
    with replace_folder(folder, belongs=ours.__contains__) as aside:
        for name, text in texts.items():
            (aside / name).write_text(text, encoding="utf-8", newline="")


def _text(rows: Iterable[Cells], columns: Sequence[str]) -> str:
    """Write rows as CSV with a header, none of its cells a formula."""
    return csv_text([columns, *([archived(row[name]) for name in columns] for row in rows)])


def _rows(path: Path, columns: Sequence[str]) -> list[TableRow]:
    """Read rows with the texts that were written."""
    return [
        TableRow(row.line, {name: read_archived(cell) for name, cell in row.cells.items()})
        for row in read_rows(path, columns, max_bytes=MAX_BYTES)
    ]


def _grouped(observations: Iterable[Cells]) -> list[Cells]:
    """Bring the rows of a place together, places in the order in which they came."""
    by_place: dict[str, list[Cells]] = {}
    for cells in observations:
        by_place.setdefault(cells["place_id"], []).append(cells)
    return [cells for rows in by_place.values() for cells in rows]


def _lines(rows: Iterable[Cells]) -> list[TableRow]:
    """Count rows as the lines of a file with a header, for messages."""
    return [TableRow(line, dict(cells)) for line, cells in enumerate(rows, start=2)]


def _check_withdrawals(
    rows: Sequence[TableRow], observations: Sequence[TableRow], decisions: Sequence[TableRow]
) -> None:
    """Check that what is withdrawn is there."""
    known: Mapping[str, set[str]] = {
        Subject.OBSERVATION.value: {row.cells["observation_id"] for row in observations},
        Subject.DECISION.value: {decision_id(row.cells) for row in decisions},
    }
    checks = Checks(WITHDRAWALS)
    for row in rows:
        checks.line = row.line
        subject = checks.word("subject", checks.filled("subject", row.cells["subject"]), Subject)
        if subject and row.cells["subject_id"] not in known[subject.value]:
            checks.add("subject_id", row.cells["subject_id"], f"the id of a known {subject.value}")
        checks.date("withdrawn", row.cells["withdrawn"], required=True)
        checks.word("role", checks.filled("role", row.cells["role"]), Role)
        checks.filled("why", row.cells["why"])
    checks.finish()
