"""Stops and the lines that call at them, from a timetable as it is published: a GTFS zip.

https://gtfs.org/documentation/schedule/reference/. Its tables are read from the zip in batches, and
of the largest (``stop_times.txt``, a row per stop of every trip in the country) only which line
calls at which stop of the city is kept. Which route a trip belongs to waits in a SQLite file, so
that memory depends neither on the timetable nor on how often lines call.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from geo.model.crs import RD
from geo.model.errors import InputError, Problem
from geo.registers.stops import AROUND_M

_BLOCK_BYTES = 1_000_000
_PLATFORM = "0"
"""``location_type`` where it is left empty."""


def read_gtfs(
    path: Path, gemeente: gpd.GeoDataFrame, progress: Callable[[int], None] = lambda _: None
) -> pd.DataFrame:
    """Read the stops in and around a municipality, with their lines.

    Parameters
    ----------
    path
        The zip, with ``stops.txt``, ``stop_times.txt``, ``trips.txt`` and ``routes.txt``.
    gemeente
        The municipality.
    progress
        Called with the number of rows that were read, of all tables together.

    Returns
    -------
    DataFrame
        One row per platform: ``stop_name``, ``location_type``, ``lon``, ``lat`` (EPSG:4326) and
        ``lines``, the set of the names of its lines. Some lie farther off than `AROUND_M`.

    Raises
    ------
    InputError
        The file is no zip, lacks a table or column, or has a malformed cell.

    Examples
    --------
    >>> read_gtfs(Path("gtfs-nl.zip"), gemeente)  # doctest: +SKIP
    """
    timetable = _Timetable(path, progress)
    stops = timetable.stops(gemeente)
    names = timetable.route_names()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(timetable.trips(Path(folder) / "trips.sqlite")) as trips,
    ):
        routes_at = timetable.routes_at(stops["stop_id"], trips)
    lines_at = {
        stop: frozenset(names[route] for route in routes if route in names)
        for stop, routes in routes_at.items()
    }
    called = [lines_at.get(stop, frozenset()) for stop in stops["stop_id"]]
    return stops.assign(lines=pd.Series(called, dtype="object", index=stops.index))


class _Timetable:
    """The tables of a GTFS zip, in batches."""

    def __init__(self, path: Path, progress: Callable[[int], None]) -> None:
        self._path = path
        self._progress = progress
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            found = f"a file that cannot be read ({error})"
            raise InputError([Problem(found, "a GTFS zip", file=path.name)]) from None

    def stops(self, gemeente: gpd.GeoDataFrame) -> pd.DataFrame:
        """Read the stops within the bounds of the municipality, and a little farther."""
        area = gemeente.to_crs(RD).buffer(2 * AROUND_M).to_crs("EPSG:4326")
        west, south, east, north = area.total_bounds
        parts = []
        columns = ("stop_id", "stop_name", "stop_lat", "stop_lon")
        for batch in self._batches("stops.txt", columns, optional=("location_type",)):
            lat, lon = (self._degrees(batch, name) for name in ("stop_lat", "stop_lon"))
            near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
            frame = batch.select(["stop_id", "stop_name"]).to_pandas().astype("str")
            kind = "location_type"
            kinds = batch[kind].to_pylist() if kind in batch.schema.names else [""] * len(frame)
            frame = frame.assign(lon=lon, lat=lat, location_type=[k or _PLATFORM for k in kinds])
            parts.append(frame[near])
        stops = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        if stops.empty:
            raise self._problem("stops.txt", "no stop in or near the municipality", "at least one")
        return stops

    def route_names(self) -> dict[str, str]:
        """Read what each route is called: its short name, or else its long one."""
        names: dict[str, str] = {}
        optional = ("route_short_name", "route_long_name")
        for batch in self._batches("routes.txt", ("route_id",), optional=optional):
            for row in batch.to_pylist():
                name = next((row[field] for field in optional if row.get(field)), "")
                if name:
                    names[row["route_id"]] = name.strip()
        return names

    def trips(self, path: Path) -> sqlite3.Connection:
        """Keep on disk which route each trip belongs to."""
        database = sqlite3.connect(path)
        database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4096;"
            "CREATE TABLE trip (id TEXT PRIMARY KEY, route TEXT) WITHOUT ROWID;"
        )
        for batch in self._batches("trips.txt", ("trip_id", "route_id")):
            rows = zip(batch["trip_id"].to_pylist(), batch["route_id"].to_pylist(), strict=True)
            database.executemany("INSERT OR REPLACE INTO trip VALUES (?, ?)", rows)
        return database

    def routes_at(self, stops: pd.Series[str], trips: sqlite3.Connection) -> dict[str, set[str]]:
        """Read which routes call at each of some stops."""
        wanted = pa.array(stops, pa.string())
        found: dict[str, set[str]] = defaultdict(set)
        for batch in self._batches("stop_times.txt", ("stop_id", "trip_id")):
            rows = batch.filter(pc.is_in(batch["stop_id"], value_set=wanted))
            asked = orjson.dumps(pc.unique(rows["trip_id"]).to_pylist()).decode()
            route_of = dict(
                trips.execute(
                    "SELECT trip.id, route FROM json_each(?) JOIN trip ON trip.id = value", (asked,)
                )
            )
            calls = zip(rows["stop_id"].to_pylist(), rows["trip_id"].to_pylist(), strict=True)
            for stop, trip in calls:
                if trip in route_of:
                    found[stop].add(route_of[trip])
        return found

    def _batches(
        self, table: str, columns: Sequence[str], *, optional: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Yield some columns of a table as text."""
        present = self._header(table)
        missing = [name for name in columns if name not in present]
        if missing:
            raise InputError(
                [
                    Problem("no such column", "one of that name", self._name(table), field=name)
                    for name in missing
                ]
            )
        read = [*columns, *(name for name in optional if name in present)]
        with self._zip.open(table) as stream:
            options = pacsv.ConvertOptions(
                include_columns=read, column_types=dict.fromkeys(read, pa.string())
            )
            try:
                for batch in pacsv.open_csv(
                    stream,
                    # With threads it reads far ahead, more so in a longer file.
                    read_options=pacsv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
                    parse_options=pacsv.ParseOptions(newlines_in_values=True),
                    convert_options=options,
                    memory_pool=pa.system_memory_pool(),
                ):
                    self._read += batch.num_rows
                    self._progress(self._read)
                    yield batch
            except (pa.ArrowException, zipfile.BadZipFile) as error:
                found = f"a table that cannot be read ({str(error).splitlines()[0]})"
                raise self._problem(table, found, "rows of GTFS") from None

    def _header(self, table: str) -> list[str]:
        try:
            with self._zip.open(table) as stream:
                line = io.TextIOWrapper(stream, encoding="utf-8-sig").readline()
        except KeyError:
            raise self._problem(table, "no such table", "a GTFS zip with that table") from None
        return next(csv.reader([line]), [])

    def _degrees(self, batch: pa.RecordBatch, column: str) -> NDArray[np.float64]:
        """Read a column of degrees; an area without a point is nowhere."""
        texts = batch[column].to_pandas()
        degrees: NDArray[np.float64] = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)
        wrong = np.isnan(degrees) & (texts.fillna("").str.strip() != "").to_numpy()
        if wrong.any():
            found = f"'{texts[wrong].iloc[0]}'"
            raise self._problem("stops.txt", found, "degrees", field=column)
        return degrees

    def _name(self, table: str) -> str:
        return f"{self._path.name}/{table}"

    def _problem(self, table: str, found: str, expected: str, field: str = "") -> InputError:
        return InputError([Problem(found, expected, file=self._name(table), field=field)])
