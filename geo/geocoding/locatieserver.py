"""PDOK Locatieserver v3_1: the register of addresses, online.

Documentation: https://github.com/PDOK/locatieserver/wiki/API-Locatieserver. Answers come from the
register (BAG), so an address is exact. Three traps are known. Undocumented parameters are refused.
The score is not a confidence: a street may outscore the exact address, so addresses are requested
separately and their parts compared. And the service is free for fair use without a published rate:
at most two requests a second are sent, and answers are kept on disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx
import numpy as np
from platformdirs import user_cache_path
from rapidfuzz import fuzz

from geo.city.profile import CityProfile
from geo.geocoding._http import TIMEOUT, Clock, PoliteClient, RateLimit
from geo.geocoding.addresses import Address, normalise_street
from geo.geocoding.answers import (
    ADDRESS_UNCERTAINTY_M,
    NO_HINT,
    OTHER_LETTER_UNCERTAINTY_M,
    POSTCODE6_UNCERTAINTY_M,
    Candidate,
    GeocodingResult,
    Hint,
    agreement,
    postcode_agreement,
    postcode_finding,
)
from geo.geocoding.cache import AnswerCache
from geo.geocoding.streets import LEAST_ALIKE
from geo.model.crs import RD_NEW
from geo.model.errors import ProviderUnavailable
from geo.model.findings import Finding
from geo.model.text import fold
from geo.model.vocabulary import Precision

NAME = "pdok-locatieserver"
REQUESTS_PER_SECOND = 2.0
ROWS = "20"
FIELDS = (
    "id,type,weergavenaam,score,straatnaam,huisnummer,huisletter,huisnummertoevoeging,postcode,"
    "woonplaatsnaam,gemeentenaam,gemeentecode,wijkcode,wijknaam,buurtcode,buurtnaam,centroide_ll"
)
"""The documented fields that are used."""

TYPES: Mapping[str, tuple[Precision, float]] = {
    "adres": (Precision.ADDRESS, ADDRESS_UNCERTAINTY_M),
    "weg": (Precision.STREET, 360.0),
    "postcode": (Precision.POSTCODE, POSTCODE6_UNCERTAINTY_M),
    "buurt": (Precision.NEIGHBOURHOOD, 760.0),
    "wijk": (Precision.NEIGHBOURHOOD, 3_900.0),
}
"""The precision of each type of the service, with the radius that holds nine in ten, in metres.

Measured on the known addresses: 90 % lie within 360 m of the middle of their street and within 760
m of the middle of their buurt. A wijk is a gebied: 90 % of the people of the largest residential
one live within 3.9 km of its middle. The types woonplaats and gemeente have precision ``none``,
since the middle of a town says nothing about a place in it; they are not requested.
"""
_POINT = re.compile(r"POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)")


FAR_APART_M = 100.0
"""Addresses that agree equally well but lie further apart than this, in metres, are not one front
door."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One document of an answer, with its point and the share of the question it agrees with."""

    doc: Mapping[str, Any]
    type: str
    lon: float
    lat: float
    score: float

    @property
    def candidate(self) -> Candidate:
        """The document as a candidate."""
        precision, _ = TYPES[self.type]
        return Candidate(str(self.doc["weergavenaam"]), self.lon, self.lat, precision, self.score)

    @property
    def street(self) -> str:
        """Key of the street it lies in."""
        return normalise_street(_text(self.doc, "straatnaam"))


