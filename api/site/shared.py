"""What several pages share, read once: descriptions, the streets and the stops."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from api.web.cache import of_release
from api.web.served import reference
from geo.directory.descriptions import Description, describe
from geo.directory.directory import Directory
from geo.model.vocabulary import Language

if TYPE_CHECKING:
    import pandas as pd

    from geo.city.stops import NearStop, Stops
    from geo.city.walking.network import Network

STOPS_WITHIN_M = 500.0
STOPS = 4
"""Maximum number of stops named."""


@of_release
def descriptions(directory: Directory, language: Language) -> tuple[Description, ...]:
    """Describe all places of a directory in words, by position."""
    features = directory.layers["places"].features
    return tuple(
        describe(orjson.loads(feature)["properties"], directory.city, language)
        for feature in features
    )


def network() -> Network:
    """Return the walking network, the same one used for search and coverage."""
    from geo.city.walking.shared import shared_network

    return shared_network(reference())


def streets() -> pd.DataFrame:
    """Return the names of streets of the city that is asked about, each with its middle."""
    return _streets(reference())


@cache
def _streets(tables: Path) -> pd.DataFrame:
    import pandas as pd

    streets = pd.read_csv(
        tables / "streets.csv",
        usecols=["street", "buurt_code", "lon", "lat"],
        keep_default_na=False,
    )
    # Without a buurt a street is only estimated from the postcodes around it.
    return streets[streets["buurt_code"] != ""].drop(columns="buurt_code")


def stops_near(lon: float, lat: float) -> tuple[NearStop, ...]:
    """Find the stops of public transport near a point, nearest first."""
    return _stops(reference()).near(lon, lat, within_m=STOPS_WITHIN_M, limit=STOPS)


@cache
def _stops(tables: Path) -> Stops:
    from geo.city.stops import Stops

    return Stops.open(tables)
