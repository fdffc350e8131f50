"""The description of searching for places and addresses, in OpenAPI 3.0.3."""

from __future__ import annotations

from api.openapi.models import model_parameters, model_schema
from api.openapi.operations import WITH_CRS, get, response
from api.v1 import finding, geocode, opening, search, suggestions
from api.v1.ogc.feature_schemas import Schema, ref
from api.web.http import GEOJSON, JSON


def openapi_paths() -> Schema:
    """Describe the paths of searching."""
    paths = {
        "/search/nearby": get(
            "search",
            "nearby",
            "Places near a point or an address, nearest first",
            ref("nearbyCollection"),
            [GEOJSON],
            search.PARAMETERS,
            headers=WITH_CRS,
        ),
        "/geocode": get(
            "search",
            "geocode",
            "The point of an address",
            ref("geocodeAnswer"),
            [JSON],
            geocode.PARAMETERS,
        ),
        "/search/suggest": get(
            "search",
            "suggest",
            "Suggestions for a text that is being typed",
            dict(suggestions.SCHEMA),
            [JSON],
            suggestions.PARAMETERS,
        ),
    }
    for path in paths.values():
        path["get"]["responses"]["503"] = response("unavailable")
    paths[finding.PATH] = get(
        "search",
        "search",
        "The places that a question asks for, as the search box answers it",
        model_schema(finding.FoundPlaces),
        [GEOJSON],
        {},
        headers=WITH_CRS,
    )
    paths[opening.PATH] = get(
        "search",
        "opening",
        "Whether a place is open at a moment, until when, or why that is not known",
        model_schema(opening.PlaceOpening),
        [JSON],
        {},
    )
    paths[opening.PATH]["get"]["parameters"] = model_parameters(opening.OpeningParameters)
    paths[opening.PATH]["get"]["responses"]["404"] = response("notFound")
    paths[finding.PATH]["get"]["parameters"] = model_parameters(finding.SearchParameters)
    for asking in ("/geocode", "/search/suggest"):
        for parameter in paths[asking]["get"]["parameters"]:
            parameter["required"] = parameter["name"] == "q"
    return paths
