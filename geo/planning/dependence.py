"""How many people depend on each place, to know which ones to keep true first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd

from geo.model.vocabulary import Initiative
from geo.planning.coverage.city import City
from geo.planning.coverage.loss import losses
from geo.planning.coverage.question import CoverageQuestion
from geo.planning.coverage.supply import Supply

MINUTES = 10
"""Walk within which people have a place."""


@dataclass(frozen=True, slots=True, order=True)
class Dependence:
    """Whom the loss of a place would hurt.

    Parameters
    ----------
    only
        Residents who would have no other place within `MINUTES`.
    near
        Residents who have it within `MINUTES`.
    """

    only: int = 0
    near: int = 0


def dependence(city: City, places: gpd.GeoDataFrame) -> Mapping[str, Dependence]:
    """Work out who depends on each published place.

    Parameters
    ----------
    city
        Its people and streets.
    places
        `Directory.places`, EPSG:4326.

    Returns
    -------
    Mapping of str to Dependence
        By id of the place; a place that is closed, planned or without a point is left out.
    """
    supply = Supply.of(places, city.crs)
    question = CoverageQuestion(minutes=(MINUTES,))
    found: dict[str, Dependence] = {}
    for initiative in Initiative:
        table = losses(city, supply, question, initiative=initiative)
        counts = zip(table["id"], table["residents_lost"], table["residents_in_reach"], strict=True)
        for place_id, only, near in counts:
            found[str(place_id)] = Dependence(round(only), round(near))
    return found
