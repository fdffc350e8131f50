"""Every walk between a set of points and where people live, within a limit."""

from __future__ import annotations

import numpy as np

from geo.city.walking.detour import USUAL
from geo.city.walking.network import COVERED_M, Pairs
from geo.city.walking.snapping import Floats
from geo.planning.coverage.city import City

_MAX_CELLS = 4_000_000
"""Most distances held at once, to bound memory."""


def walks_to_people(city: City, x: Floats, y: Floats, *, limit_m: float) -> Pairs:
    """Return every pair of a point and an entry of the people within walking distance.

    Parameters
    ----------
    x, y
        The points, EPSG:28992.
    limit_m
        The farthest walk that matters, in metres.

    Returns
    -------
    Pairs
        Along the network where it covers both; else estimated: `geo.city.walking.detour.USUAL`.
    """
    points, homes = city.network.snap(x, y), city.homes
    inside = points.off_m <= COVERED_M
    within, without = np.flatnonzero(inside), np.flatnonzero(~inside)
    covered, uncovered = np.flatnonzero(city.covered), np.flatnonzero(~city.covered)
    pairs = city.network.walks_within(points[within], homes[covered], limit_m=limit_m)
    found = [(within[pairs.source], covered[pairs.target], pairs.metres)]
    for sources, targets in (
        (np.arange(len(points)), uncovered),
        (without, covered),
    ):
        at_once = max(1, _MAX_CELLS // (len(targets) + 1))
        for first in range(0, len(sources), at_once):
            some = sources[first : first + at_once]
            straight = np.hypot(
                points.x[some, None] - homes.x[targets], points.y[some, None] - homes.y[targets]
            )
            walked = USUAL.metres(straight)
            source, target = np.nonzero(walked <= limit_m)
            found.append((some[source], targets[target], walked[source, target]))
    source, target, metres = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort([target, source])
    return Pairs(source[order], target[order], metres[order])
