"""What an expression is evaluated on: columns of equal length, made once per layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cql2.strings import fold

MAX_FOLDS_KEPT = 2
"""CASEI and ACCENTI one in the other; deeper nesting says nothing more."""


class Kind(StrEnum):
    """The type of the values of a column, and of a part of an expression."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    INTERVAL = "interval"
    TEXTS = "texts"
    GEOMETRY = "geometry"


@dataclass(frozen=True, eq=False)
class Column:
    """The values of one property.

    Attributes
    ----------
    kind
        Their type.
    values
        ``TEXT``: object array of str. ``NUMBER``: float64. ``INTEGER``: int64. ``BOOLEAN``: bool.
        ``DATE``: datetime64[D]. ``TIMESTAMP``: datetime64[us], UTC. ``TEXTS``: object array of
        tuples of str. ``GEOMETRY``: object array of shapely geometries, longitude and latitude
        (OGC CRS84). Whatever stands where a value is missing is never looked at.
    missing
        True where there is no value.
    """

    kind: Kind
    values: NDArray[Any]
    missing: NDArray[np.bool_]


class Columns:
    """Columns of equal length, which never change.

    Parameters
    ----------
    size
        Number of rows.
    columns
        By the name of the property.
    tree
        An index on the only geometry column, row by row; made at the first need when not given.

    Raises
    ------
    ValueError
        When a column is longer or shorter than ``size``.
    """

    def __init__(
        self,
        size: int,
        columns: Mapping[str, Column],
        *,
        tree: shapely.STRtree | None = None,
    ) -> None:
        for name, column in columns.items():
            if len(column.values) != size or len(column.missing) != size:
                message = f"column '{name}' has {len(column.values)} values, expected {size}"
                raise ValueError(message)
        self.size = size
        self.columns: Mapping[str, Column] = MappingProxyType(dict(columns))
        self._trees: dict[str, shapely.STRtree] = {}
        self._folded: dict[tuple[str, tuple[str, ...]], NDArray[np.object_]] = {}
        spatial = [name for name, column in columns.items() if column.kind is Kind.GEOMETRY]
        if tree is not None and len(spatial) == 1:
            self._trees[spatial[0]] = tree

    def tree(self, name: str) -> shapely.STRtree:
        """Give the spatial index of a geometry column.

        Parameters
        ----------
        name
            Name of the column.

        Returns
        -------
        shapely.STRtree
            Numbers of the index are rows; missing and empty geometries are never found.
        """
        if name not in self._trees:
            column = self.columns[name]
            shapes = column.values.copy()
            shapes[column.missing] = None
            self._trees[name] = shapely.STRtree(shapes)
        return self._trees[name]

    def folded(self, name: str, folds: tuple[str, ...]) -> NDArray[np.object_]:
        """Give the texts of a column, normalised and without what is not to be looked at.

        Parameters
        ----------
        name
            Name of a column of texts.
        folds
            ``casei`` and ``accenti``, in the order in which they are applied.

        Returns
        -------
        array of str
            Kept for the next time where at most two are applied.
        """
        key = (name, folds)
        if key in self._folded:
            return self._folded[key]
        column = self.columns[name]
        pairs = zip(column.values, column.missing, strict=True)
        texts = np.empty(self.size, dtype=object)
        texts[:] = ["" if missing else fold(value, folds) for value, missing in pairs]
        if len(folds) <= MAX_FOLDS_KEPT:
            self._folded[key] = texts
        return texts
