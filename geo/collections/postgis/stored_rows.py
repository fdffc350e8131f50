"""All rows of a table that answer a question, in batches: what a file is written from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from geo.collections.batches import in_system
from geo.io.formats import BATCH_ROWS
from geo.io.records import Records
from geo.model.crs import WGS84
from geo.model.errors import DatabaseUnavailable, InputError, Problem
from geo.model.reference_systems import CRS84

if TYPE_CHECKING:
    from geo.collections.postgis.selecting import TableQuestion
    from geo.collections.postgis.stored_collection import StoredCollection
    from geo.collections.postgis.stored_page import StoredPage

MOST_ROWS: Final = 1_000_000
"""Rows that one file may hold; what is larger is taken from the database itself."""


def stored_batches(
    collection: StoredCollection,
    question: TableQuestion,
    crs: str,
    *,
    rows: int = BATCH_ROWS,
    most: int = MOST_ROWS,
) -> Iterator[Records]:
    """Yield the rows of a table that answer a question, in the order of their key.

    Each batch is a statement of its own, which begins where the one before ended. So no statement
    takes long, no connection waits while a file is written, and memory does not grow with the
    number of rows. A row that changes meanwhile is as it was when it was read.

    Parameters
    ----------
    question
        Which rows.
    crs
        Reference system by authority and code.
    rows
        How many make a batch.
    most
        How many there may be.

    Yields
    ------
    Records
        At least one, possibly empty.

    Raises
    ------
    InputError
        There are more rows than a file may hold, or the question cannot be answered.
    DatabaseUnavailable
        The database cannot be reached, a batch took too long, or the table became another one.
    """
    columns = collection.described().table
    cursor, read = None, 0
    while True:
        found = collection.page(question, limit=rows, cursor=cursor)
        read += len(found.page)
        expected = max(read, found.matched.number if found.matched else 0)
        if expected > most:
            raise InputError([_too_many(collection.name, expected, most)])
        if found.page.table.table != columns:
            raise DatabaseUnavailable("This collection is not as it was. Try again.")
        yield in_system(_records(found.page), crs)
        if found.next is None:
            return
        cursor = found.next


def _records(page: StoredPage) -> Records:
    table = page.table.table
    columns = {
        field.name: [properties[field.name] for properties in page.properties]
        for field in table.fields
    }
    storage = page.table.storage
    system = WGS84 if storage == CRS84 else storage.code
    return Records(table, columns, page.shapes, system if table.geometry else "")


def _too_many(name: str, found: int, most: int) -> Problem:
    expected = (
        f"at most {most:,} in one file: choose fewer with bbox or a filter, page through "
        f"/collections/{name}/items, or let ogr2ogr write the file from the database"
    )
    return Problem(f"{found:,} features or more", expected, field="filter")
