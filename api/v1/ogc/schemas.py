"""The properties of the features of a collection, and its queryables and sortables, as JSON Schema.

OGC API - Features - Part 5: Schemas (23-058r2), and the queryables of Part 3 (19-079r2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request, Response

from api.v1.ogc.collections import described_of, tag_of
from api.v1.ogc.documents import respond_document
from api.v1.ogc.forms import SCHEMA_FORMS
from api.web.http import api_url
from api.web.parameters import PARTIAL_DATE
from geo.collections.columns import GEOMETRY, queryable, sortable
from geo.collections.described import Described
from geo.model.place_tables import SOURCE
from geo.model.schema import Field, Table, Type

_TIME = r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?$"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


async def schema(request: Request) -> Response:
    """Describe the properties of a feature of a collection."""
    layer = await described_of(request)
    table = layer.table
    properties = _properties(table, table.fields, with_roles=True)
    properties |= _geometry(layer)
    required = [field.name for field in table.fields if field.required]
    members: dict[str, Any] = {"required": required} if required else {}
    return _respond(request, layer, "schema", properties, members)


async def queryables(request: Request) -> Response:
    """Describe what the features of a collection can be filtered by."""
    layer = await described_of(request)
    properties = _properties(layer.table, queryable(layer.table)) | _geometry(layer)
    return _respond(request, layer, "queryables", properties, {"additionalProperties": False})


async def sortables(request: Request) -> Response:
    """Describe what the features of a collection can be sorted by."""
    layer = await described_of(request)
    properties = _properties(layer.table, sortable(layer.table))
    return _respond(request, layer, "sortables", properties, {"additionalProperties": False})


def json_type(field: Field) -> dict[str, Any]:  # noqa: PLR0911 - one for each type
    """Describe the values of a column as JSON Schema, without titles or descriptions.

    Parameters
    ----------
    field
        The column.

    Returns
    -------
    dict
        A schema that is also valid in OpenAPI 3.0; it does not include null.
    """
    match field.type:
        case Type.INTEGER | Type.NUMBER | Type.BOOLEAN:
            return {"type": str(field.type)}
        case Type.TEXTS:
            return {"type": "array", "items": {"type": "string"}}
        case Type.INTEGERS | Type.NUMBERS:
            of = "integer" if field.type is Type.INTEGERS else "number"
            return {"type": "array", "items": {"type": of}}
        case Type.STRUCTURE:
            return {}
        case Type.DAY:
            return {"type": "string", "format": "date"}
        case Type.TIME:
            return {"type": "string", "pattern": _TIME}
        case Type.SOURCES:
            parts = {part.name: json_type(part) for part in SOURCE}
            return {"type": "array", "items": {"type": "object", "properties": parts}}
        case Type.TIMESTAMP:
            return {"type": "string", "format": "date-time"}
        case _ if field.enum:
            return {"type": "string", "enum": [str(word) for word in field.enum]}
        case _:
            return {"type": "string"}


def _respond(
    request: Request,
    layer: Described,
    name: str,
    properties: Mapping[str, Any],
    members: Mapping[str, Any],
) -> Response:
    document = {
        "$schema": _DIALECT,
        "$id": f"{api_url(request)}/collections/{layer.name}/{name}",
        "title": layer.table.nl,
        "description": layer.table.en,
        "type": "object",
        "properties": properties,
        **members,
    }
    tag = tag_of(layer, document)
    return respond_document(request, "schema", document, SCHEMA_FORMS, tag=tag)


def _properties(
    table: Table, fields: Iterable[Field], *, with_roles: bool = False
) -> dict[str, Any]:
    properties = {}
    for sequence, field in enumerate(fields, start=1):
        described = {
            "title": field.name,
            "description": _description(field),
            **json_type(field),
        }
        if field.type is Type.DATE and not with_roles:
            described["format"] = "date"  # it is queried as a date; the value may be a year
        elif field.type is Type.DATE:
            described["pattern"] = f"^{PARTIAL_DATE}$"
        if field.unit:
            described["x-ogc-unit"] = field.unit
        if with_roles:
            described["x-ogc-propertySeq"] = sequence
            role = _role(table, field)
            if role:
                described["x-ogc-role"] = role
        properties[field.name] = described
    return properties


def _description(field: Field) -> str:
    text = field.description("en")
    if field.type is Type.DATE:
        return f"{text}. Only a month or a year where no more is known: its first day counts then."
    return text


def _role(table: Table, field: Field) -> str:
    """Return the role of a column in its feature, as Part 5 names it."""
    if table.key == (field.name,):
        return "id"
    match table.temporal:
        case (only,) if only == field.name:
            return "primary-instant"
        case (begin, _) if begin == field.name:
            return "primary-interval-start"
        case (_, end) if end == field.name:
            return "primary-interval-end"
    return ""


_DECLARED = {
    "Point": frozenset({"Point"}),
    "MultiPolygon": frozenset({"Polygon", "MultiPolygon"}),
}
_FAMILIES = ("Point", "LineString", "Polygon")


def _geometry(layer: Described) -> dict[str, Any]:
    if not layer.table.geometry:
        return {}
    kinds = _DECLARED.get(layer.table.geometry) or layer.geometry_types
    return {
        GEOMETRY: {
            "title": GEOMETRY,
            "description": "Where the feature lies.",
            "format": f"geometry-{_format_of(kinds)}",
            "x-ogc-role": "primary-geometry",
        }
    }


def _format_of(kinds: frozenset[str]) -> str:
    """Return the word of Part 5 for geometries of these types."""
    if len(kinds) == 1:
        return next(iter(kinds)).lower()
    for one in _FAMILIES:
        if kinds == {one, f"Multi{one}"}:
            return f"{one}-or-multi{one}".lower()
    return "any"
