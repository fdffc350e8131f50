"""Downloads: every collection in every format, with the current filter and reference system.

A file is written aside, a batch of rows at a time, and then sent. So nothing is sent of a file that
turns out to be impossible, and the memory of the service does not grow with its size.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import IO, Any, cast

from fastapi import Request, Response

from api.v1.ogc.documents import respond_document
from api.v1.ogc.forms import read_form
from api.v1.ogc.names import EXPORTS
from api.v1.ogc.parameters import selecting
from api.v1.ogc.selection import Selection, ask
from api.web.byte_ranges import respond_file
from api.web.http import JSON, api_url, directory_of, release_tag, respond
from api.web.parameters import Parameter, UnexpectedError
from api.web.problems import NotFound, quoted
from geo.collections.batches import layer_batches
from geo.collections.layer import Layer
from geo.directory.directory import Directory
from geo.io.formats import FORMATS, UNDATED, Format, only_system
from geo.model.crs import WGS84
from geo.model.reference_systems import CRS84, ReferenceSystem

_SAME_AXES = {CRS84.code, WGS84}


async def exports(request: Request) -> Response:
    """List the available files."""
    form = read_form(request)
    directory = directory_of(request)
    here = f"{api_url(request)}{EXPORTS}"
    listed = [
        {
            "collection": layer.name,
            "format": one.name,
            "title": f"{layer.table.nl} ({one.title})",
            "type": one.media_type,
            "href": f"{here}/{layer.name}{one.extension}",
            "crs": [system.uri for system in _systems(layer, one)],
        }
        for layer in directory.layers.values()
        for one in FORMATS.values()
    ]
    links = [{"rel": "self", "href": here, "type": JSON, "title": "This document"}]
    links += [
        {"rel": "enclosure", **{name: str(one[name]) for name in ("href", "type", "title")}}
        for one in listed
    ]
    content = {"exports": listed, "links": links}
    return respond_document(request, "exports", content, form=form)


async def export(request: Request) -> Response:
    """Send a collection, or the part that a filter selects, as a file."""
    directory = directory_of(request)
    layer, form = _asked(request, directory)
    chosen = await asyncio.to_thread(ask, request, layer, parameters(layer, form))
    head = respond(request, b"", _content_type(form), tag=f"{release_tag(directory)}-{form.name}")
    if head.status_code == HTTPStatus.NOT_MODIFIED:
        return head
    file = await asyncio.to_thread(_written, directory, layer, form, chosen)
    headers = [
        *head.raw_headers,
        (b"content-disposition", _disposition(directory, layer, form, chosen).encode()),
        (b"content-crs", f"<{CRS84.uri if form.only_wgs84 else chosen.crs.uri}>".encode()),
    ]
    return respond_file(request, file, headers)


def parameters(layer: Layer, form: Format) -> Mapping[str, Parameter]:
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


def _asked(request: Request, directory: Directory) -> tuple[Layer, Format]:
    """Return the collection and the format that the path names."""
    name, extension = request.path_params["collection"], request.path_params["format"]
    layer, form = directory.layers.get(name), FORMATS.get(extension)
    if layer is None:
        raise NotFound(
            f"There is no collection {quoted(name)}; the collections are "
            f"{', '.join(directory.layers)}."
        )
    if form is None:
        raise NotFound(
            f"There is no format {quoted(extension)}; the formats are {', '.join(FORMATS)}."
        )
    return layer, form


def _written(directory: Directory, layer: Layer, form: Format, chosen: Selection) -> IO[bytes]:
    """Write an unnamed file, so that nothing is left of it once it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `respond_file`
    try:
        batches = layer_batches(layer, chosen.found.positions, _code(chosen.crs))
        form.write(batches, cast("Any", file), directory.date_of(layer) or UNDATED)
    except BaseException:
        file.close()
        raise
    return file


def _code(system: ReferenceSystem) -> str:
    """Return authority and code; files have longitude first, whatever the authority says."""
    return WGS84 if system.code in _SAME_AXES else system.code


def _systems(layer: Layer, form: Format) -> list[ReferenceSystem]:
    return [system for system in layer.systems.values() if not form.only_wgs84 or system == CRS84]


def _content_type(form: Format) -> str:
    return f"{form.media_type}; charset=utf-8" if form.name == "csv" else form.media_type


def _disposition(directory: Directory, layer: Layer, form: Format, chosen: Selection) -> str:
    """Name the file after the collection, the date of the data and whether it is a part."""
    part = "-selection" if len(chosen.found) < len(layer) else ""
    system = "" if _code(chosen.crs) == WGS84 else "-" + chosen.crs.code.lower().replace(":", "")
    date = f"-{directory.date}" if directory.date else ""
    name = f"meetingplaces-{layer.name}{part}{system}{date}{form.extension}"
    safe = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name)
    return f'attachment; filename="{safe.encode("ascii", "replace").decode().replace("?", "_")}"'
