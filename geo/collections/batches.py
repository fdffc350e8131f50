"""Rows of a layer in batches, in the reference system that is asked for.

Each batch is made after the one before was written, so that memory does not grow with the number of
rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo.collections.columns import Positions
from geo.collections.layer import Layer
from geo.io.formats import BATCH_ROWS
from geo.io.records import Records, tidy
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84

Shapes = NDArray[np.object_]


def layer_batches(
    layer: Layer, positions: Positions, crs: str, *, rows: int = BATCH_ROWS
) -> Iterator[Records]:
    """Yield rows of a layer, in another reference system if needed.

    Parameters
    ----------
    layer
        A layer of a directory.
    positions
        Which rows. They are written in the order of the file that the layer was read from.
    crs
        Reference system by authority and code.

    Yields
    ------
    Records
        At least one, possibly empty.

    Raises
    ------
    InputError
        The reference system has no coordinates for a shape.
    """
    storage = WGS84 if layer.storage == CRS84 else layer.storage.code
    in_order = layer.in_file_order(positions)
    for start in range(0, max(len(positions), 1), rows):
        chosen = in_order[start : start + rows]
        columns = {}
        for field in layer.table.fields:
            values = layer.values.of(field.name)
            columns[field.name] = [values[position] for position in chosen]
        system = storage if layer.table.geometry else ""
        yield in_system(Records(layer.table, columns, layer.stored_at(chosen), system), crs)


def in_system(records: Records, crs: str) -> Records:
    """Transform the shapes of rows to a reference system, in the order x, y, and round them.

    Parameters
    ----------
    records
        Rows; those of a table without shapes stay as they are.
    crs
        Reference system by authority and code.

    Raises
    ------
    InputError
        The reference system has no coordinates for a shape.
    """
    if not records.crs:
        return records
    shapes = _placed(records.geometry, records.crs, crs)
    return replace(records, geometry=tidy(shapes, geographic=_is_geographic(crs)), crs=crs)


def _placed(shapes: Shapes, source: str, target: str) -> Shapes:
    """Transform shapes to another reference system, or raise where it does not reach that far."""
    placed = turned(shapes, source, target)
    if not np.isfinite(shapely.get_coordinates(placed)).all():
        expected = "a reference system that covers these places"
        raise InputError([Problem(target, expected, field="crs")])
    return placed


def turned(shapes: Shapes, source: str, target: str) -> Shapes:
    """Transform shapes between reference systems, both in the order x, y; not rounded."""
    if source == target:
        return shapes
    transformer = _transformer(source, target)
    return np.asarray(
        shapely.transform(shapes, lambda points: np.column_stack(transformer.transform(*points.T))),
        dtype=object,
    )


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


@cache
def _is_geographic(crs: str) -> bool:
    return bool(CRS.from_user_input(crs).is_geographic)
