"""GDAL, geopandas and pyarrow open every file of the release and find the same places in it."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geoseries_equal
from openpyxl import load_workbook

from geo.directory.directory import Directory
from geo.directory.exporting import export

SPATIAL = ("places.geojson", "places.gpkg", "places.fgb")


@pytest.fixture(scope="module")
def collection(release: Path) -> dict:
    return json.loads((release / "places.geojson").read_bytes())


def places(path: Path) -> gpd.GeoDataFrame:
    if path.suffix == ".parquet":
        return gpd.read_parquet(path)
    if path.suffix == ".csv":
        frame = pd.read_csv(path)
        points = gpd.points_from_xy(frame["lon"], frame["lat"])
        points[frame["lon"].isna().to_numpy()] = None
        return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")
    layer = "places" if path.suffix == ".gpkg" else None
    return pyogrio.read_dataframe(path, layer=layer)


@pytest.fixture(params=["places.gpkg", "places.parquet", "places.fgb", "places.csv"])
def other(request: pytest.FixtureRequest, release: Path) -> gpd.GeoDataFrame:
    found = places(release / request.param)
    if request.param.endswith(".fgb"):  # its rows are in the order of its spatial index
        found = found.sort_values("id", ignore_index=True)
    return found


def test_each_format_holds_the_places_of_the_geojson_in_the_same_order(other, collection):
    assert other["id"].tolist() == [feature["id"] for feature in collection["features"]]


def test_each_format_holds_the_same_points_in_the_same_system(other, release):
    expected = places(release / "places.geojson")
    assert other.crs == expected.crs == "EPSG:4326"
    assert_geoseries_equal(other.geometry, expected.geometry, check_less_precise=False)
    assert shapely.equals_exact(
        other.geometry.dropna().to_numpy(), expected.geometry.dropna().to_numpy()
    ).all()


def test_each_format_holds_the_same_texts_and_numbers(other, collection):
    rows = [feature["properties"] for feature in collection["features"]]
    nested = {"alt_names", "activities", "former_ids", "sources", "languages", "programme"}
    for name in rows[0].keys() - nested:
        found = other[name].astype(object)
        found = found.where(found.notna(), None).tolist()
        assert found == [row[name] for row in rows], name


def test_lists_are_lists_where_the_format_has_them_and_joined_where_not(other, collection):
    rows = [feature["properties"] for feature in collection["features"]]
    found = other["activities"].tolist()
    if "sources" in other:
        assert [list(value) for value in found] == [row["activities"] for row in rows]
        assert [list(value) for value in other["sources"]] == [row["sources"] for row in rows]
    else:
        joined = ["" if pd.isna(value) else value for value in found]
        assert joined == ["; ".join(row["activities"]) for row in rows]
        assert other["source_count"].tolist() == [len(row["sources"]) for row in rows]
        newest = [row["sources"][0]["title"] for row in rows]
        assert other["source_title"].tolist() == newest


@pytest.mark.parametrize("name", SPATIAL)
def test_gdal_reports_no_problem_and_knows_the_shape_and_the_size(release, name, collection):
    about = pyogrio.read_info(release / name, layer="places")
    assert about["features"] == len(collection["features"])
    assert about["crs"] == "EPSG:4326"
    assert about["geometry_type"] == "Point"


def test_the_geopackage_holds_the_districts_too_and_they_are_those_of_the_geojson(release):
    path = release / "places.gpkg"
    assert pyogrio.list_layers(path).tolist() == [
        ["places", "Point"],
        ["gebieden", "MultiPolygon"],
        ["buurten", "MultiPolygon"],
    ]
    for layer in ("gebieden", "buurten"):
        packed = pyogrio.read_dataframe(path, layer=layer)
        plain = pyogrio.read_dataframe(release / f"{layer}.geojson")
        assert packed["code"].tolist() == plain["code"].tolist()
        assert shapely.equals(packed.geometry.to_numpy(), plain.geometry.to_numpy()).all()
        assert shapely.is_valid(packed.geometry.to_numpy()).all()


def test_each_layer_of_the_geopackage_has_a_spatial_index_and_a_description(release):
    path = release / "places.gpkg"
    for layer in ("places", "gebieden", "buurten"):
        about = pyogrio.read_info(path, layer=layer)
        assert about["capabilities"]["fast_spatial_filter"]
        assert about["layer_metadata"]["DESCRIPTION"]


def test_a_part_of_the_geoparquet_can_be_read_by_box(release):
    centre = (4.46, 51.91, 4.50, 51.93)
    whole = gpd.read_parquet(release / "places.parquet")
    part = gpd.read_parquet(release / "places.parquet", bbox=centre)
    inside = whole[whole.geometry.intersects(shapely.box(*centre))]
    assert 0 < len(part) < len(whole)
    assert part["id"].tolist() == inside["id"].tolist()


def test_the_geoparquet_is_of_version_1_1_and_says_so(release):
    about = json.loads(pq.read_metadata(release / "places.parquet").metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["primary_column"] == "geometry"
    assert set(about["columns"]["geometry"]["geometry_types"]) == {"Point"}


@pytest.mark.parametrize("layer", ["places", "gebieden", "buurten"])
def test_geopandas_reads_the_geojson_with_ids_as_texts(release, layer):
    frame = gpd.read_file(release / f"{layer}.geojson")
    assert len(frame)
    assert all(isinstance(value, str) for value in frame["id"])


@pytest.fixture(scope="module")
def directory(release: Path) -> Directory:
    return Directory.open(release)


def plain(value):
    """Write a value as every format can hold it: lists joined, and nothing for an empty one."""
    if isinstance(value, (list, np.ndarray)):
        value = "; ".join(map(str, value))
    return None if value == "" or value is None or value != value else value  # noqa: PLR0124 - NaN


def differences(found, known, but=()):
    """Name the columns of which not every value was read back as it is."""
    columns = [name for name in known.columns if name not in {"geometry", *but}]
    return [
        name for name in columns if list(map(plain, found[name])) != list(map(plain, known[name]))
    ]


@pytest.mark.parametrize("layer", ["places", "gebieden", "observations", "coverage"])
def test_gdal_reads_kml_with_equal_counts_columns_and_coordinates(directory, tmp_path, layer):
    path = tmp_path / f"{layer}.kml"
    export(directory, collection=layer, format="kml", out=path)
    found = pyogrio.read_dataframe(path, on_invalid="ignore")
    known = directory.layers[layer]
    assert len(found) == len(known)
    assert found.crs == "EPSG:4326"
    expected = known.frame.geometry.to_numpy()
    shapes = shapely.force_2d(found.geometry.to_numpy())
    missing = shapely.is_missing(expected)
    assert (shapely.is_missing(shapes) == missing).all()
    assert shapely.equals(shapes[~missing], expected[~missing]).all()
    if "name" in known.frame:
        name = "Name" if "Name" in found else "name"
        names = [None if pd.isna(one) else one for one in known.frame["name"]]
        assert [None if pd.isna(one) or not one else one for one in found[name]] == names
    # KML keeps an id, a name and the sources of its own.
    texts = known.frame.select_dtypes(object).drop(columns="sources", errors="ignore")
    renamed = {name for name in texts if name.casefold() in {"id", "name"}}
    assert differences(found, texts, renamed) == []


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:28992"])
def test_openpyxl_and_gdal_read_xlsx_with_equal_counts_and_coordinates(directory, tmp_path, crs):
    path = tmp_path / "places.xlsx"
    export(directory, format="xlsx", crs=crs, out=path)
    places_of = directory.places.to_crs(crs)
    head, *rows = load_workbook(path)["places"].iter_rows(values_only=True)
    assert len(rows) == len(places_of)
    first, second = ("lon", "lat") if crs == "EPSG:4326" else ("x", "y")
    at = head.index(first), head.index(second), head.index("id")
    tolerance = 1e-6 if crs == "EPSG:4326" else 0.006
    for row, place_id, point in zip(rows, places_of["id"], places_of.geometry, strict=True):
        assert row[at[2]] == place_id
        if point is None:
            assert row[at[0]] is None
        else:
            assert (row[at[0]], row[at[1]]) == pytest.approx((point.x, point.y), abs=tolerance)
    read = pd.DataFrame(rows, columns=head)
    assert differences(read, directory.places, {"sources"}) == []
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["places", "about"]
    assert pyogrio.read_info(path, layer="places")["features"] == len(places_of)


@pytest.mark.parametrize("name", ["gpkg", "fgb", "parquet", "geojson"])
@pytest.mark.parametrize("layer", ["observations", "coverage", "buurten"])
def test_every_collection_reads_back_with_equal_values_and_coordinates(
    directory, tmp_path, layer, name
):
    path = tmp_path / f"{layer}.{name}"
    export(directory, collection=layer, format=name, out=path)
    found = gpd.read_parquet(path) if name == "parquet" else pyogrio.read_dataframe(path)
    known = directory.layers[layer]
    expected = known.frame.geometry
    # FlatGeobuf with an index stands in the order of the index.
    found = found.sort_values(known.table.key[0], ignore_index=True)
    assert len(found) == len(expected)
    missing = shapely.is_missing(expected.to_numpy())
    assert (shapely.is_missing(found.geometry.to_numpy()) == missing).all()
    there = found.geometry.to_numpy()[~missing], expected.to_numpy()[~missing]
    assert shapely.equals(*there).all()
    assert differences(found, known.frame) == []
