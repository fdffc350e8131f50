"""How many people are within reach, as sums per district that can be added to each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.city.walking.snapping import Floats, Integers
from geo.planning.coverage.level_districts import LevelDistricts
from geo.planning.coverage.question import KINDS, CoverageQuestion
from geo.planning.coverage.walks import Scenario, Walks

CERTAINTIES = 5
"""Counts of people within reach, from surely to possibly."""


@dataclass(frozen=True, slots=True, eq=False)
class ReachSums:
    """Sums of people per district; those of the parts of a country add up to those of all.

    Attributes
    ----------
    known
        How many entries of the people have a known number, by district.
    people
        Their sum, by district.
    estimated
        People whose distance is estimated, by kind of the question and district.
    reach
        People within reach, by kind, limit, certainty and district. Of the five certainties each
        includes the one before it: surely, as far as is known, if all known places are as near as
        may be, if those whose hours are not known are open, and if those still exist of which it
        is not known.
    """

    known: Floats
    people: Floats
    estimated: Floats
    reach: Floats

    @classmethod
    def of(
        cls, districts: LevelDistricts, walks: Walks, group: Floats, question: CoverageQuestion
    ) -> ReachSums:
        """Add up the people of a group.

        Parameters
        ----------
        group
            Per entry of the people; NaN where unknown.
        """
        people = np.nan_to_num(group)
        kinds = [KINDS.index(kind) for kind in question.kinds]
        limits_m = [minutes * question.metres_per_minute for minutes in question.minutes]
        return cls(
            districts.sums((~np.isnan(group)).astype(np.float64)),
            districts.sums(people),
            np.array([districts.sums(people * walks.estimated[kind]) for kind in kinds]),
            np.array(
                [
                    [_reach(districts, walks, kind, people, limit_m) for limit_m in limits_m]
                    for kind in kinds
                ]
            ),
        )

    @classmethod
    def empty(cls, districts: int, question: CoverageQuestion) -> ReachSums:
        """Return sums of nobody, to add to."""
        kinds, limits = len(question.kinds), len(question.minutes)
        return cls(
            np.zeros(districts),
            np.zeros(districts),
            np.zeros((kinds, districts)),
            np.zeros((kinds, limits, CERTAINTIES, districts)),
        )

    def add_at(self, districts: Integers, other: ReachSums) -> None:
        """Add, in place, the sums of people in some of the districts.

        Parameters
        ----------
        districts
            Where each district of the other stands in this one; each once.
        """
        self.known[districts] += other.known
        self.people[districts] += other.people
        self.estimated[:, districts] += other.estimated
        self.reach[..., districts] += other.reach

    def __add__(self, other: ReachSums) -> ReachSums:
        """Add the sums of other people in the same districts."""
        return ReachSums(
            self.known + other.known,
            self.people + other.people,
            self.estimated + other.estimated,
            self.reach + other.reach,
        )


def _reach(
    districts: LevelDistricts, walks: Walks, kind: int, people: Floats, limit_m: float
) -> list[Floats]:
    near = walks.metres[kind] <= limit_m
    known = near[Scenario.KNOWN]
    # Rounding must not put an end of a range on the wrong side of its middle.
    possible = near[Scenario.POSSIBLE] | known
    masks = (
        near[Scenario.SURE] & known,
        known,
        possible,
        possible | near[Scenario.HOURS],
        possible | near[Scenario.HOURS] | near[Scenario.STATUS],
    )
    return [districts.sums(people * mask) for mask in masks]
