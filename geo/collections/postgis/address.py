"""The address of a database with tables to serve, as ``serve --data`` takes it.

``postgresql://USER@HOST/DATABASE?tables=trees,public.places&key=overview.code&time=trees.planted``
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.model.errors import InputError, Problem

if TYPE_CHECKING:
    from sqlalchemy import URL

SCHEMES = ("postgresql://", "postgres://", "postgresql+psycopg://")
"""What the address of a database begins with."""
_LONGEST_TIMEOUT_S = 600
_MOST_CONNECTIONS = 100
_EXPECTED = "postgresql://USER@HOST/DATABASE?tables=NAME,NAME"


@dataclass(frozen=True, slots=True)
class TableName:
    """The name of a table as it was given.

    Attributes
    ----------
    schema
        Empty where it was not given: the search path of the role finds the table then.
    """

    schema: str
    name: str

    def __str__(self) -> str:
        """Write it as in the address."""
        return ".".join(filter(None, (self.schema, self.name)))


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where tables stand, and which of them are served.

    Attributes
    ----------
    url
        As SQLAlchemy connects.
    tables
        In the order given, at least one.
    keys
        The column that identifies a row, for tables without a primary key of one column.
    times
        The columns that say when a row holds: one for a moment, or two for from and until.
    timeout_s
        How long the database may work on one statement.
    connections
        How many connections there are at most.
    """

    url: URL
    tables: tuple[TableName, ...]
    keys: Mapping[TableName, str]
    times: Mapping[TableName, tuple[str, ...]]
    timeout_s: int = 5
    connections: int = 8

    def __str__(self) -> str:
        """Write it without a password and without what is served."""
        shown = self.url.set(drivername="postgresql", query={})
        return shown.render_as_string(hide_password=True)


def is_database(text: str) -> bool:
    """Return whether a source of data is the address of a database, not a file."""
    return text.startswith(SCHEMES)


def read_address(text: str) -> DatabaseAddress:
    """Read the address of a database.

    Parameters
    ----------
    text
        A URL. Besides what libpq knows (``sslmode`` and others), its query has ``tables``, and may
        have ``key``, ``time``, ``timeout_s`` and ``connections``. A name with other characters
        than letters, digits and _ stands in double quotes, as in SQL.

    Raises
    ------
    InputError
        Lists everything that is wrong; never shows a password.

    Examples
    --------
    >>> address = read_address("postgresql://me@localhost/gis?tables=trees&time=trees.planted")
    >>> [str(table) for table in address.tables], list(address.times.values())
    (['trees'], [('planted',)])
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise InputError(
            [Problem("an address that cannot be read", _EXPECTED, field="data")]
        ) from None
    reader = _Reader({name: _one(value) for name, value in url.query.items()})
    tables = reader.read("tables", _tables, ())
    keys = reader.read("key", _keys, {})
    times = reader.read("time", _times, {})
    timeout_s = reader.read("timeout_s", _whole(_LONGEST_TIMEOUT_S), 5)
    connections = reader.read("connections", _whole(_MOST_CONNECTIONS), 8)
    if not tables and not reader.problems:
        reader.report("nothing", f"names of tables, as in {_EXPECTED}", "tables")
    for name, asked in (("key", keys), ("time", times)):
        for table in asked:
            if table not in tables:
                reader.report(f"'{table}'", "one of the tables that are served", name)
    if reader.problems:
        raise InputError(reader.problems)
    plain = url.difference_update_query(_OURS)
    return DatabaseAddress(plain, tables, keys, times, timeout_s, connections)


_OURS = ("tables", "key", "time", "timeout_s", "connections", "options")
"""Parts of the query that are not passed on; the options of a session are ours to set."""


class _Reader:
    """Reads the parts of a query, and collects what is wrong with them."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self._query = query
        self.problems: list[Problem] = []

    def report(self, found: str, expected: str, part: str) -> None:
        self.problems.append(Problem(found, expected, field=f"data, {part}"))

    def read(self, part: str, reader: Callable[[str], Any], default: Any) -> Any:  # noqa: ANN401
        if part not in self._query:
            return default
        try:
            return reader(self._query[part])
        except ValueError as error:
            self.report(f"'{self._query[part]}'", str(error), part)
            return default


def _one(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _whole(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
            message = f"a whole number from 1 to {most}"
            raise ValueError(message)
        return int(text)

    return read


def _tables(text: str) -> tuple[TableName, ...]:
    expected = "names of tables, with the schema before them or not, and commas between"
    parts = [_names(part, expected) for part in _split(text, ",", expected)]
    if not all(1 <= len(part) <= 2 for part in parts) or len({*map(tuple, parts)}) < len(parts):  # noqa: PLR2004 - schema and name
        raise ValueError(expected)
    return tuple(TableName("".join(part[:-1]), part[-1]) for part in parts)


def _keys(text: str) -> dict[TableName, str]:
    return dict(_of_tables(text, "TABLE.COLUMN, with commas between"))


def _times(text: str) -> dict[TableName, tuple[str, ...]]:
    expected = "TABLE.COLUMN or TABLE.BEGIN/END, with commas between"
    times = {}
    for part in _split(text, ",", expected):
        first, *until = _split(part, "/", expected)
        if len(until) > 1:
            raise ValueError(expected)
        ((table, begin),) = _of_tables(first, expected)
        times[table] = (begin, *(_names(one, expected)[0] for one in until))
    return times


def _of_tables(text: str, expected: str) -> list[tuple[TableName, str]]:
    found = []
    for part in _split(text, ",", expected):
        *table, column = _names(part, expected)
        if not 1 <= len(table) <= 2:  # noqa: PLR2004 - schema and name
            raise ValueError(expected)
        found.append((TableName("".join(table[:-1]), table[-1]), column))
    return found


def _names(text: str, expected: str) -> list[str]:
    """Read names with dots between them, each in quotes or not."""
    names = []
    for part in _split(text, ".", expected):
        name = part.strip()
        if name.startswith('"'):
            name = name[1:-1].replace('""', '"')
        if not name or "\0" in name:
            raise ValueError(expected)
        names.append(name)
    return names


def _split(text: str, sign: str, expected: str) -> list[str]:
    """Split at a sign that does not stand in double quotes."""
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character == sign and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    if quoted:
        raise ValueError(expected)
    return parts
