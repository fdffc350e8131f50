"""The parts of a layer, read from a GeoJSON file of a release or taken from any frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.collections import features as geojson
from geo.collections.compact import (
    MANY,
    KeptShapes,
    NumberIds,
    as_array,
    as_kept,
    is_number,
    kept_together,
    shared,
)
from geo.io.records import Records
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84, ReferenceSystem, Shapes, reference_system
from geo.model.schema import Table

_AT_A_TIME = 10_000
"""Rows of which the shapes are in memory at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The parts of a layer, in the order of the ids.

    Attributes
    ----------
    table
        What the columns are.
    ids
        Id of each feature.
    features
        Each feature as GeoJSON, in CRS84.
    columns
        Plain values by name.
    shapes
        As in the features: CRS84, rounded.
    exact
        CRS84, not rounded; a filter compares with these.
    stored
        As given, in the order x, y.
    storage
        The reference system of `stored`.
    file_order
        The row of each feature in its file; None where that is their order.
    """

    table: Table
    ids: Sequence[str]
    features: Sequence[bytes]
    columns: Mapping[str, Sequence[Any]]
    shapes: KeptShapes
    exact: KeptShapes
    stored: KeptShapes
    storage: ReferenceSystem
    file_order: NDArray[np.int64] | None = None


def parts_of_file(path: Path, table: Table) -> Parts:
    """Read the parts of a layer from a GeoJSON file; see `geo.collections.layer.Layer.open`."""
    given = geojson.read_features(path)
    order = _order([feature["id"] for feature in given])
    features = [given[row] for row in order]
    properties = [feature["properties"] for feature in features]
    names = list(dict.fromkeys(name for row in properties for name in row))
    shapes = KeptShapes(geojson.shapes_of(features))
    return Parts(
        table=table,
        ids=tuple(feature["id"] for feature in features),
        features=tuple(orjson.dumps(feature) for feature in features),
        columns={name: [row.get(name) for row in properties] for name in names},
        shapes=shapes,
        exact=shapes,
        stored=shapes,
        storage=CRS84,
    )


class Rows:
    """Rows that are gathered a batch at a time, in little memory.

    Parameters
    ----------
    table
        What they are.
    crs
        Reference system of their shapes; empty for a table without geometry.
    """

    def __init__(self, table: Table, crs: str) -> None:
        self.table = table
        self.crs = crs
        self.columns: dict[str, list[Any]] = {field.name: [] for field in table.fields}
        self._seen: dict[str, dict[Any, Any]] = {field.name: {} for field in table.fields}
        self._shapes: list[KeptShapes] = []

    def add(self, batch: Records) -> None:
        """Take in a batch."""
        for name, values in batch.columns.items():
            self.columns[name] += shared(values, self._seen[name])
        self._shapes.append(KeptShapes(batch.geometry, many=0))

    def shapes(self, order: NDArray[np.int64]) -> Iterator[Shapes]:
        """Return the shapes of rows in an order, some thousands at a time."""
        begins = np.cumsum([0, *map(len, self._shapes)])
        for start in range(0, len(order), _AT_A_TIME):
            wanted = order[start : start + _AT_A_TIME]
            shapes = np.empty(len(wanted), dtype=object)
            owners = np.searchsorted(begins, wanted, side="right") - 1
            for owner in np.unique(owners):
                mine = owners == owner
                shapes[mine] = self._shapes[owner].at(wanted[mine] - begins[owner])
            yield shapes


def parts_of_rows(rows: Rows, ids: Sequence[str]) -> Parts:
    """Take the parts of a layer from rows; see `geo.collections.layer.Layer.of`."""
    table = rows.table
    as_in_file = isinstance(ids, NumberIds)
    order = np.arange(len(ids), dtype=np.int64)
    if not as_in_file:
        _refuse_doubles(ids, table.name)
        order = np.array(_order(ids), dtype=np.int64)
        as_in_file = bool((np.diff(order) > 0).all())
    columns = {
        name: as_array(values if as_in_file else [values[row] for row in order.tolist()])
        for name, values in rows.columns.items()
    }
    sorted_ids = _kept_ids(ids if as_in_file else [ids[row] for row in order.tolist()])
    storage = _storage(table, rows.crs)
    pile = _Pile(storage)
    features = as_kept(pile.features(rows.shapes(order), sorted_ids, columns), len(order))
    return Parts(
        table=table,
        ids=sorted_ids,
        features=features,
        columns=columns,
        shapes=kept_together(pile.shapes),
        exact=kept_together(pile.exact),
        stored=kept_together(pile.stored),
        storage=storage,
        file_order=None if as_in_file else order,
    )


def _refuse_doubles(ids: Sequence[str], name: str) -> None:
    if len(set(ids)) < len(ids):
        double = next(one for one, count in Counter(ids).items() if count > 1)
        found = f"{double!r} twice"
        raise InputError([Problem(found, "an id for one feature only", name, field="id")])


class _Pile:
    """The shapes of a layer in each form that it keeps, while its features are written."""

    def __init__(self, storage: ReferenceSystem) -> None:
        self._storage = storage
        self.stored: list[KeptShapes] = []
        self.exact: list[KeptShapes] = []
        self.shapes: list[KeptShapes] = []

    def features(
        self, coming: Iterator[Shapes], ids: Sequence[str], columns: Mapping[str, Sequence[Any]]
    ) -> Iterator[bytes]:
        """Write features one after another, and keep their shapes."""
        begin = 0
        for shapes in coming:
            stored = np.asarray(shapely.orient_polygons(shapes), dtype=object)  # RFC 7946, 3.1.6
            exact = self._storage.to_crs84(stored)
            # A box chooses by what is given: a point must not lie outside its own rounded box.
            rounded = CRS84.rounded(exact)
            self.stored.append(KeptShapes(stored, many=0))
            self.exact.append(self.stored[-1] if exact is stored else KeptShapes(exact, many=0))
            self.shapes.append(KeptShapes(rounded, many=0))
            end = begin + len(shapes)
            for place, geometry in zip(range(begin, end), geojson.geometries(rounded), strict=True):
                row = {name: values[place] for name, values in columns.items()}
                yield geojson.write_feature(ids[place], geometry, row)
            begin = end


def id_keys(ids: Sequence[str]) -> list[Any]:
    """Return the sort keys of ids: numbers where all are whole numbers, else the texts."""
    return [int(one) for one in ids] if all(map(is_number, ids)) else list(ids)


def _kept_ids(ids: Sequence[str]) -> Sequence[str]:
    """Keep sorted ids: few, and texts, as they are, and many numbers as numbers."""
    if isinstance(ids, NumberIds):
        return ids
    if len(ids) <= MANY or not all(map(is_number, ids)):
        return tuple(ids)
    return NumberIds(np.array([int(one) for one in ids], dtype=np.int64))


def _order(ids: Sequence[str]) -> list[int]:
    return sorted(range(len(ids)), key=id_keys(ids).__getitem__)


def _storage(table: Table, crs: str) -> ReferenceSystem:
    if not table.geometry:
        return CRS84
    system = reference_system(crs)
    if system is None:
        expected = "a reference system of two dimensions with an authority and a code"
        raise InputError([Problem(crs or "none", expected, table.name, field="crs")])
    # Files hold longitude first, whatever the authority says: that is CRS84.
    return CRS84 if system.code == WGS84 else system
