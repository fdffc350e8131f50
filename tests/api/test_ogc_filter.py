"""OGC API - Features - Part 3: Filtering (19-079r2), and CQL2 (21-065r2) through the front door.

One predicate of each class of CQL2 and each layer is asked of `/items` with the standard's own test
data, served as `meetingplaces serve --data` does; `test_cql2_annex_a` evaluates all of them.
"""

import csv
import json
import re
from pathlib import Path

import httpx
import jsonschema
import pytest
from cql2_test_data import geopackage
from cql2_writing import to_json
from made_up_release import write_release
from ogc_classes import (
    COLLECTIONS,
    CQL2,
    FEATURES_FILTER,
    FILTER,
    QUERYABLES,
    QUERYABLES_AS_PARAMETERS,
    ids,
    link,
    proves,
)
from serving import served

from api.app import create_app
from geo.collections.columns import queryable
from geo.collections.cql2.parsing import parse_text
from geo.collections.reading import read_layers
from geo.release.layer_tables import LAYERS

PLACES = "/v1/collections/places/items"
REL_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
_ANNEX = Path(__file__).parent.parent / "data" / "cql2_annex_a.csv"

with _ANNEX.open(encoding="utf-8", newline="") as _file:
    PREDICATES = {(row["class"], row["source"]): row for row in csv.DictReader(_file)}


@pytest.fixture(scope="module")
def natural_earth(tmp_path_factory):
    """A client of a server with the test data of the standard as further collections."""
    release = write_release(tmp_path_factory.mktemp("made-up") / "release")
    app = create_app(release, further=read_layers([geopackage()], taken=LAYERS))
    with served(app) as address, httpx.Client(base_url=address) as client:
        yield client


def matched(client, path, **question):
    answer = client.get(path, params={"limit": 1, **question})
    assert answer.status_code == 200, answer.text
    return answer.json()["numberMatched"]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, marks=pytest.mark.conformance(f"{CQL2}/{row['class']}"))
        for row in PREDICATES.values()
    ],
    ids=lambda row: f"{row['source']}: {row['predicate']}",
)
@proves(f"{CQL2}/cql2-text", f"{CQL2}/cql2-json")
def test_a_predicate_of_each_class_matches_what_it_should(natural_earth, row):
    path = f"/v1/collections/{row['source']}/items"
    text = re.sub(r"\bgeom\b", "geometry", row["predicate"])
    as_json = json.dumps(to_json(parse_text(text)))
    expected = int(row["expected"])
    assert matched(natural_earth, path, filter=text) == expected
    assert matched(natural_earth, path, filter=as_json, **{"filter-lang": "cql2-json"}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A_CONTAINS(activities, ('koffie'))", ["aan-de-kade"]),
        ("A_CONTAINS(activities, ('koffie','biljart'))", ["aan-de-kade"]),
        ("A_CONTAINS(activities, ('koffie','tuinieren'))", []),
        ("A_CONTAINEDBY(activities, ('koffie','biljart','x'))", ["aan-de-kade"]),
        ("A_EQUALS(activities, ('biljart','koffie'))", ["aan-de-kade"]),
        ("A_EQUALS(activities, ('koffie'))", []),
        ("A_OVERLAPS(activities, ('tuinieren','koffie'))", ["aan-de-kade", "buurttuin-oost"]),
    ],
)
@proves(f"{CQL2}/array-functions")
def test_lists_are_compared_as_sets(client, text, expected):
    """Places without activities are left aside: their list is empty, which is known."""
    question = {"filter": f"{text} AND NOT A_EQUALS(activities, ())"}
    assert ids(client.get(PLACES, params=question)) == expected
    question["filter"] = json.dumps(to_json(parse_text(question["filter"])))
    answer = client.get(PLACES, params=question | {"filter-lang": "cql2-json"})
    assert ids(answer) == expected


@pytest.mark.parametrize("name", COLLECTIONS)
@proves(QUERYABLES)
def test_queryables_are_linked_to_and_are_a_schema(client, name):
    """/conf/queryables/get-conformance, /conf/queryables/get-links."""
    collection = client.get(f"/v1/collections/{name}").json()
    answer = client.get(link(collection, REL_QUERYABLES))
    assert answer.headers["content-type"] == "application/schema+json"
    schema = answer.json()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == link(collection, REL_QUERYABLES)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    for queried, described in schema["properties"].items():
        assert "type" in described or described["format"].startswith("geometry-"), queried


@pytest.mark.parametrize("name", COLLECTIONS)
@proves(QUERYABLES_AS_PARAMETERS)
def test_each_queryable_is_a_parameter_of_the_same_name(client, name):
    """/conf/queryables-query-parameters/parameters: and it is documented, so that GDAL uses it."""
    schema = client.get(f"/v1/collections/{name}/queryables").json()
    paths = client.get("/v1/openapi.json").json()["paths"]
    declared = {one["name"] for one in paths[f"/collections/{name}/items"]["get"]["parameters"]}
    assert set(schema["properties"]) - {"geometry"} <= declared


