"""The addresses at which the registers are published, for whoever does not have them as a file.

What can be had for a part of the country is told in ``city.toml`` (``[downloads]``), such as the
streets of one province; it takes the place of the address here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from geo.city.profile_tables import RegisterPart

ADDRESSES: Final[Mapping[RegisterPart, str]] = MappingProxyType(
    {
        RegisterPart.DISTRICTS: "https://geodata.cbs.nl/files/Wijkenbuurtkaart/WijkBuurtkaart_2024_v2.zip",
        RegisterPart.PEOPLE: "https://geodata.cbs.nl/files/Wijkenbuurtkaart/WijkBuurtkaart_2024_v2.zip",
        RegisterPart.SQUARES: "https://download.cbs.nl/vierkant/100/2025-cbs_vk100_2024_v1.zip",
        RegisterPart.POSTCODES: "https://download.cbs.nl/postcode/2025-cbs_pc6_2024_v1.zip",
        RegisterPart.ADDRESSES: "https://api.pdok.nl/kadaster/bag/ogc/v2/collections/adres/items",
        RegisterPart.STREETS: "https://download.geofabrik.de/europe/netherlands-latest.osm.pbf",
        RegisterPart.STOPS: "https://gtfs.ovapi.nl/nl/gtfs-nl.zip",
    }
)
"""By part. An address that ends in ``/items`` is a collection of OGC API Features; any other is a
file."""
