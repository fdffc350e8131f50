"""The interface of every geocoder: its questions and its results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from geo.city.profile import CityProfile
from geo.geocoding.addresses import Address
from geo.model.findings import Finding
from geo.model.vocabulary import Precision

ADDRESS_UNCERTAINTY_M = 10.0
"""Radius around the register's point of an address that holds its front door, in metres.

The point lies inside the building, and two independent publications of the same address agree
within 1 m in 95 % of cases (polling stations of March and November 2023). Ten metres is the depth
of a terraced house: the door is at its edge.
"""
OTHER_LETTER_UNCERTAINTY_M = 25.0
"""As `ADDRESS_UNCERTAINTY_M`, for the same house number with another letter: the next door."""
POSTCODE6_UNCERTAINTY_M = 75.0
"""Radius around the centre of a six-character postcode that holds 90 % of its addresses, metres.

Measured on the 22 known addresses that share such a postcode with another: 90 % lie within 60 m of
the centre of theirs. Rounded up, as the sample is small.
"""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a source says about the district, besides the address.

    Parameters
    ----------
    gebied_code
        Code of the gebied (such as WK and six digits), or None.
    buurt_codes
        Codes of the buurten (such as BU and eight digits) that the source may mean; empty for
        unknown.
    """

    gebied_code: str | None = None
    buurt_codes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self.gebied_code or self.buurt_codes)


NO_HINT = Hint()
"""Nothing is known about the district."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that may be meant.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    score
        As in `GeocodingResult`.
    """

    matched: str
    lon: float
    lat: float
    precision: Precision
    score: float


@dataclass(frozen=True, slots=True)
class GeocodingResult:
    """Where an address is, and how well that is known.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; None where no point is known.
    uncertainty_m
        Radius in metres that holds the true point in about nine of ten cases, as measured
        (`geo.geocoding.evaluation`); None without a point.
    score
        Share of the given parts (street, house number, postcode, city) that the answer agrees with,
        all weighing the same, from 0 to 1; see `agreement`. It ranks candidates and is not a
        probability.
    candidates
        All places that may be meant, best first, where there are several; else empty.
    findings
        Findings for a maintainer; without place id.
    """

    lon: float | None
    lat: float | None
    precision: Precision
    uncertainty_m: float | None
    provider: str
    matched: str
    score: float
    candidates: tuple[Candidate, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, as the API and the command line write it."""
        return {
            "lat": self.lat,
            "lon": self.lon,
            "precision": self.precision.value,
            "uncertainty_m": self.uncertainty_m,
            "provider": self.provider,
            "matched": self.matched,
            "score": self.score,
            "candidates": [
                {
                    "matched": candidate.matched,
                    "lat": candidate.lat,
                    "lon": candidate.lon,
                    "precision": candidate.precision.value,
                    "score": candidate.score,
                }
                for candidate in self.candidates
            ],
            "findings": [
                {"code": finding.code, "message": finding.message} for finding in self.findings
            ],
        }


class Geocoder(Protocol):
    """Anything that turns an address into a point."""

    @property
    def name(self) -> str:
        """Short name, as it stands in `GeocodingResult.provider`."""
        ...

    @property
    def city(self) -> CityProfile:
        """The city in which it finds addresses."""
        ...

    def geocode(self, address: Address, hint: Hint = NO_HINT) -> GeocodingResult:
        """Find an address.

        Parameters
        ----------
        hint
            What is known about the district; helps to choose, never overrules the address.

        Returns
        -------
        GeocodingResult
            Always a result; precision ``none`` where nothing was found.

        Raises
        ------
        GeocodingError
            If the provider cannot be reached.
        """
        ...


def agreement(
    asked: Address,
    *,
    street: float = 0.0,
    house: float = 0.0,
    postcode: float = 0.0,
    city: float = 0.0,
) -> float:
    """Compute the share of the given parts that an answer agrees with.

    Parameters
    ----------
    asked
        The question; parts that it lacks do not count.
    street, house, postcode, city
        How well each part agrees, from 0 to 1: a street by the similarity of its name, a house
        number half if only its letter differs, a postcode half if only its digits agree.

    Returns
    -------
    float
        From 0 to 1.
    """
    parts = (
        (asked.street, street),
        (asked.house, house),
        (asked.postcode, postcode),
        (asked.city, city),
    )
    given = [agrees for part, agrees in parts if part]
    return round(sum(given) / len(given), 3) if given else 0.0


def postcode_agreement(asked: str, found: str) -> float:
    """Compare two postcodes: 1 if all that was given agrees, one half if only the digits do."""
    if not asked or asked[:4] != found[:4]:
        return 0.0
    return 1.0 if found.startswith(asked) else 0.5


def postcode_finding(asked: str, found: str) -> list[Finding]:
    """Report that the letters of a postcode are not those of the address that was found."""
    if not asked or found.startswith(asked):
        return []
    message = f"Postcode {asked} was given; the address found has {found}."
    return [Finding("postcode-differs", "", message)]
