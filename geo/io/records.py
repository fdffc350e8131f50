"""The rows of one table, checked and ordered, ready for any format.

Frames vary: missing values as None, NaN or pandas.NA, numbers of numpy, members of an enumeration,
rows in any order. `Records` holds plain Python values in the order of `geo.model.schema`, so that
the output depends on nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.model.errors import ReleaseError
from geo.model.place_tables import SOURCE
from geo.model.schema import Field, Table, Type

if TYPE_CHECKING:
    import pandas as pd

DEGREE_DECIMALS = 6
"""Decimals of a coordinate in degrees; the sixth is about 0.1 m."""
METRE_DECIMALS = 2
"""Decimals of a coordinate in metres."""

JOINED = frozenset((Type.TEXTS, Type.INTEGERS, Type.NUMBERS))
"""The lists that stand as one text, joined with ``; ``, in files that hold no lists."""

_PYTHON: dict[Type, Callable[[Any], Any]] = {
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.BOOLEAN: bool,
}


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """The rows of one table; make one with `Records.of`.

    Parameters
    ----------
    columns
        Plain values by field, in the order of the table.
    geometry
        A shape or None for each row.
    crs
        Reference system of the shapes, by authority and code; empty for a table without shapes.
    """

    table: Table
    columns: dict[str, list[Any]]
    geometry: NDArray[np.object_]
    crs: str

    @classmethod
    def of(cls, table: Table, frame: pd.DataFrame) -> Records:
        """Bring a frame into the order and types of its table.

        Coordinates are rounded (`DEGREE_DECIMALS`, `METRE_DECIMALS`) and rings turned
        counter-clockwise (RFC 7946, section 3.1.6), so that every format has the same ones.

        Parameters
        ----------
        table
            The description of the frame; its key sorts rows with a geometry, others keep their
            order. Fields that the frame lacks are null.
        frame
            A GeoDataFrame in any reference system that has an authority and a code, or a frame
            without geometry.

        Raises
        ------
        ReleaseError
            If the frame has a column that the table does not describe, a required value is
            missing, two rows have the same key, or its reference system is unknown.
        """
        shapes, crs = _shapes(table, frame)
        undescribed = [
            name for name in frame if name != "geometry" and table.field(str(name)) is None
        ]
        if undescribed:
            raise ReleaseError(
                f"The table '{table.name}' has columns that geo/model/place_tables.py does not "
                f"describe: {', '.join(map(str, undescribed))}."
            )
        columns = {field.name: _column(table, field, frame) for field in table.fields}
        order = list(range(len(frame)))
        if table.key:
            keys = list(zip(*(columns[name] for name in table.key), strict=True))
            if len(set(keys)) < len(keys):
                raise ReleaseError(f"The table '{table.name}' has two rows with one key.")
            if crs:
                order.sort(key=keys.__getitem__)
        return cls(
            table,
            {name: [values[row] for row in order] for name, values in columns.items()},
            shapes[order],
            crs,
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a dictionary, with lists as lists."""
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, values, strict=True))

    def taken(self, wanted: NDArray[np.bool_]) -> Records:
        """Return the rows that a mask selects, in their order."""
        rows = np.flatnonzero(wanted).tolist()
        columns = {name: [values[row] for row in rows] for name, values in self.columns.items()}
        return Records(self.table, columns, self.geometry[wanted], self.crs)

    def flat(self) -> dict[str, list[Any]]:
        """Return the columns for a format without lists."""
        columns: dict[str, list[Any]] = {}
        for field in self.table.fields:
            values = self.columns[field.name]
            if field.type in JOINED:
                columns[field.name] = [_joined(value) for value in values]
            elif field.type is Type.STRUCTURE:
                columns[field.name] = [structure_text(value) for value in values]
            elif field.type is Type.SOURCES:
                values = [value or [] for value in values]
                newest = [value[0] if value else {} for value in values]
                columns |= {
                    f"source_{part}": [source.get(part) for source in newest]
                    for part in ("title", "url", "date")
                }
                columns["source_count"] = [len(value) for value in values]
            else:
                columns[field.name] = values
        return columns

    def flat_types(self) -> Iterator[tuple[str, Type]]:
        """Return the name and type of each column of `flat`."""
        for field in flat_fields(self.table):
            yield field.name, field.type


