"""One layer of a release in memory: its features as a frame and as the bytes that are served.

A layer is read once from GeoJSON (RFC 7946, EPSG:4326) and never changes afterwards, so threads
may share it. An answer is made by choosing positions with an index and joining stored bytes; no
frame, model or dictionary is built per request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84
from geo.errors import InputError, Problem, ReleaseError

Positions = NDArray[np.int64]
"""Row numbers in a layer, ascending. Rows are sorted by id, so this order is stable."""
BBox = tuple[float, float, float, float]
"""West, south, east, north in EPSG:4326; west > east means that the box crosses longitude 180."""


@dataclass(frozen=True, eq=False)
class Layer:
    """The features of one file; make one with `Layer.open`.

    Attributes
    ----------
    name
        Name of the layer, which is that of its file.
    frame
        The features as a frame: EPSG:4326, index = position. Shared, so do not change it.
    ids
        Id of each feature, by position.
    features
        Each feature as the bytes of a GeoJSON object, by position.
    """

    name: str
    frame: gpd.GeoDataFrame
    ids: tuple[str, ...]
    features: tuple[bytes, ...]
    _position: dict[str, int]
    _having: dict[str, dict[str, Positions]]
    _tree: shapely.STRtree
    _without_geometry: Positions

    @classmethod
    def open(cls, path: Path) -> Layer:
        """Read a layer from a GeoJSON file.

        Parameters
        ----------
        path
            A FeatureCollection in EPSG:4326 in which each feature has an id of its own.

        Returns
        -------
        Layer
            The features, sorted by id.

        Raises
        ------
        ReleaseError
            When there is no such file.
        InputError
            When it is no GeoJSON, or ids are missing or used twice.
        """
        features = _read_features(path)
        ids = tuple(feature["id"] for feature in features)
        geometries = _geometries(features)
        properties = [feature["properties"] for feature in features]
        columns = list(dict.fromkeys(name for row in properties for name in row))
        frame = gpd.GeoDataFrame(
            {name: _column([row.get(name) for row in properties]) for name in columns},
            geometry=geometries,
            crs=WGS84,
        )
        return cls(
            name=path.stem,
            frame=frame,
            ids=ids,
            features=tuple(orjson.dumps(feature) for feature in features),
            _position={feature_id: position for position, feature_id in enumerate(ids)},
            _having=_index_values(properties, columns),
            _tree=shapely.STRtree(geometries),
            _without_geometry=_frozen(np.flatnonzero(shapely.is_missing(geometries))),
        )

    def __len__(self) -> int:
        """Count the features."""
        return len(self.ids)

    @property
    def filterable(self) -> frozenset[str]:
        """Properties that `select` can choose by: those that hold text, yes or no, or a list."""
        return frozenset(self._having)

    @property
    def total_bounds(self) -> BBox | None:
        """West, south, east and north of all features; None where no feature has a geometry."""
        if len(self._without_geometry) == len(self):
            return None
        bounds = shapely.total_bounds(self.frame.geometry.to_numpy())
        west, south, east, north = (float(edge) for edge in bounds)
        return west, south, east, north

    def find(self, feature_id: str) -> int | None:
        """Give the position of a feature, or None where no feature has this id."""
        return self._position.get(feature_id)

    def select(
        self,
        equals: Mapping[str, str | bool | None],
        *,
        bbox: BBox | None = None,
        keep_without_geometry: bool = False,
    ) -> Positions:
        """Choose features by place and by equality.

        Parameters
        ----------
        equals
            Property and the value it must have; for a property that holds a list, a value that
            must be in it. None asks nothing.
        bbox
            Only features whose geometry touches this box (EPSG:4326 degrees).
        keep_without_geometry
            Whether `bbox` also keeps features that have no geometry, as OGC API - Features asks
            of a server (requirement ``/req/core/fc-bbox-response`` C).

        Returns
        -------
        array of int64
            Positions in ascending order, which is the order of the ids.

        Raises
        ------
        InputError
            When a property does not exist or cannot be chosen by.
        """
        problems = [
            Problem(name, f"one of {', '.join(sorted(self._having))}", self.name, field="property")
            for name, value in equals.items()
            if value is not None and name not in self._having
        ]
        if problems:
            raise InputError(problems)
        # All lists are sorted and without doubles, so an intersection stays sorted.
        chosen: Positions | None = None
        if bbox is not None:
            chosen = self._touching(bbox)
            if keep_without_geometry and len(self._without_geometry):
                chosen = np.sort(np.concatenate([chosen, self._without_geometry]))
        for name, value in equals.items():
            if value is None:
                continue
            matching = self._having[name].get(_text(value), _NOTHING)
            chosen = (
                matching if chosen is None else np.intersect1d(chosen, matching, assume_unique=True)
            )
        return np.arange(len(self), dtype=np.int64) if chosen is None else chosen

    def _touching(self, bbox: BBox) -> Positions:
        west, south, east, north = bbox
        if west <= east:
            found = self._tree.query(shapely.box(west, south, east, north), predicate="intersects")
            return np.sort(found).astype(np.int64, copy=False)
        return np.union1d(
            self._touching((west, south, 180.0, north)),
            self._touching((-180.0, south, east, north)),
        )


_NOTHING: Positions = np.empty(0, dtype=np.int64)


def _read_features(path: Path) -> list[dict[str, Any]]:
    """Read, check and sort the features of a file, each with its four members and no others."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReleaseError(
            f"Cannot read {path}: {error.strerror}. Is this a release folder?"
        ) from error
    try:
        collection = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InputError([Problem(str(error), "valid JSON", path.name, error.lineno)]) from error
    rows = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(rows, list):
        raise InputError([Problem("no list 'features'", "a FeatureCollection", path.name)])
    problems = list(_problems_of(rows, path.name))
    if problems:
        raise InputError(problems)
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "geometry": _geometry_or_none(row.get("geometry")),
            "properties": row.get("properties") or {},
        }
        for row in rows
    ]
    return sorted(features, key=lambda feature: str(feature["id"]))


