"""The places of a list as files: the question of the site in the terms of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from api.web.http import API_ROOT
from api.web.served import of_city
from geo.directory.directory import Directory
from geo.io.formats import FORMATS
from geo.model.vocabulary import Access
from geo.search import SearchQuestion, SearchResult

OFFERED: Final = ("xlsx", "csv", "geojson", "gpkg")
"""The formats that a list offers; the page about the data has all."""


def downloads(directory: Directory, answer: SearchResult) -> tuple[tuple[str, str], ...]:
    """Link to files with exactly the places of a list, including those of its other pages.

    Returns
    -------
    tuple of (str, str)
        Title of each format and the URL of the file. A file is in the order of the ids, without
        distances or the point they were measured from.
    """
    query = urlencode({**selection(directory, answer), **of_city()})
    here = f"{API_ROOT}/exports/places"
    return tuple(
        (FORMATS[name].title, f"{here}{FORMATS[name].extension}" + (f"?{query}" if query else ""))
        for name in OFFERED
    )


def selection(directory: Directory, answer: SearchResult) -> Mapping[str, str]:
    """Write what selects the places of a list as parameters of the API.

    Returns
    -------
    Mapping
        Equality of columns where that is equivalent; otherwise, as for words or a moment, a CQL2
        filter that names the places.
    """
    layer = directory.layers["places"]
    found = sorted(entry.position for entry in answer.entries)
    equals = _equals(answer.question)
    if layer.select(equals).positions.tolist() == found:
        return equals
    names = ", ".join("'{}'".format(layer.ids[one].replace("'", "''")) for one in found)
    return {"filter": f"id IN ({names})"}


def _equals(question: SearchQuestion) -> dict[str, str]:
    asked = {
        "kind": question.kind,
        "status": question.status,
        "gebied_code": question.gebied,
        # Partly accessible means "at least partly" on the site, which no equality can express.
        "access": None if question.access is Access.LIMITED else question.access,
    }
    return {name: str(value) for name, value in asked.items() if value}
