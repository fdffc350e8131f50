"""The offer as DCAT-AP-NL 3.0 (JSON-LD): catalogue, datasets, files, and the API as a service.

The profile: https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/ . The context is written out, so that
reading it fetches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from geo.catalogue.offer import Offer
from geo.catalogue.terms import PUBLISHER, UNKNOWN, terms_of
from geo.collections.layer import Layer
from geo.io.formats import FORMATS, Format

PROFILE = "http://data.europa.eu/r5r/"
"""The application profile that the catalogue follows (DCAT-AP)."""

_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_THEMES = (f"{_EU}/data-theme/SOCI", f"{_EU}/data-theme/REGI")
_PUBLIC = f"{_EU}/access-right/PUBLIC"
_LANGUAGES = (f"{_EU}/language/NLD", f"{_EU}/language/ENG")
_FILE_TYPES = MappingProxyType(
    {
        "geojson": "GEOJSON",
        "gpkg": "GPKG",
        "parquet": "PARQUET",
        "csv": "CSV",
        "xlsx": "XLSX",
        "kml": "KML",
    }
)
"""Names in the EU's list of file types, which lacks FlatGeobuf."""

_CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def dcat(offer: Offer) -> dict[str, Any]:
    """Describe an offer as DCAT-AP-NL."""
    datasets = [_dataset(offer, layer) for layer in offer.layers]
    catalogue = {
        "@id": f"{offer.api}/catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _in_languages(offer.about.title),
        "dct:description": _in_languages(offer.about.description),
        "dct:publisher": {"@id": _publisher(offer)},
        "dct:creator": {"@id": _publisher(offer)},
        "dcat:contactPoint": {"@id": _contact(offer)},
        "dct:language": _ids(_LANGUAGES),
        "dct:conformsTo": {"@id": PROFILE},
        "dct:license": {"@id": UNKNOWN},
        "foaf:homepage": {"@id": f"{offer.site}/"},
        "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
        "dcat:dataset": [{"@id": one["@id"]} for one in datasets],
        "dcat:service": {"@id": offer.api},
        **_dates(offer),
    }
    files = [_file(offer, layer, form) for layer in offer.layers for form in FORMATS.values()]
    shared = [_service(offer), *_standards(offer), _agent(offer), _contact_point(offer)]
    return {"@context": _CONTEXT, "@graph": [catalogue, *datasets, *files, *shared]}


def _dataset(offer: Offer, layer: Layer) -> dict[str, Any]:
    table, terms = layer.table, terms_of(layer.name, layer.table.credit)
    here = f"{offer.api}/collections/{layer.name}"
    dataset: dict[str, Any] = {
        "@id": here,
        "@type": "dcat:Dataset",
        "dct:identifier": here,
        "dct:title": _in_languages({"nl": table.nl, "en": table.en}),
        "dct:description": _in_languages(
            {
                "nl": f"{table.nl}. {offer.about.description['nl']}",
                "en": f"{table.en}. {offer.about.description['en']}",
            }
        ),
        "dcat:keyword": [
            {"@value": word, "@language": language}
            for language, words in offer.about.keywords.items()
            for word in words
        ],
        "dct:publisher": {"@id": _publisher(offer)},
        "dct:creator": {"@id": _publisher(offer)},
        "dcat:contactPoint": {"@id": _contact(offer)},
        "dcat:theme": _ids(_THEMES),
        "dct:accessRights": {"@id": _PUBLIC},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/IRREG"},
        "dct:language": _ids(_LANGUAGES),
        "dcat:landingPage": {"@id": f"{offer.site}/"},
        "dcat:version": offer.directory.version,
        "dct:rights": _rights(terms.rights),
        "dcat:distribution": [{"@id": offer.address(layer, form)} for form in FORMATS.values()],
        **_dates(offer),
    }
    if table.credit:
        dataset["dct:provenance"] = _node("dct:ProvenanceStatement", table.credit)
    if layer.total_bounds is not None:
        west, south, east, north = layer.total_bounds
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        wkt = ", ".join(f"{x:.6f} {y:.6f}" for x, y in ring)
        box = {"@value": f"POLYGON(({wkt}))", "@type": "geosparql:wktLiteral"}
        dataset["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": box}
    return dataset


