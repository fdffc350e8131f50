"""The geocoder of the service: the gazetteer, helped by the register online if switched on."""

from __future__ import annotations

from geo.geocoding import Gazetteer, Geocoder
from geo.model.settings import settings


def geocoder_of(gazetteer: Gazetteer) -> Geocoder:
    """Return the geocoder to use beside a gazetteer: itself, unless the setting asks for more."""
    if not settings().online_geocoder:
        return gazetteer
    from geo.geocoding.locatieserver import Locatieserver
    from geo.geocoding.online_first import OnlineFirst

    return OnlineFirst(gazetteer, Locatieserver.open(settings().pdok_url, gazetteer.city))
