"""OGC API - Features - Part 5: Schemas (23-058r2)."""

import json

import httpx
import jsonschema
import pytest
from ogc_classes import (
    COLLECTIONS,
    COMMON_QUERYABLES,
    FEATURES_SCHEMAS,
    RETURNABLES,
    ROLES,
    SCHEMAS,
    SORTABLES,
    ids,
    link,
    proves,
)
from serving import served
from shapely import from_wkt
from shapely.geometry import mapping

from api.app import create_app
from geo.collections.reading import read_layers
from geo.release.layer_tables import LAYERS

REL = "http://www.opengis.net/def/rel/ogc/1.0"
ROLES_OF_PLACES = {
    "id": "id",
    "geometry": "primary-geometry",
    "valid_from": "primary-interval-start",
    "valid_until": "primary-interval-end",
}


@pytest.mark.parametrize("name", COLLECTIONS)
@pytest.mark.parametrize(
    "resource",
    [
        pytest.param("schema", marks=pytest.mark.conformance(RETURNABLES)),
        pytest.param("queryables", marks=pytest.mark.conformance(COMMON_QUERYABLES)),
        pytest.param("sortables", marks=pytest.mark.conformance(SORTABLES)),
    ],
)
@proves(SCHEMAS, FEATURES_SCHEMAS)
def test_each_schema_is_linked_to_and_is_a_schema(client, name, resource):
    address = link(client.get(f"/v1/collections/{name}").json(), f"{REL}/{resource}")
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$id"] == address
    jsonschema.Draft202012Validator.check_schema(schema)
    for described in schema["properties"].values():
        assert described["title"]
        assert described["description"]


@pytest.mark.parametrize(
    ("shapes", "word"),
    [
        (["POINT(4 52)", None], "point"),
        (["POINT(4 52)", "MULTIPOINT(4 52, 5 52)"], "point-or-multipoint"),
        (["LINESTRING(4 52, 5 52)"], "linestring"),
        (["POLYGON((4 52, 5 52, 5 53, 4 52))"], "polygon-or-multipolygon"),
        (["POINT(4 52)", "LINESTRING(4 52, 5 52)"], "any"),
        ([None], "any"),
    ],
)
@proves(FEATURES_SCHEMAS)
def test_the_schema_of_own_files_says_which_geometries_there_are(made_up, tmp_path, shapes, word):
    features = [
        {"type": "Feature", "properties": {"n": number}, "geometry": wkt and mapping(from_wkt(wkt))}
        for number, wkt in enumerate(shapes)
    ]
    file = tmp_path / "own.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with served(create_app(made_up, further=read_layers([file], taken=LAYERS))) as address:
        schema = httpx.get(f"{address}/v1/collections/own/schema").json()
    assert schema["properties"]["geometry"]["format"] == f"geometry-{word}"


@pytest.mark.parametrize("name", COLLECTIONS)
@proves(RETURNABLES, FEATURES_SCHEMAS)
def test_the_schema_describes_every_property_that_features_have(client, name):
    schema = client.get(f"/v1/collections/{name}/schema").json()
    order = [one.get("x-ogc-propertySeq") for one in schema["properties"].values()]
    assert order[:-1] == list(range(1, len(order)))
    for feature in client.get(f"/v1/collections/{name}/items?limit=100").json()["features"]:
        assert set(feature["properties"]) <= set(schema["properties"])
        for key, value in feature["properties"].items():
            described = schema["properties"][key]
            if value is not None and described.get("type") != "array":
                jsonschema.validate(value, described)


@proves(ROLES)
def test_the_schema_says_which_role_a_property_has(client):
    properties = client.get("/v1/collections/places/schema").json()["properties"]
    roles = {name: one["x-ogc-role"] for name, one in properties.items() if "x-ogc-role" in one}
    assert roles == ROLES_OF_PLACES
    for name in COLLECTIONS:
        properties = client.get(f"/v1/collections/{name}/schema").json()["properties"]
        roles = [one["x-ogc-role"] for one in properties.values() if "x-ogc-role" in one]
        assert roles.count("id") == roles.count("primary-geometry") == 1


@pytest.mark.parametrize("name", COLLECTIONS)
@proves(SORTABLES)
def test_features_can_be_sorted_by_each_sortable_and_by_no_other(client, name):
    path = f"/v1/collections/{name}/items"
    sortables = client.get(f"/v1/collections/{name}/sortables").json()["properties"]
    for column in sortables:
        page = client.get(path, params={"sortby": column, "limit": 100})
        values = [one["properties"].get(column) for one in page.json()["features"]]
        known = [value for value in values if value is not None]
        assert values == sorted(known) + [None] * (len(values) - len(known)), column
        down = client.get(path, params={"sortby": f"-{column}", "limit": 100})
        values = [one["properties"].get(column) for one in down.json()["features"]]
        assert values[: len(known)] == sorted(known, reverse=True), column
    assert client.get(path, params={"sortby": "sources"}).status_code == 400


def test_sorting_by_several_columns_takes_the_first_first(client):
    answer = client.get("/v1/collections/places/items?sortby=%2Bgebied,-name")
    features = answer.json()["features"]
    told = [(one["properties"]["gebied"], one["properties"]["name"]) for one in features]
    east = [name for gebied, name in told if gebied == "Oost"]
    assert east == sorted(east, reverse=True)
    assert [gebied for gebied, _ in told] == ["Oost"] * 2 + ["West"] * 2 + [None] * 2
    plus_as_a_space = client.get("/v1/collections/places/items?sortby=+gebied,-name")
    assert ids(plus_as_a_space) == [one["id"] for one in features]


@pytest.mark.parametrize(
    "value", ["", ",", "+", "-", "name,,id", "name,-name", "geometry", "x" * 999]
)
def test_what_cannot_be_sorted_by_is_refused(client, value):
    answer = client.get("/v1/collections/places/items", params={"sortby": value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "sortby"
