"""Features: a page of a collection, or one.

Every feature is stored as bytes, so a page is a short header and the stored bytes joined; a page
requested before comes from the cache.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.v1.ogc import jsonfg
from api.v1.ogc.answers import Answers, CachedResponse, content_crs, send
from api.v1.ogc.collections import layer_of
from api.v1.ogc.forms import (
    AS_GEOJSON,
    AS_HTML,
    AS_JSON_FG,
    FEATURE_FORMS,
    Representation,
    accepted,
    form_parameter,
    negotiate,
)
from api.v1.ogc.html import html
from api.v1.ogc.links import collection_link, form_links
from api.v1.ogc.one_item import plain_item
from api.v1.ogc.pages import feature_collection, item_address, page_links
from api.v1.ogc.parameters import (
    CURSOR,
    DEFAULT_LIMIT,
    crs_parameter,
    paging,
    selecting,
)
from api.v1.ogc.selection import Selection, filter_us, read, select
from api.v1.ogc.table_items import table_item, table_items
from api.v1.ogc.tables import tables_of
from api.web import budget
from api.web.cache import of_release
from api.web.http import api_url, compresses, directory_of
from api.web.parameters import Parameter, Query, by_name, read_query, word
from api.web.problems import Gone, NotFound, quoted
from geo.collections.columns import Positions
from geo.collections.cql2.found import Found
from geo.collections.layer import Layer
from geo.collections.ordering import Cursor, SortKey
from geo.directory.directory import Directory
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84
from geo.release.history import Why

PROFILE = word(
    "profile",
    "What to add to the properties of a feature: with 'provenance', where each value comes from.",
    ["provenance"],
)
LARGE = 250_000
"""Bytes that are compressed in a thread: on the event loop it would take more than 5 ms."""
_FEATURE_US: Final = {AS_GEOJSON: 0.5, AS_JSON_FG: 30.0, AS_HTML: 180.0}
_ROW_US: Final = 0.01
_SORTED_US: Final = 0.3
_INDEXED_US: Final = 1.0
_TURNED_US: Final = 100.0
"""Microseconds for writing a feature, for a row that is selected, for one that is sorted by a key,
for each row of a column that is asked for the first time, and for each row of a layer that is not
yet in the requested reference system."""
_MANY: Final = 5_000
"""Features of which even the vertices are not counted on the event loop."""
_SPATIAL: Final = b"s_"
"""How the names of the functions begin that need them."""
_VEILED: Final = re.compile(rb"\\|%(?:[46][1-9a-f]|[57][0-9a]|5[cf])", re.IGNORECASE)
"""Letters and ``_`` that are escaped, which no client does, and the escapes of JSON: what stands
there is only known once it is read."""
_LONG: Final = 2_000
"""Bytes of a query that is not even read there: a filter of 20,000 characters takes 60 ms."""


@of_release
def items_parameters(layer: Layer) -> Mapping[str, Parameter]:
    """Declare the parameters of the items of a layer, by name."""
    return {**paging(layer), **selecting(layer), **_shaping(layer)}


@of_release
def item_parameters(layer: Layer) -> Mapping[str, Parameter]:
    """Declare the parameters of one item of a layer, by name."""
    return {**by_name(crs_parameter(layer)), **_shaping(layer)}


def _shaping(layer: Layer) -> dict[str, Parameter]:
    shaping = by_name(form_parameter(FEATURE_FORMS))
    return shaping | by_name(PROFILE) if layer.name == "places" else shaping


async def items(request: Request) -> Response:
    """Return a page of features."""
    stored = tables_of(request).get(request.path_params["collection"])
    if stored is not None:
        return await table_items(request, stored)
    directory = directory_of(request)
    layer = layer_of(request, directory)
    api = api_url(request)
    answers: Answers = request.app.state.answers
    form = accepted(request, FEATURE_FORMS)
    # The version of the data is part of the key, so that no response outlives its release.
    question = (directory.version, layer.name, request.scope["query_string"], api, form)
    answer = answers.get(question)
    if answer is None:
        if _takes_long_to_read(request.scope["query_string"], layer):
            asked = await asyncio.to_thread(_read, request, layer)
        else:
            asked = _read(request, layer)
        if asked.cost_us > budget.ON_THE_LOOP_US:
            async with answers.seats.seat(asked.cost_us):
                answer = await asyncio.to_thread(_page, request, directory, layer, asked)
        else:
            answer = _page(request, directory, layer, asked)
        answers.keep(question, answer)
    if len(answer.body) > LARGE and compresses(request):  # which takes a while
        return await asyncio.to_thread(send, request, answer)
    return send(request, answer)


def _takes_long_to_read(query: bytes, layer: Layer) -> bool:
    """Return whether even reading what is asked, and estimating its cost, takes long."""
    if len(query) > _LONG:
        return True
    if len(layer) <= _MANY:
        return False
    is_veiled = _VEILED.search(query) is not None
    if not (is_veiled or b"filter" in query):
        return False
    return is_veiled or not layer.values.has_columns or _SPATIAL in query.lower()


class _Asked(NamedTuple):
    """What is asked, in which form, and what that costs."""

    query: Query
    form: Representation
    cost_us: float


def _read(request: Request, layer: Layer) -> _Asked:
    query = read(request, layer, items_parameters(layer))
    form = negotiate(request, query, FEATURE_FORMS)
    return _Asked(query, form, page_us(layer, query, form))


def page_us(layer: Layer, query: Query, form: Representation) -> float:
    """Estimate what a page of features costs, in microseconds."""
    asked = query.values
    features = min(asked.get("limit", DEFAULT_LIMIT), len(layer))
    cost: float = features * _FEATURE_US[form] + filter_us(layer, asked)
    if len(asked) > 1 or "limit" not in asked:
        cost += len(layer) * (_ROW_US + _SORTED_US * len(asked.get("sortby", ())))
    equal = asked.keys() & layer.filterable
    new = sum(not layer.values.is_indexed(name) for name in equal)
    new += "datetime" in asked and not layer.values.has_validity
    cost += len(layer) * _INDEXED_US * new
    _, system = asked.get("crs", (CRS84.uri, CRS84))
    _, box_system = asked.get("bbox-crs", (CRS84.uri, CRS84))
    if not (layer.is_ready_in(system.uri) and layer.is_placed_in(box_system.uri)):
        cost += budget.ON_THE_LOOP_US + len(layer) * _TURNED_US
    return cost


def _page(request: Request, directory: Directory, layer: Layer, known: _Asked) -> CachedResponse:
    query, form, cost_us = known
    chosen = select(layer, query, cost_us)
    asked = query.values
    limit = asked.get("limit", DEFAULT_LIMIT)
    keys: tuple[SortKey, ...] = asked.get("sortby", ())
    ordered = layer.ordered(chosen.found.positions, keys) if keys else chosen.found
    begin = _begin(layer, ordered, asked, keys)
    page = ordered[begin : begin + limit].tolist()
    here = f"{api_url(request)}/collections/{layer.name}"
    more = begin + limit < len(ordered)
    cursor = layer.cursor(page[-1], keys).encode() if more else None
    body = feature_collection(
        _written(directory, layer, page, chosen, form),
        **(jsonfg.members(layer, here, chosen.crs) if form is AS_JSON_FG else {}),
        numberMatched=len(ordered),
        numberReturned=len(page),
        **time_stamp(directory),
        links=page_links(here, query, form, cursor),
    )
    headers = content_crs(chosen.crs_name)
    if form is AS_HTML:
        return html(request, "items", orjson.loads(body), directory, headers=headers)
    return CachedResponse(body, form, headers)


async def item(request: Request) -> Response:
    """Return one feature; a former id of a place leads to its successor."""
    stored = tables_of(request).get(request.path_params["collection"])
    if stored is not None:
        return await table_item(request, stored)
    directory = directory_of(request)
    layer = layer_of(request, directory)
    query = read_query(request, item_parameters(layer))
    form = negotiate(request, query, FEATURE_FORMS)
    feature_id = request.path_params["feature"]
    here = f"{api_url(request)}/collections/{layer.name}"
    position = layer.find(feature_id)
    if position is None:
        return _missing(directory, layer, feature_id, here)
    if not query.pairs and form is AS_GEOJSON:
        return send(request, plain_item(layer, position, api_url(request)))
    name, crs = query.values.get("crs", (CRS84.uri, CRS84))
    chosen = Selection(Found(np.zeros(0, dtype=bool)), crs, name, query)
    (feature,) = _written(directory, layer, [position], chosen, form)
    members: dict[str, Any] = {}
    if form is AS_JSON_FG:
        members |= jsonfg.members(layer, here, crs)
    members["links"] = [
        *form_links(item_address(here, layer.ids[position]), query.written, form),
        collection_link(here),
    ]
    body = feature[:-1] + b"," + orjson.dumps(members)[1:]
    headers = content_crs(name)
    if form is AS_HTML:
        return send(request, html(request, "item", orjson.loads(body), directory, headers=headers))
    return send(request, CachedResponse(body, form, headers))


_REASONS = {
    Why.MERGED: "It turned out to be another place, which carries it on.",
    Why.LEAD: "No source shows any more whose it is.",
    Why.REMOVED: "No source speaks of it any more.",
}


def _missing(directory: Directory, layer: Layer, feature_id: str, here: str) -> Response:
    """Say what happened to a missing feature."""
    if layer.name == "places":
        successor = directory.successor(feature_id)
        if successor is not None:
            return RedirectResponse(f"{here}/items/{successor}", 308)
        tombstone = directory.gone.get(feature_id)
        if tombstone is not None:
            follows = f"{here}/items/{tombstone.successor}" if tombstone.successor else ""
            raise Gone(feature_id, tombstone.removed_on, _REASONS[tombstone.reason], follows)
    raise NotFound(f"There is no feature {quoted(feature_id)} in {layer.name}.")


def _begin(
    layer: Layer,
    ordered: Positions | Found,
    asked: Mapping[str, Any],
    keys: Sequence[SortKey],
) -> int:
    cursor: Cursor | None = asked.get(CURSOR.name)
    if cursor is None:
        return int(asked.get("offset", 0))
    problem = Problem(
        "a cursor of another question", "the cursor of a link 'next'", "", None, "cursor"
    )
    if cursor.keys != tuple(keys) or "offset" in asked:
        raise InputError([problem])
    try:
        return layer.begin_after(ordered, cursor)
    except ValueError:
        raise InputError([problem]) from None


def _written(
    directory: Directory, layer: Layer, page: Sequence[int], chosen: Selection, form: Representation
) -> list[bytes]:
    """Return the features of a page as bytes."""
    if form is AS_JSON_FG:
        written = jsonfg.features(layer, page, chosen.crs)
    else:
        features = layer.features_in(chosen.crs.uri)
        written = [features[position] for position in page]
    if "profile" not in chosen.query.values:
        return written
    of = directory.provenance.of
    return [
        b'%b,"provenance":%b}' % (feature[:-1], of(layer.ids[position]) or b"null")
        for feature, position in zip(written, page, strict=True)
    ]


def time_stamp(directory: Directory) -> dict[str, str]:
    """Return when the response was generated: the moment of the release it belongs to.

    Every response is a function of the release and the request, so the same request has the same
    bytes, and the same strong entity tag, from every worker until the next release.
    """
    try:
        day = date.fromisoformat(directory.date)
    except ValueError:
        return {}
    return {"timeStamp": f"{day.isoformat()}T00:00:00Z"}
