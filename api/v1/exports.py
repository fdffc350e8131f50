"""Downloads: every collection in every format, with the current filter and reference system.

A file is written aside, a batch of rows at a time, and then sent. So nothing is sent of a file that
turns out to be impossible, and the memory of the service does not grow with its size. Tables of a
database are read as they are at that moment, so their files are made anew each time.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any, Final, cast

import orjson
from fastapi import Request, Response

from api.v1.ogc.collections import layer_of
from api.v1.ogc.documents import respond_document
from api.v1.ogc.forms import read_form
from api.v1.ogc.names import EXPORTS
from api.v1.ogc.parameters import selecting
from api.v1.ogc.selection import ask, in_filter
from api.v1.ogc.table_items import REVALIDATE, question_faults, table_question
from api.v1.ogc.tables import tables_of
from api.web.byte_ranges import respond_file
from api.web.http import JSON, api_url, content_tag, directory_of, release_tag, respond
from api.web.parameters import Parameter, Query, UnexpectedError, read_query
from api.web.problems import NotFound, quoted
from geo.collections.batches import layer_batches
from geo.collections.described import Described
from geo.io.formats import FORMATS, UNDATED, Format, only_system
from geo.io.records import Records
from geo.model.crs import WGS84
from geo.model.errors import InputError
from geo.model.reference_systems import CRS84, ReferenceSystem

if TYPE_CHECKING:
    from geo.collections.postgis.stored_collection import StoredCollection
    from geo.collections.postgis.stored_table import StoredTable

_SAME_AXES = {CRS84.code, WGS84}
_ROW_US: Final = 60.0
"""What a row of a table takes to read and write."""


async def exports(request: Request) -> Response:
    """List the available files."""
    form = read_form(request)
    directory = directory_of(request)
    here = f"{api_url(request)}{EXPORTS}"
    tables = tables_of(request).known
    listed = [
        {
            "collection": layer.name,
            "format": one.name,
            "title": f"{layer.table.nl} ({one.title})",
            "type": one.media_type,
            "href": f"{here}/{layer.name}{one.extension}",
            "crs": [system.uri for system in _systems(layer, one)],
        }
        for layer in (*directory.layers.values(), *tables)
        for one in FORMATS.values()
    ]
    links = [{"rel": "self", "href": here, "type": JSON, "title": "This document"}]
    links += [
        {"rel": "enclosure", **{name: str(one[name]) for name in ("href", "type", "title")}}
        for one in listed
    ]
    content = {"exports": listed, "links": links}
    tag = content_tag(orjson.dumps(content)) if tables else None
    return respond_document(request, "exports", content, form=form, tag=tag)


async def export(request: Request) -> Response:
    """Send a collection, or the part that a filter selects, as a file."""
    form = _form(request)
    stored = tables_of(request).get(request.path_params["collection"])
    if stored is not None:
        return await _export_table(request, stored, form)
    directory = directory_of(request)
    layer = layer_of(request, directory)
    chosen = await asyncio.to_thread(ask, request, layer, parameters(layer, form))
    head = respond(request, b"", _content_type(form), tag=f"{release_tag(directory)}-{form.name}")
    if head.status_code == HTTPStatus.NOT_MODIFIED:
        return head
    batches = layer_batches(layer, chosen.found.positions, _code(chosen.crs))
    date = directory.date_of(layer) or UNDATED
    file = await asyncio.to_thread(_written, form, batches, date)
    is_part = len(chosen.found) < len(layer)
    name = _file_name(layer, form, chosen.crs, is_part=is_part, date=directory.date)
    return respond_file(request, file, [*head.raw_headers, *_about(name, form, chosen.crs)])


async def _export_table(request: Request, collection: StoredCollection, form: Format) -> Response:
    """Send the rows of a table as they are now; no part of a file, as the next may be another."""
    tables = tables_of(request)
    table = await tables.described(collection)
    further = partial(question_faults, table)
    query = read_query(request, parameters(table, form), further=further)
    _, system = query.values.get("crs", (CRS84.uri, CRS84))
    name = _file_name(table, form, system, is_part=bool(query.values.keys() - {"crs"}), date="")
    content_type = _content_type(form)
    head = respond(request, b"", content_type, cache_control=REVALIDATE,
                   headers=_about(name, form, system))  # fmt: skip
    write = partial(_written_table, collection, table, query, form)
    file = await tables.read_whole(collection, max(table.rows, 0) * _ROW_US, write)
    return respond_file(request, file, head.raw_headers, in_parts=False)


def parameters(layer: Described, form: Format) -> Mapping[str, Parameter]:
    """Declare the parameters of a file: what selects features, and its reference system."""
    choosing = selecting(layer)
    if not form.only_wgs84:
        return choosing
    offered = choosing["crs"]

    def read(value: str) -> tuple[str, ReferenceSystem]:
        name, system = offered.read(value)
        if system != CRS84:
            raise UnexpectedError(only_system(form))
        return name, system

    schema = {**offered.schema, "enum": [CRS84.uri]}
    return {**choosing, "crs": replace(offered, schema=schema, read=read)}


def _form(request: Request) -> Format:
    """Return the format that the path names."""
    extension = request.path_params["format"]
    form = FORMATS.get(extension)
    if form is None:
        raise NotFound(
            f"There is no format {quoted(extension)}; the formats are {', '.join(FORMATS)}."
        )
    return form


def _written_table(
    collection: StoredCollection, table: StoredTable, query: Query, form: Format
) -> IO[bytes]:
    from geo.collections.postgis.stored_rows import stored_batches

    _, system = query.values.get("crs", (CRS84.uri, CRS84))
    question = table_question(table, query.values)
    try:
        return _written(form, stored_batches(collection, question, _code(system)), UNDATED)
    except InputError as error:
        raise InputError(in_filter(error)) from error


def _written(form: Format, batches: Iterable[Records], date: str) -> IO[bytes]:
    """Write an unnamed file, so that nothing is left of it once it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `respond_file`
    try:
        form.write(batches, cast("Any", file), date)
    except BaseException:
        file.close()
        raise
    return file


def _code(system: ReferenceSystem) -> str:
    """Return authority and code; files have longitude first, whatever the authority says."""
    return WGS84 if system.code in _SAME_AXES else system.code


def _systems(layer: Described, form: Format) -> list[ReferenceSystem]:
    return [system for system in layer.systems.values() if not form.only_wgs84 or system == CRS84]


def _content_type(form: Format) -> str:
    return f"{form.media_type}; charset=utf-8" if form.name == "csv" else form.media_type


def _about(name: str, form: Format, crs: ReferenceSystem) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that name a file and its reference system."""
    return (
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
        (b"content-crs", f"<{CRS84.uri if form.only_wgs84 else crs.uri}>".encode()),
    )


def _file_name(
    layer: Described, form: Format, crs: ReferenceSystem, *, is_part: bool, date: str
) -> str:
    """Name a file after the collection, the date of the data and whether it is a part."""
    part = "-selection" if is_part else ""
    system = "" if _code(crs) == WGS84 else "-" + crs.code.lower().replace(":", "")
    dated = f"-{date}" if date else ""
    name = f"meetingplaces-{layer.name}{part}{system}{dated}{form.extension}"
    safe = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name)
    return safe.encode("ascii", "replace").decode().replace("?", "_")
