"""The description of the collections and their features, in OpenAPI 3.0.3.

GDAL sends a filter to the server only where the column is listed here as a query parameter of
``/items``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from api.openapi.operations import WITH_CRS, get, response
from api.v1.ogc import table_items
from api.v1.ogc.feature_schemas import Schema, ref
from api.v1.ogc.forms import DOCUMENT_FORMS, FEATURE_FORMS, ONLY_FORM, SCHEMA_FORMS
from api.v1.ogc.items import item_parameters, items_parameters
from api.v1.ogc.landing import OPENAPI
from api.v1.ogc.names import FEATURE_SCHEMA
from api.web.parameters import Parameter
from geo.collections.described import Described
from geo.collections.layer import Layer

if TYPE_CHECKING:
    from geo.collections.postgis.stored_table import StoredTable

_FEATURE_ID: Schema = {
    "name": "featureId",
    "in": "path",
    "required": True,
    "description": "Id of the feature.",
    "schema": {"type": "string"},
}


def openapi_paths(layers: Sequence[Layer], tables: Sequence[StoredTable]) -> Schema:
    """Describe the paths of the landing page, of each collection and of its features."""
    return {**_capabilities([*layers, *tables]), **_features(layers), **_tables(tables)}


def _capabilities(layers: Sequence[Described]) -> Schema:
    def described(operation: str, summary: str, schema: str) -> Schema:
        media_types = [form.media_type for form in DOCUMENT_FORMS]
        return get("capabilities", operation, summary, ref(schema), media_types, ONLY_FORM)

    paths = {
        "/": described("landingPage", "Landing page", "landingPage"),
        "/conformance": described("conformance", "Conformance classes", "conformance"),
        "/openapi.json": get(
            "capabilities", "openapi", "This description", {"type": "object"}, [OPENAPI], {}
        ),
        "/collections": described("collections", "All collections", "collections"),
    }
    for layer in layers:
        path = f"/collections/{layer.name}"
        about = f"About {layer.table.en}"
        paths[path] = described(f"collection.{layer.name}", about, "collection")
        for name in ("schema", FEATURE_SCHEMA, "queryables", "sortables"):
            paths[f"{path}/{name}"] = get(
                "capabilities",
                f"{name}.{layer.name}",
                f"The {name} of {layer.name}, as JSON Schema",
                ref("jsonSchema"),
                [form.media_type for form in SCHEMA_FORMS],
                ONLY_FORM,
            )
    return paths


def _features(layers: Sequence[Layer]) -> Schema:
    paths: Schema = {}
    for layer in layers:
        every, one = _items(layer, items_parameters(layer), item_parameters(layer))
        if layer.name == "places":
            one["get"]["responses"] |= {"308": response("moved"), "410": response("gone")}
        path = f"/collections/{layer.name}/items"
        paths |= {path: every, path + "/{featureId}": one}
    return paths


def _tables(tables: Sequence[StoredTable]) -> Schema:
    """Describe the features of tables, which are not there while their database is not."""
    paths: Schema = {}
    for table in tables:
        both = _items(
            table, table_items.items_parameters(table), table_items.item_parameters(table)
        )
        for described in both:
            described["get"]["responses"]["503"] = response("databaseUnavailable")
        path = f"/collections/{table.name}/items"
        paths |= {path: both[0], path + "/{featureId}": both[1]}
    return paths


def _items(
    described: Described,
    of_all: Mapping[str, Parameter],
    of_one: Mapping[str, Parameter],
) -> tuple[Schema, Schema]:
    """Describe the features of a collection, and one of them."""
    name = described.name
    media_types = [form.media_type for form in FEATURE_FORMS]
    every = get(
        "features",
        f"items.{name}",
        described.table.en,
        ref(f"{name}Collection"),
        media_types,
        of_all,
        headers=WITH_CRS,
    )
    one = get(
        "features",
        f"item.{name}",
        f"One of {name}",
        ref(f"{name}Feature"),
        media_types,
        of_one,
        headers=WITH_CRS,
    )
    one["get"]["parameters"].insert(0, _FEATURE_ID)
    one["get"]["responses"]["404"] = response("notFound")
    return every, one
