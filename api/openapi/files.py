"""The description of the downloads and of their catalogue, in OpenAPI 3.0.3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from api.openapi.operations import response
from api.openapi.schemas import HEADERS, in_forms
from api.v1 import catalogue, exports
from api.v1.ogc.feature_schemas import Schema, ref
from api.v1.ogc.forms import DOCUMENT_FORMS, form_parameter
from api.v1.ogc.names import EXPORTS
from api.web.problems import PROBLEM_JSON
from geo.collections.layer import Layer
from geo.io.formats import FORMATS

if TYPE_CHECKING:
    from geo.collections.postgis.stored_table import StoredTable

_STRING: Schema = {"type": "string"}
_URI: Schema = {"type": "string", "format": "uri"}
_EXPORT: Schema = {
    "type": "object",
    "required": ["collection", "format", "title", "type", "href", "crs"],
    "properties": {
        **dict.fromkeys(("collection", "title", "type"), _STRING),
        "format": {"type": "string", "enum": list(FORMATS)},
        "href": _URI,
        "crs": {"type": "array", "items": _URI},
    },
}
_EXPORTS: Schema = {
    "type": "object",
    "required": ["exports", "links"],
    "properties": {
        "exports": {"type": "array", "items": _EXPORT},
        "links": {"type": "array", "items": ref("link")},
    },
}
_CATALOGUE: Schema = {
    "type": "object",
    "required": ["@context", "@graph"],
    "properties": {
        "@context": {"type": "object"},
        "@graph": {"type": "array", "items": {"type": "object"}},
    },
}
_FILE_HEADERS: Schema = {
    **HEADERS,
    "Content-Disposition": {"description": "A name for the file.", "schema": _STRING},
    "Content-Crs": {"description": "Reference system of the file.", "schema": _STRING},
    "Accept-Ranges": {"description": "Parts can be requested, in bytes.", "schema": _STRING},
}
_CONTENT_RANGE: Schema = {"description": "Which bytes, of how many.", "schema": _STRING}


def openapi_paths(layers: Iterable[Layer], tables: Iterable[StoredTable] = ()) -> Schema:
    """Describe the paths of files and of the catalogue."""
    paths = {
        EXPORTS: _get(
            "exports",
            "The available files",
            [form_parameter(DOCUMENT_FORMS).as_openapi()],
            in_forms(DOCUMENT_FORMS, _EXPORTS),
        ),
        catalogue.PATH: _get(
            "catalogue",
            "The catalogue of data sets, files and the service (DCAT-AP-NL 3.0)",
            [form_parameter(catalogue.FORMS).as_openapi()],
            in_forms(catalogue.FORMS, _CATALOGUE),
        ),
    }
    for layer in (*layers, *tables):
        for form in FORMATS.values():
            asked = exports.parameters(layer, form).values()
            is_json = form.name == "geojson"
            schema = {"type": "object"} if is_json else {"type": "string", "format": "binary"}
            described = _get(
                f"export.{layer.name}.{form.name}",
                f"{layer.table.en}, as {form.title}",
                [parameter.as_openapi() for parameter in asked],
                {form.media_type: schema},
                _FILE_HEADERS,
            )
            if isinstance(layer, Layer):
                further = parts_of_a_file(form.media_type, _FILE_HEADERS)
            else:
                further = {"503": response("databaseUnavailable")}
            described["get"]["responses"] |= further
            paths[f"{EXPORTS}/{layer.name}{form.extension}"] = described
    return paths


def parts_of_a_file(media_type: str, headers: Schema) -> Schema:
    """Describe the responses of `api.web.byte_ranges.respond_file` other than the whole file."""
    of_a_part = {**headers, "Content-Range": _CONTENT_RANGE}
    binary = {"type": "string", "format": "binary"}
    return {
        "206": {
            "description": "The part of the file that `Range` asks for.",
            "headers": of_a_part,
            "content": {media_type: {"schema": binary}},
        },
        "416": {
            "description": "The part lies outside the file.",
            "headers": {name: of_a_part[name] for name in ("API-Version", "Content-Range")},
            "content": {PROBLEM_JSON: {"schema": ref("problem")}},
        },
    }


def _get(
    operation: str,
    summary: str,
    parameters: list[dict[str, object]],
    content: dict[str, Schema],
    headers: Schema = HEADERS,
) -> dict[str, Any]:
    return {
        "get": {
            "tags": ["files"],
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": summary,
                    "headers": headers,
                    "content": {name: {"schema": schema} for name, schema in content.items()},
                },
                "304": {
                    "description": "The copy named in If-None-Match is still valid.",
                    "headers": HEADERS,
                },
                "400": {"$ref": "#/components/responses/badRequest"},
                "500": {"$ref": "#/components/responses/serverError"},
            },
        }
    }
