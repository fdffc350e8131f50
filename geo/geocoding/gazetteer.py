"""The embedded geocoder: finds addresses in the reference tables, without a network.

It tries, in this order and never further than the address allows: the exact address; the street,
narrowed by postcode and house number, then by the district that a source names, then by town; the
postcode; the district; nothing. Where two places may be meant both are reported, and neither is
picked silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.city import postcode6
from geo.city.profile import CityProfile
from geo.geocoding._district_names import DistrictNames
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
    town_of,
    units_at,
)
from geo.geocoding._street_answers import StreetAnswers
from geo.geocoding._street_names import StreetNames
from geo.geocoding._tables import (
    KnownAddress,
    PostcodeArea,
    read_addresses,
    read_postcodes,
    read_streets,
    with_lone_streets,
)
from geo.geocoding.addresses import Address
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
        self._districts = DistrictNames(open_areas)
        self._names = StreetNames(streets, postcodes, self._districts, city)
        self._answers = StreetAnswers(streets, houses, postcodes, self._districts, city)

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
        question = AddressQuestion(address, hint, self.city, self._districts.gebied_of)
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
            district = self._districts.named(address.city)
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

    def _towns(self) -> str:
        """Name the towns of the municipality, the city first."""
        *first, last = self.city.name, *(town.names[0] for town in self.city.towns)
        return f"{', '.join(first)} or {last}" if first else last

    # Exact address

    def _exact_by_postcode(self, question: AddressQuestion) -> GeocodingResult | None:
        """Find ``3011RS 37``: a postcode and a house number identify an address."""
        address = question.address
        if address.street or address.house_number is None:
            return None
        known = self._houses.with_postcode(address.postcode, address.house_number)
        if known:
            return _exactly(question, units_at(question, known) or known, 1.0)
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
        known = units_at(question, known) or known
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
        match = self._names.match(question)
        if match is None:
            return None
        self._note_district(question, match.parts)
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
            return self._answers.contradiction(question, house, ADDRESS_UNCERTAINTY_M, match.parts)
        reachable = self._names.reachable(match.parts, address.postcode4)
        if reachable:
            parts = narrow(reachable, question)
            return self._answers.along(question, match, parts, reachable)
        if match.likeness < 1.0:
            note_unknown_street(question, [match])
            return None
        parts = narrow(match.parts, question)
        centre, radius_m = middle(parts)
        street = street_candidate(address, centre, match.likeness, agrees=False)
        return self._answers.contradiction(question, street, radius_m, parts)

    def _note_district(self, question: AddressQuestion, parts: Sequence[StreetPart]) -> None:
        """Say so where the street does not lie in the town or district behind it."""
        if not question.address.city:
            return
        named = self._districts.named(question.address.city)
        codes = {question.town_gebied or named.gebied_code or "", *named.buurt_codes} - {""}
        if not codes or any(codes & {part.gebied_code, part.buurt_code} for part in parts):
            return
        where = " or ".join(sorted({self._districts.name(part.gebied_code) for part in parts}))
        question.note(
            "street-in-another-district",
            f"{parts[0].street} is not in {question.address.city}, as far as is known; it is in "
            f"{where}.",
        )

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
        named = self._districts.named(question.address.street) if question.address.street else None
        hint = question.hint or named or NO_HINT
        codes = hint.buurt_codes or {hint.gebied_code or question.town_gebied} - {""}
        if not codes:
            return None
        lon, lat, radius_m = self._districts.centre(codes)
        score = agreement(question.address, street=float(bool(named)), city=1.0)
        name = ", ".join(self._districts.name(code) for code in sorted(codes))
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
