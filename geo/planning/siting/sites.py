"""Where the next places help most: the best sites out of candidates, proven or with the gap stated.

Three objectives, for people within walking distance of places that exist or could be:

- `cover_most`: as many people as possible within reach (maximal covering; Church and ReVelle,
  1974);
- `walk_least`: the shortest mean walk (p-median; Hakimi, 1964), a walk beyond the limit counting
  as the limit;
- `lift_worst`: the lowest share of a buurt as high as possible among the worst-served buurten.

A site adds less as more are chosen, so repeatedly taking the best one comes close. A Lagrangian
relaxation bounds what the best choice could give; what that leaves open is solved by HiGHS within a
time limit. Every result says what was reached, the upper bound, and whether the two are equal. How:
docs/siting.md and `geo.planning.siting`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.model.errors import InputError, Problem
from geo.planning.siting import (
    BenefitMatrix,
    MaximinTarget,
    Numbers,
    Positions,
    best_sites,
    in_order,
    lift,
)

PROOF_SECONDS = 10.0
"""How long HiGHS may look for a proof, in each of at most two steps."""

LEAST_PEOPLE = 100.0
"""A smaller buurt is never lifted: a harbour with ten people would always come first."""
WORTHWHILE = 0.1
"""Nor is one where no candidate brings this share of the people within reach: its share would stay
the lowest whatever is built."""
EXACT = 1e-6
"""A value this close to the bound, as a share of it, counts as equal: the precision of HiGHS."""


@dataclass(frozen=True, slots=True)
class CandidateWalks:
    """Where sites could be, and how far people would walk to them; pairs in any order, each once.

    Attributes
    ----------
    candidate, point
        A candidate and a point with people that lies within reach of it.
    metres
        The walk between the two.
    """

    candidates: int
    candidate: Positions
    point: Positions
    metres: Numbers


@dataclass(frozen=True, slots=True)
class Demand:
    """The people to be served, per point.

    Attributes
    ----------
    people
        People of the group that counts; NaN where unknown, which counts for nothing.
    now_m
        Their walk to the nearest place that exists, in metres; infinite where there is none.
    buurt
        Number of the buurt of each point, from 0; only for `lift_worst`.
    """

    people: Numbers
    now_m: Numbers
    buurt: Positions | None = None


@dataclass(frozen=True, slots=True)
class Siting:
    """Sites, what they bring, and how close to the best possible they are.

    Attributes
    ----------
    chosen
        Positions of the candidates, the one that gives most first. Fewer than asked for when more
        would give nothing.
    steps
        People whom each of them, in that order, brings within reach.
    gained_people
        People within reach who were not: the sum of the steps.
    covered_share_before, covered_share_after
        Share of the people within reach, 0 to 1.
    mean_metres_before, mean_metres_after
        Mean walk to the nearest place, in metres; beyond the limit it counts as the limit.
    lowest_share
        Share within reach of the worst-served of the ``lifted`` buurten; None for other aims.
    lifted
        Numbers of the buurten that `lift_worst` was about.
    value, bound
        The objective reached: people gained (`cover_most`), metres saved by all people together
        (`walk_least`) or the lowest share (`lift_worst`); and its upper bound.
    gap
        The distance to the bound, as a share of it: 0 to 1.
    optimal
        The gap is zero: no other sites give more.
    unknown_points
        Number of points whose people are unknown.
    """

    chosen: tuple[int, ...]
    steps: tuple[float, ...]
    gained_people: float
    covered_share_before: float
    covered_share_after: float
    mean_metres_before: float
    mean_metres_after: float
    lowest_share: float | None
    lifted: tuple[int, ...]
    value: float
    bound: float
    gap: float
    optimal: bool
    unknown_points: int


def cover_most(
    choices: CandidateWalks,
    demand: Demand,
    sites: int,
    *,
    limit_m: float,
    seconds: float = PROOF_SECONDS,
) -> Siting:
    """Find the sites that bring most people within reach.

    Parameters
    ----------
    choices, demand
        Where sites could be, and whom they would serve.
    limit_m
        How far people walk, in metres.
    seconds
        Time for the proof; 0 stops after the relaxation.

    Raises
    ------
    InputError
        The number of sites is impossible, or choices and demand do not match; lists every problem.

    Examples
    --------
    >>> walks = CandidateWalks(
    ...     candidates=3,
    ...     candidate=np.array([0, 0, 1, 2]),
    ...     point=np.array([0, 1, 1, 2]),
    ...     metres=np.array([100.0, 300.0, 50.0, 200.0]),
    ... )
    >>> demand = Demand(people=np.array([40.0, 30.0, 20.0]), now_m=np.full(3, np.inf))
    >>> best = cover_most(walks, demand, sites=2, limit_m=800)
    >>> best.chosen, best.gained_people, best.optimal
    ((0, 2), 90.0, True)
    """
    _check(choices, demand, sites, limit_m, seconds)
    case = _Case(choices, demand, limit_m)
    found, bound = best_sites(case.reached(), sites, seconds)
    return _describe(case, found, bound)


def walk_least(
    choices: CandidateWalks,
    demand: Demand,
    sites: int,
    *,
    limit_m: float,
    seconds: float = PROOF_SECONDS,
) -> Siting:
    """Find the sites that make the mean walk shortest.

    Parameters
    ----------
    choices, demand, sites, limit_m, seconds
        As in `cover_most`; a walk beyond the limit counts as the limit.

    Raises
    ------
    InputError
        As in `cover_most`.
    """
    _check(choices, demand, sites, limit_m, seconds)
    case = _Case(choices, demand, limit_m)
    found, bound = best_sites(case.saved(), sites, seconds)
    return _describe(case, found, bound, metres=True)


def lift_worst(
    choices: CandidateWalks,
    demand: Demand,
    sites: int,
    *,
    limit_m: float,
    seconds: float = PROOF_SECONDS,
) -> Siting:
    """Find the sites that serve the worst-served buurten first.

    Takes the buurten that can be lifted (`LEAST_PEOPLE`, `WORTHWHILE`) and have the lowest share
    now, as many as there are sites. First raises the lowest share among them as far as possible;
    then, keeping that share, brings as many people as possible within reach, wherever they live.
    Where no buurt can be lifted, `cover_most` decides.

    Parameters
    ----------
    choices, demand, sites, limit_m, seconds
        As in `cover_most`; ``demand.buurt`` is required.

    Returns
    -------
    Siting
        ``optimal`` refers to the lowest share.

    Raises
    ------
    InputError
        As in `cover_most`, or the buurten are missing.
    """
    _check(choices, demand, sites, limit_m, seconds)
    if demand.buurt is None:
        raise InputError([Problem("no buurten", "the buurt of each point", field="buurt")])
    case = _Case(choices, demand, limit_m)
    gains = case.reached()
    total, covered = (
        np.bincount(demand.buurt, people).astype(np.float64)
        for people in (case.people, case.covered)
    )
    share = np.divide(covered, total, out=np.ones_like(total), where=total > 0)
    most = gains.most_by_one(demand.buurt, len(total))
    can = np.flatnonzero((total >= LEAST_PEOPLE) & (most >= WORTHWHILE * total))
    if not len(can):
        return cover_most(choices, demand, sites, limit_m=limit_m, seconds=seconds)
    worst = can[np.argsort(share[can], kind="stable")[:sites]]
    wish = MaximinTarget(demand.buurt, worst.astype(np.int64), share[worst], total[worst])
    found, bound = lift(gains, wish, sites, seconds)
    return _describe(case, found, bound, wish=wish)


@dataclass(frozen=True, slots=True)
class _Case:
    """A siting problem: who could walk where, and how far they walk now."""

    choices: CandidateWalks
    demand: Demand
    limit_m: float

    @property
    def people(self) -> Numbers:
        """People per point; unknown counts as nobody."""
        return np.nan_to_num(self.demand.people)

    @property
    def covered(self) -> Numbers:
        """People within reach now, per point."""
        return np.where(self.demand.now_m <= self.limit_m, self.people, 0.0)

    @property
    def walk_m(self) -> Numbers:
        """Metres to the nearest place now, per point; at most the limit."""
        return np.minimum(self.demand.now_m, self.limit_m)

    def reached(self) -> BenefitMatrix:
        """Return whom each candidate would bring within reach: all people of a point, or none."""
        pairs = self.choices
        new = (pairs.metres <= self.limit_m) & (self.demand.now_m[pairs.point] > self.limit_m)
        return self._gains(np.where(new, self.people[pairs.point], 0.0))

    def saved(self) -> BenefitMatrix:
        """Return how many metres the people of each point would save, together."""
        pairs = self.choices
        shorter = np.maximum(self.walk_m[pairs.point] - pairs.metres, 0)
        return self._gains(self.people[pairs.point] * shorter)

    def _gains(self, gain: Numbers) -> BenefitMatrix:
        pairs = self.choices
        points = len(self.demand.people)
        return BenefitMatrix.of(pairs.candidates, points, pairs.candidate, pairs.point, gain)


def _describe(
    case: _Case,
    found: list[int],
    bound: float,
    *,
    metres: bool = False,
    wish: MaximinTarget | None = None,
) -> Siting:
    """Recount everything from the sites alone, whichever method found them."""
    reached, saved = case.reached(), case.saved()
    chosen, steps = in_order(saved if metres else reached, found)
    if metres:
        steps = reached.steps(chosen)
    gained, shorter = reached.value(chosen), saved.value(chosen)
    lowest = None
    value = shorter if metres else gained
    if wish is not None:
        value = lowest = float(wish.shares(reached, chosen).min(initial=1.0))
    optimal = bound - value <= EXACT * max(bound, 1.0)
    bound = value if optimal else bound
    everyone, covered = float(case.people.sum()), float(case.covered.sum())
    walked = float((case.people * case.walk_m).sum())
    return Siting(
        chosen=tuple(chosen),
        steps=tuple(steps),
        gained_people=gained,
        covered_share_before=covered / everyone,
        covered_share_after=(covered + gained) / everyone,
        mean_metres_before=walked / everyone,
        mean_metres_after=(walked - shorter) / everyone,
        lowest_share=lowest,
        lifted=() if wish is None else tuple(wish.numbers.tolist()),
        value=value,
        bound=bound,
        gap=0.0 if optimal else 1 - value / bound,
        optimal=optimal,
        unknown_points=int(np.isnan(case.demand.people).sum()),
    )


def _check(
    choices: CandidateWalks, demand: Demand, sites: int, limit_m: float, seconds: float
) -> None:
    """Refuse an impossible problem, listing every reason."""
    pairs = len(choices.metres)
    points = len(demand.people)
    at_pairs = (choices.candidate, choices.point)
    wrong = {
        "candidates": (
            choices.candidates < 1,
            "no candidates",
            "at least one building or spot where a site could be",
        ),
        "sites": (
            sites < 1 or 1 <= choices.candidates < sites,
            f"{sites} sites",
            f"a number from 1 to {max(choices.candidates, 1)}, the number of candidates",
        ),
        "limit_m": (not 0 < limit_m < np.inf, f"{limit_m} m", "a walk of more than 0 m"),
        "seconds": (not 0 <= seconds < np.inf, f"{seconds} s", "a time of 0 s or more"),
        "choices": (
            any(len(column) != pairs for column in at_pairs)
            or (pairs > 0 and min(column.min() for column in at_pairs) < 0)
            or (pairs > 0 and choices.candidate.max() >= max(choices.candidates, 1))
            or (pairs > 0 and choices.point.max() >= points)
            or not np.all(choices.metres >= 0),
            "pairs that do not fit",
            "a candidate, a point and a walk of 0 m or more each",
        ),
        "demand": (
            len(demand.now_m) != points
            or (demand.buurt is not None and len(demand.buurt) != points)
            or not np.all(demand.now_m >= 0),
            "points that do not fit",
            "a number of people and a walk of 0 m or more each",
        ),
        "people": (
            not np.nansum(demand.people) > 0
            or bool((demand.people < 0).any())
            or bool(np.isinf(demand.people).any()),
            "nobody, or numbers that are none",
            "at least one person",
        ),
    }
    problems = [
        Problem(found, expected, field=field)
        for field, (is_wrong, found, expected) in wrong.items()
        if is_wrong
    ]
    if problems:
        raise InputError(problems)
