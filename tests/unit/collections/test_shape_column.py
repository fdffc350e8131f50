"""Points of which only coordinates are kept are related to shapes exactly as their shapes are."""

import numpy as np
import pytest
import shapely
from cql2_strategies import BOXES, LINES, POINTS, SPATIAL
from hypothesis import example, given
from hypothesis import strategies as st

from geo.collections.cql2 import shape_column
from geo.collections.cql2.columns import Column, ColumnKind, Columns
from geo.collections.cql2.cost import cost_us
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.expression import Call, Expression, Geometry, Property
from geo.collections.cql2.parsing import parse_text
from geo.collections.cql2.shape_column import PointShapes

# On a grid, so that points lie on edges, corners and ends of shapes, and off it.
_NUMBER = st.integers(-3, 3) | st.floats(-3.5, 3.5, allow_nan=False)
PLACES = st.tuples(_NUMBER, _NUMBER)
RING = shapely.Polygon([(-3, -3), (3, -3), (3, 3), (-3, 3)], [[(-1, -1), (1, -1), (1, 1), (-1, 1)]])
SLANTED = shapely.Polygon([(-3, -2), (2, -3), (3, 1), (-1, 3)])
SHAPES = st.one_of(
    *(POINTS, LINES, BOXES),
    st.lists(PLACES, min_size=1, max_size=5).map(shapely.MultiPoint),
    st.lists(LINES, min_size=1, max_size=3).map(shapely.union_all),
    st.lists(BOXES, min_size=1, max_size=3).map(shapely.union_all),
    st.builds(lambda *parts: shapely.GeometryCollection(parts), POINTS, LINES, BOXES),
    st.sampled_from([RING, SLANTED, shapely.Point(), shapely.Polygon(), shapely.MultiPoint()]),
)


@pytest.fixture(autouse=True, scope="module")
def _few_at_a_time():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shape_column, "_AT_A_TIME", 2)
        yield


def columns_of(places):
    """Make a column of points without shapes; None stands for none."""
    numbers = np.array([place or (np.nan, np.nan) for place in places], dtype=float)
    coordinates = np.asfortranarray(numbers.reshape(-1, 2))
    missing = np.array([place is None for place in places], dtype=bool)

    def never():
        raise AssertionError("all shapes are made")

    return Columns(len(places), {"geom": Column(ColumnKind.GEOMETRY, never, missing, coordinates)})


@pytest.mark.parametrize("function", SPATIAL)
@given(st.lists(PLACES | st.none(), max_size=8), SHAPES)
@example([(1, 1), (-1, 0), (3, 3), (0, 0), (2, 2), None], RING)
@example([(-0.5, -2.5), (-3, -2), (2.5, -1), (0, 0)], SLANTED)
@example([(1, 1), None, (2, 2)], shapely.Point(1, 1))
def test_each_function_is_true_where_it_is_for_the_shapes(function, places, shape):
    shapes = np.array([place and shapely.Point(place) for place in places], dtype=object)
    shapes = shapes.reshape(len(places))
    there = ~shapely.is_missing(shapes)
    columns = columns_of(places)
    related = SPATIAL[function]
    own, other = Property("geom"), Geometry(shape)
    for arguments, expected in (
        ((own, other), related(shapes, shape)),
        ((other, own), related(shape, shapes)),
        ((own, own), related(shapes, shapes)),
    ):
        found = evaluate(Expression(Call(function, arguments)), columns)
        assert found.tolist() == (expected & there).tolist(), arguments


def test_a_point_without_coordinates_has_no_geometry():
    columns = columns_of([(1, 1), None])
    assert evaluate(parse_text("geom IS NULL"), columns).tolist() == [False, True]
    assert PointShapes(np.array([[1.0, 1.0], [np.nan, np.nan]])).vertices(slice(None)) == 1


def test_only_points_in_the_box_of_a_shape_count_in_what_it_costs():
    columns = columns_of([(n / 1000, 1) for n in range(1000)])
    near, far = (parse_text(f"S_TOUCHES(geom, BBOX({x}, 0, {x + 1}, 2))") for x in (0, 5))
    assert cost_us(near, columns) > cost_us(far, columns) + 100
