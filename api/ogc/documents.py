"""What describes rather than holds features: as JSON, or as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import Request, Response

from api.http import API_ROOT, api_url, directory_of
from api.ogc.answers import Answer, send
from api.ogc.forms import AS_HTML, DOCUMENT_FORMS, Form, read_form
from api.ogc.html import html


def respond_document(
    request: Request,
    kind: str,
    document: Mapping[str, Any],
    forms: Sequence[Form] = DOCUMENT_FORMS,
) -> Response:
    """Answer with a document, in the form that is wanted.

    Parameters
    ----------
    request
        The request; its query is read here.
    kind
        Which resource it is: the name of the template that shows it.
    document
        Its content as JSON; its links to the other forms are written here.
    forms
        The forms that it has.

    Returns
    -------
    Response
        The document.

    Raises
    ------
    InputError
        When the query holds anything but a form that it has.
    """
    form = read_form(request, forms)
    alternates = _alternates(request, forms, form)
    own = [link for link in document.get("links", ()) if link["rel"] != "alternate"]
    if form is AS_HTML:
        shown = {**document, "links": [*own, *alternates]}
        return send(request, html(request, kind, shown, directory_of(request)))
    if "links" in document:
        document = {**document, "links": [*own, *alternates]}
    return send(request, Answer(orjson.dumps(document), form))


def _alternates(request: Request, forms: Sequence[Form], form: Form) -> list[dict[str, str]]:
    here = api_url(request) + request.scope["path"].removeprefix(API_ROOT).rstrip("/")
    return [alternate(here, other) for other in forms if other is not form]


def alternate(here: str, form: Form) -> dict[str, str]:
    """Link to another form of a document."""
    return {
        "rel": "alternate",
        "href": f"{here}?f={form.name}",
        "type": form.media_type,
        "title": f"This document as {form.title}",
    }
