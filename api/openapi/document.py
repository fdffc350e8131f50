"""The description of the API, in OpenAPI 3.0.3.

Made from the declarations that read the requests and the tables behind the responses, so that it is
always accurate. FastAPI's own document is not used: it is OpenAPI 3.1, while GDAL and the OGC test
suite read 3.0, and it lacks our errors and the columns. GDAL sends a filter to the server only
where the column is listed here as a query parameter of ``/items``.

References are resolved, so that readers do not have to follow any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import Request, Response

from api.openapi import files as openapi_files
from api.openapi import history as openapi_history
from api.openapi.models import model_parameters, model_schema
from api.openapi.schemas import HEADERS, LINK_HEADER, further_schemas
from api.v1 import coverage, finding, geocode, opening, search, sites, suggestions
from api.v1.ogc import table_items
from api.v1.ogc.feature_schemas import Schema, layer_schemas, ref
from api.v1.ogc.forms import DOCUMENT_FORMS, FEATURE_FORMS, ONLY_FORM, SCHEMA_FORMS
from api.v1.ogc.items import item_parameters, items_parameters
from api.v1.ogc.landing import OPENAPI, description
from api.v1.ogc.names import FEATURE_SCHEMA
from api.v1.ogc.tables import tables_of
from api.web.cache import of_release
from api.web.http import (
    API_ROOT,
    API_VERSION,
    GEOJSON,
    JSON,
    TITLE,
    api_url,
    content_tag,
    directory_of,
)
from api.web.http import respond as respond_bytes
from api.web.parameters import FORMAT, Parameter
from api.web.problems import PROBLEM_JSON
from geo.collections.described import Described
from geo.collections.layer import Layer
from geo.directory.directory import Directory
from geo.model.settings import settings

if TYPE_CHECKING:
    from geo.collections.postgis.stored_table import StoredTable


async def openapi(request: Request) -> Response:
    """Return the description of the API."""
    body = _document(directory_of(request), api_url(request), tables_of(request).known)
    return respond_bytes(request, body, OPENAPI, tag=content_tag(body))


@of_release
def _document(directory: Directory, api: str, tables: tuple[StoredTable, ...]) -> bytes:
    return orjson.dumps(document(api, directory, tables))


def document(api: str, directory: Directory, tables: Sequence[StoredTable] = ()) -> Schema:
    """Describe the API as reached at a URL.

    Parameters
    ----------
    api
        URL of the landing page, without a trailing slash.
    tables
        The collections that stand in databases.

    Returns
    -------
    dict
        An OpenAPI 3.0.3 document without references.
    """
    layers = list(directory.layers.values())
    schemas = further_schemas()
    for layer in layers:
        schemas |= layer_schemas(layer.name, layer.table)
    for table in tables:
        schemas |= layer_schemas(table.name, table.table, is_counted=False)
    components = {"schemas": schemas, "responses": _errors()}
    described = {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE,
            "description": description(directory),
            "version": API_VERSION,
            "contact": _contact(api),
            "license": {
                "name": "EUPL-1.2",
                "url": "https://joinup.ec.europa.eu/page/eupl-text-11-12",
            },
        },
        "servers": [{"url": api}],
        "tags": [
            {"name": "capabilities", "description": "What there is."},
            {"name": "features", "description": "Places and districts, as OGC API - Features."},
            {"name": "search", "description": "Nearby places, and addresses."},
            {"name": "coverage", "description": "Who can walk to a place, per district."},
            {"name": "files", "description": "Downloads, and their catalogue."},
            {"name": "history", "description": "What changed, and the earlier releases."},
        ],
        "paths": {
            **_capabilities([*layers, *tables]),
            **_features(layers),
            **_tables(tables),
            **_search(),
            **_coverage(),
            **openapi_files.openapi_paths(layers),
            **openapi_history.openapi_paths(),
        },
    }
    resolved: Schema = _resolved(described, components)
    return resolved


def _contact(api: str) -> Schema:
    contact = {"name": TITLE, "url": api.removesuffix(API_ROOT) + "/"}
    email = settings().contact_email
    return {**contact, "email": email} if email else contact


def _resolved(node: Any, components: Schema) -> Any:  # noqa: ANN401 - any JSON
    """Replace each reference by its target."""
    if isinstance(node, list):
        return [_resolved(part, components) for part in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if reference is None:
        return {key: _resolved(value, components) for key, value in node.items()}
    _, _, kind, name = reference.split("/")
    return _resolved(components[kind][name], components)


def _capabilities(layers: Sequence[Described]) -> Schema:
    def described(operation: str, summary: str, schema: str) -> Schema:
        media_types = [form.media_type for form in DOCUMENT_FORMS]
        return _get("capabilities", operation, summary, ref(schema), media_types, ONLY_FORM)

    paths = {
        "/": described("landingPage", "Landing page", "landingPage"),
        "/conformance": described("conformance", "Conformance classes", "conformance"),
        "/openapi.json": _get(
            "capabilities", "openapi", "This description", {"type": "object"}, [OPENAPI], {}
        ),
        "/collections": described("collections", "All collections", "collections"),
    }
    for layer in layers:
        path = f"/collections/{layer.name}"
        about = f"About {layer.table.en}"
        paths[path] = described(f"collection.{layer.name}", about, "collection")
        for name in ("schema", FEATURE_SCHEMA, "queryables", "sortables"):
            paths[f"{path}/{name}"] = _get(
                "capabilities",
                f"{name}.{layer.name}",
                f"The {name} of {layer.name}, as JSON Schema",
                ref("jsonSchema"),
                [form.media_type for form in SCHEMA_FORMS],
                ONLY_FORM,
            )
    return paths


def _features(layers: Sequence[Layer]) -> Schema:
    paths: Schema = {}
    for layer in layers:
        every, one = _items(layer, items_parameters(layer), item_parameters(layer))
        if layer.name == "places":
            one["get"]["responses"] |= {"308": _response("moved"), "410": _response("gone")}
        path = f"/collections/{layer.name}/items"
        paths |= {path: every, path + "/{featureId}": one}
    return paths


def _tables(tables: Sequence[StoredTable]) -> Schema:
    """Describe the features of tables, which are not there while their database is not."""
    paths: Schema = {}
    for table in tables:
        both = _items(
            table, table_items.items_parameters(table), table_items.item_parameters(table)
        )
        for described in both:
            described["get"]["responses"]["503"] = _response("databaseUnavailable")
        path = f"/collections/{table.name}/items"
        paths |= {path: both[0], path + "/{featureId}": both[1]}
    return paths


def _items(
    described: Described,
    of_all: Mapping[str, Parameter],
    of_one: Mapping[str, Parameter],
) -> tuple[Schema, Schema]:
    """Describe the features of a collection, and one of them."""
    name = described.name
    media_types = [form.media_type for form in FEATURE_FORMS]
    every = _get(
        "features",
        f"items.{name}",
        described.table.en,
        ref(f"{name}Collection"),
        media_types,
        of_all,
        headers=_WITH_CRS,
    )
    one = _get(
        "features",
        f"item.{name}",
        f"One of {name}",
        ref(f"{name}Feature"),
        media_types,
        of_one,
        headers=_WITH_CRS,
    )
    one["get"]["parameters"].insert(0, _FEATURE_ID)
    one["get"]["responses"]["404"] = _response("notFound")
    return every, one


def _search() -> Schema:
    paths = {
        "/search/nearby": _get(
            "search",
            "nearby",
            "Places near a point or an address, nearest first",
            ref("nearbyCollection"),
            [GEOJSON],
            search.PARAMETERS,
            headers=_WITH_CRS,
        ),
        "/geocode": _get(
            "search",
            "geocode",
            "The point of an address",
            ref("geocodeAnswer"),
            [JSON],
            geocode.PARAMETERS,
        ),
        "/search/suggest": _get(
            "search",
            "suggest",
            "Suggestions for a text that is being typed",
            dict(suggestions.SCHEMA),
            [JSON],
            suggestions.PARAMETERS,
        ),
    }
    for path in paths.values():
        path["get"]["responses"]["503"] = _response("unavailable")
    paths[finding.PATH] = _get(
        "search",
        "search",
        "The places that a question asks for, as the search box answers it",
        model_schema(finding.FoundPlaces),
        [GEOJSON],
        {},
        headers=_WITH_CRS,
    )
    paths[opening.PATH] = _get(
        "search",
        "opening",
        "Whether a place is open at a moment, until when, or why that is not known",
        model_schema(opening.PlaceOpening),
        [JSON],
        {},
    )
    paths[opening.PATH]["get"]["parameters"] = model_parameters(opening.OpeningParameters)
    paths[opening.PATH]["get"]["responses"]["404"] = _response("notFound")
    paths[finding.PATH]["get"]["parameters"] = model_parameters(finding.SearchParameters)
    for asking in ("/geocode", "/search/suggest"):
        for parameter in paths[asking]["get"]["parameters"]:
            parameter["required"] = parameter["name"] == "q"
    return paths


def _coverage() -> Schema:
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
        path = _get("coverage", name, summary, ref("coverage"), [JSON], parameters)
        path["get"]["responses"]["200"]["content"].update(
            {coverage.MEDIA_TYPES[form]: _FILES[form] for form in coverage.FORMS[part][1:]}
        )
        paths[f"/coverage{part}"] = path
    asked = "Where the next places help most, and how close to the best that is"
    path = _get("coverage", "coverage.sites", asked, ref("sites"), [JSON], sites.PARAMETERS)
    path["get"]["responses"]["200"]["content"].update(
        {coverage.MEDIA_TYPES[form]: _FILES[form] for form in sites.FORMS[1:]}
    )
    return {**paths, "/coverage/sites": path}


_FILES: Schema = {
    "csv": {"schema": {"type": "string"}},
    "xlsx": {"schema": {"type": "string", "format": "binary"}},
    "geojson": {"schema": {"type": "object"}},
    "gpkg": {"schema": {"type": "string", "format": "binary"}},
}

_FEATURE_ID: Schema = {
    "name": "featureId",
    "in": "path",
    "required": True,
    "description": "Id of the feature.",
    "schema": {"type": "string"},
}

_WITH_CRS: Schema = {
    **HEADERS,
    "Content-Crs": {
        "description": "Reference system of the coordinates, between < and >.",
        "schema": {"type": "string"},
    },
}


def _get(  # noqa: PLR0913, PLR0917 - the parts of an operation
    tag: str,
    operation: str,
    summary: str,
    schema: Schema,
    media_types: Iterable[str],
    parameters: Mapping[str, Parameter] | None = None,
    *,
    headers: Schema = HEADERS,
) -> Schema:
    """Describe one operation; ``f`` is its only parameter by default."""
    declared = [FORMAT] if parameters is None else parameters.values()
    return {
        "get": {
            "tags": [tag],
            "operationId": operation,
            "summary": summary,
            "parameters": [parameter.as_openapi() for parameter in declared],
            "responses": {
                "200": {
                    "description": summary,
                    "headers": headers,
                    "content": {one: {"schema": _schema_of(one, schema)} for one in media_types},
                },
                "304": {
                    "description": "The copy named in If-None-Match is still valid.",
                    "headers": HEADERS,
                },
                "400": _response("badRequest"),
                "500": _response("serverError"),
            },
        }
    }


def _schema_of(media_type: str, schema: Schema) -> Schema:
    return {"type": "string"} if media_type.startswith("text/") else schema


def _response(name: str) -> Schema:
    return {"$ref": f"#/components/responses/{name}"}


def _errors() -> Schema:
    texts = {
        "badRequest": "Unknown or wrong parameters; every one of them is named.",
        "notFound": "It does not exist.",
        "gone": "It was removed; if it has a successor, that is linked.",
        "serverError": "Something went wrong inside the service.",
        "unavailable": "Addresses cannot be looked up at the moment.",
        "databaseUnavailable": "The database cannot be reached, is busy, or took too long.",
    }
    content = {PROBLEM_JSON: {"schema": ref("problem")}}
    version = {"API-Version": HEADERS["API-Version"]}
    errors: Schema = {
        name: {"description": text, "headers": version, "content": content}
        for name, text in texts.items()
    }
    errors["databaseUnavailable"]["headers"] = {
        **version,
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    }
    errors["gone"]["headers"] = {**version, "Link": LINK_HEADER}
    location = {"description": "Where it is now.", "schema": {"type": "string", "format": "uri"}}
    errors["moved"] = {
        "description": "A former id: the place now has another one.",
        "headers": {**version, "Location": location},
    }
    return errors
