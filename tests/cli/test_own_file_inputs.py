"""Files as people have them: each is read with its values, or refused with what to give."""

import io
import json
import sqlite3
import struct
import zipfile
from contextlib import closing

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from own_files import feature, geojson, geometries, properties, read
from serving import served
from shapely import LineString, Point, box

from geo.directory.exporting import export
from geo.model.errors import InputError


def test_whole_numbers_with_a_null_stay_exact(tmp_path):
    rows = [feature({"h3": 617700169958293503}), feature({"h3": None})]
    for path in (geojson(tmp_path / "h3.geojson", *rows),):
        ((layer,), _) = read(path)
        assert properties(layer) == [{"h3": 617700169958293503}, {"h3": None}]


def test_a_property_called_geometry_is_kept_under_another_name_and_told(tmp_path):
    path = geojson(tmp_path / "vorm.geojson", feature({"geometry": "rond", "geometry_2": "x"}))
    ((layer,), said) = read(path)
    assert properties(layer) == [{"geometry_3": "rond", "geometry_2": "x"}]
    assert geometries(layer) == [{"type": "Point", "coordinates": [4.48, 51.92]}]
    (told,) = said
    assert "the column 'geometry' is called 'geometry_3' here" in told


def test_heights_are_left_out_and_told(tmp_path):
    ((layer,), said) = read(geojson(tmp_path / "hoog.geojson", feature({}, (4.4, 51.9, 7))))
    assert geometries(layer) == [{"type": "Point", "coordinates": [4.4, 51.9]}]
    assert said == [
        "hoog.geojson: heights and measures are left out: coordinates are given as x and y."
    ]


def test_a_second_geometry_is_kept_as_text_and_told(tmp_path):
    path = tmp_path / "twee.parquet"
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(4.4, 51.9)], crs="EPSG:4326")
    frame["vlak"] = gpd.GeoSeries([box(0, 0, 1, 1)], crs="EPSG:28992")
    frame.to_parquet(path)
    ((layer,), said) = read(path)
    (values,) = properties(layer)
    assert shapely.from_wkt(values["vlak"]) == box(0, 0, 1, 1)
    assert "the second geometry 'vlak' is given as text (WKT)" in said[0]


def test_moments_without_a_zone_are_told(tmp_path):
    ((layer,), said) = read(geojson(tmp_path / "m.geojson", feature({"m": "2024-01-02T03:04:05"})))
    assert properties(layer) == [{"m": "2024-01-02T03:04:05Z"}]
    assert said == ["m.geojson: the moments in 'm' have no time zone and are taken to be in UTC."]


def test_metres_that_pass_for_degrees_are_refused_with_what_to_give(tmp_path):
    path = geojson(tmp_path / "rd.geojson", feature({"a": 1}, (92_000, 437_000)))
    with pytest.raises(InputError, match=r"92000, 437000.*look like EPSG:28992.*--crs EPSG:28992"):
        read(path)
    ((layer,), said) = read(path, crs="EPSG:28992")
    assert layer.storage.code == "EPSG:28992"
    assert geometries(layer)[0]["coordinates"] == pytest.approx([4.478, 51.917], abs=0.01)
    assert said == []
    with pytest.raises(InputError, match="--data-crs EPSG:28992"):
        export(path, out=tmp_path / "out.geojson")
    export(path, data_crs="EPSG:28992", out=tmp_path / "out.geojson")


def test_latitude_before_longitude_is_told(tmp_path):
    path = geojson(tmp_path / "om.geojson", feature({"a": 1}, (51.92, 4.48)))
    (_, said) = read(path)
    assert "latitude seems to stand before longitude, as in 51.92, 4.48" in said[0]


def test_degrees_that_pass_for_metres_are_told(tmp_path):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(4.4, 51.9)], crs="EPSG:28992")
    frame.to_file(tmp_path / "graden.gpkg")
    (_, said) = read(tmp_path / "graden.gpkg")
    assert "look like degrees" in said[0]
    assert "--crs EPSG:4326" in said[0]
    ((layer,), said) = read(tmp_path / "graden.gpkg", crs="EPSG:4326")
    assert geometries(layer)[0]["coordinates"] == [4.4, 51.9]
    assert said == []


