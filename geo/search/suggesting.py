"""Suggestions while typing: streets, addresses, districts, stops, landmarks, places, activities.

A name is found by its beginning, by the beginning of any word in it, and with typing errors. The
names are kept as sorted keys, so a beginning costs one bisection. Only where that finds too little
is the typed text compared with the beginnings of all names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from geo.city.areas import Areas
from geo.directory.activities import GROUPS
from geo.directory.text_search import MAX_CHARACTERS
from geo.geocoding import Gazetteer
from geo.geocoding.addresses import Address, normalise_street
from geo.model.text import fold
from geo.search.known import PlaceIndex, name_key, plain_words
from geo.search.named_points import NamedPoints
from geo.search.question import MOST_SUGGESTIONS, Suggestion, SuggestionKind

_LEAST_ALIKE = 75.0
_SHORTEST_WITH_ERROR = 4
_WHOLE, _BEGINNING, _WORD, _ALIKE = 1.0, 0.95, 0.9, 0.85
_ENOUGH = 60
"""How many names with the same beginning are considered; typing more finds the others."""
_ORDER = {
    SuggestionKind.GEBIED: 0,
    SuggestionKind.ADDRESS: 1,
    SuggestionKind.PLACE: 2,
    SuggestionKind.BUURT: 3,
    SuggestionKind.LANDMARK: 4,
    SuggestionKind.STREET: 5,
    SuggestionKind.STOP: 6,
    SuggestionKind.POSTCODE: 7,
    SuggestionKind.ACTIVITY: 8,
}
"""The order of equally good suggestions."""
_WITH_NUMBER = re.compile(r"(?P<name>.*[^\W\d_].*?)[\s,]+(?P<number>\d{1,5})\s?(?P<letter>[a-z]?)$")
_POSTCODE = re.compile(r"(?P<digits>[1-9]\d{0,3})\s?(?P<letters>[a-z]{0,2})$")


@dataclass(frozen=True, slots=True)
class Scored:
    """A suggestion and how well it fits.

    Parameters
    ----------
    score
        1 for the whole name, 0.95 for its beginning, 0.9 for the beginning of a word in it, less
        with a typing error.
    suggestion
        What may be meant.
    """

    score: float
    suggestion: Suggestion


class Names:
    """Suggestions by name; immutable."""

    def __init__(self, named: Iterable[tuple[str, Suggestion]]) -> None:
        keys: dict[tuple[str, int], bool] = {}
        self._suggestions: list[Suggestion] = []
        for number, (name, suggestion) in enumerate(named):
            self._suggestions.append(suggestion)
            words = name.split()
            for first in range(len(words)):
                for key in {
                    _key(" ".join(words[first:])),
                    normalise_street("".join(words[first:])),
                }:
                    keys[key, number] = keys.get((key, number), False) or first == 0
        ordered = sorted((key, number, whole) for (key, number), whole in keys.items() if key)
        self._keys = [key for key, _, _ in ordered]
        self._numbers = [number for _, number, _ in ordered]
        self._whole = [whole for _, _, whole in ordered]

    def find(self, text: str) -> list[Scored]:
        """Find the names that begin with a text, or with something like it.

        Returns
        -------
        list of Scored
            Best first, each suggestion once.
        """
        best: dict[int, float] = {}
        asked = {_key(text), normalise_street(text)} - {""}
        for key in asked:
            for row in self._beginning_with(key):
                score = _BEGINNING if self._whole[row] else _WORD
                if self._whole[row] and self._keys[row] == key:
                    score = _WHOLE
                number = self._numbers[row]
                best[number] = max(score, best.get(number, 0.0))
        if len(best) < MOST_SUGGESTIONS:
            for key in asked:
                for row, likeness in self._alike(key):
                    number = self._numbers[row]
                    best[number] = max(_ALIKE * likeness, best.get(number, 0.0))
        if _WHOLE in best.values():
            best = {number: score for number, score in best.items() if score > _ALIKE}
        found = [Scored(score, self._suggestions[number]) for number, score in best.items()]
        return sorted(found, key=rank)

    def _beginning_with(self, key: str) -> Iterator[int]:
        first = bisect_left(self._keys, key)
        for row in range(first, min(first + 4 * _ENOUGH, len(self._keys))):
            if not self._keys[row].startswith(key):
                return
            yield row

    def _alike(self, key: str) -> list[tuple[int, float]]:
        if len(key) < _SHORTEST_WITH_ERROR or not self._keys:
            return []
        # A wrong letter shifts what follows, so beginnings of two lengths are compared.
        beginnings = [known[: len(key) + 1] for known in self._keys]
        alike = process.cdist(
            [key], beginnings, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE, dtype=np.float32
        )[0]
        rows = np.argsort(-alike, kind="stable")[:_ENOUGH]
        return [(int(row), float(alike[row]) / 100) for row in rows if alike[row]]


class Suggester:
    """Suggests what the city has; the names of a release are passed in."""

    def __init__(self, gazetteer: Gazetteer, areas: Areas, points: NamedPoints) -> None:
        self._says_stop, self._without_stop_words = points.says_stop, points.without_stop_words
        self._points = Names(_points(points))
        self._names = Names([*_districts(areas), *_streets(gazetteer, areas)])
        self._postcodes = sorted(
            (postcode4, area.city) for postcode4, area in gazetteer.postcodes.items()
        )
        self._addresses: dict[str, list[Address]] = {}
        for known in gazetteer.addresses:
            key = normalise_street(known.address.street)
            self._addresses.setdefault(key, []).append(known.address)

    def suggest(self, release: Names, text: str, *, points: bool = False) -> list[Scored]:
        """Find what may be meant.

        Parameters
        ----------
        release
            The places and activities of a release (`names_of`).
        points
            Whether stops and landmarks may be meant too.

        Returns
        -------
        list of Scored
            Best first, each text once; empty for a text without letters or digits.
        """
        typed = fold(text[:MAX_CHARACTERS])
        if not typed:
            return []
        found: list[Scored] = []
        postcode = _POSTCODE.match(typed)
        numbered = _WITH_NUMBER.match(typed)
        if postcode:
            found += self._with_postcode(postcode["digits"], postcode["letters"])
        if numbered:
            found += self._with_number(numbered["name"], numbered["number"], numbered["letter"])
        if not (postcode and len(typed) > 1):
            found += self._names.find(plain_words(text))
            found += release.find(plain_words(text))
        if points:
            bare = self._without_stop_words(text) if self._says_stop(text) else ""
            found += self._points.find(bare or typed)
        if any(one.score >= _WHOLE for one in found):
            found = [one for one in found if one.score > _ALIKE]
        return _each_once(sorted(found, key=rank))

    def _with_postcode(self, digits: str, letters: str) -> Iterator[Scored]:
        for postcode4, city in self._postcodes:
            if postcode4.startswith(digits) and not letters:
                score = _WHOLE if postcode4 == digits else _BEGINNING
                postcode = Suggestion(postcode4, SuggestionKind.POSTCODE, city, postcode4)
                yield Scored(score, postcode)
        if len(digits) == len("3011"):
            wanted = digits + letters.upper()
            for address in (one for many in self._addresses.values() for one in many):
                if address.postcode.startswith(wanted):
                    yield Scored(_WORD, _address(address))

    def _with_number(self, name: str, number: str, letter: str) -> Iterator[Scored]:
        streets = [
            one for one in self._names.find(name) if one.suggestion.what is SuggestionKind.STREET
        ]
        for street in streets[:MOST_SUGGESTIONS]:
            yield Scored(street.score * _WORD, street.suggestion)
            for address in self._addresses.get(normalise_street(street.suggestion.text), ()):
                house = f"{address.house_number}{address.letter.casefold()}"
                if house.startswith(number + letter):
                    exact = house == number + letter
                    yield Scored(street.score * (1.0 if exact else _BEGINNING), _address(address))


def _points(points: NamedPoints) -> Iterator[tuple[str, Suggestion]]:
    for names, _start in points.landmarks:
        landmark = Suggestion(names[0], SuggestionKind.LANDMARK, "", names[0])
        for name in filter(None, names):
            yield fold(name), landmark
    for name, town, value in points.stop_names():
        yield fold(name), Suggestion(value, SuggestionKind.STOP, town, value)


def names_of(known: PlaceIndex) -> Names:
    """Make the suggestions that belong to a release: its places and what one can do there."""
    return Names([*_places(known), *_activities(known)])


def rank(scored: Scored) -> tuple[float, int, int, str]:
    """Put the best first; among equals what is most often meant, then the shortest."""
    text = scored.suggestion.text
    return -round(scored.score, 2), _ORDER[scored.suggestion.what], len(text), text


def _key(text: str) -> str:
    return fold(text).replace(" ", "").replace("ij", "y")


def _each_once(found: Iterable[Scored]) -> list[Scored]:
    seen: set[tuple[str, str]] = set()
    once = []
    for one in found:
        # A gebied and a buurt of the same name are one thing to whoever types it.
        what = "district" if one.suggestion.what in _DISTRICTS else one.suggestion.what.value
        key = (what, one.suggestion.value.casefold())
        if key not in seen:
            seen.add(key)
            once.append(one)
    return once


_DISTRICTS = (SuggestionKind.GEBIED, SuggestionKind.BUURT)


def _address(address: Address) -> Suggestion:
    line = f"{address.street} {address.house}"
    postcode = f"{address.postcode[:4]} {address.postcode[4:]} {address.city}"
    return Suggestion(line, SuggestionKind.ADDRESS, postcode, str(address))


def _districts(areas: Areas) -> Iterator[tuple[str, Suggestion]]:
    for name in areas.gebieden["name"]:
        yield fold(name), Suggestion(name, SuggestionKind.GEBIED, "", name)
    for name, gebied in zip(areas.buurten["name"], areas.buurten["gebied"], strict=True):
        yield fold(name), Suggestion(name, SuggestionKind.BUURT, gebied, name)
    for alias, name in areas.city.aliases.upper.items():
        yield fold(alias), Suggestion(name, SuggestionKind.GEBIED, "", name)
    for alias, names in areas.city.aliases.parts.items():
        yield fold(alias), Suggestion(alias, SuggestionKind.GEBIED, ", ".join(names), alias)
    for alias, names in areas.city.aliases.lower.items():
        yield fold(alias), Suggestion(alias, SuggestionKind.BUURT, ", ".join(names), alias)


def _streets(gazetteer: Gazetteer, areas: Areas) -> Iterator[tuple[str, Suggestion]]:
    gebied_name = areas.gebieden["name"].to_dict()
    for street in gazetteer.streets:
        name = street.parts[0].street
        gebieden = list(dict.fromkeys(gebied_name[part.gebied_code] for part in street.parts))
        detail = ", ".join(gebieden[:3])
        yield fold(name), Suggestion(name, SuggestionKind.STREET, detail, name)


def _places(known: PlaceIndex) -> Iterator[tuple[str, Suggestion]]:
    frame = known.directory.places
    nothing = [None] * len(frame)
    rows = zip(
        known.directory.layers["places"].ids,
        known.names,
        frame.get("alt_names", nothing),
        frame.get("buurt", nothing),
        frame.get("gebied", nothing),
        strict=True,
    )
    for place_id, name, others, buurt, gebied in rows:
        detail = ", ".join(one for one in (buurt, gebied) if isinstance(one, str))
        place = Suggestion(name, SuggestionKind.PLACE, detail, name, place=place_id)
        for one in (name, *(others or ())):
            yield plain_words(one), place
            yield name_key(one), place


def _activities(known: PlaceIndex) -> Iterator[tuple[str, Suggestion]]:
    for key in known.used_groups:
        label = GROUPS[key].label("nl")
        group = Suggestion(label, SuggestionKind.ACTIVITY, "", label, activity=key)
        for name in sorted(GROUPS[key].called - {""}):
            yield name, group
    for words in known.directory.places.get("activities", []):
        for activity in words or ():
            yield (
                plain_words(activity),
                Suggestion(activity, SuggestionKind.ACTIVITY, "", activity),
            )
