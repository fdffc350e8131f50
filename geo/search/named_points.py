"""Stops and landmarks, found by what people call them.

The stops are those of ``reference/stops.csv``; the landmarks stand in ``landmarks.csv`` in the
folder of the city (columns ``name``, ``also_called`` and ``where``: an address that the gazetteer
finds, or a stop).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from geo.city.profile import CityProfile
from geo.city.stops import Stop, Stops
from geo.geocoding import Gazetteer
from geo.geocoding.addresses import normalise_street, parse_address
from geo.io.tables import read_rows
from geo.model.errors import InputError, Problem
from geo.model.text import fold
from geo.model.vocabulary import Precision
from geo.search.lexicon import Lexicon, WordSense, word_key
from geo.search.question import Start, StartKind

LANDMARKS = "landmarks.csv"
SAME_STOP_M = 700.0
"""Stops of one name nearer to each other than this, in metres, are one to whoever goes there."""
STOP_UNCERTAINTY_M = 50.0
"""A stop has platforms on both sides of a street."""
_MAX_BYTES = 1_000_000
_REMARK = re.compile(r"\([^)]*\)|\bspoor \d+\b|\bii+\b|\bbusperron \w\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedPoint:
    """A stop or landmark.

    Parameters
    ----------
    town
        The town of a stop; empty for a landmark.
    start
        The point to start from.
    """

    town: str
    start: Start


class NamedPoints:
    """Stops and landmarks by name; immutable and safe to share."""

    def __init__(
        self,
        stops: Iterable[Stop],
        landmarks: Iterable[tuple[tuple[str, ...], Start]],
        lexicon: Lexicon,
        city: CityProfile,
    ) -> None:
        self._lexicon = lexicon
        self._city = city
        by_key: defaultdict[str, list[NamedPoint]] = defaultdict(list)
        self.stops: list[NamedPoint] = []
        for stop in stops:
            point = NamedPoint(stop.town, _start_at(stop))
            self.stops.append(point)
            for key in {_key(stop.name), self._bare(stop.name)} - {""}:
                by_key[key].append(point)
        landmarks = list(landmarks)
        self.landmarks: list[tuple[tuple[str, ...], Start]] = landmarks
        """Each with its names, the usual one first."""
        self._towns = {key: {one.town for one in points} for key, points in by_key.items()}
        self._stops = {key: self._merged(points) for key, points in by_key.items()}
        self._landmarks = {
            key: start
            for names, start in landmarks
            for key in {key for name in names for key in (_key(name),)} - {""}
        }

    @classmethod
    def open(cls, reference: Path, gazetteer: Gazetteer, lexicon: Lexicon) -> NamedPoints:
        """Read the stops and landmarks of a city.

        Parameters
        ----------
        reference
            The folder ``reference`` of the city; one without stops or landmarks is no mistake.

        Raises
        ------
        InputError
            A table is malformed, or a landmark stands where nothing is known.
        """
        path = reference / "stops.csv"
        stops = Stops.open(reference).all if path.is_file() else ()
        city = CityProfile.beside(reference)
        alone = cls(stops, (), lexicon, city)
        table = reference.resolve().parent / LANDMARKS
        if not table.is_file():
            return alone
        return cls(stops, _landmarks(table, alone, gazetteer), lexicon, city)

    def landmark(self, name: str) -> Start | None:
        """Return the landmark of this name."""
        return self._landmarks.get(_key(name))

    def stop_names(self) -> Iterator[tuple[str, str, str]]:
        """Go through the stops: what one is called, its town, and what to type to start from it."""
        seen: set[tuple[str, str]] = set()
        for stop in self.stops:
            name = stop.start.label
            if (name, stop.town) in seen:
                continue
            seen.add((name, stop.town))
            said = name if self.says_stop(name) else f"{self._lexicon.stop_word} {name}".strip()
            several = len(self._stops[_key(name)]) > 1
            yield name, stop.town, f"{said} {stop.town}".strip() if several else said

    def stops_named(self, name: str) -> tuple[NamedPoint, ...]:
        """Return the stops of this name, one for each place where there is one.

        Parameters
        ----------
        name
            With or without the town and words such as *halte* and *metro*.
        """
        exact = self._stops.get(_key(name))
        if exact:
            return exact
        bare = self._bare(name)
        found = self._stops.get(bare, ())
        if found:
            return found
        for key, town in self._without_town(name):
            named = self._stops.get(key, ())
            among = tuple(one for one in named if _same_town(one.town, town))
            if among or any(_same_town(one, town) for one in self._towns.get(key, ())):
                return among or named
        return ()

    def says_stop(self, text: str) -> bool:
        """Return whether a text says that it names a stop."""
        return any(self._is_stop_word(word) for word in word_key(text).split())

    def without_stop_words(self, text: str) -> str:
        """Return a text without the words that say that it names a stop."""
        words = fold(text).split()
        return " ".join(word for word in words if not self._is_stop_word(word.replace("ij", "y")))

    def _without_town(self, name: str) -> Iterable[tuple[str, str]]:
        """Split the name of a town off the beginning or the end."""
        words = fold(name).split()
        for size in range(1, min(5, len(words))):
            yield _key(" ".join(words[:-size])), " ".join(words[-size:])
            yield self._bare(" ".join(words[:-size])), " ".join(words[-size:])
            yield self._bare(" ".join(words[size:])), " ".join(words[:size])

    def _is_stop_word(self, word: str) -> bool:
        meaning = self._lexicon.meaning(word)
        return meaning is not None and meaning.sense is WordSense.STOP

    def _bare(self, name: str) -> str:
        """Reduce a name to what is left without words such as *halte*; empty for nothing."""
        city = {fold(one) for one in (self._city.name, *self._city.also_called)}
        kept = self.without_stop_words(_REMARK.sub(" ", name)).split()
        if len(kept) > 1:
            kept = [word for word in kept if word not in city] or kept
        return _key(" ".join(kept))

    def _merged(self, points: list[NamedPoint]) -> tuple[NamedPoint, ...]:
        """Take stops of one name that are near each other together."""
        apart: list[NamedPoint] = []
        for point in points:
            if not any(self._metres(point.start, one.start) < SAME_STOP_M for one in apart):
                apart.append(point)
        return tuple(apart)

    def _metres(self, one: Start, other: Start) -> float:
        x, y = self._city.projected.xy([one.lon, other.lon], [one.lat, other.lat])
        return float(np.hypot(x[1] - x[0], y[1] - y[0]))


def _key(name: str) -> str:
    return normalise_street(_REMARK.sub(" ", name))


def _same_town(one: str, other: str) -> bool:
    first, second = fold(one), fold(other)
    return first == second or (bool(second) and second in first.split())


def _start_at(stop: Stop) -> Start:
    return Start(
        stop.lon, stop.lat, stop.name, Precision.ADDRESS, StartKind.STOP, STOP_UNCERTAINTY_M
    )


def _landmarks(
    table: Path, stops: NamedPoints, gazetteer: Gazetteer
) -> list[tuple[tuple[str, ...], Start]]:
    """Read the landmarks, each at its address or stop."""
    problems: list[Problem] = []
    found: list[tuple[tuple[str, ...], Start]] = []
    for row in read_rows(table, ("name", "also_called", "where"), max_bytes=_MAX_BYTES):
        name, where = row.cells["name"], row.cells["where"]
        start = _located(where, stops, gazetteer)
        if start is None:
            problems.append(
                Problem(f"'{where}'", "a stop or an address", table.name, row.line, "where")
            )
            continue
        others = [one.strip() for one in row.cells["also_called"].split(";")]
        found.append(((name, *others), replace(start, label=name, what=StartKind.LANDMARK)))
    if problems:
        raise InputError(problems)
    return found


def _located(where: str, stops: NamedPoints, gazetteer: Gazetteer) -> Start | None:
    if stops.says_stop(where):
        named = stops.stops_named(where)
        return named[0].start if named else None
    located = gazetteer.geocode(parse_address(where, gazetteer.city.written_towns))
    if located.lon is None or located.lat is None:
        return None
    uncertainty_m = located.uncertainty_m or 0.0
    return Start(
        located.lon, located.lat, where, located.precision, StartKind.LANDMARK, uncertainty_m
    )
