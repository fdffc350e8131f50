"""What to look at in a walking network before its figures are trusted.

Three things go wrong when streets become a network: parts that hang loose (*islands*), ends that
nearly touch another way without being joined to it (*gaps*), and people who live far from any way
(*far*). None of them is an error: a dead end in a park may well end beside a ditch.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from geo.city.people import People
from geo.city.walking.network import COVERED_M, SMALL_ISLAND_M, Network
from geo.city.walking.snapping import Floats, Integers
from geo.model.crs import ProjectedCrs

FAR_M = 60.0
"""People farther from the network than this, in metres, are counted as far."""
NEAR_M = 3.0
"""A dead end this near to another way, in metres, seems to belong to it."""
ROUND_M = 250.0
"""Only where the walk from the dead end to that way is longer than this, in metres, or none."""
_AT_ONCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class NetworkFindings:
    """What was found; frames in the projected system of the city.

    Attributes
    ----------
    length_m
        Of the whole network.
    main_m
        Of its largest part.
    parts
        How many parts there are that are not connected.
    islands
        Lines of the parts below `SMALL_ISLAND_M`, the longest first: ``length_m`` and ``people``
        who live nearer to it than to the network that they step onto.
    gaps
        Points of dead ends: ``gap_m`` to the nearest way that it is not joined to, and ``round_m``
        walked to there, infinite where there is no walk.
    far
        Centres of squares: ``people`` and ``off_m``, farther than `FAR_M` from the network.
    people, outside
        How many people live near the network, and how many farther than `COVERED_M` from it.
    """

    length_m: float
    main_m: float
    parts: int
    islands: gpd.GeoDataFrame
    gaps: gpd.GeoDataFrame
    far: gpd.GeoDataFrame
    people: float
    outside: float

    @property
    def far_share(self) -> float:
        """Share, 0 to 1, of the people near the network who live farther than `FAR_M` from it."""
        return float(self.far["people"].sum() / self.people) if self.people else 0.0

    def lines(self) -> list[str]:
        """Return the findings in words, a line each."""
        alone = int(np.isinf(self.gaps["round_m"]).sum())
        islands_m, nearer = self.islands["length_m"].sum(), self.islands["people"].sum()
        network = (
            f"Network: {self.length_m / 1000:,.0f} km in {self.parts:,} parts, "
            f"{self.main_m / self.length_m:.1%} of it in the largest."
        )
        islands = (
            f"Islands: {len(self.islands):,} parts below {SMALL_ISLAND_M / 1000:g} km, together "
            f"{islands_m / 1000:,.0f} km; {nearer:,.0f} people live nearer to one than to the "
            "network that they step onto."
        )
        gaps = (
            f"Gaps: {len(self.gaps):,} dead ends within {NEAR_M:g} m of another way, to which the "
            f"walk is longer than {ROUND_M:g} m; from {alone:,} there is no walk at all."
        )
        far = (
            f"Far: {self.far['people'].sum():,.0f} of {self.people:,.0f} people near the network "
            f"live farther than {FAR_M:g} m from it ({self.far_share:.1%})."
        )
        outside = (
            f"Outside: {self.outside:,.0f} people live farther than {COVERED_M:g} m from it; "
            "their walks are estimated."
        )
        return [network, islands, gaps, far, outside]

    def write(self, out: Path) -> None:
        """Write the findings as a GeoPackage, a layer each; no walk is an empty cell."""
        gaps = self.gaps.assign(round_m=self.gaps["round_m"].replace(np.inf, np.nan))
        for layer, frame in (("islands", self.islands), ("gaps", gaps), ("far", self.far)):
            frame.to_file(out, layer=layer, driver="GPKG")


def check_network(network: Network, people: People, crs: ProjectedCrs) -> NetworkFindings:
    """Find islands, gaps, and people far from the network.

    Parameters
    ----------
    network
        As its city opens it, in the reference system of ``people``.
    crs
        That system.

    Returns
    -------
    NetworkFindings
        In the same order for the same network.

    Examples
    --------
    >>> from geo.city.areas import Areas
    >>> from geo.model.settings import settings
    >>> reference = settings().reference
    >>> network, people = Network.open(reference), People.open(reference)
    >>> found = check_network(network, people, Areas.open(reference).city.projected)
    >>> found.far_share < 0.01
    True
    """
    part = network.component[network.a]
    length_m = np.bincount(part, network.length_m)
    homes = network.snap(people.x, people.y)
    near = homes.off_m <= COVERED_M
    number = np.nan_to_num(people.inhabitants)
    far = near & (homes.off_m > FAR_M)
    squares = gpd.GeoDataFrame(
        {"people": number[far], "off_m": homes.off_m[far].round(1)},
        geometry=gpd.points_from_xy(people.x[far], people.y[far]),
        crs=crs.code,
    )
    return NetworkFindings(
        length_m=float(length_m.sum()),
        main_m=float(length_m[0]),
        parts=len(length_m),
        islands=_islands(network, people.x[near], people.y[near], number[near], crs),
        gaps=_gaps(network, crs),
        far=squares.sort_values("people", ascending=False, ignore_index=True),
        people=float(number[near].sum()),
        outside=float(number[~near].sum()),
    )


def _islands(
    network: Network, x: Floats, y: Floats, people: Floats, crs: ProjectedCrs
) -> gpd.GeoDataFrame:
    part = network.component[network.a]
    length_m = np.bincount(part, network.length_m)
    small = np.flatnonzero((length_m < SMALL_ISLAND_M) & (np.arange(len(length_m)) > 0))
    all_parts = Network(network.x, network.y, network.a, network.b)
    nearest = part[all_parts.snap(x, y).edge] if len(x) else np.empty(0, dtype=np.int64)
    living = np.bincount(nearest, people, minlength=len(length_m))
    edges = np.flatnonzero(np.isin(part, small))
    lines = _lines(network, edges)
    shapes = [shapely.multilinestrings(lines[part[edges] == one]) for one in small]
    return gpd.GeoDataFrame(
        {"length_m": length_m[small].round(1), "people": living[small]},
        geometry=np.array(shapes, dtype=object),
        crs=crs.code,
    )


def _gaps(network: Network, crs: ProjectedCrs) -> gpd.GeoDataFrame:
    """Find dead ends near a way to which the walk is long."""
    nodes = len(network.x)
    degree = np.bincount(np.concatenate([network.a, network.b]), minlength=nodes)
    ends = np.flatnonzero(degree == 1)
    tree = shapely.STRtree(_lines(network, np.arange(len(network.a))))
    points = np.asarray(shapely.points(network.x[ends], network.y[ends]))
    end, edge = tree.query(points, predicate="dwithin", distance=NEAR_M)
    own = (network.a[edge] == ends[end]) | (network.b[edge] == ends[end])
    end, edge = end[~own], edge[~own]
    gap_m = np.asarray(shapely.distance(points[end], tree.geometries[edge]))
    order = np.lexsort([edge, gap_m, end])
    end, first = np.unique(end[order], return_index=True)
    edge, gap_m = edge[order][first], gap_m[order][first]
    round_m = _walks(network, ends[end], edge)
    found = round_m > ROUND_M
    return gpd.GeoDataFrame(
        {"gap_m": gap_m[found].round(1), "round_m": round_m[found].round(0)},
        geometry=points[end[found]],
        crs=crs.code,
    ).sort_values(["round_m", "gap_m"], ascending=[False, True], ignore_index=True)


def _walks(network: Network, start: Integers, edge: Integers) -> Floats:
    """Return the walk from each node to the nearer end of an edge; infinite where there is none.

    Whether there is any is known from the parts. Most walks are short, and to search the whole
    network for each would take minutes, so the search widens only for those not yet found.
    """
    metres = np.full(len(start), np.inf)
    connected = network.component[start] == network.component[network.a[edge]]
    rows = np.flatnonzero(connected)
    for limit_m in (ROUND_M, 4 * ROUND_M, 16 * ROUND_M, np.inf):
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            reached = dijkstra(network.graph, indices=start[some], limit=limit_m)
            at = np.arange(len(some))
            ends = reached[at, network.a[edge[some]]], reached[at, network.b[edge[some]]]
            metres[some] = np.minimum(*ends)
        rows = rows[np.isinf(metres[rows])]
    return metres


def _lines(network: Network, edges: Integers) -> NDArray[np.object_]:
    a, b = network.a[edges], network.b[edges]
    ends = np.stack([network.x[a], network.y[a], network.x[b], network.y[b]], axis=1)
    return np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)))
