"""How many rows answer a question: counted where that is quick, otherwise estimated and said so.

OGC API - Features lets a server leave ``numberMatched`` out, but not be wrong about it
(``/req/core/fc-numberMatched``); decision 33 says what stands there instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Select, func, literal_column, select

from geo.collections.postgis.catalogue import Relation
from geo.collections.postgis.database import Database

COUNTED: Final = 1_000
"""Up to this many rows are counted, which takes about as long as reading a page."""


@dataclass(frozen=True, slots=True)
class Matched:
    """How many rows answer a question.

    Attributes
    ----------
    number
        How many.
    is_exact
        Whether they were counted; otherwise it is what PostgreSQL expects.
    """

    number: int
    is_exact: bool


def count(
    database: Database, relation: Relation, conditions: Sequence[ColumnElement[bool]], rows: int
) -> Matched:
    """Count the rows that answer a question, or estimate how many there are.

    Parameters
    ----------
    rows
        How many rows the table is thought to have; -1 for unknown.

    Raises
    ------
    DatabaseUnavailable
        The database cannot be reached, or took too long.
    """
    every: Select[Any] = select(literal_column("1")).select_from(relation.clause).where(*conditions)
    if rows > COUNTED and not conditions:
        return Matched(rows, is_exact=False)
    if not 0 <= rows <= COUNTED:
        expected = _expected(database, every)
        if expected > COUNTED:
            return Matched(expected, is_exact=False)
    some = every.limit(COUNTED + 1).subquery()
    number = int(database.rows(select(func.count()).select_from(some))[0][0])
    if number <= COUNTED:
        return Matched(number, is_exact=True)
    # There are more than was expected: at least as many as were seen.
    return Matched(max(number, _expected(database, every)), is_exact=False)


def plan(database: Database, statement: Select[Any]) -> dict[str, Any]:
    """Return how PostgreSQL will find the rows of a statement."""
    found = database.rows(statement, explained=True)[0][0]
    parsed = orjson.loads(found) if isinstance(found, str) else found
    node: dict[str, Any] = parsed[0]["Plan"]
    return node


def _expected(database: Database, statement: Select[Any]) -> int:
    return int(plan(database, statement)["Plan Rows"])
