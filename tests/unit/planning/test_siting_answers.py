"""What an answer about the next places says, and questions that have none."""

import numpy as np
import pytest
from siting_cases import FAR, LIMIT, choices_from

from geo.model.errors import InputError
from geo.planning.siting import BenefitMatrix, best_sites
from geo.planning.siting.sites import (
    CandidateWalks,
    Demand,
    Siting,
    cover_most,
    lift_worst,
    walk_least,
)


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

    def test_says_what_is_reached_before_and_after_and_what_was_aimed_at(self):
        demand = self.demand(now_m=[FAR, 300.0, FAR])
        found = cover_most(choices_from(self.WALKS), demand, 1, limit_m=LIMIT)
        assert found == Siting(
            chosen=(1,),
            steps=(30.0,),
            gained_people=30.0,
            covered_share_before=20 / 60,
            covered_share_after=50 / 60,
            mean_metres_before=38_000 / 60,
            mean_metres_after=13_000 / 60,
            lowest_share=None,
            lifted=(),
            value=30.0,
            bound=30.0,
            gap=0.0,
            optimal=True,
            unknown_points=0,
        )
        shortest = walk_least(choices_from(self.WALKS), demand, 2, limit_m=LIMIT)
        assert (shortest.chosen, shortest.steps) == ((1, 0), (30, 10))
        assert shortest.value == shortest.bound == 32_000
        assert shortest.mean_metres_after == pytest.approx(6000 / 60)

    def test_a_walk_of_exactly_the_limit_is_within_reach(self):
        demand = self.demand(now_m=[LIMIT, FAR, FAR])
        found = cover_most(choices_from(np.array([[5.0, LIMIT, 801]])), demand, 1, limit_m=LIMIT)
        assert found.covered_share_before == pytest.approx(10 / 60)
        assert found.gained_people == 20

    def test_a_pair_beyond_the_limit_reaches_nobody_and_saves_nothing(self):
        pairs = choices_from(self.WALKS, limit=FAR)
        for find in (cover_most, walk_least):
            near = find(choices_from(self.WALKS), self.demand(), 2, limit_m=LIMIT)
            assert find(pairs, self.demand(), 2, limit_m=LIMIT) == near

    def test_the_share_of_a_buurt_counts_who_can_walk_to_a_place_already(self):
        demand = Demand(
            np.array([300.0, 100, 300, 300]), np.array([FAR, 5, FAR, FAR]), np.array([0, 0, 1, 1])
        )
        walks = np.array([[900.0, 900, 100, 900], [100, 900, 900, 900]])
        one = lift_worst(choices_from(walks), demand, 1, limit_m=LIMIT)
        assert (one.lifted, one.chosen, one.lowest_share) == ((1,), (0,), 0.5)
        both = lift_worst(choices_from(walks), demand, 2, limit_m=LIMIT)
        assert (both.lifted, both.lowest_share, both.value, both.bound) == ((1, 0), 0.5, 0.5, 0.5)
        assert both.gained_people == 600
        assert both.covered_share_after == pytest.approx(700 / 1000)

    def test_of_equally_served_buurten_the_first_is_lifted(self):
        demand = Demand(np.full(3, 500.0), np.full(3, FAR), np.array([2, 1, 0]))
        walks = np.array([[100.0, 900, 900], [900, 100, 900], [900, 900, 100]])
        assert lift_worst(choices_from(walks), demand, 2, limit_m=LIMIT).lifted == (0, 1)

    def test_a_buurt_of_a_hundred_of_whom_a_site_reaches_a_tenth_is_worth_lifting(self):
        walks = np.array([[100.0, 900, 900], [900, 900, 100]])
        demand = Demand(np.array([10.0, 90, 400]), np.full(3, FAR), np.array([0, 0, 1]))
        assert lift_worst(choices_from(walks), demand, 1, limit_m=LIMIT).lifted == (0,)
        smaller = Demand(np.array([10.0, 89, 400]), np.full(3, FAR), np.array([0, 0, 1]))
        assert lift_worst(choices_from(walks), smaller, 1, limit_m=LIMIT).lifted == (1,)

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
        assert self.sentence(limit_m=limit) == (
            f"field 'limit_m': found {limit} m, expected a walk of more than 0 m."
        )

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

    @pytest.mark.parametrize(
        ("candidate", "point", "metres"),
        [
            pytest.param([0], [2], [5.0], id="a point that is not there"),
            pytest.param([2], [0], [5.0], id="a candidate that is not there"),
            pytest.param([-1], [0], [5.0], id="a candidate before the first"),
            pytest.param([0], [-1], [5.0], id="a point before the first"),
            pytest.param([0], [0], [-5.0], id="a walk of less than nothing"),
            pytest.param([0], [0], [np.nan], id="a walk that is unknown"),
            pytest.param([0, 1], [0], [5.0], id="more candidates than walks"),
            pytest.param([0], [0, 1], [5.0], id="more points than walks"),
        ],
    )
    def test_pairs_that_do_not_fit(self, candidate, point, metres):
        pairs = CandidateWalks(2, np.array(candidate), np.array(point), np.array(metres))
        assert self.sentence(choices=pairs) == (
            "field 'choices': found pairs that do not fit, expected a candidate, a point and a "
            "walk of 0 m or more each."
        )

    def test_a_second_candidate_where_there_is_one(self):
        pairs = CandidateWalks(1, np.array([1]), np.array([0]), np.array([5.0]))
        assert "field 'choices': found pairs that do not fit" in self.sentence(choices=pairs)

    @pytest.mark.parametrize(
        ("now_m", "buurt"),
        [([FAR], None), ([FAR, np.nan], None), ([FAR, -1.0], None), ([FAR, FAR], [0])],
    )
    def test_points_that_do_not_fit(self, now_m, buurt):
        buurt = None if buurt is None else np.array(buurt)
        demand = Demand(self.DEMAND.people, np.array(now_m), buurt)
        assert self.sentence(demand=demand) == (
            "field 'demand': found points that do not fit, expected a number of people and a walk "
            "of 0 m or more each."
        )

    @pytest.mark.parametrize("people", [[0.0, 0], [np.nan, np.nan], [-1.0, 9], [np.inf, 9]])
    def test_numbers_of_people_that_are_none(self, people):
        demand = Demand(np.array(people), self.DEMAND.now_m)
        assert self.sentence(demand=demand) == (
            "field 'people': found nobody, or numbers that are none, expected at least one person."
        )

    @pytest.mark.parametrize("seconds", [-0.1, np.inf, np.nan])
    def test_a_time_that_is_none(self, seconds):
        assert self.sentence(seconds=seconds) == (
            f"field 'seconds': found {seconds} s, expected a time of 0 s or more."
        )

    def test_walks_of_nothing_are_walks(self):
        pairs = CandidateWalks(2, np.array([0, 1]), np.array([0, 1]), np.array([0.0, 0.0]))
        demand = Demand(self.DEMAND.people, np.array([0.0, FAR]))
        assert cover_most(pairs, demand, 2, limit_m=1, seconds=0).chosen == (1,)

    def test_the_worst_served_buurt_needs_buurten(self):
        assert self.sentence(find=lift_worst) == (
            "field 'buurt': found no buurten, expected the buurt of each point."
        )
