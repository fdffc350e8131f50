"""Places in SQL: boxes, and the eight spatial functions, so that the index of the table is used.

A shape of a question is in longitude and latitude, or in the system of a box. Where the table is in
another system its shapes are turned for the comparison, and the index is asked with a wider box.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    ColumnElement,
    Double,
    LargeBinary,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    true,
)

from geo.collections.described import BBox
from geo.collections.postgis.column_types import named
from geo.model.crs import WGS84
from geo.model.reference_systems import CRS84, ReferenceSystem

if TYPE_CHECKING:
    from geo.collections.postgis.catalogue import GeometryColumn

_MARGIN = 0.01
"""Part of its size by which a box is widened that was turned to another system: its sides bend."""
_TURNED = {"s_within": "s_contains", "s_contains": "s_within"}


class PlaceColumn:
    """The geometry of the features of a table.

    Parameters
    ----------
    column
        Where it is.
    storage
        Its reference system, as the data are in it.
    required
        Whether no row is without.
    with_empty
        Whether some rows have an empty one, which counts as none.
    """

    def __init__(
        self,
        column: GeometryColumn,
        storage: ReferenceSystem,
        *,
        required: bool,
        with_empty: bool,
    ) -> None:
        self._storage = storage
        self._srid = column.srid
        self._only_points = column.kind == "POINT"
        self._required = required
        self._with_empty = with_empty
        own = named(column.name)
        self.shown = own
        self._own = func.geometry(own) if column.is_geography else own

    @property
    def is_missing(self) -> ColumnElement[bool]:
        """Whether a row has none, or an empty one."""
        return or_(self._own.is_(None), func.coalesce(func.st_isempty(self._own), False))

    def touches(self, box: BBox, system: ReferenceSystem) -> ColumnElement[bool]:
        """Say which rows touch a box, or have no geometry.

        Parameters
        ----------
        box
            In the order x, y; west > east means that it crosses longitude 180. It is widened by
            half the last decimal of the coordinates that are given, so that a box drawn around
            what is given holds what is there.
        """
        west, south, east, north = box
        half = 0.5 * 10.0**-system.decimals
        sides = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        touching: list[ColumnElement[bool]] = []
        for left, right in sides:
            around = (left - half, south - half, right + half, north + half)
            if self._only_points and self._is_in(system):
                touching.append(self._lies_in(around))
            else:
                touching.append(self._related("s_intersects", shapely.box(*around), system))
        if not self._required:
            touching.append(self._own.is_(None))
        if self._with_empty:
            touching.append(func.st_isempty(self._own))
        return or_(*touching)

    def _lies_in(self, box: BBox) -> ColumnElement[bool]:
        """Say which points lie in a box: by the index, whose boxes are rounded, and by numbers.

        That takes a tenth of ``ST_Intersects``. PostgreSQL would think that comparing numbers
        leaves hardly a row; of what is not null it thinks nothing.
        """
        west, south, east, north = (literal(side, Double) for side in box)
        envelope = func.st_makeenvelope(west, south, east, north, self._srid)
        x, y = func.st_x(self._own), func.st_y(self._own)
        inside = case((and_(x.between(west, east), y.between(south, north)), true()))
        return and_(self._own.bool_op("&&")(envelope), inside.is_not(None))

    def related(
        self, function: str, shape: BaseGeometry, *, only_true: bool
    ) -> ColumnElement[bool]:
        """Say which rows have a relation to a shape in longitude and latitude (CRS84).

        Parameters
        ----------
        function
            Such as ``s_within``: is the shape of the row within the other?
        only_true
            Whether false and unknown may be told apart no longer, so that the index can be used.
        """
        holds = self._related(function, shape, CRS84)
        if only_true and function != "s_disjoint" and not shape.is_empty:
            return holds  # where there is no shape it does not
        return case((not_(self.is_missing), holds))

    def related_to_itself(self, function: str) -> ColumnElement[bool]:
        """Say which rows have a relation between their shape and the same shape."""
        holds = _predicate(function, self._own, self._own)
        return case((not_(self.is_missing), holds))

    def _is_in(self, system: ReferenceSystem) -> bool:
        """Return whether the table has the numbers of a reference system."""
        both = system.same_as_crs84 and self._storage.same_as_crs84
        return both or system == self._storage

    def _related(
        self, function: str, shape: BaseGeometry, system: ReferenceSystem
    ) -> ColumnElement[bool]:
        system = CRS84 if system.same_as_crs84 else system
        if self._is_in(system):
            return _predicate(function, self._own, _bound(shape, self._srid))
        srid = _srid(system)
        turned = func.st_transform(func.st_setsrid(self._own, _srid(self._storage)), srid)
        holds = _predicate(function, turned, _bound(shape, srid))
        if function == "s_disjoint" or shape.is_empty:
            return holds
        around = self._around(shape, system)
        if around is None:
            return holds
        return and_(self._own.bool_op("&&")(_bound(around, self._srid)), holds)

    def _around(self, shape: BaseGeometry, system: ReferenceSystem) -> BaseGeometry | None:
        """Return a box in the system of the table around all that can touch a shape."""
        source = WGS84 if system == CRS84 else system.code
        turn = Transformer.from_crs(source, self._storage.code, always_xy=True)
        west, south, east, north = turn.transform_bounds(*shape.bounds, densify_pts=21)
        if not np.isfinite([west, south, east, north]).all() or west > east:
            return None
        margin = max(east - west, north - south) * _MARGIN + 10.0**-self._storage.decimals
        return shapely.box(west - margin, south - margin, east + margin, north + margin)


def _predicate(function: str, left: Any, right: Any) -> ColumnElement[bool]:  # noqa: ANN401 - SQL
    found: ColumnElement[bool] = getattr(func, f"st_{function.removeprefix('s_')}")(left, right)
    return found


def _srid(system: ReferenceSystem) -> int:
    """Return the number of a reference system in PostGIS; ETRS89 counts as WGS 84, as elsewhere."""
    code = WGS84 if system.same_as_crs84 else system.code
    return int(code.partition(":")[2])


def _bound(shape: BaseGeometry, srid: int) -> ColumnElement[Any]:
    return func.st_geomfromwkb(literal(shapely.to_wkb(shape), LargeBinary), srid)


def turned_function(function: str) -> str:
    """Return what a function becomes when its arguments are swapped."""
    return _TURNED.get(function, function)
