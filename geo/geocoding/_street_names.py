"""Which street a text means: by its exact name, or by one that is like it where that is safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from geo.city.profile import CityProfile
from geo.geocoding._district_names import DistrictNames
from geo.geocoding._question import AddressQuestion, narrow, note_unknown_street, town_code
from geo.geocoding.addresses import Address, normalise_street
from geo.geocoding.postcodes import PostcodeIndex
from geo.geocoding.streets import DOUBT, LEAST_ALIKE, StreetIndex, StreetMatch, StreetPart
from geo.model.findings import Severity
from geo.model.text import fold

BORDER_M = 150.0
"""A street this near, in metres, to streets of another PC4 may have addresses in it: borders run
along streets."""


class StreetNames:
    """Reads the name of a street in a question, and says when it was read otherwise."""

    def __init__(
        self,
        streets: StreetIndex,
        postcodes: PostcodeIndex,
        districts: DistrictNames,
        city: CityProfile,
    ) -> None:
        self._streets = streets
        self._postcodes = postcodes
        self._districts = districts
        self._city = city

    def match(self, question: AddressQuestion) -> StreetMatch | None:
        """Find the street by name; one that is spelt otherwise only in a postcode or a district.

        Across the city it is proposed and never chosen: a street that has no such name may be a
        street that no table has. A name that may also be that of a district, without a house
        number, counts as the district.
        """
        address, hint = question.address, question.hint
        if not address.street:
            return None
        exact = self._streets.named(address.street) or self._named_last(question)
        if exact is not None:
            return exact
        if address.house_number is None and self._districts.named(address.street):
            return None
        matches = self._alike_in_postcode(address)
        wheres = ({address.postcode4}, hint.buurt_codes, {question.gebied_code})
        for where in (set(where) - {""} for where in wheres):
            if where and not matches:
                matches = self._streets.alike(address.street, within=where)
                alike = self._streets.alike(address.street, within=where, lead=DOUBT)[1:]
                question.rivals = [part for one in alike for part in narrow(one.parts, question)]
        if len(matches) != 1:
            question.rivals = []
            last = self._streets.named(address.street.split()[-1])
            across_city = [last] if last else self._streets.alike(address.street)
            note_unknown_street(question, matches or across_city)
            return None
        parts = narrow(self.reachable(matches[0].parts, address.postcode4), question)
        self._note_reading(question, parts or matches[0].parts)
        return matches[0]

    def _named_last(self, question: AddressQuestion) -> StreetMatch | None:
        """Find a street behind other words: its town, or any where the PC6 is that street's."""
        address = question.address
        words = address.street.split()
        for first in range(1, len(words)):
            match = self._streets.named(" ".join(words[first:]))
            if match is None:
                continue
            before = fold(" ".join(words[:first]))
            if before in self._city.written_towns:
                question.address = replace(address, city=address.city or before)
                question.town_gebied = question.town_gebied or town_code(before, self._city)
                return match
            listed = self._postcodes.with_postcode(address.postcode)
            if match.key in {normalise_street(row.street) for row in listed}:
                parts = [part for part in match.parts if part.postcode4 == address.postcode4]
                self._note_reading(question, parts or match.parts)
                return match
        return None

    def _note_reading(self, question: AddressQuestion, parts: Sequence[StreetPart]) -> None:
        """Say which street was read, and in which gebied it lies."""
        names = " or ".join(sorted({self._districts.name(part.gebied_code) for part in parts}))
        question.note(
            "street-spelled-otherwise",
            f"'{question.address.street}' was read as {parts[0].street} ({names}).",
            Severity.INFO,
        )

    def _alike_in_postcode(self, address: Address) -> list[StreetMatch]:
        """Find the street of the PC6, if the name is like it."""
        streets = {row.street for row in self._postcodes.with_postcode(address.postcode)}
        found = (self._streets.named(street) for street in streets)
        return [
            StreetMatch(match.key, match.parts, likeness / 100)
            for match in found
            if match is not None
            and (likeness := fuzz.ratio(normalise_street(address.street), match.key)) >= LEAST_ALIKE
        ]

    def reachable(self, parts: Sequence[StreetPart], postcode4: str) -> list[StreetPart]:
        """Keep the parts in a PC4; if there are none, those along its border."""
        inside = [part for part in parts if not postcode4 or part.postcode4 == postcode4]
        return inside or [
            part
            for part in parts
            if self._streets.distance_to_postcode4_m(part, postcode4) <= part.radius_m + BORDER_M
        ]
