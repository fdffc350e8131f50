"""The offer as schema.org, for the search engines of data sets."""

from __future__ import annotations

from typing import Any

from geo.catalogue.citation import citation
from geo.catalogue.offer import Offer
from geo.catalogue.terms import PUBLISHER, UNKNOWN, terms_of
from geo.collections.layer import Layer
from geo.io.formats import FORMATS
from geo.model.vocabulary import Language
from geo.release.cities import together


def data_catalog(offer: Offer, language: Language = "nl") -> dict[str, Any]:
    """Describe an offer as a schema.org DataCatalog, for a page.

    Parameters
    ----------
    language
        Language of titles and descriptions: Dutch for ``nl``, English for any other.

    Returns
    -------
    dict
        A JSON-LD document; in a page it goes in a script of type ``application/ld+json``, with
        ``<`` escaped.
    """
    spoken = _spoken(language)
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "@id": f"{offer.api}/catalogue",
        "name": offer.about.title[spoken],
        "description": offer.about.description[spoken],
        "url": f"{offer.site}/",
        "inLanguage": spoken,
        "publisher": _publisher(offer),
        "dataset": [_within(dataset(offer, layer, language)) for layer in offer.layers],
    }


def dataset(offer: Offer, layer: Layer, language: Language = "nl") -> dict[str, Any]:
    """Describe a collection as a schema.org Dataset, for its page.

    Parameters
    ----------
    language
        Language of titles and descriptions: Dutch for ``nl``, English for any other.

    Returns
    -------
    dict
        A JSON-LD document; in a page it goes in a script of type ``application/ld+json``, with
        ``<`` escaped.
    """
    spoken = _spoken(language)
    title = layer.table.nl if spoken == "nl" else layer.table.en
    terms = terms_of(layer.name, layer.table.credit)
    described: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{offer.api}/collections/{layer.name}",
        "name": title,
        "description": f"{title}. {offer.about.description[spoken]}",
        "url": f"{offer.api}/collections/{layer.name}",
        "identifier": f"{offer.api}/collections/{layer.name}",
        "version": offer.directory.version,
        "inLanguage": ["nl", "en"],
        "isAccessibleForFree": True,
        "keywords": list(offer.about.keywords[spoken]),
        "creator": _publisher(offer),
        "publisher": _publisher(offer),
        "creditText": layer.table.credit or PUBLISHER,
        "usageInfo": terms.rights,
        "citation": citation(offer, layer),
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": f"{offer.api}/catalogue"},
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": field.name,
                "description": field.description(spoken),
                **({"unitText": field.unit} if field.unit else {}),
            }
            for field in layer.table.fields
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": form.title,
                "encodingFormat": form.media_type,
                "contentUrl": offer.address(layer, form),
            }
            for form in FORMATS.values()
        ],
    }
    if terms.licence != UNKNOWN:
        described["license"] = terms.licence
    if offer.directory.date:
        described["dateModified"] = offer.directory.date
    if layer.total_bounds is not None:
        west, south, east, north = layer.total_bounds
        box = f"{south:.6f} {west:.6f} {north:.6f} {east:.6f}"
        described["spatialCoverage"] = {
            "@type": "Place",
            "name": together(city.name for city in offer.directory.cities),
            "geo": {"@type": "GeoShape", "box": box},
        }
    return described


def _within(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out the context, which the surrounding document has."""
    return {name: value for name, value in document.items() if name != "@context"}


def _publisher(offer: Offer) -> dict[str, str]:
    return {"@type": "Organization", "name": PUBLISHER, "url": f"{offer.site}/"}


def _spoken(language: Language) -> Language:
    return "nl" if language == "nl" else "en"
