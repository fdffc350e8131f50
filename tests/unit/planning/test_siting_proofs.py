"""What siting calls proven is true: 400 random small cities, each against trying every choice.

Each home lies within reach of three candidates. That is where relaxing the question leaves a gap,
so that the best choice may hold a candidate that looked poor on the way: the bound, the candidates
that were ruled out and the answer of HiGHS all have to be right.
"""

from itertools import combinations

import numpy as np
import pytest

from geo.planning.siting.sites import CandidateWalks, Demand, cover_most, lift_worst, walk_least

LIMIT = 800.0
CASES = 400
SITES = 3
WITHIN_REACH = 3
BUURTEN = 3


def small_city(number):
    """Draw walks (candidates by homes), and the people of the homes."""
    random = np.random.default_rng(number)
    candidates, homes = random.integers(7, 11), random.integers(12, 21)
    near = np.argsort(random.random((homes, candidates)))[:, :WITHIN_REACH]
    walks = np.full((candidates, homes), np.inf)
    for home, those in enumerate(near):
        walks[those, home] = random.integers(0, 200, WITHIN_REACH)
    demand = Demand(
        people=random.integers(1, 30, homes) * 10.0,
        now_m=np.where(random.random(homes) < 0.1, 500.0, np.inf),
        buurt=random.integers(0, BUURTEN, homes),
    )
    return walks, demand


def every_choice(walks, demand):
    """Return the walk from each home to the nearest place, for every choice of sites."""
    choices = list(combinations(range(len(walks)), SITES))
    return np.minimum(walks[choices].min(axis=1), demand.now_m)


def people_gained(nearest, demand, _):
    new = (nearest <= LIMIT) & (demand.now_m > LIMIT)
    return new @ demand.people


def metres_saved(nearest, demand, _):
    before, after = (np.minimum(metres, LIMIT) for metres in (demand.now_m, nearest))
    return (before - after) @ demand.people


def lowest_share(nearest, demand, lifted):
    of_buurt = demand.buurt == np.array(lifted)[:, np.newaxis]
    people = of_buurt * demand.people
    return ((nearest <= LIMIT) @ (people / people.sum(axis=1, keepdims=True)).T).min(axis=1)


AIMS = [(cover_most, people_gained), (walk_least, metres_saved), (lift_worst, lowest_share)]
SAMPLE = [number for number in range(CASES) if number // len(AIMS) % 4 == 3]
"""A quarter of them, each with its own aim; a wrong rule for what is ruled out fails in it too."""


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param(SAMPLE, marks=pytest.mark.slow),
        pytest.param(range(CASES), marks=pytest.mark.long(job="sweeps")),
    ],
    ids=["sample", "all"],
)
@pytest.mark.parametrize("aim", range(len(AIMS)))
def test_no_choice_of_sites_exceeds_a_bound_and_none_beats_what_is_proven(aim, cases):
    find, worth = AIMS[aim]
    proven = 0
    for number in cases[aim :: len(AIMS)]:
        walks, demand = small_city(number)
        candidate, point = np.nonzero(np.isfinite(walks))
        pairs = CandidateWalks(len(walks), candidate, point, walks[candidate, point])
        found = find(pairs, demand, SITES, limit_m=LIMIT)
        nearest = every_choice(walks, demand)
        best = worth(nearest, demand, found.lifted).max()
        chosen = np.minimum(walks[list(found.chosen)].min(axis=0), demand.now_m)
        assert found.value == pytest.approx(worth(chosen[np.newaxis], demand, found.lifted)[0])
        assert found.bound >= best * (1 - 1e-6), f"case {number}: a choice exceeds the bound"
        if found.optimal:
            proven += 1
            assert found.value >= best * (1 - 1e-6), f"case {number}: a choice beats the proof"
    assert proven > 0
