"""How far the places of a release are from a start, on foot and in a straight line."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from geo.city.walking.detour import USUAL
from geo.city.walking.network import COVERED_M, Network
from geo.city.walking.snapping import Floats, Integers, Snapped
from geo.city.walking.speeds import SPEEDS
from geo.search.known import PlaceIndex

LIMIT_M = 5_000.0
"""Longest walk measured, in metres: about an hour. Farther is not a walk for most people."""
METRES_PER_MINUTE = SPEEDS["walk"] * 1000 / 60
"""The ordinary walking speed of `geo.planning.coverage`: 4.8 km/h."""


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """From one start to every place; arrays by position.

    Attributes
    ----------
    straight_m
        Straight line in metres (EPSG:28992); NaN for a place without a point.
    walk_m
        Along the network, in metres; NaN where it does not reach, or farther than `LIMIT_M`.
    order_m
        Sort key in metres: the walk, or else what the straight line suggests; beyond the
        limit where the network shows the place to be beyond it. Infinite without a point.
    """

    straight_m: Floats
    walk_m: Floats
    order_m: Floats

    @classmethod
    def unknown(cls, size: int) -> Distances:
        """Make distances for places of which none is known."""
        nothing = np.full(size, np.nan)
        return cls(nothing, nothing, nothing)


class Walker:
    """Measures distances; opens the network on first use, once."""

    def __init__(self, open_network: Callable[[], Network]) -> None:
        self._open_network = open_network
        self._opening = threading.Lock()
        self._network: Network | None = None
        self._snapped: WeakKeyDictionary[PlaceIndex, tuple[Integers, Snapped]] = WeakKeyDictionary()

    def network(self) -> Network:
        """Return the network, opened once."""
        with self._opening:
            if self._network is None:
                self._network = self._open_network()
            return self._network

    def measure(self, known: PlaceIndex, lon: float, lat: float) -> Distances:
        """Measure from a point to all places.

        Parameters
        ----------
        lon, lat
            EPSG:4326 degrees.
        """
        x, y = (float(number) for number in known.directory.city.projected.xy(lon, lat))
        straight = np.hypot(known.x - x, known.y - y)
        walk = np.full(len(known), np.nan)
        order = np.where(known.located, USUAL.metres(straight), np.inf)
        if not (math.isfinite(x) and math.isfinite(y)) or not known.located.any():
            return Distances(straight, walk, order)
        network = self.network()
        rows, places = self._places(network, known)
        start = network.snap([x], [y])
        if start.off_m[0] > COVERED_M or not len(rows):
            return Distances(straight, walk, order)
        metres = network.walk_between(start, places, limit_m=LIMIT_M).metres
        walk[rows] = np.where(np.isfinite(metres), metres, np.nan)
        # A place at the exact starting point needs no walk by way of the street.
        walk[rows] = np.where(straight[rows] < 1.0, 0.0, walk[rows])
        order[rows] = np.where(np.isnan(walk[rows]), np.maximum(order[rows], LIMIT_M), walk[rows])
        return Distances(straight, walk, order)

    def _places(self, network: Network, known: PlaceIndex) -> tuple[Integers, Snapped]:
        """Return the places that the network covers, and where on it they are; kept per release."""
        kept = self._snapped.get(known)
        if kept is None:
            located = np.flatnonzero(known.located)
            points = network.snap(known.x[located], known.y[located])
            covered = points.off_m <= COVERED_M
            kept = located[covered].astype(np.int64), points[covered]
            self._snapped[known] = kept
        return kept


def minutes(walk_m: float) -> int:
    """Return the whole minutes that a walk takes, rounded to the nearest and at least 1.

    Parameters
    ----------
    walk_m
        Metres.

    Returns
    -------
    int
        At `METRES_PER_MINUTE`.

    Examples
    --------
    >>> minutes(650.0)
    8
    """
    return max(1, round(walk_m / METRES_PER_MINUTE))
