"""The description must be true: the answers are checked against it."""

import json
import re

import jsonschema
import pytest

from api.app import ROUTES, TYPED
from geo.collections.ordering import Cursor

PLACES = "/v1/collections/places/items"


@pytest.fixture(scope="module")
def document(client):
    return client.get("/v1/openapi.json").json()


def as_json_schema(node):
    """Turn an OpenAPI 3.0 schema into a JSON Schema: `nullable` is the only difference used."""
    if isinstance(node, list):
        return [as_json_schema(part) for part in node]
    if not isinstance(node, dict):
        return node
    schema = {key: as_json_schema(value) for key, value in node.items() if key != "nullable"}
    if node.get("nullable") is True:
        schema["type"] = [schema["type"], "null"]
    return schema


def test_it_is_openapi_3_0_which_gdal_and_the_ogc_test_suite_read(client, document):
    answer = client.get("/v1/openapi.json")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert document["openapi"] == "3.0.3"
    assert document["info"]["version"] == answer.headers["api-version"]
    assert document["servers"] == [{"url": str(client.base_url).rstrip("/") + "/v1"}]


def test_a_reader_needs_to_follow_no_reference(client):
    assert "$ref" not in client.get("/v1/openapi.json").text


def test_it_describes_every_address_and_no_other(document):
    in_general = re.compile(r"(?<=/collections/)(places|gebieden|buurten|observations|coverage)")
    file = re.compile(r"(?<=/exports/)[a-z]+\.[a-z]+$")
    described = {
        file.sub(
            "{collection}.{format}",
            ("/v1" + in_general.sub("{collection}", path)).replace("featureId", "feature"),
        ).rstrip("/")
        for path in document["paths"]
    }
    served = TYPED.keys() | ROUTES.keys()
    assert described == {path.rstrip("/") for path in served if path.startswith("/v1")}


def test_operations_have_names_of_their_own(document):
    names = [path["get"]["operationId"] for path in document["paths"].values()]
    assert len(set(names)) == len(names)


def test_every_declared_parameter_is_accepted_and_every_other_refused(client, document):
    good = {
        "limit": "1",
        "offset": "0",
        "bbox": "4,51,5,52",
        "datetime": "2024-01-01",
        "f": "json",
        "minutes": "10",
        "at": "Sa 14:00",
        "speed": "walk",
        "gebied": "Delfshaven",
        "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/4326",
        "filter": "1 = 1",
        "cursor": Cursor((), (), "x").encode(),
        "sortby": "-name",
        "gemeente": "GM0599",
        "date": "2016-01-01",
    }
    for path, operations in document["paths"].items():
        address = "/v1" + path.replace("{featureId}", "").rstrip("/")
        asked_more = {"/search/nearby", "/search/suggest", "/geocode", "/openapi.json", "/changes"}
        asked_more |= {"/search", "/opening"}  # test_search_api and test_assistants ask these
        # test_questions_of_planners asks these
        asked_more |= {"/coverage/changes", "/coverage/sites"}
        one_of_many = "/exports/" in path and not path.endswith((".csv", ".kml"))
        if "{" in path or path in asked_more or one_of_many:
            continue
        assert client.get(address, params={"nonsense": "1"}).status_code == 400
        declared = {parameter["name"] for parameter in operations["get"]["parameters"]}
        small = {name: good[name] for name in ("minutes", "gebied") if name in declared}
        for parameter in operations["get"]["parameters"]:
            schema = parameter["schema"]
            examples = [str(word) for word in schema.get("enum", [])]
            patterned = "2024" if "pattern" in schema else "1"
            plain = "true" if schema["type"] == "boolean" else patterned
            value = good.get(parameter["name"]) or (examples or [plain])[0]
            answer = client.get(address, params=small | {parameter["name"]: value})
            assert answer.status_code == 200, (path, parameter["name"], answer.text)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/v1", "/"),
        ("/v1/conformance", "/conformance"),
        ("/v1/collections", "/collections"),
        ("/v1/collections/places", "/collections/places"),
        (PLACES, "/collections/places/items"),
        ("/v1/collections/gebieden/items", "/collections/gebieden/items"),
        ("/v1/collections/buurten/items", "/collections/buurten/items"),
        (f"{PLACES}/cafe-een", "/collections/places/items/{featureId}"),
        (f"{PLACES}/zonder-punt", "/collections/places/items/{featureId}"),
        ("/v1/search/nearby?lat=51.91&lon=4.41", "/search/nearby"),
        ("/v1/search/nearby?address=Kadestraat%209", "/search/nearby"),
        ("/v1/geocode?q=Dorpsstraat%201", "/geocode"),
        ("/v1/geocode?q=Maanplein%201", "/geocode"),
    ],
)
def test_answers_are_what_is_described(client, document, address, path):
    answer = client.get(address)
    described = document["paths"][path]["get"]["responses"]["200"]["content"]
    assert next(iter(described)) == answer.headers["content-type"]
    media_type = described[answer.headers["content-type"]]
    schema = as_json_schema(media_type["schema"])
    jsonschema.validate(answer.json(), schema)


@pytest.mark.parametrize(
    ("address", "path", "status"),
    [
        (f"{PLACES}?limit=x", "/collections/places/items", "400"),
        (f"{PLACES}/nope", "/collections/places/items/{featureId}", "404"),
        ("/v1/geocode?q=Stiltestraat%201", "/geocode", "503"),
        ("/v1/geocode?q=Kapotstraat%201", "/geocode", "500"),
    ],
)
def test_errors_are_what_is_described(client, document, address, path, status):
    answer = client.get(address)
    described = document["paths"][path]["get"]["responses"][status]["content"]
    media_type = described[answer.headers["content-type"]]
    schema = as_json_schema(media_type["schema"])
    jsonschema.validate(answer.json(), schema)


def test_the_real_release_is_what_is_described(release, document):
    """Every published place, gebied and buurt of the real data."""
    for name in ("places", "gebieden", "buurten", "observations", "coverage"):
        collection = json.loads((release / f"{name}.geojson").read_text(encoding="utf-8"))
        operation = document["paths"][f"/collections/{name}/items/{{featureId}}"]["get"]
        described = operation["responses"]["200"]["content"]["application/geo+json"]
        schema = as_json_schema(described["schema"])
        validator = jsonschema.Draft202012Validator(schema)
        for feature in collection["features"]:
            validator.validate(feature)
