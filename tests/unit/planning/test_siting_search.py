"""The parts of the search for sites, each against another way to the same answer."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from geo.planning.siting import BenefitMatrix, MaximinTarget, best_sites, in_order, lift, search
from geo.planning.siting.exact import ask
from geo.planning.siting.search import exchange, greedy

SECONDS = 10.0
RANDOM = range(8)


def matrix(table):
    """Make gains from a full table, candidates by points."""
    table = np.asarray(table, dtype=np.float64)
    candidate, point = np.nonzero(table)
    return BenefitMatrix.of(*table.shape, candidate, point, table[candidate, point])


def value(table, chosen):
    """Count what every point gets from the candidate that gives it most."""
    return table[list(chosen)].max(axis=0, initial=0).sum()


def best_value(table, sites):
    return max(value(table, chosen) for chosen in combinations(range(len(table)), sites))


def random_table(seed, candidates=8, points=14, most=6):
    """Draw gains of which half are nothing, with many of the same size."""
    random = np.random.default_rng(seed)
    there = random.random((candidates, points)) < 0.5
    return (there * random.integers(1, most, (candidates, points))).astype(np.float64)


def three_within_reach(seed, candidates=20, points=60):
    """Draw people who each live within reach of three candidates: hard to bound."""
    random = np.random.default_rng(seed)
    near = np.argsort(random.random((points, candidates)))[:, :3]
    table = np.zeros((candidates, points))
    for point, those in enumerate(near):
        table[those, point] = random.integers(1, 30)
    return table


def linear_bound(table, sites):
    """Solve the question with candidates that may be chosen in part, as a linear programme."""
    candidate, point = np.nonzero(table)
    (width, points), pairs = table.shape, len(candidate)
    served, ones = width + np.arange(pairs), np.ones(pairs)
    size = width + pairs
    by_chosen = csr_array(
        (np.append(ones, -ones), (np.tile(np.arange(pairs), 2), np.append(served, candidate))),
        shape=(pairs, size),
    )
    once = csr_array((ones, (point, served)), shape=(points, size))
    number = csr_array(np.append(np.ones(width), np.zeros(pairs))[np.newaxis])
    answer = linprog(
        -np.append(np.zeros(width), table[candidate, point]),
        A_ub=vstack([by_chosen, once, number]),
        b_ub=np.concatenate([np.zeros(pairs), np.ones(points), [sites]]),
        bounds=(0, 1),
    )
    return -answer.fun


class TestBenefitMatrix:
    TABLE = np.array([[5.0, 0, 2, 0], [0, 0, 0, 0], [3.0, 4, 2, 0]])

    def test_holds_what_is_more_than_nothing_in_the_order_of_candidates_and_points(self):
        mixed = BenefitMatrix.of(
            3, 4, np.array([2, 0, 2, 0, 1]), np.array([1, 2, 0, 0, 3]), np.array([4.0, 2, 3, 5, 0])
        )
        assert mixed.start.tolist() == [0, 2, 2, 4]
        assert mixed.candidate.tolist() == [0, 0, 2, 2]
        assert mixed.point.tolist() == [0, 2, 0, 1]
        assert mixed.gain.tolist() == [5, 2, 3, 4]
        assert (mixed.candidates, mixed.points) == (3, 4)

    def test_a_point_takes_from_the_candidate_that_gives_it_most(self):
        gains = matrix(self.TABLE)
        assert gains.best([0]).tolist() == [5, 0, 2, 0]
        assert gains.best([2, 0]).tolist() == [5, 4, 2, 0]
        assert gains.best([]).tolist() == [0, 0, 0, 0]
        assert gains.value([0, 2]) == 11
        assert gains.steps([2, 1, 0]) == [9, 0, 2]

    def test_tells_what_a_candidate_adds_beyond_a_floor(self):
        gains = matrix(self.TABLE)
        floor = np.array([4.0, 1, 2, 0])
        over, sums = gains.beyond(floor)
        assert over.tolist() == [1, 0, 0, 3, 0]
        assert sums.tolist() == [1, 0, 3]
        assert [gains.more(candidate, floor) for candidate in range(3)] == [1, 0, 3]

    def test_a_last_candidate_that_gives_nothing_adds_nothing(self):
        _, sums = matrix([[1.0, 2], [0, 0]]).beyond(np.zeros(2))
        assert sums.tolist() == [3, 0]

    def test_tells_the_most_that_one_candidate_gives_each_group(self):
        groups = np.array([0, 1, 1, 2])
        assert matrix(self.TABLE).most_by_one(groups, 3).tolist() == [5, 6, 0]

    def test_may_be_asked_of_some_candidates_or_some_gains_only(self):
        gains = matrix(self.TABLE)
        some = gains.only(np.array([1, 2]))
        assert (some.candidates, some.points) == (2, 4)
        assert some.value([1]) == 9
        assert some.value([0]) == 0
        small = gains.where(gains.gain < 4)
        assert (small.candidates, small.points) == (3, 4)
        assert small.best([0, 2]).tolist() == [3, 0, 2, 0]


class TestGreedy:
    @pytest.mark.parametrize("seed", RANDOM)
    def test_takes_the_candidate_that_adds_most_each_time(self, seed):
        table = random_table(seed)
        chosen = []
        for _ in range(5):
            adds = [value(table, [*chosen, one]) - value(table, chosen) for one in range(8)]
            chosen.append(int(np.argmax(adds)))
        assert greedy(matrix(table), 5) == chosen

    def test_stops_where_nothing_adds_anything(self):
        table = np.array([[1.0, 1], [0, 1], [1, 0], [0, 0]])
        assert greedy(matrix(table), 4) == [0]

    def test_a_small_addition_counts_too(self):
        assert greedy(matrix([[9.0, 0.0], [0, 0.25]]), 2) == [0, 1]


class TestExchange:
    @pytest.mark.parametrize("seed", RANDOM)
    def test_afterwards_no_single_replacement_gives_more(self, seed):
        table = random_table(seed, candidates=12, points=20)
        found = exchange(matrix(table), [0, 1, 2, 3])
        assert len(set(found)) == 4
        swapped = [
            value(table, [*found[:at], other, *found[at + 1 :]])
            for at in range(4)
            for other in range(12)
        ]
        assert value(table, found) == max(swapped)

    def test_a_good_choice_is_kept_as_it_is(self):
        assert exchange(matrix([[1.0, 0], [0, 1], [1, 0]]), [2, 1]) == [2, 1]


class TestInOrder:
    @pytest.mark.parametrize("seed", RANDOM)
    def test_the_candidate_that_adds_most_comes_first_and_the_steps_add_up(self, seed):
        table = random_table(seed)
        ordered, steps = in_order(matrix(table), [6, 1, 3])
        assert set(ordered) <= {1, 3, 6}
        assert steps == sorted(steps, reverse=True)
        assert steps == [
            value(table, ordered[: at + 1]) - value(table, ordered[:at])
            for at in range(len(ordered))
        ]
        assert sum(steps) == value(table, [6, 1, 3])

    def test_what_adds_nothing_is_left_out(self):
        assert in_order(matrix([[1.0, 1], [1, 0], [5, 0]]), [0, 1, 2]) == ([2, 0], [5, 1])


class TestBestSites:
    @pytest.mark.parametrize("seed", RANDOM)
    @pytest.mark.parametrize("draw", [three_within_reach, random_table])
    def test_without_highs_the_bound_is_that_of_the_linear_programme(self, seed, draw):
        table = draw(seed)
        chosen, bound = best_sites(matrix(table), 4, 0)
        linear = linear_bound(table, 4)
        assert linear * (1 - 1e-6) <= bound <= linear * 1.003
        assert value(table, chosen) <= bound

    def test_without_highs_the_choice_is_close_to_the_best(self):
        values = []
        for seed in RANDOM:
            table = three_within_reach(seed, candidates=12, points=40)
            chosen, _ = best_sites(matrix(table), 4, 0)
            values.append(value(table, chosen) / best_value(table, 4))
        assert min(values) > 0.97
        assert np.mean(values) > 0.995

    @pytest.mark.parametrize("seed", RANDOM)
    def test_with_highs_the_bound_is_the_best_value(self, seed):
        table = three_within_reach(seed, candidates=12, points=40)
        chosen, bound = best_sites(matrix(table), 4, SECONDS)
        assert value(table, chosen) == best_value(table, 4)
        assert bound == pytest.approx(best_value(table, 4))
        assert len(set(chosen)) == 4

    def test_a_question_too_large_for_highs_keeps_the_bound_of_the_relaxation(self, monkeypatch):
        gains = matrix(three_within_reach(0))
        relaxed = best_sites(gains, 6, 0)
        assert relaxed[1] > gains.value(relaxed[0])
        monkeypatch.setattr(search, "TOO_MANY", 10)
        assert best_sites(gains, 6, SECONDS) == relaxed

    def test_candidates_that_are_too_poor_to_matter_are_not_given_to_highs(self, monkeypatch):
        # Twenty that leave a gap, and thirty of which each gives a hundredth of what they give.
        table = np.zeros((50, 120))
        table[:20, :60] = three_within_reach(1)
        table[20:, 60:] = three_within_reach(1, candidates=30) / 100
        gains = matrix(table)
        monkeypatch.setattr(search, "TOO_MANY", 3 * 60)
        _, bound = best_sites(gains, 6, SECONDS)
        assert bound == pytest.approx(value(table, best_sites(gains, 6, SECONDS)[0]))

    def test_more_sites_than_candidates_that_help_are_not_needed(self):
        assert best_sites(matrix([[1.0, 0], [0, 2], [0, 0]]), 3, 0) == ([1, 0], 3)


class TestHighs:
    @pytest.mark.parametrize("seed", RANDOM)
    def test_chooses_the_best_and_says_what_it_could_be_at_most(self, seed):
        table = random_table(seed)
        chosen, ceiling = ask(matrix(table), 3, SECONDS)
        assert value(table, chosen) == best_value(table, 3)
        assert ceiling == pytest.approx(best_value(table, 3))

    def test_in_no_time_it_promises_nothing(self):
        chosen, ceiling = ask(matrix(three_within_reach(0, 60, 300)), 6, 0.0)
        assert chosen == []
        assert ceiling == np.inf

    def test_gains_that_are_nothing_ask_for_nothing(self):
        assert ask(matrix(np.zeros((2, 3))), 1, SECONDS)[1] == 0


class TestLift:
    """Three buurten of 100 people, of whom 10, 0 and 50 can walk to a place already."""

    TARGET = MaximinTarget(
        buurt=np.array([0, 0, 1, 1, 2]),
        numbers=np.array([0, 1]),
        share=np.array([0.1, 0.0]),
        people=np.array([100.0, 100.0]),
    )
    TABLE = np.array(
        [
            [40.0, 0, 30, 0, 0],
            [0, 50, 0, 0, 0],
            [0, 0, 30, 70, 0],
            [0, 0, 0, 0, 50],
            [40, 0, 0, 20, 0],
        ]
    )

    def test_the_share_of_each_buurt_counts_what_it_has_and_what_it_gets(self):
        assert self.TARGET.shares(matrix(self.TABLE), [0]).tolist() == [0.5, 0.3]
        assert self.TARGET.shares(matrix(self.TABLE), []).tolist() == [0.1, 0]

    @pytest.mark.parametrize(
        ("sites", "chosen", "lowest"), [(1, {0}, 0.3), (2, {1, 2}, 0.6), (3, {0, 1, 2}, 1.0)]
    )
    def test_the_lowest_share_becomes_as_high_as_can_be(self, sites, chosen, lowest):
        found, bound = lift(matrix(self.TABLE), self.TARGET, sites, SECONDS)
        assert set(found) == chosen
        assert bound == pytest.approx(lowest)

    def test_with_that_kept_most_people_are_reached_wherever_they_live(self):
        table = np.vstack([self.TABLE, [40, 0, 30, 0, 25]])
        assert lift(matrix(table), self.TARGET, 1, SECONDS)[0] == [5]

    @pytest.mark.parametrize("floor", [0.1, 0.3, 0.5])
    @pytest.mark.parametrize("sites", [2, 3])
    def test_most_people_are_reached_with_no_share_below_a_floor(self, sites, floor):
        gains = matrix(self.TABLE)
        kept = [
            choice
            for choice in combinations(range(5), sites)
            if self.TARGET.shares(gains, choice).min() >= floor
        ]
        chosen, ceiling = ask(gains, sites, SECONDS, wish=self.TARGET, floor=floor)
        assert tuple(chosen) in kept
        assert gains.value(chosen) == max(gains.value(choice) for choice in kept)
        assert ceiling == pytest.approx(gains.value(chosen))

    def test_a_floor_that_no_choice_reaches_has_no_answer(self):
        assert ask(matrix(self.TABLE), 1, SECONDS, wish=self.TARGET, floor=0.9)[0] == []

    def test_without_highs_the_worst_off_are_served_first(self):
        found, bound = lift(matrix(self.TABLE), self.TARGET, 2, 0)
        assert found == [2, 1]
        assert bound == 1

    def test_without_highs_people_count_and_not_the_squares_they_live_in(self):
        table = np.array([[0, 0, 10, 10, 0], [0, 0, 50.0, 0, 0], [0, 0, 0, 0, 60]])
        assert lift(matrix(table), self.TARGET, 1, 0)[0] == [1]

    def test_without_highs_half_a_person_is_served_too(self):
        table = np.array([[0, 0, 0.5, 0, 0], [0, 0, 0, 0, 60]])
        assert lift(matrix(table), self.TARGET, 1, 0)[0] == [0]

    def test_without_highs_the_next_worst_is_served_where_nothing_helps_the_worst(self):
        table = np.array([[40.0, 0, 0, 0, 0], [0, 50, 0, 0, 0]])
        assert lift(matrix(table), self.TARGET, 2, 0)[0] == [1, 0]
        assert lift(matrix(table), self.TARGET, 3, 0) == ([1, 0], 0)
