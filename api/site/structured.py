"""A place as schema.org data inside its page, for search engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from geo.directory.descriptions import safe_link
from geo.hours import Hours
from geo.model.vocabulary import Access, Precision, Status

_ACCESSIBLE = {Access.YES: True, Access.NO: False}
"""The values that search engines understand; they have none for partly and unknown."""


def place(
    known: Mapping[str, Any],
    point: tuple[float, float] | None,
    hours: Hours,
    address: str,
    city: str,
) -> str:
    """Describe a place as a ``CivicStructure`` of schema.org.

    Parameters
    ----------
    point
        Longitude and latitude; only an exact point is included.
    hours
        Included where they are understood, dated and not outdated.

    Returns
    -------
    str
        JSON for a ``script`` element, without what is unknown.
    """
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        "@id": address,
        "url": address,
        "name": known["name"],
        "alternateName": known.get("alt_names") or None,
        "address": _postal_address(known, city),
        "telephone": known.get("phone") or None,
        "email": known.get("email") or None,
        "sameAs": safe_link(known.get("website")) or None,
    }
    if point is not None and known["precision"] == Precision.ADDRESS:
        said["geo"] = {"@type": "GeoCoordinates", "longitude": point[0], "latitude": point[1]}
    if hours.understood and hours.observed is not None and known["status"] == Status.OPEN:
        said["openingHours"] = hours.text
    accessible = _ACCESSIBLE.get(Access(known["access"]))
    if accessible is not None:
        said["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "wheelchair accessible",
            "value": accessible,
        }
    told = orjson.dumps({name: value for name, value in said.items() if value is not None})
    # Nothing is unescaped inside a script element, so nothing may look like its end.
    return told.decode().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _postal_address(known: Mapping[str, Any], city: str) -> dict[str, str] | None:
    if not known.get("street"):
        return None
    street = " ".join(filter(None, (known["street"], known.get("house_number"))))
    told = {
        "@type": "PostalAddress",
        "streetAddress": street,
        "postalCode": known.get("postcode") or "",
        "addressLocality": known.get("city") or city,
        "addressCountry": "NL",
    }
    return {name: value for name, value in told.items() if value}
