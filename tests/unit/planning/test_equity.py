"""Who is worse off: laws of the worst-off tenth and the Gini coefficient; one street by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_city import HOUSE, QUICK, blocks, places, street, supplies

from geo.planning.coverage import CoverageQuestion, Level, Walks
from geo.planning.coverage.equity import (
    COLUMNS,
    LONGEST_MINUTES,
    equity,
    gini_coefficient,
    limit_m,
    worst_tenth,
)

QUESTION = CoverageQuestion(Level.GEMEENTE, (2,), ("either",), speed_kmh=QUICK)
MINUTES = st.floats(0, 60).map(lambda minutes: round(minutes, 6))
WALKS = st.lists(
    st.tuples(MINUTES, st.floats(0.1, 500)), min_size=1, max_size=20
).map(lambda pairs: tuple(np.array(column) for column in zip(*pairs, strict=True)))  # fmt: skip


def measured(where, there, question=QUESTION):
    walks = Walks.of(where, there, limit_m=limit_m(question))
    return equity(where, there, walks, question)


def test_one_street_by_hand():
    found = measured(street(), places((50, HOUSE))).set_index("group").loc["all"]
    # Ten squares of ten people, 0 to 9 minutes away: the last ten people walk nine minutes.
    assert found["worst_tenth_minutes"] == pytest.approx(9)
    assert found["gini"] == pytest.approx(0.3666667)
    assert found["share"] == pytest.approx(0.3)


def test_every_group_has_its_own_share():
    elsewhere = np.array([0.0] * 5 + [10.0] * 5)
    found = measured(street(age_65_plus=elsewhere), places((50, HOUSE))).set_index("group")
    assert found.loc["all", "share"] == pytest.approx(0.3)
    assert found.loc["65+", "share"] == 0
    assert list(found.reset_index()[list(COLUMNS)].columns) == list(COLUMNS)


def test_what_is_not_known_is_no_figure():
    found = measured(street(one_person_households=np.full(10, np.nan)), places((50, HOUSE)))
    alone = found.set_index("group").loc["one-person"]
    assert alone[["residents", "share", "worst_tenth_minutes", "gini"]].isna().all()


@given(blocks(), supplies())
@pytest.mark.slow
def test_ranges_hold_their_middle(where, there):
    found = measured(where, there).dropna()
    for name, middle in (("worst_tenth", "worst_tenth_minutes"), ("gini", "gini")):
        assert (found[f"{name}_low"] <= found[middle] + 1e-9).all()
        assert (found[middle] <= found[f"{name}_high"] + 1e-9).all()
    assert (found["worst_tenth_high"] <= LONGEST_MINUTES).all()
    assert found["gini"].between(0, 1).all()


@given(WALKS)
def test_the_worst_tenth_walk_at_least_the_mean_and_at_most_the_longest(walks):
    minutes, people = walks
    mean = np.average(minutes, weights=people)
    assert mean - 1e-9 <= worst_tenth(minutes, people) <= minutes.max() + 1e-9


@given(WALKS, st.floats(0.5, 3))
def test_inequality_is_that_of_the_differences_between_all_pairs(walks, times):
    minutes, people = walks
    found = gini_coefficient(minutes, people)
    weights = people[:, None] * people
    apart = (np.abs(minutes[:, None] - minutes) * weights).sum() / weights.sum()
    mean = np.average(minutes, weights=people)
    assert found == pytest.approx(apart / (2 * mean) if mean > 0 else 0, abs=1e-7)
    assert gini_coefficient(minutes * times, people) == pytest.approx(found, abs=1e-9)
