"""From address to point: two providers behind one interface, each answer with its precision.

The embedded one is here. The other, `geo.geocoding.locatieserver.Locatieserver`, needs a client for
HTTP and is imported by who asks over the network.
"""

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

__all__ = [
    "ADDRESS_UNCERTAINTY_M",
    "NO_HINT",
    "POSTCODE6_UNCERTAINTY_M",
    "Candidate",
    "Gazetteer",
    "Geocoder",
    "GeocodingResult",
    "Hint",
]
