"""Layers of services, page by page: ArcGIS feature services and OGC API Features.

ArcGIS: https://developers.arcgis.com/rest/services-reference/enterprise/query-feature-service-layer/
OGC API Features: https://docs.ogc.org/is/17-069r4/17-069r4.html
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from geo.intake.features import rows_of_answer
from geo.intake.fetching import Fetcher
from geo.intake.incoming import MAX_ROWS, IncomingList, IncomingRow, too_much
from geo.model.errors import InputError, Problem
from geo.model.said import Said

_ARCGIS = re.compile(r"/(?:Feature|Map)Server(?:/\d+)?/?(?:query)?/?$", re.IGNORECASE)
_PAGE = 1000
_MOST_PAGES = 500
_MILLISECONDS = 1000


def is_arcgis(url: str) -> bool:
    """Whether an address is that of a layer of an ArcGIS feature service, or of the service.

    Examples
    --------
    >>> is_arcgis("https://example.org/arcgis/rest/services/Huizen/FeatureServer/0")
    True
    """
    return bool(_ARCGIS.search(httpx.URL(url).path))


def read_arcgis(url: str, fetcher: Fetcher) -> IncomingList:
    """Read a layer of an ArcGIS feature service.

    Parameters
    ----------
    url
        Of the layer; of the service, whose first layer is taken then.

    Raises
    ------
    InputError
        When it is no such layer.
    MeetingplacesError
        When the service does not answer.
    """
    layer = re.sub(r"/(?:query)?/?$", "", str(httpx.URL(url).copy_with(query=None)))
    if not re.search(r"/\d+$", layer):
        described = _object(fetcher.get(layer, {"f": "json"}), layer)
        layers = described.get("layers") or [{"id": 0}]
        layer = f"{layer}/{layers[0]['id']}"
    about = _object(fetcher.get(layer, {"f": "json"}), layer)
    formats = str(about.get("supportedQueryFormats", "")).lower().replace(" ", "").split(",")
    driver, answer = ("GeoJSON", "geojson") if "geojson" in formats else ("ESRIJSON", "json")
    key = _key(about)
    page = min(int(about.get("maxRecordCount") or _PAGE), _PAGE)
    rows: list[IncomingRow] = []
    for _ in range(_MOST_PAGES):
        query = {
            "where": "1=1",
            "outFields": "*",
            "returnGeometry": "true",
            "outSR": "4326",
            "f": answer,
            "resultOffset": str(len(rows)),
            "resultRecordCount": str(page),
            **({"orderByFields": key} if key else {}),
        }
        response = fetcher.get(f"{layer}/query", query)
        content = _object(response, layer)
        features = content.get("features")
        if not isinstance(features, list):
            raise _no_layer(layer, Said("features"))
        if features:
            first = len(rows) + 1
            # GeoJSON of these services names its reference system where it is not longitude and
            # latitude, and GDAL reads that; some give the system of the layer whatever is asked.
            rows += rows_of_answer(layer, response.content, driver, first=first)
        if len(rows) > MAX_ROWS:
            raise too_much(Said("more features"), MAX_ROWS, layer)
        more = content.get("exceededTransferLimit") or (content.get("properties") or {}).get(
            "exceededTransferLimit"
        )
        if not features or not more:
            break
    return IncomingList.of_rows(
        layer,
        rows,
        licence=str(about.get("copyrightText") or ""),
        published=_edited(about),
    )


def read_ogc_features(url: str, fetcher: Fetcher) -> IncomingList:
    """Read a collection of an OGC API Features service, following its links to the next page.

    Parameters
    ----------
    url
        Of the collection, or of its items.

    Raises
    ------
    InputError
        When it is no such collection.
    MeetingplacesError
        When the service does not answer.
    """
    address = httpx.URL(url)
    if not address.path.rstrip("/").endswith("/items"):
        address = address.copy_with(path=f"{address.path.rstrip('/')}/items")
    address = address.copy_merge_params({"f": "json"})
    if "limit" not in address.params:
        address = address.copy_merge_params({"limit": str(_PAGE)})
    rows: list[IncomingRow] = []
    seen: set[str] = set()
    while str(address) not in seen and len(seen) < _MOST_PAGES:
        seen.add(str(address))
        response = fetcher.get(str(address))
        content = _object(response, url)
        if content.get("type") != "FeatureCollection":
            raise _no_layer(url, Said("a FeatureCollection"))
        if content.get("features"):
            rows += rows_of_answer(url, response.content, "GeoJSON", first=len(rows) + 1)
        if len(rows) > MAX_ROWS:
            raise too_much(Said("more features"), MAX_ROWS, url)
        links = content.get("links") or []
        following = next((one["href"] for one in links if one.get("rel") == "next"), None)
        if following is None:
            break
        address = response.url.join(following)
    return IncomingList.of_rows(url, rows)


def _object(response: httpx.Response, name: str) -> dict[str, Any]:
    """Read an answer as a JSON object; ArcGIS gives errors with status 200."""
    try:
        content = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        raise _no_layer(name, Said("JSON")) from None
    if not isinstance(content, dict):
        raise _no_layer(name, Said("a JSON object"))
    error = content.get("error")
    if error:
        message = error.get("message", error) if isinstance(error, dict) else error
        found = Said("the error %(message)s", message=f"'{message}'")
        raise InputError([Problem(found, Said("a layer of features"), file=name)])
    return content


def _key(about: dict[str, Any]) -> str:
    """Name the column that numbers the features of a layer, so that pages do not overlap."""
    fields = about.get("fields") or []
    named = (one["name"] for one in fields if one.get("type") == "esriFieldTypeOID")
    return str(about.get("objectIdField") or next(named, ""))


def _edited(about: dict[str, Any]) -> str:
    """Say when a layer was last edited."""
    at = (about.get("editingInfo") or {}).get("lastEditDate")
    return f"{datetime.fromtimestamp(at / _MILLISECONDS, UTC):%Y-%m-%d}" if at else ""


def _no_layer(name: str, expected: str) -> InputError:
    return InputError([Problem(Said("another answer"), expected, file=name)])
