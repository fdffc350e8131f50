"""Exact addresses: the polling stations of 2023, whose points come from the address register."""

from __future__ import annotations

import pandas as pd

from geo.city.profile import CityProfile


def known_addresses(addresses: pd.DataFrame, city: CityProfile) -> pd.DataFrame:
    """Order the known addresses.

    A point far from its own postcode area is wrong at the source. Its row is kept, since the
    address exists, with ``consistent`` false: geocoders must ignore its point.

    Parameters
    ----------
    addresses
        Columns as in the extract.

    Returns
    -------
    DataFrame
        ``street``, ``house_number``, ``house_letter``, ``postcode``, ``city``, ``lon``, ``lat``
        (EPSG:4326), ``consistent``; ordered.
    """
    table = pd.DataFrame(
        {
            "street": addresses["Straatnaam"].str.strip(),
            "house_number": addresses["Huisnummer"].astype("int64"),
            "house_letter": addresses["Huisletter"].str.strip().str.upper(),
            "postcode": addresses["Postcode"],
            # Where the source omits the town, the neighbouring addresses name the city.
            "city": addresses["Plaats"].str.strip().replace("", city.name),
            "lon": addresses["Longitude"],
            "lat": addresses["Latitude"],
            "consistent": addresses["pc4_consistent"] == "True",
        }
    )
    order = ["street", "house_number", "house_letter", "postcode", "lon", "lat"]
    return table.sort_values(order, ignore_index=True)
