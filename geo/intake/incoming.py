"""A list as it came in: rows of texts, some with a point, and what the list says about itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.model.errors import InputError, Problem
from geo.model.said import Said

MAX_BYTES = 64_000_000
"""Largest file or answer that is read, in bytes."""
MAX_ROWS = 20_000
"""Most rows of a list; a city has a few hundred meeting places."""
MAX_COLUMNS = 300
"""Most columns of a list."""
MAX_TEXT = 4_000
"""Longest text in a cell, in characters."""

OSM_LICENCE = "ODbL 1.0"
"""The terms of OpenStreetMap, which go with every row taken from it."""


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One row of a list.

    Parameters
    ----------
    number
        The line of a table, or the number of a feature, from 1.
    cells
        The trimmed text of each column that is not empty.
    point
        Longitude and latitude (EPSG:4326, degrees), where the list has shapes.
    """

    number: int
    cells: Mapping[str, str]
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class IncomingList:
    """A list that somebody else keeps.

    Parameters
    ----------
    name
        Of the file, or the address.
    columns
        In the order of the list.
    rows
        Those that are not empty.
    licence
        On what terms, where the list itself says so.
    published
        The day of which the list itself says to be (ISO 8601); empty where it does not.
    is_osm
        Whether its columns are tags of OpenStreetMap, whose meaning is known.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[IncomingRow, ...]
    licence: str = ""
    published: str = ""
    is_osm: bool = False

    @classmethod
    def of_rows(  # noqa: PLR0913 - what a list says about itself
        cls,
        name: str,
        rows: Iterable[IncomingRow],
        *,
        columns: Sequence[str] = (),
        licence: str = "",
        published: str = "",
        is_osm: bool = False,
    ) -> IncomingList:
        """Collect rows within the limits; columns come in the order in which they first occur.

        Raises
        ------
        InputError
            When there are more rows, more columns or longer texts than a list of places has, or
            no rows at all.
        """
        kept: list[IncomingRow] = []
        found: dict[str, None] = dict.fromkeys(columns)
        for row in rows:
            cells = {column: value.strip() for column, value in row.cells.items()}
            cells = {column: value for column, value in cells.items() if value}
            if not cells:
                continue
            found |= dict.fromkeys(cells)
            kept.append(IncomingRow(row.number, cells, row.point))
            longest = max(map(len, cells.values()))
            if longest > MAX_TEXT:
                raise too_much(
                    Said("a cell of %(count)s characters", count=str(longest)),
                    MAX_TEXT,
                    name,
                    row.number,
                )
            if len(kept) > MAX_ROWS or len(found) > MAX_COLUMNS:
                if len(kept) > MAX_ROWS:
                    raise too_much(Said("more rows"), MAX_ROWS, name)
                raise too_much(Said("more columns"), MAX_COLUMNS, name)
        if not kept:
            raise InputError(
                [Problem(Said("no rows"), Said("a list with at least one place"), file=name)]
            )
        return cls(name, tuple(found), tuple(kept), licence, published, is_osm)


def large_file(size: int, name: str) -> InputError:
    """Write the error for a file that is larger than a list of places can be, in bytes."""
    return too_much(Said("a file of %(count)s bytes", count=f"{size:,}"), MAX_BYTES, name)


def too_much(found: str, limit: int, name: str, line: int | None = None) -> InputError:
    """Write the error for something that is larger than a list of places can be."""
    return InputError(
        [Problem(found, Said("at most %(limit)s", limit=f"{limit:,}"), file=name, line=line)]
    )
