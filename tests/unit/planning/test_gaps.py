"""Areas out of reach: which squares belong together, who lives there, what they are called."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as test_settings
from planning_city import HOUSE, ROOM, blocks, city, people, places, street, supplies

from geo.city.walking.network import Network
from geo.model.crs import RD_NEW
from geo.planning.coverage import Doubt, Scenario, Walks
from geo.planning.coverage.gaps import find_gaps, gaps_frame, gaps_table


def in_one_gebied(where):
    """Return the same city with both buurten in one gebied."""
    return replace(where, buurten=where.buurten.assign(gebied_code="WK1"))


def gaps(where, there, limit_m, **choices):
    where = in_one_gebied(where)
    walks = Walks.of(where, there, limit_m=limit_m)
    return find_gaps(where, walks, limit_m=limit_m, **choices)


def test_a_gap_ends_at_the_border_of_the_gebied():
    where = street()
    walks = Walks.of(where, places((50, HOUSE), (950, HOUSE)), limit_m=200)
    assert sorted(gap.name for gap in find_gaps(where, walks, limit_m=200)) == ["Oost", "West"]


def test_what_lies_between_two_places_is_one_gap_named_by_its_buurten():
    found = gaps(street(), places((50, HOUSE), (950, HOUSE)), 200)
    assert [(gap.name, gap.people, gap.squares) for gap in found] == [("West, Oost", 40, 4)]
    assert found[0].buurt_codes == ("BU1", "BU2")


def test_two_ends_of_the_street_are_two_gaps_the_most_people_first():
    found = gaps(street(), places((450, HOUSE)), 200)
    assert [(gap.name, gap.people) for gap in found] == [("Oost", 30), ("West", 20)]
    assert gaps_table(found)["rank"].tolist() == [1, 2]


def test_a_small_gap_can_be_left_out():
    assert len(gaps(street(), places((450, HOUSE)), 200, least_people=25)) == 1


def test_who_may_be_in_reach_is_no_certain_gap():
    found = gaps(street(), places((50, HOUSE), (950, HOUSE, 0.0, Doubt.STATUS)), 200)
    assert [(gap.people, gap.people_at_least) for gap in found] == [(70, 40)]


def test_a_gap_is_one_of_a_kind():
    there = places((50, HOUSE), (950, ROOM))
    assert [gap.people for gap in gaps(street(), there, 200, kind=HOUSE)] == [70]
    assert [gap.people for gap in gaps(street(), there, 200)] == [40]


def test_squares_that_touch_by_a_side_are_together_and_a_corner_is_not_enough():
    network = Network([0, 1000], [50, 50], [0], [1])
    x, y = [50, 150, 250, 450], [50, 50, 150, 50]
    where = city(network, people(x, y, [10, 10, 10, 0], [0, 0, 1, 1]))
    found = gaps(where, places(), 200)
    assert [(gap.name, gap.people, gap.squares) for gap in found] == [
        ("West", 20, 2),
        ("Oost", 10, 1),
    ]


def test_a_square_in_two_buurten_is_one_square_on_the_map():
    network = Network([0, 1000], [50, 50], [0], [1])
    where = city(network, people([150, 150], [50, 50], [10, 30], [0, 1]))
    frame = gaps_frame(gaps(where, places(), 200), RD_NEW)
    assert frame.crs.to_epsg() == 4326
    assert frame["squares"].tolist() == [1]
    assert frame["name"].tolist() == ["Oost, West"]
    assert frame.to_crs("EPSG:28992").area.iloc[0] == pytest.approx(10_000, rel=1e-3)


def test_where_all_are_in_reach_there_is_no_gap():
    found = gaps(street(), places((450, HOUSE)), 2000)
    assert found == []
    assert gaps_frame(found, RD_NEW).empty


@test_settings(deadline=None)
@given(blocks(), supplies())
def test_gaps_hold_everybody_out_of_reach_once(where, there):
    walks = Walks.of(where, there, limit_m=200)
    found = find_gaps(where, walks, limit_m=200)
    out = (walks.metres[-1, Scenario.KNOWN] > 200) & (where.people.inhabitants > 0)
    assert sum(gap.people for gap in found) == where.people.inhabitants[out].sum()
    assert all(0 <= gap.people_at_least <= gap.people for gap in found)
    squares = {(x, y) for gap in found for x, y in zip(gap.x, gap.y, strict=True)}
    assert len(squares) == len(set(zip(where.people.x[out], where.people.y[out], strict=True)))
    assert np.all(np.diff([gap.people for gap in found]) <= 0)
