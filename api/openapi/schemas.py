"""The contents of responses, as OpenAPI 3.0 schemas."""

from __future__ import annotations

from collections.abc import Iterable

from api.v1.ogc.feature_schemas import (
    COUNT,
    LINKS,
    NUMBER,
    STRING,
    URI,
    Schema,
    array_of,
    collection_schema,
    feature_schema,
    object_of,
    ref,
)
from api.v1.ogc.forms import Representation
from geo.model.place_tables import PLACES
from geo.model.schema import Field, Type
from geo.model.vocabulary import Precision

HEADERS: Schema = {
    "API-Version": {"description": "Version of this API.", "schema": {"type": "string"}},
    "ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}},
}
LINK_HEADER: Schema = {
    "description": "Its successor, as successor-version.",
    "schema": {"type": "string"},
}


def in_forms(forms: Iterable[Representation], schema: Schema) -> Schema:
    """Return the contents of a response by media type; anything but JSON is a text."""
    return {
        form.media_type: {"type": "string"} if form.media_type.startswith("text/") else schema
        for form in forms
    }


def further_schemas() -> Schema:
    """Describe everything else: problems, links, descriptions, searches and coverage."""
    schemas: Schema = {
        "problem": _problem(),
        "link": object_of(
            {"rel": STRING, "href": URI, "type": STRING, "title": STRING},
            required=("rel", "href"),
        ),
        "landingPage": object_of({"title": STRING, "description": STRING, "links": LINKS}),
        "conformance": object_of({"conformsTo": array_of(URI), "links": LINKS}),
        "jsonSchema": object_of(
            {
                **dict.fromkeys(("$schema", "$id", "title", "description", "type"), STRING),
                "properties": {"type": "object"},
            },
            # The schema of a GeoJSON feature is in the dialect of OpenAPI, which has no name here.
            required=("$id", "title", "description", "type", "properties"),
        ),
        "collection": object_of(
            {
                **dict.fromkeys(("id", "title", "description", "attribution", "itemType"), STRING),
                "crs": array_of(URI),
                "storageCrs": URI,
                "extent": {"type": "object"},
                "links": LINKS,
            },
            required=("id", "links"),
        ),
        "collections": object_of({"links": LINKS, "collections": array_of(ref("collection"))}),
        "geocodeAnswer": _geocode_answer(),
        "coverage": object_of(
            {
                "question": {"type": "object"},
                "release": object_of({"version": STRING, "date": STRING}),
                "numberReturned": COUNT,
                "rows": array_of({"type": "object"}),
                "sources": array_of(
                    object_of(
                        dict.fromkeys(("publisher", "title", "date", "licence", "remark"), STRING),
                        required=("publisher", "title", "date", "licence"),
                    )
                ),
                "assumption": STRING,
                "links": LINKS,
            },
            required=("question", "release", "numberReturned", "rows", "sources", "links"),
        ),
        "sites": object_of(
            {
                "question": {"type": "object"},
                "release": object_of({"version": STRING, "date": STRING}),
                "candidates": COUNT,
                "proven": {"type": "boolean"},
                "gap": NUMBER,
                "sentences": array_of(STRING),
                "numberReturned": COUNT,
                "rows": array_of({"type": "object"}),
                "changes": array_of({"type": "object"}),
            },
            required=(
                "question",
                "release",
                "candidates",
                "proven",
                "gap",
                "sentences",
                "numberReturned",
                "rows",
            ),
        ),
        "origin": object_of(
            {"lat": NUMBER, "lon": NUMBER, "note": STRING}, required=("lat", "lon")
        ),
    }
    schemas["nearbyCollection"] = collection_schema(
        feature_schema(
            PLACES,
            Field("distance_m", Type.NUMBER, "", "Straight line", unit="m", required=True),
        ),
        {"numberReturned": COUNT, "origin": ref("origin")},
    )
    return schemas


def _problem() -> Schema:
    told = ("in", "parameter", "found", "expected", "detail")
    error = object_of(dict.fromkeys((*told, "position"), STRING), required=told)
    return object_of(
        {
            "type": STRING,
            "title": STRING,
            "status": {"type": "integer"},
            "detail": STRING,
            "errors": array_of(error),
            "successor": URI,
        },
        required=("type", "title", "status", "detail"),
    )


def _geocode_answer() -> Schema:
    location: Schema = {
        "lat": {**NUMBER, "nullable": True},
        "lon": {**NUMBER, "nullable": True},
        "precision": {"type": "string", "enum": [str(one) for one in Precision]},
        "matched": STRING,
        "score": NUMBER,
    }
    return object_of(
        {
            **location,
            "uncertainty_m": {**NUMBER, "nullable": True},
            "provider": STRING,
            "candidates": array_of(object_of(location)),
            "findings": array_of(object_of({"code": STRING, "message": STRING})),
        }
    )
