"""Sums of people within reach: those of parts add up to those of the whole."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.planning.coverage import KINDS, CoverageQuestion, Level, Walks
from geo.planning.coverage.level_districts import LevelDistricts
from geo.planning.coverage.reach_sums import CERTAINTIES, ReachSums
from geo.planning.coverage.walks import Scenario

QUESTION = CoverageQuestion(by=Level.BUURT, minutes=(5, 10), kinds=("either", KINDS[0]))
DISTRICTS = 4
FIELDS = ("known", "people", "estimated", "reach")


def sums_of(people, chosen, districts=DISTRICTS, at=None):
    """The sums of some of the people, in all districts or in those that stand at `at`."""
    walks = Walks(
        people["metres"][..., chosen],
        people["nearest"][:, chosen],
        people["estimated"][:, chosen],
        1000.0,
    )
    district = people["district"][chosen]
    of_entry = district if at is None else np.searchsorted(at, district)
    codes = np.array([f"BU{number}" for number in range(districts)], dtype=object)
    level = LevelDistricts(codes, codes, of_entry, Level.BUURT)
    return ReachSums.of(level, walks, people["group"][chosen], QUESTION)


def somebody(seed, entries=12):
    """People at random distances in random districts, the number of some of them unknown."""
    numbers = np.random.default_rng(seed)
    group = numbers.integers(1, 9, entries) / 2
    group[numbers.random(entries) < 0.2] = np.nan
    return {
        "metres": numbers.uniform(0, 1200, (len(KINDS), len(Scenario), entries)),
        "nearest": np.zeros((len(KINDS), entries), dtype=np.int64),
        "estimated": numbers.random((len(KINDS), entries)) < 0.5,
        "district": numbers.integers(0, DISTRICTS, entries),
        "group": group,
    }


def assert_equal(one, other):
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@given(st.integers(0, 2**32 - 1))
def test_sums_of_two_halves_add_up_to_those_of_all(seed):
    people = somebody(seed)
    half = np.arange(12) < 6
    assert_equal(sums_of(people, half) + sums_of(people, ~half), sums_of(people, half | ~half))


@given(st.integers(0, 2**32 - 1))
def test_sums_are_added_to_the_districts_that_they_are_of(seed):
    people = somebody(seed)
    total = ReachSums.empty(DISTRICTS, QUESTION)
    for half in (np.arange(12) < 6, np.arange(12) >= 6):
        theirs = np.unique(people["district"][half])
        total.add_at(theirs, sums_of(people, half, len(theirs), theirs))
    assert_equal(total, sums_of(people, np.full(12, fill_value=True)))


def test_nobody_is_within_reach_in_sums_to_add_to():
    nobody = ReachSums.empty(DISTRICTS, QUESTION)
    assert nobody.known.shape == nobody.people.shape == (DISTRICTS,)
    assert nobody.estimated.shape == (2, DISTRICTS)
    assert nobody.reach.shape == (2, 2, CERTAINTIES, DISTRICTS)
    assert not any(getattr(nobody, name).any() for name in FIELDS)


def test_how_many_numbers_are_known_does_not_depend_on_how_large_they_are():
    people = somebody(7) | {"group": np.array([np.nan, *[3.5] * 11]), "district": np.zeros(12, int)}
    assert sums_of(people, np.full(12, fill_value=True)).known.tolist() == [11, 0, 0, 0]
