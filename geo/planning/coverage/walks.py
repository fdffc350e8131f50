"""How far everybody walks to the nearest place, for each kind and for each thing not known.

One pass over the network per kind and layer. A place that may be ``u`` metres from its point is
at most the walk of those ``u`` metres nearer or farther on foot, because no walk is longer than by
way of its point. So the pass starts at ``+u`` for those who certainly reach it and at ``-u`` for
those who may.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from geo.city.walking.detour import LONGEST, SHORTEST, USUAL, Detour
from geo.city.walking.network import COVERED_M, Walk
from geo.city.walking.snapping import Floats, Integers, Snapped
from geo.planning.coverage.city import City
from geo.planning.coverage.question import KINDS
from geo.planning.coverage.supply import Doubt, Supply

EITHER = len(KINDS) - 1
"""Position in `KINDS` of either kind."""
_NONE = -1
_MAX_CELLS = 4_000_000
_MICROMETRE = 6
"""Decimals of a metre that are kept."""
_SLACK_M = 0.001
"""Looked for beyond the limit, so that rounding on the way leaves nobody out."""


class Scenario(IntEnum):
    """Which places count, and how near they are assumed to be."""

    KNOWN = 0
    """Known to be open, at their points."""
    SURE = 1
    """Known to be open, as far away as they may be."""
    POSSIBLE = 2
    """Known to be open, as near as they may be."""
    STATUS = 3
    """Perhaps open (`Doubt.STATUS`), as near as they may be."""
    HOURS = 4
    """Perhaps open then (`Doubt.HOURS`), as near as they may be."""


DOUBT_OF = {
    Scenario.KNOWN: Doubt.NONE,
    Scenario.SURE: Doubt.NONE,
    Scenario.POSSIBLE: Doubt.NONE,
    Scenario.STATUS: Doubt.STATUS,
    Scenario.HOURS: Doubt.HOURS,
}
"""Which places count in a scenario."""

_PER_METRE = 1.32
"""Metres walked per metre in a straight line, in the middle of the measured walks of 200 to
1,500 m; the point that a place may be away from is on a street."""
_SIDE = {Scenario.KNOWN: 0, Scenario.SURE: 1}


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """The walk of everybody to the nearest place.

    Attributes
    ----------
    metres
        By kind (`KINDS`), scenario and entry of the people; infinite where there is no place, or
        none within ``limit_m`` (in `Scenario.KNOWN`: within ``known_limit_m``).
    nearest
        By kind and entry: position of the nearest place in the scenario `Scenario.KNOWN`, -1 for
        none.
    estimated
        By kind and entry: whether that distance is estimated from the straight line, or would be,
        for people outside the network.
    limit_m
        How far walks were measured, in metres.
    known_limit_m
        How far to known places at their points; infinite for as far as the network goes.
    """

    metres: Floats
    nearest: Integers
    estimated: NDArray[np.bool_]
    limit_m: float
    known_limit_m: float = np.inf

    @classmethod
    def of(
        cls, city: City, supply: Supply, *, limit_m: float, known_limit_m: float = np.inf
    ) -> Walks:
        """Measure from every place.

        Parameters
        ----------
        limit_m
            How far to measure, in metres.
        known_limit_m
            How far to measure to known places at their points. A walking time beyond it is not
            known; a section of a country can't know it.

        Returns
        -------
        Walks
            For both kinds and for either.
        """
        entries = len(city.people)
        metres = np.full((len(KINDS), len(Scenario), entries), np.inf)
        nearest = np.full((len(KINDS), entries), _NONE, dtype=np.int64)
        estimated = np.tile(~city.covered, (len(KINDS), 1))
        points = city.network.snap(supply.x, supply.y) if len(supply) else None
        for at, kind in enumerate(KINDS[:EITHER]):
            for layer in Scenario:
                rows = np.flatnonzero((supply.kind == kind) & (supply.doubt == DOUBT_OF[layer]))
                if points is None or not len(rows):
                    continue
                farthest = known_limit_m if layer is Scenario.KNOWN else limit_m
                walk = nearest_walk(
                    city, points[rows], supply.uncertainty_m[rows], layer, limit_m=farthest
                )
                metres[at, layer] = walk.metres
                if layer is Scenario.KNOWN:
                    nearest[at] = np.where(walk.source == _NONE, _NONE, rows[walk.source])
                    estimated[at] = walk.estimated
        return cls(metres, nearest, estimated, limit_m, known_limit_m).with_either()

    def with_either(self) -> Walks:
        """Fill in the nearest of either kind, in place; only for arrays that nobody else holds."""
        both, metres = slice(EITHER), self.metres
        metres[EITHER] = metres[both].min(axis=0)
        first = metres[0, Scenario.KNOWN] <= metres[1, Scenario.KNOWN]
        self.nearest[EITHER] = np.where(first, self.nearest[0], self.nearest[1])
        self.estimated[EITHER] = np.where(first, self.estimated[0], self.estimated[1])
        return self

    def copy(self) -> Walks:
        """Copy these walks with arrays of their own."""
        return replace(
            self,
            metres=self.metres.copy(),
            nearest=self.nearest.copy(),
            estimated=self.estimated.copy(),
        )

    def low(self, kind: int) -> Floats:
        """Metres to the nearest place that is certainly open, as far away as it may be."""
        metres: Floats = self.metres[kind, Scenario.SURE]
        return metres

    def high(self, kind: int) -> Floats:
        """Metres to the nearest place that may be open, as near as it may be."""
        metres: Floats = self.metres[kind, Scenario.POSSIBLE :].min(axis=0)
        return metres


def shift_m(uncertainty_m: Floats, layer: Scenario) -> Floats:
    """Return how much farther (or, below zero, nearer) places are assumed to be, in metres."""
    return uncertainty_m * _PER_METRE * _SIDE.get(layer, -1)


def nearest_walk(  # noqa: PLR0913 - what, from where, how far, for whom
    city: City,
    points: Snapped,
    uncertainty_m: Floats,
    layer: Scenario,
    *,
    limit_m: float,
    entries: Integers | None = None,
) -> Walk:
    """Return everybody's walk to the nearest of some places, in one scenario.

    Parameters
    ----------
    entries
        Measure only for these entries of the people; None for all.

    Returns
    -------
    Walk
        Distances in metres, 0 or more; estimated where a home or its place is outside the network.
    """
    homes, covered = city.homes, city.covered
    if entries is not None:
        homes, covered = homes[entries], covered[entries]
    detour = {Scenario.KNOWN: USUAL, Scenario.SURE: LONGEST}.get(layer, SHORTEST)
    shift = shift_m(uncertainty_m, layer)
    # A place assumed to be nearer gets a negative head start. Dijkstra's algorithm takes no
    # negative lengths, so every place starts later by the same amount, subtracted at the end.
    later = -min(float(shift.min(initial=0)), 0.0)
    start = shift + later
    # Along the network: from the places that it covers to the homes that it covers.
    inside = points.off_m <= COVERED_M
    metres = np.full(len(homes), np.inf)
    source = np.full(len(homes), _NONE, dtype=np.int64)
    estimated = ~covered
    here = np.flatnonzero(inside)
    if len(here) and covered.any():
        entering = replace(points[here], off_m=points.off_m[here] + start[here])
        walk = city.network.walk_between(
            entering, homes[covered], limit_m=limit_m + later + _SLACK_M
        )
        metres[covered] = walk.metres
        source[covered] = np.where(walk.source == _NONE, _NONE, here[walk.source])
    # In a straight line: homes off the network to every place, and the other homes to places off
    # the network, which may still be nearer than one on it.
    for places, rows in (
        (np.arange(len(points)), np.flatnonzero(~covered)),
        (np.flatnonzero(~inside), np.flatnonzero(covered)),
    ):
        _estimate(points, start, places, homes, rows, detour, (metres, source, estimated))
    # Take the common delay off again, and drop what turns out to lie beyond the limit. Below a
    # micrometre there is nothing but rounding, which depends on the delay.
    metres = np.maximum(np.round(metres - later, _MICROMETRE), 0)
    far = ~(metres <= limit_m) | (source == _NONE)
    metres[far], source[far] = np.inf, _NONE
    return Walk(metres, source, estimated & (~covered | ~far))


def _estimate(  # noqa: PLR0913, PLR0917 - a step of the function above
    points: Snapped,
    start: Floats,
    places: Integers,
    homes: Snapped,
    rows: Integers,
    detour: Detour,
    found: tuple[Floats, Integers, NDArray[np.bool_]],
) -> None:
    """Fill in what straight lines suggest where that is shorter, in place."""
    metres, source, estimated = found
    if not len(places):
        return
    at_once = max(1, _MAX_CELLS // len(places))
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        straight = np.hypot(
            homes.x[some, None] - points.x[places], homes.y[some, None] - points.y[places]
        )
        walk = detour.metres(straight) + start[places]
        best = walk.argmin(axis=1)
        shortest = walk[np.arange(len(some)), best]
        nearer = shortest < metres[some]
        metres[some[nearer]] = shortest[nearer]
        source[some[nearer]] = places[best[nearer]]
        estimated[some[nearer]] = True
