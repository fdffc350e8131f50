"""OWSLib, the OGC client of the Python world, against the API."""

import pytest
import shapely
from owslib.ogcapi.features import Features
from shapely.geometry import shape

COLLECTIONS = ("places", "gebieden", "buurten", "observations", "coverage")


@pytest.fixture(scope="module", params=["", "/"])
def service(api, request):
    """The client, given the address without and with a slash at the end."""
    return Features(api + request.param)


def by_id(features):
    return {one["id"]: one for one in features}


def test_owslib_finds_the_collections(service):
    assert set(service.feature_collections()) == set(COLLECTIONS)


def test_owslib_reads_what_is_conformed_to(service):
    core = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
    assert core in service.conformance()["conformsTo"]


def test_owslib_reads_the_description(service):
    for name in COLLECTIONS:
        assert f"/collections/{name}/items" in service.api()["paths"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_owslib_reads_a_collection_and_every_item(service, features, name):
    assert service.collection(name)["id"] == name
    items = service.collection_items(name, limit=10_000)
    assert items["numberMatched"] == len(items["features"]) == len(features[name])
    found, expected = by_id(items["features"]), by_id(features[name])
    assert found.keys() == expected.keys()
    for key, one in expected.items():
        assert found[key]["geometry"] == one["geometry"]
        assert found[key]["properties"] == one["properties"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_owslib_goes_through_the_pages_by_offset(service, features, name):
    seen, size = [], 40
    for offset in range(0, len(features[name]), size):
        page = service.collection_items(name, limit=size, offset=offset)
        seen += [one["id"] for one in page["features"]]
    assert len(seen) == len(set(seen))
    assert set(seen) == by_id(features[name]).keys()


@pytest.mark.parametrize("name", COLLECTIONS)
def test_owslib_reads_every_system(service, name):
    plain = by_id(service.collection_items(name, limit=10_000)["features"])
    for uri in service.collection(name)["crs"]:
        items = service.collection_items(name, limit=10_000, crs=uri)
        assert by_id(items["features"]).keys() == plain.keys()
        first = next(one for one in items["features"] if one["geometry"])
        x, y = shapely.get_coordinates(shape(first["geometry"]))[0]
        lon, lat = shapely.get_coordinates(shape(plain[first["id"]]["geometry"]))[0]
        match uri.rsplit("/", 1)[1]:
            case "CRS84":
                assert (x, y) == (lon, lat)
            case "4326" | "4258" | "9067":
                assert (x, y) == pytest.approx((lat, lon), abs=1e-6)
            case "28992":
                assert 50_000 < x < 110_000
                assert 420_000 < y < 450_000
            case "3857":
                assert (x, y) == pytest.approx((lon * 111_319.49, y), abs=1)
                assert 6_700_000 < y < 6_850_000


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


def test_owslib_chooses_by_a_filter_in_cql2(service, features):
    text = "kind = 'huiskamer' AND status = 'open'"
    items = service.collection_items("places", filter=text, limit=500)
    expected = [
        one["id"]
        for one in features["places"]
        if (one["properties"]["kind"], one["properties"]["status"]) == ("huiskamer", "open")
    ]
    assert expected
    assert sorted(one["id"] for one in items["features"]) == sorted(expected)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_owslib_reads_one_item(service, features, name):
    last = features[name][-1]
    assert service.collection_item(name, last["id"])["properties"] == last["properties"]
