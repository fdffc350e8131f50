"""OWSLib, the OGC client of the Python world, against the API."""

import pytest
import shapely
from owslib.ogcapi.features import Features
from shapely.geometry import shape


@pytest.fixture(scope="module", params=["", "/"])
def service(api, request):
    """The client, given the address without and with a slash at the end."""
    return Features(api + request.param)


def test_owslib_finds_the_collections(service):
    assert set(service.feature_collections()) == {"places", "gebieden", "buurten"}


def test_owslib_reads_what_is_conformed_to(service):
    core = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
    assert core in service.conformance()["conformsTo"]


def test_owslib_reads_the_description(service):
    assert "/collections/places/items" in service.api()["paths"]


def test_owslib_reads_a_collection_and_its_items(service, features):
    assert service.collection("places")["id"] == "places"
    items = service.collection_items("places", limit=500)
    assert items["numberMatched"] == len(items["features"]) == len(features["places"])


def test_owslib_chooses_by_box_and_property(service, features):
    box = shapely.box(4.3, 51.8, 4.7, 52.1)
    items = service.collection_items(
        "places", bbox=list(box.bounds), kind="huis_van_de_wijk", limit=500
    )
    expected = [
        one["id"]
        for one in features["places"]
        if one["properties"]["kind"] == "huis_van_de_wijk"
        and (one["geometry"] is None or shape(one["geometry"]).intersects(box))
    ]
    assert sorted(one["id"] for one in items["features"]) == sorted(expected)


def test_owslib_reads_one_item(service, features):
    last = features["places"][-1]
    assert service.collection_item("places", last["id"])["properties"] == last["properties"]
