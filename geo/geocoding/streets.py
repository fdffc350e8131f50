"""The streets that the gazetteer knows, found by name in any spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from rapidfuzz import fuzz, process

from geo.geocoding.addresses import normalise_street
from geo.model.crs import ProjectedCrs

LEAST_ALIKE = 82.0
"""Lowest similarity, in percent, at which a name may be that of a street with a typing error."""
DOUBT = 10.0
"""A name that is less alike than the likest one by this much, in percent, may be meant as well."""
LEAST_LEAD = 3.0
"""Lead over the runner-up, in percent, without which no street is chosen.

With both, 96.7 % of noisy queries found their street and none a wrong one
(2,000 synthetic queries on the streets of one city).
"""
MARGIN_M = 50.0
"""Added to the 90 % radius of a street so that it holds 90 % of its addresses, in metres. Trees
stop before the last door, and stand in the street while the door may be round a corner. Measured on
the known addresses (`benchmarks/geocoder_evaluation.py`): 44 m, which holds 90 % of the addresses
of streets that it was not taken from (cross-validation). Rounded up to tens.
"""


StreetRow: TypeAlias = tuple[str, str, str, str, float, float, float, int]
"""Street, buurt code, gebied code, PC4, longitude, latitude, 90 % radius in metres, stretches."""


@dataclass(frozen=True, slots=True)
class StreetPart:
    """The part of a street that lies in one buurt and one PC4.

    Parameters
    ----------
    buurt_code, gebied_code, postcode4
        Where this part lies; the buurt is empty where the point is only estimated.
    lon, lat
        The middle of this part, EPSG:4326, degrees.
    x, y
        The same in the reference system of the city, metres.
    radius_m
        Radius in metres that holds 90 % of this part.
    stretches
        How much of the street it is.
    """

    street: str
    buurt_code: str
    gebied_code: str
    postcode4: str
    lon: float
    lat: float
    x: float
    y: float
    radius_m: float
    stretches: int

    def distance_m(self, other: StreetPart) -> float:
        """Distance between the middles of two parts, in metres."""
        return float(np.hypot(self.x - other.x, self.y - other.y))


@dataclass(frozen=True, slots=True)
class StreetMatch:
    """A street that was found by name.

    Parameters
    ----------
    key
        Its normalised name.
    parts
        All its parts; those of other streets of that name too.
    likeness
        From 0 to 1; 1 where the names differ only in spelling.
    """

    key: str
    parts: tuple[StreetPart, ...]
    likeness: float


def middle(parts: Sequence[StreetPart]) -> tuple[StreetPart, float]:
    """Choose the part in the middle, and the radius around it that covers them all.

    Parameters
    ----------
    parts
        At least one.

    Returns
    -------
    StreetPart, float
        The part nearest to the mean of all, weighted by how much of a street each is; and the
        radius in metres, `MARGIN_M` included.
    """
    weights = [part.stretches for part in parts]
    x = np.average([part.x for part in parts], weights=weights)
    y = np.average([part.y for part in parts], weights=weights)
    centre = min(parts, key=lambda part: np.hypot(part.x - x, part.y - y))
    radius_m = max(centre.distance_m(part) + part.radius_m for part in parts)
    return centre, radius_m + MARGIN_M


class StreetIndex:
    """Streets by name and by postcode.

    Parameters
    ----------
    rows
        Street, buurt code, gebied code, PC4, longitude, latitude, 90 % radius in metres and
        number of stretches, as in ``streets.csv``.
    crs
        In which distances are taken.
    """

    def __init__(self, rows: Sequence[StreetRow], crs: ProjectedCrs) -> None:
        x, y = crs.xy([row[4] for row in rows], [row[5] for row in rows])
        by_key: dict[str, list[StreetPart]] = defaultdict(list)
        by_postcode4: dict[str, list[StreetPart]] = defaultdict(list)
        for row, east, north in zip(rows, x.tolist(), y.tolist(), strict=True):
            part = StreetPart(*row[:6], east, north, *row[6:])
            by_key[normalise_street(part.street)].append(part)
            by_postcode4[part.postcode4].append(part)
        self._by_key = {key: tuple(parts) for key, parts in by_key.items()}
        self._by_postcode4 = {
            postcode4: (np.array([(part.x, part.y) for part in parts]), tuple(parts))
            for postcode4, parts in by_postcode4.items()
        }
        self._keys = list(self._by_key)
        keys_in: dict[str, set[str]] = defaultdict(set)
        for key, parts in self._by_key.items():
            for part in parts:
                for area in (part.postcode4, part.buurt_code, part.gebied_code):
                    keys_in[area].add(key)
        self._keys_in = dict(keys_in)

    def __iter__(self) -> Iterator[StreetMatch]:
        """Go through all streets."""
        return (StreetMatch(key, parts, 1.0) for key, parts in self._by_key.items())

    def named(self, name: str) -> StreetMatch | None:
        """Find a street by its name, in any spelling."""
        key = normalise_street(name)
        parts = self._by_key.get(key)
        return StreetMatch(key, parts, 1.0) if parts else None

    def alike(
        self, name: str, *, within: Collection[str] = (), lead: float = LEAST_LEAD
    ) -> list[StreetMatch]:
        """Find streets with similar names, best first.

        Parameters
        ----------
        name
            A name that no street bears.
        within
            Only streets in these PC4, buurten or gebieden; empty for the whole city.
        lead
            How much less alike than the likest a name may be, in percent.

        Returns
        -------
        list of StreetMatch
            The streets that may be meant: one if it is clearly ahead, several otherwise.
        """
        keys: Iterable[str] = self._keys
        if within:
            keys = sorted(set().union(*(self._keys_in.get(area, ()) for area in within)))
        found = process.extract(
            normalise_street(name), keys, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=4
        )
        return [
            StreetMatch(key, self._by_key[key], likeness / 100)
            for key, likeness, _ in found
            if likeness > found[0][1] - lead
        ]

    def distance_to_postcode4_m(self, part: StreetPart, postcode4: str) -> float:
        """Distance in metres from the middle of a part to the nearest street in a PC4, or inf."""
        if postcode4 not in self._by_postcode4:
            return float("inf")
        points, _ = self._by_postcode4[postcode4]
        return float(np.hypot(points[:, 0] - part.x, points[:, 1] - part.y).min())

    def gebieden_of(self, postcode4: str) -> frozenset[str]:
        """Codes of the gebieden in which a PC4 has streets."""
        _, parts = self._by_postcode4.get(postcode4, (None, ()))
        return frozenset(part.gebied_code for part in parts)
