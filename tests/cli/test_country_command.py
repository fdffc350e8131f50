"""The command that measures a country from four files of its own."""

import pandas as pd
import pytest
from country_on_disk import make_country


@pytest.fixture
def asked(tmp_path):
    files = make_country(tmp_path, nodes=900, places=3, people=200)
    named = {"places": files.places, "people": files.people, "network": files.network,
             "districts": files.districts, "out": tmp_path / "out"}  # fmt: skip
    return {f"--{name}": path for name, path in named.items()}


def words(asked):
    return [part for option in asked.items() for part in option]


def test_writes_figures_and_cells_and_says_so(run, asked, tmp_path):
    done = run("coverage", *words(asked), "--minutes", "5", "--kind", "either")
    assert done.status == 0, done.err
    assert "200 entries of people" in done.out
    assert "a walking time beyond that is missing" in done.err.replace("\n", " ")
    figures = pd.read_parquet(tmp_path / "out" / "districts.parquet")
    assert set(figures["minutes"]) == {5}
    assert set(figures["kind"]) == {"either"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "cells",
        "districts.parquet",
    ]


def test_says_all_that_is_missing_and_what_does_not_go_together(run, asked):
    del asked["--people"], asked["--out"]
    done = run("coverage", *words(asked), "--gaps", "--at", "Sa 14:00", "--crs", "EPSG:4326")
    assert done.status == 2
    for field in ("people", "out", "gaps", "at", "crs"):
        assert f"field '{field}': " in done.err
    assert "field 'places'" not in done.err


def test_a_city_is_measured_as_before_where_only_its_people_or_districts_are_given(run, tmp_path):
    done = run("coverage", "--people", tmp_path / "none.csv")
    assert done.status == 2
    assert "none.csv" in done.err
    assert "field 'network'" not in done.err
