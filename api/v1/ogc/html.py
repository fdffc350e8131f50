"""The API as web pages: the same content as the JSON, for browsing.

They are in English, like the description of the API; the data appear as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.v1.ogc.answers import CachedResponse
from api.v1.ogc.forms import AS_HTML
from api.v1.ogc.tables import tables_of
from api.web.http import API_ROOT, api_url
from geo.collections.described import Described
from geo.directory import marks
from geo.directory.directory import Directory
from geo.io.records import JOINED
from geo.model.schema import Type

_SHOWN_COLUMNS = 6
_POLICY = (
    b"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NOT_IN_A_TABLE = frozenset((Type.SOURCES, Type.STRUCTURE, *JOINED))


def html(
    request: Request,
    kind: str,
    document: Mapping[str, Any],
    directory: Directory,
    *,
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> CachedResponse:
    """Show a document of the API as a page."""
    api = api_url(request)
    name = request.path_params.get("collection", "")
    stored = tables_of(request).get(name)
    layer: Described | None = stored.known if stored else directory.layers.get(name)
    page = _environment().get_template(f"ogc/{kind}.html")
    columns = [
        field.name
        for field in (layer.table.fields if layer else ())
        if field.type not in _NOT_IN_A_TABLE and field.name not in {"id", "geometry"}
    ]
    body = page.render(
        api=api,
        site=api.removesuffix(API_ROOT) or "/",
        document=document,
        layer=layer,
        columns=columns[:_SHOWN_COLUMNS],
        links=_by_relation(document.get("links", ())),
        path=request.scope["path"],
        marks=marks.sheet(),
    )
    return CachedResponse(body.encode(), AS_HTML, (*headers, (b"content-security-policy", _POLICY)))


def _by_relation(links: Sequence[Mapping[str, str]]) -> dict[str, list[Mapping[str, str]]]:
    by_relation: dict[str, list[Mapping[str, str]]] = {}
    for link in links:
        by_relation.setdefault(link["rel"], []).append(link)
    return by_relation


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
