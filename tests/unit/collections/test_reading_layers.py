"""Files of features as layers: what `meetingplaces serve --data` serves."""

import zipfile

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.parsing import parse_text
from geo.collections.reading import read_layers
from geo.io.names import free_address
from geo.model.errors import InputError
from geo.model.schema import Type

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


def frame(crs="EPSG:4326", **columns):
    points = [Point(4.4, 51.9), None, Point(4.5, 51.95)]
    plain = {"naam": ["één", None, "drie"], "aantal": [1, 2, 3]} | columns
    made = gpd.GeoDataFrame(plain, geometry=points, crs="EPSG:4326")
    return made if crs == "EPSG:4326" else made.to_crs(crs)


def write(made, path, **options):
    if path.suffix == ".parquet":
        made.to_parquet(path)
    else:
        made.to_file(path, **options)
    return path


def features(layer):
    return [orjson.loads(feature) for feature in layer.features]


@pytest.mark.parametrize("extension", ["gpkg", "parquet", "geojson", "fgb"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:28992"])
def test_every_format_gives_the_same_features_in_degrees(tmp_path, extension, crs):
    if extension == "geojson" and crs != "EPSG:4326":
        crs = "EPSG:4326"  # GeoJSON knows no other
    options = {"SPATIAL_INDEX": "NO"} if extension == "fgb" else {}  # an index leaves out nothings
    path = write(frame(crs), tmp_path / f"plekken.{extension}", **options)
    (layer,) = read_layers([path])
    assert layer.name == "plekken"
    assert layer.storage.code == ("OGC:CRS84" if crs == "EPSG:4326" else crs)
    told = {one["properties"]["naam"]: one for one in features(layer)}
    assert told["één"]["geometry"] == {"type": "Point", "coordinates": [4.4, 51.9]}
    assert told[None]["geometry"] is None
    assert told["drie"]["properties"]["aantal"] == 3
    assert all(isinstance(one["id"], str) for one in features(layer))


def test_coordinates_in_the_system_of_storage_are_those_of_the_file(tmp_path):
    points = [Point(92_000.12, 437_000.34)]
    made = gpd.GeoDataFrame({"a": [1]}, geometry=points, crs="EPSG:28992")
    (layer,) = read_layers([write(made, tmp_path / "rd.gpkg")])
    assert orjson.loads(layer.features_in(RD)[0])["geometry"]["coordinates"] == [
        92_000.12,
        437_000.34,
    ]
    assert next(iter(layer.systems)).endswith("CRS84")
    assert layer.storage.uri in layer.systems


def test_a_system_that_is_not_among_the_usual_is_offered_for_its_own_layer(tmp_path):
    made = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(150_000, 170_000)], crs="EPSG:31370")
    (layer,) = read_layers([write(made, tmp_path / "lambert.gpkg")])
    uri = "http://www.opengis.net/def/crs/EPSG/0/31370"
    assert list(layer.systems)[-1] == uri
    assert orjson.loads(layer.features_in(uri)[0])["geometry"]["coordinates"] == [150_000, 170_000]


def test_each_layer_of_a_geopackage_is_one_and_tables_without_geometry_are_told(tmp_path):
    path = tmp_path / "stad.gpkg"
    frame().to_file(path, layer="Mijn Plekken (2026)")
    frame().to_file(path, layer="places")
    pd_only = pd.DataFrame({"a": [1]})
    import pyogrio

    pyogrio.write_dataframe(pd_only, path, layer="los", append=True)
    said = []
    layers = read_layers([path], taken=["places"], say=said.append)
    assert [layer.name for layer in layers] == ["mijn-plekken-2026", "places-2", "los"]
    assert layers[0].table.nl == "Mijn Plekken (2026)"
    assert layers[2].table.geometry == ""
    assert features(layers[2])[0]["geometry"] is None
    assert said == ["stad.gpkg: 'los' has no geometry; it is given without."]


@pytest.mark.parametrize("extension", ["gpkg", "parquet"])
def test_types_are_those_of_the_file_also_where_values_are_missing(tmp_path, extension):
    moments = pd.to_datetime(["2024-01-02T03:04:05Z", None, "2024-05-06T07:08:09Z"])
    made = frame(
        geheel=pd.array([1, None, 3], dtype="Int64"),
        ja=pd.array([True, None, False], dtype="boolean"),
        maat=[1.5, np.nan, 2.5],
        moment=moments,
        dag=pd.Series([pd.Timestamp("2024-01-02").date(), None, pd.Timestamp("2024-05-06").date()]),
    )
    (layer,) = read_layers([write(made, tmp_path / f"soorten.{extension}")])
    kinds = {field.name: field.type for field in layer.table.fields}
    assert kinds == {
        "naam": Type.TEXT,
        "aantal": Type.INTEGER,
        "geheel": Type.INTEGER,
        "ja": Type.BOOLEAN,
        "maat": Type.NUMBER,
        "moment": Type.TIMESTAMP,
        # GDAL is given these days as texts, and Arrow as days.
        "dag": Type.DAY if extension == "parquet" else Type.TEXT,
    }
    first, second, _ = (one["properties"] for one in features(layer))
    assert first["geheel"] == 1
    assert first["ja"] is True
    assert first["moment"] == "2024-01-02T03:04:05Z"
    assert first["dag"] == "2024-01-02"
    assert set(second.values()) == {None, 2}
    chosen = evaluate(
        parse_text("moment > TIMESTAMP('2024-02-01T00:00:00Z') AND ja = FALSE"), layer.columns
    )
    assert chosen.tolist() == [False, False, True]


