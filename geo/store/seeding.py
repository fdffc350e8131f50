"""How the rows of the seed, and later those of a newer seed, come into a store.

A row is taken by its id. One that is there already is left as it is; where the seed now says
something else, that is a conflict for a maintainer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.store.csv_files import Tables, decision_id, read_folder
from geo.store.csv_store import CsvStore
from geo.store.log import NewRecord, StoredRecord, Writing, records_of
from geo.store.sql_store import SqlStore, append_in, tables_in
from geo.store.store import Author, Batch, Cells, Role, StoreError, Subject, Withdrawal

_SEED = "seed"
_CONFLICT = "conflict"
_SETTLED = "conflict_settled"


@dataclass(frozen=True, slots=True)
class SeedConflict:
    """A row that a newer seed has in another form than the store.

    Parameters
    ----------
    subject, subject_id
        Which row.
    stored, seed
        Its cells by column, as the store keeps them and as the newer seed has them.
    """

    subject: Subject
    subject_id: str
    stored: Cells
    seed: Cells

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in which the two differ."""
        return tuple(name for name, value in self.seed.items() if self.stored.get(name) != value)


def take_seed(store: SqlStore, seed: CsvStore) -> int:
    """Take in the rows of a seed that the store does not know yet.

    Parameters
    ----------
    store
        It changes only where the seed has changed since the last time.
    seed
        The folder of CSV.

    Returns
    -------
    int
        How many observations are new.

    Raises
    ------
    InputError
        With every problem of the seed; nothing is taken in then.
    """
    mark = seed.fingerprint()
    if store.log.remembered(_SEED) == mark:
        return 0
    rows = read_folder(seed.folder)
    with store.log.writing() as writing:
        taken = take_tables(writing, rows, Author(Role.SEED), why="A newer seed.")
        writing.remember(_SEED, mark)
    return taken


def take_tables(writing: Writing, rows: Tables, author: Author, *, why: str) -> int:
    """Write the rows that are not stored yet, and note those that are stored in another form."""
    before = tables_in(writing.connection)
    stored = _by_id(before)
    new = Batch(
        [row for row in rows.observations if _id(Subject.OBSERVATION, row) not in stored],
        [row for row in rows.decisions if _id(Subject.DECISION, row) not in stored],
        _new_withdrawals(rows.withdrawals, before),
        why,
    )
    if new.observations or new.decisions or new.withdrawals:
        append_in(writing, new, author, action=author.role)
    noted = {_mark(record) for record in records_of(writing.connection, _CONFLICT)}
    conflicts = [
        record
        for (subject, key), cells in _by_id(rows).items()
        if (subject, key) in stored and stored[subject, key] != cells
        for record in [NewRecord(_CONFLICT, key, {"subject": subject.value, "cells": dict(cells)})]
        if (record.key, str(record.content)) not in noted
    ]
    if conflicts:
        places = {str(record.content["cells"]["place_id"]) for record in conflicts}
        writing.write("conflict", author, places=places, why=why, records=conflicts)
    return len(new.observations)


def conflicts(store: SqlStore) -> list[SeedConflict]:
    """List the rows of which a newer seed says something else, and that are not settled yet."""
    stored = _by_id(store.tables())
    settled = {(one.key, str((one.content or {})["conflict"])) for one in _settled(store)}
    open_ones: dict[tuple[Subject, str], SeedConflict] = {}
    for record in store.log.records(_CONFLICT):
        if record.content is None or _mark(record) in settled:
            continue
        key = Subject(record.content["subject"]), record.key
        open_ones[key] = SeedConflict(*key, stored[key], record.content["cells"])
    return list(open_ones.values())


def keep_stored(store: SqlStore, conflict: SeedConflict, author: Author, why: str) -> None:
    """Settle a conflict: the row stays as the store has it.

    Raises
    ------
    StoreError
        When the conflict is not open.
    """
    if conflict not in conflicts(store):
        raise StoreError(f"'{conflict.subject_id}' has no open conflict with the seed.")
    content = {"subject": conflict.subject.value, "cells": dict(conflict.seed)}
    record = NewRecord(_SETTLED, conflict.subject_id, {"conflict": content})
    with store.log.writing() as writing:
        places = {conflict.seed["place_id"]}
        writing.write("settle", author, places=places, why=why, records=[record])


def _settled(store: SqlStore) -> list[StoredRecord]:
    return store.log.records(_SETTLED)


def _mark(record: StoredRecord) -> tuple[str, str]:
    """Name a conflict by its row and what the seed says."""
    return record.key, str(record.content)


def _by_id(tables: Tables) -> Mapping[tuple[Subject, str], Cells]:
    found: dict[tuple[Subject, str], Cells] = {}
    for subject, rows in (
        (Subject.OBSERVATION, tables.observations),
        (Subject.DECISION, tables.decisions),
    ):
        found |= {_id(subject, row): dict(row) for row in rows}
    return found


def _id(subject: Subject, row: Cells) -> tuple[Subject, str]:
    return subject, row["observation_id"] if subject is Subject.OBSERVATION else decision_id(row)


def _new_withdrawals(rows: Iterable[Cells], before: Tables) -> list[Withdrawal]:
    known = {(row["subject"], row["subject_id"]) for row in before.withdrawals}
    return [
        Withdrawal(
            Subject(row["subject"]),
            row["subject_id"],
            row["why"],
            since=row["withdrawn"],
            role=Role(row["role"]),
        )
        for row in rows
        if (row["subject"], row["subject_id"]) not in known
    ]