def _file(offer: Offer, layer: Layer, form: Format) -> dict[str, Any]:
    terms, address = terms_of(layer.name, layer.table.credit), offer.address(layer, form)
    file: dict[str, Any] = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _in_languages(
            {"nl": f"{layer.table.nl} ({form.title})", "en": f"{layer.table.en} ({form.title})"}
        ),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:accessService": {"@id": offer.api},
        "dcat:mediaType": {"@id": f"{_IANA}/{form.media_type}"},
        "dct:license": {"@id": terms.licence},
        "dct:rights": _rights(terms.rights),
        "dct:language": _ids(_LANGUAGES),
        **_dates(offer),
    }
    if form.name in _FILE_TYPES:
        file["dct:format"] = {"@id": f"{_EU}/file-type/{_FILE_TYPES[form.name]}"}
    facts = offer.facts(layer, form)
    if facts is not None:
        file["dcat:byteSize"] = {"@value": str(facts.size), "@type": "xsd:nonNegativeInteger"}
        file["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": facts.sha256, "@type": "xsd:hexBinary"},
        }
    return file


def _service(offer: Offer) -> dict[str, Any]:
    return {
        "@id": offer.api,
        "@type": "dcat:DataService",
        "dct:identifier": offer.api,
        "dct:title": _in_languages(
            {"nl": f"{offer.about.title['nl']}: API", "en": f"{offer.about.title['en']}: API"},
        ),
        "dct:description": _in_languages(
            {
                "nl": "OGC API Features op alle verzamelingen, zoeken, dekking en bestanden.",
                "en": "OGC API Features on every collection, search, coverage and files.",
            }
        ),
        "dcat:endpointURL": {"@id": offer.api},
        "dcat:endpointDescription": {"@id": f"{offer.api}/openapi.json"},
        "dcat:servesDataset": [
            {"@id": f"{offer.api}/collections/{layer.name}"} for layer in offer.layers
        ],
        "dct:publisher": {"@id": _publisher(offer)},
        "dct:creator": {"@id": _publisher(offer)},
        "dcat:contactPoint": {"@id": _contact(offer)},
        "dcat:theme": _ids(_THEMES),
        "dct:accessRights": {"@id": _PUBLIC},
        "dct:license": {"@id": UNKNOWN},
        "dct:language": _ids(_LANGUAGES),
        "dct:conformsTo": _ids(offer.conformance),
        "foaf:page": {"@id": f"{offer.api}/openapi.json"},
    }


def _standards(offer: Offer) -> list[dict[str, Any]]:
    """Mark each conformance class as a standard, which is the range of conformsTo."""
    return [{"@id": one, "@type": "dct:Standard"} for one in (PROFILE, *offer.conformance)]


def _agent(offer: Offer) -> dict[str, Any]:
    return {
        "@id": _publisher(offer),
        "@type": "foaf:Agent",
        "foaf:name": PUBLISHER,
        "foaf:homepage": {"@id": f"{offer.site}/"},
    }


def _contact_point(offer: Offer) -> dict[str, Any]:
    contact = {
        "@id": _contact(offer),
        "@type": "vcard:Kind",
        "vcard:fn": PUBLISHER,
        "vcard:hasURL": {"@id": f"{offer.site}/"},
    }
    if offer.email:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{offer.email}"}
    return contact


def _publisher(offer: Offer) -> str:
    return f"{offer.api}/catalogue#publisher"


def _contact(offer: Offer) -> str:
    return f"{offer.api}/catalogue#contact"


def _dates(offer: Offer) -> dict[str, Any]:
    date = offer.directory.date
    return {"dct:modified": {"@value": date, "@type": "xsd:date"}} if date else {}


def _rights(text: str) -> dict[str, Any]:
    return _node("dct:RightsStatement", text)


def _node(kind: str, text: str) -> dict[str, Any]:
    return {"@type": kind, "rdfs:label": {"@value": text, "@language": "en"}}


def _in_languages(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _ids(addresses: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": address} for address in addresses]
