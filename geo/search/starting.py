"""Reading where to start from: an address, district, street, stop, landmark or place.

In this order: what cannot be answered (too long, no words, only a number, another town, a postcode
that does not exist); the whole name of a place; a stop that is called one; an address; the whole
name of a district, street, landmark or stop; words that places are known by; and only then
something with a different spelling, which the notice says. Where several may be meant none is
chosen.
"""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz, process

from geo.city.areas import Areas
from geo.geocoding import Candidate, Gazetteer, Geocoder, Hint
from geo.geocoding import GeocodingResult as Located
from geo.geocoding.addresses import Address, normalise_street, parse_address
from geo.model.errors import InputError
from geo.model.text import fold
from geo.model.vocabulary import Precision
from geo.search.interpretation import (
    QueryInterpretation,
    from_place,
    is_several,
    located_start,
    note_on,
    proposed_of,
    refused,
    several_streets,
    suggestion_of,
    unusable,
)
from geo.search.known import PlaceIndex, name_key, plain_words
from geo.search.lexicon import Lexicon, word_key
from geo.search.matching import Matches, match_words, named_place
from geo.search.named_districts import NamedDistricts
from geo.search.named_points import NamedPoints
from geo.search.question import (
    Notice,
    NoticeKind,
    Suggestion,
    SuggestionKind,
)
from geo.search.suggesting import Names, Suggester
from geo.search.towns import Towns

LEAST_ALIKE = 80.0
"""Lowest similarity, in percent, to a district or place with a different spelling."""
_PLACES_TO_START = {
    SuggestionKind.STREET,
    SuggestionKind.BUURT,
    SuggestionKind.GEBIED,
}
_CONTRADICTIONS = {"outside-municipality", "postcode-contradicts-street"}
"""Findings of the gazetteer that mean the address cannot be right as written."""
_LEAST_TYPED = 0.6
"""Lowest share of a name at which its beginning is that name: *Turkse* is no *Turkse tuin*."""
_BEGINS = 0.9
"""Score of `geo.search.suggesting` from which a suggestion begins with what was typed."""


