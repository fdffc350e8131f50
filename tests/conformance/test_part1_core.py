"""OGC API - Features - Part 1: Core 1.0.1, annex A.2: the abstract tests of class Core, by id."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely
from service import (
    CORE,
    CRS84,
    GEOJSON,
    MOST,
    PROBLEM,
    absolute,
    box_text,
    boxes_of,
    check_links,
    first,
    geometry_of,
    inside,
    links,
    some,
)
from times import moments_of, times_of, within

abstract_test = pytest.mark.abstract_test


def items_of(name):
    return f"/collections/{name}/items"


@abstract_test("/conf/core/http")
def test_the_service_speaks_http_1_1(service):
    assert service.get().http_version == "HTTP/1.1"


@abstract_test("/conf/core/root-op")
def test_the_landing_page_is_there(service):
    assert service.get().status_code == 200
    assert service.get("/").status_code == 200


@abstract_test("/conf/core/root-success")
def test_the_landing_page_leads_to_everything(service):
    page = service.document()
    check_links(page)
    assert links(page, "service-desc") or links(page, "service-doc")
    for rel, path in (("conformance", "/conformance"), ("data", "/collections")):
        assert any(urlsplit(link["href"]).path.endswith(path) for link in links(page, rel)), rel


@abstract_test("/conf/core/api-definition-op")
def test_every_link_to_the_description_works(service):
    page = service.document()
    for link in (*links(page, "service-desc"), *links(page, "service-doc")):
        answer = service.get(absolute(service, link["href"]), headers={"Accept": link["type"]})
        assert answer.status_code == 200, link


@abstract_test("/conf/core/api-definition-success")
def test_the_description_is_what_the_link_says(service):
    page = service.document()
    for link in (*links(page, "service-desc"), *links(page, "service-doc")):
        answer = service.get(absolute(service, link["href"]), headers={"Accept": link["type"]})
        told = answer.headers["content-type"].partition(";")[0]
        assert told == link["type"].partition(";")[0]
    assert service.document("/openapi.json")["openapi"].startswith("3.0.")


@abstract_test("/conf/core/conformance-op")
def test_the_declaration_of_conformance_is_there(service):
    assert service.get("/conformance").status_code == 200


@abstract_test("/conf/core/conformance-success")
def test_the_declaration_names_classes(service):
    declared = service.document("/conformance")["conformsTo"]
    assert f"{CORE}/core" in declared
    assert len(declared) == len(set(declared))
    assert all(re.fullmatch(r"http://www\.opengis\.net/spec/\S+/conf/\S+", one) for one in declared)


@abstract_test("/conf/core/crs84")
def test_coordinates_are_longitude_and_latitude(service):
    for name in service.collections:
        for geometry in filter(None, service.geometries(name).values()):
            west, south, east, north = geometry.bounds
            assert -180 <= west <= east <= 180, name
            assert -90 <= south <= north <= 90, name
        if name in {"places", "gebieden", "buurten"}:
            west, south, east, north = shapely.total_bounds(
                list(filter(None, service.geometries(name).values()))
            )
            assert 3 < west < east < 8, name
            assert 50 < south < north < 54, name


@abstract_test("/conf/core/fc-md-op")
def test_the_collections_are_there(service):
    assert service.get("/collections").status_code == 200


@abstract_test("/conf/core/fc-md-success")
def test_the_collections_are_listed_with_links(service):
    document = service.document("/collections")
    check_links(document)
    assert document["collections"]


@abstract_test("/conf/core/fc-md-links")
def test_the_list_links_to_itself_in_every_form(service):
    document = service.document("/collections")
    (itself,) = links(document, "self")
    assert itself["type"] == "application/json"
    for link in (itself, *links(document, "alternate")):
        assert service.get(link["href"]).headers["content-type"].startswith(link["type"])
    if f"{CORE}/html" in service.conforms_to:
        assert "text/html" in {link["type"] for link in links(document, "alternate")}


@abstract_test("/conf/core/fc-md-items")
def test_every_collection_is_listed(service):
    for name, collection in service.collections.items():
        assert re.fullmatch(r"[A-Za-z0-9_-]+", name)
        assert collection["title"]
        assert collection.get("itemType", "feature") == "feature"


@abstract_test("/conf/core/fc-md-items-links")
def test_every_collection_links_to_its_features(service):
    for name, collection in service.collections.items():
        found = links(collection, "items")
        assert GEOJSON in {link["type"] for link in found}, name
        for link in found:
            answer = service.get(absolute(service, link["href"]))
            assert answer.status_code == 200, link
            assert answer.headers["content-type"].startswith(link["type"]), link


@abstract_test("/conf/core/fc-md-extent")
def test_every_feature_lies_within_the_extent(service):
    for name, collection in service.collections.items():
        extent = collection.get("extent", {})
        there = [one for one in service.geometries(name).values() if one is not None]
        if "spatial" in extent:
            assert extent["spatial"].get("crs", CRS84) == CRS84
            assert all(shapely.box(*extent["spatial"]["bbox"][0]).covers(one) for one in there)
        else:
            assert not there, f"{name} has geometries and tells no extent"
        if "temporal" in extent:
            begin, end = extent["temporal"]["interval"][0]
            for moment in filter(None, moments_of(service, name).values()):
                assert within(moment, begin, end), (name, moment)


@abstract_test("/conf/core/fc-md-extent-multi")
def test_every_feature_lies_within_one_of_the_smaller_extents(service):
    for name, collection in service.collections.items():
        extent = collection.get("extent", {})
        boxes = extent.get("spatial", {}).get("bbox", [])[1:]
        for geometry in filter(None, service.geometries(name).values()):
            assert not boxes or any(shapely.box(*box).covers(geometry) for box in boxes)
        intervals = extent.get("temporal", {}).get("interval", [])[1:]
        for moment in filter(None, moments_of(service, name).values()):
            assert not intervals or any(within(moment, *interval) for interval in intervals)


@abstract_test("/conf/core/sfc-md-op")
def test_every_collection_has_an_address(service):
    for name in service.collections:
        assert service.get(f"/collections/{name}").status_code == 200
    assert service.get("/collections/there-is-none").status_code == 404


@abstract_test("/conf/core/sfc-md-success")
def test_a_collection_is_told_as_it_is_listed(service):
    for name, collection in service.collections.items():
        assert service.document(f"/collections/{name}") == collection


@abstract_test("/conf/core/fc-op")
def test_features_can_be_asked_for(service):
    for name in service.collections:
        assert service.get(items_of(name)).status_code == 200


@abstract_test("/conf/core/fc-response")
def test_features_come_as_a_collection_of_features(service):
    for name in service.collections:
        page = service.document(items_of(name))
        assert page["type"] == "FeatureCollection"
        assert all(one["type"] == "Feature" for one in page["features"])


@abstract_test("/conf/core/fc-links")
def test_pages_are_linked_until_every_feature_was_seen_once(service):
    for name in service.collections:
        page = service.document(items_of(name), params={"limit": 7})
        check_links(page)
        assert links(page, "self")
        limit = max(7, len(service.features(name)) // 100)
        seen = [one["id"] for one in service.pages(items_of(name), limit)]
        assert len(seen) == len(set(seen)), name
        assert sorted(seen) == sorted(service.geometries(name)), name


@abstract_test("/conf/core/fc-links")
def test_the_link_to_the_next_page_keeps_the_question(service):
    for name in service.spatial:
        asked = {"limit": "3", "bbox": "-180,-90,180,90"}
        for link in links(service.document(items_of(name), params=asked), "next"):
            kept = {key: value[0] for key, value in parse_qs(urlsplit(link["href"]).query).items()}
            assert asked.items() <= kept.items()


@abstract_test("/conf/core/fc-timeStamp")
def test_the_moment_of_the_answer_is_told(service):
    for name in service.collections:
        moment = service.document(items_of(name))["timeStamp"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", moment)


@abstract_test("/conf/core/fc-numberMatched")
def test_the_number_that_matches_is_told_whatever_the_limit(service):
    for name in service.collections:
        for limit in (1, 5, MOST):
            page = service.document(items_of(name), params={"limit": limit})
            # It may be left out where it is hard to find, and nowhere else.
            many = len(service.features(name)) > MOST
            assert many or "numberMatched" in page, name
            assert page.get("numberMatched", len(service.features(name))) == len(
                service.features(name)
            ), name


@abstract_test("/conf/core/fc-numberReturned")
def test_the_number_on_the_page_is_told(service):
    for name in service.collections:
        for limit in (1, 5, MOST):
            page = service.document(items_of(name), params={"limit": limit})
            assert page["numberReturned"] == len(page["features"]), name


@abstract_test("/conf/core/fc-limit-definition")
def test_limit_is_described(service):
    for name in service.collections:
        limit = service.parameters(items_of(name))["limit"]
        assert (limit["in"], limit.get("required", False)) == ("query", False)
        assert (limit["style"], limit["explode"]) == ("form", False)
        schema = limit["schema"]
        assert schema["type"] == "integer"
        assert 1 <= schema["minimum"] <= schema["default"] <= schema["maximum"]


@abstract_test("/conf/core/fc-limit-response")
def test_limit_bounds_a_page_and_too_large_a_limit_is_no_error(service):
    for name in service.collections:
        schema = service.parameters(items_of(name))["limit"]["schema"]
        for limit in (1, 2, schema["maximum"], schema["maximum"] + 1, 10**9):
            page = service.document(items_of(name), params={"limit": limit})
            assert len(page["features"]) <= min(limit, schema["maximum"])
        assert len(service.document(items_of(name))["features"]) <= schema["default"]


@abstract_test("/conf/core/fc-bbox-definition")
def test_bbox_is_described(service):
    for name in service.collections:
        bbox = service.parameters(items_of(name))["bbox"]
        assert (bbox["in"], bbox.get("required", False)) == ("query", False)
        assert (bbox["style"], bbox["explode"]) == ("form", False)
        schema = bbox["schema"]
        assert (schema["type"], schema["items"]["type"]) == ("array", "number")
        assert (schema["minItems"], schema["maxItems"]) == (4, 6)
        sizes = [(one["minItems"], one["maxItems"]) for one in schema.get("oneOf", [schema])]
        assert sizes in ([(4, 4), (6, 6)], [(4, 6)])


@abstract_test("/conf/core/fc-bbox-response")
def test_bbox_gives_what_touches_it_and_what_has_no_geometry(service):
    for name in service.spatial:
        geometries = service.geometries(name)
        for said, box in boxes_of(geometries).items():
            expected = first(inside(geometries, box))
            assert service.matched(name, bbox=box_text(box)) == expected, (name, said)


@abstract_test("/conf/core/fc-bbox-response")
def test_bbox_with_heights_is_a_box_as_well(service):
    for name in service.spatial:
        geometries = service.geometries(name)
        west, south, east, north = boxes_of(geometries)["the south-western quarter"]
        found = service.matched(name, bbox=box_text((west, south, -100, east, north, 1000)))
        assert found == first(inside(geometries, (west, south, east, north))), name


@abstract_test("/conf/core/fc-time-definition")
def test_datetime_is_described(service):
    for name in service.collections:
        time = service.parameters(items_of(name))["datetime"]
        assert (time["in"], time.get("required", False)) == ("query", False)
        assert (time["style"], time["explode"]) == ("form", False)
        assert time["schema"]["type"] == "string"


@abstract_test("/conf/core/fc-time-response")
def test_datetime_gives_what_holds_then_and_what_has_no_time(service):
    for name in service.collections:
        moments = moments_of(service, name)
        for asked, (begin, end) in times_of(moments).items():
            expected = {
                key
                for key, one in moments.items()
                if one is None or within(one, begin, end, touch=True)
            }
            assert service.matched(name, datetime=asked) == first(expected), (name, asked)


@abstract_test("/conf/core/f-op")
def test_every_feature_has_an_address(service):
    for name in service.collections:
        for feature in some(service.features(name)):
            assert service.get(f"{items_of(name)}/{feature['id']}").status_code == 200


@abstract_test("/conf/core/f-success")
def test_a_feature_is_what_the_page_says_it_is(service):
    for name in service.collections:
        for feature in (service.features(name)[0], service.features(name)[-1]):
            one = service.document(f"{items_of(name)}/{feature['id']}")
            assert (one["type"], one["id"]) == ("Feature", feature["id"])
            assert one["properties"] == feature["properties"]
            assert geometry_of(one) == geometry_of(feature)


@abstract_test("/conf/core/f-links")
def test_a_feature_links_to_itself_and_its_collection(service):
    for name in service.collections:
        one = service.document(f"{items_of(name)}/{service.features(name)[-1]['id']}")
        check_links(one)
        (itself,) = links(one, "self")
        assert itself["type"] == GEOJSON
        (collection,) = links(one, "collection")
        assert service.document(collection["href"])["id"] == name
        if f"{CORE}/html" in service.conforms_to:
            assert "text/html" in {link["type"] for link in links(one, "alternate")}


@abstract_test("/conf/core/query-param-unknown")
def test_an_unknown_parameter_is_refused(service):
    for name in service.collections:
        answer = service.get(items_of(name), params={"unknownQueryParameter": "1"})
        assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)


@abstract_test("/conf/core/query-param-invalid")
@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "many"},
        {"limit": "1.5"},
        {"limit": ""},
        {"bbox": "1,2,3"},
        {"bbox": "1,2,3,4,5"},
        {"bbox": "4,51,5,north"},
        {"bbox": "4,52,5,51"},
        {"bbox": "NaN,51,5,52"},
        {"datetime": "yesterday"},
        {"datetime": "2016-13-01"},
        {"datetime": "2016-01-01/2015-01-01"},
        {"datetime": "2015-01-01/2016-01-01/2017-01-01"},
    ],
    ids=lambda wrong: "=".join(*wrong.items()),
)
def test_a_wrong_value_is_refused(service, wrong):
    for name in service.collections:
        answer = service.get(items_of(name), params=wrong)
        assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM), name
