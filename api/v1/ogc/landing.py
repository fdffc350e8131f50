"""The landing page of the API, and its conformance."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import Request, Response

from api.v1.ogc.documents import respond_document
from api.web.http import API_ROOT, JSON, TITLE, api_url, directory_of
from geo.directory.directory import Directory
from geo.model.vocabulary import Kind
from geo.release.cities import together

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

CONFORMANCE_FILE = Path(__file__).parents[2] / "conformance.json"
"""Written by the tests from their results: an unproven class is not declared."""


async def landing_page(request: Request) -> Response:
    """Link to everything in the API."""
    # The beginning of the known changes: the oldest release that is kept.
    directory = directory_of(request)
    since = directory.history.states[0].release
    page = _landing_page(api_url(request), since, description(directory), *_examples(directory))
    return respond_document(request, "landing", page)


async def conformance(request: Request) -> Response:
    """List the conformance classes that the API implements."""
    api = api_url(request)
    link = {"rel": "self", "href": f"{api}/conformance", "type": JSON, "title": "This document"}
    return respond_document(
        request, "conformance", {"conformsTo": declared_classes(), "links": [link]}
    )


def description(directory: Directory) -> str:
    """Describe the data in both languages of the API."""
    nl, en = (together((c.name for c in directory.cities), last) for last in ("en", "and"))
    hubs, rooms = (
        together((city.kinds[kind].nl.many for city in directory.cities), "en") for kind in Kind
    )
    return (
        f"Ontmoetingsplekken in {nl}: {hubs} (van de gemeente) en {rooms} (particulier "
        f"initiatief), met bronnen en precisie. Meeting places in {en}: municipal hubs and private "
        "initiatives, with their sources and precision."
    )


@cache
def declared_classes() -> list[str]:
    """Return the conformance classes that the tests have proven."""
    classes: list[str] = orjson.loads(CONFORMANCE_FILE.read_bytes())["conformsTo"]
    return classes


def _examples(directory: Directory) -> tuple[str, str]:
    """Return a point and an address in the first city, as they stand in a question."""
    west, south, east, north = directory.layers["buurten"].total_bounds or (0.0, 0.0, 0.0, 0.0)
    point = f"lat={(south + north) / 2:.4f}&lon={(west + east) / 2:.4f}"
    return point, quote(directory.city.example_address)


@lru_cache(maxsize=16)
def _landing_page(api: str, since: str, about: str, point: str, address: str) -> dict[str, Any]:
    links = [
        ("self", "", JSON, "This document"),
        ("service-desc", "/openapi.json", OPENAPI, "Description of this API (OpenAPI 3.0)"),
        ("conformance", "/conformance", JSON, "Standards that this API conforms to"),
        ("data", "/collections", JSON, "The collections"),
        (
            "search",
            f"/search/nearby?{point}",
            "application/geo+json",
            "Places near a point or an address",
        ),
        ("search", "/search/suggest?q=kade", JSON, "Suggestions while typing"),
        ("search", f"/geocode?q={address}", JSON, "The point of an address"),
        ("related", "/exports", JSON, "Files of the data, with the same filters"),
        ("related", "/catalogue", "application/ld+json", "Catalogue of the data (DCAT-AP-NL)"),
        ("related", "/releases", JSON, "Dated releases, each with checksums"),
        ("related", f"/changes?since={since}", JSON, "What changed since the first release"),
        ("related", "/coverage", JSON, "Who can walk to a place, per district"),
    ]
    return {
        "title": TITLE,
        "description": about,
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
