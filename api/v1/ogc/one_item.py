"""One feature as GeoJSON: the answer, and a bare handler that gives it in front of the router.

It is what clients ask most and what costs least to make, so that most of its time went to the
router. Whatever is not plain (a parameter, another form, a feature that is not there) goes on to
the router, which has the same answer for what is; see decision 14.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

import orjson
from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.v1.ogc.answers import CONTENT_CRS84, CachedResponse, send
from api.v1.ogc.forms import AS_GEOJSON, FEATURE_FORMS, accepted
from api.v1.ogc.links import collection_link, form_links
from api.web.http import API_ROOT, api_url, directory_of
from geo.collections.layer import Layer

_ADDRESS: Final = re.compile(f"{API_ROOT}/collections/([^/]+)/items/([^/]+)")
_HERE: Final = "{featureId}"
"""Stands for the id in links that are kept; no URL has braces."""


class OneItem:
    """Middleware that answers what is plain."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        await (_answered(scope) or self._app)(scope, receive, send)


def _answered(scope: Scope) -> Response | None:
    if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
        return None
    asked = _ADDRESS.fullmatch(scope["path"])
    if asked is None:
        return None
    request = Request(scope)
    layer = directory_of(request).layers.get(asked[1])
    position = None if layer is None else layer.find(asked[2])
    if layer is None or position is None or accepted(request, FEATURE_FORMS) is not AS_GEOJSON:
        return None
    return send(request, plain_item(layer, position, api_url(request)))


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
