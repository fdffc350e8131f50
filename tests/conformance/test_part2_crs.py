"""OGC API - Features - Part 2: Coordinate Reference Systems by Reference 1.0.1, annex A, by id."""

import re
from functools import cache

import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from service import CRS84, MOST, PROBLEM, box_text, boxes_of, geometry_of

abstract_test = pytest.mark.abstract_test
OGC_URI = re.compile(r"http://www\.opengis\.net/def/crs/(EPSG/0/\d+|OGC/[\d.]+/CRS84h?)")
NONSENSE = "http://www.opengis.net/def/crs/EPSG/0/999999"
METRE = 9e-6
"""About a metre, in degrees. PROJ without the Dutch grid is up to 0.25 m from exact."""


def known(service, name):
    """Return the systems of a collection."""
    return service.collections[name]["crs"]


@cache
def between(uri):
    """Return what turns CRS84 into a system, and back; PROJ takes a second to choose the way."""
    code = uri.rsplit("/", 1)[1]
    return Transformer.from_crs(
        "OGC:CRS84",
        CRS.from_user_input(code if "CRS84" in uri else f"EPSG:{code}"),
        always_xy=False,
        area_of_interest=AreaOfInterest(3, 50, 8, 54),
    )


def to_crs84(geometries, uri):
    """Turn geometries of a system, with the axes as its authority orders them, into CRS84."""
    if uri == CRS84:
        return geometries

    def turn(points):
        return np.column_stack(
            between(uri).transform(points[:, 0], points[:, 1], direction="INVERSE")
        )

    return {
        key: None if one is None else shapely.transform(shapely.force_2d(one), turn)
        for key, one in geometries.items()
    }


def from_crs84(box, uri):
    """Turn a box of CRS84 into a box of a system that holds it just as well, axes by authority."""
    return between(uri).transform_bounds(*box)


@abstract_test("/conf/crs/crs-uri")
def test_systems_are_named_by_uris(service):
    for name, collection in service.collections.items():
        for uri in [*collection["crs"], *filter(None, [collection.get("storageCrs")])]:
            assert OGC_URI.fullmatch(uri), (name, uri)


@abstract_test("/conf/crs/default-crs")
def test_longitude_and_latitude_come_first(service):
    for name in service.spatial:
        assert known(service, name)[0] == CRS84


@abstract_test("/conf/crs/storageCrs")
def test_the_system_of_storage_is_one_of_the_list(service):
    for name in service.spatial:
        assert service.collections[name]["storageCrs"] in known(service, name)


@abstract_test("/conf/crs/crs-parameter")
def test_features_are_given_in_every_system_that_is_told(service):
    for name in service.spatial:
        one = service.features(name)[0]["id"]
        for path in (f"/collections/{name}/items", f"/collections/{name}/items/{one}"):
            described = service.parameters(path)["crs"]
            assert (described["in"], described.get("required", False)) == ("query", False)
            for uri in known(service, name):
                answer = service.get(path, params={"crs": uri})
                assert answer.status_code == 200
                assert answer.headers["content-crs"] == f"<{uri}>"


@abstract_test("/conf/crs/crs-parameter-invalid")
def test_a_system_that_is_not_told_is_refused(service):
    for name in service.spatial:
        one = service.features(name)[0]["id"]
        for path in (f"/collections/{name}/items", f"/collections/{name}/items/{one}"):
            for wrong in (NONSENSE, "RD", "", "http://www.opengis.net/def/crs/EPSG/0/31370"):
                answer = service.get(path, params={"crs": wrong})
                assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM), wrong


@abstract_test("/conf/crs/crs-parameter-default")
def test_without_the_parameter_it_is_longitude_and_latitude(service):
    for name in service.spatial:
        one = service.features(name)[0]["id"]
        for path in (f"/collections/{name}/items", f"/collections/{name}/items/{one}"):
            plain, asked = service.get(path), service.get(path, params={"crs": CRS84})
            assert plain.headers["content-crs"] == asked.headers["content-crs"] == f"<{CRS84}>"
            found = [answer.json() for answer in (plain, asked)]
            for document in found:
                document.pop("links")
                document.pop("timeStamp", None)  # of a table: when it was asked
            assert found[0] == found[1]


@abstract_test("/conf/crs/crs-parameter-transform")
def test_geometries_are_the_same_wherever_they_are_told(service):
    for name in service.spatial:
        expected = service.geometries(name)
        path = f"/collections/{name}/items"
        for uri in known(service, name):
            page = service.document(path, params={"crs": uri, "limit": MOST})
            found = {one["id"]: geometry_of(one) for one in page["features"]}
            for key, geometry in to_crs84(found, uri).items():
                assert (geometry is None) == (expected[key] is None)
                if geometry is not None:
                    assert geometry.geom_type == expected[key].geom_type
                    found_at, expected_at = map(
                        shapely.get_coordinates, (geometry, shapely.force_2d(expected[key]))
                    )
                    apart = np.hypot(*(found_at - expected_at).T).max()
                    assert apart < METRE, (name, uri, key, apart)
            last = page["features"][-1]
            alone = service.document(f"{path}/{last['id']}", params={"crs": uri})
            assert alone["geometry"] == last["geometry"]


@abstract_test("/conf/crs/bbox-crs-parameter")
def test_a_box_means_the_same_in_every_system(service):
    for name in service.spatial:
        described = service.parameters(f"/collections/{name}/items")["bbox-crs"]
        assert (described["in"], described.get("required", False)) == ("query", False)
        geometries = service.geometries(name)
        for said in ("everything", "the south-western quarter"):
            box = boxes_of(geometries)[said]
            exactly, either = (
                service.matched(name, bbox=box_text(box)),
                near_the_edge(geometries, box),
            )
            for uri in set(known(service, name)) - {CRS84}:
                there = from_crs84(box, uri)
                found = service.matched(name, **{"bbox": box_text(there), "bbox-crs": uri})
                assert until_one_ends(found, exactly) <= either, (name, said, uri)


def until_one_ends(one, other):
    """Return what stands on one of two pages only, as far as both reach."""
    apart = one ^ other
    if MOST not in {len(one), len(other)}:
        return apart
    last = min(max(map(int, page)) for page in (one, other))
    return {name for name in apart if int(name) <= last}


def near_the_edge(geometries, box):
    """Return what may fall on either side: a box of one system is no exact box of another."""
    edge = shapely.box(*box).exterior.buffer(0.004)
    return {key for key, one in geometries.items() if one is not None and edge.intersects(one)}


@abstract_test("/conf/crs/bbox-crs-parameter-invalid")
def test_a_box_in_a_system_that_is_not_told_is_refused(service):
    for name in service.spatial:
        for wrong in (NONSENSE, "RD", ""):
            asked = {"bbox": "4,51,5,52", "bbox-crs": wrong}
            answer = service.get(f"/collections/{name}/items", params=asked)
            assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM), wrong


@abstract_test("/conf/crs/bbox-crs-parameter-default")
def test_without_bbox_crs_a_box_is_in_longitude_and_latitude(service):
    for name in service.spatial:
        for box in boxes_of(service.geometries(name)).values():
            plain = service.matched(name, bbox=box_text(box))
            assert plain == service.matched(name, **{"bbox": box_text(box), "bbox-crs": CRS84})
            assert plain == service.matched(name, bbox=box_text(box), crs=known(service, name)[-1])
