"""A database that is read: a bounded number of connections, each of which can only read.

Every statement is a transaction of its own. A connection that broke is replaced once without a
word, as reading again does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from psycopg import Connection as Psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import Connection, Engine, Executable, create_engine, event, literal, select
from sqlalchemy.engine import ExecutionContext
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from geo.collections.postgis.address import DatabaseAddress
from geo.model.errors import DatabaseUnavailable

_CONNECT_S = 3
_POOL_WAIT_S = 10
_TOO_LONG = "57014"
"""The code of a statement that was ended because it took too long."""
_AS_TEXT = (
    *("date", "timestamp", "timestamptz", "timetz", "interval", "json", "jsonb", "uuid"),
    *("numeric", "bytea"),
)
"""Types that are read as PostgreSQL writes them: not every value of theirs fits into Python's."""
_SESSION = {
    "default_transaction_read_only": "on",
    "timezone": "UTC",
    "datestyle": "ISO",
    "intervalstyle": "iso_8601",
    "bytea_output": "hex",
    "jit": "off",  # compiling takes longer than what we ask
}

_EXPLAINED = "explained"
"""Option of an execution that asks for the plan."""

_log = logging.getLogger("meetingplaces")


class Database:
    """A database of which tables are read.

    Parameters
    ----------
    address
        Where it is. Nothing is connected yet.

    Attributes
    ----------
    fault
        Why it could not be read the last time, in one sentence; empty where it could.
    """

    def __init__(self, address: DatabaseAddress) -> None:
        self.address = address
        self.fault = ""
        self._engine = _engine(address)

    @property
    def name(self) -> str:
        """Its address, without a password."""
        return str(self.address)

    def rows(
        self,
        statement: Executable,
        values: dict[str, Any] | None = None,
        *,
        explained: bool = False,
    ) -> Sequence[tuple[Any, ...]]:
        """Return all rows of a statement.

        Parameters
        ----------
        explained
            Whether to return one row with its plan as JSON instead, without running it.

        Raises
        ------
        DatabaseUnavailable
            The database cannot be reached, or took too long.
        DBAPIError
            The statement itself is wrong.
        """
        try:
            found = self._asked(statement, values, explained=explained)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise self._told(error) from error
        except PoolTimeoutError as error:
            raise self._busy() from error
        else:
            self.fault = ""
            return found
        # The connection broke, and with it the others of the pool: one more attempt on a new one.
        try:
            found = self._asked(statement, values, explained=explained)
        except DBAPIError as error:
            raise self._told(error) from error
        self.fault = ""
        return found

    def check(self) -> None:
        """See whether the database answers.

        Raises
        ------
        DatabaseUnavailable
            It does not.
        """
        self.rows(select(literal(1)))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _asked(
        self, statement: Executable, values: dict[str, Any] | None, *, explained: bool
    ) -> Sequence[tuple[Any, ...]]:
        # Put before a statement that is compiled and kept, so that it is not compiled each time.
        options = {_EXPLAINED: True} if explained else {}
        with self._engine.connect() as connection:
            return connection.execute(statement, values, execution_options=options).all()

    def _told(self, error: DBAPIError) -> Exception:
        """Word what went wrong; an error of the statement stays what it is."""
        if getattr(error.orig, "sqlstate", None) == _TOO_LONG:
            seconds = self.address.timeout_s
            return DatabaseUnavailable(
                f"The database needs more than {seconds} s for this. Ask for less: a smaller box, "
                "a filter on fewer features or on a column with an index."
            )
        if not isinstance(error, OperationalError) and not error.connection_invalidated:
            return error
        self.fault = f"{self.name} cannot be read: {' '.join(str(error.orig).split())}"
        _log.warning("%s", self.fault)
        return DatabaseUnavailable("The database of this collection cannot be reached.")

    def _busy(self) -> DatabaseUnavailable:
        return DatabaseUnavailable("Too much is being asked of the database at the moment.")


def _engine(address: DatabaseAddress) -> Engine:
    session = _SESSION | {"statement_timeout": f"{address.timeout_s}s"}
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    engine = create_engine(
        address.url,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # what visitors ask is not for a log
        pool_size=address.connections,
        pool_reset_on_return=None,  # nothing is left to undo after a statement of its own
        max_overflow=0,
        pool_timeout=_POOL_WAIT_S,
        connect_args={
            "options": options,
            "connect_timeout": _CONNECT_S,
            "application_name": "meetingplaces",
            # What is not answered for half a minute is a server that is gone.
            "tcp_user_timeout": 30_000,
        },
    )
    event.listen(engine, "connect", _read_as_text)
    event.listen(engine, "before_cursor_execute", _explain, retval=True)
    return engine


def _explain(
    _connection: Connection,
    _cursor: object,
    statement: str,
    parameters: Any,  # noqa: ANN401 - of the driver
    context: ExecutionContext,
    _many: bool,  # noqa: FBT001
) -> tuple[str, Any]:
    if context.execution_options.get(_EXPLAINED):
        statement = f"EXPLAIN (FORMAT JSON) {statement}"
    return statement, parameters


def _read_as_text(connection: Psycopg[Any], _: ConnectionPoolEntry) -> None:
    for name in _AS_TEXT:
        connection.adapters.register_loader(name, TextLoader)
