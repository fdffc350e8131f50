"""A box finds the same by comparing coordinates as by an index, whatever lies where."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.collections import touching
from geo.collections.compact import KeptShapes
from geo.collections.touching import Touching

# Few different numbers, so that points often lie on an edge of the box.
NUMBERS = st.integers(-3, 3).map(lambda number: number / 2)
SHAPES = st.one_of(st.none(), st.just(shapely.Point()), st.builds(shapely.Point, NUMBERS, NUMBERS))


@given(shapes=st.lists(SHAPES, max_size=12), edges=st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS))
def test_points_are_compared_as_an_index_would_find_them(shapes, edges):
    west, east = sorted(edges[:2])
    south, north = sorted(edges[2:])
    rows = np.empty(len(shapes), dtype=object)
    rows[:] = shapes
    found = Touching(KeptShapes(rows)).box(west, south, east, north)
    box = shapely.box(west, south, east, north)
    assert found.tolist() == [
        shape is not None and bool(shapely.intersects(shape, box)) for shape in shapes
    ]


def test_many_points_are_found_with_an_index(monkeypatch):
    monkeypatch.setattr(touching, "MOST_COMPARED", 2)
    rows = np.array([shapely.Point(1, 1), None, shapely.Point(0, 0)], dtype=object)
    assert Touching(KeptShapes(rows)).box(0.0, 0.0, 0.5, 0.5).tolist() == [False, False, True]


def test_a_line_touches_a_box_that_it_crosses_and_not_all_that_its_own_box_touches():
    rows = np.array([shapely.LineString([(0, 0), (4, 4)])], dtype=object)
    assert Touching(KeptShapes(rows)).box(1.0, 1.0, 2.0, 2.0).tolist() == [True]
    assert Touching(KeptShapes(rows)).box(3.0, 0.0, 4.0, 1.0).tolist() == [False]
