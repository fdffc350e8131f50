"""The people and the network of a country by tile, written once and read by every question.

::

    tiling.json                  what was cut, from which files, and where each part lies
    districts.parquet            the districts in the projected system
    network/x3_y-1.parquet       the edges that begin in the tile, whichever way they go
    people/x3_y-1/0007.parquet   the people of the tile that came in batch 7

All are GeoParquet 1.1. Whether an edge belongs to a small island shows only in the whole network,
so each edge carries it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from geo.city.people import GROUPS
from geo.city.walking.graph import connected_parts, in_large_parts, tidy_edges
from geo.city.walking.mode import Mode
from geo.city.walking.morton import morton
from geo.city.walking.network import SMALL_ISLAND_M
from geo.city.walking.sections import Rectangle
from geo.city.walking.table import UNITS_PER_M, read_edges
from geo.io.native_geometry import write_lines, write_points
from geo.io.swap import replace_folder
from geo.planning.tiled.grid import TileGrid
from geo.planning.tiled.inputs import CountryDistricts, CountryFiles, PeopleFile
from geo.planning.tiled.workers import Workers

DISTRICTS = "districts.parquet"
_ABOUT = "tiling.json"
_NETWORK, _PEOPLE = "network", "people"
_OURS = {_ABOUT, DISTRICTS, _NETWORK, _PEOPLE}
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Tiling:
    """A country that is cut into tiles.

    Attributes
    ----------
    folder
        Where its parts are.
    network, people
        The box around the parts of each tile, in metres.
    left_out
        How many people live in none of the districts, by group.
    """

    folder: Path
    network: dict[str, Rectangle]
    people: dict[str, Rectangle]
    left_out: dict[str, float]

    @classmethod
    def of(
        cls,
        files: CountryFiles,
        folder: Path,
        workers: Workers,
        grid: TileGrid,
        mode: Mode = Mode.FOOT,
    ) -> Tiling:
        """Return the tiles of these files; those in the folder where they are of the same files.

        Parameters
        ----------
        folder
            Where to write; every worker must see it under this name.
        mode
            Who walks: only the edges that may be used in this way.

        Raises
        ------
        InputError
            The files are not what they should be.
        ReleaseError
            The folder cannot be written, or holds something else.
        """
        source = _fingerprint(files, grid, mode)
        about = folder / _ABOUT
        if about.is_file():
            written = json.loads(about.read_text(encoding="utf-8"))
            if written["source"] == source:
                return cls._from(folder, written)
        with replace_folder(folder, belongs=_OURS.__contains__) as aside:
            written = _write(files, aside, workers, grid, mode) | {"source": source}
            (aside / _ABOUT).write_text(json.dumps(written, sort_keys=True, indent=1) + "\n")
        return cls._from(folder, written)

    @classmethod
    def _from(cls, folder: Path, written: dict[str, Any]) -> Tiling:
        network, people = (
            {name: Rectangle(*sides) for name, sides in written[layer].items()}
            for layer in (_NETWORK, _PEOPLE)
        )
        return cls(folder, network, people, dict(written["left_out"]))

    def network_files(self, box: Rectangle) -> tuple[Path, ...]:
        """Return the files that may have an edge in a box."""
        return tuple(
            self.folder / _NETWORK / f"{name}.parquet"
            for name, around in self.network.items()
            if around.meets(box)
        )

    def people_folder(self, name: str) -> Path:
        """Return where the people of a tile are."""
        return self.folder / _PEOPLE / name


@dataclass(frozen=True, slots=True)
class _NetworkWork:
    files: CountryFiles
    folder: Path
    grid: TileGrid
    mode: Mode


@dataclass(frozen=True, slots=True)
class _PeopleWork:
    files: CountryFiles
    folder: Path
    grid: TileGrid
    batch: tuple[tuple[int, ...], int]
    number: int


_Rectangles = dict[str, Rectangle]


def _write(
    files: CountryFiles, folder: Path, workers: Workers, grid: TileGrid, mode: Mode
) -> dict[str, object]:
    """Write every part; the network by one worker, while the others write the people."""
    districts = CountryDistricts.read(files.districts, files.crs)
    districts.frame.to_parquet(folder / DISTRICTS, compression="zstd")
    batches = PeopleFile(files.people, files.crs).batches
    works: list[_NetworkWork | _PeopleWork] = [_NetworkWork(files, folder, grid, mode)]
    works += [
        _PeopleWork(files, folder, grid, batch, number) for number, batch in enumerate(batches)
    ]
    network, *people = workers.each(_write_part, works)
    left_out = dict.fromkeys(GROUPS, 0.0)
    boxes: _Rectangles = {}
    for some, left in people:
        for name, box in some.items():
            boxes[name] = box if name not in boxes else boxes[name].joined(box)
        for group, number in left.items():
            left_out[group] += number
    for remains in folder.rglob(".*.parquet.*"):  # of a worker that was lost
        remains.unlink()
    return {_NETWORK: network[0], _PEOPLE: boxes, "left_out": left_out}


def _write_part(work: _NetworkWork | _PeopleWork) -> tuple[_Rectangles, dict[str, float]]:
    """Write a part; return the box around what each tile got, and how many people none did."""
    if isinstance(work, _NetworkWork):
        return _write_network(work), {}
    return _write_people(work)


def _write_network(work: _NetworkWork) -> _Rectangles:
    x_units, y_units, a, b = read_edges(work.files.network, work.mode)
    x, y = x_units / UNITS_PER_M, y_units / UNITS_PER_M
    a, b = tidy_edges(x, y, a, b)
    length_m = np.hypot(x[a] - x[b], y[a] - y[b])
    snapped_to = in_large_parts(connected_parts(len(x), a, b, length_m), a, SMALL_ISLAND_M)
    order, tiles = work.grid.split(x[a], y[a])
    boxes = {}
    for name, rows in tiles:
        edges = order[rows]
        begin, end = a[edges], b[edges]
        write_lines(
            work.folder / _NETWORK / f"{name}.parquet",
            work.files.crs.code,
            (x[begin], y[begin], x[end], y[end]),
            {"a": begin, "b": end, "snapped_to": snapped_to[edges]},
        )
        boxes[name] = Rectangle.around(x[[begin, end]], y[[begin, end]])
    return boxes


def _write_people(work: _PeopleWork) -> tuple[_Rectangles, dict[str, float]]:
    file = PeopleFile(work.files.people, work.files.crs)
    x, y, district, groups = file.read(work.batch, _districts(work.folder / DISTRICTS))
    nowhere = district < 0
    left_out = {name: float(np.nansum(numbers[nowhere])) for name, numbers in groups.items()}
    # Neighbours together: what they look up then lies together too.
    kept = np.flatnonzero(~nowhere)
    west, south = (np.floor(axis[kept]).astype(np.int64) for axis in (x, y))
    if len(kept):
        kept = kept[np.argsort(morton(west - west.min(), south - south.min()), kind="stable")]
    order, tiles = work.grid.split(x[kept], y[kept])
    boxes = {}
    for name, rows in tiles:
        some = kept[order[rows]]
        write_points(
            work.folder / _PEOPLE / name / f"{work.number:04}.parquet",
            work.files.crs.code,
            x[some],
            y[some],
            {"district": district[some].astype(np.int32)}
            | {group: numbers[some] for group, numbers in groups.items()},
        )
        boxes[name] = Rectangle.around(x[some], y[some])
    return boxes, left_out


def _districts(path: Path) -> CountryDistricts:
    """Read the districts once in each process."""
    return _districts_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _districts_of(path: Path, _changed: int) -> CountryDistricts:
    return CountryDistricts(gpd.read_parquet(path))


def _fingerprint(files: CountryFiles, grid: TileGrid, mode: Mode) -> dict[str, object]:
    """Say what the tiles were cut from: each file by its name, size and time of change."""
    found: dict[str, object] = {
        "version": _VERSION, "crs": files.crs.code, "side_m": grid.side_m, "mode": mode.name
    }  # fmt: skip
    for name in (_PEOPLE, _NETWORK, "districts"):
        path: Path = getattr(files, name)
        if path.is_file():
            state = path.stat()
            found[name] = [str(path.resolve()), state.st_size, state.st_mtime_ns]
    return found
