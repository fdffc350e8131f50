"""The catalogue of what is offered: DCAT-AP-NL as JSON-LD."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from http import HTTPStatus
from typing import Final

import orjson
from fastapi import Request, Response

from api.http import API_ROOT, api_url, directory_of, release_tag, respond
from api.ogc.landing import declared_classes
from api.parameters import read_query
from geo.catalogue import Offer, dcat
from geo.directory import Directory
from geo.settings import settings

LD_JSON: Final = "application/ld+json"
PATH: Final = "/catalogue"


async def catalogue(request: Request) -> Response:
    """Give the catalogue."""
    read_query(request, {})
    directory = directory_of(request)
    tag = release_tag(directory)
    known = respond(request, b"", LD_JSON, tag=tag)
    if known.status_code == HTTPStatus.NOT_MODIFIED:
        return known
    # The first time every file is made, to tell its size and checksum.
    body = await asyncio.to_thread(_catalogue, directory, api_url(request))
    return respond(request, body, LD_JSON, tag=tag)


def offer_of(directory: Directory, api: str, *, measure: bool = False) -> Offer:
    """Say what is offered at an address, for pages and for the catalogue.

    Parameters
    ----------
    directory
        The release in use.
    api
        Address of the API, without a slash at the end.
    measure
        Whether the size and checksum of every file are told.

    Returns
    -------
    Offer
        To be described by `geo.catalogue`.
    """
    site = api.removesuffix(API_ROOT)
    email = settings().contact_email
    return Offer(directory, site, tuple(declared_classes()), email, measure=measure)


@lru_cache(maxsize=8)
def _catalogue(directory: Directory, api: str) -> bytes:
    return orjson.dumps(dcat(offer_of(directory, api, measure=True)))
