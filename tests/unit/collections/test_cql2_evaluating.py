"""What CQL2 filters choose, and what is refused before anything is evaluated."""

import numpy as np
import pytest
import shapely

from geo.collections.cql2.checking import check
from geo.collections.cql2.columns import Column, ColumnKind, Columns
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.json_encoding import parse_json
from geo.collections.cql2.parsing import parse_text
from geo.model.errors import InputError

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
NAMES = ["Huiskamer Łódź", "BIEB 10%", "Café Zürich", "Straße_1", None]


def column(kind: ColumnKind, values: list[object], dtype: object = object) -> Column:
    missing = np.array([value is None for value in values])
    filled = np.empty(len(values), dtype=dtype)
    for index, value in enumerate(values):
        if value is not None:
            filled[index] = value
    return Column(kind, filled, missing)


@pytest.fixture
def columns() -> Columns:
    shapes = [
        shapely.Point(4.47, 51.92),
        shapely.Point(-179.5, 10),
        shapely.Point(179.5, 10),
        shapely.Point(),
        None,
    ]
    moments = ["2022-04-16T10:13:19", "2022-04-16T00:00:00", "2021-01-01T00:00:00", None, None]
    return Columns(
        5,
        {
            "name": column(ColumnKind.TEXT, NAMES),
            "seats": column(ColumnKind.INTEGER, [10, 0, -3, 7, None], np.int64),
            "share": column(ColumnKind.NUMBER, [0.5, 2.0, 1e300, -1.5, None], np.float64),
            "open": column(ColumnKind.BOOLEAN, [True, False, True, False, None], np.bool_),
            "built": column(
                ColumnKind.DATE,
                ["2022-04-16", "2022-04-17", "2021-01-01", "1900-01-01", None],
                "M8[D]",
            ),
            "seen": column(ColumnKind.TIMESTAMP, moments, "M8[us]"),
            "tags": column(ColumnKind.TEXTS, [("a", "b"), ("a",), (), ("c", "b", "a"), None]),
            "geom": column(ColumnKind.GEOMETRY, shapes),
        },
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("seats > 0", [0, 3]),
        ("name = 'BIEB 10%'", [1]),
        ("'BIEB 10%' = name", [1]),
        ("name = 'between two of them'", []),
        ("name <> 'between two of them'", [0, 1, 2, 3]),
        ("'C' < name", [0, 2, 3]),
        ("name <= 'Café Zürich'", [1, 2]),
        ("'Café Zürich' <= name", [0, 2, 3]),
        ("NOT name > 'C'", [1]),
        ("name IN ('BIEB 10%', 'nothing', 'Straße_1')", [1, 3]),
        ("NOT seats > 0", [1, 2]),
        ("seats > 0 OR seats IS NULL", [0, 3, 4]),
        ("seats > 0 OR name IS NULL OR true", [0, 1, 2, 3, 4]),
        ("seats > 0 AND false", []),
        ("NOT (seats > 0 AND false)", [0, 1, 2, 3, 4]),
        ("(seats > 0) IS NULL", [4]),
        ("open", [0, 2]),
        ("NOT open", [1, 3]),
        ("open = (seats > 5)", [0, 1]),
        ("10 / seats > 0", [0, 3]),
        ("NOT 10 / seats > 0", [2]),
        ("share ^ 2 > 0", [0, 1, 3]),
        ("seats % 4 = -3", [2]),
        ("seats div 4 = 1", [3]),
        ("-seats = 3", [2]),
        ("seats BETWEEN 0 AND share * 20", [0, 1]),
        ("seats NOT IN (10, 7)", [1, 2]),
        ("seats IN (share * 20, 7.0)", [0, 3]),
        ("seats < 99999999999999999999999", [0, 1, 2, 3]),
        ("seats IN (99999999999999999999999, 10)", [0]),
        ("name LIKE '%10\\%'", [1]),
        ("name LIKE '%\\_1'", [3]),
        ("name LIKE '%e_1'", [3]),
        ("name LIKE 'Cafe_ %'", []),
        ("name LIKE 'Caf_ %'", [2]),
        ("name LIKE 'Cafe\u0301%'", [2]),
        ("name = 'Cafe\u0301 Zu\u0308rich'", [2]),
        ("name NOT LIKE '%'", []),
        ("CASEI(name) = CASEI('STRASSE_1')", [3]),
        ("CASEI(name) LIKE CASEI('bieb%')", [1]),
        ("ACCENTI(name) = ACCENTI('Cafe Zurich')", [2]),
        ("ACCENTI(CASEI(name)) LIKE ACCENTI(CASEI('%LODZ'))", [0]),
        ("CASEI(ACCENTI(name)) IN (CASEI('CAFE ZURICH'), 'x')", [2]),
        ("built >= '2022-04-16'", [0, 1]),
        ("built = DATE('2022-04-16')", [0]),
        ("seen = DATE('2022-04-16')", [0, 1]),
        ("seen > DATE('2022-04-16')", []),
        ("seen <= built", [0, 1, 2]),
        ("T_AFTER(built, INTERVAL('..', '2021-12-31'))", [0, 1]),
        ("T_DURING(seen, INTERVAL('2022-04-16', '2022-04-16'))", [0]),
        ("T_INTERSECTS(seen, DATE('2022-04-16'))", [0, 1]),
        ("T_MEETS(INTERVAL('2022-01-01', '2022-04-16'), INTERVAL(built, '..'))", [0]),
        ("T_DISJOINT(INTERVAL(built, seen), INTERVAL('..', '..'))", []),
        ("INTERVAL(built, seen) IS NULL", [3, 4]),
        ("A_CONTAINS(tags, ('b', 'a'))", [0, 3]),
        ("A_EQUALS(('b', 'a', 'a'), tags)", [0]),
        ("A_CONTAINEDBY(tags, ('a'))", [1, 2]),
        ("NOT A_OVERLAPS(tags, ('b'))", [1, 2]),
        ("A_CONTAINS(tags, ())", [0, 1, 2, 3]),
        ("A_OVERLAPS(tags, (name, 'c'))", [3]),
        ("geom IS NULL", [4]),
        ("S_INTERSECTS(geom, BBOX(4, 51, 5, 52))", [0]),
        ("S_INTERSECTS(geom, BBOX(4, 51, -10, 5, 52, 10))", [0]),
        ("S_INTERSECTS(geom, BBOX(179, 0, -179, 20))", [1, 2]),
        ("S_INTERSECTS(geom, BBOX(4.47, 51.92, 4.47, 51.92))", [0]),
        ("S_DISJOINT(geom, BBOX(-180, -90, 180, 90))", [3]),
        ("S_DISJOINT(geom, POINT EMPTY)", [0, 1, 2, 3]),
        ("S_EQUALS(geom, POINT EMPTY)", [3]),
        ("S_EQUALS(geom, geom)", [0, 1, 2, 3]),
        ("S_INTERSECTS(POINT(1 1), BBOX(0, 0, 2, 2))", [0, 1, 2, 3, 4]),
    ],
)
def test_a_filter_chooses_its_rows(columns, text, rows) -> None:
    assert np.flatnonzero(evaluate(parse_text(text), columns)).tolist() == rows


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "4.4, 51.9, 4.5, 52"),
        (f"{EPSG}4326", "51.9, 4.4, 52, 4.5"),
        (f"{EPSG}4258", "51.9, 4.4, 52, 4.5"),
        (f"{EPSG}28992", "90000, 436000, 93000, 439000"),
        (f"{EPSG}3857", "489000, 6780000, 501000, 6800000"),
    ],
)
def test_the_axes_of_a_filter_are_those_of_its_crs(columns, crs, box) -> None:
    expression = parse_text(f"S_INTERSECTS(geom, BBOX({box}))")
    assert np.flatnonzero(evaluate(expression, columns, filter_crs=crs)).tolist() == [0]


