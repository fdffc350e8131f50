"""Any file of features as layers, to be served beside a release: `meetingplaces serve --data`.

GeoPackage (each of its layers), GeoParquet, GeoJSON, FlatGeobuf, Shapefile (also in a zip) and CSV
with coordinates. Coordinates are given in longitude and latitude whatever they were stored in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.collections.compact import MANY, NumberIds
from geo.collections.data_layers import DataLayer, open_layers
from geo.collections.layer import Layer
from geo.collections.parts import Rows
from geo.io.memory import return_freed_memory
from geo.io.names import free_address
from geo.model.errors import InputError, Problem

_ID = "id"
_USABLE_ID = re.compile(r"(?!\.{1,2}\Z)[^/\s]+")
"""What stands in an address as it is: a slash ends a part of it, and dots alone mean a folder."""


def read_layers(
    paths: Iterable[Path],
    taken: Iterable[str] = (),
    *,
    crs: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[Layer, ...]:
    """Read every layer of files.

    Parameters
    ----------
    crs
        Reference system by authority and code, for files that do not say theirs, or say an
        impossible one.
    say
        Called with what looks wrong in the files, and what is not kept.

    Returns
    -------
    tuple of Layer
        In the order of the files and their layers. Each has a name that fits in a URL; a name
        already taken gets a number appended.

    Raises
    ------
    InputError
        Files cannot be read; names every one of them.
    """
    names = set(taken)
    layers: list[Layer] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            for opened in open_layers(path, crs):
                name = free_address(opened.title, names)
                names.add(name)
                layers.append(_layer(opened.named(name)))
                for note in opened.notes:
                    say(note)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    if any(len(layer) > MANY for layer in layers):
        return_freed_memory()
    return tuple(layers)


def _layer(opened: DataLayer) -> Layer:
    rows = Rows(opened.table, opened.crs)
    numbers: list[NDArray[np.int64]] = []
    for batch in opened.batches():
        rows.add(batch.records)
        numbers.append(np.asarray(batch.fids, dtype=np.int64))
    return Layer.of(rows, _ids(rows, opened) or _numbers(np.concatenate(numbers)))


def _numbers(fids: NDArray[np.int64]) -> Sequence[str]:
    """Make ids of the numbers of rows, counted anew where two rows have one number."""
    if len(np.unique(fids)) < len(fids):
        fids = np.arange(1, len(fids) + 1)
    if len(fids) > MANY and fids[0] >= 0 and (np.diff(fids) > 0).all():
        return NumberIds(fids)
    return [str(number) for number in fids.tolist()]


def _ids(rows: Rows, opened: DataLayer) -> list[str] | None:
    """Return the id of each feature: its column ``id`` where all have a unique one."""
    if opened.table.field(_ID) is None:
        return None
    ids = [_id_text(value) for value in rows.columns[_ID]]
    if all(map(_USABLE_ID.fullmatch, ids)) and len(set(ids)) == len(ids):
        return ids
    opened.note(
        "the column 'id' does not name the features, as not each row has one of its own without a "
        "space or a slash; they have the numbers of their rows"
    )
    return None


def _id_text(value: object) -> str:
    """Write an id; empty for a value that cannot be one."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
