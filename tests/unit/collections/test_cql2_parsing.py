"""Reading both encodings of CQL2: what the tree is, and where a fault is told to be."""

import json

import pytest
from cql2_writing import to_json, to_text

from geo.collections.cql2.expression import MAX_LENGTH, Boolean, Call, Number, Property, Text
from geo.collections.cql2.json_encoding import parse_json
from geo.collections.cql2.parsing import parse_text
from geo.model.errors import InputError

A, B, C = Property("a"), Property("b"), Property("c")
ONE = Number(1)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a = 1", Call("=", (A, ONE))),
        ('"a" <> -1', Call("<>", (A, Number(-1)))),
        ("TRUE", Boolean(value=True)),
        ("a = 'it''s'", Call("=", (A, Text("it's")))),
        (r"a = 'it\'s'", Call("=", (A, Text("it's")))),
        (r"a LIKE '10\%'", Call("like", (A, Text(r"10\%")))),
        ("not a", Call("not", (A,))),
        ("a AND b OR c", Call("or", (Call("and", (A, B)), C))),
        ("a and b and c", Call("and", (A, B, C))),
        ("a AND (b AND c)", Call("and", (A, Call("and", (B, C))))),
        ("NOT a AND b", Call("and", (Call("not", (A,)), B))),
        ("NOT a = 1", Call("not", (Call("=", (A, ONE)),))),
        ("a IS NOT NULL", Call("not", (Call("isNull", (A,)),))),
        ("a - 1 - b", Call("-", (Call("-", (A, ONE)), B))),
        ("a-1.5", Call("-", (A, Number(1.5)))),
        ("-a ^ 2", Call("^", (Call("*", (Number(-1), A)), Number(2)))),
        ("a + b * c", Call("+", (A, Call("*", (B, C))))),
        ("Foo(a)", Call("Foo", (A,))),
        ("casei(a)", Call("casei", (A,))),
    ],
)
def test_a_text_is_read_into_the_tree_that_it_means(text, tree) -> None:
    assert parse_text(text).root == tree
    assert parse_json(to_json(parse_text(text))).root == tree


def test_the_names_of_properties_are_told() -> None:
    assert parse_text("eo:a.b = 1 AND INTERVAL(c, d) IS NULL").properties == {"eo:a.b", "c", "d"}


@pytest.mark.parametrize(
    ("text", "place", "found", "expected"),
    [
        ("", 1, "the end of the filter", "a property"),
        ("a = ", 5, "the end of the filter", "a property"),
        ("a == 1", 4, "=", "a property"),
        ("a != 1", 3, "!=", "<>"),
        ("a = 1 b", 7, "b", "AND, OR"),
        ("a = 'x", 5, "'x", "a single quote"),
        ('"a = 1', 1, '"a = 1', "double quotes"),
        ("a = 1 AND AND b = 2", 11, "AND", "in double quotes for a property"),
        ("(a = 1", 7, "the end of the filter", "')'"),
        ("a = b = c", 7, "=", "use brackets"),
        ("a IN ()", 7, ")", "a property"),
        ("a IN 1", 6, "1", "a list of values"),
        ("a BETWEEN 1 OR 2", 13, "OR", "the upper end of BETWEEN"),
        ("a IS 3", 6, "3", "NULL or NOT NULL"),
        ("a NOT 3", 7, "3", "LIKE, BETWEEN or IN"),
        ("S_INTERSECTS(a)", 1, "S_INTERSECTS", "2 arguments"),
        ("isNull()", 1, "isNull", "one argument"),
        ("CASEI(a, b) = 'x'", 1, "CASEI", "one argument"),
        ("DATE('2022-02-30') = a", 6, "'2022-02-30'", "a date that exists"),
        ("TIMESTAMP('2022-02-20') = a", 11, "'2022-02-20'", "a moment in UTC"),
        ("a = DATE(2022)", 10, "2022", "a date that exists"),
        ("T_AFTER(a, INTERVAL('x', '..'))", 21, "'x'", "'..'"),
        ("S_WITHIN(a, POINT(1))", 20, ")", "a coordinate"),
        ("S_WITHIN(a, POINT(1 2 3 4))", 25, "4", "')'"),
        ("S_WITHIN(a, POLYGON((0 0, 1 1, 0 1)))", 13, "POLYGON", "the last equals the first"),
        ("S_WITHIN(a, LINESTRING(0 0))", 13, "LINESTRING", "at least two positions"),
        ("S_WITHIN(a, LINESTRING(0 0, 1 1 1))", 13, "LINESTRING", "equally many coordinates"),
        ("S_WITHIN(a, BBOX(1, 2, 3))", 13, "BBOX", "four numbers"),
        ("S_WITHIN(a, CIRCLE(1 2))", 22, "2", "')'"),
        ("a = 1e999", 5, "1e999", "a number"),
        ("a ; b", 3, ";", "an operator"),
        ("a + = 1", 5, "=", "a property"),
        ("'é' = é AND ?", 13, "?", "an operator"),
    ],
)
def test_a_fault_in_a_text_is_told_with_its_place(text, place, found, expected) -> None:
    with pytest.raises(InputError) as raised:
        parse_text(text)
    (problem,) = raised.value.problems
    assert problem.file == f"filter, character {place}"
    assert problem.found == found
    assert expected in problem.expected


