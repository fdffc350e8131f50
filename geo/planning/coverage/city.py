"""What places are measured against: the network, the people on it, and the districts they live in.

Made once; every question after that uses it as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.city.areas import Areas
from geo.city.land import Ground, ground_of, read_water
from geo.city.people import People
from geo.city.profile import CityProfile
from geo.city.walking.mode import Mode
from geo.city.walking.network import COVERED_M, Network
from geo.city.walking.shared import shared_network
from geo.city.walking.snapping import Snapped
from geo.model.crs import ProjectedCrs


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """A city in memory; immutable and safe to share.

    Attributes
    ----------
    buurten
        Per code of `People.buurten`, in that order: ``name``, ``gebied_code``, ``gebied``.
    code, name
        Of the municipality.
    crs
        The projected reference system in which its distances are taken.
    homes
        Where the people of each entry of ``people`` step onto the network.
    covered
        Whether the network comes near that entry; elsewhere distances are estimated.
    water
        For maps; None where no table of it is at hand.
    """

    network: Network
    people: People
    buurten: pd.DataFrame
    code: str
    name: str
    crs: ProjectedCrs
    homes: Snapped
    covered: NDArray[np.bool_]
    water: BaseGeometry | None = None

    @classmethod
    def of(
        cls, network: Network, people: People, buurten: pd.DataFrame, profile: CityProfile
    ) -> City:
        """Combine a network, people and districts into a city.

        Parameters
        ----------
        network, people
            In the reference system of the city.
        buurten
            Indexed by code, with ``name``, ``gebied_code`` and ``gebied``. Must hold every buurt of
            ``people``.
        profile
            The city.
        """
        homes = network.snap(people.x, people.y)
        columns = ["name", "gebied_code", "gebied"]
        known = pd.DataFrame(buurten[columns]).loc[list(people.buurten)]
        return cls(
            network,
            people,
            known,
            profile.code,
            profile.name,
            profile.projected,
            homes,
            homes.off_m <= COVERED_M,
        )

    @classmethod
    def open(cls, reference: Path, areas: Areas | None = None, mode: Mode = Mode.FOOT) -> City:
        """Read a city from the reference tables.

        Parameters
        ----------
        reference
            Folder with ``walking.parquet``, ``people.csv`` and the districts.
        areas
            The districts, where they are in memory already.
        mode
            Who walks: `Mode.STEP_FREE` leaves out what people on wheels cannot use.

        Raises
        ------
        InputError
            Tables are missing, or are not what they should be.
        """
        areas = areas or Areas.open(reference)
        city = cls.of(
            shared_network(reference, mode),
            People.open(reference),
            areas.buurten,
            areas.city,
        )
        return replace(city, water=read_water(reference, city.crs))

    def ground(self, districts: Sequence[BaseGeometry]) -> Ground:
        """Return what a map of some districts leaves bare, and what is water in them."""
        people = self.people
        homes = np.stack([people.x, people.y], axis=1)[np.nan_to_num(people.inhabitants) > 0]
        return ground_of(self.network, homes, self.water, districts)

    def with_people(self, people: People) -> City:
        """Return the city with other people, on the same network and in the same buurten."""
        homes = self.network.snap(people.x, people.y)
        return replace(self, people=people, homes=homes, covered=homes.off_m <= COVERED_M)
