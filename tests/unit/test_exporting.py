"""Exports: the places asked for, in the system asked for, or one sentence per mistake."""

import csv
import io
import json
from pathlib import Path

import geopandas as gpd
import pytest
from release_sample import contents

from geo.crs import to_rd
from geo.directory import Directory
from geo.errors import InputError
from geo.exporting import export
from geo.release_files import write_release_files


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    folder = tmp_path_factory.mktemp("release")
    write_release_files(folder, contents())
    return Directory.open(folder)


def messages(caught: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.field for problem in caught.value.problems]


def test_without_choices_all_places_come_as_geojson_on_standard_output(directory, capsysbinary):
    export(directory)
    collection = json.loads(capsysbinary.readouterr().out)
    assert [feature["id"] for feature in collection["features"]] == [
        "de-kip",
        "formule",
        "zonder-punt",
    ]


def test_a_release_that_is_exported_whole_is_the_file_of_the_release(tmp_path, directory):
    write_release_files(tmp_path, contents())
    for name in ("geojson", "parquet", "fgb", "csv"):
        export(directory, format=name, out=tmp_path / f"again.{name}")
        assert (tmp_path / f"again.{name}").read_bytes() == (
            tmp_path / f"places.{name}"
        ).read_bytes()


def test_kind_and_box_choose_places_and_a_box_leaves_out_places_without_a_point(
    directory, capsysbinary
):
    export(directory, format="csv", kind="huiskamer", bbox="4.4,51.8,4.6,52")
    rows = list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode())))
    assert [row["id"] for row in rows] == ["formule"]


@pytest.mark.parametrize("name", ["gpkg", "parquet", "fgb"])
def test_rd_coordinates_are_metres_in_the_order_x_y(tmp_path, directory, name):
    out = tmp_path / f"places.{name}"
    export(directory, format=name, crs="epsg:28992", out=out)
    frame = gpd.read_parquet(out) if name == "parquet" else gpd.read_file(out)
    assert frame.crs.to_authority() == ("EPSG", "28992")
    x, y = to_rd(4.491278, 51.922975)
    assert frame.geometry.iloc[0].x == pytest.approx(float(x), abs=0.006)
    assert frame.geometry.iloc[0].y == pytest.approx(float(y), abs=0.006)
    assert frame.geometry.iloc[2] is None


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4258", "OGC:CRS84"])
@pytest.mark.parametrize("name", ["gpkg", "parquet", "fgb"])
def test_degrees_are_longitude_latitude_whatever_the_authority_lists(
    tmp_path, directory, name, crs
):
    out = tmp_path / f"places.{name}"
    export(directory, format=name, crs=crs, out=out)
    frame = gpd.read_parquet(out) if name == "parquet" else gpd.read_file(out)
    assert frame.geometry.iloc[0].coords[0] == pytest.approx((4.491278, 51.922975), abs=2e-6)


def test_all_mistakes_are_told_at_once(directory):
    with pytest.raises(InputError) as caught:
        export(directory, format="shp", crs="RD", bbox="4,51", kind="cafe")
    assert messages(caught) == ["format", "crs", "bbox", "kind"]
    assert "found 'shp', expected one of geojson, gpkg, parquet, fgb, csv." in str(caught.value)


@pytest.mark.parametrize(
    "crs", ["", "28992", "EPSG:", "EPSG:0", "EPSG:5709", "EPSG:4979", "EPSG:7415", "rm -rf"]
)
def test_a_crs_that_is_no_system_of_two_axes_is_refused(directory, crs):
    with pytest.raises(InputError) as caught:
        export(directory, format="csv", crs=crs)
    assert messages(caught) == ["crs"]


def test_geojson_in_rd_is_refused_with_the_formats_that_can(directory):
    with pytest.raises(InputError, match="gpkg, parquet, fgb and csv take others"):
        export(directory, crs="EPSG:28992")


@pytest.mark.parametrize(
    "bbox",
    ["", "4.4", "a,b,c,d", "4.4,51.9,4.5,nan", "4,52,5,51", "4,51,5,1000", "4.4,51.8,4.6,52,1,2"],
)
def test_a_box_that_is_no_box_is_refused(directory, bbox):
    with pytest.raises(InputError) as caught:
        export(directory, bbox=bbox)
    assert messages(caught) == ["bbox"]


def test_latitude_before_longitude_is_noticed(directory):
    with pytest.raises(InputError, match="longitude before latitude"):
        export(directory, bbox="51.8,4.4,52,4.6")


def test_a_box_in_the_sea_is_an_empty_answer(directory, capsysbinary):
    export(directory, bbox=[3.0, 52.0, 3.1, 52.1])
    assert json.loads(capsysbinary.readouterr().out)["features"] == []


def test_a_binary_format_is_not_thrown_at_a_terminal(directory, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(InputError, match="a terminal, expected a file, as GeoPackage is no text"):
        export(directory, format="gpkg")


def test_a_geopackage_bears_the_date_of_the_release(tmp_path, directory):
    export(directory, format="gpkg", out=tmp_path / "places.gpkg")
    assert b"2026-03-01T00:00:00.000Z" in Path(tmp_path / "places.gpkg").read_bytes()
