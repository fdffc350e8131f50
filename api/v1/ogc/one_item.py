"""One feature as GeoJSON, in longitude and latitude: its bytes as they are kept, and its links."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import quote

import orjson

from api.v1.ogc.answers import CONTENT_CRS84, CachedResponse
from api.v1.ogc.forms import AS_GEOJSON
from api.v1.ogc.links import collection_link, form_links
from geo.collections.layer import Layer

_HERE: Final = "{featureId}"
"""Stands for the id in links that are kept; no URL has braces."""


def plain_item(layer: Layer, position: int, api: str) -> CachedResponse:
    """Write one feature as GeoJSON in longitude and latitude, with its links.

    Parameters
    ----------
    api
        URL of the API, without a trailing slash.
    """
    name = quote(layer.ids[position]).encode()
    end = name.join(_end(f"{api}/collections/{layer.name}"))
    return CachedResponse(layer.features[position][:-1] + end, AS_GEOJSON, CONTENT_CRS84)


@lru_cache(maxsize=64)
def _end(collection: str) -> list[bytes]:
    """Return the end of the features of a collection, in the parts between which the id stands."""
    links = [
        *form_links(f"{collection}/items/{_HERE}", (), AS_GEOJSON),
        collection_link(collection),
    ]
    return (b"," + orjson.dumps({"links": links})[1:]).split(_HERE.encode())
