"""Files as people have them, served: each with its values, in every format and by either door."""

import httpx
import pandas as pd
import pyogrio
import pytest
from made_up_release import write_release
from own_files import feature, geojson, geometries, properties, read
from serving import served

from api.app import create_app
from geo.collections.reading import read_layers
from geo.directory.exporting import export
from geo.io.formats import FORMATS
from geo.model.errors import InputError
from geo.release.layer_tables import LAYERS

BENCH = {"osm_id": 10123456789, "naam": "Bankje"}
ODD_NAMES = ["fid", "geom", "bbox", "wkb_geometry", "OGC_FID", "lon", "lat", "Naam", "naam", "id"]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A service with files as people have them."""
    folder = tmp_path_factory.mktemp("own")
    osm = geojson(folder / "osm.geojson", feature(BENCH), feature({"osm_id": 1, "naam": None}))
    moments = geojson(
        folder / "momenten.geojson",
        feature({"m": "2024-01-02T02:30:00+02:00", "getallen": [1, 2], "t": "09:00:00"}, id="v1.2"),
        feature({"m": "2024-01-02T00:30:00.5Z", "getallen": None, "t": None}, id="v1.3"),
        feature({"m": "2024-01-02T01:30:00+01:00", "getallen": [3], "t": "10:00:00"}, id="v1.4"),
    )
    odd = geojson(folder / "namen.geojson", feature({name: f"<{name}>" for name in ODD_NAMES}))
    pyogrio.write_dataframe(pd.DataFrame({"a": [1, 2]}), folder / "los.gpkg", layer="los")
    paths = [osm, moments, odd, folder / "los.gpkg"]
    further = read_layers(paths, taken=LAYERS)
    app = create_app(write_release(folder / "release"), further=further)
    with served(app) as address, httpx.Client(base_url=f"{address}/v1", timeout=60) as client:
        client.folder = folder
        yield client


@pytest.mark.parametrize("name", ["osm", "momenten", "namen", "los"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_own_collection_is_a_file_in_every_format_as_on_the_command_line(
    client, tmp_path, name, form
):
    answer = client.get(f"/exports/{name}.{form}")
    assert answer.status_code == 200
    (path,) = client.folder.glob(f"{name}.*")
    export(path, format=form, out=tmp_path / "out")
    assert answer.content == (tmp_path / "out").read_bytes()


def test_the_catalogue_and_the_pages_know_own_collections(client):
    assert client.get("/catalogue").status_code == 200
    for name in ("osm", "momenten", "namen", "los"):
        for part in ("", "/queryables", "/sortables", "/schema", "/feature-schema", "/items"):
            answer = client.get(f"/collections/{name}{part}")
            assert answer.status_code == 200, part
            page = client.get(f"/collections/{name}{part}", params={"f": "html"})
            assert page.status_code == 200, part
    assert client.get("/openapi.json").status_code == 200


def test_a_number_longer_than_32_bits_stays_itself_in_every_format(client, tmp_path):
    for form in ("gpkg", "fgb", "kml", "geojson"):
        path = tmp_path / f"osm.{form}"
        path.write_bytes(client.get(f"/exports/osm.{form}").content)
        column = pyogrio.read_arrow(path)[1].column("osm_id").to_pylist()
        assert {int(number) for number in column} == {10123456789, 1}, form
    found = client.get("/collections/osm/items", params={"osm_id": "10123456789"}).json()
    assert [one["properties"]["naam"] for one in found["features"]] == ["Bankje"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"m": "2024-01-02T00:30:00Z"}, ["v1.2", "v1.4"]),
        ({"m": "2024-01-02T02:30:00+02:00"}, ["v1.2", "v1.4"]),
        ({"filter": "m = TIMESTAMP('2024-01-02T00:30:00Z')"}, ["v1.2", "v1.4"]),
        ({"filter": "m > TIMESTAMP('2024-01-02T00:30:00Z')"}, ["v1.3"]),
        ({"sortby": "-m"}, ["v1.3", "v1.2", "v1.4"]),
        ({"getallen": "3"}, ["v1.4"]),
        ({"filter": "A_CONTAINS(getallen, (2))"}, ["v1.2"]),
        ({"t": "09:00:00"}, ["v1.2"]),
        ({"filter": "t >= '10:00:00'"}, ["v1.4"]),
        ({"filter": "S_EQUALS(geometry, POINTZ(4.48 51.92 3))"}, ["v1.2", "v1.3", "v1.4"]),
        ({"filter": "S_EQUALS(geometry, POINT Z (4.48 51.92 3))"}, ["v1.2", "v1.3", "v1.4"]),
    ],
)
def test_moments_lists_and_times_are_found_by_what_they_mean(client, question, expected):
    page = client.get("/collections/momenten/items", params=question)
    assert page.status_code == 200, page.text
    assert [one["id"] for one in page.json()["features"]] == expected


def test_pages_by_moment_neither_lose_nor_repeat(client):
    address, seen = "/collections/momenten/items?sortby=m&limit=1", []
    while address:
        page = client.get(address).json()
        seen += [one["id"] for one in page["features"]]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert seen == ["v1.2", "v1.4", "v1.3"]


def test_a_moment_without_a_zone_is_no_moment_to_ask_for(client):
    answer = client.get("/collections/momenten/items", params={"m": "2024-01-02T00:30:00"})
    assert answer.status_code == 400
    assert "a moment with its zone" in answer.text


def test_an_id_with_a_dot_is_that_of_its_feature(client):
    assert client.get("/collections/momenten/items/v1.2").json()["properties"]["getallen"] == [1, 2]


def test_a_table_without_geometry_is_a_collection_without_geometry(client):
    page = client.get("/collections/los/items").json()
    assert [(one["geometry"], one["properties"]) for one in page["features"]] == [
        (None, {"a": 1}),
        (None, {"a": 2}),
    ]
    assert "geometry" not in client.get("/collections/los/queryables").json()["properties"]


def test_no_name_of_a_column_is_lost_to_one_that_a_format_adds(client, tmp_path):
    for form in ("gpkg", "fgb", "parquet", "geojson"):
        path = tmp_path / f"namen.{form}"
        path.write_bytes(client.get(f"/exports/namen.{form}").content)
        ((layer,), _) = read(path)
        (values,) = properties(layer)
        assert set(values.values()) == {f"<{name}>" for name in ODD_NAMES}, form
        assert geometries(layer) == [{"type": "Point", "coordinates": [4.48, 51.92]}], form
    head, row = client.get("/exports/namen.csv").text.splitlines()
    assert head.split(",")[-2:] == ["lon_2", "lat_2"]
    assert row.endswith("4.48,51.92")


@pytest.mark.parametrize("form", ["geojson", "kml"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:28992"])
def test_a_format_of_one_system_takes_no_other_by_either_door(client, form, crs):
    answer = client.get(f"/exports/places.{form}", params={"crs": crs})
    assert answer.status_code == 400
    sentence = (
        f"OGC:CRS84 (longitude, latitude), the only reference system of {FORMATS[form].title}"
    )
    assert sentence in answer.text
    with pytest.raises(InputError) as refused:
        export(client.folder / "osm.geojson", format=form, crs=crs)
    assert sentence in str(refused.value)
    assert client.get(f"/exports/places.{form}", params={"crs": "OGC:CRS84"}).status_code == 200
