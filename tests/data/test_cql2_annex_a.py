"""The abstract tests of the CQL2 standard (OGC 21-065r2, Annex A) on its own test data.

``cql2_annex_a.csv`` holds every predicate of the annex that comes with a number of items:
``published`` is the number in the standard, ``expected`` what the data give, counted by hand,
where the standard errs. ``docs/cql2.md`` publishes the score, and a test compares it.

Each predicate is evaluated once in each encoding, on the file as `meetingplaces serve --data`
reads it; `test_ogc_filter` asks one of each class through the API.
"""

import csv
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from cql2_test_data import columns, examples
from cql2_writing import to_json, to_text

from geo.collections.cql2.columns import ColumnKind
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.json_encoding import parse_json
from geo.collections.cql2.parsing import parse_text
from geo.model.errors import InputError

HERE = Path(__file__).parent
SCORE = HERE.parents[1] / "docs" / "cql2.md"
PLACES = "ne_110m_populated_places_simple"
COUNTRIES = "ne_110m_admin_0_countries"
RIVERS = "ne_110m_rivers_lake_centerlines"
ENCODINGS = ("text", "json")
CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PREDICATES = rows("cql2_annex_a.csv")
COMBINATIONS = rows("cql2_annex_a_combinations.csv")
CLASSES = Counter(row["class"] for row in PREDICATES)


def chosen(text: str, source: str, encoding: str) -> np.ndarray:
    """The rows that a predicate chooses, by the way of one encoding."""
    expression = parse_text(re.sub(r"\bgeom\b", "geometry", text))
    if encoding == "json":
        expression = parse_json(json.dumps(to_json(expression)))
    return evaluate(expression, columns(source))


@cache
def seen(encoding: str) -> list[int]:
    """The number of items of each predicate of the annex."""
    return [int(chosen(row["predicate"], row["source"], encoding).sum()) for row in PREDICATES]


def passed(name: str, encoding: str) -> int:
    counted = zip(PREDICATES, seen(encoding), strict=True)
    return sum(row["class"] == name and number == int(row["expected"]) for row, number in counted)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        pytest.param(
            name,
            encoding,
            marks=[
                pytest.mark.conformance(f"{CQL2}/{name}"),
                pytest.mark.conformance(f"{CQL2}/cql2-{encoding}"),
            ],
        )
        for name in CLASSES
        for encoding in ENCODINGS
    ],
)
def test_the_predicates_of_a_class_give_the_numbers_of_items_that_are_expected(
    name, encoding
) -> None:
    of_class = [
        (row["source"], row["predicate"], int(row["expected"]), number)
        for row, number in zip(PREDICATES, seen(encoding), strict=True)
        if row["class"] == name
    ]
    assert [one for one in of_class if one[2] != one[3]] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_combinations_of_predicates_give_the_numbers_of_items_that_are_expected(encoding) -> None:
    texts = [
        "(NOT ({p2}) AND {p1}) OR ({p3} and {p4}) or not ({p1} OR {p4})".format(**row)
        for row in COMBINATIONS
    ]
    found = [int(chosen(text, PLACES, encoding).sum()) for text in texts]
    told = zip(texts, COMBINATIONS, found, strict=True)
    assert [one for one in told if one[2] != int(one[1]["expected"])] == []


def test_where_the_standard_errs_the_data_say_so() -> None:
    # Three rows of the accent-insensitive class expect 2 cities (ogcapi-features issue 1011).
    errors = [row for row in PREDICATES if row["published"] != row["expected"]]
    assert [row["expected"] for row in errors] == ["3", "1", "1"]
    names = columns(PLACES).columns["name"].values
    assert sorted(n for n in names if n.startswith("Ch")) == ["Chengdu", "Chicago", "Chișinău"]


def test_the_published_score_is_what_is_seen() -> None:
    table = ["| Conformance class | Rows | Text | JSON |", "|---|---:|---:|---:|"]
    scores = [(n, rows, passed(n, "text"), passed(n, "json")) for n, rows in CLASSES.items()]
    scores.append(("all", *map(sum, zip(*(one[1:] for one in scores), strict=True))))
    table += [f"| {name} | {rows} | {text} | {json} |" for name, rows, text, json in scores]
    assert "\n".join(table) in SCORE.read_text(encoding="utf-8")


