"""OGC Features and Geometries JSON 1.0 (21-045r1)."""

import orjson
import pytest
from made_up_release import feature, place, write_release
from ogc_classes import COLLECTIONS, JSON_FG, JSON_FG_TYPES, link, proves

from api.v1.ogc import jsonfg
from geo.directory.directory import Directory

MEDIA_TYPE = "application/vnd.ogc.fg+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
EPSG_4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"


@pytest.mark.parametrize("name", COLLECTIONS)
@proves(JSON_FG, JSON_FG_TYPES)
def test_a_document_says_what_it_conforms_to_and_of_which_type_its_features_are(client, name):
    path = f"/v1/collections/{name}/items"
    for answer in (
        client.get(path, params={"f": "jsonfg"}),
        client.get(path, headers={"accept": MEDIA_TYPE}),
    ):
        assert answer.headers["content-type"] == MEDIA_TYPE
        document = answer.json()
        assert JSON_FG in document["conformsTo"]
        assert JSON_FG_TYPES in document["conformsTo"]
        assert document["featureType"] == name
        assert client.get(document["featureSchema"]).json()["type"] == "object"
        assert document["coordRefSys"] == CRS84


@pytest.mark.parametrize("name", COLLECTIONS)
@proves(JSON_FG)
def test_each_feature_has_a_time_and_a_place_and_is_geojson_as_well(client, name):
    plain = client.get(f"/v1/collections/{name}/items?limit=100").json()["features"]
    with_more = client.get(f"/v1/collections/{name}/items?limit=100&f=jsonfg").json()["features"]
    for one, other in zip(plain, with_more, strict=True):
        assert {key: other[key] for key in one} == one
        assert other["place"] is None
        assert "time" in other


@proves(JSON_FG)
def test_in_another_system_the_place_is_there_and_the_geometry_stays_in_wgs_84(client):
    path = "/v1/collections/places/items/aan-de-kade"
    for crs in (RD, EPSG_4326):
        document = client.get(path, params={"f": "jsonfg", "crs": crs}).json()
        assert document["coordRefSys"] == crs
        assert document["geometry"]["coordinates"] == [4.41, 51.91]
        assert document["place"] == client.get(path, params={"crs": crs}).json()["geometry"]
    assert document["place"]["coordinates"] == [51.91, 4.41]
    nowhere = client.get(
        "/v1/collections/places/items/zonder-punt", params={"f": "jsonfg", "crs": RD}
    )
    assert nowhere.json()["place"] is None
    assert nowhere.json()["geometry"] is None


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (None, None, None),
        ("2015", None, {"interval": ["2015-01-01", ".."]}),
        ("2015-03", "2016", {"interval": ["2015-03-01", "2016-12-31"]}),
        (None, "2016-02", {"interval": ["..", "2016-02-29"]}),
        ("2015-03-04", "2015-03-04", {"interval": ["2015-03-04", "2015-03-04"]}),
    ],
)
@proves(JSON_FG)
def test_the_time_of_a_place_is_its_validity(tmp_path, begin, end, expected):
    places = [place("plek", 4.4, 51.9, valid_from=begin, valid_until=end)]
    layer = Directory.open(write_release(tmp_path / "release", places)).layers["places"]
    (written,) = jsonfg.features(layer, [0], next(iter(layer.systems.values())))
    assert _json(written)["time"] == expected


@proves(JSON_FG)
def test_the_form_is_linked_to(client):
    page = client.get("/v1/collections/places/items?limit=2").json()
    forms = {one["type"]: one["href"] for one in page["links"] if one["rel"] == "alternate"}
    again = client.get(forms[MEDIA_TYPE])
    assert again.headers["content-type"] == MEDIA_TYPE
    assert "f=jsonfg" in link(again.json(), "next")


def test_hostile_text_cannot_pass_for_a_member(tmp_path):
    hostile = '","geometry":null,"properties":{'
    shape = {"type": "Point", "coordinates": [4.4, 51.9]}
    one = feature(hostile, shape, place("x", name=hostile)["properties"] | {"id": hostile})
    layer = Directory.open(write_release(tmp_path / "release", [one])).layers["places"]
    (written,) = jsonfg.features(layer, [0], layer.systems[RD])
    assert _json(written)["id"] == hostile
    assert _json(written)["geometry"] == shape
    assert _json(written)["place"]["type"] == "Point"
    assert _json(layer.features_in(RD)[0])["properties"]["name"] == hostile


def _json(written):
    return orjson.loads(written)
