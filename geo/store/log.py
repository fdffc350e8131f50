"""The log of a store: entries with records, written one after the other, never changed.

One writer at a time: SQLite locks the file for it (``BEGIN IMMEDIATE``), PostgreSQL the row of
``head``. An entry is there with all its records, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select, update
from sqlalchemy.exc import OperationalError

from geo.model.errors import StoreError
from geo.model.said import Said
from geo.model.text import visible
from geo.store import chain
from geo.store.store import Author, LogEntry, Role
from geo.store.tables import ENTRY, ENTRY_PLACE, HEAD, META, RECORD

ACTOR = "actor"
"""The kind of record that names the person behind an entry."""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What an entry writes.

    Parameters
    ----------
    kind
        Such as ``observation``.
    key
        What it is about, within its kind.
    content
        Plain values, as JSON has them.
    """

    kind: str
    key: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """What an entry wrote.

    Parameters
    ----------
    number
        Of the entry.
    key
        What it is about, within its kind.
    content
        None where it was erased.
    """

    number: int
    key: str
    content: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry of the log that was changed outside the program.

    Parameters
    ----------
    number
        Of the entry.
    what
        In one sentence.
    """

    number: int
    what: str


class Writing:
    """A transaction of the one who writes now; see `Log.writing`."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self.connection = connection
        self._clock = clock
        head = connection.execute(select(HEAD.c.number, HEAD.c.hash).with_for_update()).one()
        self.number: int = head.number
        self._hash: str = head.hash

    def write(
        self,
        action: str,
        author: Author,
        *,
        places: Iterable[str],
        why: str,
        records: Sequence[NewRecord],
    ) -> LogEntry:
        """Write one entry with its records."""
        why = visible(why)
        named = tuple(sorted(set(places)))
        number = self.number + 1
        at = self._now()
        if author.person_id is not None:
            records = [*records, _actor(author.person_id)]
        rows = [_row(number, ordinal, record) for ordinal, record in enumerate(records, start=1)]
        fields = (str(number), at, action, author.role.value, why)
        digests = [row["digest"] for row in rows]
        self._hash = chain.entry_hash(self._hash, fields, named, digests)
        self.number = number
        values = {
            "number": number,
            "at": at,
            "action": action,
            "role": author.role.value,
            "why": why,
            "hash": self._hash,
        }
        self.connection.execute(insert(ENTRY).values(values))
        if named:
            pairs = [{"number": number, "place_id": place_id} for place_id in named]
            self.connection.execute(insert(ENTRY_PLACE), pairs)
        if rows:
            self.connection.execute(insert(RECORD), rows)
        self.connection.execute(update(HEAD).values(number=number, hash=self._hash))
        moment = datetime.fromisoformat(at)
        return LogEntry(number, moment, action, author.role, author.person_id, named, why)

    def remember(self, name: str, value: str) -> None:
        """Keep a value about the store itself; it is no part of the chain."""
        changed = self.connection.execute(
            update(META).where(META.c.name == name).values(value=value)
        )
        if not changed.rowcount:
            self.connection.execute(insert(META).values(name=name, value=value))

    def _now(self) -> str:
        """Read the clock; one that was set back does not put an entry before another."""
        at = self._clock().astimezone(UTC).isoformat(timespec="microseconds")
        last = self.connection.scalar(select(func.max(ENTRY.c.at)))
        return max(at, last or at)


