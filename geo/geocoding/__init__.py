"""From address to point: two providers behind one interface, each answer with its precision."""

from geo.geocoding.answers import (
    ADDRESS_UNCERTAINTY_M,
    NO_HINT,
    POSTCODE6_UNCERTAINTY_M,
    Answer,
    Candidate,
    Geocoder,
    Hint,
)
from geo.geocoding.gazetteer import Gazetteer
from geo.geocoding.locatieserver import Locatieserver

__all__ = [
    "ADDRESS_UNCERTAINTY_M",
    "NO_HINT",
    "POSTCODE6_UNCERTAINTY_M",
    "Answer",
    "Candidate",
    "Gazetteer",
    "Geocoder",
    "Hint",
    "Locatieserver",
]
