"""Addresses: querying the geocoder, and its results as JSON."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.web.finder import finder
from api.web.http import JSON, PRIVATE, content_tag, respond
from api.web.parameters import FORMAT, by_name, read_query, text
from api.web.problems import quoted
from api.web.served import ServedCity
from geo.geocoding import Geocoder, GeocodingResult
from geo.geocoding.addresses import parse_address
from geo.model.errors import GeocodingError, InputError, Problem
from geo.model.vocabulary import Precision

PARAMETERS = by_name(text("q", "An address, such as: Dorpsstraat 1, 1234AB Dorp."), FORMAT)


async def geocode(request: Request) -> Response:
    """Return the point of an address, with its precision."""
    query = read_query(request, PARAMETERS)
    if "q" not in query.values:
        raise InputError([Problem("nothing", "an address", field="q")])
    answer = await ask(request, "q", query.values["q"])
    body = orjson.dumps(answer.as_dict())
    return respond(request, body, JSON, tag=content_tag(body), cache_control=PRIVATE)


async def ask(request: Request, parameter: str, address: str) -> GeocodingResult:
    """Query the geocoder of the application.

    Parameters
    ----------
    parameter
        Name of the parameter with the address, for messages.

    Returns
    -------
    GeocodingResult
        Precision ``none`` where nothing was found.

    Raises
    ------
    InputError
        The text cannot be read as an address.
    GeocodingError
        There is no geocoder, or it cannot be reached.
    """
    geocoder: Geocoder | None = request.app.state.geocoder
    served: Sequence[ServedCity] = request.app.state.served
    if geocoder is None:
        raise GeocodingError("The service was started without a geocoder.")
    own = await run_in_threadpool(lambda: geocoder.city)  # the first question reads the tables
    try:
        parsed = parse_address(address, own.written_towns)
    except InputError as error:
        raise InputError(
            [Problem(quoted(address), one.expected, field=parameter) for one in error.problems]
        ) from error
    # A provider may wait for the network; the other requests must not.
    found = await run_in_threadpool(geocoder.geocode, parsed)
    for city in served[1:]:
        if found.precision is Precision.ADDRESS:
            break
        other = await run_in_threadpool(_in_city, city, address)
        found = min(found, other, key=lambda one: list(Precision).index(one.precision))
    return found


def _in_city(city: ServedCity, address: str) -> GeocodingResult:
    """Ask the gazetteer of another city."""
    gazetteer = finder(city.reference).gazetteer
    return gazetteer.geocode(parse_address(address, gazetteer.city.written_towns))
