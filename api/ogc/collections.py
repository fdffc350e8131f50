"""The collections: what there is to ask for, and where it lies."""

from __future__ import annotations

from functools import lru_cache

import orjson
from fastapi import Request, Response

from api.http import GEOJSON, JSON, api_url, directory_of, release_tag, respond
from api.parameters import ONLY_FORMAT, read_query
from api.problems import NotFound, quoted
from geo.directory import Directory
from geo.layer import Layer
from geo.schema import BUURTEN, GEBIEDEN, PLACES, Table

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""Longitude and latitude on WGS 84, in that order."""

TABLES: dict[str, Table] = {table.name: table for table in (PLACES, GEBIEDEN, BUURTEN)}
"""The tables that are offered as collections, by name."""


async def collections(request: Request) -> Response:
    """List the collections."""
    read_query(request, ONLY_FORMAT)
    directory = directory_of(request)
    body = _collections(directory, api_url(request))
    return respond(request, body, JSON, tag=release_tag(directory))


async def collection(request: Request) -> Response:
    """Describe one collection."""
    directory = directory_of(request)
    layer = layer_of(request, directory)
    read_query(request, ONLY_FORMAT)
    body = _collection(directory, layer.name, api_url(request))
    return respond(request, body, JSON, tag=release_tag(directory))


def layer_of(request: Request, directory: Directory) -> Layer:
    """Give the layer of the directory that the path of the request names.

    Raises
    ------
    NotFound
        When there is no such collection.
    """
    name = request.path_params["collection"]
    layer = directory.layers.get(name)
    if layer is None:
        raise NotFound(
            f"There is no collection {quoted(name)}; the collections are {', '.join(TABLES)}."
        )
    return layer


@lru_cache(maxsize=16)
def _collections(directory: Directory, api: str) -> bytes:
    return orjson.dumps(
        {
            "links": [
                {
                    "rel": "self",
                    "href": f"{api}/collections",
                    "type": JSON,
                    "title": "This document",
                }
            ],
            "collections": [_describe(layer, api) for layer in directory.layers.values()],
        }
    )


@lru_cache(maxsize=64)
def _collection(directory: Directory, name: str, api: str) -> bytes:
    return orjson.dumps(_describe(directory.layers[name], api))


def _describe(layer: Layer, api: str) -> dict[str, object]:
    table = TABLES[layer.name]
    here = f"{api}/collections/{layer.name}"
    description: dict[str, object] = {
        "id": layer.name,
        "title": table.nl,
        "description": f"{table.nl}. {table.en}.",
        "attribution": table.credit,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            {"rel": "self", "href": here, "type": JSON, "title": table.nl},
            {"rel": "items", "href": f"{here}/items", "type": GEOJSON, "title": table.nl},
        ],
    }
    if layer.total_bounds is not None:
        description["extent"] = {"spatial": {"bbox": [layer.total_bounds], "crs": CRS84}}
    return description
