"""Where the next places help most: against trying everything, against spopt, and by its laws."""

from itertools import combinations, pairwise

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from spopt.locate import MCLP, PMedian

from geo.model.errors import InputError
from geo.planning.siting import BenefitMatrix, best_sites
from geo.planning.siting.search import exchange, greedy
from geo.planning.siting.sites import CandidateWalks, Demand, cover_most, lift_worst, walk_least

LIMIT = 800.0
FAR = np.inf


def choices_from(walks, limit=LIMIT):
    """Take a full table of walks, candidates by points; those beyond the limit are no pairs."""
    candidate, point = np.nonzero(walks <= limit)
    return CandidateWalks(len(walks), candidate, point, walks[candidate, point])


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


@pytest.mark.filterwarnings("ignore:.*PuLP 4.0:DeprecationWarning:pulp")  # spopt's own calls
class TestAgainstSpopt:
    """spopt builds both problems its own way and has them solved by another solver (CBC)."""

    @pytest.fixture
    def city(self):
        random = np.random.default_rng(5)
        homes, sites = random.uniform(0, 3000, (60, 2)), random.uniform(0, 3000, (14, 2))
        walks = np.hypot(*(sites[:, None] - homes).transpose(2, 0, 1))
        return walks, random.integers(1, 300, 60).astype(np.float64)

    @staticmethod
    def solve(model):
        model = model.solve(pulp.PULP_CBC_CMD(msg=False))
        return [number for number, served in enumerate(model.fac2cli) if served]

    @pytest.mark.parametrize("sites", [1, 3, 6])
    def test_covering(self, city, sites):
        walks, people = city
        demand = Demand(people, np.full(len(people), FAR))
        theirs = self.solve(MCLP.from_cost_matrix(walks.T, people, LIMIT, p_facilities=sites))
        ours = cover_most(choices_from(walks), demand, sites, limit_m=LIMIT)
        assert ours.gained_people == pytest.approx(people_reached(walks, demand, theirs))
        assert ours.optimal

    def test_covering_beside_places_that_exist(self, city):
        walks, people = city
        theirs = self.solve(
            MCLP.from_cost_matrix(
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
    def test_the_shortest_mean_walk(self, city, sites):
        walks, people = city
        limit = float(walks.max()) + 1
        demand = Demand(people, np.full(len(people), FAR))
        theirs = self.solve(PMedian.from_cost_matrix(walks.T, people, p_facilities=sites))
        ours = walk_least(choices_from(walks, limit), demand, sites, limit_m=limit)
        mean = (people * walks[theirs].min(axis=0)).sum() / people.sum()
        assert ours.mean_metres_after == pytest.approx(mean)
        assert ours.optimal


class TestWhatItTells:
    WALKS = np.array([[100.0, 900, 900], [900, 100, 100], [100, 100, 900]])

    def demand(self, **of_points):
        values = {"people": [10.0, 20, 30], "now_m": [FAR] * 3} | of_points
        return Demand(**{name: np.array(value) for name, value in values.items()})

    def test_the_site_that_gives_most_comes_first(self):
        result = cover_most(choices_from(self.WALKS), self.demand(), 2, limit_m=LIMIT)
        assert result.chosen == (1, 0)
        assert result.steps == (50, 10)
        assert result.covered_share_after == 1
        assert result.lowest_share is None

    def test_a_site_that_would_give_nothing_is_not_proposed(self):
        result = cover_most(choices_from(self.WALKS), self.demand(), 3, limit_m=LIMIT)
        assert len(result.chosen) == 2

    def test_people_who_have_a_place_already_are_not_gained(self):
        demand = self.demand(now_m=[FAR, 700.0, 800.0])
        result = cover_most(choices_from(self.WALKS), demand, 1, limit_m=LIMIT)
        assert result.chosen == (0,)
        assert result.gained_people == 10
        assert result.covered_share_before == pytest.approx(50 / 60)

    def test_a_shorter_walk_may_count_for_more_than_new_people(self):
        demand = self.demand(people=[10.0, 200, 300], now_m=[FAR, 700.0, 800.0])
        assert walk_least(choices_from(self.WALKS), demand, 1, limit_m=LIMIT).chosen == (1,)

    def test_candidates_that_reach_nobody_give_no_site(self):
        nothing = CandidateWalks(2, np.array([], dtype=int), np.array([], dtype=int), np.array([]))
        buurt = np.zeros(3, dtype=int)
        for find in (cover_most, walk_least, lift_worst):
            result = find(nothing, self.demand(buurt=buurt), 1, limit_m=LIMIT)
            assert result.chosen == result.steps == ()
            assert result.gained_people == result.gap == 0
            assert result.optimal

    def test_unknown_numbers_of_people_count_for_nothing_and_are_told(self):
        demand = self.demand(people=[10.0, np.nan, 30.0])
        result = cover_most(choices_from(self.WALKS), demand, 1, limit_m=LIMIT)
        assert result.gained_people == 30
        assert result.unknown_points == 1

    def test_a_sparse_matrix_may_hold_a_walk_of_nothing(self):
        stored = csr_array((np.array([0.0, 5.0]), np.array([1, 0]), np.array([0, 1, 2])))
        pairs = CandidateWalks.from_matrix(stored)
        assert pairs.metres.tolist() == [0, 5]
        assert pairs.point.tolist() == [1, 0]
        demand = Demand(np.array([1.0, 9.0]), np.array([FAR, FAR]))
        assert cover_most(pairs, demand, 1, limit_m=LIMIT).chosen == (0,)

    def test_the_worst_served_buurt_goes_before_the_largest_gain(self):
        walks = np.array([[100.0, 900, 900], [900, 100, 900]])
        demand = Demand(
            np.array([1000.0, 9000, 9000]), np.array([FAR, FAR, 5.0]), np.array([0, 1, 1])
        )
        result = lift_worst(choices_from(walks), demand, 1, limit_m=LIMIT)
        assert result.chosen == (0,)
        assert result.lifted == (0,)
        assert result.lowest_share == 1
        assert cover_most(choices_from(walks), demand, 1, limit_m=LIMIT).chosen == (1,)

    def test_a_harbour_with_ten_people_is_not_the_worst_served(self):
        demand = Demand(np.array([10.0, 900]), np.array([FAR, FAR]), np.array([0, 1]))
        walks = np.array([[100.0, 900], [900, 100]])
        assert lift_worst(choices_from(walks), demand, 1, limit_m=LIMIT).lifted == (1,)

    def test_a_buurt_that_no_candidate_can_lift_does_not_stand_in_the_way_of_others(self):
        walks = np.array([[900.0, 100, 900], [900, 900, 100]])
        people, far = np.array([9500.0, 500, 900]), np.full(3, FAR)
        hopeless = Demand(people, far, np.array([0, 0, 1]))
        assert lift_worst(choices_from(walks), hopeless, 1, limit_m=LIMIT).lifted == (1,)
        neither = Demand(people, far, np.array([0, 0, 0]))
        result = lift_worst(choices_from(walks), neither, 1, limit_m=LIMIT)
        assert result.lowest_share is None
        assert result.chosen == (1,)

    def test_when_highs_has_no_time_the_gap_is_told(self):
        random = np.random.default_rng(2)
        homes, sites = random.uniform(0, 6000, (400, 2)), random.uniform(0, 6000, (80, 2))
        walks = np.hypot(*(sites[:, None] - homes).transpose(2, 0, 1))
        demand = Demand(random.integers(1, 300, 400).astype(float), np.full(400, FAR))
        quick = cover_most(choices_from(walks), demand, 12, limit_m=LIMIT, seconds=0)
        proven = cover_most(choices_from(walks), demand, 12, limit_m=LIMIT)
        assert proven.optimal
        assert quick.value <= proven.value <= quick.bound * (1 + 1e-9)
        assert quick.gap == pytest.approx(1 - quick.value / quick.bound)
        assert quick.gap < 0.05

    def test_the_same_question_has_the_same_answer(self):
        random = np.random.default_rng(3)
        gains = random.integers(0, 3, (20, 40)).astype(float)
        candidate, point = np.nonzero(gains)
        order = random.permutation(len(candidate))
        one = BenefitMatrix.of(20, 40, candidate, point, gains[candidate, point])
        other = BenefitMatrix.of(
            20, 40, candidate[order], point[order], gains[candidate, point][order]
        )
        assert best_sites(one, 4, 5.0) == best_sites(other, 4, 5.0)


class TestQuestionsWithoutAnAnswer:
    DEMAND = Demand(np.array([10.0, 20]), np.array([FAR, FAR]))
    CHOICES = choices_from(np.array([[100.0, 900], [900, 100]]))

    def sentence(self, find=cover_most, choices=None, demand=None, sites=1, **options):
        with pytest.raises(InputError) as error:
            find(
                choices or self.CHOICES,
                demand or self.DEMAND,
                sites,
                **{"limit_m": LIMIT} | options,
            )
        return str(error.value)

    @pytest.mark.parametrize("sites", [0, -5, 3])
    def test_a_number_of_sites_that_cannot_be(self, sites):
        assert self.sentence(sites=sites) == (
            f"field 'sites': found {sites} sites, expected a number from 1 to 2, the number of "
            "candidates."
        )

    def test_no_candidates(self):
        none = CandidateWalks(0, np.array([], dtype=int), np.array([], dtype=int), np.array([]))
        assert self.sentence(choices=none) == (
            "field 'candidates': found no candidates, expected at least one building or spot where "
            "a site could be."
        )

    @pytest.mark.parametrize("limit", [0.0, -10.0, np.inf, np.nan])
    def test_a_limit_that_is_no_walk(self, limit):
        assert "expected a walk of more than 0 m" in self.sentence(limit_m=limit)

    def test_everything_wrong_is_told_at_once(self):
        crowd = Demand(np.array([-1.0, 5]), np.array([FAR, -3]))
        fields = self.sentence(demand=crowd, sites=0, limit_m=0, seconds=-1).splitlines()
        assert [field.split("'")[1] for field in fields] == [
            "sites",
            "limit_m",
            "seconds",
            "demand",
            "people",
        ]

    def test_pairs_that_name_a_point_which_is_not_there(self):
        stray = CandidateWalks(1, np.array([0]), np.array([7]), np.array([5.0]))
        assert "field 'choices': found pairs that do not fit" in self.sentence(choices=stray)

    def test_a_city_of_nobody(self):
        assert "expected at least one person" in self.sentence(
            demand=Demand(np.array([0.0, np.nan]), np.array([FAR, FAR]))
        )

    def test_the_worst_served_buurt_needs_buurten(self):
        assert self.sentence(find=lift_worst) == (
            "field 'buurt': found no buurten, expected the buurt of each point."
        )
