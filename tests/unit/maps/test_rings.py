"""Where the pin of a place goes whose door is not known."""

import math

from hypothesis import given
from hypothesis import strategies as st

from geo.maps.rings import slide

AT = st.tuples(st.integers(0, 500), st.integers(0, 500))
PINS = st.lists(st.tuples(AT, st.sampled_from((0.0, 60.0, 200.0))), max_size=12)


def test_a_pin_alone_stands_in_the_middle_of_its_ring():
    assert slide([(3.0, 4.0)], [100.0], 50.0) == [(3.0, 4.0)]


def test_the_one_with_a_known_door_stays_and_the_other_frees_it():
    door, other = slide([(0.0, 0.0), (5.0, 0.0)], [0.0, 100.0], 40.0)
    assert door == (0.0, 0.0)
    assert math.dist(door, other) >= 40


@given(PINS)
def test_no_pin_leaves_its_ring_and_a_known_door_never_moves(pins):
    points, radii = [point for point, _ in pins], [radius for _, radius in pins]
    for point, radius, stands in zip(points, radii, slide(points, radii, 50.0), strict=True):
        assert math.dist(point, stands) <= radius
