"""The places of a list as files: the question of the site, said as the API understands it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from api.web.http import API_ROOT
from geo.directory.directory import Directory
from geo.io.formats import FORMATS
from geo.model.vocabulary import Access
from geo.search import SearchQuestion, SearchResult

OFFERED: Final = ("xlsx", "csv", "geojson", "gpkg")
"""The formats that a list offers; the page about the data has all."""


def downloads(directory: Directory, answer: SearchResult) -> tuple[tuple[str, str], ...]:
    """Link to files that hold exactly the places of a list, those of its other pages included.

    Parameters
    ----------
    directory
        The release.
    answer
        What was found.

    Returns
    -------
    tuple of (str, str)
        Title of each format and the address of the file. A file has the order of the ids, and
        neither distances nor where they were counted from.
    """
    query = urlencode(selection(directory, answer))
    here = f"{API_ROOT}/exports/places"
    return tuple(
        (FORMATS[name].title, f"{here}{FORMATS[name].extension}" + (f"?{query}" if query else ""))
        for name in OFFERED
    )


def selection(directory: Directory, answer: SearchResult) -> Mapping[str, str]:
    """Write what chooses the places of a list as parameters of the API.

    Parameters
    ----------
    directory
        The release.
    answer
        What was found.

    Returns
    -------
    Mapping
        Equality of columns where that says the same; otherwise, as for words or a moment, a filter
        in CQL2 that names the places.
    """
    layer = directory.layers["places"]
    found = sorted(entry.position for entry in answer.entries)
    equals = _equals(answer.question)
    if layer.select(equals).tolist() == found:
        return equals
    names = ", ".join("'{}'".format(layer.ids[one].replace("'", "''")) for one in found)
    return {"filter": f"id IN ({names})"}


def _equals(question: SearchQuestion) -> dict[str, str]:
    asked = {
        "kind": question.kind,
        "status": question.status,
        "gebied_code": question.gebied,
        # Partly accessible means "at least partly" on the site, which no equality says.
        "access": None if question.access is Access.LIMITED else question.access,
    }
    return {name: str(value) for name, value in asked.items() if value}
