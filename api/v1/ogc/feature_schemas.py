"""The schemas of features for OpenAPI 3.0, which are also valid JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.v1.ogc.schemas import json_type
from geo.model.schema import Field, Table, Type

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """Refer to a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def layer_schemas(name: str, table: Table, *, is_counted: bool = True) -> Schema:
    """Describe a feature of a layer, and a page of them.

    Parameters
    ----------
    table
        Its columns.
    is_counted
        Whether every page says how many features match; in a database it may be an estimate.
    """
    members = {"numberMatched": COUNT, "numberReturned": COUNT}
    page = collection_schema(ref(f"{name}Feature"), members)
    if not is_counted:
        page["required"].remove("numberMatched")
        page["properties"]["numberMatchedEstimate"] = COUNT
    return {f"{name}Feature": feature_schema(table), f"{name}Collection": page}


_GEOMETRIES = {"Point": ["Point"], "MultiPolygon": ["Polygon", "MultiPolygon"]}


def feature_schema(table: Table, *further: Field) -> Schema:
    """Describe a feature with the columns of a table, and additional ones."""
    kinds = _GEOMETRIES.get(table.geometry)
    geometry = {
        "type": "object",
        "nullable": True,
        "required": ["type"],
        "properties": {
            "type": {"type": "string", "enum": kinds} if kinds else STRING,
            "coordinates": {"type": "array", "items": {}},
        },
    }
    fields = (*table.fields, *further)
    return object_of(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": STRING,
            "geometry": geometry,
            "properties": object_of(
                {field.name: _column(field) for field in fields},
                required=[field.name for field in fields if field.required],
            ),
            "links": LINKS,
        },
        required=("type", "id", "geometry", "properties"),
    )


def collection_schema(feature: Schema, members: Schema) -> Schema:
    """Describe a page of features, with its other members."""
    return object_of(
        {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "timeStamp": {"type": "string", "format": "date-time"},
            **members,
            "links": LINKS,
            "features": array_of(feature),
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
    """Let the members of each source be null, since not every source has them all."""
    parts = schema["items"]["properties"]
    nullable = {
        name: {**part, "nullable": True}
        | ({"enum": [*part["enum"], None]} if "enum" in part else {})
        for name, part in parts.items()
    }
    return {**schema, "items": {"type": "object", "properties": nullable}}


def object_of(properties: Schema, required: Iterable[str] | None = None) -> Schema:
    """Describe an object; all its members are required by default."""
    needed = list(properties) if required is None else list(required)
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": needed} if needed else schema


def array_of(of: Schema) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": of}


STRING: Schema = {"type": "string"}
URI: Schema = {"type": "string", "format": "uri"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
LINKS: Schema = array_of(ref("link"))
