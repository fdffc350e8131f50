"""The JSON Schema of one feature as GeoJSON, which a collection is `describedby`.

The schema of Part 5 describes the properties of a feature in any encoding. This one describes the
GeoJSON itself, and GDAL (and so R) takes the types of the columns from it. Without it GDAL guesses
from the first few features, and later drops what does not fit: where those have full dates, it
drops dates that are only a year.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from api.v1.ogc.collections import layer_of
from api.v1.ogc.documents import respond_document
from api.v1.ogc.feature_schemas import layer_schemas
from api.v1.ogc.forms import SCHEMA_FORMS
from api.v1.ogc.names import FEATURE_SCHEMA
from api.web.http import api_url, directory_of
from geo.collections.layer import Layer
from geo.model.schema import Field, Type

_FITS = 2**31


async def feature_schema(request: Request) -> Response:
    """Describe a feature of a collection as GeoJSON."""
    layer = layer_of(request, directory_of(request))
    about = {
        "$id": f"{api_url(request)}/collections/{layer.name}/{FEATURE_SCHEMA}",
        "title": layer.table.nl,
        "description": layer.table.en,
    }
    return respond_document(request, "schema", {**about, **_schema(layer)}, SCHEMA_FORMS)


def _schema(layer: Layer) -> dict[str, Any]:
    feature = layer_schemas(layer.name, layer.table)[f"{layer.name}Feature"]
    members = {name: one for name, one in feature["properties"].items() if name != "links"}
    columns = members["properties"]
    left_out = {"id"}  # GDAL has it already, and would repeat it
    left_out |= {field.name for field in layer.table.fields if _is_long(layer, field)}
    kept = {name: one for name, one in columns["properties"].items() if name not in left_out}
    required = [name for name in columns.get("required", ()) if name in kept]
    described = {"type": "object", "properties": kept}
    if required:
        described["required"] = required
    return {**feature, "properties": {**members, "properties": described}}


def _is_long(layer: Layer, field: Field) -> bool:
    """Return whether a column has whole numbers that GDAL would truncate to 32 bits."""
    if field.type is not Type.INTEGER:
        return False
    return any(abs(value or 0) >= _FITS for value in layer.values.of(field.name))
