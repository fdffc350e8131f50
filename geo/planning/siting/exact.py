"""The question as a mixed-integer programme, answered by HiGHS."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from geo.planning.siting.gains import BenefitMatrix, MaximinTarget

HALF = 0.5
"""HiGHS returns whole numbers within a tolerance; more than this is a one."""


def ask(
    gains: BenefitMatrix,
    sites: int,
    seconds: float,
    *,
    wish: MaximinTarget | None = None,
    floor: float | None = None,
) -> tuple[list[int], float]:
    """Solve with HiGHS.

    The unknowns are: which candidates are chosen; per point and level of gain, whether the point
    gets it; and the lowest share.

    Parameters
    ----------
    sites
        How many at most.
    seconds
        How long it may take.
    wish, floor
        The buurten to lift. With a floor, their shares must not be lower, and the sum of gains is
        the objective; without one, the lowest share is.

    Returns
    -------
    list of int, float
        Candidates, empty when no choice was found in time; and the upper bound of the objective.
    """
    # One level per point and size of gain: candidates that give a point equally much share a level.
    order = np.lexsort([gains.gain, gains.point])
    point, gain = gains.point[order], gains.gain[order]
    begins = np.append(True, (np.diff(point) > 0) | (np.diff(gain) > 0))[: len(point)]
    level = np.cumsum(begins) - 1
    point, gain = point[begins], gain[begins]
    # Number the unknowns: the candidates, the levels, and the lowest share last.
    width, levels = gains.candidates, len(point)
    unknowns = width + levels + 1
    at_level = width + np.arange(levels)
    ones = np.ones(levels)

    # A level is reached when a candidate that gives it is chosen; a point gets one level.
    from_candidate = (-np.ones(len(level)), (level, gains.candidate[order]))
    reached = csr_array(from_candidate, shape=(levels, unknowns))
    reached += csr_array((ones, (np.arange(levels), at_level)), shape=(levels, unknowns))
    one_level = csr_array((ones, (point, at_level)), shape=(gains.points, unknowns))
    number = np.zeros((1, unknowns))
    number[0, :width] = 1
    constraints = [
        LinearConstraint(reached, -np.inf, 0),
        LinearConstraint(one_level, -np.inf, 1),
        LinearConstraint(number, 0, sites),
    ]
    # Maximise the sum of gains, scaled to 1 because HiGHS's tolerances are absolute.
    scale = float(gain.sum()) or 1.0
    aim = np.zeros(unknowns)
    aim[at_level] = -gain / scale
    if wish is not None:
        # Write the share of each buurt as a sum of levels, as a floor or as what is maximised.
        row_of = np.full(int(wish.buurt.max()) + 1, -1)
        row_of[wish.numbers] = np.arange(len(wish.numbers))
        row = row_of[wish.buurt[point]]
        lifted = row >= 0
        share = gain[lifted] / wish.people[row[lifted]]
        shape = (len(wish.numbers), unknowns)
        shares = csr_array((share, (row[lifted], at_level[lifted])), shape=shape)
        if floor is None:
            last = np.full(shape[0], unknowns - 1)
            lowest = csr_array((np.ones(shape[0]), (np.arange(shape[0]), last)), shape=shape)
            constraints.append(LinearConstraint(shares - lowest, -wish.share, np.inf))
            aim[:] = 0
            aim[-1], scale = -1.0, 1.0
        else:
            constraints.append(LinearConstraint(shares, floor - wish.share, np.inf))
    # Only the candidates must be whole: the levels then follow, which keeps the problem small.
    answer = milp(
        aim,
        integrality=(np.arange(unknowns) < width).astype(int),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    ceiling = np.inf if answer.mip_dual_bound is None else -answer.mip_dual_bound * scale
    chosen = [] if answer.x is None else np.flatnonzero(answer.x[:width] > HALF).tolist()
    return chosen, float(ceiling)
