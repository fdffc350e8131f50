"""The description of coverage and of the next sites, in OpenAPI 3.0.3."""

from __future__ import annotations

from api.openapi.operations import get
from api.v1 import coverage, sites
from api.v1.ogc.feature_schemas import Schema, ref
from api.web.http import JSON

_FILES: Schema = {
    "csv": {"schema": {"type": "string"}},
    "xlsx": {"schema": {"type": "string", "format": "binary"}},
    "geojson": {"schema": {"type": "object"}},
    "gpkg": {"schema": {"type": "string", "format": "binary"}},
}


def openapi_paths() -> Schema:
    """Describe the paths of coverage."""
    summaries = {
        "": "Residents within a walk of a meeting place, per district, kind and limit",
        "/gaps": "Areas whose residents are out of reach, the most people first",
        "/squares": "How far people walk, per square of 100 m",
        "/losses": "What is lost if a private initiative closes, the greatest loss first",
        "/equity": "Residents within a walk by group, the worst-off tenth, and how unequal it is",
        "/capacity": "How much place there is for those who can walk there, as a sensitivity range",
        "/changes": "What a plan changes per district, or what changed since a day or a release",
    }
    paths = {}
    for part, summary in summaries.items():
        name = "coverage" + part.replace("/", ".")
        parameters = coverage.PARAMETERS[part]
        path = get("coverage", name, summary, ref("coverage"), [JSON], parameters)
        path["get"]["responses"]["200"]["content"].update(
            {coverage.MEDIA_TYPES[form]: _FILES[form] for form in coverage.FORMS[part][1:]}
        )
        paths[f"/coverage{part}"] = path
    asked = "Where the next places help most, and how close to the best that is"
    path = get("coverage", "coverage.sites", asked, ref("sites"), [JSON], sites.PARAMETERS)
    path["get"]["responses"]["200"]["content"].update(
        {coverage.MEDIA_TYPES[form]: _FILES[form] for form in sites.FORMS[1:]}
    )
    return {**paths, "/coverage/sites": path}
