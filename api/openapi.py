"""The description of the API, in OpenAPI 3.0.3.

Made from the declarations that the requests are read by and the tables that the answers come from,
so that it describes what is true. FastAPI's own document is not used: it is OpenAPI 3.1, while GDAL
and the OGC test suite read 3.0, and it knows neither our errors nor the columns. GDAL sends a
filter to the server only where the column stands here as a query parameter of ``/items``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson
from fastapi import Request, Response

from api import coverage, geocode, search
from api.http import API_ROOT, API_VERSION, GEOJSON, JSON, api_url, content_tag, respond
from api.ogc import items
from api.ogc.collections import TABLES
from api.ogc.landing import DESCRIPTION, OPENAPI, TITLE
from api.parameters import FORMAT, Parameter
from api.problems import PROBLEM_JSON
from geo.schema import SOURCE, Field, Table, Type
from geo.vocabulary import Precision

Schema = dict[str, Any]


async def openapi(request: Request) -> Response:
    """Give the description of the API."""
    body = _document(api_url(request))
    return respond(request, body, OPENAPI, tag=content_tag(body))


@lru_cache(maxsize=16)
def _document(api: str) -> bytes:
    return orjson.dumps(document(api))


def document(api: str) -> Schema:
    """Describe the API as it is reached at an address.

    Parameters
    ----------
    api
        Address of the landing page, without a slash at the end.

    Returns
    -------
    dict
        An OpenAPI 3.0.3 document.
    """
    return {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE,
            "description": DESCRIPTION,
            "version": API_VERSION,
            "contact": {"name": TITLE, "url": api.removesuffix(API_ROOT) + "/"},
            "license": {
                "name": "EUPL-1.2",
                "url": "https://joinup.ec.europa.eu/page/eupl-text-11-12",
            },
        },
        "servers": [{"url": api}],
        "tags": [
            {"name": "capabilities", "description": "What there is."},
            {"name": "features", "description": "Places and districts, as OGC API - Features."},
            {"name": "search", "description": "Places near by, and addresses."},
            {"name": "coverage", "description": "Who can walk to a place, per district."},
        ],
        "paths": {**_capabilities(), **_features(), **_search(), **_coverage()},
        "components": {"schemas": _schemas(), "responses": _errors()},
    }


def _capabilities() -> Schema:
    tag = "capabilities"
    openapi_path = _get(tag, "openapi", "This description", {"type": "object"}, OPENAPI, {})
    paths = {
        "/": _get(tag, "landingPage", "Landing page", _ref("landingPage")),
        "/conformance": _get(tag, "conformance", "Conformance classes", _ref("conformance")),
        "/openapi.json": openapi_path,
        "/collections": _get(tag, "collections", "All collections", _ref("collections")),
    }
    for name, table in TABLES.items():
        paths[f"/collections/{name}"] = _get(
            tag, f"collection.{name}", f"About {table.en}", _ref("collection")
        )
    return paths


def _features() -> Schema:
    paths: Schema = {}
    for name, table in TABLES.items():
        path = f"/collections/{name}/items"
        paths[path] = _get(
            "features",
            f"items.{name}",
            table.en,
            _ref(f"{name}Collection"),
            GEOJSON,
            items.PARAMETERS[name],
        )
        one = _get("features", f"item.{name}", f"One of {name}", _ref(f"{name}Feature"), GEOJSON)
        one["get"]["parameters"].insert(0, _FEATURE_ID)
        one["get"]["responses"]["404"] = {"$ref": "#/components/responses/notFound"}
        if name == "places":
            one["get"]["responses"]["308"] = {"$ref": "#/components/responses/moved"}
        paths[path + "/{featureId}"] = one
    return paths


def _search() -> Schema:
    paths = {
        "/search/nearby": _get(
            "search",
            "nearby",
            "Places near a point or an address, nearest first",
            _ref("nearbyCollection"),
            GEOJSON,
            search.PARAMETERS,
        ),
        "/geocode": _get(
            "search",
            "geocode",
            "The point of an address in Rotterdam",
            _ref("geocodeAnswer"),
            JSON,
            geocode.PARAMETERS,
        ),
    }
    for path in paths.values():
        path["get"]["responses"]["503"] = {"$ref": "#/components/responses/unavailable"}
    for parameter in paths["/geocode"]["get"]["parameters"]:
        parameter["required"] = parameter["name"] == "q"
    return paths


def _coverage() -> Schema:
    summaries = {
        "": "Residents within a walk of a meeting place, per district, kind and limit",
        "/gaps": "Areas whose residents are out of reach, the most people first",
        "/losses": "What is lost if a private initiative closes, the greatest loss first",
    }
    paths = {}
    for part, summary in summaries.items():
        name = "coverage" + part.replace("/", ".")
        parameters = coverage.PARAMETERS[part]
        path = _get("coverage", name, summary, _ref("coverage"), JSON, parameters)
        path["get"]["responses"]["200"]["content"].update(
            {coverage.MEDIA_TYPES[form]: _FILES[form] for form in coverage.FORMS[part][1:]}
        )
        paths[f"/coverage{part}"] = path
    return paths


_FILES: Schema = {
    "csv": {"schema": {"type": "string"}},
    "xlsx": {"schema": {"type": "string", "format": "binary"}},
    "geojson": {"schema": {"type": "object"}},
}

_FEATURE_ID: Schema = {
    "name": "featureId",
    "in": "path",
    "required": True,
    "description": "Id of the feature.",
    "schema": {"type": "string"},
}


def _get(  # noqa: PLR0913, PLR0917 - the parts of an operation
    tag: str,
    operation: str,
    summary: str,
    schema: Schema,
    media_type: str = JSON,
    parameters: Mapping[str, Parameter] | None = None,
) -> Schema:
    """Describe one operation; ``f`` is its parameter where none are given."""
    declared = [FORMAT] if parameters is None else parameters.values()
    return {
        "get": {
            "tags": [tag],
            "operationId": operation,
            "summary": summary,
            "parameters": [parameter.as_openapi() for parameter in declared],
            "responses": {
                "200": {
                    "description": summary,
                    "headers": _HEADERS,
                    "content": {media_type: {"schema": schema}},
                },
                "304": {"description": "What you have, by If-None-Match, is still true."},
                "400": {"$ref": "#/components/responses/badRequest"},
                "500": {"$ref": "#/components/responses/serverError"},
            },
        }
    }


_HEADERS: Schema = {
    "API-Version": {"description": "Version of this API.", "schema": {"type": "string"}},
    "ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}},
}


def _errors() -> Schema:
    texts = {
        "badRequest": "Unknown or wrong parameters; every one of them is named.",
        "notFound": "There is no such thing.",
        "serverError": "Something went wrong inside the service.",
        "unavailable": "Addresses cannot be looked up at the moment.",
    }
    content = {PROBLEM_JSON: {"schema": _ref("problem")}}
    version = {"API-Version": _HEADERS["API-Version"]}
    errors: Schema = {
        name: {"description": text, "headers": version, "content": content}
        for name, text in texts.items()
    }
    location = {"description": "Where it is now.", "schema": {"type": "string", "format": "uri"}}
    errors["moved"] = {
        "description": "A former id: the place is carried on under another one.",
        "headers": {**version, "Location": location},
    }
    return errors


def _schemas() -> Schema:
    schemas: Schema = {
        "problem": _object(
            {
                "type": _STRING,
                "title": _STRING,
                "status": {"type": "integer"},
                "detail": _STRING,
                "errors": _array(
                    _object(
                        dict.fromkeys(("in", "parameter", "found", "expected", "detail"), _STRING)
                    )
                ),
            },
            required=("type", "title", "status", "detail"),
        ),
        "link": _object(
            {"rel": _STRING, "href": _URI, "type": _STRING, "title": _STRING},
            required=("rel", "href"),
        ),
        "landingPage": _object({"title": _STRING, "description": _STRING, "links": _LINKS}),
        "conformance": _object({"conformsTo": _array(_URI)}),
        "collection": _object(
            {
                **dict.fromkeys(("id", "title", "description", "attribution", "itemType"), _STRING),
                "crs": _array(_URI),
                "extent": {"type": "object"},
                "links": _LINKS,
            },
            required=("id", "links"),
        ),
        "collections": _object({"links": _LINKS, "collections": _array(_ref("collection"))}),
        "geocodeAnswer": _geocode_answer(),
        "coverage": _object(
            {
                "question": {"type": "object"},
                "release": _object({"version": _STRING, "date": _STRING}),
                "numberReturned": _COUNT,
                "rows": _array({"type": "object"}),
                "sources": _array(
                    _object(dict.fromkeys(("title", "publisher", "date", "licence"), _STRING))
                ),
                "links": _LINKS,
            }
        ),
        "origin": _object(
            {"lat": _NUMBER, "lon": _NUMBER, "note": _STRING}, required=("lat", "lon")
        ),
    }
    for name, table in TABLES.items():
        schemas[f"{name}Feature"] = _feature(table)
        schemas[f"{name}Collection"] = _collection(
            _ref(f"{name}Feature"),
            {"numberMatched": _COUNT, "numberReturned": _COUNT},
        )
    schemas["nearbyCollection"] = _collection(
        _feature(
            TABLES["places"],
            Field("distance_m", Type.NUMBER, "", "Straight line", unit="m", required=True),
        ),
        {"numberReturned": _COUNT, "origin": _ref("origin")},
    )
    return schemas


def _geocode_answer() -> Schema:
    location: Schema = {
        "lat": {**_NUMBER, "nullable": True},
        "lon": {**_NUMBER, "nullable": True},
        "precision": {"type": "string", "enum": [str(one) for one in Precision]},
        "matched": _STRING,
        "score": _NUMBER,
    }
    return _object(
        {
            **location,
            "uncertainty_m": {**_NUMBER, "nullable": True},
            "provider": _STRING,
            "candidates": _array(_object(location)),
            "findings": _array(_object({"code": _STRING, "message": _STRING})),
        }
    )


def _feature(table: Table, *further: Field) -> Schema:
    geometries = {"Point": ["Point"], "MultiPolygon": ["Polygon", "MultiPolygon"]}
    geometry = {
        "type": "object",
        "nullable": True,
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": geometries.get(table.geometry, [])},
            "coordinates": {"type": "array", "items": {}},
        },
    }
    fields = (*table.fields, *further)
    return _object(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": _STRING,
            "geometry": geometry,
            "properties": _object(
                {field.name: _column(field) for field in fields},
                required=[field.name for field in fields if field.required],
            ),
            "links": _LINKS,
        },
        required=("type", "id", "geometry", "properties"),
    )


def _collection(feature: Schema, members: Schema) -> Schema:
    return _object(
        {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "timeStamp": {"type": "string", "format": "date-time"},
            **members,
            "links": _LINKS,
            "features": _array(feature),
        },
        required=("type", "links", "features", *members),
    )


def _column(field: Field) -> Schema:
    """Describe the values of a column."""
    schema: Schema
    match field.type:
        case Type.INTEGER | Type.NUMBER | Type.BOOLEAN:
            schema = {"type": str(field.type)}
        case Type.TEXTS:
            schema = _array(_STRING)
        case Type.SOURCES:
            schema = _array(_object({part.name: _column(part) for part in SOURCE}, required=()))
        case _:
            schema = {"type": "string"}
            if field.enum:
                schema["enum"] = [str(word) for word in field.enum]
    schema["description"] = field.description("en")
    if not field.required:
        schema["nullable"] = True
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return schema


def _object(properties: Schema, required: Iterable[str] | None = None) -> Schema:
    """Describe an object; all its members are required where nothing else is said."""
    needed = list(properties) if required is None else list(required)
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": needed} if needed else schema


def _array(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_STRING: Schema = {"type": "string"}
_URI: Schema = {"type": "string", "format": "uri"}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_LINKS: Schema = _array(_ref("link"))
