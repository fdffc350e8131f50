"""How the rows of the seed, and later those of a newer seed, come into a store.

A row is taken by its id. One that came with an older seed takes the form of the newer one. One that
was written here is left as it is; where the seed says something else, that is a conflict for a
maintainer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from geo.model.errors import StoreError
from geo.model.said import Said
from geo.store import reasons
from geo.store.address import SEED
from geo.store.csv_files import Tables, decision_id, read_folder
from geo.store.csv_store import CsvStore
from geo.store.log import NewRecord, StoredRecord, Writing, records_of
from geo.store.sql_store import REVISION, SqlStore, append_in, tables_in
from geo.store.store import Author, Batch, Cells, Role, Subject, Withdrawal
from geo.store.tables import ENTRY, RECORD

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
    if store.log.remembered(SEED) == mark:
        return 0
    rows = read_folder(seed.folder)
    with store.log.writing() as writing:
        taken = take_tables(writing, rows, Author(Role.SEED), why=reasons.NEWER_SEED)
        writing.remember(SEED, mark)
    return taken


def take_tables(writing: Writing, rows: Tables, author: Author, *, why: str) -> int:
    """Write the rows that are not stored yet, and note those that are stored in another form."""
    before = tables_in(writing.connection)
    stored, new = _by_id(before), _by_id(rows)
    from_seed = _from_seed(writing.connection)
    changed = {key: cells for key, cells in new.items() if key in stored and stored[key] != cells}
    taken = [key for key in new if key not in stored]
    revised = [key for key in changed if key in from_seed]
    batch = Batch(
        observations=[new[key] for key in taken if key[0] is Subject.OBSERVATION],
        decisions=[new[key] for key in (*taken, *revised) if key[0] is Subject.DECISION],
        revisions=[new[key] for key in revised if key[0] is Subject.OBSERVATION],
        withdrawals=_new_withdrawals(rows.withdrawals, before),
        why=why,
    )
    if batch.observations or batch.decisions or batch.revisions or batch.withdrawals:
        append_in(writing, batch, author, action=author.role)
    _note_conflicts(writing, {key: changed[key] for key in changed if key not in from_seed}, author)
    return len(batch.observations)


def _note_conflicts(
    writing: Writing, changed: Mapping[tuple[Subject, str], Cells], author: Author
) -> None:
    """Write down what the seed has in another form than a row that was written here."""
    noted = {_mark(record) for record in records_of(writing.connection, _CONFLICT)}
    records = [
        NewRecord(_CONFLICT, key, {"subject": subject.value, "cells": dict(cells)})
        for (subject, key), cells in changed.items()
    ]
    records = [record for record in records if (record.key, str(record.content)) not in noted]
    if records:
        places = {cells["place_id"] for cells in changed.values()}
        why = reasons.SEED_DIFFERS
        writing.write("conflict", author, places=places, why=why, records=records)


def _from_seed(connection: Connection) -> frozenset[tuple[Subject, str]]:
    """Find the rows whose last form came with a seed: a newer seed may replace those."""
    query = (
        select(RECORD.c.kind, RECORD.c.key, ENTRY.c.role)
        .join(ENTRY, ENTRY.c.number == RECORD.c.number)
        .where(RECORD.c.kind.in_([*Subject, REVISION]))
        .order_by(RECORD.c.number, RECORD.c.ordinal)
    )
    last: dict[tuple[Subject, str], str] = {}
    for row in connection.execute(query):
        subject = Subject.OBSERVATION if row.kind == REVISION else Subject(row.kind)
        last[subject, row.key] = row.role
    return frozenset(key for key, role in last.items() if role == Role.SEED)


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
        raise StoreError(
            Said("%(row)s has no open conflict with the seed.", row=f"'{conflict.subject_id}'")
        )
    content = {"subject": conflict.subject.value, "cells": dict(conflict.seed)}
    record = NewRecord(_SETTLED, conflict.subject_id, {"conflict": content})
    with store.log.writing() as writing:
        places = {conflict.seed["place_id"]}
        writing.write("settle", author, places=places, why=why, records=[record])


def take_from_seed(store: SqlStore, conflict: SeedConflict, author: Author, why: str) -> None:
    """Settle a conflict: the row takes the form of the newer seed, which may be withdrawn as ever.

    Raises
    ------
    StoreError
        When the conflict is not open.
    """
    if conflict not in conflicts(store):
        raise StoreError(
            Said("%(row)s has no open conflict with the seed.", row=f"'{conflict.subject_id}'")
        )
    is_observation = conflict.subject is Subject.OBSERVATION
    batch = Batch(
        revisions=[conflict.seed] if is_observation else (),
        decisions=() if is_observation else [conflict.seed],
        why=why,
    )
    content = {"subject": conflict.subject.value, "cells": dict(conflict.seed)}
    record = NewRecord(_SETTLED, conflict.subject_id, {"conflict": content})
    with store.log.writing() as writing:
        append_in(writing, batch, author)
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
