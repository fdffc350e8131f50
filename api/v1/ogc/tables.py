"""The collections that stand in a database: found by name, and read without blocking the loop.

Each is read in a thread, of which there are as many as connections; what waits for one has an end.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Final, TypeVar

from fastapi import Request

from api.web.seats import BusyError, Seats
from geo.model.errors import DatabaseUnavailable, MeetingplacesError

if TYPE_CHECKING:
    from geo.collections.postgis.database import Database
    from geo.collections.postgis.stored_collection import StoredCollection
    from geo.collections.postgis.stored_table import StoredTable

_WAITING_FOR_EACH: Final = 8
"""So many requests may wait for each connection."""
_WATCH_S: Final = 10.0
_DESCRIBE_S: Final = 600.0
"""How often it is seen whether a database answers, and how often a table is described again."""
_RETRY_S: Final = 2

Made = TypeVar("Made")
_log = logging.getLogger("meetingplaces")


class TableCollections:
    """The collections of databases that a service offers.

    Parameters
    ----------
    collections
        In their order; none for a service without a database.
    """

    def __init__(self, collections: Sequence[StoredCollection]) -> None:
        self._by_name = {one.name: one for one in collections}
        self._lines = {one.database: _Line(one.database) for one in collections}

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self._by_name)

    def get(self, name: str) -> StoredCollection | None:
        """Find a collection by its name."""
        return self._by_name.get(name)

    @property
    def names(self) -> list[str]:
        """Their names."""
        return list(self._by_name)

    @property
    def known(self) -> tuple[StoredTable, ...]:
        """Those of which the database could be reached, as they are known."""
        return tuple(one.known for one in self._by_name.values() if one.known is not None)

    @property
    def state(self) -> dict[str, str]:
        """Whether each can be read, by name."""
        return {
            name: "unavailable" if one.database.fault or one.known is None else "ok"
            for name, one in self._by_name.items()
        }

    async def read(self, collection: StoredCollection, function: Callable[[], Made]) -> Made:
        """Run what reads a collection in a thread.

        Raises
        ------
        BusyError
            Too much is waiting for the database.
        DatabaseUnavailable
            The database cannot be reached, or took too long.
        """
        return await self._lines[collection.database].run(function)

    async def read_whole(
        self, collection: StoredCollection, cost_us: float, function: Callable[[], Made]
    ) -> Made:
        """Run what reads a whole collection, beside the threads that read pages; one at a time.

        Parameters
        ----------
        cost_us
            How long it will take, in microseconds.

        Raises
        ------
        BusyError
            Too much is waiting.
        DatabaseUnavailable
            The database cannot be reached, or took too long.
        """
        async with self._lines[collection.database].files.seat(cost_us):
            return await asyncio.to_thread(function)

    async def described(self, collection: StoredCollection) -> StoredTable:
        """Return what is known of a collection, reading it if it never was; see `read`."""
        if collection.known is not None:
            return collection.known
        return await self.read(collection, collection.described)

    async def watch(self) -> None:
        """See again and again whether the databases answer, and what changed in them."""
        rounds = int(_DESCRIBE_S / _WATCH_S)
        for number in count(1):
            await asyncio.sleep(_WATCH_S)
            await self.look(describe=number % rounds == 0)

    async def look(self, *, describe: bool = False) -> None:
        """See once whether the databases answer.

        Parameters
        ----------
        describe
            Whether to read again what there is to know of each table.
        """
        for one in self._by_name.values():
            again = describe or one.database.fault or one.known is None
            try:
                await self.read(one, one.describe if again else one.database.check)
            except (DatabaseUnavailable, BusyError):
                continue  # the database has its fault, which /health tells
            except MeetingplacesError as error:
                one.database.fault = str(error)
                _log.warning("The collection %s cannot be served: %s", one.name, error)

    def close(self) -> None:
        """End the threads and the connections."""
        for line in self._lines.values():
            line.close()


class _Line:
    """The threads that read one database, and what waits for them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._most = database.address.connections * (1 + _WAITING_FOR_EACH)
        self._there = 0
        self._threads = ThreadPoolExecutor(database.address.connections, "postgis")
        self.files = Seats(1)

    async def run(self, function: Callable[[], Made]) -> Made:
        if self._there >= self._most:
            raise BusyError(_RETRY_S)
        self._there += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, function)
        finally:
            self._there -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._database.close()


def tables_of(request: Request) -> TableCollections:
    """Return the collections in databases of the service."""
    tables: TableCollections = request.app.state.tables
    return tables
