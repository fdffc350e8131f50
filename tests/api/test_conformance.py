"""The abstract tests of the classes that /v1/conformance declares, by their id.

OGC API - Features - Part 1: Core 1.0.1, annex A. Limits, bounding boxes, times and
parameters have their tests in `test_items` and `test_bad_requests`.
"""

import re

import pytest
import shapely
from shapely.geometry import shape

OAS30 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30"
COLLECTIONS = ("places", "gebieden", "buurten", "observations", "coverage")


def links(document, rel):
    return [link for link in document["links"] if link["rel"] == rel]


def every_link(client):
    pages = ["/v1", "/v1/collections"]
    for name in COLLECTIONS:
        pages += [f"/v1/collections/{name}", f"/v1/collections/{name}/items?limit=1&offset=1"]
    for page in pages:
        document = client.get(page).json()
        yield from document["links"]
        for collection in document.get("collections", []):
            yield from collection["links"]


def test_landing_page(client):
    """/ats/core/root-success: with the exact relation names that QGIS looks for."""
    document = client.get("/v1").json()
    for rel in ("self", "service-desc", "conformance", "data"):
        assert links(document, rel), rel
    assert document["title"]
    assert document["description"]


def test_conformance(client):
    """/ats/core/conformance-success."""
    declared = client.get("/v1/conformance").json()["conformsTo"]
    for name in ("core", "geojson", "oas30"):
        assert f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" in declared
    assert all(re.fullmatch(r"http://www\.opengis\.net/spec/\S+/conf/\S+", one) for one in declared)


def test_api_definition(client):
    """/ats/core/api-definition-success and /ats/oas30/oas-definition-1."""
    (link,) = links(client.get("/v1").json(), "service-desc")
    answer = client.get(link["href"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == link["type"]


def test_every_link_has_a_relation_and_a_type_and_leads_to_what_it_says(client):
    """/ats/core/fc-md-links, /ats/core/fc-rel-type."""
    for link in every_link(client):
        assert link["rel"]
        if link["rel"] == "search":  # these ask for parameters
            continue
        answer = client.get(link["href"])
        assert answer.status_code == 200, link
        assert answer.headers["content-type"].removesuffix("; charset=utf-8") == link["type"], link


def test_a_collection_links_to_its_files(client):
    files = client.get("/v1/exports").json()["exports"]
    for name in COLLECTIONS:
        linked = links(client.get(f"/v1/collections/{name}").json(), "enclosure")
        assert [link["href"] for link in linked] == [
            file["href"] for file in files if file["collection"] == name
        ]


def test_collections(client):
    """/ats/core/fc-md-success, /ats/core/fc-md-items, /ats/core/sfc-md-success."""
    document = client.get("/v1/collections").json()
    assert [one["id"] for one in document["collections"]] == list(COLLECTIONS)
    for collection in document["collections"]:
        assert [one["type"] for one in links(collection, "items")] == [
            "application/geo+json",
            "application/vnd.ogc.fg+json",
            "text/html",
        ]
        assert client.get(f"/v1/collections/{collection['id']}").json() == collection


@pytest.mark.parametrize("name", COLLECTIONS)
def test_extent(client, name):
    """/ats/core/fc-md-extent: all features lie inside the extent."""
    extent = client.get(f"/v1/collections/{name}").json()["extent"]["spatial"]
    assert extent["crs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    inside = shapely.box(*extent["bbox"][0])
    features = client.get(f"/v1/collections/{name}/items?limit=10000").json()["features"]
    for feature in features:
        if feature["geometry"] is not None:
            assert inside.covers(shape(feature["geometry"]))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_items(client, name):
    """/ats/core/fc-response, /ats/core/fc-links, /ats/geojson/content."""
    page = client.get(f"/v1/collections/{name}/items").json()
    assert page["type"] == "FeatureCollection"
    assert page["numberReturned"] == len(page["features"])
    assert links(page, "self")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", page["timeStamp"])
    for feature in page["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        assert "." not in feature["id"], "QGIS cannot ask for an id with a dot"


@pytest.mark.parametrize("name", COLLECTIONS)
def test_each_item_stands_at_its_own_address(client, name):
    """/ats/core/f-success, /ats/core/f-links: the last one too, not only the first page."""
    for feature in client.get(f"/v1/collections/{name}/items?limit=10000").json()["features"]:
        item = client.get(f"/v1/collections/{name}/items/{feature['id']}").json()
        assert links(item, "self")
        (collection,) = links(item, "collection")
        assert client.get(collection["href"]).json()["id"] == name
        assert item["geometry"] == feature["geometry"]


def test_core_parameters_are_declared_for_every_collection(client):
    """/ats/core/fc-bbox-definition, fc-limit-definition, fc-time-definition; /ats/oas30/*."""
    paths = client.get("/v1/openapi.json").json()["paths"]
    for name in COLLECTIONS:
        declared = {
            parameter["name"]: parameter
            for parameter in paths[f"/collections/{name}/items"]["get"]["parameters"]
        }
        assert declared["limit"]["schema"] == {
            "type": "integer",
            "minimum": 1,
            "maximum": 10000,
            "default": 10,
        }
        for parameter in ("limit", "bbox", "datetime"):
            assert declared[parameter]["in"] == "query"
            assert declared[parameter]["required"] is False
            assert declared[parameter]["style"] == "form"
            assert declared[parameter]["explode"] is False
