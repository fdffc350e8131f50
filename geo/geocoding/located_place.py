"""A place with its point, how exactly that is known, and its districts."""

from __future__ import annotations

from dataclasses import dataclass

from geo.evidence.place import Place
from geo.model.vocabulary import Precision

SOURCE_PROVIDER = "source"
"""The provider of a point given by the source itself."""


@dataclass(frozen=True, slots=True)
class Location:
    """The location of a place.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; None where no point is known.
    uncertainty_m
        Radius that holds the true point in about nine of ten cases, metres; None without a point.
    provider
        The origin of the point: ``source`` for coordinates of an observation, else the geocoder's
        name.
    matched
        What the point belongs to: the observation's id, or the text that the geocoder matched.
    gebied_code, gebied, buurt_code, buurt
        The districts; empty where unknown.
    """

    lon: float | None = None
    lat: float | None = None
    precision: Precision = Precision.NONE
    uncertainty_m: float | None = None
    provider: str = ""
    matched: str = ""
    gebied_code: str = ""
    gebied: str = ""
    buurt_code: str = ""
    buurt: str = ""


@dataclass(frozen=True, slots=True)
class LocatedPlace:
    """A place with its location."""

    place: Place
    location: Location
