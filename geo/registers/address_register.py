"""Writing the register of addresses on disk, from any source and in bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.city.address_register import APPLICATION_ID, INDEXES, SCHEMA
from geo.model.crs import WGS84, ProjectedCrs
from geo.model.errors import InputError, Problem
from geo.model.street_names import normalise_street
from geo.model.text import fold
from geo.registers.source_address import AddressSource, SourceAddress

BATCH = 20_000
"""How many addresses are in memory at once."""


def write_register(
    source: AddressSource,
    out: Path,
    *,
    outline: gpd.GeoDataFrame | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write a register of addresses.

    Parameters
    ----------
    out
        The file to write; not there yet.
    outline
        Only addresses within these polygons, EPSG:4326; everywhere if not given.
    progress
        Called with the number of addresses that were read.

    Returns
    -------
    int
        How many addresses are in the register.

    Raises
    ------
    InputError
        The source is malformed, or has no address within the outline.
    """
    inside = None if outline is None else _prepared(outline)
    database = sqlite3.connect(out)
    try:
        written = _fill(database, source, inside, progress)
    finally:
        database.close()
    if not written:
        expected = "at least one address in the municipality"
        raise InputError([Problem("no address", expected, field="addresses")])
    return written


def _prepared(outline: gpd.GeoDataFrame) -> shapely.Geometry:
    area: shapely.Geometry = outline.to_crs(WGS84).union_all()
    shapely.prepare(area)
    return area


def _fill(
    database: sqlite3.Connection,
    source: AddressSource,
    inside: shapely.Geometry | None,
    progress: Callable[[int], None],
) -> int:
    # Nobody reads the file before it is complete, so nothing has to survive a crash.
    database.executescript(
        f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;"
        f"PRAGMA cache_size = -65536; PRAGMA application_id = {APPLICATION_ID}; {SCHEMA}"
        "CREATE TEMP TABLE arrived (street, number, letter, addition, postcode, lon, lat);"
    )
    streets = _StreetIds()
    read = written = 0
    for batch in _batches(source):
        read += len(batch)
        kept, lon, lat = _located(batch, source.crs, inside)
        database.executemany(
            "INSERT INTO arrived VALUES (?,?,?,?,?,?,?)",
            (
                (
                    streets.of(one.street, one.town),
                    one.number,
                    one.letter,
                    one.addition,
                    one.postcode,
                    east,
                    north,
                )
                for one, east, north in zip(kept, lon, lat, strict=True)
            ),
        )
        written += len(kept)
        progress(read)
    database.executemany("INSERT INTO street VALUES (?,?,?,?,NULL,NULL,0)", streets.rows())
    database.executescript(
        """
        INSERT INTO house SELECT street, number, rowid, letter, addition, postcode, lon, lat
            FROM arrived ORDER BY street, number, rowid;
        UPDATE street SET (lon, lat, houses) = (
            SELECT round(avg(lon), 6), round(avg(lat), 6), count(*)
            FROM house WHERE house.street = street.id
        );
        """
    )
    database.executescript(INDEXES)
    database.executemany(
        "INSERT INTO beginning SELECT ?1, ?2, id, houses FROM street WHERE id = ?3",
        streets.beginnings(),
    )
    database.commit()
    return written


def _batches(source: Iterable[SourceAddress]) -> Iterator[list[SourceAddress]]:
    rows = iter(source)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _located(
    batch: list[SourceAddress], crs: str, inside: shapely.Geometry | None
) -> tuple[list[SourceAddress], list[float], list[float]]:
    """Points in degrees, and only the addresses that lie inside."""
    x: NDArray[np.float64] = np.array([one.x for one in batch])
    y: NDArray[np.float64] = np.array([one.y for one in batch])
    lon, lat = (x, y) if crs == WGS84 else ProjectedCrs.of(crs).lon_lat(x, y)
    lon, lat = np.round(lon, 6), np.round(lat, 6)
    if inside is None:
        return batch, lon.tolist(), lat.tolist()
    within = shapely.contains_xy(inside, lon, lat)
    kept = [one for one, is_in in zip(batch, within, strict=True) if is_in]
    return kept, lon[within].tolist(), lat[within].tolist()


class _StreetIds:
    """A number for every street of every town."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], int] = {}

    def of(self, name: str, town: str) -> int:
        """Return the number of a street, which is new the first time."""
        return self._ids.setdefault((name, town), len(self._ids) + 1)

    def rows(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield number, key, name and town."""
        return (
            (number, normalise_street(name), name, town)
            for (name, town), number in self._ids.items()
        )

    def beginnings(self) -> Iterator[tuple[str, bool, int]]:
        """Yield the keys under which a street is found, its name from each word on."""
        for (name, _), number in self._ids.items():
            words = fold(name).split()
            keys = {normalise_street(" ".join(words[first:])): first for first in range(len(words))}
            for key, first in keys.items():
                yield key, first == 0, number