def geopackage(path, *, srs_id=None, curve=False):
    """Write a GeoPackage that geopandas would not write."""
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[box(0, 300_000, 1, 300_001)], crs="EPSG:28992")
    frame.to_file(path, layer="vlak")
    with closing(sqlite3.connect(path)) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        if srs_id is not None:
            database.execute("UPDATE gpkg_contents SET srs_id = ?", (srs_id,))
            database.execute("UPDATE gpkg_geometry_columns SET srs_id = ?", (srs_id,))
        if curve:
            circle = [(90_000, 430_000), (90_001, 430_001), (90_002, 430_000), (90_001, 429_999)]
            points = b"".join(struct.pack("<dd", *point) for point in [*circle, circle[0]])
            wkb = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII", 1, 8, 5) + points
            blob = b"GP\x00\x01" + struct.pack("<i", 28992) + wkb
            database.execute("UPDATE vlak SET geom = ?", (blob,))
            database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
            database.execute("PRAGMA writable_schema = ON")
            database.execute(
                "UPDATE sqlite_master SET sql = replace(sql, 'POLYGON', 'CURVEPOLYGON')"
            )
        database.commit()
    return path


@pytest.mark.parametrize("srs_id", [-1, 0])
def test_a_geopackage_without_a_system_is_refused_with_what_to_give(tmp_path, srs_id):
    path = geopackage(tmp_path / "nergens.gpkg", srs_id=srs_id)
    with pytest.raises(InputError, match=r"nergens\.gpkg.*--crs EPSG:28992"):
        read(path)
    ((layer,), _) = read(path, crs="EPSG:28992")
    assert layer.storage.code == "EPSG:28992"


def test_arcs_become_short_straight_lines(tmp_path):
    path = geopackage(tmp_path / "rond.gpkg", curve=True)
    ((layer,), _) = read(path)
    (circle,) = layer.stored_at(np.array([0]))
    assert circle.geom_type == "Polygon"
    assert circle.area == pytest.approx(3.14159, abs=0.01)
    assert len(circle.exterior.coords) > 50
    export(path, format="gpkg", crs="EPSG:28992", out=tmp_path / "out.gpkg")
    assert pyogrio.read_dataframe(tmp_path / "out.gpkg").area[0] == pytest.approx(3.14, abs=0.01)


@pytest.mark.parametrize(
    ("name", "text", "coordinates"),
    [
        ("lon-lat", "naam,lon,lat\na,4.48,51.92\n", [4.48, 51.92]),
        ("breedtegraad", "naam;Breedtegraad;Lengtegraad\na;51,92;4,48\n", [4.48, 51.92]),
        ("wkt", 'naam,wkt\na,"POINT (4.48 51.92)"\n', [4.48, 51.92]),
        ("x-y", "naam,x,y,crs\na,92000,437000,EPSG:28992\n", [4.478, 51.917]),
    ],
)
def test_csv_with_coordinates_is_read(tmp_path, name, text, coordinates):
    path = tmp_path / f"{name}.csv"
    path.write_text(text)
    ((layer,), said) = read(path)
    assert said == []
    assert geometries(layer)[0]["coordinates"] == pytest.approx(coordinates, abs=0.01)
    assert properties(layer)[0]["naam"] == "a"
    assert "lon" not in properties(layer)[0]


def test_csv_keeps_leading_zeros_and_says_where_coordinates_are_missing(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("code,aantal,tijd\n0599,3,09:00:00\n0600,,10:00:00\n")
    ((layer,), said) = read(path)
    assert properties(layer)[0] == {"code": "0599", "aantal": 3, "tijd": "09:00:00"}
    assert said == ["codes.csv: 'codes' has no geometry; it is given without."]
    path = tmp_path / "xy.csv"
    path.write_text("x,y\n92000,437000\n")
    with pytest.raises(InputError, match="--crs EPSG:28992"):
        read(path)


def test_shapes_go_through_csv_and_back(tmp_path):
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[box(4, 51, 5, 52), None], crs="EPSG:4326")
    frame.to_file(tmp_path / "vlak.gpkg")
    export(tmp_path / "vlak.gpkg", format="csv", out=tmp_path / "vlak.csv")
    ((again,), _) = read(tmp_path / "vlak.csv")
    ((first,), _) = read(tmp_path / "vlak.gpkg")
    assert geometries(again) == [geometries(first)[0], None]
    assert [one["a"] for one in properties(again)] == [1, 2]


