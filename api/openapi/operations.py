"""One operation of the API as OpenAPI 3.0.3 describes it, and the responses that many share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.openapi.schemas import HEADERS, LINK_HEADER
from api.v1.ogc.feature_schemas import Schema, ref
from api.web.parameters import FORMAT, Parameter
from api.web.problems import PROBLEM_JSON

WITH_CRS: Schema = {
    **HEADERS,
    "Content-Crs": {
        "description": "Reference system of the coordinates, between < and >.",
        "schema": {"type": "string"},
    },
}


def get(  # noqa: PLR0913, PLR0917 - the parts of an operation
    tag: str,
    operation: str,
    summary: str,
    schema: Schema,
    media_types: Iterable[str],
    parameters: Mapping[str, Parameter] | None = None,
    *,
    headers: Schema = HEADERS,
) -> Schema:
    """Describe one operation; ``f`` is its only parameter by default."""
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
                    "headers": headers,
                    "content": {one: {"schema": _schema_of(one, schema)} for one in media_types},
                },
                "304": {
                    "description": "The copy named in If-None-Match is still valid.",
                    "headers": HEADERS,
                },
                "400": response("badRequest"),
                "500": response("serverError"),
            },
        }
    }


def response(name: str) -> Schema:
    """Refer to one of `errors`."""
    return {"$ref": f"#/components/responses/{name}"}


def errors() -> Schema:
    """Describe the responses that operations refer to, by name."""
    texts = {
        "badRequest": "Unknown or wrong parameters; every one of them is named.",
        "notFound": "It does not exist.",
        "gone": "It was removed; if it has a successor, that is linked.",
        "serverError": "Something went wrong inside the service.",
        "unavailable": "Addresses cannot be looked up at the moment.",
        "databaseUnavailable": "The database cannot be reached, is busy, or took too long.",
    }
    content = {PROBLEM_JSON: {"schema": ref("problem")}}
    version = {"API-Version": HEADERS["API-Version"]}
    errors: Schema = {
        name: {"description": text, "headers": version, "content": content}
        for name, text in texts.items()
    }
    errors["databaseUnavailable"]["headers"] = {
        **version,
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    }
    errors["gone"]["headers"] = {**version, "Link": LINK_HEADER}
    location = {"description": "Where it is now.", "schema": {"type": "string", "format": "uri"}}
    errors["moved"] = {
        "description": "A former id: the place now has another one.",
        "headers": {**version, "Location": location},
    }
    return errors


def _schema_of(media_type: str, schema: Schema) -> Schema:
    return {"type": "string"} if media_type.startswith("text/") else schema
