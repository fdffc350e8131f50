"""Answers on a street whose house is not known: a part of it, the nearest number, or a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geo.city.profile import CityProfile
from geo.geocoding._district_names import DistrictNames
from geo.geocoding._question import (
    AddressQuestion,
    house_candidate,
    street_candidate,
    town_code,
    town_of,
)
from geo.geocoding.answers import (
    ADDRESS_UNCERTAINTY_M,
    Candidate,
    GeocodingResult,
    postcode_finding,
)
from geo.geocoding.houses import Houses
from geo.geocoding.postcodes import PostcodeIndex, between_numbers, with_number
from geo.geocoding.streets import MARGIN_M, StreetIndex, StreetMatch, StreetPart, middle
from geo.model.findings import Severity
from geo.model.vocabulary import Precision

FURTHEST_NUMBER = 20
"""How far, in house numbers, the nearest number may be from the one that was asked."""
NUMBER_M = 12.0
"""How far apart two houses are at most, in metres, for each step of their numbers."""


class StreetAnswers:
    """Answers with a street as precisely as its postcodes and neighbours allow."""

    def __init__(
        self,
        streets: StreetIndex,
        houses: Houses,
        postcodes: PostcodeIndex,
        districts: DistrictNames,
        city: CityProfile,
    ) -> None:
        self._streets = streets
        self._houses = houses
        self._postcodes = postcodes
        self._districts = districts
        self._city = city

    def along(
        self,
        question: AddressQuestion,
        match: StreetMatch,
        parts: Sequence[StreetPart],
        reachable: Sequence[StreetPart],
    ) -> GeocodingResult:
        """Answer with the part of the street that house number and postcode lead to.

        It is one of `parts`, which lie in the district that was given, or else of all that are
        `reachable`: the list of postcodes knows better in which part a number is.
        """
        address = question.address
        town, *others = {town_of(part.gebied_code, self._city) for part in parts}
        if others:
            return self._which_town(question, match, parts)
        listed = [
            row
            for row in self._postcodes.along(match.key)
            if town_code(row.town, self._city) == town
        ]
        numbered = with_number(listed, address)
        nearest = self._nearest_number(question, match, town)
        if nearest is not None:
            return nearest
        if address.house_number is not None and listed and not numbered:
            question.note(
                "no-such-number",
                f"{listed[0].street} has no number {address.house_number}, as far as is known.",
            )
        rows = (
            numbered
            or [row for row in listed if row.postcode == address.postcode]
            or between_numbers(listed, address)
        )
        rows = [row for row in rows if row.postcode.startswith(address.postcode4)]
        given = [row for row in rows if row.postcode == address.postcode]
        if numbered and rows and not given:
            question.findings += postcode_finding(address.postcode, rows[0].postcode)
        rows = given or rows
        postcodes4 = {row.postcode[:4] for row in rows}
        in_postcodes = (
            [part for part in some if part.postcode4 in postcodes4] for some in (parts, reachable)
        )
        parts = next(filter(None, in_postcodes), parts)
        place = rows[0].place if len({row.postcode for row in rows}) == 1 else None
        if place is not None:
            lon, lat, radius_m = place
            street = street_candidate(address, middle(parts)[0], match.likeness)
            return question.answer(replace(street, lon=lon, lat=lat), radius_m + MARGIN_M)
        return self._street_answer(question, match, parts)

    def _nearest_number(
        self, question: AddressQuestion, match: StreetMatch, town: str
    ) -> GeocodingResult | None:
        """Answer with the house whose number is nearest, where all houses are known."""
        address = question.address
        if address.house_number is None:
            return None
        asked = address.house_number
        around = [
            one
            for one in self._houses.around(match.key, asked)
            if town_code(one.address.city, self._city) == town
            and one.address.postcode.startswith(address.postcode4)
        ]
        if not around:
            return None
        nearest = min(around, key=lambda one: abs((one.address.house_number or 0) - asked))
        gap = abs((nearest.address.house_number or 0) - asked)
        if gap > FURTHEST_NUMBER:
            return None
        question.note(
            "nearest-number",
            f"{match.parts[0].street} has no number {asked}, as far as is known; the nearest is "
            f"{nearest.address.house}.",
        )
        x, y = self._city.projected.xy([one.lon for one in around], [one.lat for one in around])
        apart_m = float(np.hypot(x - x[0], y - y[0]).max())
        radius_m = ADDRESS_UNCERTAINTY_M + max(apart_m, gap * NUMBER_M)
        house = house_candidate(question, nearest, match.likeness)
        return question.answer(replace(house, precision=Precision.STREET), radius_m)

    def _which_town(
        self, question: AddressQuestion, match: StreetMatch, parts: Sequence[StreetPart]
    ) -> GeocodingResult:
        """Ask which town is meant: streets of one name lie in several."""
        by_gebied: dict[str, list[StreetPart]] = defaultdict(list)
        for part in parts:
            by_gebied[part.gebied_code].append(part)
        question.candidates += [
            street_candidate(
                question.address, middle(some)[0], match.likeness, self._districts.name(code)
            )
            for code, some in by_gebied.items()
        ]
        names = ", ".join(one.matched for one in question.candidates)
        question.note(
            "street-in-several-towns",
            f"{parts[0].street} lies in several towns; expected the town or the postcode: {names}.",
        )
        return question.answer(None)

    def _street_answer(
        self, question: AddressQuestion, match: StreetMatch, parts: Sequence[StreetPart]
    ) -> GeocodingResult:
        """Answer with the street, naming every district it runs through if none was given."""
        address = question.address
        centre, radius_m = middle(parts)
        by_buurt: dict[str, list[StreetPart]] = defaultdict(list)
        for part in parts:
            by_buurt[part.buurt_code or part.gebied_code].append(part)
        if len(by_buurt) > 1:
            question.candidates += [
                street_candidate(
                    address, middle(some)[0], match.likeness, self._districts.name(code)
                )
                for code, some in by_buurt.items()
            ]
            names = ", ".join(one.matched for one in question.candidates)
            question.note(
                "street-in-several-districts",
                f"{centre.street} lies in several districts and nothing shows which: {names}.",
                Severity.INFO,
            )
        return question.answer(street_candidate(address, centre, match.likeness), radius_m)

    def contradiction(
        self,
        question: AddressQuestion,
        on_street: Candidate,
        radius_m: float,
        parts: Sequence[StreetPart],
    ) -> GeocodingResult:
        """Report that street and postcode exclude each other; choose only if a third fact does.

        That third fact is the district a source names, or a town other than the city itself.
        """
        address = question.address
        in_postcode, postcode_radius_m = self._postcodes.place(address)
        question.candidates += [on_street, in_postcode]
        question.note(
            "postcode-contradicts-street",
            f"{on_street.matched} is not in postcode {address.postcode}; expected an address "
            "of which both agree.",
        )
        gebied_code = question.gebied_code
        for_street = gebied_code in {part.gebied_code for part in parts}
        for_postcode = gebied_code in self._streets.gebieden_of(address.postcode4)
        if for_street and not for_postcode:
            return question.answer(on_street, radius_m)
        if for_postcode and not for_street:
            return question.answer(in_postcode, postcode_radius_m)
        return question.answer(None)
