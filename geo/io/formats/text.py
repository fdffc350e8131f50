"""GeoJSON and CSV, written line by line."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson
import shapely

from geo.io.cells import csv_text
from geo.io.formats.format import KEPT_IN_MEMORY, UNDATED, Bounds, cell_fields, cells, opened
from geo.io.records import Records
from geo.model.crs import WGS84
from geo.model.errors import ReleaseError


def write_geojson(batches: Iterable[Records], target: BinaryIO, _date: str = UNDATED) -> None:
    """Write GeoJSON (RFC 7946): a FeatureCollection with its bounding box, a feature per line.

    The bounding box comes first, where readers look for it, but is known last, so features wait in
    a temporary file. A feature without a shape has a null geometry.

    Parameters
    ----------
    batches
        In EPSG:4326.

    Raises
    ------
    ReleaseError
        Rows are in another reference system: RFC 7946 knows only WGS 84.
    """
    first, batches = opened(batches)
    bounds = Bounds()
    with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as waiting:
        separator = b""
        for batch in batches:
            if batch.crs not in {WGS84, ""}:
                raise ReleaseError(f"GeoJSON holds coordinates in {WGS84} only; found {batch.crs}.")
            bounds.add(batch.geometry)
            for feature in _features(batch):
                waiting.write(separator)
                waiting.write(feature)
                separator = b",\n"
        head: dict[str, Any] = {"type": "FeatureCollection", "name": first.table.name}
        if bounds.box() is not None:
            head["bbox"] = bounds.box()
        target.write(orjson.dumps(head).removesuffix(b"}") + b',"features":[\n')
        waiting.seek(0)
        shutil.copyfileobj(waiting, target)
        target.write(b"\n]}\n")


def write_csv(batches: Iterable[Records], target: BinaryIO, _date: str = UNDATED) -> None:
    """Write CSV (RFC 4180) in UTF-8 with LF; shapes other than points as well-known text.

    Parameters
    ----------
    batches
        A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    first, batches = opened(batches)
    target.write(
        csv_text([[field.name for field in cell_fields(first, with_shapes=True)]]).encode()
    )
    target.writelines(csv_text(cells(batch, with_shapes=True)).encode() for batch in batches)


def _features(batch: Records) -> Iterator[bytes]:
    key = batch.table.key
    for properties, shape in zip(batch.rows(), batch.geometry, strict=True):
        feature: dict[str, Any] = {"type": "Feature"}
        if key:
            parts = [properties[name] for name in key]
            feature["id"] = parts[0] if len(parts) == 1 else "-".join(map(str, parts))
        drawn = shape is not None and not shape.is_empty
        feature["geometry"] = shapely.geometry.mapping(shape) if drawn else None
        feature["properties"] = properties
        yield orjson.dumps(feature)
