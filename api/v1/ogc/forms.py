"""Representations of a response, and content negotiation: by ``f``, or else by ``Accept``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fastapi import Request

from api.v1.ogc.names import HTML, JSON_FG, SCHEMA_JSON
from api.web.http import GEOJSON, JSON
from api.web.parameters import Parameter, Query, by_name, read_query, word


@dataclass(frozen=True, slots=True, eq=False)
class Representation:
    """One representation; each is made once, below.

    Attributes
    ----------
    name
        Its name in ``f``.
    """

    name: str
    media_type: str
    title: str


AS_JSON = Representation("json", JSON, "JSON")
AS_GEOJSON = Representation("geojson", GEOJSON, "GeoJSON")
AS_JSON_FG = Representation("jsonfg", JSON_FG, "JSON-FG")
AS_HTML = Representation("html", HTML, "HTML")
AS_SCHEMA = Representation("json", SCHEMA_JSON, "JSON Schema")

DOCUMENT_FORMS = (AS_JSON, AS_HTML)
"""Representations of descriptions: the landing page, collections, classes."""
FEATURE_FORMS = (AS_GEOJSON, AS_JSON_FG, AS_HTML)
"""Representations of features. GeoJSON is JSON too, so clients that request JSON get it."""
SCHEMA_FORMS = (AS_SCHEMA, AS_HTML)
"""Representations of schemas."""

_ALSO_CALLED = {"json": "geojson"}


def form_parameter(forms: Sequence[Representation]) -> Parameter:
    """Declare ``f`` for a resource with these representations."""
    names = [form.name for form in forms]
    if AS_GEOJSON in forms:
        names.insert(0, "json")
    return word("f", "Format of the response; without it the header Accept decides.", names)


ONLY_FORM: Mapping[str, Parameter] = by_name(form_parameter(DOCUMENT_FORMS))
"""For descriptions, which have no other parameters."""


def read_form(request: Request, forms: Sequence[Representation] = DOCUMENT_FORMS) -> Representation:
    """Read the query of a description, and return the requested representation."""
    return negotiate(request, read_query(request, ONLY_FORM), forms)


def negotiate(request: Request, query: Query, forms: Sequence[Representation]) -> Representation:
    """Return the representation that a client requests; the first one by default."""
    name = query.values.get("f")
    if name is None:
        return accepted(request, forms)
    by_its_name = {form.name: form for form in forms}
    return by_its_name.get(name) or by_its_name[_ALSO_CALLED[name]]


def accepted(request: Request, forms: Sequence[Representation]) -> Representation:
    """Return the representation that the header ``Accept`` requests; the first one by default."""
    for name, value in request.scope["headers"]:
        if name == b"accept":
            return _accepted(value, tuple(forms))
    return forms[0]


@lru_cache(maxsize=256)
def _accepted(accept: bytes, forms: tuple[Representation, ...]) -> Representation:
    """Choose by quality; among equals the first in the header wins."""
    ranges: list[tuple[float, str]] = []
    for part in accept.decode("latin-1").lower().split(","):
        media_type, *parameters = (one.strip() for one in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _quality(value.strip())
        ranges.append((quality, media_type))
    for quality, media_type in sorted(ranges, key=lambda one: -one[0]):
        if quality <= 0:
            break
        for form in forms:
            if media_type in {form.media_type, "*/*"} or _is_range_of(media_type, form):
                return form
    return forms[0]


def _is_range_of(media_type: str, form: Representation) -> bool:
    main = form.media_type.partition("/")[0]
    is_json = media_type == JSON and form is AS_GEOJSON
    return is_json or media_type == f"{main}/*"


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
