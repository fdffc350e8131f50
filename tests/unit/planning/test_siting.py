"""Where the next places help most: against trying everything, against spopt, and by its laws."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from siting_cases import FAR, LIMIT, choices_from

from geo.planning.siting import BenefitMatrix
from geo.planning.siting.search import exchange, greedy
from geo.planning.siting.sites import Demand, cover_most, lift_worst, walk_least


def cities(candidates=7, points=9):
    """Draw a table of walks, people, walks to the existing places, and buurten."""
    walk = st.integers(0, 1600).map(float)

    @st.composite
    def draw_city(draw):
        rows, columns = draw(st.integers(1, candidates)), draw(st.integers(1, points))
        table = draw(
            st.lists(
                st.lists(walk, min_size=columns, max_size=columns), min_size=rows, max_size=rows
            )
        )
        several = {"min_size": columns, "max_size": columns}
        people = draw(st.lists(st.integers(1, 2000).map(lambda n: n / 10), **several))
        now = draw(st.lists(st.one_of(walk, st.just(FAR)), **several))
        buurt = draw(st.lists(st.integers(0, 2), **several))
        demand = Demand(np.array(people), np.array(now), np.array(buurt))
        return np.array(table), demand, draw(st.integers(1, rows))

    return draw_city()


def people_reached(walks, demand, chosen):
    nearest = np.minimum(walks[list(chosen)].min(axis=0, initial=FAR), demand.now_m)
    return demand.people[nearest <= LIMIT].sum()


def metres_walked(walks, demand, chosen):
    nearest = np.minimum(walks[list(chosen)].min(axis=0, initial=LIMIT), demand.now_m)
    return (demand.people * np.minimum(nearest, LIMIT)).sum()


def sets_of(walks, sites):
    return list(combinations(range(len(walks)), sites))


@settings(deadline=None)
@given(city=cities())
def test_covering_equals_trying_everything(city):
    walks, demand, sites = city
    result = cover_most(choices_from(walks), demand, sites, limit_m=LIMIT)
    best = max(people_reached(walks, demand, chosen) for chosen in sets_of(walks, sites))
    before = people_reached(walks, demand, ())
    assert result.gained_people == pytest.approx(best - before, abs=1e-6)
    assert result.optimal
    assert result.gap == 0
    assert people_reached(walks, demand, result.chosen) == pytest.approx(best)
    everyone = demand.people.sum()
    assert result.covered_share_before == pytest.approx(before / everyone)
    assert result.covered_share_after == pytest.approx(best / everyone)


@settings(deadline=None)
@given(city=cities())
def test_the_shortest_mean_walk_equals_trying_everything(city):
    walks, demand, sites = city
    result = walk_least(choices_from(walks), demand, sites, limit_m=LIMIT)
    best = min(metres_walked(walks, demand, chosen) for chosen in sets_of(walks, sites))
    everyone = demand.people.sum()
    assert result.mean_metres_after == pytest.approx(best / everyone, abs=1e-4)
    assert result.mean_metres_before == pytest.approx(metres_walked(walks, demand, ()) / everyone)
    assert result.optimal


@settings(deadline=None)
@given(city=cities())
def test_lifting_the_worst_served_equals_trying_everything(city):
    walks, demand, sites = city
    people = demand.people * 100
    demand = Demand(people, demand.now_m, demand.buurt)
    result = lift_worst(choices_from(walks), demand, sites, limit_m=LIMIT)
    if result.lowest_share is None:
        return

    def shares(chosen):
        nearest = np.minimum(walks[list(chosen)].min(axis=0, initial=FAR), demand.now_m)
        reached = np.bincount(demand.buurt, people * (nearest <= LIMIT))
        return [reached[number] / people[demand.buurt == number].sum() for number in result.lifted]

    best = max(min(shares(chosen)) for chosen in sets_of(walks, sites))
    assert result.lowest_share == pytest.approx(best, abs=1e-6)
    assert min(shares(result.chosen)) == pytest.approx(best, abs=1e-6)
    kept = [each for each in sets_of(walks, sites) if min(shares(each)) >= best - 1e-9]
    most = max(people_reached(walks, demand, each) for each in kept)
    assert people_reached(walks, demand, result.chosen) == pytest.approx(most)


@settings(deadline=None)
@given(city=cities())
def test_without_time_for_a_proof_the_bound_still_holds(city):
    walks, demand, sites = city
    result = cover_most(choices_from(walks), demand, sites, limit_m=LIMIT, seconds=0)
    best = max(people_reached(walks, demand, chosen) for chosen in sets_of(walks, sites))
    best -= people_reached(walks, demand, ())
    assert result.value <= best + 1e-6 <= result.bound + 2e-6 * max(best, 1)
    assert 0 <= result.gap < 1
    assert not result.optimal or result.value == pytest.approx(best)


@settings(deadline=None)
@given(city=cities())
def test_steps_shrink_and_add_up_to_what_is_gained(city):
    walks, demand, sites = city
    result = cover_most(choices_from(walks), demand, sites, limit_m=LIMIT)
    assert len(result.steps) == len(result.chosen) == len(set(result.chosen)) <= sites
    assert sum(result.steps) == pytest.approx(result.gained_people)
    assert list(result.steps) == sorted(result.steps, reverse=True)
    assert all(step > 0 for step in result.steps)


@settings(deadline=None)
@given(city=cities())
def test_one_more_site_never_gives_less(city):
    walks, demand, _ = city
    gained = [
        cover_most(choices_from(walks), demand, sites, limit_m=LIMIT).gained_people
        for sites in range(1, len(walks) + 1)
    ]
    assert all(later >= sooner - 1e-6 for sooner, later in pairwise(gained))


@settings(deadline=None)
@given(city=cities(candidates=9, points=12))
def test_exchanging_never_gives_less_than_choosing_one_by_one(city):
    walks, demand, sites = city
    pairs = choices_from(walks)
    worth = demand.people[pairs.point]
    gains = BenefitMatrix.of(len(walks), len(demand.people), pairs.candidate, pairs.point, worth)
    first = greedy(gains, sites)
    assert gains.value(exchange(gains, first)) >= gains.value(first) - 1e-9


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*PuLP 4.0:DeprecationWarning:pulp")  # spopt's own calls
class TestAgainstSpopt:
    """spopt builds both problems its own way and has them solved by another solver (CBC)."""

    @pytest.fixture
    def locate(self):
        from spopt import locate  # takes three seconds to import

        return locate

    @pytest.fixture
    def city(self):
        random = np.random.default_rng(5)
        homes, sites = random.uniform(0, 3000, (60, 2)), random.uniform(0, 3000, (14, 2))
        walks = np.hypot(*(sites[:, None] - homes).transpose(2, 0, 1))
        return walks, random.integers(1, 300, 60).astype(np.float64)

    @staticmethod
    def solve(model):
        import pulp

        model = model.solve(pulp.PULP_CBC_CMD(msg=False))
        return [number for number, served in enumerate(model.fac2cli) if served]

    @pytest.mark.parametrize("sites", [1, 3, 6])
    def test_covering(self, city, locate, sites):
        walks, people = city
        demand = Demand(people, np.full(len(people), FAR))
        theirs = self.solve(
            locate.MCLP.from_cost_matrix(walks.T, people, LIMIT, p_facilities=sites)
        )
        ours = cover_most(choices_from(walks), demand, sites, limit_m=LIMIT)
        assert ours.gained_people == pytest.approx(people_reached(walks, demand, theirs))
        assert ours.optimal

    def test_covering_beside_places_that_exist(self, city, locate):
        walks, people = city
        theirs = self.solve(
            locate.MCLP.from_cost_matrix(
                walks.T,
                people,
                LIMIT,
                p_facilities=5,
                predefined_facilities_arr=np.array([1, 1] + [0] * 12),
            )
        )
        demand = Demand(people, walks[:2].min(axis=0))
        ours = cover_most(choices_from(walks[2:]), demand, 3, limit_m=LIMIT)
        reached = people[walks[theirs].min(axis=0) <= LIMIT].sum()
        assert ours.covered_share_after == pytest.approx(reached / people.sum())

    @pytest.mark.parametrize("sites", [1, 3, 6])
    def test_the_shortest_mean_walk(self, city, locate, sites):
        walks, people = city
        limit = float(walks.max()) + 1
        demand = Demand(people, np.full(len(people), FAR))
        theirs = self.solve(locate.PMedian.from_cost_matrix(walks.T, people, p_facilities=sites))
        ours = walk_least(choices_from(walks, limit), demand, sites, limit_m=limit)
        mean = (people * walks[theirs].min(axis=0)).sum() / people.sum()
        assert ours.mean_metres_after == pytest.approx(mean)
        assert ours.optimal