def test_a_box_across_the_meridian_of_180_degrees_has_latitude_first_where_the_crs_says_so(columns):
    expression = parse_text("S_INTERSECTS(geom, BBOX(0, 179, 20, -179))")
    found = evaluate(expression, columns, filter_crs=f"{EPSG}4326")
    assert np.flatnonzero(found).tolist() == [1, 2]


def test_a_straight_edge_in_the_dutch_grid_stays_where_it_is() -> None:
    # One metre south of the middle of an edge of 100 km that runs from west to east in EPSG:28992.
    from geo.model.crs import RD_NEW

    lon, lat = RD_NEW.lon_lat([150_000.0], [459_999.0])
    shapes = np.array([shapely.Point(lon[0], lat[0])], dtype=object)
    one = Columns(1, {"geom": Column(ColumnKind.GEOMETRY, shapes, np.array([False]))})
    expression = parse_text("S_WITHIN(geom, BBOX(100000, 400000, 200000, 460000))")
    assert evaluate(expression, one, filter_crs=f"{EPSG}28992").all()
    above = parse_text("S_WITHIN(geom, BBOX(100000, 459999.5, 200000, 460000))")
    assert not evaluate(above, one, filter_crs=f"{EPSG}28992").any()


@pytest.mark.parametrize(
    ("text", "place", "found", "expected"),
    [
        ("nmae = 'x'", 1, "property 'nmae'", "'name', or another of the queryables: built, geom"),
        ("NAME = 'x'", 1, "property 'NAME'", "'name', or another"),
        ("xyzzy = 'x'", 1, "property 'xyzzy'", "one of the queryables"),
        ("name", 1, "property 'name', a text", "a condition"),
        ("seats + 1", 7, "+, a number", "a condition"),
        ("name = 1", 8, "1, a whole number", "a text, like what it is compared with"),
        ("1 = name", 5, "property 'name', a text", "a whole number"),
        ("seats IN (1, 'x')", 14, "'x', a text", "a whole number"),
        ("seats + name > 1", 9, "property 'name', a text", "a number or a whole number"),
        ("built > 'spring'", 9, "'spring', a text", "DATE('2022-04-16')"),
        ("built = '..'", 9, "'..', a text", "DATE('2022-04-16')"),
        ("T_AFTER(built, '..')", 16, "'..', a text", "a date, a moment or an interval"),
        ("T_AFTER(seats, built)", 9, "property 'seats', a whole number", "a date"),
        ("geom = geom", 1, "property 'geom', a geometry", "an order"),
        ("tags = 'a'", 1, "property 'tags', a list of texts", "an order"),
        ("name LIKE name", 11, "property 'name'", "a pattern in single quotes"),
        ("CASEI(seats) = 'a'", 7, "property 'seats', a whole number", "a text"),
        ("S_WITHIN(name, geom)", 10, "property 'name', a text", "a geometry"),
        ("A_CONTAINS(tags, (1))", 18, "array, a list of numbers", "a list of texts"),
        ("s_dwithin(geom, geom, 1)", 1, "function 's_dwithin'", "perhaps 's_within'"),
        ("S_WITHIN(geom, POINT(51.92 104.47))", 16, "POINT", "in the order of its axes"),
        ("S_WITHIN(geom, BBOX(1, 2, 3, 1))", 16, "BBOX(1, 2, 3, 1)", "a south that does not lie"),
        ("S_WITHIN(geom, POLYGON((0 0,1 1,1 0,0 1,0 0)))", 16, "POLYGON", "valid"),
        ("T_AFTER(seen, INTERVAL('2022-02-02', '2022-01-01'))", 15, "2022", "before the end"),
        ("name IS NULL AND seats = 'x'", 26, "'x', a text", "a whole number"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(columns, text, place, found, expected):
    with pytest.raises(InputError) as raised:
        check(parse_text(text), columns)
    (problem,) = raised.value.problems
    assert problem.file == f"filter, character {place}"
    assert problem.found.upper().startswith(found.upper())
    assert expected in problem.expected


def test_all_that_is_wrong_is_told_at_once(columns) -> None:
    with pytest.raises(InputError) as raised:
        evaluate(parse_text("nmae = 1 AND seats = 'x' OR bult IS NULL"), columns)
    assert len(raised.value.problems) == 3


def test_a_fault_of_json_is_told_with_its_path(columns) -> None:
    document = {"op": "not", "args": [{"op": "=", "args": [{"property": "seats"}, "x"]}]}
    with pytest.raises(InputError, match=r"filter, at \$\.args\[0\]\.args\[1\]: found 'x', a text"):
        check(parse_json(document), columns)


def test_a_box_in_metres_cannot_cross_the_meridian_of_180_degrees(columns) -> None:
    expression = parse_text("S_WITHIN(geom, BBOX(200000, 400000, 100000, 460000))")
    with pytest.raises(InputError, match="a west that does not lie east of its east"):
        check(expression, columns, filter_crs=f"{EPSG}28992")


@pytest.mark.parametrize("crs", ["EPSG:0", "http://www.opengis.net/def/crs/EPSG/0/999999", "x"])
def test_an_unknown_crs_is_refused(columns, crs) -> None:
    with pytest.raises(InputError, match="filter-crs: found"):
        check(parse_text("true"), columns, filter_crs=crs)


def test_too_many_operators_are_refused(columns) -> None:
    with pytest.raises(InputError, match="at most 500 operators"):
        evaluate(parse_text(" OR ".join(["seats = 1"] * 600)), columns)


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 2"):
        Columns(2, {"name": column(ColumnKind.TEXT, ["x"])})


def test_a_pattern_of_many_parts_comes_to_an_end() -> None:
    many = Columns(1, {"name": column(ColumnKind.TEXT, ["a" * 5000])})
    expression = parse_text(f"name LIKE '{'%a' * 2000}%b'")
    assert not evaluate(expression, many).any()
