"""What there is to know of a collection before any of its features."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np

from geo.model.reference_systems import OFFERED, ReferenceSystem
from geo.model.schema import Table

BBox = tuple[float, float, float, float]
"""West, south, east, north; west > east means that a box in degrees crosses longitude 180."""
Period = tuple[np.datetime64 | None, np.datetime64 | None]
"""First moment, and the moment after the last one, in UTC; None where it is open."""


class Described(ABC):
    """A collection as it is described, wherever its features are.

    Attributes
    ----------
    name
        Name of the collection, which is that of its table.
    table
        What its columns are.
    storage
        The reference system of the original coordinates.
    """

    name: str
    table: Table
    storage: ReferenceSystem

    @cached_property
    def systems(self) -> dict[str, ReferenceSystem]:
        """The reference systems in which it is offered, by their URI, CRS84 first."""
        return {system.uri: system for system in (*OFFERED, self.storage)}

    @property
    @abstractmethod
    def total_bounds(self) -> BBox | None:
        """West, south, east and north of all features; None where no feature has a geometry."""

    @property
    @abstractmethod
    def geometry_types(self) -> frozenset[str]:
        """The types that its geometries have, by their names in GeoJSON."""

    @property
    @abstractmethod
    def time_extent(self) -> Period | None:
        """First and last moment of all features, None where open; None where it has no times."""

    @property
    @abstractmethod
    def long_columns(self) -> frozenset[str]:
        """The columns with whole numbers that 32 bits may not hold."""
