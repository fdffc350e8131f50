"""Coverage of Rotterdam, with the data as committed."""

import math

import numpy as np
import pandas as pd
import pytest

from geo.city.areas import Areas
from geo.city.people import COLUMNS, GROUPS
from geo.city.walking.table import FILE
from geo.directory.directory import Directory
from geo.io.native_geometry import write_points
from geo.model.settings import settings
from geo.planning.coverage import (
    KINDS,
    City,
    CoverageQuestion,
    Level,
    Supply,
    Walks,
    measure,
    summarise,
)
from geo.planning.coverage.gaps import find_gaps
from geo.planning.coverage.tables import FIGURES
from geo.planning.coverage.what_if import SupplyChange, apply_changes, check_changes
from geo.planning.coverage.writing import rounded
from geo.planning.tiled.country import cover_country
from geo.planning.tiled.grid import TileGrid
from geo.planning.tiled.inputs import CountryFiles
from geo.planning.tiled.workers import OneProcess

REFERENCE = settings().reference


@pytest.fixture(scope="module")
def areas():
    return Areas.open(REFERENCE)


@pytest.fixture(scope="module")
def city(areas):
    return City.open(REFERENCE, areas)


@pytest.fixture(scope="module")
def directory(release):
    return Directory.open(release)


@pytest.fixture(scope="module")
def supply(directory):
    return Supply.of(directory.places, directory.city.projected)


@pytest.fixture(scope="module")
def walks(city, supply):
    return Walks.of(city, supply, limit_m=CoverageQuestion().limit_m)


@pytest.fixture(scope="module")
def population():
    return pd.read_csv(REFERENCE / "population.csv").set_index("code")


@pytest.mark.parametrize("age", ["all", "0-15", "15-25", "25-45", "45-65", "65+"])
@pytest.mark.parametrize("by", [Level.BUURT, Level.GEBIED])
def test_residents_equal_the_counts_of_cbs(  # noqa: PLR0913, PLR0917 - fixtures
    city, supply, walks, population, by, age
):
    question = CoverageQuestion(by=by, minutes=(10,), kinds=("either",), age=age)
    found = summarise(city, supply, walks, question).set_index("code")["residents"]
    published = population[population["level"] == by.value][COLUMNS[age]].astype("float64")
    assert len(found) == {Level.BUURT: 91, Level.GEBIED: 21}[by]
    pd.testing.assert_series_equal(found, published[found.index], check_names=False)


def test_buurten_add_up_to_gebieden_and_to_the_city(city, supply, walks):
    tables = {
        by: summarise(city, supply, walks, CoverageQuestion(by=by)).groupby(["kind", "minutes"])
        for by in Level
    }
    for column in ("residents", "residents_in_reach", "residents_out_of_reach"):
        sums = [table[column].sum() for table in tables.values()]
        for one in sums[1:]:
            pd.testing.assert_series_equal(sums[0], one)


def test_open_places_are_counted_once(city, supply, walks, directory):
    found = summarise(city, supply, walks, CoverageQuestion(minutes=(10,)))
    counts = {kind: found[found["kind"] == kind]["places"].sum() for kind in KINDS}
    is_open = directory.places["status"] == "open"
    expected = directory.places[is_open]["kind"].value_counts()
    assert counts == {**expected, "either": is_open.sum()}
    assert counts["huis_van_de_wijk"] == 40


def test_ranges_hold_their_middle(city, supply, walks):
    found = summarise(city, supply, walks, CoverageQuestion(by=Level.BUURT)).dropna(subset="share")
    assert found["share_low"].between(0, found["share"]).all()
    assert found["share_high"].between(found["share"], 1).all()


def test_where_there_is_no_network_the_figures_say_so(city, supply, walks):
    found = summarise(city, supply, walks, CoverageQuestion(kinds=("either",), minutes=(10,)))
    basis = found.set_index("name")["basis"]
    assert basis[["Hoek van Holland", "Rozenburg"]].tolist() == ["straight_line"] * 2
    assert basis[["Delfshaven", "Charlois", "Noord"]].tolist() == ["network"] * 3


