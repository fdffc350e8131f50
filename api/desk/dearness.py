"""Which places to look after first: how many people depend on them, times how doubtful they are."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from geo.directory.holder import DirectoryHolder
from geo.evidence.ageing import doubt_of
from geo.evidence.place import Place
from geo.planning.coverage import City
from geo.planning.dependence import Dependence, dependence


class Dependants:
    """Who depends on which place: worked out in a thread, and kept for each release.

    Parameters
    ----------
    holder
        The release in use.
    reference
        Folder with the people and the streets.
    """

    def __init__(self, holder: DirectoryHolder, reference: Path) -> None:
        self._holder = holder
        self._reference = reference
        self._starting = threading.Lock()
        self._started = ""
        self._city: City | None = None
        self._found: Mapping[str, Dependence] | None = None

    def now(self) -> Mapping[str, Dependence] | None:
        """Return what is known; None before it was worked out for the first time."""
        directory = self._holder.current
        with self._starting:
            if self._started != directory.version:
                self._started = directory.version
                threading.Thread(target=self._work, daemon=True).start()
        return self._found

    def _work(self) -> None:
        self._city = self._city or City.open(self._reference)
        self._found = dependence(self._city, self._holder.current.places)


def dearness(
    place: Place | None, depend: Mapping[str, Dependence] | None, on: date
) -> tuple[float, float]:
    """Rank a place: first by who has no other, then by who has it near, each times its doubt."""
    if place is None:
        return (0.0, 0.0)
    people = (depend or {}).get(place.id, Dependence())
    doubtful = doubt_of(place, on)
    return (people.only * doubtful, people.near * doubtful)
