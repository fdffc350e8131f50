"""A backup of a store: one file with all that its log holds, for either kind of database.

The file is JSON lines in gzip: entries, their places, records and what the store remembers about
itself. It holds what is known of persons, so it is to be kept like the store itself.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Table, func, insert, select, update

from geo.io.swap import replace_file
from geo.model.errors import StoreError
from geo.store.log import faults_in
from geo.store.migrations import REVISION
from geo.store.sql_store import SqlStore
from geo.store.tables import ENTRY, ENTRY_PLACE, HEAD, META, RECORD

_TABLES: tuple[Table, ...] = (ENTRY, ENTRY_PLACE, RECORD, META)
_FORMAT = "meetingplaces store"


def write_backup(store: SqlStore, path: Path) -> int:
    """Write a backup as of one moment, swapped in whole.

    Parameters
    ----------
    store
        It may be written meanwhile: the backup is of the moment at which it began.
    path
        File to make or to replace.

    Returns
    -------
    int
        How many entries it holds.

    Raises
    ------
    ReleaseError
        When the file cannot be written.
    StoreError
        When the log is damaged: a backup of it would hide that.
    """
    faults = store.log.verify()
    if faults:
        raise StoreError(f"The store is damaged, so no backup was made: {faults[0].what}")
    options = {"isolation_level": "REPEATABLE READ"} if _is_postgresql(store) else {}
    with replace_file(path) as aside, store.log.engine.execution_options(**options).begin() as read:
        with gzip.open(aside, "wt", encoding="utf-8") as file:
            file.write(json.dumps({"format": _FORMAT, "revision": REVISION}) + "\n")
            for line in _lines(read):
                file.write(line + "\n")
        return read.scalar(select(func.count()).select_from(ENTRY)) or 0


def restore_backup(store: SqlStore, path: Path) -> int:
    """Fill an empty store from a backup.

    Parameters
    ----------
    store
        A store without entries.
    path
        A file that `write_backup` made.

    Returns
    -------
    int
        How many entries it holds.

    Raises
    ------
    StoreError
        When the store is not empty, or the file is not a whole backup whose chain verifies; the
        store is then still empty.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            first, *lines = (json.loads(line) for line in file)
            if first != {"format": _FORMAT, "revision": REVISION}:
                raise StoreError(
                    f"{path.name} is a backup of another version: found {first}, "
                    f"expected revision {REVISION}."
                )
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise StoreError(f"{path.name} is not a whole backup of a store ({error}).") from error
    tables = {table.name: table for table in _TABLES}
    with store.log.writing() as writing:
        if writing.number:
            raise StoreError(
                f"The store holds {writing.number} entries; a backup goes into an empty one."
            )
        last = (0, "")
        for name, row in lines:
            writing.connection.execute(insert(tables[name]).values(row))
            if name == ENTRY.name:
                last = max(last, (row["number"], row["hash"]))
        if last[0]:
            writing.connection.execute(update(HEAD).values(number=last[0], hash=last[1]))
        faults = faults_in(writing.connection)
        if faults:
            raise StoreError(f"{path.name} is damaged: {faults[0].what}")
    return last[0]


def _lines(connection: Connection) -> Iterator[str]:
    for table in _TABLES:
        columns = [column for column in table.c if column is not RECORD.c.id]
        rows = connection.execute(select(*columns).order_by(*table.primary_key))
        for row in rows.mappings():
            yield json.dumps([table.name, dict(row)], ensure_ascii=False)


def _is_postgresql(store: SqlStore) -> bool:
    return store.log.engine.dialect.name == "postgresql"