def test_rotterdam_at_ten_minutes_is_as_documented(city, supply, walks):
    """The figures of docs/coverage.md; they move when places, people or network do."""
    question = CoverageQuestion(by=Level.GEMEENTE, minutes=(10, 15))
    found = summarise(city, supply, walks, question).set_index(["kind", "minutes"])
    documented = {
        (KINDS[0], 10): 0.513,
        (KINDS[0], 15): 0.707,
        (KINDS[1], 10): 0.561,
        (KINDS[1], 15): 0.781,
        (KINDS[2], 10): 0.712,
        (KINDS[2], 15): 0.872,
    }
    for key, share in documented.items():
        assert found.loc[key, "share"] == pytest.approx(share, abs=0.02), key


def test_slower_people_reach_less(city, supply):
    shares = [
        measure(city, supply, CoverageQuestion(by=Level.GEMEENTE, minutes=(10,), kinds=("either",),
                                       age="65+", speed_kmh=speed))["share"].iloc[0]
        for speed in (2.5, 3.6, 4.8, 6.0)
    ]  # fmt: skip
    assert np.all(np.diff(shares) > 0.05)


def test_gaps_add_up_to_who_is_out_of_reach(city, supply, walks):
    limit_m = CoverageQuestion().limit_m
    out = summarise(city, supply, walks, CoverageQuestion(by=Level.GEMEENTE, minutes=(15,)))
    for kind in KINDS:
        gaps = find_gaps(city, walks, limit_m=limit_m, kind=kind)
        expected = out.set_index("kind").loc[kind, "residents_out_of_reach"]
        assert math.fsum(gap.people for gap in gaps) == pytest.approx(expected)
    assert find_gaps(city, walks, limit_m=limit_m)[0].name.startswith("Hoogvliet")


@pytest.mark.parametrize("action", ["close", "move", "add"])
def test_what_if_equals_measuring_again(  # noqa: PLR0913, PLR0917 - fixtures
    city, supply, walks, directory, areas, action
):
    known = supply.ids[supply.doubt == 0][::25].tolist()
    listed = [
        SupplyChange(action, one if action != "add" else f"new-{at}", "", KINDS[at % 2], 4.5, 51.9)
        for at, one in enumerate(known)
    ]
    for change in listed:
        changes = check_changes([(None, change)], directory.places, areas)
        after, quick = apply_changes(city, supply, walks, changes)
        again = Walks.of(city, after, limit_m=walks.limit_m)
        np.testing.assert_allclose(quick.metres, again.metres, atol=1e-6)
        np.testing.assert_array_equal(quick.nearest, again.nearest)


@pytest.mark.long(job="sweeps")
def test_by_tile_every_buurt_has_the_figures_of_the_whole(areas, city, directory, tmp_path):
    """Tiles of 4 km, a square on a border in each of its buurten; walking times up to an hour."""
    files = _as_country(areas, city, directory, tmp_path)
    question = CoverageQuestion(by=Level.BUURT, minutes=(5, 10, 15, 60))
    found = cover_country(files, question, tmp_path / "out", OneProcess(), grid=TileGrid(4_000.0))
    supply = Supply.of(directory.places, city.crs)
    expected = rounded(FIGURES, measure(city, supply, question))
    for name in ("median_minutes", "p90_minutes"):
        expected[name] = expected[name].where(expected[name] <= 60)
    pd.testing.assert_frame_equal(found.figures, expected)
    assert found.tiles > 15


def _as_country(areas, city, directory, folder):
    """Write the city as the four files of a country."""
    people = city.people
    groups = {name: getattr(people, name) for name in GROUPS} | {"code": people.buurt_code}
    write_points(folder / "people.parquet", city.crs.code, people.x, people.y, groups)
    places = directory.places
    places = places[places.geometry.notna()].rename(columns={"buurt_code": "code"})
    places.to_parquet(folder / "places.parquet")
    areas.buurten[["name", "geometry"]].rename_axis("code").reset_index().to_parquet(
        folder / "districts.parquet"
    )
    names = (folder / f"{name}.parquet" for name in ("places", "people"))
    return CountryFiles(*names, REFERENCE / FILE, folder / "districts.parquet", city.crs)
