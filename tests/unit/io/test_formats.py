"""Every format holds every row, and the same rows give the same bytes."""

import csv
import dataclasses
import io
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless_check import is_valid
from hypothesis import given
from hypothesis import strategies as st
from release_sample import contents, place
from shapely import Point, Polygon

from geo.io.cells import cell_text
from geo.io.formats import FORMATS, encode_csv, encode_geojson, encode_geopackage, encode_geoparquet
from geo.io.records import Records
from geo.model.errors import ReleaseError
from geo.model.place_tables import GEBIEDEN, PLACES
from geo.release.files import verify_release, write_release_files

BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from release_sample import contents
from geo.release.files import write_release_files
write_release_files(Path(sys.argv[2]), contents())
"""


@pytest.fixture
def places() -> Records:
    return Records.of(PLACES, contents().places)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    write_release_files(folder, contents())
    return folder


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.slow
def test_another_process_at_another_moment_in_another_folder_writes_the_same_bytes(
    tmp_path, written
):
    folder = tmp_path / "another folder"
    folder.mkdir()
    # GeoPackage counts moments in milliseconds, other files in seconds.
    last = max(path.stat().st_mtime for path in written.iterdir())
    time.sleep(max(0.0, last + 1.1 - time.time()))
    subprocess.run(
        [sys.executable, "-c", BUILD, str(Path(__file__).parents[2] / "support"), str(folder)],
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "1", "TZ": "UTC9"},
    )
    first, second = read(written), read(folder)
    assert [name for name in first if first[name] != second[name]] == []
    assert first.keys() == second.keys()


def test_the_order_of_the_rows_given_does_not_matter(tmp_path, written):
    given = contents()
    turned = dataclasses.replace(
        given,
        places=given.places.iloc[::-1],
        gebieden=given.gebieden.iloc[::-1],
        findings=given.findings[::-1],
    )
    write_release_files(tmp_path, turned)
    assert read(tmp_path) == read(written)


def test_release_json_tells_the_date_and_the_counts(written):
    about = json.loads((written / "release.json").read_bytes())
    assert about["date"] == "2026-03-01"
    assert about["counts"]["places"] == 3
    assert about["counts"]["places_with_point"] == 2
    assert about["counts"]["places_by_kind"] == {"huis_van_de_wijk": 1, "huiskamer": 2}


def test_sha256sum_agrees_with_the_checksums(written):
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=written, check=True)
    listed = {line[66:] for line in (written / "SHA256SUMS").read_text().splitlines()}
    assert listed == {path.name for path in written.iterdir()} - {"SHA256SUMS"}


@pytest.mark.slow
def test_frictionless_finds_the_release_valid_and_notices_a_changed_file(tmp_path, written):
    assert is_valid(written)
    for name, content in read(written).items():
        (tmp_path / name).write_bytes(content)
    with (tmp_path / "places.gpkg").open("ab") as file:
        file.write(b"x")
    assert not is_valid(tmp_path)


def test_verifying_names_every_file_that_is_missing_or_differs(tmp_path, written):
    verify_release(written)
    for name, content in read(written).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "places.csv").write_text("id\n")
    (tmp_path / "places.fgb").unlink()
    with pytest.raises(ReleaseError) as caught:
        verify_release(tmp_path)
    assert "places.csv differs, places.fgb is missing" in str(caught.value)


def test_a_folder_without_checksums_is_no_release(tmp_path):
    with pytest.raises(ReleaseError, match="no SHA256SUMS"):
        verify_release(tmp_path)


def test_geojson_follows_rfc_7946(places):
    content = encode_geojson([places])
    collection = json.loads(content)
    assert "crs" not in collection
    assert collection["bbox"] == [4.491278, 51.9, 4.5, 51.922975]
    assert [feature["id"] for feature in collection["features"]] == [
        "de-kip",
        "formule",
        "zonder-punt",
    ]
    kip, _, nowhere = collection["features"]
    assert kip["geometry"] == {"type": "Point", "coordinates": [4.491278, 51.922975]}
    assert kip["properties"]["alt_names"] == ["De Kip", "Kipstraat; hoek"]
    assert kip["properties"]["sources"][1]["url"] is None
    assert kip["properties"]["name"] == "Huis van de Wijk 'De Kip', \"Ünïcødé\" ☕"
    assert nowhere["geometry"] is None
    assert nowhere["properties"]["operator"] is None
    assert nowhere["properties"]["uncertainty_m"] is None
    assert list(kip["properties"]) == [field.name for field in PLACES.fields]
    assert content.endswith(b"\n")
    assert b"\r" not in content


def test_geojson_turns_outer_rings_counter_clockwise_and_holes_clockwise():
    clockwise = Polygon(
        [(4, 51), (4, 52), (5, 52), (5, 51)], [[(4.2, 51.2), (4.4, 51.2), (4.4, 51.4)]]
    )
    frame = gpd.GeoDataFrame({"code": ["A"], "name": ["A"]}, geometry=[clockwise], crs="EPSG:4326")
    (feature,) = json.loads(encode_geojson([Records.of(GEBIEDEN, frame)]))["features"]
    outer, hole = feature["geometry"]["coordinates"]
    assert Polygon(outer).exterior.is_ccw
    assert not Polygon(hole).exterior.is_ccw


def test_geojson_of_nothing_is_an_empty_collection_without_a_box():
    nothing = Records.of(PLACES, contents().places.iloc[:0])
    collection = json.loads(encode_geojson([nothing]))
    assert collection["features"] == []
    assert "bbox" not in collection


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_minds_an_empty_table(name):
    nothing = Records.of(PLACES, contents().places.iloc[:0])
    assert FORMATS[name].encode([nothing], "2026-03-01")


def test_geojson_refuses_another_reference_system():
    with pytest.raises(ReleaseError, match="EPSG:28992"):
        encode_geojson([Records.of(PLACES, contents().places.to_crs("EPSG:28992"))])


def test_a_geopackage_bears_the_date_given_and_no_other_moment(places):
    content = encode_geopackage([places], "2026-03-01")
    with sqlite3.connect(":memory:") as database:
        database.deserialize(content)
        (version,) = database.execute("PRAGMA user_version").fetchone()
        moments = database.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        (index,) = database.execute(
            "SELECT extension_name FROM gpkg_extensions WHERE table_name = 'places'"
        ).fetchone()
    database.close()
    assert moments == [("2026-03-01T00:00:00.000Z",)]
    assert index == "gpkg_rtree_index"
    assert version == 10300  # one that GDAL before 3.7 reads without a warning
    assert b"/tmp" not in content


def test_geoparquet_keeps_lists_and_sources_as_such(places):
    table = pq.read_table(io.BytesIO(encode_geoparquet([places])))
    about = json.loads(table.schema.metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert table.schema.field("former_ids").type == pa.list_(pa.string())
    first, _, last = table.to_pylist()
    assert first["sources"][0]["title"] == "Wijkraad, agenda"
    assert first["alt_names"] == ["De Kip", "Kipstraat; hoek"]
    assert last["geometry"] is None
    assert last["uncertainty_m"] is None


def test_csv_joins_lists_and_gives_the_newest_source(places):
    content = encode_csv([places]).decode()
    first, formula, last = csv.DictReader(io.StringIO(content))
    assert "\r" not in content
    assert first["activities"] == "koffie; inloop"
    assert (first["source_title"], first["source_date"]) == ("Wijkraad, agenda", "2024-05")
    assert (first["source_count"], formula["source_count"]) == ("2", "0")
    assert (first["lon"], first["lat"]) == ("4.491278", "51.922975")
    assert (last["lon"], last["lat"], last["uncertainty_m"]) == ("", "", "")


def test_csv_in_another_system_says_so_in_every_row():
    content = encode_csv([Records.of(PLACES, contents().places.to_crs("EPSG:28992"))])
    first, *_ = csv.DictReader(io.StringIO(content.decode()))
    assert first["crs"] == "EPSG:28992"
    assert float(first["x"]) == pytest.approx(92_500, abs=2_000)
    assert "lon" not in first


def test_csv_does_not_let_a_spreadsheet_run_a_name(places):
    _, formula, _ = csv.DictReader(io.StringIO(encode_csv([places]).decode()))
    assert formula["name"] == "'=HYPERLINK(1)"


@given(st.text(min_size=1))
def test_no_text_of_a_cell_begins_a_formula(text):
    assert cell_text(text)[0] not in "=+-@\t\r"
    assert cell_text(text).removeprefix("'") == text.removeprefix("'")


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_numbers_stay_numbers(number):
    assert float(cell_text(number)) == float(number)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, ""])
def test_whatever_stands_for_unknown_becomes_null(missing):
    frame = gpd.GeoDataFrame([place("a", operator=missing)], geometry=[None], crs="EPSG:4326")
    assert Records.of(PLACES, frame).columns["operator"] == [None]


def test_a_column_that_nobody_described_is_refused():
    frame = contents().places.assign(fax="010")
    with pytest.raises(ReleaseError, match="fax"):
        Records.of(PLACES, frame)


def test_a_missing_required_value_is_refused():
    frame = gpd.GeoDataFrame([place("a", name=None)], geometry=[None], crs="EPSG:4326")
    with pytest.raises(ReleaseError, match="no 'name'"):
        Records.of(PLACES, frame)


def test_two_places_of_one_id_are_refused():
    frame = gpd.GeoDataFrame([place("a"), place("a")], geometry=[None, None], crs="EPSG:4326")
    with pytest.raises(ReleaseError, match="one key"):
        Records.of(PLACES, frame)


def test_a_frame_that_does_not_say_its_reference_system_is_refused():
    frame = gpd.GeoDataFrame([place("a")], geometry=[Point(4, 51)])
    with pytest.raises(ReleaseError, match="reference system"):
        Records.of(PLACES, frame)


def test_another_content_is_another_version(tmp_path, written):
    given = contents()
    write_release_files(tmp_path, dataclasses.replace(given, findings=()))
    versions = {
        json.loads((folder / "release.json").read_bytes())["version"]
        for folder in (tmp_path, written)
    }
    assert len(versions) == 2
