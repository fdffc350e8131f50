"""Documents that describe the data rather than contain features: as JSON, or as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response

from api.v1.ogc.answers import VARY, CachedResponse, send
from api.v1.ogc.forms import AS_HTML, DOCUMENT_FORMS, Representation, read_form
from api.v1.ogc.html import html
from api.web.http import API_ROOT, api_url, directory_of, respond


def respond_document(  # noqa: PLR0913 - keyword only
    request: Request,
    kind: str,
    document: Mapping[str, Any],
    forms: Sequence[Representation] = DOCUMENT_FORMS,
    *,
    form: Representation | None = None,
    tag: str | None = None,
) -> Response:
    """Send a document in the requested representation.

    Parameters
    ----------
    request
        The request; its query is read here.
    document
        Its content as JSON; its links to the other representations are added here.
    form
        The requested representation, where the query was read already.
    tag
        What changes when the document does; the release by default.

    Raises
    ------
    InputError
        The query contains anything other than an available representation.
    """
    form = form or read_form(request, forms)
    alternates = _alternates(request, forms, form)
    own = [link for link in document.get("links", ()) if link["rel"] != "alternate"]
    if form is AS_HTML:
        shown = {**document, "links": [*own, *alternates]}
        return _send(request, html(request, kind, shown, directory_of(request)), tag)
    if "links" in document:
        document = {**document, "links": [*own, *alternates]}
    return _send(request, CachedResponse(orjson.dumps(document), form), tag)


def _send(request: Request, answer: CachedResponse, tag: str | None) -> Response:
    if tag is None:
        return send(request, answer)
    media_type = answer.form.media_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    tag = f"{tag}-{answer.form.name}"
    return respond(request, answer.body, media_type, tag=tag, headers=answer.headers, vary=VARY)


def _alternates(
    request: Request, forms: Sequence[Representation], form: Representation
) -> list[dict[str, str]]:
    here = api_url(request) + request.scope["path"].removeprefix(API_ROOT).rstrip("/")
    asked = [(name, text) for name, text in request.query_params.multi_items() if name != "f"]
    return [alternate(here, other, asked) for other in forms if other is not form]


def alternate(
    here: str, form: Representation, asked: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """Link to another representation of a document, keeping the rest of the query."""
    return {
        "rel": "alternate",
        "href": f"{here}?{urlencode([*asked, ('f', form.name)])}",
        "type": form.media_type,
        "title": f"This document as {form.title}",
    }
