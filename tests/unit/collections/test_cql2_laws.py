"""Laws of CQL2 on random expressions and random rows."""

import json

import pytest
from cql2_reference import outcome, rows_by_sqlite
from cql2_strategies import (
    ARRAY,
    EVERYTHING,
    LISTS,
    ROWS,
    SCALAR_PREDICATES,
    SHAPE_NODES,
    SPATIAL,
    STRETCHES,
    TEMPORAL,
    TEXTS,
    columns_of,
    combined,
    rows_with,
)
from cql2_writing import to_json, to_text
from examples import tried
from hypothesis import given
from hypothesis import strategies as st

from geo.collections.cql2 import few_rows
from geo.collections.cql2.checking import check
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.expression import Call, Expression, Property, Text, walk
from geo.collections.cql2.json_encoding import parse_json
from geo.collections.cql2.parsing import parse_text
from geo.model.errors import InputError


def writable(expression: Expression) -> bool:
    """Whether the text encoding can say it: no text ends in a backslash there."""
    return not any(
        isinstance(node, Text) and node.value.endswith("\\") for node in walk(expression.root)
    )


@given(combined(SCALAR_PREDICATES).map(Expression), ROWS)
def test_scalars_choose_the_rows_that_sqlite_chooses(expression, rows) -> None:
    found = evaluate(expression, columns_of(rows))
    assert found.tolist() == rows_by_sqlite(expression.root, rows)


@tried(times=1.5)
@given(EVERYTHING.map(Expression), ROWS)
def test_all_operators_choose_the_rows_that_plain_python_chooses(expression, rows) -> None:
    found = evaluate(expression, columns_of(rows))
    assert found.tolist() == [outcome(expression.root, row) is True for row in rows]


@pytest.mark.parametrize(
    ("functions", "nodes", "names"),
    [
        (tuple(SPATIAL), SHAPE_NODES, ("geom",)),
        (TEMPORAL, STRETCHES, ("day", "start", "end")),
        (tuple(ARRAY), LISTS, ("tags",)),
    ],
    ids=["spatial", "temporal", "array"],
)
@tried(times=1.5)
@given(st.data())
def test_each_function_is_true_where_plain_python_says_so(functions, nodes, names, data) -> None:
    left, right = data.draw(nodes), data.draw(nodes)
    rows = data.draw(rows_with(*names))
    columns = columns_of(rows)
    for function in functions:
        expression = Expression(Call(function, (left, right)))
        expected = [outcome(expression.root, row) is True for row in rows]
        assert evaluate(expression, columns).tolist() == expected, function


@tried(times=1.5)
@given(EVERYTHING, ROWS, st.sampled_from(["name", "other"]), TEXTS, st.booleans())
def test_rows_that_an_index_finds_are_those_that_comparing_finds(root, rows, name, text, last):
    equal = Call("=", (Property(name), Text(text)))
    parts = (root, equal) if last else (equal, root)
    expression = Expression(Call("and", parts))
    columns = columns_of(rows)
    compared = evaluate(expression, columns).tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(few_rows, "INDEXED", 0)
        patch.setattr(few_rows, "_PART", 1)
        assert few_rows.by_index(expression.root, columns) is not None
        assert evaluate(expression, columns).tolist() == compared


@given(EVERYTHING.map(Expression).filter(writable))
def test_what_is_written_as_text_reads_the_same(expression) -> None:
    assert parse_text(to_text(expression)) == expression


@given(EVERYTHING.map(Expression))
def test_what_is_written_as_json_reads_the_same(expression) -> None:
    assert parse_json(json.dumps(to_json(expression))) == expression
    assert parse_json(to_json(expression)) == expression


@given(EVERYTHING.map(Expression).filter(writable), ROWS)
def test_no_row_is_chosen_both_by_a_filter_and_by_its_negation(expression, rows) -> None:
    columns = columns_of(rows)
    negated = parse_text(f"NOT ({to_text(expression)})")
    assert not (evaluate(expression, columns) & evaluate(negated, columns)).any()


WORDS = st.sampled_from(
    [
        *("name", "count", "geom", "tags", "start", "'a'", "'a%'", "1", "-2.5", "1e3", "(", ")"),
        *(",", "=", "<>", "<", ">=", "+", "-", "*", "/", "^", "%", "div", "AND", "OR", "NOT"),
        *("LIKE", "BETWEEN", "IN", "IS", "NULL", "TRUE", "CASEI", "ACCENTI", "S_INTERSECTS"),
        *("T_DURING", "A_EQUALS", "BBOX(0,0,1,1)", "POINT(1 2)", "POLYGON", "EMPTY", "Z"),
        *(
            "INTERVAL('..','..')",
            "DATE('2022-04-16')",
            "DATE",
            "'2022-02-30'",
            "foo(",
            "isNull(",
            '"',
            "'",
        ),
        *("\\", "é", "\u0000", "_", "\n"),
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_text_is_evaluated_or_refused_with_its_place(text) -> None:
    columns = columns_of([])
    try:
        evaluate(parse_text(text), columns)
    except InputError as error:
        for problem in error.problems:
            assert problem.file.startswith(("filter, character ", "filter, line "))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["op", "args", "property", "date", "interval", "bbox", "type"]), inner
        ),
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(["and", "not", "=", "in", "like", "between", "isNull", "casei", "+"]),
            st.lists(inner, max_size=3),
        ),
        st.builds(
            lambda kind, inside: {"type": kind, "coordinates": inside},
            st.sampled_from(["Point", "Polygon", "MultiPoint", "GeometryCollection", "Circle"]),
            inner,
        ),
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_json_is_checked_or_refused_with_its_path(document) -> None:
    try:
        check(parse_json(document), columns_of([]))
    except InputError as error:
        for problem in error.problems:
            assert problem.file.startswith(("filter, at $", "filter, character "))


@pytest.mark.parametrize("opening", ["(", "NOT ", "-", "foo(", "a = (1 + ", "A_EQUALS((", "["])
def test_no_depth_of_nesting_runs_out_of_stack(opening) -> None:
    with pytest.raises(InputError):
        parse_text(opening * 4000)
    with pytest.raises(InputError):
        parse_json("[" * 40_000)
