"""One tile: the walks and sums of a city, for the people in it, on the network around it.

The halo holds whatever may matter to the people of the tile. A place counts up to the limit away,
plus the distance that it may be off its point; the nearest street to a place or a home counts up to
`COVERED_M` beyond that. No walk is shorter than the straight line, so none leaves the halo.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import numpy as np
import pandas as pd

from geo.city.people import COLUMNS as GROUP_COLUMNS
from geo.city.people import GROUPS, People
from geo.city.walking.network import COVERED_M, Network
from geo.city.walking.sections import Rectangle
from geo.city.walking.snapping import Floats, Integers
from geo.io.native_geometry import read_columns, write_points
from geo.model.crs import ProjectedCrs
from geo.planning.coverage.city import City
from geo.planning.coverage.level_districts import LevelDistricts, sums_by
from geo.planning.coverage.question import KINDS, CoverageQuestion, Level
from geo.planning.coverage.reach_sums import ReachSums
from geo.planning.coverage.supply import Supply
from geo.planning.coverage.walks import Scenario, Walks, shift_m

AT_ONCE = 500_000
"""People measured together, to bound memory."""
TENTHS = 10
"""Walking times are published in tenths of a minute."""


@dataclass(frozen=True, slots=True)
class TileWork:
    """What a worker needs to know about a tile.

    Attributes
    ----------
    box
        Around its people.
    supply
        The places that may matter to them.
    reach_m
        How far from its people, in metres, a place may lie that matters to them.
    network
        Files of edges that may matter to them.
    cells
        The file of sums per cell to write.
    """

    name: str
    box: Rectangle
    people: Path
    network: tuple[Path, ...]
    supply: Supply
    reach_m: float
    question: CoverageQuestion
    crs: ProjectedCrs
    cells: Path
    cell_m: float


@dataclass(frozen=True, slots=True, eq=False)
class TileSums:
    """What came of a tile.

    Attributes
    ----------
    districts
        Rows of the districts that its people live in, ascending.
    tally
        Of those districts.
    times
        People by kind, district and walking time in tenths of a minute, up to the limit.
    seconds
        How long walks and sums took, without reading and writing.
    """

    name: str
    people: int
    districts: Integers
    tally: ReachSums
    times: Floats
    seconds: float


def reach_m(question: CoverageQuestion, supply: Supply) -> float:
    """Return how far from its people, in metres, a place may lie that matters to them."""
    # As near as it may be, a place is that much nearer than its point. No walk, and no estimate of
    # one, is shorter than the straight line.
    return question.limit_m - float(shift_m(supply.uncertainty_m, Scenario.POSSIBLE).min(initial=0))


def measure_tile(work: TileWork) -> TileSums:
    """Measure the people of a tile, and write their sums per cell."""
    people = _people(work)
    begin = time.perf_counter()
    network = _network(work)
    districts, of_entry = np.unique(people["district"], return_inverse=True)
    cells, of_cell = np.unique(
        np.floor(np.stack([people["x"], people["y"]], axis=1) / work.cell_m),
        axis=0,
        return_inverse=True,
    )
    found = []
    for first in range(0, len(people["x"]), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        x, y, group = (people[name][some] for name in ("x", "y", "group"))
        city = _city(network, x, y, group, work.crs)
        limit_m = work.question.limit_m
        walks = Walks.of(city, work.supply, limit_m=limit_m, known_limit_m=limit_m)
        tallies = (
            ReachSums.of(_numbered(each[some], many), walks, group, work.question)
            for each, many in ((of_entry, len(districts)), (of_cell.ravel(), len(cells)))
        )
        times = _times(walks, group, of_entry[some], len(districts), work.question)
        found.append((*tallies, times))
    tally, of_cells, times = (
        reduce(lambda one, other: one + other, each) for each in zip(*found, strict=True)
    )
    seconds = time.perf_counter() - begin
    _write_cells(work, cells, of_cells)
    return TileSums(work.name, len(people["x"]), districts.astype(np.int64), tally, times, seconds)


def _people(work: TileWork) -> dict[str, Floats]:
    """Read the people of the tile, batch after batch."""
    column = GROUP_COLUMNS[work.question.age]
    parts = [read_columns(path, ["district", column]) for path in sorted(work.people.iterdir())]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    joined["group"] = joined.pop(column)
    return joined


def _network(work: TileWork) -> Network:
    """Put the network around the tile together; one that comes near nothing where there is none."""
    box = work.box.wider(work.reach_m + COVERED_M)
    parts = [_edges(path, box) for path in work.network]
    if not any(len(part["a"]) for part in parts):
        return Network.nowhere()
    names = ("a", "b", "snapped_to", "ax", "ay", "bx", "by")
    edges = {name: np.concatenate([part[name] for part in parts]) for name in names}
    if not edges["snapped_to"].any():
        return Network.nowhere()
    order = np.lexsort([edges["b"], edges["a"]])
    edges = {name: values[order] for name, values in edges.items()}
    # Nodes keep their order, so edges do too, and of equally near ones the same is taken.
    _, first, row = np.unique(
        np.concatenate([edges["a"], edges["b"]]), return_index=True, return_inverse=True
    )
    x, y = (np.concatenate([edges[f"a{axis}"], edges[f"b{axis}"]])[first] for axis in ("x", "y"))
    a, b = np.split(row, 2)
    return Network(x, y, a, b, snapped_to=edges["snapped_to"])


def _edges(path: Path, box: Rectangle) -> dict[str, Floats]:
    """Read the edges of a file whose own box meets another."""
    edges = read_columns(path, ["a", "b", "snapped_to"])
    (ax, bx), (ay, by) = (edges.pop(axis).reshape(-1, 2).T for axis in ("x", "y"))
    near = (
        (np.minimum(ax, bx) <= box.east)
        & (np.maximum(ax, bx) >= box.west)
        & (np.minimum(ay, by) <= box.north)
        & (np.maximum(ay, by) >= box.south)
    )
    edges |= {"ax": ax, "ay": ay, "bx": bx, "by": by}
    return {name: values[near] for name, values in edges.items()}


def _city(network: Network, x: Floats, y: Floats, group: Floats, crs: ProjectedCrs) -> City:
    """Make the city of some people: the measures of walks ask for no more than where they live."""
    nobody = np.broadcast_to(np.float64(np.nan), len(x))
    people = People(
        x=x, y=y, buurt=np.zeros(len(x), dtype=np.int64), buurten=("",),
        **(dict.fromkeys(GROUPS, nobody) | {"inhabitants": group}),
    )  # fmt: skip
    homes = network.snap(x, y)
    return City(network, people, pd.DataFrame(), "", "", crs, homes, homes.off_m <= COVERED_M)


def _numbered(of_entry: Integers, many: int) -> LevelDistricts:
    """Return districts, or cells, of which only the numbers matter."""
    names = np.arange(many).astype(object)
    return LevelDistricts(names, names, of_entry, Level.BUURT)


def _times(
    walks: Walks, group: Floats, of_entry: Integers, many: int, question: CoverageQuestion
) -> Floats:
    """Add up people by kind, district and tenth of a minute."""
    longest = round(max(question.minutes) * TENTHS) + 1
    people = np.nan_to_num(group)
    found = np.zeros((len(question.kinds), many, longest))
    for at, kind in enumerate(question.kinds):
        metres = walks.metres[KINDS.index(kind), Scenario.KNOWN]
        there = np.flatnonzero(np.isfinite(metres) & (people > 0))
        tenths = np.rint(metres[there] / question.metres_per_minute * TENTHS).astype(np.int64)
        cell = of_entry[there] * longest + tenths
        found[at] = sums_by(cell, people[there], many * longest).reshape(many, longest)
    return found


def _write_cells(work: TileWork, cells: Floats, tally: ReachSums) -> None:
    """Write the sums per cell, kind and limit."""
    question = work.question
    shape = (len(question.kinds), len(question.minutes), len(cells))
    kind, minutes, cell = (axis.ravel() for axis in np.indices(shape))
    sure, known, _, _, possible = np.moveaxis(tally.reach, 2, 0)
    centre = (cells + 0.5) * work.cell_m
    write_points(
        work.cells,
        work.crs.code,
        centre[cell, 0],
        centre[cell, 1],
        {
            "kind": np.array(question.kinds)[kind],
            "minutes": np.array(question.minutes, dtype=np.int32)[minutes],
            "residents": tally.people[cell],
            "in_reach_low": sure.ravel(),
            "in_reach": known.ravel(),
            "in_reach_high": possible.ravel(),
        },
    )