@pytest.mark.parametrize("name", COLLECTIONS)
@proves(FILTER, FEATURES_FILTER)
def test_filter_is_declared_for_every_collection(client, name):
    """/conf/filter/filter-param, filter-lang-param, filter-crs-param."""
    paths = client.get("/v1/openapi.json").json()["paths"]
    declared = {
        one["name"]: one for one in paths[f"/collections/{name}/items"]["get"]["parameters"]
    }
    assert declared["filter"]["schema"]["type"] == "string"
    assert declared["filter-lang"]["schema"]["enum"] == ["cql2-text", "cql2-json"]
    assert RD in declared["filter-crs"]["schema"]["enum"]


@proves(FILTER, FEATURES_FILTER)
def test_a_filter_goes_together_with_all_other_questions(client):
    """/conf/features-filter/filter: every parameter narrows the choice."""
    everything = matched(client, PLACES)
    huiskamers = matched(client, PLACES, filter="kind='huiskamer'")
    both = {"filter": "kind='huiskamer'", "gebied": "Oost", "bbox": "4,51,5,52"}
    assert ids(client.get(PLACES, params=both)) == ["buurttuin-oost", "cafe-een"]
    assert 0 < huiskamers < everything
    assert matched(client, PLACES, filter="NOT kind='huiskamer'") == everything - huiskamers


@proves(FILTER)
def test_geometries_of_a_filter_are_in_the_system_of_filter_crs(client):
    """/conf/filter/filter-crs-wgs84, /conf/filter/filter-crs-param."""
    in_degrees = (
        "S_INTERSECTS(geometry,POLYGON((4.4 51.9,4.43 51.9,4.43 51.92,4.4 51.92,4.4 51.9)))"
    )
    in_rd = (
        "S_INTERSECTS(geometry,POLYGON((86000 436000,89000 436000,89000 439000,"
        "86000 439000,86000 436000)))"
    )
    latitude_first = (
        "S_INTERSECTS(geometry,POLYGON((51.9 4.4,51.9 4.43,51.92 4.43,51.92 4.4,51.9 4.4)))"
    )
    expected = ["aan-de-kade", "hostile"]
    assert ids(client.get(PLACES, params={"filter": in_degrees})) == expected
    assert ids(client.get(PLACES, params={"filter": in_rd, "filter-crs": RD})) == expected
    epsg_4326 = {"filter-crs": "http://www.opengis.net/def/crs/EPSG/0/4326"}
    assert ids(client.get(PLACES, params={"filter": latitude_first, **epsg_4326})) == expected


@pytest.mark.parametrize(
    ("question", "parameter", "found"),
    [
        ({"filter": "kind = = 'x'"}, "filter", "="),
        ({"filter": "colour='blue'"}, "filter", "colour"),
        ({"filter": "kind=3"}, "filter", ""),
        ({"filter": ""}, "filter", ""),
        ({"filter": "("}, "filter", ""),
        ({"filter": '{"op":"="}', "filter-lang": "cql2-json"}, "filter", ""),
        ({"filter": "{", "filter-lang": "cql2-json"}, "filter", ""),
        ({"filter": "kind='x'", "filter-lang": "sql"}, "filter-lang", "sql"),
        ({"filter": "kind='x'", "filter-crs": "EPSG:1"}, "filter-crs", "EPSG:1"),
        ({"filter": "(" * 5000 + "1=1" + ")" * 5000}, "filter", ""),
    ],
)
@proves(FILTER)
def test_a_wrong_filter_is_refused_with_what_is_wrong(client, question, parameter, found):
    """/conf/filter/filter-param: 400, and a sentence that helps."""
    answer = client.get(PLACES, params=question)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert found in error["found"]
    assert error["expected"]


def test_a_malformed_filter_says_where_the_fault_stands(client):
    (error,) = client.get(PLACES, params={"filter": "kind = = 'x'"}).json()["errors"]
    assert error["position"] == "character 8"
    assert error["detail"].startswith("filter, character 8: found =, expected ")
    (error,) = client.get(PLACES, params={"filter": "kind='a' AND\n (name=3"}).json()["errors"]
    assert "line 2" in error["position"]


def test_everything_wrong_with_a_filter_and_a_box_is_told_together(client):
    question = {"filter": "colour='blue' AND size=3", "bbox": "5,52,4,51"}
    told = [one["parameter"] for one in client.get(PLACES, params=question).json()["errors"]]
    assert sorted(told) == ["bbox", "filter", "filter"]


def test_next_pages_keep_the_filter(client):
    question = {"filter": "kind='huiskamer'", "sortby": "-name", "limit": 2}
    seen = []
    answer = client.get(PLACES, params=question)
    while True:
        seen += ids(answer)
        url = link(answer.json(), "next")
        if url is None:
            break
        answer = client.get(url)
    assert seen == ids(client.get(PLACES, params={**question, "limit": 100}))
    assert len(seen) == 5


def test_every_column_but_the_sources_is_queryable(client):
    for name in COLLECTIONS:
        properties = client.get(f"/v1/collections/{name}/queryables").json()["properties"]
        fields = {field.name for field in queryable(LAYERS[name])}
        assert set(properties) == fields | {"geometry"}
