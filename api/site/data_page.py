"""The page about the data: what there is, in which files, on which terms, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from api.site.layout import render
from api.v1.catalogue import offer_of
from api.web.cache import of_release
from api.web.http import API_ROOT
from api.web.i18n import FOR_PLANNERS, PREFIX, translations
from geo.catalogue import bibtex, citation, data_catalog
from geo.catalogue.terms import terms_of
from geo.city.credits import credited
from geo.collections.layer import Layer
from geo.directory.directory import Directory
from geo.i18n.languages import format_number, format_partial_date
from geo.io.formats import FORMATS
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Language

PATH = "/data"
_BRIEF = ("@type", "@id", "name", "description", "url", "usageInfo", "license")
"""What other pages say about each data set."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection in words.

    Parameters
    ----------
    terms
        Its terms of use.
    """

    name: str
    title: str
    count: str
    terms: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A release in words."""

    name: str
    date: str
    in_use: bool
    kilobytes: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """Terms of use, and the number of sources with them."""

    licence: str
    sources: str
    rows: str


@of_release
def page(directory: Directory, language: Language, origin: str) -> bytes:
    """Write the page.

    Parameters
    ----------
    origin
        URL of the site without a path.
    """
    offer = offer_of(directory, f"{origin}{API_ROOT}")
    history = directory.history
    return render(
        "data.html",
        directory,
        language,
        languages=FOR_PLANNERS,
        origin=origin,
        path=PATH,
        sprite="",
        api=offer.api,
        collections=tuple(_collection(layer, directory, language) for layer in offer.layers),
        source_terms=_source_terms(directory, language),
        citation=citation(offer),
        bibtex=bibtex(offer),
        releases=tuple(
            Release(
                one.id,
                _date(one.date, language),
                one.version == history.current.version,
                format_number(one.bytes / 1000, language, decimals=0),
                one.sha256,
            )
            for one in reversed(history.archive.releases)
        ),
        is_frozen=any(one.version == history.current.version for one in history.archive.releases),
        current=history.current.release,
        since=history.states[0].release,
        json_ld=_in_script(data_catalog(offer, language)),
    )


@of_release
def brief_catalogue(directory: Directory, language: Language, origin: str) -> str:
    """Describe in schema.org which data there are, for a page that is not about them.

    Parameters
    ----------
    origin
        URL of the site without a path.

    Returns
    -------
    str
        JSON for a ``script`` element: a DataCatalog with its data sets, described in more detail on
        the page about the data.
    """
    told = data_catalog(offer_of(directory, f"{origin}{API_ROOT}"), language)
    spoken: Language = "nl" if language == "nl" else "en"
    told["url"] = f"{origin}{PREFIX[spoken]}{PATH}"
    told["dataset"] = [
        {name: one[name] for name in _BRIEF if name in one} for one in told["dataset"]
    ]
    return _in_script(told)


def _collection(layer: Layer, directory: Directory, language: Language) -> Collection:
    credit = credited(layer.table, directory.cities, language).credit
    return Collection(
        name=layer.name,
        title=layer.table.nl if language == "nl" else layer.table.en,
        count=format_number(len(layer), language, decimals=0),
        terms=terms_of(layer.name, credit, language).rights,
        files=tuple(
            (form.title, f"{API_ROOT}/exports/{layer.name}{form.extension}")
            for form in FORMATS.values()
        ),
    )


def _source_terms(directory: Directory, language: Language) -> tuple[SourceTerms, ...]:
    """Count the terms that the sources state themselves."""
    _ = translations(language).gettext
    known = directory.layers["observations"].frame[["licence", "source_title"]].fillna("")
    counted = known.groupby("licence")["source_title"].agg(["nunique", "size"])
    said = {"": _("nothing stated"), "facts only": _("no licence: only facts were taken over")}
    return tuple(
        SourceTerms(
            said.get(str(licence), str(licence)),
            format_number(int(row["nunique"]), language, decimals=0),
            format_number(int(row["size"]), language, decimals=0),
        )
        for licence, row in counted.sort_values("size", ascending=False).iterrows()
    )


def _date(text: str, language: Language) -> str:
    when = PartialDate.parse(text) if text else None
    return format_partial_date(when, language) if when else ""


def _in_script(document: dict[str, Any]) -> str:
    # Nothing is unescaped inside a script element, so nothing may look like its end.
    told = orjson.dumps(document).decode()
    return told.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
