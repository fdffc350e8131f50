"""Floating catchments against `access` (PySAL), and the range against its assumption."""

import numpy as np
import pandas as pd
import pytest
from access import Access
from access.weights import step_fn
from hypothesis import given
from planning_city import HOUSE, QUICK, ROOM, blocks, places, street, supplies

from geo.city.walking.network import Pairs
from geo.planning.coverage import CoverageQuestion, Doubt, Level
from geo.planning.coverage.capacity import (
    HOUSE_HIGH,
    WEIGHTS,
    ZONES,
    capacity,
    catchments,
)
from geo.planning.coverage.figures import PER
from geo.planning.coverage.pairs import walks_to_people

QUESTION = CoverageQuestion(Level.GEMEENTE, (3,), ("either",), speed_kmh=QUICK)
LIMIT_M = QUESTION.limit_m


def by_access(pairs, units, people):
    """Let PySAL work it out."""
    cost = pd.DataFrame({"home": pairs.target, "place": pairs.source, "cost": pairs.metres})
    demand = pd.DataFrame({"home": np.arange(len(people)), "people": people})
    supply = pd.DataFrame({"place": np.arange(len(units)), "units": units})
    table = Access(
        demand_df=demand, demand_index="home", demand_value="people",
        supply_df=supply, supply_index="place", supply_value="units",
        cost_df=cost, cost_origin="home", cost_dest="place", cost_name="cost",
    )  # fmt: skip
    weight = step_fn({zone * LIMIT_M: one for zone, one in zip(ZONES, WEIGHTS, strict=True)})
    found = table.enhanced_two_stage_fca(name="found", max_cost=LIMIT_M, weight_fn=weight)
    return found["found_units"].reindex(demand["home"]).fillna(0).to_numpy()


@pytest.mark.filterwarnings("ignore")  # of pandas, about how PySAL uses it
@pytest.mark.parametrize("seed", range(4))
def test_it_equals_pysal(seed):
    rng = np.random.default_rng(seed)
    homes, places_there = 40, 8
    target, source = (axis.ravel() for axis in np.mgrid[:homes, :places_there])
    pairs = Pairs(source, target, rng.uniform(0, 1.5 * LIMIT_M, len(source)))
    people, units = rng.uniform(1, 500, homes), rng.uniform(0.5, 9, places_there)
    ours = catchments(pairs, units, people, LIMIT_M)
    np.testing.assert_allclose(ours, by_access(pairs, units, people), atol=1e-12)


def test_all_that_there_is_is_shared():
    where, there = street(), places((50, HOUSE), (550, ROOM), (850, ROOM))
    pairs = walks_to_people(where, there.x, there.y, limit_m=LIMIT_M)
    got = catchments(pairs, np.array([2.0, 1.0, 4.0]), where.people.inhabitants, LIMIT_M)
    assert (got * where.people.inhabitants).sum() == pytest.approx(7)


def test_the_range_is_what_a_house_may_be_worth():
    found = capacity(street(), places((50, HOUSE)), QUESTION).iloc[0]
    # One house among a hundred people: 1 huiskamer at least, five at most.
    assert found["capacity_low"] == pytest.approx(PER / 100)
    assert found["capacity_high"] == pytest.approx(HOUSE_HIGH * PER / 100)
    room = capacity(street(), places((50, ROOM)), QUESTION).iloc[0]
    assert room["capacity_low"] == room["capacity_high"] == pytest.approx(PER / 100)


def test_what_may_be_open_is_in_the_high_end_only():
    found = capacity(street(), places((50, ROOM, 0.0, Doubt.STATUS)), QUESTION).iloc[0]
    assert found["capacity_low"] == 0
    assert found["capacity_high"] == pytest.approx(PER / 100)


@given(blocks(), supplies())
def test_the_range_is_a_range(where, there):
    found = capacity(where, there, QUESTION).dropna()
    assert (found["capacity_low"] >= 0).all()
    assert (found["capacity_low"] <= found["capacity_high"]).all()
