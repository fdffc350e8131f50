"""The spread of points: a centre and the radius that holds nine in ten of them.

All in metres, EPSG:28992. Points are first thinned on a grid, so that a double row of trees does
not outweigh a single one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

SHARE = 90
"""Percentage of the points that a radius holds."""

Points: TypeAlias = NDArray[np.float64]
"""An array of x and y, one row per point."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A centre with the radius around it that holds 90 % of the points, in metres."""

    x: float
    y: float
    radius_90_m: int


def thin(points: Points, cell_m: float) -> Points:
    """Keep one point per cell of a grid: the first in the order of the points.

    Parameters
    ----------
    points
        Points, EPSG:28992.
    """
    _, first = np.unique(np.floor(points / cell_m), axis=0, return_index=True)
    return points[first]


def spread_on(points: Points) -> Spread:
    """Return the point nearest to the mean of all, and the radius around it.

    The mean of a bending street may lie beside it, or in water; one of its points never does.

    Parameters
    ----------
    points
        At least one point, EPSG:28992.
    """
    middle = points[np.argmin(_distances(points, points.mean(axis=0)))]
    return spread_around(middle, points)


def spread_around(centre: Points, points: Points) -> Spread:
    """Return the radius around a known centre.

    Parameters
    ----------
    centre
        x and y, EPSG:28992.
    points
        At least one point, EPSG:28992.

    Returns
    -------
    Spread
        The centre and its radius, rounded up to whole metres.

    Examples
    --------
    >>> spread_around(np.array([0.0, 0.0]), np.array([[3.0, 4.0], [0.0, 1.0]]))
    Spread(x=0.0, y=0.0, radius_90_m=5)
    """
    radius = np.percentile(_distances(points, centre), SHARE)
    # Subtract an epsilon first, so that 30.000000001 does not become 31 on another processor.
    return Spread(float(centre[0]), float(centre[1]), int(np.ceil(radius - 1e-6)))


def _distances(points: Points, to: Points) -> Points:
    offset = points - to
    return np.hypot(offset[:, 0], offset[:, 1])
