"""Good choices of candidates, and how much better the best could be."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from geo.planning.siting.exact import ask
from geo.planning.siting.gains import EPSILON, BenefitMatrix, Positions

ROUNDS = 400
"""Steps of the relaxation."""
PATIENCE = 15
"""Steps without a better bound after which the stride is halved."""
MEMORY = 0.5
"""Share of the last direction that the next one keeps."""
TOO_MANY = 2_000_000
"""Pairs above which HiGHS is not tried: it would not finish within minutes."""


def best_sites(gains: BenefitMatrix, sites: int, seconds: float) -> tuple[list[int], float]:
    """Choose the candidates that together give most, and bound what any choice could give.

    Parameters
    ----------
    sites
        How many at most.
    """
    chosen = exchange(gains, greedy(gains, sites))
    chosen, bound, open_ones = _relax(gains, sites, chosen)
    value = gains.value(chosen)
    if bound <= value * (1 + EPSILON) or not seconds:
        return chosen, max(bound, value)
    few = gains.only(open_ones)
    if len(few.gain) > TOO_MANY:
        return chosen, bound
    answer, ceiling = ask(few, sites, seconds)
    found = [int(candidate) for candidate in open_ones[answer]]
    chosen = max(chosen, found, key=gains.value)
    # No choice with a candidate that the relaxation closed gives more than what was known already.
    return chosen, min(bound, max(ceiling, value))


def greedy(gains: BenefitMatrix, sites: int) -> list[int]:
    """Add the candidate that adds most, until nothing adds anything.

    What a candidate adds never grows, so an old figure is an upper bound and most need no recount
    (Minoux, 1978). Among equals the first wins.

    Parameters
    ----------
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
        # An old figure: count again, and put the candidate back in the queue.
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
    """Swap one candidate for another as long as that gives more (Teitz and Bart, 1968)."""
    chosen = list(chosen)
    unmoved = position = 0
    while unmoved < len(chosen):
        # With this candidate left out, see whether another adds more than it did.
        best = gains.best(chosen[:position] + chosen[position + 1 :])
        _, adds = gains.beyond(best)
        other = int(adds.argmax())
        unmoved += 1
        if adds[other] > adds[chosen[position]] * (1 + EPSILON):
            chosen[position], unmoved = other, 1
        position = (position + 1) % len(chosen)
    return chosen


def in_order(gains: BenefitMatrix, chosen: Sequence[int]) -> tuple[list[int], list[float]]:
    """Order candidates by what they add, and return what each adds.

    Parameters
    ----------
    chosen
        Candidates; those that add nothing are left out.
    """
    members = np.array(sorted(chosen), dtype=np.int64)
    order = greedy(gains.only(members), len(members))
    ordered = [int(members[position]) for position in order]
    return ordered, gains.steps(ordered)


def _relax(
    gains: BenefitMatrix, sites: int, chosen: list[int]
) -> tuple[list[int], float, Positions]:
    """Bound the best value by Lagrangian relaxation with subgradient steps (Fisher, 1981).

    The rule that a point takes from one candidate only is dropped, at a price per point. For any
    prices, their sum plus the best candidates' surplus over them is an upper bound. A candidate
    that cannot be part of a better choice is closed.
    """
    # No price can usefully exceed the largest gain of its point. Start at half of what points get.
    most = np.zeros(gains.points)
    np.maximum.at(most, gains.point, gains.gain)
    price, slope = gains.best(chosen) / 2, np.zeros(gains.points)
    value, bound, stride, waited = gains.value(chosen), np.inf, 1.0, 0
    is_open = np.ones(gains.candidates, dtype=bool)
    taken = min(sites, gains.candidates)
    for _ in range(ROUNDS):
        # At these prices the best choice is simply the candidates with the largest surplus.
        over, surplus = gains.beyond(price)
        top = np.argsort(-surplus, kind="stable")[:taken]
        now = float(price.sum() + surplus[top].sum())
        # That choice is also a real one, which may beat the best seen so far.
        seen = gains.value(top.tolist())
        if seen > value:
            chosen, value = top.tolist(), seen
        # Forcing a candidate in replaces the worst of the top. If even the bound that leaves does
        # not exceed the best value, the candidate is in no better choice.
        is_open &= now - surplus[top[-1]] + np.minimum(surplus, surplus[top[-1]]) > value
        # Halve the stride when the bound has stopped improving.
        waited += 1
        if now < bound:
            bound, waited = now, 0
        elif waited == PATIENCE:
            stride, waited = stride / 2, 0
        if bound <= value * (1 + EPSILON):
            break
        # Step along the subgradient: the price of a point rises with each extra candidate that
        # serves it, and falls where none does.
        in_top = np.zeros(gains.candidates, dtype=bool)
        in_top[top] = True
        given = np.repeat(in_top, np.diff(gains.start)) & (over > 0)
        # Keep part of the last direction, or the prices swing to and fro.
        slope = slope * MEMORY + 1 - np.bincount(gains.point[given], minlength=gains.points)
        # A price of zero cannot fall, and one equal to the point's largest gain need not rise.
        free = ~((price <= 0) & (slope > 0) | (price >= most) & (slope < 0))
        steep = float(slope[free] @ slope[free])
        if not steep:
            break
        price = np.clip(price - stride * (now - value) / steep * slope * free, 0, most)
    is_open[chosen] = True
    return chosen, bound, np.flatnonzero(is_open)
