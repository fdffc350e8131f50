"""The landing page of the API, and its conformance."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import orjson
from fastapi import Request, Response

from api.v1.ogc.documents import respond_document
from api.web.http import API_ROOT, JSON, api_url, directory_of

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

TITLE = "Meetingplaces"
DESCRIPTION = (
    "Ontmoetingsplekken in Rotterdam: Huizen van de Wijk (van de gemeente) en huiskamers "
    "(particulier initiatief), met bronnen en precisie. Meeting places in Rotterdam: municipal "
    "hubs and private initiatives, with their sources and precision."
)

CONFORMANCE_FILE = Path(__file__).parents[2] / "conformance.json"
"""Written by the tests from their results: an unproven class is not declared."""


async def landing_page(request: Request) -> Response:
    """Link to everything in the API."""
    # The beginning of the known changes: the oldest release that is kept.
    since = directory_of(request).history.states[0].release
    return respond_document(request, "landing", _landing_page(api_url(request), since))


async def conformance(request: Request) -> Response:
    """List the conformance classes that the API implements."""
    api = api_url(request)
    link = {"rel": "self", "href": f"{api}/conformance", "type": JSON, "title": "This document"}
    return respond_document(
        request, "conformance", {"conformsTo": declared_classes(), "links": [link]}
    )


@cache
def declared_classes() -> list[str]:
    """Return the conformance classes that the tests have proven."""
    classes: list[str] = orjson.loads(CONFORMANCE_FILE.read_bytes())["conformsTo"]
    return classes


@lru_cache(maxsize=16)
def _landing_page(api: str, since: str) -> dict[str, Any]:
    links = [
        ("self", "", JSON, "This document"),
        ("service-desc", "/openapi.json", OPENAPI, "Description of this API (OpenAPI 3.0)"),
        ("conformance", "/conformance", JSON, "Standards that this API conforms to"),
        ("data", "/collections", JSON, "The collections"),
        (
            "search",
            "/search/nearby?lat=51.9225&lon=4.4792",
            "application/geo+json",
            "Places near a point or an address",
        ),
        ("search", "/search/suggest?q=kade", JSON, "Suggestions while typing"),
        ("search", "/geocode?q=Coolsingel%2040", JSON, "The point of an address in Rotterdam"),
        ("related", "/exports", JSON, "Files of the data, with the same filters"),
        ("related", "/catalogue", "application/ld+json", "Catalogue of the data (DCAT-AP-NL)"),
        ("related", "/releases", JSON, "Dated releases, each with checksums"),
        ("related", f"/changes?since={since}", JSON, "What changed since the first release"),
        ("related", "/coverage", JSON, "Who can walk to a place, per district"),
    ]
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "links": [
            {"rel": rel, "href": f"{api}{path}", "type": media_type, "title": title}
            for rel, path, media_type, title in links
        ]
        + [
            {
                "rel": "service-doc",
                "href": f"{api.removesuffix(API_ROOT)}/docs",
                "type": "text/html",
                "title": "This API, to read and try out",
            }
        ],
    }
