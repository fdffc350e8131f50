"""Good choices of candidates, and how much better the best could be."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from geo.planning.siting.exact import ask
from geo.planning.siting.gains import HAIR, BenefitMatrix, Positions

ROUNDS = 400
"""Steps of the relaxation."""
PATIENCE = 15
"""Steps without a better bound after which the stride is halved."""
MEMORY = 0.5
"""Share of the last direction that the next one keeps."""
TOO_MANY = 2_000_000
"""Pairs above which HiGHS is not asked: it would not be done in minutes."""


def best_sites(gains: BenefitMatrix, sites: int, seconds: float) -> tuple[list[int], float]:
    """Choose the candidates that give most together, and say what they could give at most.

    Parameters
    ----------
    gains
        What each would give.
    sites
        How many at most.
    seconds
        Time for HiGHS.

    Returns
    -------
    list of int, float
        Candidates, and the bound.
    """
    chosen = exchange(gains, greedy(gains, sites))
    chosen, bound, open_ones = _relax(gains, sites, chosen)
    value = gains.value(chosen)
    if bound <= value * (1 + HAIR) or not seconds:
        return chosen, max(bound, value)
    few = gains.only(open_ones)
    if len(few.gain) > TOO_MANY:
        return chosen, bound
    answer, ceiling = ask(few, sites, seconds)
    found = [int(candidate) for candidate in open_ones[answer]]
    chosen = max(chosen, found, key=gains.value)
    # What the relaxation closed gives no more than what was known before.
    return chosen, min(bound, max(ceiling, value))


def greedy(gains: BenefitMatrix, sites: int) -> list[int]:
    """Take the candidate that adds most, time and again, until nothing adds anything.

    What a candidate adds never grows, so an old figure is an upper bound and most need not be
    counted again (Minoux, 1978). Of equal ones the first is taken.

    Parameters
    ----------
    gains
        What each would give.
    sites
        How many at most.

    Returns
    -------
    list of int
        Candidates, in the order in which they were taken.
    """
    best = np.zeros(gains.points)
    _, first = gains.beyond(best)
    heap = [(-adds, candidate, 0) for candidate, adds in enumerate(first.tolist()) if adds > 0]
    heapq.heapify(heap)
    chosen: list[int] = []
    while heap and len(chosen) < sites:
        _, candidate, counted = heapq.heappop(heap)
        if counted < len(chosen):
            adds = gains.more(candidate, best)
            if adds > 0:
                heapq.heappush(heap, (-adds, candidate, len(chosen)))
            continue
        chosen.append(candidate)
        own = slice(gains.start[candidate], gains.start[candidate + 1])
        best[gains.point[own]] = np.maximum(best[gains.point[own]], gains.gain[own])
    return chosen


def exchange(gains: BenefitMatrix, chosen: Sequence[int]) -> list[int]:
    """Replace one candidate by another as long as that gives more (Teitz and Bart, 1968).

    Parameters
    ----------
    gains
        What each would give.
    chosen
        Candidates to begin with.

    Returns
    -------
    list of int
        As many candidates.
    """
    chosen = list(chosen)
    unmoved = position = 0
    while unmoved < len(chosen):
        best = gains.best(chosen[:position] + chosen[position + 1 :])
        _, adds = gains.beyond(best)
        other = int(adds.argmax())
        unmoved += 1
        if adds[other] > adds[chosen[position]] * (1 + HAIR):
            chosen[position], unmoved = other, 1
        position = (position + 1) % len(chosen)
    return chosen


def in_order(gains: BenefitMatrix, chosen: Sequence[int]) -> tuple[list[int], list[float]]:
    """Put candidates in the order of what they add, and say what each adds.

    Parameters
    ----------
    gains
        What each would give.
    chosen
        Candidates; those that add nothing are left out.

    Returns
    -------
    list of int, list of float
        Candidates and what each adds to those before it.
    """
    members = np.array(sorted(chosen), dtype=np.int64)
    order = greedy(gains.only(members), len(members))
    ordered = [int(members[position]) for position in order]
    return ordered, gains.steps(ordered)


def _relax(
    gains: BenefitMatrix, sites: int, chosen: list[int]
) -> tuple[list[int], float, Positions]:
    """Bound the best value by Lagrangian relaxation with subgradient steps (Fisher, 1981).

    That a point takes from one candidate only is given up, at a price per point. For any prices the
    sum of the prices and of the best candidates' surplus over them is an upper bound. A candidate
    whose surplus could not make up for the worst of the best is closed: it is in no better choice.

    Gives the best choice seen, the bound, and the candidates that may still be in a better one.
    """
    most = np.zeros(gains.points)
    np.maximum.at(most, gains.point, gains.gain)
    price, slope = gains.best(chosen) / 2, np.zeros(gains.points)
    value, bound, stride, waited = gains.value(chosen), np.inf, 1.0, 0
    is_open = np.ones(gains.candidates, dtype=bool)
    taken = min(sites, gains.candidates)
    for _ in range(ROUNDS):
        over, surplus = gains.beyond(price)
        top = np.argsort(-surplus, kind="stable")[:taken]
        now = float(price.sum() + surplus[top].sum())
        seen = gains.value(top.tolist())
        if seen > value:
            chosen, value = top.tolist(), seen
        is_open &= now - surplus[top[-1]] + np.maximum(surplus, surplus[top[-1]]) > value
        waited += 1
        if now < bound:
            bound, waited = now, 0
        elif waited == PATIENCE:
            stride, waited = stride / 2, 0
        if bound <= value * (1 + HAIR):
            break
        in_top = np.zeros(gains.candidates, dtype=bool)
        in_top[top] = True
        given = np.repeat(in_top, np.diff(gains.start)) & (over > 0)
        # Half of the last direction is kept, or the prices swing to and fro.
        slope = slope * MEMORY + 1 - np.bincount(gains.point[given], minlength=gains.points)
        # A price of zero cannot fall, one of all that the point can get need not rise.
        free = ~((price <= 0) & (slope > 0) | (price >= most) & (slope < 0))
        steep = float(slope[free] @ slope[free])
        if not steep:
            break
        price = np.clip(price - stride * (now - value) / steep * slope * free, 0, most)
    is_open[chosen] = True
    return chosen, bound, np.flatnonzero(is_open)
