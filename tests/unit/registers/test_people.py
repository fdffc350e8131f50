"""How people are spread over squares, on a made-up city, and how they are read."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import reference_extracts as city
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo.city.people import AGES, GROUPS, People
from geo.model.errors import InputError
from geo.registers.fitting import fit_margins, in_tenths
from geo.registers.people import people_table
from geo.registers.squares import share_out

X, Y = city.corner(0, 0)
LEFT, RIGHT = city.code(0, 0), city.code(1, 0)
COUNTS = [200, 40, 30, 60, 50, 20, 45]


def two_buurten(border=1000.0):
    """Return two buurten of 1 km high that meet at a distance from the west."""
    outlines = [shapely.box(X, Y, X + border, Y + 1000)]
    outlines.append(shapely.box(X + border, Y, X + 2000, Y + 1000))
    return gpd.GeoDataFrame({"code": [LEFT, RIGHT]}, geometry=outlines, crs="EPSG:28992")


def counts(**of_right):
    rows = [dict(zip(GROUPS, COUNTS, strict=True)) for _ in range(2)]
    rows[1] |= of_right
    return pd.DataFrame(rows).assign(code=[LEFT, RIGHT])


def squares(*rows):
    columns = ["rd_x", "rd_y", "inwoners_2020_schatting"]
    ages = ["inwoners_0_15", "inwoners_15_65", "inwoners_65plus"]
    table = pd.DataFrame(rows, columns=[*columns, *ages], dtype="float64")
    return table.assign(rd_x=table["rd_x"] + X, rd_y=table["rd_y"] + Y)


def lines(*of_class):
    return gpd.GeoDataFrame(
        [{"cls": cls, "bridge": bridge, "tunnel": False} for cls, bridge, _ in of_class],
        geometry=[shapely.LineString([(X + a, Y + b) for a, b in line]) for *_, line in of_class],
        crs="EPSG:28992",
    )


NO_ROADS = lines((0, False, [(-500, -500), (-400, -500)]))
NO_TREES = pd.DataFrame({"x": [X - 900.0], "y": [Y - 900.0]})


def spread(estimate=None, *, roads=NO_ROADS, trees=NO_TREES, border=1000.0, **of_right):
    table = people_table(
        squares() if estimate is None else estimate,
        roads,
        trees,
        two_buurten(border),
        counts(**of_right),
    )
    return table.set_index(["buurt_code", "square"])


def square(east, north):
    return f"E{int(X + east) // 100:04d}N{int(Y + north) // 100:04d}"


def test_every_group_of_every_buurt_adds_up_exactly():
    table = spread(
        squares((50, 50, 90, 10, 60, 20), (150, 50, 31, 3, 20, 8), (1050, 50, 7, 0, 7, 0))
    )
    sums = table.groupby("buurt_code")[list(GROUPS)].sum()
    np.testing.assert_allclose(sums, [COUNTS, COUNTS], atol=1e-9)


def test_a_square_weighs_as_its_estimate_and_an_inhabited_one_as_five_at_least():
    left = spread(squares((50, 50, 95, 0, 95, 0), (150, 50, 0, 0, 0, 0))).loc[LEFT]
    assert left["inhabitants"].tolist() == [190.0, 10.0]
    assert set(left["basis"]) == {"counted"}


def test_a_square_on_a_border_is_split_by_area():
    table = spread(squares((450, 50, 40, 0, 40, 0), (50, 50, 10, 0, 10, 0)), border=430.0)
    assert table.loc[(LEFT, square(450, 50)), "inhabitants"] == pytest.approx(
        200 * 12 / 22, abs=0.1
    )
    assert table.loc[(RIGHT, square(450, 50)), "inhabitants"] == 200


def test_a_sliver_of_a_square_is_left_out():
    parts = share_out(pd.DataFrame({"x": [X + 450], "y": [Y + 50]}), two_buurten(499.5))
    assert parts["buurt_code"].tolist() == [LEFT]


def test_streets_weigh_where_no_count_is_known_and_more_so_in_inhabited_squares():
    streets = lines((5, False, [(0, 50), (200, 50)]))
    left = spread(squares((50, 50, None, None, None, None)), roads=streets).loc[LEFT]
    assert left["basis"].to_dict() == {square(50, 50): "inhabited", square(150, 50): "streets"}
    # 27 people and 0.21 for each of 100 m, against 0.07 for each of 100 m.
    assert left["inhabitants"].tolist() == pytest.approx([200 * 48 / 55, 200 * 7 / 55], abs=0.1)


def test_nobody_lives_on_a_bridge_or_along_another_class_of_road():
    roads = lines(
        (5, False, [(0, 50), (100, 50)]),
        (5, True, [(200, 50), (300, 50)]),
        (4, False, [(400, 50), (500, 50)]),
    )
    assert spread(roads=roads).loc[LEFT].index.tolist() == [square(50, 50)]


def test_trees_stand_in_only_where_there_is_no_network_at_all():
    footpath = lines((9, False, [(10, 10), (20, 10)]))
    trees = pd.DataFrame({"x": [X + 50, X + 150, X + 151, X + 250], "y": [Y + 50] * 4})
    left = spread(roads=footpath, trees=trees).loc[LEFT]
    # Two trees within 25 m of street count once.
    assert left["inhabitants"].to_dict() == {square(150, 50): 100.0, square(250, 50): 100.0}
    assert set(left["basis"]) == {"trees"}


def test_a_buurt_of_which_nothing_is_known_is_filled_evenly():
    left = spread().loc[LEFT]
    assert len(left) == 100
    assert set(left["inhabitants"]) == {2.0}
    assert set(left["basis"]) == {"area"}


def test_ages_lean_towards_what_is_known_of_the_square():
    left = spread(squares((50, 50, 50, 25, 25, 0), (150, 50, 50, 0, 30, 20))).loc[LEFT]
    assert left["age_0_15"].iloc[0] > 2 * left["age_0_15"].iloc[1]
    assert left["age_65_plus"].iloc[1] > 2 * left["age_65_plus"].iloc[0]
    np.testing.assert_allclose(left[list(AGES)].sum(axis=1), left["inhabitants"], atol=0.3)


def test_a_square_of_which_only_the_number_is_known_has_the_ages_of_its_buurt():
    left = spread(squares((50, 50, 50, None, None, None), (150, 50, 50, None, None, None)))
    assert left.loc[LEFT, "age_0_15"].tolist() == [20.0, 20.0]


def test_unknown_counts_stay_unknown():
    known = squares((50, 50, 9, 1, 7, 1), (1050, 50, 9, 1, 7, 1))
    right = spread(known, age_0_15=None, one_person_households=None).loc[RIGHT]
    assert right[[*AGES, "one_person_households"]].isna().all(axis=None)
    assert right["inhabitants"].tolist() == [200.0]
    assert RIGHT not in spread(known, inhabitants=None).index


def test_a_buurt_whose_ages_are_all_zero_is_not_unknown():
    ages = dict.fromkeys(AGES, 0)
    right = spread(squares((1050, 50, 9, 1, 7, 1)), inhabitants=5, **ages).loc[RIGHT]
    assert right[list(AGES)].to_numpy().tolist() == [[0, 0, 0, 0, 0]]


@given(
    weight=arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1e6)),
    total=st.integers(0, 50_000),
)
def test_tenths_add_up_and_stay_within_a_tenth_of_their_share(weight, total):
    tenths = in_tenths(weight, total)
    assert tenths.sum() == pytest.approx(total, abs=1e-6)
    assert (tenths >= 0).all()
    if weight.sum() > 1e-3:
        np.testing.assert_allclose(tenths, weight * total / weight.sum(), atol=0.1 + 1e-5)


@given(
    seed=arrays(np.float64, (4, 3), elements=st.floats(0.1, 100)),
    rows=arrays(np.float64, 4, elements=st.floats(1, 1000)),
    columns=arrays(np.float64, 3, elements=st.floats(1, 1000)),
)
def test_fitted_tables_have_the_sums_asked_for_and_keep_their_odds(seed, rows, columns):
    fitted = fit_margins(seed, rows, columns)
    np.testing.assert_allclose(fitted.sum(axis=0), columns, rtol=1e-6)
    np.testing.assert_allclose(fitted.sum(axis=1), rows * columns.sum() / rows.sum(), rtol=1e-3)
    odds, before = (t[0, 0] * t[1, 1] / (t[0, 1] * t[1, 0]) for t in (fitted, seed))
    assert odds == pytest.approx(before, rel=1e-6)


class TestPeople:
    @pytest.fixture
    def reference(self, tmp_path):
        known = squares((50, 50, 90, 10, 60, 20), (150, 50, 30, 3, 20, 7))
        spread(known, one_person_households=None).reset_index().to_csv(
            tmp_path / "people.csv", index=False
        )
        rows = counts().assign(level="buurt")
        empty = pd.DataFrame({"code": [city.code(2, 0), "WK059901"], "level": ["buurt", "gebied"]})
        pd.concat([rows, empty]).to_csv(tmp_path / "population.csv", index=False)
        return tmp_path

    def test_squares_have_their_centre_and_their_buurt(self, reference):
        people = People.open(reference)
        assert (people.x[0], people.y[0]) == (X + 50, Y + 50)
        assert people.buurten == (LEFT, RIGHT, city.code(2, 0))
        assert set(people.buurt_code) == {LEFT, RIGHT}
        assert len(people) == 102

    def test_sums_per_buurt_are_unknown_where_there_is_no_square_or_no_count(self, reference):
        people = People.open(reference)
        assert people.per_buurt(people.group("all"))[:2] == pytest.approx([200, 200])
        assert np.isnan(people.per_buurt(people.group("65+"))[2])
        assert np.isnan(people.per_buurt(people.group("one-person"))).tolist() == [
            False,
            True,
            True,
        ]

    def test_a_group_that_does_not_exist_is_answered_with_those_that_do(self, reference):
        with pytest.raises(InputError, match=r"found '70\+', expected one of all, 0-15"):
            People.open(reference).group("70+")

    def test_all_missing_tables_are_named(self, tmp_path):
        with pytest.raises(InputError) as error:
            People.open(tmp_path)
        assert [problem.file for problem in error.value.problems] == [
            "people.csv",
            "population.csv",
        ]

    def test_every_wrong_cell_and_column_is_named(self, reference):
        file = reference / "people.csv"
        table = pd.read_csv(file)
        table.loc[0, "square"] = "E12"
        table.loc[3, "buurt_code"] = "BU05999999"
        table.to_csv(file, index=False)
        with pytest.raises(InputError) as error:
            People.open(reference)
        assert [(p.line, p.field) for p in error.value.problems] == [
            (2, "square"),
            (5, "buurt_code"),
        ]
        table.drop(columns=["age_0_15", "basis"]).to_csv(file, index=False)
        with pytest.raises(InputError, match="field 'age_0_15': found no such column"):
            People.open(reference)
