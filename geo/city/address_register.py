"""A register of addresses on disk: millions of houses, looked up without being read into memory.

One SQLite file (``addresses.sqlite``), which `geo.registers.address_register` writes. SQLite, since
its indexes answer every question that is asked here (a postcode, a street, the number nearest to
one, the beginning of a name) with a few pages from disk, and it is part of Python.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from geo.model.errors import InputError, Problem
from geo.model.street_names import normalise_street

FILE = "addresses.sqlite"
APPLICATION_ID = 0x4D504152
"""Marks the file as ours (``PRAGMA application_id``)."""
SCHEMA = """
CREATE TABLE street (
    id INTEGER PRIMARY KEY, key TEXT, name TEXT, town TEXT, lon REAL, lat REAL, houses INTEGER
);
CREATE TABLE beginning (
    word TEXT, whole INTEGER, street INTEGER, houses INTEGER, PRIMARY KEY (word, whole, street)
) WITHOUT ROWID;
CREATE TABLE house (
    street INTEGER, number INTEGER, entry INTEGER,
    letter TEXT, addition TEXT, postcode TEXT, lon REAL, lat REAL,
    PRIMARY KEY (street, number, entry)
) WITHOUT ROWID;
"""
"""Houses lie street by street and number by number, so that a street is read at one go."""
INDEXES = """
CREATE INDEX house_with_postcode ON house (postcode, number);
CREATE INDEX street_key ON street (key);
"""
_LAST = "\U0010ffff"
_HOUSE = """
SELECT s.name, h.number, h.letter, h.addition, h.postcode, s.town, h.lon, h.lat
FROM house h JOIN street s ON s.id = h.street
"""

_AROUND = f"""
{_HOUSE} WHERE s.key = ? AND h.number IN (
    (SELECT max(number) FROM house WHERE street = s.id AND number < ?),
    (SELECT min(number) FROM house WHERE street = s.id AND number > ?)
) AND h.entry = (SELECT min(entry) FROM house WHERE street = s.id AND number = h.number)
ORDER BY h.street, h.number
"""  # noqa: S608 - ours

# A short text begins thousands of names: the index gives the first of those, by name.
_BEGUN = """SELECT * FROM (
    SELECT street, whole, houses FROM beginning WHERE word >= ? AND word < ? LIMIT 2000
)"""
_SUGGESTED = """
SELECT name, town, lon, lat, houses FROM (
    SELECT street, max(whole) AS whole FROM ({begun})
    GROUP BY street ORDER BY max(whole) DESC, max(houses) DESC LIMIT ?
) JOIN street ON id = street ORDER BY whole DESC, houses DESC, name, town
"""


class RegisterAddress(NamedTuple):
    """An address of the register.

    Attributes
    ----------
    letter
        One capital, or nothing.
    addition
        What follows, as in the register.
    postcode
        ``3011RS``; empty for the few that have none.
    lon, lat
        Degrees, EPSG:4326.
    """

    street: str
    number: int
    letter: str
    addition: str
    postcode: str
    town: str
    lon: float
    lat: float


class RegisterStreet(NamedTuple):
    """A street of the register.

    Attributes
    ----------
    lon, lat
        The mean of its houses; degrees, EPSG:4326.
    houses
        How many addresses it has.
    """

    name: str
    town: str
    lon: float
    lat: float
    houses: int


class AddressRegister:
    """Reads a register; safe to share between threads.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    InputError
        If it is no register.

    Examples
    --------
    >>> register = AddressRegister(Path("addresses.sqlite"))  # doctest: +SKIP
    >>> register.with_postcode("1309AA", 1)[0].street  # doctest: +SKIP
    'Oostvaardersdiep'
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        try:
            mark = self._rows("PRAGMA application_id")[0][0]
        except sqlite3.Error:
            mark = 0
        if mark != APPLICATION_ID:
            raise InputError(
                [
                    Problem(
                        "a file that is no register of addresses",
                        "one made by 'meetingplaces reference build --addresses'",
                        file=path.name,
                    )
                ]
            )

    def __len__(self) -> int:
        """Count the addresses."""
        return int(self._rows("SELECT coalesce(sum(houses), 0) FROM street")[0][0])

    def __iter__(self) -> Iterator[RegisterAddress]:
        """Go through all addresses, street by street."""
        query = f"{_HOUSE} ORDER BY h.street, h.number"
        return (RegisterAddress(*row) for row in self._connection().execute(query))

    def in_street(self, key: str, number: int) -> list[RegisterAddress]:
        """List the houses with a number in the streets with a normalised name, in all towns."""
        return self._houses("WHERE s.key = ? AND h.number = ?", key, number)

    def with_postcode(self, postcode: str, number: int) -> list[RegisterAddress]:
        """List the houses with a postcode of six characters and a number."""
        return self._houses("WHERE h.postcode = ? AND h.number = ?", postcode, number)

    def around(self, key: str, number: int) -> list[RegisterAddress]:
        """List the houses with the next lower and the next higher number, for each town."""
        # One statement, as a name may be that of a street in each of 150 towns.
        return [RegisterAddress(*row) for row in self._rows(_AROUND, key, number, number)]

    def streets_beginning(self, text: str, limit: int = 10) -> list[RegisterStreet]:
        """Suggest streets of which the name, or a word in it, begins with a text.

        Parameters
        ----------
        text
            What was typed, in any spelling.
        limit
            How many at most.

        Returns
        -------
        list of RegisterStreet
            Those whose whole name begins so first; among those the streets with most houses.
        """
        keys = _beginnings_of(text)
        if not keys:
            return []
        query = _SUGGESTED.format(begun=" UNION ALL ".join([_BEGUN] * len(keys)))
        ends = [end for key in keys for end in (key, key + _LAST)]
        return [RegisterStreet(*row) for row in self._rows(query, *ends, limit)]

    def _houses(self, where: str, *values: object) -> list[RegisterAddress]:
        return [RegisterAddress(*row) for row in self._rows(f"{_HOUSE} {where}", *values)]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection().execute(query, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        """Open the file once per thread; nothing ever writes to it."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True)
            self._local.connection = connection
        return connection


def _beginnings_of(text: str) -> list[str]:
    """Return how the keys of names begin that begin with what was typed.

    The last word may not be whole: *St* is Sint, or the beginning of Stationsweg; *Van d* that of
    Van Damstraat; and an *i* at the end may become an ij, which is a y in a key.
    """
    goes_on = normalise_street(f"{text}x").removesuffix("x")
    may_be = [normalise_street(text), goes_on]
    if text.endswith(("i", "I")):
        may_be.append(normalise_street(f"{text}j"))
    return [key for key in dict.fromkeys(may_be) if key]