def test_an_id_of_its_own_is_kept_and_else_the_number_of_the_feature_is_it(tmp_path):
    (own,) = read_layers([write(frame(id=["b", "a", "c"]), tmp_path / "a.parquet")])
    assert own.ids == ("a", "b", "c")
    (dotted,) = read_layers([write(frame(id=["v1.2", "a", "c."]), tmp_path / "e.parquet")])
    assert dotted.ids == ("a", "c.", "v1.2")
    (numbers,) = read_layers([write(frame(id=[30, 4, 200]), tmp_path / "b.parquet")])
    assert numbers.ids == ("4", "30", "200")
    for unusable in (["a", "a", "c"], ["a", None, "c"], ["..", "c", "d"], ["a/b", "c", "d"]):
        (counted,) = read_layers([write(frame(id=unusable), tmp_path / "c.parquet")])
        assert counted.ids == ("0", "1", "2")
    (fids,) = read_layers([write(frame(), tmp_path / "d.gpkg")])
    assert fids.ids == ("1", "2", "3")


@given(st.lists(st.text(max_size=80), max_size=6))
def test_names_fit_in_an_address_and_are_all_different(titles):
    taken = {"places"}
    for title in titles:
        name = free_address(title, taken)
        assert name not in taken
        assert name
        assert all(one.isascii() and (one.isalnum() or one in "-_") for one in name)
        taken.add(name)


def test_hostile_columns_and_values_are_data_and_no_more(tmp_path):
    hostile = '"}],"x":[{"<script>'
    made = frame(**{hostile: ["a", hostile, None], "limit": [1, 2, 3], "f": ["x", "y", "z"]})
    (layer,) = read_layers([write(made, tmp_path / "vreemd.parquet")])
    assert features(layer)[1]["properties"][hostile] == hostile
    assert orjson.loads(layer.features_in(RD)[1])["properties"][hostile] == hostile


def test_nested_values_stay_lists_and_objects(tmp_path):
    made = frame(lijst=[["a", "b"], None, []], boom=[{"a": 1}, None, {"a": 2}])
    (layer,) = read_layers([write(made, tmp_path / "nested.parquet")])
    kinds = {field.name: field.type for field in layer.table.fields}
    assert kinds["lijst"] is Type.TEXTS
    assert kinds["boom"] is Type.STRUCTURE
    assert features(layer)[0]["properties"]["lijst"] == ["a", "b"]
    assert features(layer)[0]["properties"]["boom"] == {"a": 1}


def test_lines_polygons_heights_and_empty_shapes_are_read(tmp_path):
    shapes = [LineString([(4, 51), (5, 52)]), box(4, 51, 5, 52), Point(), Point(4, 51, 7)]
    made = gpd.GeoDataFrame({"a": range(4)}, geometry=shapes, crs="EPSG:4326")
    (layer,) = read_layers([write(made, tmp_path / "soorten.parquet")])
    line, polygon, empty, high = (one["geometry"] for one in features(layer))
    assert line["type"] == "LineString"
    assert polygon["type"] == "Polygon"
    assert empty is None
    assert high == {"type": "Point", "coordinates": [4.0, 51.0]}


def test_a_layer_without_features_is_a_layer(tmp_path):
    (layer,) = read_layers([write(frame().iloc[:0], tmp_path / "leeg.parquet")])
    assert len(layer) == 0
    assert layer.total_bounds is None
    assert list(layer.select({}, bbox=(3, 50, 7, 54)).positions) == []


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("tekst.txt", b"x", "a file that ends in .gpkg"),
        ("kapot.geojson", b"{", "a file of features that can be read"),
        ("kapot.gpkg", b"SQLite format 3\x00 no more", "a GeoPackage, as its name says"),
        ("kapot.parquet", b"PAR1", "a file of features that can be read"),
        ("leeg.fgb", b"", "FlatGeobuf, as its name says"),
        ("is-er-niet.gpkg", None, "a file of features"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_in_one_sentence(tmp_path, name, content, expected):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_layers([path])
    (problem,) = refused.value.problems
    assert name in str(problem)
    assert problem.expected.startswith(expected)


def test_all_files_that_cannot_be_read_are_named_at_once(tmp_path):
    with pytest.raises(InputError) as refused:
        read_layers([tmp_path / "a.gpkg", tmp_path / "b.txt"])
    assert len(refused.value.problems) == 2


def test_a_file_without_a_reference_system_is_refused(tmp_path):
    made = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 2)])
    path = tmp_path / "nergens.parquet"
    made.to_parquet(path)
    with pytest.raises(InputError, match="reference system"):
        read_layers([path])


@pytest.mark.parametrize("slip", ["../{}", "map/../../{}", "/{}", "..\\{}", "C:\\{}"])
def test_zip_slip_a_name_that_leads_out_of_a_zip_is_not_one_of_its_files(tmp_path, slip):
    write(frame().dropna(), tmp_path / "Bomen.shp")
    with zipfile.ZipFile(tmp_path / "stad.zip", "w") as packed:
        for path in tmp_path.glob("Bomen.*"):
            packed.writestr(slip.format(path.name), path.read_bytes())
    with pytest.raises(InputError, match="a zip with a Shapefile in it"):
        read_layers([tmp_path / "stad.zip"])
