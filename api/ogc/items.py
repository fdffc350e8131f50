"""Features: a page of a collection, or one.

Every feature is kept as bytes, so a page is a short head and the stored bytes joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.http import GEOJSON, JSON, api_url, directory_of, release_tag, respond
from api.ogc.collections import TABLES, layer_of
from api.parameters import (
    BBOX,
    DATETIME,
    FORMAT,
    ONLY_FORMAT,
    Parameter,
    by_name,
    of_field,
    read_query,
    whole_number,
)
from api.problems import NotFound, quoted
from geo.directory import Directory

DEFAULT_LIMIT = 10
MAX_LIMIT = 10_000
"""Holds every collection whole: clients such as GDAL and QGIS size their pages by it."""

LIMIT = whole_number(
    "limit",
    f"Most features on a page; more than {MAX_LIMIT} stands for {MAX_LIMIT}.",
    least=1,
    most=MAX_LIMIT,
    default=DEFAULT_LIMIT,
    clamp=True,
)
OFFSET = whole_number(
    "offset",
    "How many features to skip. Follow the link 'next' instead where you can.",
    least=0,
    most=10**9,
    default=0,
)
PARAMETERS: dict[str, dict[str, Parameter]] = {
    table.name: by_name(
        LIMIT, OFFSET, BBOX, DATETIME, FORMAT, *(of_field(field) for field in table.filterable())
    )
    for table in TABLES.values()
}
"""What may be asked of each collection."""
_FILTERS = {
    table.name: tuple(field.name for field in table.filterable()) for table in TABLES.values()
}


async def items(request: Request) -> Response:
    """Give a page of features."""
    directory = directory_of(request)
    layer = layer_of(request, directory)
    query = read_query(request, PARAMETERS[layer.name])
    asked = query.values
    found = layer.select(
        {name: asked[name] for name in _FILTERS[layer.name] if name in asked},
        bbox=asked.get("bbox"),
        keep_without_geometry=True,
    )
    limit, offset = asked.get("limit", DEFAULT_LIMIT), asked.get("offset", 0)
    page = found[offset : offset + limit].tolist()
    here = f"{api_url(request)}/collections/{layer.name}"
    links = _page_links(here, query.pairs, limit, offset, len(found))
    features = layer.features
    body = feature_collection(
        [features[position] for position in page],
        numberMatched=len(found),
        numberReturned=len(page),
        **time_stamp(directory),
        links=links,
    )
    return respond(request, body, GEOJSON, tag=release_tag(directory))


async def item(request: Request) -> Response:
    """Give one feature; a former id of a place leads to the place that carries it on."""
    directory = directory_of(request)
    layer = layer_of(request, directory)
    read_query(request, ONLY_FORMAT)
    feature_id = request.path_params["feature"]
    collection = f"{api_url(request)}/collections/{layer.name}"
    position = layer.find(feature_id)
    if position is None:
        successor = directory.successor(feature_id) if layer.name == "places" else None
        if successor is None:
            raise NotFound(f"There is no feature {quoted(feature_id)} in {layer.name}.")
        return RedirectResponse(f"{collection}/items/{successor}", 308)
    links = [
        {"rel": "self", "href": f"{collection}/items/{layer.ids[position]}", "type": GEOJSON},
        {"rel": "collection", "href": collection, "type": JSON},
    ]
    body = layer.features[position][:-1] + b',"links":' + orjson.dumps(links) + b"}"
    return respond(request, body, GEOJSON, tag=release_tag(directory))


def feature_collection(features: Sequence[bytes], **members: Any) -> bytes:  # noqa: ANN401 - JSON
    """Join features into a GeoJSON FeatureCollection with further members."""
    head = orjson.dumps({"type": "FeatureCollection", **members})
    return b'%b,"features":[%b]}' % (head[:-1], b",".join(features))


def time_stamp(directory: Directory) -> dict[str, str]:
    """Say when the answer was generated: with the release, of which it is a part.

    Every answer is a function of the release and the question, so the same question has the same
    bytes, and the same strong entity tag, from every worker until the next release.
    """
    try:
        day = date.fromisoformat(directory.date)
    except ValueError:
        return {}
    return {"timeStamp": f"{day.isoformat()}T00:00:00Z"}


def _page_links(
    collection: str, pairs: Sequence[tuple[str, str]], limit: int, offset: int, matched: int
) -> list[dict[str, str]]:
    """Link a page to itself, its neighbours and its collection, keeping all parameters."""
    here = f"{collection}/items"
    links = [{"rel": "self", "href": f"{here}?{urlencode(pairs)}" if pairs else here}]
    kept = [pair for pair in pairs if pair[0] != "offset"]
    if offset + limit < matched:
        links.append({"rel": "next", "href": _with_offset(here, kept, offset + limit)})
    if offset > 0:
        links.append({"rel": "prev", "href": _with_offset(here, kept, max(offset - limit, 0))})
    for link in links:
        link["type"] = GEOJSON
    links.append({"rel": "collection", "href": collection, "type": JSON})
    return links


def _with_offset(here: str, kept: Sequence[tuple[str, str]], offset: int) -> str:
    return f"{here}?{urlencode([*kept, ('offset', offset)])}"
