"""KML 2.2 (OGC 07-147r2), for Google Earth and map apps on phones.

The columns are typed by a ``Schema``. There is no ``description``: viewers show it as HTML, and a
name in the data is not markup. Written piece by piece, with every text escaped.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from geo.io.formats.format import KEPT_IN_MEMORY, UNDATED, for_xml, opened
from geo.io.records import Records, flat_fields
from geo.model.crs import WGS84
from geo.model.errors import ReleaseError
from geo.model.schema import Field, Table, Type

_TYPES = {Type.INTEGER: "int", Type.NUMBER: "double", Type.BOOLEAN: "bool"}
_LEAST, _MOST = -(2**31), 2**31 - 1
"""The whole numbers that the type ``int`` holds; KML has none of 64 bits."""
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]")


def write_kml(batches: Iterable[Records], target: BinaryIO, _date: str = UNDATED) -> None:
    """Write KML: a Placemark per row, its columns as ExtendedData.

    Parameters
    ----------
    batches
        In EPSG:4326.

    Raises
    ------
    ReleaseError
        Rows are in another reference system: KML has only WGS 84.
    """
    first, batches = opened(batches)
    long: set[str] = set()
    # The types of the columns stand in front and are known last, so rows wait.
    with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as waiting:
        for batch in batches:
            if batch.crs and batch.crs != WGS84:
                raise ReleaseError(f"KML holds coordinates in {WGS84} only; found {batch.crs}.")
            waiting.write("".join(_placemarks(batch)).encode())
            long.update(_long(batch))
        target.write(_head(first.table, long).encode())
        waiting.seek(0)
        shutil.copyfileobj(waiting, target)
    target.write(b"</Document>\n</kml>\n")


def _long(batch: Records) -> Iterator[str]:
    """Name the columns with whole numbers that do not fit in the 32 bits of KML."""
    for field in batch.table.fields:
        if field.type is Type.INTEGER:
            numbers = [number for number in batch.columns[field.name] if number is not None]
            if numbers and not (min(numbers) >= _LEAST and max(numbers) <= _MOST):
                yield field.name


def _head(table: Table, long: Collection[str]) -> str:
    """Write what stands before the rows; numbers in the columns `long` are declared as texts."""
    fields = "".join(
        f"<SimpleField type={quoteattr(_type(field, long))}"
        f" name={quoteattr(for_xml(field.name))}>"
        f"<displayName>{_text(field.en or field.name)}</displayName></SimpleField>\n"
        for field in flat_fields(table)
    )
    credit = f"<Snippet>{_text(table.credit)}</Snippet>\n" if table.credit else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2">\n'
        f"<Document>\n<name>{_text(table.name)}</name>\n{credit}"
        f'<Schema id="{_schema_id(table)}" name={quoteattr(for_xml(table.name))}>\n'
        f"{fields}</Schema>\n"
    )


def _type(field: Field, long: Collection[str]) -> str:
    return "string" if field.name in long else _TYPES.get(field.type, "string")


def _placemarks(batch: Records) -> Iterator[str]:
    columns = batch.flat()
    opening = [f"<SimpleData name={quoteattr(for_xml(name))}>" for name in columns]
    names = columns.get("name") or [None] * len(batch.geometry)
    reference = f'<ExtendedData><SchemaData schemaUrl="#{_schema_id(batch.table)}">'
    for name, shape, *row in zip(names, batch.geometry, *columns.values(), strict=True):
        data = "".join(
            f"{tag}{_value(value)}</SimpleData>"
            for tag, value in zip(opening, row, strict=True)
            if value is not None
        )
        title = "" if name is None else f"<name>{_value(name)}</name>"
        drawn = "" if shape is None or shape.is_empty else _shape(shape)
        yield (
            f"<Placemark>{title}{reference}{data}</SchemaData></ExtendedData>{drawn}</Placemark>\n"
        )


def _shape(shape: Any) -> str:  # noqa: ANN401 - a shape of any kind
    """Write a shape, with its height where it has one."""
    if shape.geom_type == "Point":
        return f"<Point><coordinates>{_coordinates(shape)}</coordinates></Point>"
    if shape.geom_type in {"LineString", "LinearRing"}:
        return (
            f"<{shape.geom_type}><coordinates>{_coordinates(shape)}</coordinates>"
            f"</{shape.geom_type}>"
        )
    if shape.geom_type == "Polygon":
        inner = "".join(
            f"<innerBoundaryIs>{_shape(ring)}</innerBoundaryIs>" for ring in shape.interiors
        )
        return (
            f"<Polygon><outerBoundaryIs>{_shape(shape.exterior)}</outerBoundaryIs>{inner}</Polygon>"
        )
    return f"<MultiGeometry>{''.join(_shape(part) for part in shape.geoms)}</MultiGeometry>"


def _coordinates(shape: BaseGeometry) -> str:
    points = shapely.get_coordinates(shape, include_z=bool(shape.has_z)).tolist()
    return " ".join(",".join(map(repr, point)) for point in points)


def _schema_id(table: Table) -> str:
    """Return a name that XML accepts as an id."""
    return "schema-" + _NO_NAME.sub("_", table.name)


def _value(value: Any) -> str:  # noqa: ANN401 - a value of any column
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, int | float) else _text(value)


def _text(text: str) -> str:
    return escape(for_xml(text))
