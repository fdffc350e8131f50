"""The geocoder of the service: the gazetteer, helped by the register online if switched on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.web.finder import finder
from geo.city.profile import CityProfile
from geo.model.settings import settings

if TYPE_CHECKING:
    from geo.geocoding import Gazetteer, Geocoder, GeocodingResult, Hint
    from geo.geocoding.addresses import Address


@dataclass(frozen=True)
class CityGeocoder:
    """The geocoder of a city: that of its finder, whose tables are read at the first question.

    Attributes
    ----------
    reference
        The reference tables of the city.
    """

    reference: Path

    @property
    def name(self) -> str:
        """Short name of what finds its addresses."""
        return finder(self.reference).geocoder.name

    @property
    def city(self) -> CityProfile:
        """The city in which it finds addresses."""
        return finder(self.reference).geocoder.city

    def geocode(self, address: Address, hint: Hint | None = None) -> GeocodingResult:
        """Find an address; see `geo.geocoding.Geocoder`."""
        geocoder = finder(self.reference).geocoder
        return geocoder.geocode(address) if hint is None else geocoder.geocode(address, hint)


def geocoder_of(gazetteer: Gazetteer) -> Geocoder:
    """Return the geocoder to use beside a gazetteer: itself, unless the setting asks for more."""
    if not settings().online_geocoder:
        return gazetteer
    from geo.geocoding.locatieserver import Locatieserver
    from geo.geocoding.online_first import OnlineFirst

    return OnlineFirst(gazetteer, Locatieserver.open(settings().pdok_url, gazetteer.city))
