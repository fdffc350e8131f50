"""The people on squares of Rotterdam, as they are committed, and how well they are spread.

PC4 areas cut through the buurten, and CBS counts their people apart: `pc4_people_2021.csv` (table
83502NED, 1 January 2021; the 67 areas in the city with 1,000 people or more) was not used for the
spread. What is measured here stands in docs/people.md.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.city.people import AGES, GROUPS, People
from geo.model.crs import RD
from geo.model.settings import settings

FOLDER = settings().reference
DOCS = Path(__file__).parents[2] / "docs"
PC4 = pd.read_csv(Path(__file__).with_name("pc4_people_2021.csv"), index_col="postcode4")
HALF = 50


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(FOLDER / "people.csv")


@pytest.fixture(scope="module")
def people():
    return People.open(FOLDER)


@pytest.fixture(scope="module")
def population():
    counts = pd.read_csv(FOLDER / "population.csv", index_col="code")
    return counts[counts["level"] == "buurt"].sort_index()


@pytest.fixture(scope="module")
def buurten():
    return gpd.read_file(FOLDER / "buurten.geojson").set_index("code").to_crs(RD).sort_index()


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_every_buurt_adds_up_to_the_count_of_cbs(people, population, group):
    sums = people.per_buurt(getattr(people, group))
    assert list(people.buurten) == list(population.index)
    np.testing.assert_allclose(sums, population[group], rtol=0, atol=1e-6)


def test_all_people_of_the_city_are_there_and_nobody_twice(table):
    assert table["inhabitants"].sum() == pytest.approx(672_940)
    assert not table.duplicated(["square", "buurt_code"]).any()


def test_no_number_is_negative_and_no_square_is_empty(table):
    assert (table["inhabitants"] > 0).all()
    assert not (table[list(GROUPS)] < 0).any(axis=None)


def test_ages_add_up_to_the_inhabitants_of_a_square_but_for_the_rounding_of_cbs(table):
    """CBS rounds each age of a buurt to 5, so its ages miss the total by up to 10."""
    off = table[list(AGES)].sum(axis=1) - table["inhabitants"]
    assert off.abs().quantile(0.99) < 0.5
    assert off.abs().max() < 10


def test_each_square_touches_its_buurt(people, buurten):
    squares = shapely.box(people.x - HALF, people.y - HALF, people.x + HALF, people.y + HALF)
    own = buurten.geometry.loc[people.buurt_code].to_numpy()
    assert shapely.intersects(squares, own).all()


def test_a_buurt_without_a_count_has_no_squares(people, population):
    unknown = set(population.index[population["inhabitants"].isna()])
    assert len(unknown) == 5
    assert unknown == set(population.index) - set(people.buurt_code)


def test_most_people_live_in_squares_with_a_count_and_hardly_any_in_evenly_filled_ones(table):
    share = table.groupby("basis")["inhabitants"].sum() / table["inhabitants"].sum()
    assert share["counted"] > 0.75
    assert share.get("area", 0) < 0.001


@pytest.fixture(scope="module")
def areas():
    frame = gpd.read_file(FOLDER / "postcodes.geojson").to_crs(RD)
    return frame.set_index(frame["postcode4"].astype(int)).geometry


def per_area(areas, outlines, numbers):
    """Add up numbers per PC4, those of an outline by how much of it lies in each."""
    outline, area = shapely.STRtree(areas.to_numpy()).query(outlines)
    inside = shapely.area(shapely.intersection(outlines[outline], areas.to_numpy()[area]))
    whole = np.bincount(outline, inside, minlength=len(outlines))[outline]
    share = np.divide(inside, whole, out=np.zeros_like(inside), where=whole > 0)
    sums = np.bincount(area, numbers[outline] * share, minlength=len(areas))
    return pd.Series(sums, areas.index).loc[PC4.index]


@pytest.fixture(scope="module")
def spreads(areas, people, buurten, population):
    """Return what each way of spreading says per PC4, by group."""
    squares = shapely.box(people.x - HALF, people.y - HALF, people.x + HALF, people.y + HALF)
    own = buurten.geometry.loc[people.buurt_code].to_numpy()
    pieces = np.asarray(shapely.intersection(squares, own))
    even = population.fillna(dict.fromkeys(GROUPS, 0))
    mixes = (population["age_65_plus"] / population["inhabitants"]).loc[people.buurt_code]
    polygons = buurten.geometry.to_numpy()
    of_group = {
        group: {
            "this table": per_area(areas, pieces, getattr(people, group)),
            "evenly over the buurt": per_area(areas, polygons, even[group].to_numpy()),
        }
        for group in ("inhabitants", "age_65_plus")
    }
    same_mix = people.inhabitants * mixes.to_numpy()
    of_group["age_65_plus"]["this table, ages as in the buurt"] = per_area(areas, pieces, same_mix)
    return of_group


def judge(said, counted):
    said = said * counted.sum() / said.sum()
    off = (said / counted - 1).abs()
    misplaced = (said - counted).abs().sum() / 2 / counted.sum()
    correlation = np.corrcoef(said, counted)[0, 1]
    return correlation, off.median(), off.quantile(0.9), misplaced


class TestSpread:
    """Against CBS 2021 per PC4, after scaling to the same number of people in all."""

    @pytest.mark.parametrize("group", ["inhabitants", "age_65_plus"])
    def test_it_is_better_than_an_even_spread_in_every_respect(self, spreads, group):
        ours = judge(spreads[group]["this table"], PC4[group])
        for name, said in spreads[group].items():
            if name != "this table":
                other = judge(said, PC4[group])
                assert ours[0] > other[0]
                assert ours[1] < other[1]
                assert ours[2] < other[2]
                assert ours[3] < other[3]

    @pytest.mark.parametrize(("group", "least"), [("inhabitants", 0.99), ("age_65_plus", 0.985)])
    def test_it_agrees_with_the_counts_per_postcode(self, spreads, group, least):
        correlation, median, _, misplaced = judge(spreads[group]["this table"], PC4[group])
        assert correlation > least
        assert median < 0.07
        assert misplaced < 0.04

    def test_the_documentation_has_these_figures(self, spreads):
        text = (DOCS / "people.md").read_text(encoding="utf-8")
        for group, ways in spreads.items():
            label = {"inhabitants": "all", "age_65_plus": "65 or older"}[group]
            for name, said in ways.items():
                correlation, *shares = judge(said, PC4[group])
                cells = [label, name, f"{correlation:.3f}", *(f"{share:.1%}" for share in shares)]
                row = "| " + " | ".join(cells) + " |"
                assert row.replace("%", " %") in text