def test_a_fault_in_several_lines_is_told_with_its_line_and_column() -> None:
    with pytest.raises(InputError, match=r"filter, line 2, column 7: found \?"):
        parse_text("a = 1\nAND b ?\n")


@pytest.mark.parametrize(
    ("document", "place", "expected"),
    [
        ("{", "filter, character 2", "JSON"),
        ('{\n"op": }', "filter, line 2, column 7", "JSON"),
        ("{}", "filter, at $", "'op'"),
        ("null", "filter, at $", "'op'"),
        ('{"op": "="}', "filter, at $.args", "a list"),
        ('{"op": "=", "args": [1]}', "filter, at $.args", "2 arguments"),
        ('{"op": "and", "args": [true]}', "filter, at $.args", "2 or more arguments"),
        ('{"op": "not", "args": [{"op": 1, "args": []}]}', "filter, at $.args[0].op", "the name"),
        ('{"op": "NOT", "args": [true]}', "filter, at $.op", "the name"),
        ('{"op": "in", "args": [1, []]}', "filter, at $.args[1]", "at least one"),
        ('{"property": ""}', "filter, at $.property", "the name"),
        ('{"date": "2022-02-30"}', "filter, at $.date", "a date that exists"),
        ('{"timestamp": 3}', "filter, at $.timestamp", "a moment"),
        ('{"interval": ["..", "x"]}', "filter, at $.interval[1]", "'..'"),
        ('{"interval": [".."]}', "filter, at $.interval", "the start and the end"),
        ('{"bbox": [1, 2, 3, "4"]}', "filter, at $.bbox", "numbers"),
        ('{"type": "Circle"}', "filter, at $.type", "a type of geometry"),
        ('{"type": "Point", "coordinates": [1]}', "filter, at $.coordinates", "two or three"),
        ('{"type": "Point", "coordinates": [1, true]}', "filter, at $.coordinates", "finite"),
        ('{"op": "=", "args": [NaN, 1]}', "filter, at $", "finite"),
        ('{"op": "=", "args": [1e999, 1]}', "filter, at $.args[0]", "finite"),
    ],
)
def test_a_fault_in_json_is_told_with_its_place(document, place, expected) -> None:
    with pytest.raises(InputError) as raised:
        parse_json(document)
    (problem,) = raised.value.problems
    assert problem.file == place
    assert expected in problem.expected


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    with pytest.raises(InputError, match="UTF-8"):
        parse_json(b'{"op": "\xff"}')


@pytest.mark.parametrize(
    "name", ["a b", "AND", "date", "Z", "é-1", 'qu"ote', "1st", "true", "point", "Ünïcode", "a.b"]
)
def test_any_name_of_a_property_can_be_written(name) -> None:
    expression = parse_json({"op": "isNull", "args": [{"property": name}]})
    assert parse_text(to_text(expression)) == expression


def test_a_text_that_ends_in_a_backslash_can_be_said_in_json_only() -> None:
    expression = parse_json({"op": "=", "args": ["a\\", "b\\'c"]})
    assert to_json(expression) == {"op": "=", "args": ["a\\", "b\\'c"]}
    with pytest.raises(InputError, match="backslash"):
        to_text(expression)


@pytest.mark.parametrize(
    "text",
    [
        "a IN (" + ", ".join(f"'value {number}'" for number in range(650)) + ")",
        " OR ".join(f"a = {number}" for number in range(900)),
        "S_WITHIN(a, LINESTRING(" + ", ".join(f"{n} {n}" for n in range(1100)) + "))",
        "a = '" + "''" * 5000 + "'",
        "a = '" + "''" * 5000,
        "a = " + "\\'" * 5000,
        "a" * 10_000 + "?",
        "1" * 10_000,
        "(" * 10_000,
        " " * 10_000,
        '"' * 10_001,
    ],
    ids=lambda text: text[:12],
)
def test_ten_thousand_characters_are_read_or_refused(text) -> None:
    """A reader that tries every way to read them would not come to an end."""
    try:
        expression = parse_text(text)
        assert parse_json(json.dumps(to_json(expression))) == expression
    except InputError:
        pass


def test_what_is_too_long_is_refused() -> None:
    for read in (parse_text, parse_json):
        with pytest.raises(InputError, match="at most"):
            read("a" * (MAX_LENGTH + 1))


def test_a_sum_of_too_many_terms_is_refused() -> None:
    with pytest.raises(InputError, match="levels"):
        parse_text("a = " + " + ".join(["1"] * 100))
