"""Rows of a table as features: the same bytes that a file with the same rows gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.collections import features as geojson
from geo.collections.postgis.stored_table import StoredTable
from geo.model.reference_systems import CRS84, ReferenceSystem, Shapes


@dataclass(frozen=True, eq=False)
class StoredPage:
    """Some rows of a table.

    Attributes
    ----------
    ids
        Id of each.
    properties
        Plain values by name.
    shapes
        As they are stored, with two dimensions; None where there is none.
    """

    table: StoredTable
    ids: Sequence[str]
    properties: Sequence[dict[str, Any]]
    shapes: Shapes

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.ids)

    def features(self, system: ReferenceSystem = CRS84) -> list[bytes]:
        """Write each row as a feature of GeoJSON.

        Parameters
        ----------
        system
            Reference system of the coordinates, whose authority decides the order of the axes.
        """
        return [
            geojson.write_feature(*parts)
            for parts in zip(self.ids, self.geometries(system), self.properties, strict=True)
        ]

    def geometries(self, system: ReferenceSystem) -> list[bytes]:
        """Write each geometry in a reference system; ``null`` for none."""
        if self.table.place is None:
            return [b"null"] * len(self)
        shapes = self.shapes
        if system != self.table.storage:
            exact = self.table.storage.to_crs84(shapes)
            rounded = CRS84.rounded(exact)
            if system == CRS84:
                return geojson.geometries(rounded)
            shapes = system.from_crs84(rounded)
        return geojson.geometries(system.rounded(shapes))


def stored_page(table: StoredTable, rows: Sequence[Sequence[Any]]) -> StoredPage:
    """Read rows: the key, the geometry where there is one, and the columns in their order."""
    first = 1 if table.place is None else 2
    names = [one.name for one in table.stored]
    # By column, as most columns are given as they come.
    columns: list[Any] = list(zip(*rows, strict=True))[first:]
    for at, column in enumerate(table.stored if rows else ()):
        read = column.read
        if read is not None:
            columns[at] = [None if value is None else read(value) for value in columns[at]]
    properties = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return StoredPage(table, [str(row[0]) for row in rows], properties, _shapes(table, rows))


def _shapes(table: StoredTable, rows: Sequence[Sequence[Any]]) -> Shapes:
    if table.place is None:
        return np.full(len(rows), None, dtype=object)
    written = np.array([row[1] for row in rows], dtype=object)
    shapes = np.asarray(shapely.from_wkb(written, on_invalid="fix"), dtype=object)
    shapes = np.asarray(shapely.force_2d(shapes), dtype=object)
    return np.asarray(shapely.orient_polygons(shapes), dtype=object)  # RFC 7946, 3.1.6
