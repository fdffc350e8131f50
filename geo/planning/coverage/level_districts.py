"""The districts of a level, and adding people up in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.city.walking.snapping import Floats, Integers
from geo.planning.coverage.city import City
from geo.planning.coverage.question import Level
from geo.planning.coverage.supply import Supply

_MILLION = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class LevelDistricts:
    """The districts of a level, and the district of each entry of the people."""

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    of_entry: Integers
    level: Level

    @classmethod
    def of(cls, city: City, level: Level) -> LevelDistricts:
        """Return the districts of a level, by code."""
        buurten = city.buurten
        if level is Level.GEMEENTE:
            codes, names = [city.code], [city.name]
            of_buurt = np.zeros(len(buurten), dtype=np.int64)
        elif level is Level.GEBIED:
            table = buurten.drop_duplicates("gebied_code").sort_values("gebied_code")
            codes, names = table["gebied_code"].tolist(), table["gebied"].tolist()
            of_buurt = pd.Index(codes).get_indexer(pd.Index(buurten["gebied_code"]))
        else:
            codes, names = buurten.index.tolist(), buurten["name"].tolist()
            of_buurt = np.arange(len(buurten))
        return cls(
            np.array(codes, dtype=object),
            np.array(names, dtype=object),
            of_buurt[city.people.buurt],
            level,
        )

    def of_places(self, supply: Supply) -> Integers:
        """Return the district of each place; -1 where it is not known at this level."""
        if self.level is Level.GEMEENTE:
            return np.zeros(len(supply), dtype=np.int64)
        is_gebied = self.level is Level.GEBIED
        codes = supply.gebied_code if is_gebied else supply.buurt_code
        return pd.Index(self.codes).get_indexer(pd.Index(codes)).astype(np.int64)

    def sums(self, numbers: Floats) -> Floats:
        """Add up numbers of the entries of the people per district, to a millionth.

        Millionths are added as whole numbers, so the order of the entries changes nothing and parts
        of the people add up to exactly all of them.
        """
        return sums_by(self.of_entry, numbers, len(self.codes))


def sums_by(group: Integers, numbers: Floats, groups: int) -> Floats:
    """Add up numbers by group, exactly, to a millionth.

    Parameters
    ----------
    group
        Of each number, from 0.
    groups
        How many there are.
    """
    millionths = np.rint(numbers * _MILLION)
    return np.bincount(group, millionths, minlength=groups) / _MILLION
