"""The landing page of the API, and what it conforms to."""

from __future__ import annotations

from functools import lru_cache

import orjson
from fastapi import Request, Response

from api.http import JSON, api_url, content_tag, respond
from api.parameters import ONLY_FORMAT, read_query

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

TITLE = "Meetingplaces"
DESCRIPTION = (
    "Ontmoetingsplekken in Rotterdam: Huizen van de Wijk (van de gemeente) en huiskamers "
    "(particulier initiatief), met bronnen en precisie. Meeting places in Rotterdam: municipal "
    "hubs and private initiatives, with their sources and precision."
)

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
)
"""Only what tests/api/test_conformance.py tests: a class that is not proven is not declared."""


async def landing_page(request: Request) -> Response:
    """Say where everything is."""
    read_query(request, ONLY_FORMAT)
    body = _landing_page(api_url(request))
    return respond(request, body, JSON, tag=content_tag(body))


async def conformance(request: Request) -> Response:
    """Name the conformance classes of the standards that are kept to."""
    read_query(request, ONLY_FORMAT)
    return respond(request, _CONFORMANCE, JSON, tag=content_tag(_CONFORMANCE))


_CONFORMANCE = orjson.dumps({"conformsTo": CONFORMANCE})


@lru_cache(maxsize=16)
def _landing_page(api: str) -> bytes:
    links = [
        ("self", "", JSON, "This document"),
        ("service-desc", "/openapi.json", OPENAPI, "Description of this API (OpenAPI 3.0)"),
        ("conformance", "/conformance", JSON, "Standards that this API conforms to"),
        ("data", "/collections", JSON, "The collections"),
        ("search", "/search/nearby", "application/geo+json", "Places near a point or an address"),
        ("search", "/geocode", JSON, "The point of an address in Rotterdam"),
    ]
    return orjson.dumps(
        {
            "title": TITLE,
            "description": DESCRIPTION,
            "links": [
                {"rel": rel, "href": f"{api}{path}", "type": media_type, "title": title}
                for rel, path, media_type, title in links
            ],
        }
    )
