"""Raising the lowest share among some buurten, and then reaching most people."""

from __future__ import annotations

import numpy as np

from geo.planning.siting.exact import ask
from geo.planning.siting.gains import EPSILON, BenefitMatrix, MaximinTarget


def lift(
    gains: BenefitMatrix, wish: MaximinTarget, sites: int, seconds: float
) -> tuple[list[int], float]:
    """Choose the candidates that lift the lowest share most, and then reach most people.

    Parameters
    ----------
    wish
        The buurten, at least one.
    sites
        How many at most.

    Returns
    -------
    list of int, float
        Candidates, and the upper bound of the lowest share.
    """
    chosen = _lift_greedily(gains, wish, sites)
    within = gains.where(np.isin(wish.buurt, wish.numbers)[gains.point])
    # Even all candidates together cannot raise the lowest share above this.
    ceiling = float(wish.shares(gains, range(gains.candidates)).min())
    if not seconds:
        return chosen, ceiling
    answer, bound = ask(within, sites, seconds, wish=wish)

    def lowest(sites_of: list[int]) -> float:
        return float(wish.shares(gains, sites_of).min())

    # With the lowest share fixed, reach as many people as possible in the whole city.
    chosen = max(chosen, answer, key=lowest)
    answer, _ = ask(gains, sites, seconds, wish=wish, floor=lowest(chosen) - EPSILON)
    if answer and lowest(answer) >= lowest(chosen) - EPSILON:
        chosen = max(chosen, answer, key=gains.value)
    return chosen, min(bound, ceiling)


def _lift_greedily(gains: BenefitMatrix, wish: MaximinTarget, sites: int) -> list[int]:
    """Repeatedly serve the worst-off buurt as well as one candidate can."""
    chosen: list[int] = []
    while len(chosen) < sites:
        best = gains.best(chosen)
        added = np.maximum(gains.gain - best[gains.point], 0)
        for worst in np.argsort(wish.shares(gains, chosen), kind="stable"):
            there = wish.buurt[gains.point] == wish.numbers[worst]
            gain = np.bincount(gains.candidate[there], added[there], minlength=gains.candidates)
            if gain.max(initial=0) > 0:
                chosen.append(int(gain.argmax()))
                break
        else:
            break
    return chosen
