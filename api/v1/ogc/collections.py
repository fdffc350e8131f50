"""The collections: what data there are, and where to get them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
from fastapi import Request, Response

from api.v1.ogc.documents import alternate, respond_document
from api.v1.ogc.forms import AS_HTML, FEATURE_FORMS
from api.v1.ogc.names import (
    EXPORTS,
    FEATURE_SCHEMA,
    REL_QUERYABLES,
    REL_SCHEMA,
    REL_SORTABLES,
    SCHEMA_JSON,
)
from api.v1.ogc.tables import tables_of
from api.web.cache import of_release
from api.web.http import GEOJSON, JSON, api_url, content_tag, directory_of
from api.web.problems import NotFound, quoted
from geo.collections.described import Described
from geo.collections.layer import Layer
from geo.directory.directory import Directory
from geo.io.formats import FORMATS
from geo.model.reference_systems import CRS84

_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


async def collections(request: Request) -> Response:
    """List the collections."""
    api = api_url(request)
    document = _collections(directory_of(request), api)
    tables = tables_of(request)
    if not tables:
        return respond_document(request, "collections", document)
    stored = [_describe(table, api) for table in tables.known]
    document = {**document, "collections": [*document["collections"], *stored]}
    return respond_document(
        request, "collections", document, tag=content_tag(orjson.dumps(document))
    )


async def collection(request: Request) -> Response:
    """Describe one collection."""
    described = await described_of(request)
    document = _describe(described, api_url(request))
    return respond_document(request, "collection", document, tag=tag_of(described, document))


async def described_of(request: Request) -> Described:
    """Return the collection that the path of the request names, wherever its features are.

    Raises
    ------
    NotFound
        There is no such collection.
    DatabaseUnavailable
        It is in a database that could never be reached.
    """
    tables = tables_of(request)
    stored = tables.get(request.path_params["collection"])
    if stored is not None:
        return await tables.described(stored)
    return layer_of(request, directory_of(request))


def tag_of(described: Described, document: Mapping[str, Any]) -> str | None:
    """Return the entity tag of a document about a collection; None for that of the release."""
    return None if isinstance(described, Layer) else content_tag(orjson.dumps(document))


def layer_of(request: Request, directory: Directory) -> Layer:
    """Return the layer of the directory that the path of the request names.

    Raises
    ------
    NotFound
        There is no such collection.
    """
    name = request.path_params["collection"]
    layer = directory.layers.get(name)
    if layer is None:
        known = ", ".join([*directory.layers, *tables_of(request).names])
        raise NotFound(f"There is no collection {quoted(name)}; the collections are {known}.")
    return layer


@of_release
def _collections(directory: Directory, api: str) -> dict[str, Any]:
    link = {"rel": "self", "href": f"{api}/collections", "type": JSON, "title": "This document"}
    return {
        "links": [link],
        "collections": [_describe(layer, api) for layer in directory.layers.values()],
    }


@of_release
def _describe(layer: Described, api: str) -> dict[str, Any]:
    table = layer.table
    here = f"{api}/collections/{layer.name}"
    items = [
        {
            "rel": "items",
            "href": f"{here}/items" + ("" if form.media_type == GEOJSON else f"?f={form.name}"),
            "type": form.media_type,
            "title": f"{table.nl} ({form.title})",
        }
        for form in FEATURE_FORMS
    ]
    schemas = [
        {"rel": rel, "href": f"{here}/{path}", "type": SCHEMA_JSON, "title": title}
        for rel, path, title in (
            (REL_QUERYABLES, "queryables", "What can be asked for"),
            (REL_SORTABLES, "sortables", "What can be sorted by"),
            (REL_SCHEMA, "schema", "What a feature holds"),
            # GDAL knows the relation only in this spelling; RFC 8288 ignores case.
            ("describedBy", FEATURE_SCHEMA, "What a feature looks like as GeoJSON"),
        )
    ]
    files = [
        {
            "rel": "enclosure",
            "href": f"{api}{EXPORTS}/{layer.name}{form.extension}",
            "type": form.media_type,
            "title": f"{table.nl} ({form.title})",
        }
        for form in FORMATS.values()
    ]
    return {
        "id": layer.name,
        "title": table.nl,
        "description": _description(layer),
        "attribution": table.credit,
        "itemType": "feature",
        "crs": list(layer.systems),
        "storageCrs": layer.storage.uri,
        "extent": _extent(layer),
        "links": [
            {"rel": "self", "href": here, "type": JSON, "title": table.nl},
            *items,
            *schemas,
            *files,
            alternate(here, AS_HTML),
        ],
    }


def _description(layer: Described) -> str:
    table = layer.table
    return f"{table.nl}. {table.en}." if table.en != table.nl else f"{table.nl}."


def _extent(layer: Described) -> dict[str, Any]:
    extent: dict[str, Any] = {}
    if layer.total_bounds is not None:
        extent["spatial"] = {"bbox": [layer.total_bounds], "crs": CRS84.uri}
    if layer.time_extent is not None:
        interval = [_moment(one) for one in layer.time_extent]
        extent["temporal"] = {"interval": [interval], "trs": _GREGORIAN}
    return extent


def _moment(moment: np.datetime64 | None) -> str | None:
    return None if moment is None else f"{np.datetime_as_string(moment, unit='s')}Z"