VALUES = {
    ColumnKind.TEXT: "'foo'",
    ColumnKind.BOOLEAN: "true",
    ColumnKind.NUMBER: "3.14",
    ColumnKind.INTEGER: "1",
    ColumnKind.TIMESTAMP: "TIMESTAMP('2022-04-14T14:48:46Z')",
    ColumnKind.DATE: "DATE('2022-04-14')",
}


@pytest.mark.parametrize("source", [PLACES, COUNTRIES, RIVERS])
def test_every_queryable_can_be_compared_with_a_value_of_its_type(source) -> None:
    for name, column in columns(source).columns.items():
        if column.kind is ColumnKind.GEOMETRY:
            continue
        for pattern in ('"{0}" {1} {2}', '{2} {1} "{0}"'):
            found = {
                sign: chosen(pattern.format(name, sign, VALUES[column.kind]), source, "text")
                for sign in ("=", "<>", ">", "<", ">=", "<=")
            }
            assert not (found["="] & found["<>"]).any()
            assert not (found[">"] & found["<="]).any()
            assert not (found["<"] & found[">="]).any()


@pytest.mark.parametrize("source", [PLACES, COUNTRIES, RIVERS])
def test_no_item_has_and_lacks_a_value(source) -> None:
    for name in columns(source).columns:
        null = chosen(f'"{name}" IS NULL', source, "text")
        assert (null ^ chosen(f'"{name}" is not null', source, "text")).all()


def test_true_chooses_all_and_false_none() -> None:
    assert chosen("true", PLACES, "text").all()
    assert not chosen("false", PLACES, "text").any()


@pytest.mark.parametrize("value", VALUES.values())
def test_values_can_stand_on_both_sides(value) -> None:
    for sign in ("=", ">=", "<="):
        assert chosen(f"{value} {sign} {value}", RIVERS, "text").all()
    for sign in ("<>", ">", "<"):
        assert not chosen(f"{value} {sign} {value}", RIVERS, "text").any()


@pytest.mark.parametrize("source", [PLACES, COUNTRIES, RIVERS])
def test_every_text_can_be_compared_with_patterns(source) -> None:
    names = [n for n, column in columns(source).columns.items() if column.kind is ColumnKind.TEXT]
    for name in names:
        found = {
            like: chosen(f"\"{name}\" LIKE '{like}'", source, "text")
            for like in ("%", "_%", "", "%%", r"\%\_")
        }
        assert not (found["_%"] & found[""]).any()
        assert (found["%"] == found["%%"]).all()
        folded = [
            chosen(f"ACCENTI(CASEI(\"{name}\")) LIKE accenti(casei('{like}'))", source, "text")
            for like in ("Ä%", "a%")
        ]
        assert (folded[0] == folded[1]).all()


WORLD = "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))"


@pytest.mark.parametrize("source", [PLACES, COUNTRIES, RIVERS])
def test_the_spatial_functions_agree_with_each_other(source) -> None:
    for function in ("S_INTERSECTS", "S_DISJOINT", "S_WITHIN", "S_CONTAINS", "S_TOUCHES"):
        by_box = chosen(f"{function}(geom,BBOX(-180,-90,180,90))", source, "text")
        assert (by_box == chosen(f"{function}(geom,{WORLD})", source, "text")).all()
    for shape in ("LINESTRING(7 50,10 51)", "POINT(7.02 49.92)", "MULTIPOINT(7 50,10 51)"):
        meeting = chosen(f"S_INTERSECTS(geom,{shape})", source, "text")
        assert (meeting ^ chosen(f"S_DISJOINT(geom,{shape})", source, "text")).all()


@pytest.mark.parametrize("shape", ["POINT(90 180)", "MULTIPOINT(7.02 49.92, 90 180)"])
def test_a_place_that_is_not_on_the_earth_is_refused(shape) -> None:
    with pytest.raises(InputError, match="axes"):
        chosen(f"S_INTERSECTS(geom,{shape})", COUNTRIES, "text")


def test_the_examples_of_the_standard_say_the_same_in_text_and_in_json() -> None:
    assert len(examples()) > 100
    for name, (text, document) in examples().items():
        # Three texts write moments to the microsecond of which the JSON omits the zeros.
        expression = parse_text(text.replace(".000000Z", "Z"))
        assert parse_json(document) == expression, name
        assert to_json(expression) == json.loads(document), name
        assert parse_text(to_text(expression)) == expression, name
        assert parse_json(json.dumps(to_json(expression))) == expression, name