def test_a_zip_with_shapefiles_is_read(tmp_path):
    frame = gpd.GeoDataFrame({"naam": ["één"]}, geometry=[Point(92_000, 437_000)], crs="EPSG:28992")
    folder = tmp_path / "los"
    folder.mkdir()
    frame.to_file(folder / "Bomen.shp")
    with zipfile.ZipFile(tmp_path / "stad.zip", "w") as packed:
        for path in folder.iterdir():
            packed.write(path, f"map/{path.name}")
    ((layer,), said) = read(tmp_path / "stad.zip")
    assert layer.name == "bomen"
    assert layer.storage.code == "EPSG:28992"
    assert properties(layer) == [{"naam": "één"}]
    assert said == []


def zipped(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(name, content)
    return buffer.getvalue()


ESRI = json.dumps(
    {
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 4326},
        "fields": [{"name": "a", "type": "esriFieldTypeInteger"}],
        "features": [{"attributes": {"a": 1}, "geometry": {"x": 4, "y": 51}}],
    }
).encode()
VIRTUAL = (
    b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/hostname</SrcDataSource>"
    b"</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        *((f"x{suffix}", VIRTUAL, "as its name says") for suffix in (".geojson", ".json", ".csv")),
        *((f"x{suffix}", VIRTUAL, "as its name says") for suffix in (".gpkg", ".fgb", ".shp")),
        ("x.zip", VIRTUAL, "a zip, as its name says"),
        ("x.zip", b"PK\x03\x04 no more", "a zip that can be read"),
        ("x.zip", zipped("a.txt", "text"), "a zip with a Shapefile in it"),
        ("x.zip", zipped("a.shp", VIRTUAL), "a file of features that can be read"),
        ("x.geojson", ESRI, "GeoJSON only"),
        ("x.geojson", b'{"hello": 1}', "a file of features that can be read"),
    ],
)
def test_a_file_is_opened_by_the_driver_of_its_extension_or_by_none(
    tmp_path, name, content, expected
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read(path)
    (problem,) = refused.value.problems
    assert expected in problem.expected
    with pytest.raises(InputError):
        export(path, out=tmp_path / "out.geojson")


def test_nothing_is_fetched_for_a_file(tmp_path):
    """GDAL follows a link to a reference system in GeoJSON; a test server would be asked."""
    asked = []

    async def answer(scope, _receive, send):
        if scope["type"] == "http":
            asked.append(scope["path"])
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    with served(answer) as address:
        link = {"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}}
        path = geojson(tmp_path / "link.geojson", feature({"a": 1}), crs=link)
        read(path)
    assert asked == []


def test_lines_polygons_and_mixed_shapes_are_files_in_every_format(tmp_path):
    shapes = [LineString([(4, 51), (5, 52)]), box(4, 51, 5, 52), None, Point(4, 51)]
    frame = gpd.GeoDataFrame({"a": range(4)}, geometry=shapes, crs="EPSG:4326")
    frame.to_parquet(tmp_path / "alles.parquet")
    ((layer,), _) = read(tmp_path / "alles.parquet")
    for form in ("gpkg", "fgb", "parquet", "geojson", "csv"):
        export(tmp_path / "alles.parquet", format=form, out=tmp_path / f"out.{form}")
        ((again,), _) = read(tmp_path / f"out.{form}")
        assert geometries(again) == geometries(layer), form


def test_large_unsigned_numbers_do_not_stop_a_filter(tmp_path):
    table = pa.table({"groot": pa.array([2**64 - 1, 1, None], pa.uint64())})
    pq.write_table(table, tmp_path / "u.parquet")
    ((layer,), _) = read(tmp_path / "u.parquet")
    assert properties(layer)[0] == {"groot": "18446744073709551615"}
    assert layer.select({"groot": "1"}).positions.tolist() == [1]
