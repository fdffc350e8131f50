"""A table as a collection: what its catalogue and one look at its rows say of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from pyproj import Transformer
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select
from sqlalchemy.types import NullType

from geo.collections.columns import GEOMETRY, KINDS, moment_span, queryable
from geo.collections.cql2.columns import Column, ColumnKind, Columns
from geo.collections.cql2.literals import GEOMETRY_TYPES
from geo.collections.described import BBox, Described, Period
from geo.collections.postgis.address import DatabaseAddress, TableName
from geo.collections.postgis.catalogue import (
    GeometryColumn,
    Relation,
    find_geometry,
    find_key,
    find_relation,
    rows_expected,
)
from geo.collections.postgis.column_types import CatalogueColumn, StoredColumn, named, stored_column
from geo.collections.postgis.database import Database
from geo.collections.postgis.spatial import PlaceColumn
from geo.collections.postgis.values import FilterColumns
from geo.io.names import free_name
from geo.model.crs import WGS84
from geo.model.errors import DatabaseUnavailable
from geo.model.reference_systems import CRS84, ReferenceSystem, reference_system
from geo.model.schema import Field, Table, Type

_KINDS: dict[str, Literal["", "Point", "MultiPolygon", "Geometry"]] = {
    "POINT": "Point",
    "POLYGON": "MultiPolygon",
    "MULTIPOLYGON": "MultiPolygon",
}
_WORLD: BBox = (-180.0, -90.0, 180.0, 90.0)
_LONG = frozenset(("int8", "numeric", "oid"))
_INSTANT = np.timedelta64(1, "us")


@dataclass(frozen=True, slots=True)
class Look:
    """What one pass over the rows says.

    Attributes
    ----------
    bounds
        Where they lie, in the reference system of the table; None for nowhere.
    kinds
        The types of their geometries.
    with_empty
        Whether some geometries may be empty.
    time_extent
        The first and the last moment of all rows; None without times.
    """

    bounds: BBox | None
    kinds: frozenset[str]
    with_empty: bool
    time_extent: Period | None


@dataclass(frozen=True, eq=False)
class StoredTable(Described):
    """What is known of a table before a row of it is asked for; `describe` makes it.

    Attributes
    ----------
    name
        Its name as a collection.
    table
        Its columns as they are published.
    relation
        Itself in the database.
    key
        The column that identifies a row.
    stored
        Its columns in SQL, in the order of the table.
    place
        The geometry of its rows, if there is one.
    storage
        The reference system of that.
    look
        Where and when its rows are.
    rows
        How many rows PostgreSQL thinks that it has; -1 where it does not know.
    notes
        What is not kept as it is, in sentences.
    """

    name: str
    table: Table
    relation: Relation
    key: CatalogueColumn
    stored: tuple[StoredColumn, ...]
    place: PlaceColumn | None
    storage: ReferenceSystem
    look: Look
    rows: int
    notes: tuple[str, ...]
    _long: frozenset[str]

    @cached_property
    def total_bounds(self) -> BBox | None:
        """Where its rows lie: west, south, east, north in degrees; None for nowhere."""
        return None if self.place is None else _in_degrees(self.look.bounds, self.storage)

    @property
    def geometry_types(self) -> frozenset[str]:
        """The types of its geometries, by their names in GeoJSON."""
        return self.look.kinds

    @property
    def time_extent(self) -> Period | None:
        """The first and the last moment of all rows, None where open; None without times."""
        return self.look.time_extent

    @property
    def long_columns(self) -> frozenset[str]:
        """The columns with whole numbers of a type that 32 bits do not hold."""
        return self._long

    @cached_property
    def selected(self) -> Select[Any]:
        """What is read of a row: the key, the geometry where there is one, and its columns."""
        shown: list[ColumnElement[Any]] = [named(self.key.name)]
        if self.place is not None:
            shown.append(self.place.shown)
        shown += [one.shown for one in self.stored]
        # What is ordered by is a column of the table, so nothing that is shown may have its name.
        taken = {one.name for one in self.relation.columns}
        labelled = [one.label(free_name(f"shown_{at}", taken)) for at, one in enumerate(shown)]
        return select(*labelled).select_from(self.relation.clause)

    @cached_property
    def one(self) -> Select[Any]:
        """Read one row, by the value ``key``; made once, as it is what is asked most."""
        key: BindParameter[Any] = bindparam("key", type_=NullType())
        return self.selected.where(named(self.key.name) == key)

    @cached_property
    def by_name(self) -> dict[str, StoredColumn]:
        """Its columns by their published names."""
        return {one.name: one for one in self.stored}

    @cached_property
    def filtered(self) -> FilterColumns:
        """What a filter can speak of."""
        kinds = {field.name: KINDS[field.type] for field in queryable(self.table)}
        if self.place is not None:
            kinds[GEOMETRY] = ColumnKind.GEOMETRY
        nothing = np.empty(0, dtype=object)
        none = np.empty(0, dtype=bool)
        columns = {name: Column(kind, nothing, none) for name, kind in kinds.items()}
        return FilterColumns(Columns(0, columns), self.by_name, self.place)


def describe(
    database: Database, given: TableName, name: str, crs: str | None = None
) -> StoredTable:
    """Read what there is to know of a table.

    Parameters
    ----------
    given
        Its name as the operator gave it.
    name
        Its name as a collection.
    crs
        Reference system by authority and code, for a geometry that does not say its own.

    Raises
    ------
    InputError
        It is not there, may not be read, has no key, or its reference system is not known.
    DatabaseUnavailable
        The database cannot be reached.
    """
    address = database.address
    relation = find_relation(database, given)
    key = find_key(database, relation, address.keys.get(given, ""))
    geometry = find_geometry(database, relation)
    storage = _storage(relation, geometry, crs)
    columns = _published(relation, geometry)
    stored = tuple(stored_column(found, public) for public, found in columns.items())
    temporal = _temporal(relation, address, columns, stored)
    look = _look(database, relation, geometry, stored, temporal)
    required = geometry is not None and geometry.required
    place = (
        None
        if geometry is None
        else PlaceColumn(geometry, storage, required=required, with_empty=look.with_empty)
    )
    title = relation.comment or relation.name
    public_key = next(public for public, found in columns.items() if found.name == key.name)
    kind = "" if geometry is None else _KINDS.get(geometry.kind, "Geometry")
    fields = tuple(_field(one, columns[one.name]) for one in stored)
    return StoredTable(
        name=name,
        table=Table(
            name,
            title,
            title,
            fields,
            key=(public_key,),
            geometry=kind,
            credit=f"Read from the table {relation.name} of a database, which says no more about "
            "its source.",
            temporal=temporal or None,
        ),
        relation=relation,
        key=key,
        stored=stored,
        place=place,
        storage=storage,
        look=look,
        rows=rows_expected(database, relation),
        notes=tuple(f"{given}: {one.note}." for one in stored if one.note),
        _long=frozenset(public for public, found in columns.items() if found.kind in _LONG),
    )


def _field(column: StoredColumn, found: CatalogueColumn) -> Field:
    about = found.comment or column.name
    return Field(column.name, column.type, about, about)


def _published(relation: Relation, geometry: GeometryColumn | None) -> dict[str, CatalogueColumn]:
    """Name the columns as they are published: `geometry` is where a feature lies."""
    taken = {GEOMETRY, *(one.name for one in relation.columns)}
    columns = {}
    for found in relation.columns:
        if geometry is not None and found.name == geometry.name:
            continue
        name = free_name(found.name, taken) if found.name == GEOMETRY else found.name
        taken.add(name)
        columns[name] = found
    return columns


def _storage(
    relation: Relation, geometry: GeometryColumn | None, crs: str | None
) -> ReferenceSystem:
    if geometry is None:
        return CRS84
    code = geometry.system or (crs or "")
    system = reference_system(code) if code else None
    if system is None:
        said = f"'{geometry.name}' in {code or 'no reference system (SRID 0)'}"
        expected = "a reference system with two axes; give --crs, such as --crs EPSG:28992"
        raise relation.refuse(said, expected)
    # A database holds longitude first, whatever the authority says: that is CRS84.
    return CRS84 if system.code == WGS84 else system


def _temporal(
    relation: Relation,
    address: DatabaseAddress,
    columns: dict[str, CatalogueColumn],
    stored: tuple[StoredColumn, ...],
) -> tuple[str, ...]:
    """Return the published names of the columns that say when a row holds."""
    names = []
    kinds = {one.name: one.type for one in stored}
    for asked in address.times.get(relation.given, ()):
        name = next((public for public, found in columns.items() if found.name == asked), "")
        if kinds.get(name) not in {Type.DAY, Type.TIMESTAMP}:
            found = f"'{asked}' as a time" if name else f"no column '{asked}' that may be read"
            raise relation.refuse(found, "a column of dates or moments")
        names.append(name)
    return tuple(names)


def _look(
    database: Database,
    relation: Relation,
    geometry: GeometryColumn | None,
    stored: tuple[StoredColumn, ...],
    temporal: tuple[str, ...],
) -> Look:
    """Look where and when the rows are; where that takes too long, as far as can be known."""
    asked: list[Any] = []
    if geometry is not None:
        own = func.geometry(named(geometry.name))
        box = func.st_extent(own)
        asked += [func.st_xmin(box), func.st_ymin(box), func.st_xmax(box), func.st_ymax(box)]
        asked += [
            func.array_agg(func.geometrytype(own).distinct()),
            func.coalesce(func.bool_or(func.st_isempty(own)), False),
        ]
    times = [one for name in temporal for one in stored if one.name == name]
    if times:
        begin, end = times[0].compared, times[-1].compared
        finite = func.isfinite
        asked += [
            func.min(begin).filter(finite(begin)),
            func.max(end).filter(finite(end)),
            func.bool_or(end.is_(None)),
        ]
    if not asked:
        return Look(None, frozenset(), with_empty=False, time_extent=None)
    open_times: Period | None = (None, None) if times else None
    try:
        row = database.rows(select(*asked).select_from(relation.clause))[0]
    except DatabaseUnavailable:
        if database.fault:
            raise
        kinds = frozenset() if geometry is None else frozenset(_named_kinds([geometry.kind]))
        return Look(_WORLD, kinds, with_empty=True, time_extent=open_times)
    bounds, kinds, with_empty = None, frozenset[str](), False
    if geometry is not None:
        sides = row[:4]
        bounds = None if None in sides else (sides[0], sides[1], sides[2], sides[3])
        kinds = frozenset(_named_kinds(row[4] or ()))
        with_empty = bool(row[5])
    return Look(bounds, kinds, with_empty, _period(row[-3:], times) if times else None)


def _named_kinds(kinds: Any) -> list[str]:  # noqa: ANN401 - rows of the driver
    flat = (kind.removesuffix("M").removesuffix("Z") for kind in kinds if kind)
    return [GEOMETRY_TYPES[kind] for kind in flat if kind in GEOMETRY_TYPES]


def _period(row: tuple[Any, ...], times: list[StoredColumn]) -> Period:
    first, last, is_open = row
    begin = _moment(first, times[0], 0)
    end = None if is_open else _moment(last, times[-1], 1)
    return begin, None if end is None else end - _INSTANT


def _moment(text: str | None, column: StoredColumn, side: int) -> np.datetime64 | None:
    plain = column.read(text) if text is not None and column.read is not None else text
    if plain is None:
        return None
    moment = moment_span(plain)[side]
    return None if np.isnat(moment) else moment


def _in_degrees(bounds: BBox | None, storage: ReferenceSystem) -> BBox | None:
    """Return a box in degrees around a box, with the decimals of what is given."""
    if bounds is None:
        return None
    west, south, east, north = bounds
    if bounds != _WORLD and not storage.same_as_crs84:
        turn = Transformer.from_crs(storage.code, WGS84, always_xy=True)
        west, south, east, north = turn.transform_bounds(west, south, east, north, densify_pts=21)
        if not all(map(math.isfinite, (west, south, east, north))):
            return _WORLD
    scale = 10**CRS84.decimals
    return (
        math.floor(west * scale) / scale,
        math.floor(south * scale) / scale,
        math.ceil(east * scale) / scale,
        math.ceil(north * scale) / scale,
    )
