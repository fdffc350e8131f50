"""Features of a table in a database: a page, or one.

The database chooses and orders the rows; what is written of them, and the links around them, are
those of every other collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import Request, Response

from api.v1.ogc import jsonfg
from api.v1.ogc.answers import CachedResponse, content_crs
from api.v1.ogc.forms import (
    AS_HTML,
    AS_JSON_FG,
    FEATURE_FORMS,
    Representation,
    form_parameter,
    negotiate,
)
from api.v1.ogc.html import html
from api.v1.ogc.links import collection_link, form_links
from api.v1.ogc.pages import feature_collection, item_address, page_links
from api.v1.ogc.parameters import (
    CURSOR,
    DEFAULT_LIMIT,
    choosing_columns,
    crs_parameter,
    paging,
    selecting,
)
from api.v1.ogc.selection import box_of, expression_of, in_filter
from api.v1.ogc.tables import tables_of
from api.web.http import api_url, content_tag, directory_of, respond
from api.web.parameters import Parameter, by_name, read_query
from api.web.problems import NotFound, quoted
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84, ReferenceSystem

if TYPE_CHECKING:
    from geo.collections.ordering import Cursor, SortKey
    from geo.collections.postgis.selecting import TableQuestion
    from geo.collections.postgis.stored_collection import FoundRows, StoredCollection
    from geo.collections.postgis.stored_page import StoredPage
    from geo.collections.postgis.stored_table import StoredTable

REVALIDATE = "no-cache"
"""The rows may be others at the next request."""


def items_parameters(table: StoredTable) -> Mapping[str, Parameter]:
    """Declare the parameters of the items of a table, by name."""
    return {**paging(table), **selecting(table), **by_name(form_parameter(FEATURE_FORMS))}


def item_parameters(table: StoredTable) -> Mapping[str, Parameter]:
    """Declare the parameters of one item of a table, by name."""
    return by_name(crs_parameter(table), form_parameter(FEATURE_FORMS))


async def table_items(request: Request, collection: StoredCollection) -> Response:
    """Return a page of features."""
    tables = tables_of(request)
    table = await tables.described(collection)
    return await tables.read(collection, partial(_items, request, collection, table))


async def table_item(request: Request, collection: StoredCollection) -> Response:
    """Return one feature."""
    tables = tables_of(request)
    table = await tables.described(collection)
    return await tables.read(collection, partial(_item, request, collection, table))


def _items(request: Request, collection: StoredCollection, table: StoredTable) -> Response:
    query = read_query(request, items_parameters(table), further=partial(question_faults, table))
    form = negotiate(request, query, FEATURE_FORMS)
    asked = query.values
    keys: tuple[SortKey, ...] = asked.get("sortby", ())
    try:
        found = collection.page(
            table_question(table, asked),
            limit=asked.get("limit", DEFAULT_LIMIT),
            keys=keys,
            cursor=_cursor(asked, keys),
            offset=asked.get("offset", 0),
        )
    except InputError as error:
        raise InputError(in_filter(error)) from error
    here = f"{api_url(request)}/collections/{table.name}"
    name, system = asked.get("crs", (CRS84.uri, CRS84))
    features = _written(found.page, system, form)
    counts = _counts(found)
    body = feature_collection(
        features,
        **(jsonfg.members(table, here, system) if form is AS_JSON_FG else {}),
        **counts,
        timeStamp=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        links=page_links(here, query, form, found.next.encode() if found.next else None),
    )
    # The same rows have the same tag, though the moment of the answer is another one.
    tag = content_tag(b"".join([*features, orjson.dumps(counts)]))
    return _sent(request, "items", body, form, name, tag)


def _item(request: Request, collection: StoredCollection, table: StoredTable) -> Response:
    query = read_query(request, item_parameters(table))
    form = negotiate(request, query, FEATURE_FORMS)
    feature_id = request.path_params["feature"]
    page = collection.find(feature_id)
    if page is None:
        raise NotFound(f"There is no feature {quoted(feature_id)} in {table.name}.")
    here = f"{api_url(request)}/collections/{table.name}"
    name, system = query.values.get("crs", (CRS84.uri, CRS84))
    (feature,) = _written(page, system, form)
    members: dict[str, Any] = jsonfg.members(table, here, system) if form is AS_JSON_FG else {}
    address = item_address(here, page.ids[0])
    members["links"] = [*form_links(address, query.written, form), collection_link(here)]
    body = feature[:-1] + b"," + orjson.dumps(members)[1:]
    return _sent(request, "item", body, form, name, content_tag(body))


def _sent(  # noqa: PLR0913, PLR0917 - the parts of an answer
    request: Request, kind: str, body: bytes, form: Representation, crs_name: str, tag: str
) -> Response:
    answer = CachedResponse(body, form, content_crs(crs_name))
    if form is AS_HTML:
        directory = directory_of(request)
        answer = html(request, kind, orjson.loads(body), directory, headers=content_crs(crs_name))
    media_type = form.media_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return respond(
        request,
        answer.body,
        media_type,
        tag=f"{tag}-{form.name}",
        cache_control=REVALIDATE,
        headers=answer.headers,
        vary=b"Accept, Accept-Encoding",
    )


def _counts(found: FoundRows) -> dict[str, int]:
    """Say how many there are; the standard has `numberMatched` only where it is exact."""
    counts = {"numberReturned": len(found.page)}
    if found.matched is None:
        return counts
    name = "numberMatched" if found.matched.is_exact else "numberMatchedEstimate"
    return {name: found.matched.number, **counts}


def _written(page: StoredPage, system: ReferenceSystem, form: Representation) -> list[bytes]:
    if form is not AS_JSON_FG:
        return page.features(system)
    places = [b"null"] * len(page) if system == CRS84 else page.geometries(system)
    times = page.table.table.temporal or ()
    return [
        jsonfg.written(feature, name, jsonfg.time_of([row[one] for one in times]), place)
        for feature, name, row, place in zip(
            page.features(), page.ids, page.properties, places, strict=True
        )
    ]


def table_question(table: StoredTable, asked: Mapping[str, Any]) -> TableQuestion:
    """Say what of a table a query asks for.

    Raises
    ------
    InputError
        Lists what is wrong with the box and the filter.
    """
    from geo.collections.postgis.selecting import TableQuestion

    bbox, bbox_crs, problems = box_of(asked)
    if problems:
        raise InputError(question_faults(table, asked))
    _, filter_crs = asked.get("filter-crs", (CRS84.uri, CRS84))
    by_value = choosing_columns(table)
    return TableQuestion(
        equals={name: value for name, value in asked.items() if name in by_value},
        bbox=bbox,
        bbox_crs=bbox_crs,
        period=asked.get("datetime"),
        expression=expression_of(asked),
        filter_crs=filter_crs.uri,
    )


def question_faults(table: StoredTable, asked: Mapping[str, Any]) -> list[Problem]:
    """List what is wrong with the box and the filter of a query."""
    from geo.collections.postgis.filtering import condition

    problems = box_of(asked)[2]
    _, system = asked.get("filter-crs", (CRS84.uri, CRS84))
    try:
        expression = expression_of(asked)
        if expression is not None:
            condition(expression, table.filtered, filter_crs=system.uri)
    except InputError as error:
        problems = [*problems, *in_filter(error)]
    return problems


def _cursor(asked: Mapping[str, Any], keys: tuple[SortKey, ...]) -> Cursor | None:
    cursor: Cursor | None = asked.get(CURSOR.name)
    if cursor is not None and (cursor.keys != tuple(keys) or "offset" in asked):
        found = "a cursor of another question"
        raise InputError([Problem(found, "the cursor of a link 'next'", field="cursor")])
    return cursor
