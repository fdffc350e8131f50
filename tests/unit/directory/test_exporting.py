"""Exports: the places asked for, in the system asked for, or one sentence per mistake."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from release_sample import contents
from shapely import Point

from geo.directory.directory import Directory
from geo.directory.exporting import export
from geo.io.formats import FORMATS
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.release.files import write_release_files


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
    x, y = RD_NEW.xy(4.491278, 51.922975)
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
    assert "found 'shp', expected one of geojson, gpkg, parquet, fgb, csv, xlsx, kml." in str(
        caught.value
    )


@pytest.mark.parametrize(
    "crs", ["", "28992", "EPSG:", "EPSG:0", "EPSG:5709", "EPSG:4979", "EPSG:7415", "rm -rf"]
)
def test_a_crs_that_is_no_system_of_two_axes_is_refused(directory, crs):
    with pytest.raises(InputError) as caught:
        export(directory, format="csv", crs=crs)
    assert messages(caught) == ["crs"]


def test_geojson_in_rd_is_refused_with_the_formats_that_can(directory):
    with pytest.raises(InputError, match="gpkg, parquet, fgb, csv and xlsx take others"):
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


def exported(source, capsysbinary, **choices):
    export(source, **choices)
    return json.loads(capsysbinary.readouterr().out)["features"]


@pytest.mark.parametrize(
    "collection", ["places", "gebieden", "buurten", "observations", "coverage"]
)
def test_every_collection_can_be_taken_out(directory, capsysbinary, collection):
    features = exported(directory, capsysbinary, collection=collection)
    assert [feature["id"] for feature in features] == list(directory.layers[collection].ids)


def test_a_collection_that_does_not_exist_is_named(directory):
    with pytest.raises(InputError, match="found 'roads', expected one of places, gebieden"):
        export(directory, collection="roads")


def test_a_filter_in_cql2_chooses_rows(directory, capsysbinary):
    chosen = exported(
        directory,
        capsysbinary,
        filter="precision = 'street' OR S_INTERSECTS(geometry, BBOX(4.49, 51.92, 4.5, 51.93))",
    )
    assert [feature["id"] for feature in chosen] == ["de-kip", "formule"]


@pytest.mark.parametrize("text", ["kind =", "nosuch = 1", "kind = 3"])
def test_a_wrong_filter_is_told_and_nothing_is_written(directory, tmp_path, text):
    with pytest.raises(InputError):
        export(directory, filter=text, out=tmp_path / "out.geojson")
    assert list(tmp_path.iterdir()) == []


def test_kind_is_asked_of_places_only(directory):
    with pytest.raises(InputError, match="no kind"):
        export(directory, collection="gebieden", kind="huiskamer")


@pytest.fixture(params=["gpkg", "parquet", "fgb", "geojson"])
def some_file(request, tmp_path) -> Path:
    """A file that somebody else made: other columns, another system, a row without a point."""
    path = tmp_path / f"mine.{request.param}"
    frame = gpd.GeoDataFrame(
        {
            "title": ["a", "=b", None],
            "count": [1, 2, 3],
            "when": pd.to_datetime(["2024-01-02", "2024-01-03", None]),
        },
        geometry=[Point(4.4, 51.9), Point(4.6, 51.9), None],
        crs="EPSG:4326",
    )
    if request.param == "parquet":
        frame.to_parquet(path)
    else:
        options = {"SPATIAL_INDEX": "NO"} if request.param == "fgb" else {}
        pyogrio.write_dataframe(frame, path, layer_options=options)
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_somebody_else_can_be_turned_into_every_format(some_file, tmp_path, name):
    out = tmp_path / f"out.{name}"
    export(some_file, format=name, out=out)
    again = tmp_path / "again.csv"
    export(some_file, format="csv", out=again)
    titles = [row["title"] for row in csv.DictReader(io.StringIO(again.read_text()))]
    assert titles == ["a", "'=b", ""]
    assert out.stat().st_size > 0
    if name not in {"csv", "xlsx"}:
        frame = gpd.read_parquet(out) if name == "parquet" else pyogrio.read_dataframe(out)
        assert len(frame) == 3
        assert frame.geometry.iloc[1].coords[0] == pytest.approx((4.6, 51.9))


def test_box_and_filter_choose_rows_of_a_file(some_file, capsysbinary):
    titles = [
        feature["properties"]["title"]
        for feature in exported(some_file, capsysbinary, bbox="4.5,51,5,52")
    ]
    assert titles == ["=b"]
    chosen = exported(some_file, capsysbinary, filter="count > 1 AND title IS NOT NULL")
    assert [feature["properties"]["count"] for feature in chosen] == [2]


def test_a_file_in_another_system_is_filtered_in_degrees_and_written_in_any(tmp_path, capsysbinary):
    path = tmp_path / "rd.gpkg"
    frame = gpd.GeoDataFrame(
        {"n": [1, 2]}, geometry=[Point(92_000, 437_000), Point(192_000, 437_000)], crs="EPSG:28992"
    )
    pyogrio.write_dataframe(frame, path)
    (one,) = exported(path, capsysbinary, bbox="4.3,51.8,4.6,52")
    assert one["geometry"]["coordinates"] == pytest.approx([4.478, 51.917], abs=0.01)
    export(path, format="csv", crs="EPSG:28992", bbox="4.3,51.8,4.6,52")
    assert "92000.0,437000.0,EPSG:28992" in capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("none.gpkg", None), ("text.gpkg", b"hello"), ("text.parquet", b"hello"), ("x.geojson", b"")],
)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(tmp_path, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        export(path, out=tmp_path / "out.geojson")
    assert not (tmp_path / "out.geojson").exists()


def test_a_file_that_does_not_say_its_reference_system_is_refused(tmp_path):
    path = tmp_path / "nowhere.gpkg"
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(1, 2)], crs="EPSG:28992")
    frame.to_file(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE gpkg_geometry_columns SET srs_id = -1")
        database.execute("UPDATE gpkg_contents SET srs_id = -1")
        database.commit()
    with pytest.raises(InputError, match="give --data-crs EPSG:4326"):
        export(path)


def test_a_file_that_breaks_off_leaves_the_older_export_as_it_was(tmp_path, some_file):
    out = tmp_path / "out.csv"
    out.write_text("older")
    content = some_file.read_bytes()
    some_file.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError):
        export(some_file, format="csv", out=out)
    assert out.read_text() == "older"
