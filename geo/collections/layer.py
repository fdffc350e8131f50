"""One layer in memory: its features as columns, as shapes and as the bytes that are served.

A layer is read once and never changes afterwards, so threads may share it. A response is made by
selecting positions with an index and joining stored bytes; no frame, model or dictionary is built
per request. Features in another reference system are made on first use, and kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geo.collections.columns import Positions, ValidityColumns, Values, queryable
from geo.collections.compact import KeptShapes, NumberIds, is_number
from geo.collections.cql2.columns import Columns
from geo.collections.cql2.found import Found
from geo.collections.described import BBox, Described, Period
from geo.collections.elsewhere import Elsewhere
from geo.collections.ordering import Cursor, SortKey, begin_after, in_order
from geo.collections.parts import Parts, Rows, id_keys, parts_of_file, parts_of_rows
from geo.collections.touching import Touching
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84, ReferenceSystem, Shapes, reference_system
from geo.model.schema import Table, Type

if TYPE_CHECKING:
    import geopandas as gpd

_FITS = 2**31


@dataclass(frozen=True, eq=False)
class Layer(Described):
    """The features of one collection; make one with `Layer.open` or `Layer.of`.

    Attributes
    ----------
    name
        Name of the layer, which is that of its table.
    table
        What its columns are.
    ids
        Id of each feature, by position.
    features
        Each feature as the bytes of a GeoJSON object (CRS84), by position; its properties are its
        last member.
    values
        The values of each column.
    storage
        The reference system of the original coordinates.
    """

    name: str
    table: Table
    ids: Sequence[str]
    features: Sequence[bytes]
    values: Values
    storage: ReferenceSystem
    _position: Mapping[str, int]
    _keys: Sequence[Any]
    _shapes: KeptShapes
    _stored: KeptShapes
    _touching: Touching
    _file_order: Positions | None
    _elsewhere: dict[str, Elsewhere] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, table: Table) -> Layer:
        """Read a layer of a release from a GeoJSON file.

        Parameters
        ----------
        path
            A FeatureCollection in EPSG:4326 in which each feature has an id of its own.
        table
            What its columns are.

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
        return cls._make(parts_of_file(path, table))

    @classmethod
    def of(cls, rows: Rows, ids: Sequence[str]) -> Layer:
        """Make a layer from rows.

        Parameters
        ----------
        rows
            Coordinates are not rounded.
        ids
            Id of each row.

        Returns
        -------
        Layer
            The features, sorted by id: as numbers where all ids are whole numbers.

        Raises
        ------
        InputError
            An id is used twice, or the reference system has no name.
        """
        return cls._make(parts_of_rows(rows, ids))

    @classmethod
    def _make(cls, parts: Parts) -> Layer:
        is_compact = isinstance(parts.ids, NumberIds)
        positions = {} if is_compact else {name: place for place, name in enumerate(parts.ids)}
        return cls(
            name=parts.table.name,
            table=parts.table,
            ids=parts.ids,
            features=parts.features,
            values=Values(parts.table, parts.columns, parts.exact),
            storage=parts.storage,
            _position=positions,
            _keys=() if is_compact else id_keys(parts.ids),
            _shapes=parts.shapes,
            _stored=parts.stored,
            _file_order=parts.file_order,
            _touching=Touching(parts.shapes),
        )

    def __len__(self) -> int:
        """Count the features."""
        return len(self.ids)

    @cached_property
    def frame(self) -> gpd.GeoDataFrame:
        """The features as a frame: EPSG:4326, index = position. Shared: do not modify it."""
        from geo.collections.frames import frame_of

        return frame_of(self.values.columns, self.shapes)

    @cached_property
    def positions(self) -> Positions:
        """All positions."""
        positions = np.arange(len(self), dtype=np.int64)
        positions.setflags(write=False)
        return positions

    @property
    def shapes(self) -> Shapes:
        """The shape of each feature, as it stands there: CRS84, None where it has none."""
        return self._shapes.all()

    def stored_at(self, positions: Positions) -> Shapes:
        """Return the original shapes of features, in the order x, y; not rounded."""
        return self._stored.at(positions)

    @property
    def columns(self) -> Columns:
        """The columns that a filter in CQL2 is evaluated on."""
        return self.values.cql2

    @property
    def validity(self) -> ValidityColumns | None:
        """When each feature is valid; None where the table has no time."""
        return self.values.validity

    @cached_property
    def filterable(self) -> frozenset[str]:
        """Properties that `select` can filter by."""
        return frozenset(field.name for field in queryable(self.table))

    @cached_property
    def total_bounds(self) -> BBox | None:
        """West, south, east and north of all features; None where no feature has a geometry."""
        return self._shapes.bounds()

    @cached_property
    def geometry_types(self) -> frozenset[str]:
        """The types that its geometries have, by their names in GeoJSON."""
        return self._shapes.types()

    @cached_property
    def time_extent(self) -> Period | None:
        """First and last moment of all features, None where open; None where it has no times."""
        return None if self.validity is None else self.validity.extent()

    @cached_property
    def long_columns(self) -> frozenset[str]:
        """The columns with whole numbers that 32 bits do not hold."""
        whole = (one.name for one in self.table.fields if one.type is Type.INTEGER)
        return frozenset(
            name
            for name in whole
            if any(abs(value or 0) >= _FITS for value in self.values.of(name))
        )

    @cached_property
    def digest(self) -> bytes:
        """A checksum of its name and of all features."""
        content = blake2b(self.name.encode(), digest_size=16)
        for feature in self.features:
            content.update(feature)
        return content.digest()

    def find(self, feature_id: str) -> int | None:
        """Return the position of a feature, or None where no feature has this id."""
        if isinstance(self.ids, NumberIds):
            return self.ids.position(feature_id)
        return self._position.get(feature_id)

    def properties(self, position: int) -> dict[str, Any]:
        """Return the plain values of a feature by column; None where unknown."""
        return {name: values[position] for name, values in self.values.columns.items()}

    def features_in(self, crs: str) -> Sequence[bytes]:
        """Return each feature in a reference system.

        Parameters
        ----------
        crs
            A name that `geo.model.reference_systems.reference_system` knows.

        Returns
        -------
        sequence of bytes
            GeoJSON objects by position, with axes in the order of the authority; the geometry is
            null where it has no coordinates in that system.

        Raises
        ------
        InputError
            The system is unknown.
        """
        system = _known(crs)
        return self.features if system == CRS84 else self._in(system).features

    def is_ready_in(self, crs: str) -> bool:
        """Return whether `features_in` has its answer already, so that it costs nothing."""
        system = _known(crs)
        if system == CRS84:
            return True
        known = self._elsewhere.get(system.uri)
        return known is not None and "features" in known.__dict__

    def is_placed_in(self, crs: str) -> bool:
        """Return whether boxes in a reference system can be looked up at once."""
        system = _known(crs)
        return system.same_as_crs84 or system.uri in self._elsewhere

    def geometries_in(self, crs: str) -> Sequence[bytes]:
        """Return the geometry of each feature in a reference system; see `features_in`."""
        return self._in(_known(crs)).geometries

    def _in(self, system: ReferenceSystem) -> Elsewhere:
        known = self._elsewhere.get(system.uri)
        if known is None:
            shapes = (
                self._stored
                if system == self.storage
                else KeptShapes(system.from_crs84(self.shapes))
            )
            known = self._elsewhere[system.uri] = Elsewhere(self.ids, self.features, system, shapes)
        return known

    def select(  # noqa: PLR0913 - one keyword per question
        self,
        equals: Mapping[str, Any],
        *,
        bbox: BBox | None = None,
        bbox_crs: str = CRS84.uri,
        keep_without_geometry: bool = False,
        period: Period | None = None,
        matching: Found | None = None,
    ) -> Found:
        """Select features by place, by time and by equality.

        Parameters
        ----------
        equals
            Property and the value it must have; for a property that holds a list, a value that
            must be in it. None filters nothing.
        bbox
            Only features whose geometry touches this box, in the order x, y.
        keep_without_geometry
            Whether `bbox` also keeps features without a geometry, as OGC API - Features requires of
            a server (requirement ``/req/core/fc-bbox-response`` C).
        period
            Only features that are valid, or may be, at some moment in it.
        matching
            Only features among these rows.

        Returns
        -------
        Found
            The rows, in the order of the ids.

        Raises
        ------
        InputError
            A property does not exist or cannot be filtered by.
        """
        problems = [
            Problem(
                name, f"one of {', '.join(sorted(self.filterable))}", self.name, None, "property"
            )
            for name, value in equals.items()
            if value is not None and name not in self.filterable
        ]
        if problems:
            raise InputError(problems)
        chosen: list[NDArray[np.bool_]] = []
        if bbox is not None:
            touching = self._touches(bbox, _known(bbox_crs))
            chosen.append(touching | self._shapes.missing if keep_without_geometry else touching)
        for name, value in equals.items():
            if value is not None:
                having = np.zeros(len(self), dtype=bool)
                having[self.values.having(name, value)] = True
                chosen.append(having)
        if period is not None and self.validity is not None:
            chosen.append(self.validity.touches(*period))
        if matching is not None:
            if not chosen:
                return matching
            chosen.append(matching.matching)
        return Found(reduce(np.logical_and, chosen) if chosen else np.ones(len(self), dtype=bool))

    def in_file_order(self, positions: Positions) -> Positions:
        """Put positions in the order of the file that the layer was read from."""
        if self._file_order is None:
            return positions
        return positions[np.argsort(self._file_order[positions], kind="stable")]

    def ordered(self, found: Positions, keys: Sequence[SortKey]) -> Positions:
        """Sort positions by columns; equal ones stay in the order of their ids."""
        return in_order(found, self.values, keys)

    def begin_after(self, ordered: Positions | Found, cursor: Cursor) -> int:
        """Return the index in the ordered positions where the page after a cursor begins.

        Those in the order of the ids need not be listed.

        Raises
        ------
        ValueError
            When the cursor is not of this layer.
        """
        if isinstance(ordered, Found):
            return ordered.before(self._first_after(cursor.feature_id))
        return begin_after(ordered, self.values, cursor, self._first_after)

    def cursor(self, position: int, keys: Sequence[SortKey]) -> Cursor:
        """Return the cursor of a page that ends at a position."""
        values = tuple(self.values.of(key.name)[position] for key in keys)
        return Cursor(tuple(keys), values, self.ids[position])

    def _first_after(self, feature_id: str) -> int:
        numbers = isinstance(self.ids, NumberIds)
        if numbers or (len(self) and isinstance(self._keys[0], int)):
            if not is_number(feature_id):
                message = "the cursor of a link 'next'"
                raise ValueError(message)
            if isinstance(self.ids, NumberIds):
                return self.ids.first_after(int(feature_id))
            return bisect_right(self._keys, int(feature_id))
        return bisect_right(self._keys, feature_id)

    def _touches(self, bbox: BBox, system: ReferenceSystem) -> NDArray[np.bool_]:
        west, south, east, north = bbox
        touching = self._touching if system.same_as_crs84 else self._in(system).touching
        if west <= east:
            return touching.box(west, south, east, north)
        return touching.box(west, south, 180.0, north) | touching.box(-180.0, south, east, north)


def _known(crs: str) -> ReferenceSystem:
    system = reference_system(crs)
    if system is None:
        raise InputError([Problem(crs, "a reference system that is known", field="crs")])
    return system
