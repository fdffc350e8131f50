"""What candidates give points.

Of several chosen candidates a point takes the one that gives it most, and the gains of all points
are added up. What a candidate adds to others can therefore only shrink as more are chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Positions: TypeAlias = NDArray[np.int64]

EPSILON = 1e-9
"""Relative tolerance for rounding."""


@dataclass(frozen=True, slots=True)
class BenefitMatrix:
    """What each candidate gives each point, ordered by candidate; only gains above zero.

    Attributes
    ----------
    start
        Where each candidate begins; one more at the end.
    point, gain
        The point of each gain, and its size.
    """

    start: Positions
    point: Positions
    gain: Numbers
    points: int

    @classmethod
    def of(
        cls, candidates: int, points: int, candidate: Positions, point: Positions, gain: Numbers
    ) -> BenefitMatrix:
        """Order gains by candidate and point, leaving out zeros."""
        some = np.flatnonzero(gain > 0)
        some = some[np.lexsort([point[some], candidate[some]])]
        start = np.searchsorted(candidate[some], np.arange(candidates + 1))
        return cls(start, point[some], gain[some], points)

    @property
    def candidates(self) -> int:
        """Number of candidates."""
        return len(self.start) - 1

    @property
    def candidate(self) -> Positions:
        """The candidate of each gain."""
        return np.repeat(np.arange(self.candidates), np.diff(self.start))

    def best(self, chosen: Sequence[int]) -> Numbers:
        """Return what each point gets from these candidates."""
        best = np.zeros(self.points)
        for candidate in chosen:
            own = slice(self.start[candidate], self.start[candidate + 1])
            best[self.point[own]] = np.maximum(best[self.point[own]], self.gain[own])
        return best

    def value(self, chosen: Sequence[int]) -> float:
        """Return what all points together get."""
        return float(self.best(chosen).sum())

    def steps(self, chosen: Sequence[int]) -> list[float]:
        """Return what each of these candidates adds to those before it."""
        values = [self.value(chosen[:number]) for number in range(len(chosen) + 1)]
        return [float(step) for step in np.diff(values)]

    def more(self, candidate: int, best: Numbers) -> float:
        """Return what a candidate adds to what the points get already."""
        own = slice(self.start[candidate], self.start[candidate + 1])
        return float(np.maximum(self.gain[own] - best[self.point[own]], 0).sum())

    def beyond(self, floor: Numbers) -> tuple[Numbers, Numbers]:
        """Return by how much each gain exceeds a floor per point, and the sum per candidate."""
        over = np.maximum(self.gain - floor[self.point], 0)
        sums = np.add.reduceat(np.append(over, 0.0), self.start[:-1])
        sums[np.diff(self.start) == 0] = 0
        return over, sums

    def most_by_one(self, group: Positions, groups: int) -> Numbers:
        """Return for each group of points the most that a single candidate gives it."""
        both = self.candidate * groups + group[self.point]
        pairs, number = np.unique(both, return_inverse=True)
        most = np.zeros(groups)
        np.maximum.at(most, pairs % groups, np.bincount(number, self.gain, len(pairs)))
        return most

    def only(self, candidates: Positions) -> BenefitMatrix:
        """Keep some of the candidates, which are then numbered from 0."""
        number = np.full(self.candidates, -1)
        number[candidates] = np.arange(len(candidates))
        kept = number[self.candidate]
        gain = np.where(kept >= 0, self.gain, 0)
        return BenefitMatrix.of(len(candidates), self.points, kept, self.point, gain)

    def where(self, these: NDArray[np.bool_]) -> BenefitMatrix:
        """Keep some of the gains."""
        gain = np.where(these, self.gain, 0)
        return BenefitMatrix.of(self.candidates, self.points, self.candidate, self.point, gain)


@dataclass(frozen=True, slots=True)
class MaximinTarget:
    """Buurten whose lowest share is to be as high as possible.

    Attributes
    ----------
    buurt
        Number of the buurt of each point.
    numbers, share, people
        The buurten, the share of their people within reach now, and their people.
    """

    buurt: Positions
    numbers: Positions
    share: Numbers
    people: Numbers

    def shares(self, gains: BenefitMatrix, chosen: Sequence[int]) -> Numbers:
        """Return the shares of the buurten with these candidates."""
        size = int(self.buurt.max()) + 1
        added = np.bincount(self.buurt, gains.best(chosen), minlength=size)[self.numbers]
        return np.asarray(self.share + added / self.people)