class Log:
    """Entries and records in a database.

    Parameters
    ----------
    engine
        Of a database with the tables of `geo.store.tables`.
    clock
        Gives the time; another one in tests.
    """

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.engine = engine
        self._clock = clock

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Hold the log for writing: everything written in the block is kept, or nothing is.

        Raises
        ------
        StoreError
            When the database cannot be written.
        """
        with _told(), self.engine.execution_options(writes=True).begin() as connection:
            yield Writing(connection, self._clock)

    def number_at(self, moment: datetime | None) -> int | None:
        """Return the number of the last entry at a moment; None for no limit."""
        if moment is None:
            return None
        at = moment.astimezone(UTC).isoformat(timespec="microseconds")
        with _told(), self.engine.connect() as connection:
            last = connection.scalar(select(func.max(ENTRY.c.number)).where(ENTRY.c.at <= at))
        return last or 0

    def records(
        self, kind: str, *, key: str | None = None, upto: int | None = None
    ) -> list[StoredRecord]:
        """Read the records of a kind, in the order in which they were written."""
        with _told(), self.engine.connect() as connection:
            return records_of(connection, kind, key=key, upto=upto)

    def entries(self, place_id: str | None = None) -> list[LogEntry]:
        """Read the entries, about one place or all, oldest first."""
        query = select(ENTRY).order_by(ENTRY.c.number)
        if place_id is not None:
            about = select(ENTRY_PLACE.c.number).where(ENTRY_PLACE.c.place_id == place_id)
            query = query.where(ENTRY.c.number.in_(about))
        with _told(), self.engine.connect() as connection:
            rows = connection.execute(query).all()
            places = _places(connection)
            people = {
                record.number: record.content["person_id"]
                for record in records_of(connection, ACTOR)
                if record.content
            }
        return [
            LogEntry(
                row.number,
                datetime.fromisoformat(row.at),
                row.action,
                Role(row.role),
                people.get(row.number),
                places.get(row.number, ()),
                row.why,
            )
            for row in rows
        ]

    def versions(self, place_ids: Iterable[str]) -> dict[str, int]:
        """Read the number of the last entry about each place, 0 for none."""
        with _told(), self.engine.connect() as connection:
            return versions_of(connection, place_ids)

    def fingerprint(self, number: int | None = None) -> str:
        """Return the hash of an entry, or of the last one."""
        query = select(HEAD.c.hash)
        if number is not None:
            query = select(ENTRY.c.hash).where(ENTRY.c.number == number)
        with _told(), self.engine.connect() as connection:
            return str(connection.scalar(query) or chain.START)

    def remembered(self, name: str) -> str:
        """Read what the store remembers about itself; empty where nothing."""
        with _told(), self.engine.connect() as connection:
            return connection.scalar(select(META.c.value).where(META.c.name == name)) or ""

    def erase(self, kind: str, key: str) -> int:
        """Erase the content of records, which cannot be undone; the chain still verifies.

        Returns
        -------
        int
            How many records lost their content.
        """
        with _told(), self.engine.execution_options(writes=True).begin() as connection:
            done = connection.execute(
                update(RECORD)
                .where(RECORD.c.kind == kind, RECORD.c.key == key, RECORD.c.salt.is_not(None))
                .values(content=None, salt=None)
            )
            return done.rowcount

    def verify(self) -> list[Fault]:
        """Look for what was changed outside the program.

        Returns
        -------
        list of Fault
            By number of entry; empty where everything is as it was written.
        """
        with _told(), self.engine.connect() as connection:
            return faults_in(connection)


def faults_in(connection: Connection) -> list[Fault]:
    """Look within a transaction for what was changed outside the program, by number of entry."""
    faults: list[Fault] = []
    before, number = chain.START, 0
    digests = _checked_digests(connection, faults)
    places = _places(connection)
    for row in connection.execute(select(ENTRY).order_by(ENTRY.c.number)):
        number += 1
        if row.number != number:
            faults.append(Fault(number, f"Entry {number} is missing."))
            number = row.number
        fields = (str(row.number), row.at, row.action, row.role, row.why)
        named, written = places.get(row.number, ()), digests.pop(row.number, [])
        if chain.entry_hash(before, fields, named, written) != row.hash:
            faults.append(Fault(row.number, f"Entry {row.number} does not match its hash."))
        before = row.hash
    head = connection.execute(select(HEAD.c.number, HEAD.c.hash)).one()
    if (head.number, head.hash) != (number, before):
        faults.append(Fault(head.number, f"The log should end with entry {head.number}."))
    faults += [Fault(number, f"Records of entry {number} lack it.") for number in digests]
    return sorted(faults, key=lambda fault: fault.number)


def records_of(
    connection: Connection, kind: str, *, key: str | None = None, upto: int | None = None
) -> list[StoredRecord]:
    """Read the records of a kind within a transaction, in the order in which they were written."""
    query: Select[Any] = select(RECORD.c.number, RECORD.c.key, RECORD.c.content)
    query = query.where(RECORD.c.kind == kind)
    if key is not None:
        query = query.where(RECORD.c.key == key)
    if upto is not None:
        query = query.where(RECORD.c.number <= upto)
    rows = connection.execute(query.order_by(RECORD.c.number, RECORD.c.ordinal))
    return [
        StoredRecord(row.number, row.key, None if row.content is None else json.loads(row.content))
        for row in rows
    ]


def versions_of(connection: Connection, place_ids: Iterable[str]) -> dict[str, int]:
    """Read the number of the last entry about each place within a transaction, 0 for none."""
    wanted = list(place_ids)
    last = func.max(ENTRY_PLACE.c.number).label("last")
    query = select(ENTRY_PLACE.c.place_id, last).where(ENTRY_PLACE.c.place_id.in_(wanted))
    found = {row.place_id: row.last for row in connection.execute(query.group_by("place_id"))}
    return {place_id: found.get(place_id, 0) for place_id in wanted}


def _checked_digests(connection: Connection, faults: list[Fault]) -> dict[int, list[str]]:
    """Read the digests of the records by entry, and note records that do not match theirs."""
    digests: dict[int, list[str]] = {}
    for row in connection.execute(select(RECORD).order_by(RECORD.c.number, RECORD.c.ordinal)):
        digests.setdefault(row.number, []).append(row.digest)
        if not _matches(row):
            what = f"The {row.kind} '{row.key}' of entry {row.number} was changed."
            faults.append(Fault(row.number, what))
    return digests


def _matches(row: Row[Any]) -> bool:
    """Tell whether a record is as it was written, or erased whole."""
    if row.content is None or row.salt is None:
        return row.content is None and row.salt is None
    return bool(chain.record_digest(row.kind, row.key, row.salt, row.content) == row.digest)


def _places(connection: Connection) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    query = select(ENTRY_PLACE).order_by(ENTRY_PLACE.c.number, ENTRY_PLACE.c.place_id)
    for row in connection.execute(query):
        found[row.number] = (*found.get(row.number, ()), row.place_id)
    return found


def _actor(person_id: int) -> NewRecord:
    return NewRecord(ACTOR, str(person_id), {"person_id": person_id})


def _visible(content: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """Leave out of every text what nobody sees."""
    match content:
        case str():
            return visible(content)
        case Mapping():
            return {name: _visible(value) for name, value in content.items()}
        case list() | tuple():
            return [_visible(value) for value in content]
        case _:
            return content


def _row(number: int, ordinal: int, record: NewRecord) -> dict[str, Any]:
    """Make the row of a record, with its digest."""
    salt, content = chain.new_salt(), chain.canonical(_visible(record.content))
    return {
        "number": number,
        "ordinal": ordinal,
        "kind": record.kind,
        "key": record.key,
        "salt": salt,
        "content": content,
        "digest": chain.record_digest(record.kind, record.key, salt, content),
    }


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence what the database refuses."""
    try:
        yield
    except OperationalError as error:
        raise StoreError(
            Said("The store does not answer: %(error)s.", error=str(error.orig))
        ) from error