def _problems_of(rows: Sequence[Any], file: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        feature_id = row.get("id") if isinstance(row, dict) else None
        if not isinstance(feature_id, str) or not feature_id:
            yield Problem(repr(feature_id), f"a text as id of feature {number}", file, field="id")
        elif feature_id in seen:
            yield Problem(f"{feature_id!r} twice", "an id for one feature only", file, field="id")
        else:
            seen.add(feature_id)


def _geometry_or_none(geometry: dict[str, Any] | None) -> dict[str, Any] | None:
    """Read empty coordinates as no geometry, as RFC 7946 section 3.1 lets one do."""
    return geometry if geometry and geometry.get("coordinates") else None


def _column(values: list[Any]) -> pd.Series[Any]:
    """Make a column in which text that is not known stays None: pandas would make it NaN."""
    numbers = all(isinstance(value, int | float | None) for value in values)
    return pd.Series(values) if numbers else pd.Series(values, dtype=object)


def _geometries(features: Sequence[dict[str, Any]]) -> NDArray[np.object_]:
    geometries = np.empty(len(features), dtype=object)
    for position, feature in enumerate(features):
        if feature["geometry"] is not None:
            geometries[position] = shapely.geometry.shape(feature["geometry"])
    return geometries


def _index_values(
    properties: Sequence[dict[str, Any]], columns: Sequence[str]
) -> dict[str, dict[str, Positions]]:
    """For each property that can be chosen by: the positions that hold each value."""
    having: dict[str, dict[str, list[int]]] = {}
    for name in columns:
        values = [row.get(name) for row in properties]
        if not all(_can_be_chosen_by(value) for value in values):
            continue
        having[name] = defaultdict(list)
        for position, value in enumerate(values):
            if isinstance(value, list):
                for part in dict.fromkeys(value):
                    having[name][part].append(position)
            elif value is not None:
                having[name][_text(value)].append(position)
    return {
        name: {value: _frozen(np.array(rows, dtype=np.int64)) for value, rows in rows_of.items()}
        for name, rows_of in having.items()
    }


def _can_be_chosen_by(value: object) -> bool:
    """Tell whether equality means something: not for numbers that were measured, nor objects."""
    if isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    return value is None or isinstance(value, str | bool)


def _text(value: str | bool) -> str:  # noqa: FBT001 - a value, not a switch
    return str(value).lower() if isinstance(value, bool) else str(value)


def _frozen(positions: Positions) -> Positions:
    positions.setflags(write=False)
    return positions
