"""Places near a point or an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from api.v1.geocode import ask
from api.v1.ogc.answers import CONTENT_CRS84
from api.v1.ogc.items import time_stamp
from api.v1.ogc.pages import feature_collection
from api.web.http import (
    GEOJSON,
    PRIVATE,
    api_url,
    content_tag,
    directory_of,
    release_tag,
    respond,
)
from api.web.parameters import (
    FORMAT,
    by_name,
    number,
    of_field,
    read_query,
    text,
    whole_number,
)
from api.web.problems import quoted
from geo.directory.directory import Directory, Hit
from geo.model.errors import InputError, Problem
from geo.model.place_tables import PLACES
from geo.model.vocabulary import Precision
from geo.release.cities import together

DEFAULT_LIMIT = 10

_FILTERS = tuple(field for field in PLACES.filterable() if field.enum)
PARAMETERS = by_name(
    number("lat", "Latitude of the point, in degrees; together with lon.", least=-90, most=90),
    number("lon", "Longitude of the point, in degrees; together with lat.", least=-180, most=180),
    text("address", "An address, instead of lat and lon."),
    whole_number("limit", "Maximum number of places.", least=1, most=100, default=DEFAULT_LIMIT),
    number(
        "maxDistance",
        "Leave out places farther away than this, in metres in a straight line.",
        least=0,
        most=1e6,
    ),
    FORMAT,
    *(of_field(field) for field in _FILTERS),
)


async def nearby(request: Request) -> Response:
    """Return the places nearest to a point or an address, nearest first."""
    asked = read_query(request, PARAMETERS).values
    directory = directory_of(request)
    _check_start(asked, directory)
    if "address" in asked:
        origin = await _locate(request, asked["address"])
    else:
        origin = {"lat": asked["lat"], "lon": asked["lon"]}
    hits = directory.nearest(
        origin["lon"],
        origin["lat"],
        limit=asked.get("limit", DEFAULT_LIMIT),
        max_distance_m=asked.get("maxDistance"),
        **{field.name: asked[field.name] for field in _FILTERS if field.name in asked},
    )
    body = feature_collection(
        _with_distances(directory, hits),
        numberReturned=len(hits),
        **time_stamp(directory),
        origin=origin,
        links=[
            {
                "rel": "collection",
                "href": f"{api_url(request)}/collections/places",
                "type": "application/json",
            }
        ],
    )
    tag = content_tag(body) if "address" in asked else release_tag(directory)
    return respond(request, body, GEOJSON, tag=tag, cache_control=PRIVATE, headers=CONTENT_CRS84)


def _with_distances(directory: Directory, hits: list[Hit]) -> list[bytes]:
    """Write the distance as the last property of each feature, since properties come last."""
    features = directory.layers["places"].features
    return [
        b'%b,"distance_m":%.1f}}' % (features[hit.position][:-2], hit.distance_m) for hit in hits
    ]


def _check_start(asked: Mapping[str, Any], directory: Directory) -> None:
    """Ask for exactly one point to start from, in the country where distances are true."""
    lat, lon = asked.get("lat"), asked.get("lon")
    if "address" in asked:
        if lat is not None or lon is not None:
            raise _wrong("lat and lon beside an address", "either lat and lon, or address")
        return
    if lat is None and lon is None:
        raise _wrong("no point to start from", "lat and lon, or address", field="lat")
    if lat is None or lon is None:
        missing, given = ("lat", "lon") if lat is None else ("lon", "lat")
        raise _wrong(f"{given} without {missing}", "both lat and lon", field=missing)
    problem = directory.point_problem(lon, lat)
    if problem is not None:
        raise InputError([problem])


def _wrong(found: str, expected: str, *, field: str = "address") -> InputError:
    return InputError([Problem(found, expected, field=field)])


async def _locate(request: Request, address: str) -> dict[str, Any]:
    """Find the point of an address, and say so where it is not that of the front door."""
    answer = await ask(request, "address", address)
    if answer.lon is None or answer.lat is None:
        names = together(city.name for city in directory_of(request).cities)
        raise _wrong(quoted(address), f"an address that is known in {names}")
    origin = answer.as_dict()
    if answer.precision is not Precision.ADDRESS:
        within = "" if answer.uncertainty_m is None else f" of about {answer.uncertainty_m:.0f} m"
        origin["note"] = (
            f"This address is known only to its {answer.precision.value}, so distances are "
            f"measured from there and may be off by the uncertainty{within}."
        )
    return origin
