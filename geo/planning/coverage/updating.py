"""Walks after places open or close: only what changes is measured again, with equal results.

A place that opens costs one search from its own point. For one that closes, a search from it finds
the people who were nearest to it; a second search finds their next nearest place.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from geo.city.walking.snapping import Floats, Integers
from geo.planning.coverage.city import City
from geo.planning.coverage.question import KINDS
from geo.planning.coverage.supply import Supply
from geo.planning.coverage.walks import DOUBT_OF, EITHER, Scenario, Walks, nearest_walk, shift_m

_NONE = -1
_SAME_M = 1e-6
_NOT_FAR = 2
"""Multiple of the limit within which a replacement for a lost place is first sought."""


def updated(
    city: City, supply: Supply, walks: Walks, *, gone: Collection[str], come: Supply
) -> tuple[Supply, Walks]:
    """Return the places and walks after some places go and others come.

    Parameters
    ----------
    supply, walks
        The places before, and the walks to them; they stay as they are.
    gone
        Ids of places that go; an unknown id changes nothing.

    Returns
    -------
    Supply, Walks
        Those that stay, then those that come; equal to `Walks.of` for them.
    """
    stays = np.array([one not in gone for one in supply.ids], dtype=bool)
    after = supply.take(stays).joined(come)
    walks = walks.copy()
    # Walks keep the position of the nearest place, so positions change along with the places.
    renumbered = np.append(np.where(stays, np.cumsum(stays) - 1, _NONE), _NONE)
    for at, kind in enumerate(KINDS[:EITHER]):
        for layer in Scenario:
            goes = np.flatnonzero(
                ~stays & (supply.kind == kind) & (supply.doubt == DOUBT_OF[layer])
            )
            others = np.flatnonzero(
                stays & (supply.kind == kind) & (supply.doubt == DOUBT_OF[layer])
            )
            if len(goes):
                _take_away(city, supply, walks, (at, layer), goes, others)
        walks.nearest[at] = renumbered[walks.nearest[at]]
        for layer in Scenario:
            comes = np.flatnonzero((come.kind == kind) & (come.doubt == DOUBT_OF[layer]))
            if len(comes):
                _bring(city, come, walks, (at, layer), comes, first=int(stays.sum()))
    return after, walks.with_either()


def _take_away(  # noqa: PLR0913, PLR0917 - a step of the function above
    city: City,
    supply: Supply,
    walks: Walks,
    at: tuple[int, Scenario],
    goes: Integers,
    others: Integers,
) -> None:
    """Measure again for those to whom one of these places was the nearest."""
    kind, layer = at
    metres = walks.metres[at]
    points = city.network.snap(supply.x, supply.y)
    limit_m = walks.limit_m
    if layer is Scenario.KNOWN:
        stale = np.flatnonzero(np.isin(walks.nearest[kind], goes))
    else:
        of_goes = nearest_walk(
            city, points[goes], supply.uncertainty_m[goes], layer, limit_m=limit_m
        )
        was_nearest = np.isfinite(of_goes.metres) & (of_goes.metres <= metres + _SAME_M)
        stale = np.flatnonzero(was_nearest)
        others = others[_could_replace(supply, goes, others, layer, limit_m)]
    if not len(stale):
        return
    if layer is not Scenario.KNOWN:
        uncertainty_m = supply.uncertainty_m[others]
        walk = nearest_walk(
            city, points[others], uncertainty_m, layer, limit_m=limit_m, entries=stale
        )
        metres[stale] = walk.metres
        return
    metres[stale] = np.inf
    walks.nearest[kind, stale] = _NONE
    walks.estimated[kind, stale] = ~city.covered[stale]
    # Most people find another place nearby; only the rest need a search through all places.
    for farthest in (_NOT_FAR * limit_m, np.inf):
        around = others[_around(city, supply, stale, others, farthest)]
        walk = nearest_walk(
            city, points[around], supply.uncertainty_m[around], layer,
            limit_m=farthest, entries=stale,
        )  # fmt: skip
        found = walk.source != _NONE
        metres[stale[found]] = walk.metres[found]
        walks.nearest[kind, stale[found]] = around[walk.source[found]]
        walks.estimated[kind, stale[found]] = walk.estimated[found]
        stale = stale[~found]
        if not len(stale):
            break


def _around(
    city: City, supply: Supply, entries: Integers, places: Integers, farthest: float
) -> NDArray[np.bool_]:
    """Select the places in the bounding box around some of the people."""
    x, y = city.people.x[entries], city.people.y[entries]
    near: NDArray[np.bool_] = (
        (supply.x[places] >= x.min() - farthest)
        & (supply.x[places] <= x.max() + farthest)
        & (supply.y[places] >= y.min() - farthest)
        & (supply.y[places] <= y.max() + farthest)
    )
    return near


def _could_replace(
    supply: Supply, goes: Integers, others: Integers, layer: Scenario, limit_m: float
) -> NDArray[np.bool_]:
    """Select the places that somebody within the limit of a lost place could also reach.

    A walk is never shorter than the straight line, so straight distances suffice.
    """
    reach = np.maximum(limit_m - shift_m(supply.uncertainty_m, layer), 0)
    apart = np.hypot(
        supply.x[others, None] - supply.x[goes], supply.y[others, None] - supply.y[goes]
    )
    near = apart <= reach[others, None] + reach[goes]
    return np.asarray(near.any(axis=1), dtype=np.bool_)


def _bring(  # noqa: PLR0913 - a step of the function above
    city: City,
    come: Supply,
    walks: Walks,
    at: tuple[int, Scenario],
    rows: Integers,
    *,
    first: int,
) -> None:
    """Use the new places where they are nearer."""
    kind, layer = at
    limit_m = walks.limit_m
    if layer is Scenario.KNOWN:
        limit_m = _farthest_nearer(city, come, walks.metres[at], rows)
    points = city.network.snap(come.x[rows], come.y[rows])
    walk = nearest_walk(city, points, come.uncertainty_m[rows], layer, limit_m=limit_m)
    nearer = walk.metres < walks.metres[at]
    walks.metres[at][nearer] = walk.metres[nearer]
    if layer is Scenario.KNOWN:
        walks.nearest[kind, nearer] = first + rows[walk.source[nearer]]
        walks.estimated[kind, nearer] = walk.estimated[nearer]


def _farthest_nearer(city: City, come: Supply, metres: Floats, rows: Integers) -> float:
    """Return the longest walk that a new place could shorten; none is longer than it was.

    A walk is never shorter than the straight line, so all others stay as they are.
    """
    x, y = city.people.x[:, None], city.people.y[:, None]
    straight = np.hypot(x - come.x[rows], y - come.y[rows]).min(axis=1)
    return float(metres[straight < metres + _SAME_M].max(initial=0.0))
