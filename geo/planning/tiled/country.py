"""Coverage of a country: who can walk to a place, per district and per cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geo.city.people import COLUMNS as GROUP_COLUMNS
from geo.city.walking.network import COVERED_M
from geo.city.walking.snapping import Floats
from geo.io.swap import replace_folder
from geo.planning.coverage.figures import LEAST, QUANTILES, PlaceCounts, figures_table
from geo.planning.coverage.level_districts import LevelDistricts
from geo.planning.coverage.question import CoverageQuestion, Level
from geo.planning.coverage.reach_sums import ReachSums
from geo.planning.coverage.supply import Supply
from geo.planning.coverage.tables import FIGURES
from geo.planning.coverage.writing import rounded
from geo.planning.tiled.grid import TileGrid
from geo.planning.tiled.inputs import CountryDistricts, CountryFiles, PeopleFile, read_places
from geo.planning.tiled.tile import TENTHS, TileSums, TileWork, measure_tile, reach_m
from geo.planning.tiled.tiling import Tiling
from geo.planning.tiled.workers import Workers

CELL_M = 500.0
"""Side of a cell for which sums are written."""
FIGURES_FILE, CELLS = "districts.parquet", "cells"


@dataclass(frozen=True, slots=True, eq=False)
class CountryCoverage:
    """What came of a question about a country.

    Attributes
    ----------
    figures
        As `geo.planning.coverage.summarise`, rounded as they are published. A walking time beyond
        the longest of the question's minutes is missing.
    people
        How many entries of the people were measured.
    left_out
        How many people of the group live in none of the districts.
    tiles
        How many there were.
    kernel_seconds
        Time for walks and sums alone, added up over the workers.
    """

    figures: pd.DataFrame
    people: int
    left_out: float
    tiles: int
    kernel_seconds: float


def cover_country(  # noqa: PLR0913 - what, about whom, where to, by whom
    files: CountryFiles,
    question: CoverageQuestion,
    out: Path,
    workers: Workers,
    *,
    tiles: Path | None = None,
    grid: TileGrid | None = None,
    cell_m: float = CELL_M,
    progress: Callable[[int, int], None] | None = None,
) -> CountryCoverage:
    """Measure who can walk to a place in every district and cell.

    Parameters
    ----------
    out
        Folder to write: ``districts.parquet``, and ``cells/`` with a GeoParquet file per tile.
    tiles
        Folder of the tiles; beside ``out`` if not given. Those of the same files are used again.
    cell_m
        Side of a cell in metres; the side of a tile must be a multiple of it.
    progress
        Called with the number of tiles done, and of all.

    Returns
    -------
    CountryCoverage
        The same figures, to the last person, whoever the workers are.

    Raises
    ------
    InputError
        The files are not what they should be.
    ReleaseError
        A folder cannot be written, or holds something else.
    """
    grid = grid or TileGrid()
    if grid.side_m % cell_m:
        raise ValueError(f"tiles of {grid.side_m} m do not divide into cells of {cell_m} m")
    PeopleFile(files.people, files.crs, question.age)  # says early what is missing
    districts = CountryDistricts.read(files.districts, files.crs)
    supply = read_places(files.places, files.crs, districts)
    folder = tiles or out.with_name(f"{out.name}-tiles")
    tiling = Tiling.of(files, folder, workers, grid, question.mode)
    sums = _CountrySums.empty(len(districts.frame), question)
    with replace_folder(out, belongs={FIGURES_FILE, CELLS}.__contains__) as aside:
        works = [
            _work(name, tiling, supply, question, files, aside, cell_m) for name in tiling.people
        ]
        for done, one in enumerate(workers.each(measure_tile, works), start=1):
            sums.add(one)
            if progress is not None:
                progress(done, len(works))
        for remains in aside.rglob(".*.parquet.*"):  # of a worker that was lost
            remains.unlink()
        figures = rounded(FIGURES, _figures(districts, supply, sums, question))
        figures.to_parquet(aside / FIGURES_FILE, index=False, compression="zstd")
    left_out = tiling.left_out[GROUP_COLUMNS[question.age]]
    return CountryCoverage(figures, sums.entries, left_out, len(works), sums.kernel_seconds)


def _work(  # noqa: PLR0913, PLR0917 - a step of the function above
    name: str,
    tiling: Tiling,
    supply: Supply,
    question: CoverageQuestion,
    files: CountryFiles,
    out: Path,
    cell_m: float,
) -> TileWork:
    """Say what a tile needs: its people, and the places and streets within its halo."""
    box = tiling.people[name]
    reach = reach_m(question, supply)
    near = box.wider(reach).holds(supply.x, supply.y)
    return TileWork(
        name,
        box,
        tiling.people_folder(name),
        tiling.network_files(box.wider(reach + COVERED_M)),
        supply.take(near),
        reach,
        question,
        files.crs,
        out / CELLS / f"{name}.parquet",
        cell_m,
    )


@dataclass(slots=True, eq=False)
class _CountrySums:
    """The sums of the tiles so far, by district."""

    tally: ReachSums
    times: Floats
    entries: int = 0
    kernel_seconds: float = 0.0

    @classmethod
    def empty(cls, districts: int, question: CoverageQuestion) -> _CountrySums:
        longest = round(max(question.minutes) * TENTHS) + 1
        times = np.zeros((len(question.kinds), districts, longest))
        return cls(ReachSums.empty(districts, question), times)

    def add(self, tile: TileSums) -> None:
        """Add those of a tile to its districts."""
        self.tally.add_at(tile.districts, tile.tally)
        self.times[:, tile.districts] += tile.times
        self.entries += tile.people
        self.kernel_seconds += tile.seconds


def _figures(
    districts: CountryDistricts, supply: Supply, sums: _CountrySums, question: CoverageQuestion
) -> pd.DataFrame:
    """Make the figures of the sums."""
    nobody = np.empty(0, dtype=np.int64)
    level = LevelDistricts(districts.codes, districts.names, nobody, Level.BUURT)
    times = {
        kind: _walking_times(sums.tally.people, sums.times[at])
        for at, kind in enumerate(question.kinds)
    }
    places = PlaceCounts.of(level, supply, question)
    return figures_table(level.codes, level.names, sums.tally, times, places, question)


def _walking_times(people: Floats, times: Floats) -> dict[str, Floats]:
    """Return quantiles of the walking time in minutes per district, over its residents.

    A median is no sum. But that of times rounded to tenths is the rounded median, since rounding
    keeps them in order, and people by tenth of a minute can be added up.
    """
    running = np.cumsum(times, axis=1)
    found = {}
    for name, share in QUANTILES.items():
        # As where all people are at hand: rounding must not skip a sum of exactly this many.
        enough = running >= (people * share - LEAST)[:, None]
        minutes = enough.argmax(axis=1) / TENTHS
        found[name] = np.where(enough.any(axis=1) & (people > 0), minutes, np.nan)
    return found