class StartReader:
    """Reads where to start from; made once, safe to share.

    Parameters
    ----------
    suggester
        Proposes what may be meant.
    towns
        What lies elsewhere.
    points
        Stops and landmarks.
    geocoder
        Finds addresses; the gazetteer, or what helps it.

    Attributes
    ----------
    districts
        Which districts a text names.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - one per thing that a text may name
        self,
        gazetteer: Gazetteer,
        areas: Areas,
        suggester: Suggester,
        towns: Towns,
        points: NamedPoints,
        lexicon: Lexicon,
        geocoder: Geocoder,
    ) -> None:
        self._gazetteer = gazetteer
        self._geocoder = geocoder
        self._areas = areas
        self._suggester = suggester
        self._towns = towns
        self._points = points
        self._lexicon = lexicon
        self.districts = NamedDistricts(areas)

    def is_name(self, known: PlaceIndex, words: str) -> bool:
        """Return whether words are the whole name of something to start from."""
        return (
            self.districts.knows(words)
            or self._named_street(words)
            or self._points.landmark(words) is not None
            or bool(self._points.stops_named(words))
            or self.districts.is_city(words)
            or bool(self._towns.find(words))
            or self._named_place(known, words) is not None
        )

    def read(self, known: PlaceIndex, names: Names, text: str) -> QueryInterpretation:
        """Read a text.

        Returns
        -------
        QueryInterpretation
            Empty for an empty text.
        """
        text = text.strip()
        if not text or self.districts.is_city(text):
            return QueryInterpretation()
        return (
            unusable(text)
            or self._by_name(known, text)
            or self._by_stop(text)
            or self._elsewhere(text)
            or self._by_address(known, names, text)
            or self._by_whole_name(text)
            or self._by_landmark(text)
            or self.districts.read(self.districts.without_city(text))
            or self._by_point(text)
            or self._by_words(known, names, text)
            or self._by_likeness(known, text)
            or self._several(names, text)
        )

    def street_in(self, street: str, district: str) -> QueryInterpretation | None:
        """Read a street in a district; None where the district has no such street."""
        found = self._gazetteer.streets.named(street)
        gebied = self._areas.find_gebied(district)
        buurten = frozenset() if gebied else self._areas.find_buurten(district)
        codes = buurten or {gebied}
        if found is None or not any(
            {part.buurt_code, part.gebied_code} & codes for part in found.parts
        ):
            return None
        located = self._gazetteer.geocode(Address(street=street), Hint(gebied or "", buurten))
        return None if located.lon is None else QueryInterpretation(located_start(located))

    # What is certain

    def _by_name(self, known: PlaceIndex, text: str) -> QueryInterpretation | None:
        """Read the whole name of one place: that place, and what is near it."""
        position = self._named_place(known, text)
        # A bare 'Pendrecht' is the district, although a Huis van de Wijk has the name too.
        if position is None or self._named_street(text):
            return None
        return from_place(known, position)

    def _named_place(self, known: PlaceIndex, text: str) -> int | None:
        """Find the place of this name; not one that is called as a district or a generic word."""
        meaning = self._lexicon.meaning(word_key(text))
        if meaning is not None or known.is_activity(plain_words(text)):
            return None
        key = name_key(text)
        positions = known.by_name.get(key, ())
        if len(positions) != 1 or any(map(self.districts.knows, (text, key))):
            return None
        return positions[0]

    def _by_stop(self, text: str) -> QueryInterpretation | None:
        """Read a stop that is called one, such as *metro Slinge*; else what is called so."""
        if not self._points.says_stop(text):
            return None
        found = self._by_point(text)
        bare = self._points.without_stop_words(text)
        return found or (self._by_whole_name(bare) if bare else None)

    def _by_landmark(self, text: str) -> QueryInterpretation | None:
        landmark = self._points.landmark(text)
        return None if landmark is None else QueryInterpretation(landmark)

    def _by_point(self, text: str) -> QueryInterpretation | None:
        """Read the name of a landmark or stop."""
        landmark = self._by_landmark(text)
        if landmark is not None:
            return landmark
        stops = self._points.stops_named(text)
        if len(stops) < 2:  # noqa: PLR2004
            return QueryInterpretation(stops[0].start) if stops else None
        proposed = [
            Suggestion(
                stop.start.label,
                SuggestionKind.STOP,
                stop.town,
                f"{stop.start.label} {stop.town}",
            )
            for stop in stops
        ]
        return refused(NoticeKind.SEVERAL, text, proposed)

    def _elsewhere(self, text: str) -> QueryInterpretation | None:
        """Refuse another town, or a postcode that the city does not have."""
        try:
            address = parse_address(text, self._areas.city.written_towns)
        except InputError:
            address = Address()
        town = self._towns.find(address.city) or self._towns.named_in(text)
        if town and not self.districts.knows(text) and not self._named_street(text):
            return refused(NoticeKind.OUTSIDE_CITY, town)
        if not address.postcode or address.postcode4 in self._gazetteer.postcodes:
            return None
        postcode = f"{address.postcode[:4]} {address.postcode[4:]}".strip()
        without = str(replace(address, postcode="")) if address.street else ""
        proposed = (
            (Suggestion(without, SuggestionKind.ADDRESS, "", without),)
            if self._named_street(address.street)
            else ()
        )
        return refused(NoticeKind.NO_SUCH_POSTCODE, postcode, proposed)

    def _by_address(self, known: PlaceIndex, names: Names, text: str) -> QueryInterpretation | None:
        """Read a street with a house number, or anything with a postcode or a town."""
        try:
            address = parse_address(text, self._areas.city.written_towns)
        except InputError:
            return refused(NoticeKind.NOT_UNDERSTOOD, text)
        if address.house_number is None and not address.postcode and not address.city:
            return None
        if not address.postcode and not self._named_street(address.street):
            # 'Pendrecht 7' and 'Huiskamer 2.0' may be words of a name.
            words = match_words(known, text, exactly=True)
            if words is not None:
                return self._found(known, names, text, words)
        return self._by_geocoding(known, address)

    def _by_geocoding(self, known: PlaceIndex, address: Address) -> QueryInterpretation | None:
        located = self._geocoder.geocode(address)
        codes = {finding.code for finding in located.findings}
        if located.precision is not Precision.ADDRESS and not codes & _CONTRADICTIONS:
            house = (normalise_street(address.street), address.house_number or 0)
            at_that_door = known.by_address.get(house, ())
            if len(at_that_door) == 1:
                return from_place(known, at_that_door[0])
        notice = note_on(address, located, codes)
        if located.lon is None:
            return self._not_located(address, located, codes)
        if located.precision is Precision.NEIGHBOURHOOD:
            found = self.districts.read(address.street or address.city)
            return None if found is None else replace(found, notice=notice)
        if is_several(located):
            return several_streets(str(address), located.candidates, address)
        start = located_start(located)
        if "street-in-another-district" in codes:
            label = self._with_gebieden(Candidate(start.label, 0, 0, start.precision, 0)).matched
            notice = Notice(NoticeKind.SPELLED_OTHERWISE, label)
        return QueryInterpretation(start, notice=notice)

    def _not_located(
        self, address: Address, located: Located, codes: set[str]
    ) -> QueryInterpretation | None:
        if "postcode-contradicts-street" in codes:
            proposed = tuple(suggestion_of(one) for one in located.candidates)
            return refused(NoticeKind.POSTCODE_DIFFERS, str(address), proposed)
        if "outside-municipality" in codes and self._named_street(address.street):
            return refused(NoticeKind.OUTSIDE_CITY, address.city)
        if not located.candidates:
            return None
        if "street-unknown" not in codes:
            return several_streets(str(address), located.candidates, address)
        candidates = [self._with_gebieden(one) for one in located.candidates]
        return several_streets(str(address), candidates, address, NoticeKind.STREET_UNKNOWN)

    def _with_gebieden(self, candidate: Candidate) -> Candidate:
        """Say in which gebieden a street lies that is only proposed."""
        found = self._gazetteer.streets.named(candidate.matched)
        if found is None:
            return candidate
        names = self._areas.gebieden["name"]
        gebieden = dict.fromkeys(str(names[part.gebied_code]) for part in found.parts)
        return replace(candidate, matched=f"{candidate.matched} ({', '.join(gebieden)})")

    def _by_whole_name(self, text: str) -> QueryInterpretation | None:
        """Read the whole name of a district or a street, in any abbreviation."""
        found = self.districts.read(text)
        if found is None and self._named_street(text):
            return self._by_street(text)
        return found

    def _by_street(self, name: str) -> QueryInterpretation | None:
        located = self._gazetteer.geocode(Address(street=name))
        if located.lon is None and located.candidates:
            return several_streets(name, located.candidates, Address(street=name))
        if located.lon is None or located.precision is not Precision.STREET:
            return None
        if is_several(located):
            return several_streets(name, located.candidates, Address(street=name))
        return QueryInterpretation(located_start(located))

    # What is likely

    def _by_words(self, known: PlaceIndex, names: Names, text: str) -> QueryInterpretation | None:
        matches = match_words(known, text, exactly=True)
        return None if matches is None else self._found(known, names, text, matches)

    def _found(
        self, known: PlaceIndex, names: Names, text: str, matches: Matches
    ) -> QueryInterpretation:
        """Read words: the distinctive part of one name is that place, anything else a choice."""
        named = named_place(known, matches.words, self.districts.common)
        if named is not None and self._lexicon.meaning(word_key(text)) is None:
            return from_place(known, named)
        proposed = proposed_of(self._suggester.suggest(names, text), _PLACES_TO_START, _BEGINS)
        return QueryInterpretation(matches=matches, alternatives=proposed)

    def _by_likeness(self, known: PlaceIndex, text: str) -> QueryInterpretation | None:
        """Read a different spelling as the most similar name, and say so.

        Where the most similar name is that of a street nothing is read: across the whole city such
        a street is proposed, never chosen.
        """
        likest: list[tuple[float, QueryInterpretation | None]] = []
        district = process.extractOne(
            fold(text),
            self.districts.names,
            processor=fold,
            scorer=fuzz.ratio,
            score_cutoff=LEAST_ALIKE,
        )
        if district and (found := self.districts.read(district[0])):
            likest.append((district[1], found))
        name = process.extractOne(
            name_key(text), list(known.by_name), scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE
        )
        if name and len(known.by_name[name[0]]) == 1:
            likest.append((name[1], from_place(known, known.by_name[name[0]][0])))
        readings = sorted(
            ((likeness, reading) for likeness, reading in likest if reading),
            key=lambda one: -one[0],
        )
        streets = self._gazetteer.streets.alike(text)
        if streets and 100 * streets[0].likeness > (readings[0][0] if readings else 0):
            return None
        if readings:
            reading = readings[0][1]
            if reading.start is None:
                return reading
            label = reading.start.label
            return replace(reading, notice=Notice(NoticeKind.SPELLED_OTHERWISE, label))
        matches = match_words(known, text, exactly=False)
        return None if matches is None else QueryInterpretation(matches=matches)

    def _several(self, names: Names, text: str) -> QueryInterpretation:
        """List what may be meant; choose nothing, unless a single name begins this way."""
        found = self._suggester.suggest(names, text)
        begins = [one for one in found if one.score >= _BEGINS]
        if (
            len(begins) == 1
            and begins[0].suggestion.what in _PLACES_TO_START
            and len(fold(text)) >= _LEAST_TYPED * len(fold(begins[0].suggestion.value))
        ):
            reading = self._by_whole_name(begins[0].suggestion.value)
            if reading is not None and reading.start is not None:
                label = reading.start.label
                return replace(reading, notice=Notice(NoticeKind.SPELLED_OTHERWISE, label))
        code = NoticeKind.SEVERAL if len(begins) > 1 else NoticeKind.NOT_UNDERSTOOD
        proposed = proposed_of(found, set(SuggestionKind), 0.0)
        return refused(code, text, proposed)

    def _named_street(self, text: str) -> bool:
        return bool(text) and self._gazetteer.streets.named(text) is not None
