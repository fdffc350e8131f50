"""The parts of a layer, read from a GeoJSON file of a release or taken from any frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.collections import features as geojson
from geo.io.records import Records
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84, ReferenceSystem, Shapes, reference_system
from geo.model.schema import Table

_LONGEST_NUMBER = 18


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
    ids: tuple[str, ...]
    features: tuple[bytes, ...]
    columns: Mapping[str, Sequence[Any]]
    shapes: Shapes
    exact: Shapes
    stored: Shapes
    storage: ReferenceSystem
    file_order: NDArray[np.int64] | None = None


def parts_of_file(path: Path, table: Table) -> Parts:
    """Read the parts of a layer from a GeoJSON file; see `geo.collections.layer.Layer.open`."""
    given = geojson.read_features(path)
    order = _order([feature["id"] for feature in given])
    features = [given[row] for row in order]
    properties = [feature["properties"] for feature in features]
    names = list(dict.fromkeys(name for row in properties for name in row))
    shapes = geojson.shapes_of(features)
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


def parts_of_records(batches: Sequence[Records], ids: Sequence[str]) -> Parts:
    """Take the parts of a layer from rows; see `geo.collections.layer.Layer.of`."""
    table, crs = batches[0].table, batches[0].crs
    double = next((name for name, count in Counter(ids).items() if count > 1), None)
    if double is not None:
        found = f"{double!r} twice"
        raise InputError([Problem(found, "an id for one feature only", table.name, field="id")])
    order = np.array(_order(ids), dtype=np.int64)
    storage = _storage(table, crs)
    shapes = np.concatenate([batch.geometry for batch in batches])[order]
    stored = np.asarray(shapely.orient_polygons(shapes), dtype=object)  # RFC 7946, 3.1.6
    exact = storage.to_crs84(stored)
    # A box chooses by what is given: a point must not lie outside its own rounded box.
    rounded = CRS84.rounded(exact)
    columns = {}
    for field in table.fields:
        values = list(chain.from_iterable(batch.columns[field.name] for batch in batches))
        columns[field.name] = [values[row] for row in order]
    sorted_ids = tuple(ids[row] for row in order)
    written = geojson.geometries(rounded)
    rows = zip(*columns.values(), strict=True) if columns else iter([()] * len(sorted_ids))
    features = tuple(
        geojson.write_feature(feature_id, geometry, dict(zip(columns, row, strict=True)))
        for feature_id, geometry, row in zip(sorted_ids, written, rows, strict=True)
    )
    return Parts(
        table, sorted_ids, features, columns, rounded, exact, stored, storage, file_order=order
    )


def id_keys(ids: Sequence[str]) -> list[Any]:
    """Return the sort keys of ids: numbers where all are whole numbers, else the texts."""
    return [int(one) for one in ids] if all(map(is_number, ids)) else list(ids)


def is_number(name: str) -> bool:
    """Return whether an id is a whole number in its canonical form."""
    plain = name.isascii() and name.isdigit() and len(name) <= _LONGEST_NUMBER
    return plain and (name == "0" or name[0] != "0")


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
