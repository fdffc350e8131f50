"""A collection tells what its features are as GeoJSON, and GDAL takes its columns from that."""

import geopandas as gpd
import httpx
import pyogrio
import pytest
from openapi_schema_validator import OAS30Validator
from serving import served, served_apart

from api.app import create_app
from geo.collections.reading import read_layers
from geo.model.schema import Type
from geo.release.layer_tables import LAYERS

IN_GDAL = {
    Type.TEXTS: "OFTStringList",
    Type.NUMBER: "OFTReal",
    Type.INTEGER: "OFTInteger",
    Type.BOOLEAN: "OFTInteger",
}


def schema_of(client, collection):
    links = client.get(f"/v1/collections/{collection}").json()["links"]
    (link,) = [one for one in links if one["rel"].lower() == "describedby"]
    answer = client.get(link["href"], headers={"accept": link["type"]})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == link["type"] == "application/schema+json"
    return answer.json()


@pytest.mark.parametrize("collection", LAYERS)
def test_every_feature_is_as_the_schema_says(client, collection):
    validator = OAS30Validator(schema_of(client, collection))
    features = client.get(f"/v1/collections/{collection}/items?limit=1000").json()["features"]
    assert features
    for one in features:
        validator.validate(one)


@pytest.mark.parametrize("collection", LAYERS)
def test_the_schema_is_there_for_people_too(client, collection):
    page = client.get(
        f"/v1/collections/{collection}/feature-schema", headers={"accept": "text/html"}
    )
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


@pytest.fixture(scope="module")
def apart(made_up, tmp_path_factory):
    """Address of the service in another process, as GDAL keeps Python from running."""
    with served_apart(made_up, tmp_path_factory.mktemp("asked") / "queries.txt") as address:
        yield f"OAPIF:{address}/v1"


@pytest.mark.parametrize("collection", LAYERS)
def test_gdal_takes_the_types_of_columns_from_the_schema(apart, collection):
    """Whatever the first features hold: here it sees no more than one of them."""
    found = pyogrio.read_info(apart, layer=collection, PAGE_SIZE="1", INITIAL_REQUEST_PAGE_SIZE="1")
    types = dict(zip(found["fields"], found["ogr_types"], strict=True))
    fields = LAYERS[collection].fields
    expected = {field.name: IN_GDAL.get(field.type, "OFTString") for field in fields}
    assert types == {"id": "OFTString"} | expected


def test_numbers_that_gdal_would_cut_off_are_left_for_it_to_see(made_up, tmp_path):
    path = tmp_path / "counted.gpkg"
    columns = {"few": [1, 2], "many": [1, 2**40]}
    points = gpd.points_from_xy([4.4, 4.5], [51.9, 51.9])
    gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326").to_file(path)
    application = create_app(made_up, further=read_layers([path], taken=LAYERS))
    with served(application) as address, httpx.Client(base_url=address) as client:
        columns = schema_of(client, "counted")["properties"]["properties"]["properties"]
    assert columns["few"]["type"] == "integer"
    assert "many" not in columns
