"""The tables of a store in SQL: a log of entries, and the records that each of them wrote.

Of the log only ``head``, ``meta`` and the content of erased records ever change. Sessions and spent
links are no part of it; `geo.store.migrations` makes
the same tables, which a test compares.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

ENTRY = Table(
    "entry",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("role", String(16), nullable=False),
    Column("why", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""One line of the log: when (UTC, ISO 8601), what, in what capacity, and the chained hash."""

ENTRY_PLACE = Table(
    "entry_place",
    METADATA,
    Column("number", Integer, ForeignKey("entry.number"), primary_key=True),
    Column("place_id", String(200), primary_key=True),
)
"""The places that an entry is about."""

RECORD = Table(
    "record",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", Integer, ForeignKey("entry.number"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("key", String(420), nullable=False),
    Column("salt", String(32)),
    Column("content", Text),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("number", "ordinal", name="record_place_in_entry"),
)
"""What an entry wrote, as JSON with a salted digest; erased ones keep the digest only."""

HEAD = Table(
    "head",
    METADATA,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""The last entry; whoever writes holds this row, so that one writes at a time."""

META = Table(
    "meta",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the store remembers about itself, such as the checksum of the last seed."""

SESSION = Table(
    "session",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("person_id", Integer, nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("began", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
)
"""Who is signed in at the desk, by the digest of the token in their cookie."""

SPENT = Table(
    "spent",
    METADATA,
    Column("nonce", String(64), primary_key=True),
    Column("at", String(32), nullable=False),
)
"""The links that were used and do not work a second time."""

_IS_OBSERVATION = RECORD.c.kind == "observation"
Index("entry_place_by_place", ENTRY_PLACE.c.place_id, ENTRY_PLACE.c.number)
Index("record_by_key", RECORD.c.kind, RECORD.c.key)
Index(
    "observation_once",
    RECORD.c.key,
    unique=True,
    sqlite_where=_IS_OBSERVATION,
    postgresql_where=_IS_OBSERVATION,
)
