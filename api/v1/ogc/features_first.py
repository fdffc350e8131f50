"""Features in front of the router: pages of layers, and one feature as GeoJSON.

They are what clients ask most, and so much of their time went to the router that they are looked
for before it. The answers are those of the routes, errors included: whatever is not one of these (a
table, a form of one feature, a layer that is not there) goes on to the router; see decision 14.
"""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.v1.ogc.answers import send as sent
from api.v1.ogc.forms import AS_GEOJSON, FEATURE_FORMS, accepted
from api.v1.ogc.one_item import plain_item
from api.web.http import API_ROOT, api_url, directory_of
from api.web.lazy import Endpoint
from api.web.problems import refused
from geo.collections.layer import Layer
from geo.model.errors import InputError

_ADDRESS: Final = re.compile(f"{API_ROOT}/collections/([^/]+)/items(?:/([^/]+))?")


class FeaturesFirst:
    """Middleware that answers what asks for features of a layer.

    Parameters
    ----------
    page
        The endpoint of the pages.
    """

    def __init__(self, app: ASGIApp, page: Endpoint) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        await (await self._answered(scope) or self._app)(scope, receive, send)

    async def _answered(self, scope: Scope) -> Response | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        asked = _ADDRESS.fullmatch(scope["path"])
        if asked is None:
            return None
        name, feature = asked.groups()
        request = Request({**scope, "path_params": {"collection": name}})
        layer = directory_of(request).layers.get(name)
        if layer is None:
            return None
        if feature is not None:
            return None if scope["query_string"] else _plain(request, layer, feature)
        try:
            return await self._page(request)
        except (HTTPException, InputError) as error:
            return await refused(request, error)


def _plain(request: Request, layer: Layer, feature: str) -> Response | None:
    position = layer.find(feature)
    if position is None or accepted(request, FEATURE_FORMS) is not AS_GEOJSON:
        return None
    return sent(request, plain_item(layer, position, api_url(request)))
