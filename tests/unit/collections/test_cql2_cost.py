"""What a filter costs is known before it is evaluated, and equal parts are evaluated once."""

import numpy as np
import pytest
import shapely
from cql2_strategies import EVERYTHING, ROWS, columns_of
from hypothesis import given

from geo.collections.cql2 import evaluating
from geo.collections.cql2.columns import Column, ColumnKind, Columns
from geo.collections.cql2.cost import cost_us
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.expression import Call, Expression, walk
from geo.collections.cql2.parsing import parse_text

ROUND = [shapely.Point(x, 51.9).buffer(0.01, quad_segs=250) for x in np.linspace(4.3, 4.6, 30)]
SECOND = 1e6


def rows_of(shapes):
    size = len(shapes)
    none = np.zeros(size, dtype=bool)
    names = np.array([f"place {number}" for number in range(size)], dtype=object)
    columns = {
        "geometry": Column(ColumnKind.GEOMETRY, np.array(shapes, dtype=object), none),
        "name": Column(ColumnKind.TEXT, names, none),
        "rooms": Column(ColumnKind.NUMBER, np.arange(size, dtype=float), none),
    }
    return Columns(size, columns)


@pytest.fixture(scope="module")
def columns():
    return rows_of(ROUND)


@pytest.fixture
def related(monkeypatch):
    """Counts how often shapes are really compared."""
    calls = []
    relate = evaluating.relate

    def counting(function, *rest):
        calls.append(function)
        return relate(function, *rest)

    monkeypatch.setattr(evaluating, "relate", counting)
    return calls


@pytest.mark.parametrize("name", ["S_OVERLAPS", "S_EQUALS", "S_TOUCHES", "S_WITHIN"])
@pytest.mark.parametrize("join", [" OR ", " AND "])
def test_equal_parts_are_evaluated_once_and_counted_once(columns, related, name, join):
    part = f"{name}(geometry,geometry)"
    once, often = parse_text(part), parse_text(join.join([part] * 490))
    expected = evaluate(once, columns).tolist()
    related.clear()
    assert evaluate(often, columns).tolist() == expected
    assert len(related) == 1
    assert cost_us(often, columns) < cost_us(once, columns) + 490 * 100


def test_equal_parts_are_found_at_any_depth(columns, related):
    part = "S_TOUCHES(geometry,POLYGON((4.3 51.8,4.5 51.8,4.5 52,4.3 51.8)))"
    evaluate(parse_text(f"NOT ({part}) OR (rooms > 3 AND ({part} OR NOT {part}))"), columns)
    assert related == ["s_touches"]


def test_parts_that_differ_in_one_value_are_evaluated_each(columns, related):
    evaluate(
        parse_text(
            "S_INTERSECTS(geometry,POINT(4.4 51.9)) OR S_INTERSECTS(geometry,POINT(4.5 51.9))"
        ),
        columns,
    )
    assert len(related) == 2


def test_shapes_with_more_vertices_cost_more():
    expression = parse_text("S_OVERLAPS(geometry,geometry)")
    coarse = rows_of([shapely.simplify(one, 0.001) for one in ROUND])
    assert cost_us(expression, rows_of(ROUND)) > 10 * cost_us(expression, coarse)


def test_only_shapes_that_may_touch_the_given_one_count(columns):
    near = "S_OVERLAPS(geometry,BBOX(4.2,51.8,4.7,52))"
    far = "S_OVERLAPS(geometry,BBOX(5.2,51.8,5.7,52))"
    assert cost_us(parse_text(near), columns) > 3 * cost_us(parse_text(far), columns)


def test_a_short_filter_can_be_too_dear_and_a_long_one_cheap():
    many = rows_of([shapely.Point(4.4, 51.9).buffer(0.01, quad_segs=500)] * 2000)
    dear = parse_text("S_OVERLAPS(geometry,geometry)")
    long = parse_text(" OR ".join(f"rooms = {number}" for number in range(400)))
    assert cost_us(dear, many) > 5 * SECOND
    assert cost_us(long, many) < 0.1 * SECOND


def test_a_column_is_dearer_the_first_time():
    columns = rows_of(ROUND * 100)
    expression = parse_text("name = 'place 3'")
    cold = cost_us(expression, columns)
    evaluate(expression, columns)
    assert cost_us(expression, columns) < cold / 5


@given(EVERYTHING, ROWS)
@pytest.mark.slow
def test_repeating_a_condition_changes_neither_the_rows_nor_much_of_the_cost(root, rows):
    columns = columns_of(rows)
    once, often = Expression(root), Expression(Call("and", (root,) * 5))
    assert evaluate(often, columns).tolist() == evaluate(once, columns).tolist()
    nodes = 1 + 5 * len(list(walk(root)))
    assert 0 < cost_us(often, columns) < cost_us(once, columns) + nodes * 40
