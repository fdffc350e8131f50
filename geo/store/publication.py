"""Which state of the store is published, and what came after it.

A release is built from the store as it was after one entry. Publishing moves that mark to the last
entry, going back moves it to an earlier one; both are entries themselves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from geo.model.errors import StoreError
from geo.model.said import Said
from geo.store import reasons
from geo.store.address import PUBLISHED
from geo.store.log import NewRecord
from geo.store.sql_store import SqlStore
from geo.store.store import Author, LogEntry, Role
from geo.store.tables import ENTRY

_CHANGING = frozenset({"append", "report", "owner", "import", "seed"})
"""The actions of entries after which other places may be published."""


@dataclass(frozen=True, slots=True)
class Published:
    """A state of the store that was published.

    Parameters
    ----------
    upto
        The number of the last entry that it holds.
    hash
        Of that entry.
    number
        Of the entry that published it; 0 before anything is published.
    at
        When it was published, in UTC; None where that was not asked for.
    why
        As the author said.
    """

    upto: int
    hash: str
    number: int = 0
    at: datetime | None = None
    why: str = ""


def published(store: SqlStore) -> Published:
    """Read which state is published."""
    return _read(store.log.remembered(PUBLISHED))


def published_store(store: SqlStore) -> SqlStore:
    """Return the store as it is published: it can be read only."""
    return SqlStore(store.log, published(store).upto)


def unpublished(store: SqlStore) -> list[LogEntry]:
    """List the entries that changed something after the published state, oldest first."""
    mark = published(store).upto
    return [one for one in store.log.entries() if one.number > mark and one.action in _CHANGING]


def past(store: SqlStore) -> list[Published]:
    """List what was published, newest first."""
    at = {entry.number: entry for entry in store.log.entries()}
    return [
        Published(
            record.content["upto"],
            record.content["hash"],
            record.number,
            at[record.number].at,
            at[record.number].why,
        )
        for record in reversed(store.log.records(PUBLISHED))
        if record.content
    ]


def publish(store: SqlStore, author: Author, why: str, upto: int | None = None) -> Published:
    """Publish a state of the store.

    Parameters
    ----------
    store
        Of which a state is published.
    author
        Who publishes.
    why
        In one sentence.
    upto
        The number of an entry that was published before, to go back to it; the last one where None.

    Returns
    -------
    Published
        The state that is published now.

    Raises
    ------
    StoreError
        When `upto` was never published.
    """
    if upto is not None and upto not in {one.upto for one in past(store)}:
        raise StoreError(
            Said(
                "Entry %(number)s was never published, so there is no going back to it.",
                number=str(upto),
            )
        )
    with store.log.writing() as writing:
        number = writing.number if upto is None else upto
        found = writing.connection.scalar(select(ENTRY.c.hash).where(ENTRY.c.number == number))
        mark = {"upto": number, "hash": str(found or "")}
        records = [NewRecord(PUBLISHED, "release", mark)]
        entry = writing.write("publish", author, places=(), why=why, records=records)
        writing.remember(PUBLISHED, json.dumps(mark))
    return Published(number, str(found or ""), entry.number, entry.at, why)


def publish_seed(store: SqlStore) -> None:
    """Publish what a seed brought, unless something that was written here waits to be published."""
    waiting = unpublished(store)
    if waiting and all(one.role is Role.SEED for one in waiting):
        publish(store, Author(Role.SEED), reasons.SEED)


def _read(text: str) -> Published:
    content: dict[str, Any] = json.loads(text) if text else {"upto": 0, "hash": ""}
    return Published(content["upto"], content["hash"])
