"""From address to point: two providers behind one interface, each answer with its precision."""

from geo.geocoding.answers import (
    ADDRESS_UNCERTAINTY_M,
    NO_HINT,
    POSTCODE6_UNCERTAINTY_M,
    Candidate,
    Geocoder,
    GeocodingResult,
    Hint,
)
from geo.geocoding.gazetteer import Gazetteer
from geo.geocoding.locatieserver import Locatieserver

__all__ = [
    "ADDRESS_UNCERTAINTY_M",
    "NO_HINT",
    "POSTCODE6_UNCERTAINTY_M",
    "Candidate",
    "Gazetteer",
    "Geocoder",
    "GeocodingResult",
    "Hint",
    "Locatieserver",
]
