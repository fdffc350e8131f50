"""Opening the store: a database that is brought up to date, with the seed taken in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from geo.model.errors import StoreError
from geo.store import chain
from geo.store.address import store_address
from geo.store.csv_store import CsvStore
from geo.store.log import Log
from geo.store.migrations import REVISION, migrate
from geo.store.publication import publish_seed
from geo.store.seeding import take_seed
from geo.store.sql_store import SqlStore
from geo.store.tables import HEAD

_WAIT_S = 30
"""How long a writer waits for another one, in seconds."""
_LOCK = 0x6D656574
"""The number under which PostgreSQL lets one process at a time bring the tables up to date."""


def open_store(data: Path, database: str = "") -> SqlStore:
    """Open the store of a city, and take in its seed.

    Parameters
    ----------
    data
        Folder of the city, with ``observations``.
    database
        Address of the database, in which ``{city}`` becomes the name of the folder. Where empty it
        is a file of SQLite in the user's data folder, one for each folder of a city.

    Returns
    -------
    SqlStore
        Its tables are those of this version, and it holds the rows of the seed.

    Raises
    ------
    StoreError
        When the database cannot be opened or was made by a newer version.
    InputError
        With every problem of the seed.
    """
    store = open_database(store_address(data, database))
    take_seed(store, CsvStore(data / "observations"))
    publish_seed(store)
    return store


def open_database(url: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> SqlStore:
    """Open a database as a store, without a seed.

    Parameters
    ----------
    url
        As SQLAlchemy writes it: ``sqlite:///FILE`` or ``postgresql+psycopg://USER@HOST/NAME``.
    clock
        Gives the time; another one in tests.

    Returns
    -------
    SqlStore
        Its tables are made, or brought up to date.

    Raises
    ------
    StoreError
        When it cannot be opened, or was made by a newer version.
    """
    try:
        address = make_url(url)
        engine = _engine(address)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise StoreError(
            f"MEETINGPLACES_DATABASE: found '{url}', expected sqlite:///FILE or "
            f"postgresql+psycopg://USER@HOST/NAME ({error})."
        ) from error
    try:
        with engine.execution_options(writes=True).begin() as connection:
            _bring_up_to_date(connection)
    except StoreError:
        engine.dispose()
        raise
    except DBAPIError as error:
        engine.dispose()
        shown = address.render_as_string(hide_password=True)
        raise StoreError(f"The store {shown} cannot be opened: {error.orig}.") from error
    return SqlStore(Log(engine, clock))


def _engine(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    engine = create_engine(address, connect_args={"timeout": _WAIT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    """Leave transactions to us, write through to the disk, and let readers read meanwhile."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    """Lock for writing at the start: a reader that turns writer later could be refused."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(connection: Connection) -> None:
    """Make the tables, or change those of an older version; one process at a time."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    found = ""
    if inspect(connection).has_table("alembic_version"):
        found = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
    if found == REVISION:
        return
    migrate(connection, found)
    if not found:
        connection.execute(insert(HEAD).values(only=1, number=0, hash=chain.START))