def structure_text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON can say
    """Write an object or a list as JSON; None for none."""
    return None if value is None else orjson.dumps(value).decode()


def _joined(values: list[Any] | None) -> str | None:
    """Write a list as one text; None for none, and for an empty one."""
    return "; ".join("" if one is None else str(one) for one in values or ()) or None


def flat_fields(table: Table) -> tuple[Field, ...]:
    """List the fields of a table for formats without lists.

    Returns
    -------
    tuple of Field
        In the order of the columns.
    """
    fields: list[Field] = []
    for field in table.fields:
        if field.type is Type.STRUCTURE:
            fields.append(replace(field, type=Type.TEXT))
        elif field.type in JOINED:
            fields.append(
                Field(
                    field.name,
                    Type.TEXT,
                    f"{field.nl}, met ; ertussen",
                    f"{field.en}, separated by ;",
                    filterable=field.filterable,
                )
            )
        elif field.type is Type.SOURCES:
            fields += [
                Field("source_title", Type.TEXT, "Titel nieuwste bron", "Title of newest source"),
                Field("source_url", Type.URL, "Adres nieuwste bron", "Address of newest source"),
                Field("source_date", Type.DATE, "Datum nieuwste bron", "Date of newest source"),
                Field("source_count", Type.INTEGER, "Aantal bronnen", "Number of sources"),
            ]
        else:
            fields.append(field)
    return tuple(fields)


def tidy(shapes: NDArray[np.object_], *, geographic: bool) -> NDArray[np.object_]:
    """Round coordinates, and turn outer rings counter-clockwise (RFC 7946, section 3.1.6).

    Parameters
    ----------
    geographic
        Whether coordinates are degrees.

    Returns
    -------
    array of shapes
        None stays None.
    """
    decimals = DEGREE_DECIMALS if geographic else METRE_DECIMALS
    rounded = shapely.transform(shapes, lambda points: np.round(points, decimals))
    return np.asarray(shapely.orient_polygons(rounded), dtype=object)


def _column(table: Table, field: Field, frame: pd.DataFrame) -> list[Any]:
    plain = [None] * len(frame)
    if field.name in frame:
        column = frame[field.name]
        known = zip(column.tolist(), column.notna(), strict=True)
        plain = [_plain(field.type, value if there else None) for value, there in known]
    if field.required and None in plain:
        raise ReleaseError(f"A row of the table '{table.name}' has no '{field.name}'.")
    return plain


def _plain(kind: Type, value: Any) -> Any:  # noqa: ANN401 - whatever a frame holds
    if kind is Type.TEXTS:
        return [str(text) for text in _items(value)]
    if kind is Type.SOURCES:
        return [
            {part.name: _plain(part.type, source.get(part.name)) for part in SOURCE}
            for source in _items(value)
        ]
    if value is None or value == "":
        return None
    return _PYTHON.get(kind, str)(value)


def _items(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a frame holds
    return list(value) if isinstance(value, list | tuple | np.ndarray) else []


def _shapes(table: Table, frame: pd.DataFrame) -> tuple[NDArray[np.object_], str]:
    """Return tidy shapes and their reference system."""
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame):
        return np.full(len(frame), None, dtype=object), ""
    authority = frame.crs.to_authority() if frame.crs else None
    if authority is None:
        raise ReleaseError(
            f"The table '{table.name}' does not say its reference system by authority and code."
        )
    shapes = tidy(frame.geometry.to_numpy(), geographic=frame.crs.is_geographic)
    return shapes, ":".join(authority)