class Locatieserver:
    """A client of PDOK Locatieserver; use `Locatieserver.open`, and close it or use it in ``with``.

    Parameters
    ----------
    client
        Sends the requests; its base address is that of the service.
    city
        Only answers in this municipality count.
    """

    name = NAME

    def __init__(
        self,
        client: httpx.Client,
        cache: AnswerCache,
        *,
        city: CityProfile,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or Clock()
        self._client = client
        self._polite = PoliteClient(
            "PDOK Locatieserver", client, RateLimit(REQUESTS_PER_SECOND, clock), clock
        )
        self._cache = cache
        self.city = city

    @classmethod
    def open(  # noqa: PLR0913 - one per part that tests swap
        cls,
        url: str,
        city: CityProfile,
        *,
        cache: Path | None = None,
        transport: httpx.BaseTransport | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        clock: Clock | None = None,
    ) -> Locatieserver:
        """Make a client for a service.

        Parameters
        ----------
        url
            Address of the service, without the last part (``/free``).
        city
            Only answers in this municipality count.
        cache
            File for the answers; by default in the user's cache folder.
        transport
            What carries the requests; the network by default.

        Returns
        -------
        Locatieserver
            Ready to ask; nothing is sent yet.
        """
        path = cache or user_cache_path("meetingplaces") / "locatieserver.sqlite"
        client = httpx.Client(
            base_url=url,
            transport=transport,
            timeout=timeout,
            headers={"User-Agent": "meetingplaces", "Accept": "application/json"},
        )
        return cls(client, AnswerCache(path), city=city, clock=clock)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        """Use in ``with``."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close at the end of ``with``."""
        self.close()

    def geocode(self, address: Address, hint: Hint = NO_HINT) -> GeocodingResult:
        """Find an address; see `geo.geocoding.Geocoder`.

        Returns
        -------
        GeocodingResult
            Precision ``none`` where nothing agrees.

        Raises
        ------
        ProviderUnavailable
            If the service does not answer, refuses, or gives an undocumented answer.
        """
        houses = self._houses(address)
        agreeing = [one for one in houses if _postcode_agrees(address, one)]
        if agreeing:
            return _choose(address, hint, agreeing)
        streets = houses or self._named(address, "weg")
        postcodes = self._postcodes(address)
        in_postcode = {one.street for one in postcodes}
        if streets and postcodes and in_postcode.isdisjoint(one.street for one in streets):
            return _contradiction(address, streets[0], postcodes[0])
        found = postcodes or streets
        found = found or self._named(address, "buurt") or self._named(address, "wijk")
        return _choose(address, hint, found) if found else _not_found(address, self.city)

    def _houses(self, address: Address) -> list[_Found]:
        """Request the exact address; keep results with this number, street and town."""
        if address.house_number is None:
            return []
        addition = f"-{address.addition}" if address.addition else ""
        number = f"{address.house_number}{address.letter}{addition}"
        words = (address.street or address.postcode, number, address.city)
        docs = self._free(words, "type:adres", f"huisnummer:{address.house_number}")
        return _agreeing(
            address, [doc for doc in docs if doc.get("huisnummer") == address.house_number]
        )

    def _named(self, address: Address, kind: str) -> list[_Found]:
        """Request a street or district by name."""
        if not address.street:
            return []
        return _agreeing(address, self._free((address.street, address.city), f"type:{kind}"))

    def _postcodes(self, address: Address) -> list[_Found]:
        """Request a postcode; the service knows them only with their letters."""
        if len(address.postcode) != len("3011RS"):
            return []
        docs = self._free((address.postcode,), "type:postcode")
        asked = Address(postcode=address.postcode, city=address.city)
        return _agreeing(asked, [doc for doc in docs if doc.get("postcode") == address.postcode])

    def _free(self, words: Sequence[str], *filters: str) -> list[Mapping[str, Any]]:
        """Query ``/free`` and return the documents of the answer, from the cache if possible."""
        fq = list(filters)
        fq.append(f"gemeentecode:{self.city.code.removeprefix('GM')}")
        params: dict[str, str | Sequence[str]] = {
            "q": _plain(" ".join(words)),
            "fq": fq,
            "rows": ROWS,
            "fl": FIELDS,
        }
        key = json.dumps(params, sort_keys=True, ensure_ascii=False)
        body = self._cache.get(key)
        if body is not None:
            return _documents(body)
        body = self._polite.get("free", params)
        documents = _documents(body)
        self._cache.put(key, body)
        return documents


def _plain(text: str) -> str:
    """Leave out characters that mean something to the search engine (Solr)."""
    return " ".join(re.sub(r"[^\w\s'.-]", " ", text).replace(" -", " ").split())


def _documents(body: str) -> list[Mapping[str, Any]]:
    """Return the documents of an answer, or raise if it is not as documented."""
    try:
        return [doc for doc in json.loads(body)["response"]["docs"] if isinstance(doc, dict)]
    except (ValueError, KeyError, TypeError) as error:
        raise ProviderUnavailable(
            "PDOK Locatieserver answered with something other than the documented JSON "
            f"(it begins with {body[:60]!r})."
        ) from error


def _agreeing(address: Address, docs: Sequence[Mapping[str, Any]]) -> list[_Found]:
    """Keep the documents that agree with the question in name and town, best first."""
    found = [one for one in (_compare(address, doc) for doc in docs) if one is not None]
    return sorted(found, key=lambda one: -one.score)


def _compare(address: Address, doc: Mapping[str, Any]) -> _Found | None:
    """Compare a document part by part; None if name or town differ, or it has no point."""
    kind = _text(doc, "type")
    point = _POINT.fullmatch(_text(doc, "centroide_ll"))
    if point is None or kind not in TYPES or not _text(doc, "weergavenaam"):
        return None
    name = _text(doc, f"{kind}naam" if kind in ("buurt", "wijk") else "straatnaam")
    likeness = fuzz.ratio(normalise_street(address.street), normalise_street(name))
    in_town = _city_agrees(address.city, doc)
    if (address.street and likeness < LEAST_ALIKE) or (address.city and not in_town):
        return None
    asked = (address.letter, address.addition.upper())
    is_house = kind == "adres" and doc.get("huisnummer") == address.house_number
    score = agreement(
        address,
        street=likeness / 100,
        house=is_house * (1.0 if _letter_and_addition(doc) == asked else 0.5),
        postcode=postcode_agreement(address.postcode, _text(doc, "postcode")),
        city=float(in_town),
    )
    return _Found(doc, kind, float(point[1]), float(point[2]), score)


def _text(doc: Mapping[str, Any], field: str) -> str:
    """Return a field as text; empty where it is absent or null."""
    value = doc.get(field)
    return "" if value is None else str(value)


def _letter_and_addition(doc: Mapping[str, Any]) -> tuple[str, str]:
    return _text(doc, "huisletter").upper(), _text(doc, "huisnummertoevoeging").upper()


def _city_agrees(asked: str, doc: Mapping[str, Any]) -> bool:
    """Compare towns; people also write the municipality or the district for the town."""
    fields = ("woonplaatsnaam", "gemeentenaam", "wijknaam", "buurtnaam")
    return bool(asked) and any(fold(asked) in fold(_text(doc, field)) for field in fields)


def _postcode_agrees(address: Address, found: _Found) -> bool:
    """Whether the digits agree; a finding reports different letters."""
    return _text(found.doc, "postcode")[:4] == address.postcode4 or not address.postcode


def _within(doc: Mapping[str, Any], hint: Hint) -> bool:
    return doc.get("buurtcode") in hint.buurt_codes or doc.get("wijkcode") == hint.gebied_code


def _distance_m(one: _Found, other: _Found) -> float:
    x, y = RD_NEW.xy([one.lon, other.lon], [one.lat, other.lat])
    return float(np.hypot(x[1] - x[0], y[1] - y[0]))


def _choose(address: Address, hint: Hint, found: Sequence[_Found]) -> GeocodingResult:
    """Answer with what agrees best; where several agree equally, with a radius that covers them."""
    equal = [one for one in found if one.score == found[0].score]
    equal = [one for one in equal if _within(one.doc, hint)] or equal
    best = equal[0]
    precision, uncertainty_m = TYPES[best.type]
    findings: list[Finding] = []
    if address.postcode4 and not any(_text(one.doc, "postcode") for one in found):
        message = f"Postcode {address.postcode} was not found; {best.candidate.matched} was."
        findings.append(Finding("postcode-unknown", "", message))
    if precision is Precision.ADDRESS:
        findings += postcode_finding(address.postcode, _text(best.doc, "postcode"))
        if _letter_and_addition(best.doc) != (address.letter, address.addition.upper()):
            uncertainty_m = OTHER_LETTER_UNCERTAINTY_M
    apart_m = max(_distance_m(best, one) for one in equal)
    if apart_m > FAR_APART_M and precision is Precision.ADDRESS:
        precision = Precision.STREET
    if apart_m > FAR_APART_M:
        others = ", ".join(str(one.doc["weergavenaam"]) for one in equal)
        findings.append(
            Finding("several-answers", "", f"'{address}' may be any of these: {others}.")
        )
    return GeocodingResult(
        best.lon,
        best.lat,
        precision,
        uncertainty_m + apart_m,
        NAME,
        best.candidate.matched,
        best.score,
        tuple(one.candidate for one in found) if len(found) > 1 else (),
        tuple(findings),
    )


def _contradiction(address: Address, street: _Found, postcode: _Found) -> GeocodingResult:
    """Report that street and postcode exclude each other, and choose neither."""
    finding = Finding(
        "postcode-contradicts-street",
        "",
        f"{street.candidate.matched} is not in postcode {address.postcode}; expected an "
        "address of which both agree.",
    )
    candidates = (street.candidate, postcode.candidate)
    return GeocodingResult(None, None, Precision.NONE, None, NAME, "", 0.0, candidates, (finding,))


def _not_found(address: Address, city: CityProfile) -> GeocodingResult:
    finding = Finding(
        "address-not-found", "", f"PDOK Locatieserver knows no '{address}' in {city.name}."
    )
    return GeocodingResult(None, None, Precision.NONE, None, NAME, "", 0.0, (), (finding,))
