"""The description of the API, in OpenAPI 3.0.3.

Made from the declarations that read the requests and the tables behind the responses, so that it is
always accurate. FastAPI's own document is not used: it is OpenAPI 3.1, while GDAL and the OGC test
suite read 3.0, and it lacks our errors and the columns.

References are resolved, so that readers do not have to follow any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import Request, Response

from api.openapi import coverage, features, files, history, search
from api.openapi.operations import errors
from api.openapi.schemas import further_schemas
from api.v1.ogc.feature_schemas import Schema, layer_schemas
from api.v1.ogc.landing import OPENAPI, description
from api.v1.ogc.tables import tables_of
from api.web.cache import of_release
from api.web.http import API_ROOT, API_VERSION, TITLE, api_url, content_tag, directory_of
from api.web.http import respond as respond_bytes
from geo.directory.directory import Directory
from geo.model.settings import settings

if TYPE_CHECKING:
    from geo.collections.postgis.stored_table import StoredTable


async def openapi(request: Request) -> Response:
    """Return the description of the API."""
    body = _document(directory_of(request), api_url(request), tables_of(request).known)
    return respond_bytes(request, body, OPENAPI, tag=content_tag(body))


@of_release
def _document(directory: Directory, api: str, tables: tuple[StoredTable, ...]) -> bytes:
    return orjson.dumps(document(api, directory, tables))


def document(api: str, directory: Directory, tables: Sequence[StoredTable] = ()) -> Schema:
    """Describe the API as reached at a URL.

    Parameters
    ----------
    api
        URL of the landing page, without a trailing slash.
    tables
        The collections that stand in databases.

    Returns
    -------
    dict
        An OpenAPI 3.0.3 document without references.
    """
    layers = list(directory.layers.values())
    schemas = further_schemas()
    for layer in layers:
        schemas |= layer_schemas(layer.name, layer.table)
    for table in tables:
        schemas |= layer_schemas(table.name, table.table, is_counted=False)
    components = {"schemas": schemas, "responses": errors()}
    described = {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE,
            "description": description(directory),
            "version": API_VERSION,
            "contact": _contact(api),
            "license": {
                "name": "EUPL-1.2",
                "url": "https://joinup.ec.europa.eu/page/eupl-text-11-12",
            },
        },
        "servers": [{"url": api}],
        "tags": [
            {"name": "capabilities", "description": "What there is."},
            {"name": "features", "description": "Places and districts, as OGC API - Features."},
            {"name": "search", "description": "Nearby places, and addresses."},
            {"name": "coverage", "description": "Who can walk to a place, per district."},
            {"name": "files", "description": "Downloads, and their catalogue."},
            {"name": "history", "description": "What changed, and the earlier releases."},
        ],
        "paths": {
            **features.openapi_paths(layers, tables),
            **search.openapi_paths(),
            **coverage.openapi_paths(),
            **files.openapi_paths(layers, tables),
            **history.openapi_paths(),
        },
    }
    resolved: Schema = _resolved(described, components)
    return resolved


def _contact(api: str) -> Schema:
    contact = {"name": TITLE, "url": api.removesuffix(API_ROOT) + "/"}
    email = settings().contact_email
    return {**contact, "email": email} if email else contact


def _resolved(node: Any, components: Schema) -> Any:  # noqa: ANN401 - any JSON
    """Replace each reference by its target."""
    if isinstance(node, list):
        return [_resolved(part, components) for part in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if reference is None:
        return {key: _resolved(value, components) for key, value in node.items()}
    _, _, kind, name = reference.split("/")
    return _resolved(components[kind][name], components)
