"""The description of the history of the directory: changes and releases, in OpenAPI 3.0.3."""

from __future__ import annotations

from api.openapi.files import parts_of_a_file
from api.openapi.operations import response
from api.openapi.schemas import HEADERS, in_forms
from api.v1 import changes, releases
from api.v1.ogc.feature_schemas import Schema, ref
from api.v1.ogc.forms import DOCUMENT_FORMS, ONLY_FORM
from api.web.problems import PROBLEM_JSON

_STRING: Schema = {"type": "string"}
_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_LINKS: Schema = {"type": "array", "items": ref("link")}
_ANY: Schema = {"nullable": True, "description": "As in GeoJSON; null where unknown."}

_RELEASE: Schema = {
    "type": "object",
    "required": ["id", "date", "version", "current", "frozen", "bytes", "sha256", "links"],
    "properties": {
        "id": _STRING,
        "date": {**_STRING, "description": "Date of the data; empty where unknown."},
        "version": _STRING,
        "current": {"type": "boolean", "description": "Whether it is the release in use."},
        "frozen": {"type": "boolean", "description": "Whether it stays available unchanged."},
        "bytes": {"type": "integer", "minimum": 0, "description": "Size of its zip."},
        "sha256": {**_SHA256, "description": "Checksum of its zip."},
        "links": _LINKS,
    },
}
_RELEASES: Schema = {
    "type": "object",
    "required": ["releases", "links"],
    "properties": {"releases": {"type": "array", "items": _RELEASE}, "links": _LINKS},
}
_FIELD: Schema = {
    "type": "object",
    "required": ["field", "old", "new"],
    "properties": {
        "field": {**_STRING, "description": "Name of a column, or geometry."},
        "old": _ANY,
        "new": _ANY,
    },
}
_CHANGE: Schema = {
    "type": "object",
    "required": ["cursor", "change", "collection", "id", "release", "date"],
    "properties": {
        "cursor": {**_STRING, "description": "Where to continue, for the parameter after."},
        "change": {"type": "string", "enum": ["created", "changed", "removed"]},
        "collection": {"type": "string", "enum": ["places"]},
        "id": _STRING,
        "release": {**_STRING, "description": "The first release with this change."},
        "date": _STRING,
        "fields": {"type": "array", "items": _FIELD, "description": "What changed."},
        "successor": {
            **_STRING,
            "nullable": True,
            "description": "The successor of a removed place.",
        },
        "links": _LINKS,
    },
}
_CHANGES: Schema = {
    "type": "object",
    "required": ["until", "numberReturned", "changes", "links"],
    "properties": {
        "until": {**_STRING, "description": "The release in use, for the next `since`."},
        "numberReturned": {"type": "integer", "minimum": 0},
        "changes": {"type": "array", "items": _CHANGE},
        "links": _LINKS,
    },
}
_RELEASE_ID: Schema = {
    "name": "release",
    "in": "path",
    "required": True,
    "description": "Id of the release.",
    "schema": _STRING,
}
_DIGESTS: Schema = {
    **HEADERS,
    "Accept-Ranges": {"description": "Parts can be requested, in bytes.", "schema": _STRING},
    "Repr-Digest": {"description": "SHA-256 of the file (RFC 9530).", "schema": _STRING},
}


def openapi_paths() -> Schema:
    """Describe the paths of changes and releases."""
    asked = [parameter.as_openapi() for parameter in changes.PARAMETERS.values()]
    form = ONLY_FORM["f"].as_openapi()
    unreadable = {
        "503": {
            "description": "A release is being replaced; try again.",
            "headers": {"API-Version": HEADERS["API-Version"]},
            "content": {PROBLEM_JSON: {"schema": ref("problem")}},
        }
    }
    not_found = {"404": response("notFound"), **unreadable}
    return {
        "/changes": _get(
            "changes",
            "What changed since a release or a day, oldest first",
            asked,
            _documents(_CHANGES),
            {"410": response("gone")},
        ),
        "/releases": _get(
            "releases",
            "All releases, newest first",
            [form],
            _documents(_RELEASES),
            unreadable,
        ),
        "/releases/{release}": _get(
            "release",
            "About a release",
            [_RELEASE_ID, form],
            _documents(_RELEASE),
            not_found,
        ),
        "/releases/{release}.zip": _get(
            "releaseFile",
            "All tables of a release, in a zip",
            [_RELEASE_ID],
            {releases.ZIP: {"schema": {"type": "string", "format": "binary"}}},
            {**not_found, **parts_of_a_file(releases.ZIP, _DIGESTS)},
            headers=_DIGESTS,
        ),
    }


def _get(  # noqa: PLR0913 - the parts of an operation
    operation: str,
    summary: str,
    parameters: list[Schema],
    content: Schema,
    further: Schema | None = None,
    *,
    headers: Schema = HEADERS,
) -> Schema:
    return {
        "get": {
            "tags": ["history"],
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": summary, "headers": headers, "content": content},
                "304": {
                    "description": "The copy named in If-None-Match is still valid.",
                    "headers": HEADERS,
                },
                "400": response("badRequest"),
                "500": response("serverError"),
                **(further or {}),
            },
        }
    }


def _documents(schema: Schema) -> Schema:
    described = in_forms(DOCUMENT_FORMS, schema)
    return {media_type: {"schema": one} for media_type, one in described.items()}
