"""The catalogue of the data: DCAT-AP-NL as JSON-LD."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from fastapi import Request, Response

from api.v1.ogc.documents import respond_document
from api.v1.ogc.forms import AS_HTML, Representation, read_form
from api.v1.ogc.landing import declared_classes
from api.web.cache import of_release
from api.web.http import API_ROOT, api_url, directory_of
from geo.catalogue import Offer, dcat
from geo.directory.directory import Directory
from geo.model.settings import settings

LD_JSON: Final = "application/ld+json"
PATH: Final = "/catalogue"
FORMS: Final = (Representation("json", LD_JSON, "JSON-LD"), AS_HTML)


async def catalogue(request: Request) -> Response:
    """Return the catalogue."""
    form = read_form(request, FORMS)
    # The first time, every file is made to determine its size and checksum.
    document = await asyncio.to_thread(_catalogue, directory_of(request), api_url(request))
    return respond_document(request, "catalogue", document, FORMS, form=form)


def offer_of(directory: Directory, api: str, *, measure: bool = False) -> Offer:
    """Describe what is offered at an address, for pages and for the catalogue.

    Parameters
    ----------
    api
        URL of the API, without a trailing slash.
    measure
        Whether to include the size and checksum of every file.

    Returns
    -------
    Offer
        To be described by `geo.catalogue`.
    """
    site = api.removesuffix(API_ROOT)
    email = settings().contact_email
    return Offer(directory, site, tuple(declared_classes()), email, measure=measure)


@of_release
def _catalogue(directory: Directory, api: str) -> dict[str, Any]:
    return dcat(offer_of(directory, api, measure=True))
