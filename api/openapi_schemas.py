"""What answers hold, as schemas of OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.ogc.forms import Form
from api.ogc.schemas import json_type
from geo.schema import PLACES, Field, Table, Type
from geo.vocabulary import Precision

Schema = dict[str, Any]

HEADERS: Schema = {
    "API-Version": {"description": "Version of this API.", "schema": {"type": "string"}},
    "ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}},
}
LINK_HEADER: Schema = {
    "description": "What carries it on, as successor-version.",
    "schema": {"type": "string"},
}


def ref(name: str) -> Schema:
    """Refer to a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def in_forms(forms: Iterable[Form], schema: Schema) -> Schema:
    """Give by media type what an answer holds: in other forms than JSON it is a text."""
    return {
        form.media_type: {"type": "string"} if form.media_type.startswith("text/") else schema
        for form in forms
    }


def layer_schemas(name: str, table: Table) -> Schema:
    """Describe a feature of a layer, and a page of them.

    Parameters
    ----------
    name
        Name of the collection.
    table
        What its columns are.
    """
    return {
        f"{name}Feature": _feature(table),
        f"{name}Collection": _collection(
            ref(f"{name}Feature"), {"numberMatched": _COUNT, "numberReturned": _COUNT}
        ),
    }


def further_schemas() -> Schema:
    """Describe all else: problems, links, descriptions, searches and coverage."""
    schemas: Schema = {
        "problem": _problem(),
        "link": _object(
            {"rel": _STRING, "href": _URI, "type": _STRING, "title": _STRING},
            required=("rel", "href"),
        ),
        "landingPage": _object({"title": _STRING, "description": _STRING, "links": _LINKS}),
        "conformance": _object({"conformsTo": _array(_URI), "links": _LINKS}),
        "jsonSchema": _object(
            {
                **dict.fromkeys(("$schema", "$id", "title", "description", "type"), _STRING),
                "properties": {"type": "object"},
            },
            # The schema of a GeoJSON feature is in the dialect of OpenAPI, which has no name here.
            required=("$id", "title", "description", "type", "properties"),
        ),
        "collection": _object(
            {
                **dict.fromkeys(("id", "title", "description", "attribution", "itemType"), _STRING),
                "crs": _array(_URI),
                "storageCrs": _URI,
                "extent": {"type": "object"},
                "links": _LINKS,
            },
            required=("id", "links"),
        ),
        "collections": _object({"links": _LINKS, "collections": _array(ref("collection"))}),
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
    schemas["nearbyCollection"] = _collection(
        _feature(
            PLACES,
            Field("distance_m", Type.NUMBER, "", "Straight line", unit="m", required=True),
        ),
        {"numberReturned": _COUNT, "origin": ref("origin")},
    )
    return schemas


def _problem() -> Schema:
    told = ("in", "parameter", "found", "expected", "detail")
    error = _object(dict.fromkeys((*told, "position"), _STRING), required=told)
    return _object(
        {
            "type": _STRING,
            "title": _STRING,
            "status": {"type": "integer"},
            "detail": _STRING,
            "errors": _array(error),
            "successor": _URI,
        },
        required=("type", "title", "status", "detail"),
    )


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


_GEOMETRIES = {"Point": ["Point"], "MultiPolygon": ["Polygon", "MultiPolygon"]}


def _feature(table: Table, *further: Field) -> Schema:
    kinds = _GEOMETRIES.get(table.geometry)
    geometry = {
        "type": "object",
        "nullable": True,
        "required": ["type"],
        "properties": {
            "type": {"type": "string", "enum": kinds} if kinds else _STRING,
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
    schema: Schema = {**json_type(field), "description": field.description("en")}
    if not field.required:
        schema["nullable"] = True
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return _with_nullable_parts(schema) if field.type is Type.SOURCES else schema


def _with_nullable_parts(schema: Schema) -> Schema:
    """Let the members of each source be null: a source need not have them all."""
    parts = schema["items"]["properties"]
    nullable = {
        name: {**part, "nullable": True}
        | ({"enum": [*part["enum"], None]} if "enum" in part else {})
        for name, part in parts.items()
    }
    return {**schema, "items": {"type": "object", "properties": nullable}}


def _object(properties: Schema, required: Iterable[str] | None = None) -> Schema:
    """Describe an object; all its members are required where nothing else is said."""
    needed = list(properties) if required is None else list(required)
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": needed} if needed else schema


def _array(of: Schema) -> Schema:
    return {"type": "array", "items": of}


_STRING: Schema = {"type": "string"}
_URI: Schema = {"type": "string", "format": "uri"}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_LINKS: Schema = _array(ref("link"))
