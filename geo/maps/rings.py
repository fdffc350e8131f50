"""Where the pin of a place goes whose door is not known: within its ring, clear of other pins.

The same rule as ``_map/rings.js`` has for the map that moves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

_SHARES: Final = (0.45, 0.8)
_DIRECTIONS: Final = 8
_SPOTS: Final = (
    (0.0, 0.0),
    *(
        (share * math.cos(angle), share * math.sin(angle))
        for share in _SHARES
        for angle in (turn * math.tau / _DIRECTIONS for turn in range(_DIRECTIONS))
    ),
)
"""Where in a ring of radius 1 a pin may stand; the middle comes first."""


def slide(
    points: Sequence[tuple[float, float]], radii: Sequence[float], apart: float
) -> list[tuple[float, float]]:
    """Place pins so that they keep clear of each other as far as their rings allow.

    Parameters
    ----------
    points
        The middle of each ring, in a flat system.
    radii
        The radius of each ring, in its unit; 0 for a pin that may not move.
    apart
        How far pins should be from each other, in the same unit.

    Returns
    -------
    list of tuple of float
        Where each pin stands, in the order of the points: in the middle where that is free.

    Examples
    --------
    >>> slide([(0.0, 0.0), (0.0, 0.0)], [0.0, 100.0], 40.0)
    [(0.0, 0.0), (45.0, 0.0)]
    """
    taken: dict[int, tuple[float, float]] = {}

    def nearest(spot: tuple[float, float]) -> float:
        return min((math.dist(spot, other) for other in taken.values()), default=math.inf)

    # Those that have the least room choose first.
    for one in sorted(range(len(points)), key=lambda at: radii[at]):
        (x, y), radius = points[one], radii[one]
        spots = [(x + radius * a, y + radius * b) for a, b in (_SPOTS if radius else _SPOTS[:1])]
        free = (spot for spot in spots if nearest(spot) >= apart)
        taken[one] = next(free, max(spots, key=nearest))
    return [taken[one] for one in range(len(points))]
