"""The embedded geocoder: finds addresses in the reference tables, without a network.

It tries, in this order and never further than the address allows: the exact address; the street,
narrowed by postcode and house number, then by the district that a source names, then by town; the
postcode; the district; nothing. Where two places may be meant both are reported, and neither is
picked silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from geo.city import postcode6
from geo.city.profile import CityProfile
from geo.geocoding._question import (
    PROVIDER,
    AddressQuestion,
    closest_house,
    house_candidate,
    is_city,
    is_same_house,
    narrow,
    note_unknown_street,
    same_town,
    street_candidate,
    town_code,
    town_of,
)
from geo.geocoding._tables import (
    KnownAddress,
    PostcodeArea,
    read_addresses,
    read_postcodes,
    read_streets,
    with_lone_streets,
)
from geo.geocoding.addresses import Address, normalise_street
from geo.geocoding.answers import (
    ADDRESS_UNCERTAINTY_M,
    NO_HINT,
    OTHER_LETTER_UNCERTAINTY_M,
    Candidate,
    GeocodingResult,
    Hint,
    agreement,
    postcode_finding,
)
from geo.geocoding.houses import Houses, KnownHouses
from geo.geocoding.postcodes import PostcodeIndex, with_number
from geo.geocoding.streets import (
    DOUBT,
    LEAST_ALIKE,
    MARGIN_M,
    StreetIndex,
    StreetMatch,
    StreetPart,
    middle,
)
from geo.model.findings import Severity
from geo.model.text import fold
from geo.model.vocabulary import Precision

if TYPE_CHECKING:
    from geo.city.areas import Areas

_PC6 = 6
FURTHEST_NUMBER = 20
"""How far, in house numbers, the nearest number may be from the one that was asked."""
NUMBER_M = 12.0
"""How far apart two houses are at most, in metres, for each step of their numbers."""
BORDER_M = 150.0
"""A street this near, in metres, to streets of another PC4 may have addresses in it: borders run
along streets."""


class Gazetteer:
    """A geocoder on the reference tables; made by `open`, safe to share between threads."""

    name = PROVIDER

    def __init__(
        self,
        streets: StreetIndex,
        houses: Houses,
        postcodes: PostcodeIndex,
        city: CityProfile,
        open_areas: Callable[[], Areas],
    ) -> None:
        self.city = city
        self._streets = streets
        self._houses = houses
        self._postcodes = postcodes
        self._open_areas = open_areas

    @classmethod
    def open(cls, reference: Path, *, withhold_addresses: bool = False) -> Gazetteer:
        """Read the tables ``streets``, ``addresses`` and ``postcodes``.

        Where the city has a register of addresses, that takes the place of ``addresses``.

        Parameters
        ----------
        withhold_addresses
            Leave the exact addresses out, to measure how well the rest works without them.

        Raises
        ------
        InputError
            If a table is missing or has other columns.

        Examples
        --------
        >>> from geo.geocoding.addresses import parse_address
        >>> from geo.model.settings import settings
        >>> gazetteer = Gazetteer.open(settings().reference)
        >>> found = gazetteer.geocode(parse_address("Kipstraat 37, Rotterdam"))
        >>> found.precision.value, found.uncertainty_m
        ('address', 10.0)
        """
        registered = None if withhold_addresses else _open_register(reference)
        addresses = () if withhold_addresses or registered else read_addresses(reference)
        streets = read_streets(reference)
        city = CityProfile.beside(reference)
        index = StreetIndex(with_lone_streets(streets, addresses), city.projected)
        postcodes = PostcodeIndex(
            read_postcodes(reference), index, city, lambda: postcode6.read(reference)
        )
        houses = registered or KnownHouses(addresses)
        return cls(index, houses, postcodes, city, lambda: _open_areas(reference))

    @property
    def streets(self) -> StreetIndex:
        """The streets by name."""
        return self._streets

    @property
    def postcodes(self) -> Mapping[str, PostcodeArea]:
        """The areas of the postcodes of the city, by their four digits."""
        return self._postcodes.areas

    @property
    def addresses(self) -> Iterator[KnownAddress]:
        """The addresses whose points are known, street by street; none where all are."""
        return iter(self._houses)

    def geocode(self, address: Address, hint: Hint = NO_HINT) -> GeocodingResult:
        """Find an address in the tables; see `geo.geocoding.Geocoder`.

        Returns
        -------
        GeocodingResult
            Precision ``none`` where nothing fits, with a finding that says why.
        """
        question = AddressQuestion(address, hint, self.city, self._gebied_of)
        if not self._within_municipality(question):
            return question.answer(None)
        return (
            self._exact_by_postcode(question)
            or self._on_street(question)
            or self._in_postcode(question)
            or self._in_district(question)
            or self._nowhere(question)
        )

    # Town and postcode

    def _within_municipality(self, question: AddressQuestion) -> bool:
        """Read the town; report it if it, or the postcode, lies elsewhere."""
        address = question.address
        town = fold(address.city)
        question.town_gebied = self.city.town_districts.get(town, "")
        named_here = bool(question.hint or question.town_gebied or is_city(town, self.city))
        if town and not question.town_gebied and not is_city(town, self.city):
            district = self._district_named(address.city)
            if not district:
                question.note(
                    "outside-municipality",
                    f"'{address.city}' is not a town or district of {self.city.name}; expected "
                    f"an address in {self._towns()}.",
                )
                return False
            question.hint = question.hint or district
            named_here = True
        if address.postcode and address.postcode4 not in self._postcodes.areas:
            question.note(
                "outside-municipality",
                f"Postcode {address.postcode} is not in {self.city.name}; expected "
                f"{f'one of {self.city.postcodes}' if self.city.postcodes else 'another'}.",
            )
            question.address = replace(question.address, postcode="")
            return named_here
        return True

    @cached_property
    def _areas(self) -> Areas:
        """The names of districts; read when a text may contain one."""
        return self._open_areas()

    def _towns(self) -> str:
        """Name the towns of the municipality, the city first."""
        *first, last = self.city.name, *(town.names[0] for town in self.city.towns)
        return f"{', '.join(first)} or {last}" if first else last

    def _gebied_of(self, buurt_code: str) -> str:
        return str(self._areas.buurten.at[buurt_code, "gebied_code"])

    def _district_named(self, name: str) -> Hint:
        gebied_code = self._areas.find_gebied(name)
        return Hint(gebied_code, frozenset() if gebied_code else self._areas.find_buurten(name))

    def _district_name(self, code: str) -> str:
        gebieden = self._areas.gebieden
        frame = gebieden if code in gebieden.index else self._areas.buurten
        return str(frame.at[code, "name"])

    # Exact address

    def _exact_by_postcode(self, question: AddressQuestion) -> GeocodingResult | None:
        """Find ``3011RS 37``: a postcode and a house number identify an address."""
        address = question.address
        if address.street or address.house_number is None:
            return None
        known = self._houses.with_postcode(address.postcode, address.house_number)
        if known:
            return _exactly(question, known, 1.0)
        listed = self._postcodes.with_postcode(address.postcode)
        streets = {row.street for row in with_number(listed, address) or listed}
        if len(streets) == 1:
            question.address = replace(address, street=streets.pop())
        return None

    def _known(self, question: AddressQuestion, match: StreetMatch) -> list[KnownAddress]:
        """List the known addresses with this street and number, in the requested town.

        A house number occurs once in a street of one town, so a postcode is only needed for the
        town.
        """
        address = question.address
        numbers = [n for n in (address.house_number, address.house_number_end) if n is not None]
        known = [one for n in numbers for one in self._houses.in_street(match.key, n)]
        if address.postcode:
            town = self._postcodes.areas[address.postcode4].city
            return [one for one in known if same_town(one.address.city, town, self.city)]
        in_town = [one for one in known if same_town(one.address.city, address.city, self.city)]
        return (address.city and in_town) or known

    def _is_one_town(
        self,
        question: AddressQuestion,
        parts: Sequence[StreetPart],
        known: Sequence[KnownAddress],
    ) -> bool:
        """Whether only the known addresses can be meant: no other town has the street too."""
        cities = {fold(one.address.city) for one in known}
        if question.address.postcode or len(cities) != 1:
            return len(cities) == 1
        streets = {town_of(part.gebied_code, self.city) for part in narrow(parts, question)}
        return streets <= {self.city.town_districts.get(city, "") for city in cities}

    # Street

    def _on_street(self, question: AddressQuestion) -> GeocodingResult | None:
        """Find the street, and the house in it where that is known."""
        match = self._match_street(question)
        if match is None:
            return None
        address = question.address
        known = self._known(question, match)
        agreeing = [
            one
            for one in known
            if one.address.postcode4 == address.postcode4 or not address.postcode
        ]
        if self._is_one_town(question, match.parts, agreeing):
            return _exactly(question, agreeing, match.likeness)
        question.candidates += [house_candidate(question, one, match.likeness) for one in agreeing]
        if known and not agreeing:
            house = house_candidate(question, closest_house(address, known), match.likeness)
            return self._contradiction(question, house, ADDRESS_UNCERTAINTY_M, match.parts)
        reachable = self._reachable(match.parts, address.postcode4)
        if reachable:
            return self._along_street(question, match, narrow(reachable, question))
        if match.likeness < 1.0:
            note_unknown_street(question, [match])
            return None
        parts = narrow(match.parts, question)
        centre, radius_m = middle(parts)
        street = street_candidate(address, centre, match.likeness, agrees=False)
        return self._contradiction(question, street, radius_m, parts)

    def _match_street(self, question: AddressQuestion) -> StreetMatch | None:
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
        if address.house_number is None and self._district_named(address.street):
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
        parts = narrow(self._reachable(matches[0].parts, address.postcode4), question)
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
            if before in self.city.written_towns:
                question.address = replace(address, city=address.city or before)
                question.town_gebied = question.town_gebied or town_code(before, self.city)
                return match
            listed = self._postcodes.with_postcode(address.postcode)
            if match.key in {normalise_street(row.street) for row in listed}:
                parts = [part for part in match.parts if part.postcode4 == address.postcode4]
                self._note_reading(question, parts or match.parts)
                return match
        return None

    def _note_reading(self, question: AddressQuestion, parts: Sequence[StreetPart]) -> None:
        """Say which street was read, and in which gebied it lies."""
        names = " or ".join(sorted({self._district_name(part.gebied_code) for part in parts}))
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

    def _along_street(
        self, question: AddressQuestion, match: StreetMatch, parts: Sequence[StreetPart]
    ) -> GeocodingResult:
        """Answer with the part of the street that house number and postcode lead to."""
        address = question.address
        town, *others = {town_of(part.gebied_code, self.city) for part in parts}
        if others:
            return self._which_town(question, match, parts)
        listed = [
            row
            for row in self._postcodes.along(match.key)
            if town_code(row.town, self.city) == town
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
        rows = numbered or [row for row in listed if row.postcode == address.postcode]
        rows = [row for row in rows if row.postcode.startswith(address.postcode4)]
        given = [row for row in rows if row.postcode == address.postcode]
        if numbered and rows and not given:
            question.findings += postcode_finding(address.postcode, rows[0].postcode)
        rows = given or rows
        postcodes4 = {row.postcode[:4] for row in rows}
        parts = [part for part in parts if part.postcode4 in postcodes4] or parts
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
            if town_code(one.address.city, self.city) == town
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
        x, y = self.city.projected.xy([one.lon for one in around], [one.lat for one in around])
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
                question.address, middle(some)[0], match.likeness, self._district_name(code)
            )
            for code, some in by_gebied.items()
        ]
        names = ", ".join(one.matched for one in question.candidates)
        question.note(
            "street-in-several-towns",
            f"{parts[0].street} lies in several towns; expected the town or the postcode: {names}.",
        )
        return question.answer(None)

    def _reachable(self, parts: Sequence[StreetPart], postcode4: str) -> list[StreetPart]:
        """Keep the parts in a PC4; if there are none, those along its border."""
        inside = [part for part in parts if not postcode4 or part.postcode4 == postcode4]
        return inside or [
            part
            for part in parts
            if self._streets.distance_to_postcode4_m(part, postcode4) <= part.radius_m + BORDER_M
        ]

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
                    address, middle(some)[0], match.likeness, self._district_name(code)
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

    def _contradiction(
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

    # Postcode and district

    def _in_postcode(self, question: AddressQuestion) -> GeocodingResult | None:
        """Answer with the place of the postcode."""
        address = question.address
        if not address.postcode:
            return None
        if len(address.postcode) == _PC6 and not self._postcodes.with_postcode(address.postcode):
            question.note(
                "postcode-unknown",
                f"Postcode {address.postcode} is not known; {address.postcode4} is.",
                Severity.INFO,
            )
        return question.answer(*self._postcodes.place(address))

    def _in_district(self, question: AddressQuestion) -> GeocodingResult | None:
        """Answer with the centre of the district that the source or the text names."""
        named = self._district_named(question.address.street) if question.address.street else None
        hint = question.hint or named or NO_HINT
        codes = hint.buurt_codes or {hint.gebied_code or question.town_gebied} - {""}
        if not codes:
            return None
        lon, lat, radius_m = self._areas.centre(codes)
        score = agreement(question.address, street=float(bool(named)), city=1.0)
        name = ", ".join(self._district_name(code) for code in sorted(codes))
        return question.answer(
            Candidate(name, lon, lat, Precision.NEIGHBOURHOOD, score), float(radius_m)
        )

    def _nowhere(self, question: AddressQuestion) -> GeocodingResult:
        """Report that nothing is left to answer with."""
        if not question.findings:
            question.note(
                "address-not-found",
                f"'{question.address}' holds no street, postcode or district that is known; "
                f"expected something like '{self.city.example_address}'.",
            )
        return question.answer(None)


def _open_register(reference: Path) -> Houses | None:
    """Open the register of addresses, if the city has one."""
    if not (reference / "addresses.sqlite").is_file():
        return None
    from geo.city.address_register import FILE, AddressRegister
    from geo.geocoding.registered_houses import RegisteredHouses

    return RegisteredHouses(AddressRegister(reference / FILE))


def _open_areas(reference: Path) -> Areas:
    """Read the districts, which most addresses are found without."""
    from geo.city.areas import Areas

    return Areas.open(reference)


def _exactly(
    question: AddressQuestion, known: Sequence[KnownAddress], likeness: float
) -> GeocodingResult:
    """Answer with a known address; report where letter or postcode differs from the request."""
    address = question.address
    best = closest_house(address, known)
    question.findings += postcode_finding(address.postcode, best.address.postcode)
    uncertainty_m = ADDRESS_UNCERTAINTY_M
    if not is_same_house(address, best.address, known):
        uncertainty_m = OTHER_LETTER_UNCERTAINTY_M
        question.note(
            "letter-not-known",
            f"{address.house} was asked, {best.address} is known.",
            Severity.INFO,
        )
    return question.answer(house_candidate(question, best, likeness), uncertainty_m)
