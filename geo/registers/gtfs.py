"""Stops and the lines that call at them, from a timetable as it is published: a GTFS zip.

https://gtfs.org/documentation/schedule/reference/. Its tables are read from the zip in batches, and
of the largest (``stop_times.txt``, a row per stop of every trip in the country) only the rows at
the stops of the city are kept, so that memory depends on the city and not on the timetable.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from geo.model.crs import RD
from geo.model.errors import InputError, Problem
from geo.registers.stops import AROUND_M

_BLOCK_BYTES = 4_000_000
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
    stop_ids = pa.array(stops["stop_id"], pa.string())
    calls = timetable.matching("stop_times.txt", ("stop_id", "trip_id"), stop_ids)
    route_of = timetable.matching("trips.txt", ("trip_id", "route_id"), _distinct(calls["trip_id"]))
    names = timetable.route_names(_distinct(route_of["route_id"]))
    line_of_trip = route_of.set_index("trip_id")["route_id"].map(names)
    lines = calls.assign(line=calls["trip_id"].map(line_of_trip)).dropna(subset=["line"])
    of_stop = lines.groupby("stop_id")["line"].agg(frozenset)
    names_of = {str(stop): names for stop, names in of_stop.items()}
    called = [names_of.get(stop, frozenset()) for stop in stops["stop_id"]]
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

    def matching(self, table: str, columns: tuple[str, str], wanted: pa.Array) -> pd.DataFrame:
        """Read the distinct pairs of two columns whose first is one of the wanted values."""
        first, second = columns
        parts = []
        for batch in self._batches(table, columns):
            rows = batch.filter(pc.is_in(batch[first], value_set=wanted))
            if rows.num_rows:
                parts.append(pa.Table.from_batches([rows]).group_by([first, second]).aggregate([]))
        if not parts:
            return pd.DataFrame({first: [], second: []}, dtype="str")
        pairs = pa.concat_tables(parts).group_by([first, second]).aggregate([])
        frame: pd.DataFrame = pairs.to_pandas()[[first, second]]
        return frame

    def route_names(self, wanted: pa.Array) -> dict[str, str]:
        """Read what each route is called: its short name, or else its long one."""
        names: dict[str, str] = {}
        optional = ("route_short_name", "route_long_name")
        for batch in self._batches("routes.txt", ("route_id",), optional=optional):
            rows = batch.filter(pc.is_in(batch["route_id"], value_set=wanted)).to_pylist()
            for row in rows:
                name = next((row[field] for field in optional if row.get(field)), "")
                if name:
                    names[row["route_id"]] = name.strip()
        return names

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
                    read_options=pacsv.ReadOptions(block_size=_BLOCK_BYTES),
                    parse_options=pacsv.ParseOptions(newlines_in_values=True),
                    convert_options=options,
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


def _distinct(values: pd.Series[str]) -> pa.Array:
    return pa.array(values.unique(), pa.string())
