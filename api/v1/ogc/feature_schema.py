"""The JSON Schema of one feature as GeoJSON, which a collection is `describedby`.

The schema of Part 5 describes the properties of a feature in any encoding. This one describes the
GeoJSON itself, and GDAL (and so R) takes the types of the columns from it. Without it GDAL guesses
from the first few features, and later drops what does not fit: where those have full dates, it
drops dates that are only a year.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from api.v1.ogc.collections import described_of, tag_of
from api.v1.ogc.documents import respond_document
from api.v1.ogc.feature_schemas import layer_schemas
from api.v1.ogc.forms import SCHEMA_FORMS
from api.v1.ogc.names import FEATURE_SCHEMA
from api.web.http import api_url
from geo.collections.described import Described


async def feature_schema(request: Request) -> Response:
    """Describe a feature of a collection as GeoJSON."""
    layer = await described_of(request)
    about = {
        "$id": f"{api_url(request)}/collections/{layer.name}/{FEATURE_SCHEMA}",
        "title": layer.table.nl,
        "description": layer.table.en,
    }
    document = {**about, **_schema(layer)}
    tag = tag_of(layer, document)
    return respond_document(request, "schema", document, SCHEMA_FORMS, tag=tag)


def _schema(layer: Described) -> dict[str, Any]:
    feature = layer_schemas(layer.name, layer.table)[f"{layer.name}Feature"]
    members = {name: one for name, one in feature["properties"].items() if name != "links"}
    columns = members["properties"]
    left_out = {"id"}  # GDAL has it already, and would repeat it
    left_out |= layer.long_columns  # GDAL would truncate them to 32 bits
    kept = {name: one for name, one in columns["properties"].items() if name not in left_out}
    required = [name for name in columns.get("required", ()) if name in kept]
    described = {"type": "object", "properties": kept}
    if required:
        described["required"] = required
    return {**feature, "properties": {**members, "properties": described}}
