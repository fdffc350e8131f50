"""An address on its way through the gazetteer, and the answers made from its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from rapidfuzz import fuzz

from geo.city.profile import CityProfile
from geo.geocoding._tables import KnownAddress
from geo.geocoding.addresses import Address
from geo.geocoding.answers import Candidate, GeocodingResult, Hint, agreement, postcode_agreement
from geo.geocoding.streets import MARGIN_M, StreetMatch, StreetPart, middle
from geo.model.findings import Finding, Severity
from geo.model.text import fold
from geo.model.vocabulary import Precision

PROVIDER = "gazetteer"

_CITY_LIKENESS = 85.0
"""Likeness, in percent, at which the name of a town is that of the city with a typing error."""


def is_city(town: str, city: CityProfile) -> bool:
    """Whether a folded name of a town is the city, or its name with that of a part."""
    name = fold(city.name)
    return town.startswith(name) or fuzz.ratio(town, name) >= _CITY_LIKENESS


def town_of(gebied_code: str, city: CityProfile) -> str:
    """Return the code of the gebied that is a town of its own; empty for the city itself."""
    return gebied_code if gebied_code in city.town_districts.values() else ""


def town_code(town: str, city: CityProfile) -> str:
    """Return the code of the gebied that a town is; empty for the city itself."""
    return city.town_districts.get(fold(town), "")


def same_town(one: str, other: str, city: CityProfile) -> bool:
    """Whether two towns of the municipality are one: a town may be written in two ways."""
    return town_code(one, city) == town_code(other, city)


@dataclass(slots=True)
class AddressQuestion:
    """An address on its way to an answer, with what was noticed so far.

    The postcode is emptied where it lies outside the municipality. `rivals` are parts of streets
    that may have been meant as well by a name that is no street's; an answer holds them all.
    """

    address: Address
    hint: Hint
    city: CityProfile
    gebied_of: Callable[[str], str]
    town_gebied: str = ""
    findings: list[Finding] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    rivals: list[StreetPart] = field(default_factory=list)

    @property
    def gebied_code(self) -> str:
        """The gebied that everything except street and postcode points to; else empty."""
        if self.hint.gebied_code:
            return self.hint.gebied_code
        codes = {self.gebied_of(code) for code in self.hint.buurt_codes}
        return codes.pop() if len(codes) == 1 else self.town_gebied

    def note(self, code: str, message: str, severity: Severity = Severity.WARNING) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, "", message, severity))

    def answer(
        self, chosen: Candidate | None, uncertainty_m: float | None = None
    ) -> GeocodingResult:
        """Conclude with an answer; without a choice the precision is ``none``."""
        candidates = tuple(sorted(self.candidates, key=lambda one: -one.score))
        findings = tuple(self.findings)
        if chosen is None:
            return GeocodingResult(
                None, None, Precision.NONE, None, PROVIDER, "", 0.0, candidates, findings
            )
        return GeocodingResult(
            chosen.lon,
            chosen.lat,
            chosen.precision,
            self._with_doubt(chosen, uncertainty_m),
            PROVIDER,
            chosen.matched,
            chosen.score,
            candidates,
            findings,
        )

    def _with_doubt(self, chosen: Candidate, uncertainty_m: float | None) -> float | None:
        """Widen a radius in metres until it holds the rivals too."""
        if not self.rivals or uncertainty_m is None:
            return uncertainty_m
        x, y = self.city.projected.xy([chosen.lon], [chosen.lat])
        reach_m = (
            float(np.hypot(part.x - x[0], part.y - y[0])) + part.radius_m + MARGIN_M
            for part in self.rivals
        )
        return max(uncertainty_m, *reach_m)


def note_unknown_street(question: AddressQuestion, matches: Sequence[StreetMatch]) -> None:
    """Note that no street, or no single one, has this name."""
    streets = [match.parts[0].street for match in matches]
    meant = f"; perhaps {' or '.join(streets)} is meant" if streets else ""
    question.note("street-unknown", f"No street '{question.address.street}' is known{meant}.")
    question.candidates += [
        street_candidate(question.address, middle(match.parts)[0], match.likeness, agrees=False)
        for match in matches
    ]


def narrow(parts: Sequence[StreetPart], question: AddressQuestion) -> Sequence[StreetPart]:
    """Keep the parts in the given buurten, then gebied, then town, where any match."""
    told: tuple[Callable[[StreetPart], bool], ...] = (
        lambda part: part.buurt_code in question.hint.buurt_codes,
        lambda part: part.gebied_code == question.gebied_code,
        lambda part: (
            is_city(fold(question.address.city), question.city)
            and not town_of(part.gebied_code, question.city)
        ),
    )
    for keeps in told:
        kept = [part for part in parts if keeps(part)]
        if kept:
            return kept
    return parts


def street_candidate(
    address: Address,
    part: StreetPart,
    likeness: float,
    district: str = "",
    *,
    agrees: bool = True,
) -> Candidate:
    """Make a candidate of a part of a street; `agrees` says whether the postcode does."""
    score = agreement(
        address,
        street=likeness,
        postcode=postcode_agreement(address.postcode, address.postcode4) * agrees,
        city=float(agrees),
    )
    matched = f"{part.street} ({district})" if district else part.street
    return Candidate(matched, part.lon, part.lat, Precision.STREET, score)


def closest_house(address: Address, known: Sequence[KnownAddress]) -> KnownAddress:
    """Choose the address with the requested number, letter and addition, or the closest to it."""
    return min(
        known,
        key=lambda one: (
            one.address.house_number != address.house_number,
            _of_house(one.address) != _of_house(address),
            one.address.letter != address.letter,
            one.address.letter,
            one.address.addition,
        ),
    )


def is_same_house(asked: Address, found: Address, known: Sequence[KnownAddress]) -> bool:
    """Whether letter and addition agree; where none is known with an addition, the letter does.

    What people write as a letter may be an addition in the register, and the reverse.
    """
    if any(one.address.addition for one in known):
        return _of_house(asked) == _of_house(found)
    return _of_house(asked) == _of_house(found) or asked.letter == found.letter


def _of_house(address: Address) -> str:
    """Letter and addition as people compare them: ``A-2`` and ``a 2`` are one."""
    return fold(f"{address.letter} {address.addition}").replace(" ", "")


def units_at(question: AddressQuestion, known: Sequence[KnownAddress]) -> list[KnownAddress]:
    """Read ``6-10`` as the 10 at number 6 where that is known; a range is what else it may be."""
    address = question.address
    if address.house_number_end is None or address.addition:
        return []
    unit = replace(address, house_number_end=None, addition=str(address.house_number_end))
    asked = (unit.house_number, unit.letter, unit.addition)
    units = [
        one
        for one in known
        if (one.address.house_number, one.address.letter, one.address.addition) == asked
    ]
    if units:
        question.address = unit
    return units


def house_candidate(question: AddressQuestion, known: KnownAddress, likeness: float) -> Candidate:
    """Make a candidate of a known address."""
    address, city, found = question.address, question.city, known.address
    in_town = is_city(fold(address.city), city) or same_town(address.city, found.city, city)
    score = agreement(
        address,
        street=likeness,
        house=1.0 if is_same_house(address, found, [known]) else 0.5,
        postcode=postcode_agreement(address.postcode, found.postcode),
        city=float(in_town),
    )
    return Candidate(str(found), known.lon, known.lat, Precision.ADDRESS, score)
