"""OGC API - Features - Part 1: Core 1.0.1, annex A.3 to A.5: GeoJSON, HTML and OpenAPI, by id."""

from html.parser import HTMLParser

import pytest
import shapely
from openapi_spec_validator import OpenAPIV30SpecValidator
from service import GEOJSON, HTML, PROBLEM, geometry_of, links, some

abstract_test = pytest.mark.abstract_test
METHODS = ("post", "put", "patch", "delete")

on_one_service = pytest.mark.parametrize(
    "service",
    [
        pytest.param("release", marks=pytest.mark.long(job="sweeps")),
        pytest.param("other files", marks=pytest.mark.long(job="sweeps")),
        "tables",
    ],
    indirect=True,
)
"""What asks much of the description, which is the same for each: the service with tables describes
the collections of a release too."""


class Page(HTMLParser):
    """The links and the text of a web page."""

    def __init__(self, html):
        super().__init__()
        self.hrefs = []
        self.words = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in {"a", "link"}:
            self.hrefs.append(dict(attrs).get("href"))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def resources(service):
    """Every resource of the classes: each once for each collection."""
    yield from ("", "/conformance", "/collections")
    for name in service.collections:
        yield f"/collections/{name}"
        yield f"/collections/{name}/items"
        yield f"/collections/{name}/items/{service.features(name)[0]['id']}"


@abstract_test("/conf/geojson/definition")
def test_features_are_offered_as_geojson(service):
    for path in resources(service):
        answer = service.get(path, headers={"Accept": f"{GEOJSON}, application/json;q=0.9"})
        expected = GEOJSON if "/items" in path else "application/json"
        assert answer.headers["content-type"] == expected, path
        assert expected in service.operation(path)["responses"]["200"]["content"]


@abstract_test("/conf/geojson/content")
def test_features_are_geojson_as_rfc_7946_has_it(service):
    for name in service.collections:
        for feature in some(service.features(name)):
            assert feature["type"] == "Feature"
            assert {"geometry", "properties"} <= feature.keys()
            assert "crs" not in feature
            geometry = geometry_of(feature)
            if geometry is None:
                continue
            assert geometry.is_valid, (name, feature["id"])
            for polygon in filter(
                lambda part: part.geom_type == "Polygon", shapely.get_parts([geometry])
            ):
                assert shapely.is_ccw(polygon.exterior), "RFC 7946, 3.1.6: the right-hand rule"
                assert not any(shapely.is_ccw(ring) for ring in polygon.interiors)


@abstract_test("/conf/html/definition")
def test_every_resource_has_a_web_page(service):
    for path in resources(service):
        for answer in (service.get(path, headers=HTML), service.get(path, params={"f": "html"})):
            assert answer.status_code == 200, path
            assert answer.headers["content-type"].startswith("text/html"), path
        assert "text/html" in service.operation(path)["responses"]["200"]["content"], path


@abstract_test("/conf/html/content")
def test_a_web_page_tells_what_the_json_tells_and_links_as_it_does(service):
    for path in resources(service):
        page = Page(service.get(path, headers=HTML).text)
        document = service.document(path)
        for link in document.get("links", []):
            if link["rel"] in {"conformance", "data", "items", "collection", "next"}:
                assert any(
                    link["href"].partition("?")[0].endswith(str(href).partition("?")[0])
                    for href in page.hrefs
                    if href and href != "/"
                ), (path, link)
        for word in words_of(path, document):
            assert " ".join(str(word).split()) in page.text, (path, word)


def words_of(path, document):
    """Return what a page has to tell of a document."""
    if path == "/conformance":
        return document["conformsTo"]
    if path == "/collections":
        return [one["title"] for one in document["collections"]]
    if document.get("type") == "FeatureCollection":
        return [one["id"] for one in document["features"]]
    if document.get("type") == "Feature":
        plain = (int, float, str)
        values = document["properties"].values()
        return [document["id"], *(one for one in values if isinstance(one, str))] + [
            one
            for one in values
            if isinstance(one, plain) and not isinstance(one, (str, bool, float))
        ]
    return [document["title"]]


@abstract_test("/conf/oas30/oas-definition-1")
def test_the_description_is_offered_as_openapi_3_0(service):
    (link,) = links(service.document(), "service-desc")
    assert link["type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert service.get(link["href"]).headers["content-type"] == link["type"]


@abstract_test("/conf/oas30/oas-definition-2")
@on_one_service
def test_the_description_is_valid_openapi(service):
    OpenAPIV30SpecValidator(service.document("/openapi.json")).validate()


@abstract_test("/conf/oas30/oas-impl")
@on_one_service
def test_what_is_described_is_there_and_nothing_else(service):
    described = service.openapi["paths"]
    for path in resources(service):
        assert service.operation(path)
    for path, operations in described.items():
        asked = path.replace("{featureId}", "there-is-none")
        if "{" in asked:
            continue
        # Whether there is such a method is known without working out the answer.
        wrong = {"unknownQueryParameter": "1"}
        for method in METHODS:
            status = service.http.request(method, service.api + asked, params=wrong).status_code
            assert (status != 405) == (method in operations), (method, path)
        without_slash = service.api + asked.rstrip("/")
        assert service.http.get(without_slash, params=wrong).status_code != 405


@abstract_test("/conf/oas30/completeness")
def test_answers_are_described_with_status_and_content(service):
    for path in resources(service):
        answer = service.get(path)
        service.check(answer)
        again = service.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        service.check(again)


@abstract_test("/conf/oas30/exception-codes")
def test_errors_are_described(service):
    for path in resources(service):
        answer = service.get(path, params={"unknownQueryParameter": "1"})
        assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM), path
        service.check(answer)
    for name in service.collections:
        answer = service.get(f"/collections/{name}/items/there-is-none")
        assert answer.status_code == 404
        service.check(answer)


@abstract_test("/conf/oas30/security")
def test_no_key_is_asked_for_and_none_is_described(service):
    assert "security" not in service.openapi
    assert not service.openapi.get("components", {}).get("securitySchemes")
    for path in resources(service):
        assert service.get(path).status_code == 200
