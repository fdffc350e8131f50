"""What the abstract tests ask a service for, as any client would: by its links and over HTTP."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import httpx
import jsonschema
import numpy as np
import shapely
from shapely.geometry import shape

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
PROBLEM = "application/problem+json"
HTML = {"Accept": "text/html"}
MOST = 10_000


@dataclass
class Service:
    """A service that is tested, reached at the address of its landing page."""

    api: str
    http: httpx.Client

    def get(self, path="", **options):
        """Ask for a path under the landing page, or for a whole address."""
        address = path if path.startswith("http") else self.api + path
        return self.http.get(address, **options)

    def document(self, path="", **options):
        """Ask, and read the JSON of an answer that has to be well."""
        answer = self.get(path, **options)
        assert answer.status_code == 200, (path, options, answer.text)
        return answer.json()

    @cached_property
    def collections(self):
        """What the service says of each collection, by id."""
        return {one["id"]: one for one in self.document("/collections")["collections"]}

    @cached_property
    def spatial(self):
        """The collections with features that have a geometry."""
        return [name for name in self.collections if any(self.geometries(name).values())]

    @cached_property
    def conforms_to(self):
        return set(self.document("/conformance")["conformsTo"])

    @cached_property
    def openapi(self):
        """The description of the API, with every reference followed."""
        described = self.document("/openapi.json")
        return _without_references(described, described)

    @cached_property
    def _features(self):
        return {}

    def features(self, collection):
        """Every feature of a collection, on pages as large as they come."""
        if collection not in self._features:
            self._features[collection] = list(self.pages(f"/collections/{collection}/items", MOST))
        return self._features[collection]

    def pages(self, path, limit, **options):
        """Follow the links to the last page; gives every feature on the way."""
        asked = self.document(path, params={"limit": limit, **options})
        for _ in range(10_000):
            yield from asked["features"]
            further = links(asked, "next")
            if not further:
                return
            asked = self.document(further[0]["href"])
        raise AssertionError(f"{path} has no last page")

    def geometries(self, collection):
        """The geometry of each feature, by id; None for none."""
        return {one["id"]: geometry_of(one) for one in self.features(collection)}

    def matched(self, collection, **parameters):
        """The ids of the features that answer a question, on one page as large as it comes."""
        asked = self.document(
            f"/collections/{collection}/items", params={"limit": MOST, **parameters}
        )
        found = {one["id"] for one in asked["features"]}
        assert len(found) == asked["numberReturned"]
        return found

    def operation(self, path):
        """What the description says of GET on a path, filled in or as a template."""
        for template, operations in self.openapi["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path or "/"):
                return operations["get"]
        raise AssertionError(f"{path} is not described")

    def parameters(self, path):
        """The parameters that are described for a path, by name."""
        return {one["name"]: one for one in self.operation(path)["parameters"]}

    def check(self, answer):
        """Check the status, the media type and the content of an answer by the description."""
        path = urlsplit(str(answer.url)).path.removeprefix(urlsplit(self.api).path)
        responses = self.operation(path.rstrip("/") or "/")["responses"]
        status = str(answer.status_code)
        assert status in responses, (path, status, "is not described")
        content = responses[status].get("content", {})
        media_type = answer.headers.get("content-type", "")
        if content:
            assert media_type in content, (path, media_type, "is not described")
        if "json" in media_type and content:
            jsonschema.validate(answer.json(), as_json_schema(content[media_type]["schema"]))


def links(document, rel):
    """Return the links of a document with a relation."""
    return [link for link in document["links"] if link["rel"] == rel]


def check_links(document):
    """Check that each link has an address, a relation and a media type."""
    for link in document["links"]:
        assert link["rel"], link
        assert link["type"], link
        assert urlsplit(link["href"]).scheme in {"http", "https"}, link


def geometry_of(feature):
    """Read the geometry of a GeoJSON feature."""
    return None if feature["geometry"] is None else shape(feature["geometry"])


def box_text(box):
    """Write a box as a value of `bbox`."""
    return ",".join(repr(float(edge)) for edge in box)


def boxes_of(geometries):
    """Return boxes that choose some features, all, and none, with a corner on a geometry."""
    there = [one for one in geometries.values() if one is not None]
    west, south, east, north = shapely.total_bounds(there)
    middle = ((west + east) / 2, (south + north) / 2)
    one = there[len(there) // 2].bounds
    return {
        "everything": (west, south, east, north),
        "the south-western quarter": (west, south, *middle),
        "around one feature": one,
        "the world": (-180, -90, 180, 90),
        "an empty sea": (-30.5, 30.5, -30, 31),
        "over the antimeridian": (177, -90, -177, 90),
    }


def inside(geometries, box):
    """Return the ids of what touches a box, and of what has no geometry."""
    west, south, east, north = box
    parts = [(west, east)] if west <= east else [(west, 180), (-180, east)]
    area = shapely.union_all([shapely.box(left, south, right, north) for left, right in parts])
    shapely.prepare(area)
    there = np.array(list(geometries.values()), dtype=object)
    touching = shapely.intersects(area, there) | shapely.is_missing(there)
    return {name for name, touches in zip(geometries, touching, strict=True) if touches}


def first(names):
    """Return those of some ids that stand on one page, as large as it comes.

    A collection with more features than that has numbers as ids, and stands in their order.
    """
    return set(sorted(names, key=int)[:MOST]) if len(names) > MOST else names


def some(features):
    """Return features to ask for one by one: all, or a spread of many."""
    return features[:: 1 + len(features) // 500]


def as_json_schema(node):
    """Turn a schema of OpenAPI 3.0 into a JSON Schema: `nullable` is the difference."""
    if isinstance(node, list):
        return [as_json_schema(part) for part in node]
    if not isinstance(node, dict):
        return node
    schema = {key: as_json_schema(value) for key, value in node.items() if key != "nullable"}
    if node.get("nullable") is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    return schema


def _without_references(node, whole):
    if isinstance(node, list):
        return [_without_references(part, whole) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = whole
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        return _without_references(target, whole)
    return {key: _without_references(value, whole) for key, value in node.items()}


def absolute(service, href):
    """Return a link as a whole address."""
    return urljoin(service.api + "/", href)
