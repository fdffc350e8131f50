"""A table that is served: described when it can be reached, and read a page at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select
from sqlalchemy.exc import DataError, DBAPIError, ProgrammingError

from geo.collections.ordering import Cursor, SortKey
from geo.collections.postgis.address import DatabaseAddress, TableName
from geo.collections.postgis.counting import Matched, count
from geo.collections.postgis.database import Database
from geo.collections.postgis.paging import after, key_value, order
from geo.collections.postgis.selecting import TableQuestion, conditions
from geo.collections.postgis.stored_page import StoredPage, stored_page
from geo.collections.postgis.stored_table import StoredTable, describe
from geo.io.names import free_address
from geo.model.errors import DatabaseUnavailable, InputError, Problem

_CHANGED: Final = frozenset(("42501", "42P01", "42703", "3F000"))
"""Codes of PostgreSQL: may not be read, no such table, no such column, no such schema."""


Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class FoundRows:
    """A page of the rows that answer a question.

    Attributes
    ----------
    page
        The rows.
    next
        Where the next page begins; None on the last one.
    matched
        How many rows answer the question; None on a page after the first.
    """

    page: StoredPage
    next: Cursor | None
    matched: Matched | None


class StoredCollection:
    """One table of a database as a collection.

    Parameters
    ----------
    name
        Its name as a collection.
    given
        Its name as the operator gave it.
    crs
        Reference system for a geometry that does not say its own.

    Attributes
    ----------
    known
        What is known of it; None until the database could be reached.
    """

    def __init__(
        self, database: Database, given: TableName, name: str, crs: str | None = None
    ) -> None:
        self.name = name
        self.database = database
        self.known: StoredTable | None = None
        self._given = given
        self._crs = crs
        self._describing = threading.Lock()

    def describe(self) -> StoredTable:
        """Read again what there is to know of the table.

        Raises
        ------
        InputError
            It cannot be served as it is now.
        DatabaseUnavailable
            The database cannot be reached.
        """
        with self._describing:
            self.known = describe(self.database, self._given, self.name, self._crs)
            return self.known

    def described(self) -> StoredTable:
        """Return what is known of the table, reading it if it was never read; see `describe`."""
        return self.known or self.describe()

    def find(self, feature_id: str) -> StoredPage | None:
        """Return one row by its id, or None where there is none.

        Raises
        ------
        DatabaseUnavailable
            The database cannot be reached, or took too long.
        """
        table = self.described()
        value = key_value(table, feature_id)
        if value is None:
            return None
        rows = self._rows(table.one, {"key": value})
        return stored_page(table, rows) if rows else None

    def page(
        self,
        question: TableQuestion,
        *,
        limit: int,
        keys: Sequence[SortKey] = (),
        cursor: Cursor | None = None,
        offset: int = 0,
    ) -> FoundRows:
        """Return a page of the rows that answer a question.

        Parameters
        ----------
        limit
            At most so many rows.
        keys
            What to sort by; equal rows stand in the order of their ids.
        cursor
            Where the page before ended.
        offset
            How many rows to skip; what is skipped is read all the same.

        Raises
        ------
        InputError
            The question cannot be answered.
        DatabaseUnavailable
            The database cannot be reached, or took too long.
        """
        table = self.described()
        chosen = conditions(table, question)
        statement = page_statement(table, chosen, keys, cursor).limit(limit + 1)
        rows = self._rows(statement.offset(offset) if offset else statement)
        page = stored_page(table, rows[:limit])
        more = len(rows) > limit
        return FoundRows(
            page,
            _cursor(page, keys) if more else None,
            None if cursor else self._matched(table, chosen, offset, page, more=more),
        )

    def _matched(
        self,
        table: StoredTable,
        chosen: Sequence[ColumnElement[bool]],
        offset: int,
        page: StoredPage,
        *,
        more: bool,
    ) -> Matched:
        if not more and (len(page) or not offset):
            return Matched(offset + len(page), is_exact=True)
        return self._reading(lambda: count(self.database, table.relation, chosen, table.rows))

    def _rows(
        self, statement: Select[Any], values: dict[str, Any] | None = None
    ) -> Sequence[tuple[Any, ...]]:
        return self._reading(lambda: self.database.rows(statement, values))

    def _reading(self, read: Callable[[], Read]) -> Read:
        try:
            return read()
        except DataError as error:
            told = " ".join(str(error.orig).split("\n")[0].split())
            expected = "values that the columns of this table can be compared with"
            raise InputError([Problem(told, expected, field="filter")]) from error
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) not in _CHANGED:
                raise
            # The table is not as it was described, or may not be read any more.
            self.known = None
            self.database.fault = f"{self.name}: {str(error.orig).splitlines()[0]}"
            raise DatabaseUnavailable("This collection is not as it was. Try again.") from error
        except DBAPIError as error:
            expected = "what PostGIS can do with the shapes of this table"
            told = str(error.orig).splitlines()[0]
            raise InputError([Problem(told, expected, field="filter")]) from error


def page_statement(
    table: StoredTable,
    chosen: Sequence[ColumnElement[bool]],
    keys: Sequence[SortKey],
    cursor: Cursor | None,
) -> Select[Any]:
    """Write the statement that reads a page.

    Raises
    ------
    InputError
        The cursor is not of this table.
    """
    statement = table.selected.where(*chosen).order_by(*order(table, keys))
    if cursor is None:
        return statement
    try:
        return statement.where(after(table, cursor))
    except ValueError as error:
        found = "a cursor of another question"
        raise InputError([Problem(found, str(error), field="cursor")]) from None


def _cursor(page: StoredPage, keys: Sequence[SortKey]) -> Cursor:
    last = page.properties[-1]
    return Cursor(tuple(keys), tuple(last[key.name] for key in keys), page.ids[-1])


def stored_collections(
    address: DatabaseAddress,
    taken: set[str],
    *,
    crs: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[StoredCollection, ...]:
    """Make the collections of a database, and describe them where it can be reached.

    Parameters
    ----------
    taken
        Names of other collections; those of these are added.
    crs
        Reference system by authority and code, for geometries that do not say theirs.
    say
        Called with what is not kept as it is, and where the database cannot be reached yet.

    Raises
    ------
    InputError
        Tables cannot be served; names every one of them.
    """
    database = Database(address)
    collections = []
    for given in address.tables:
        name = free_address(given.name, taken)
        taken.add(name)
        collections.append(StoredCollection(database, given, name, crs))
    problems: list[Problem] = []
    for one in collections:
        try:
            for note in one.describe().notes:
                say(note)
        except InputError as error:
            problems += error.problems
        except DatabaseUnavailable:
            say(database.fault or f"{address} takes too long to describe '{one.name}'.")
            if database.fault:
                break
    if problems:
        database.close()
        raise InputError(problems)
    return tuple(collections)
