"""Features of GeoJSON (RFC 7946): read and checked, and written as the bytes that are served.

Every feature is written with the members ``type``, ``id``, ``geometry`` and ``properties``, in
this order, so that the geometry can be replaced without parsing the feature again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely

from geo.model.errors import InputError, Problem, ReleaseError
from geo.model.reference_systems import Shapes

_NO_GEOMETRY = b"null"


def read_features(path: Path) -> list[dict[str, Any]]:
    """Read and check the features of a file, each with exactly its four members.

    Parameters
    ----------
    path
        A FeatureCollection in which each feature has a unique text as id.

    Returns
    -------
    list of dict
        In the order of the file.

    Raises
    ------
    ReleaseError
        There is no such file.
    InputError
        It is not GeoJSON, or ids are missing or used twice.
    """
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
    return [
        {
            "type": "Feature",
            "id": row["id"],
            "geometry": _geometry_or_none(row.get("geometry")),
            "properties": row.get("properties") or {},
        }
        for row in rows
    ]


def shapes_of(features: Sequence[dict[str, Any]]) -> Shapes:
    """Return the shape of each feature; None where it has none."""
    given = (feature["geometry"] for feature in features)
    written = [None if one is None else orjson.dumps(one).decode() for one in given]
    return np.asarray(shapely.from_geojson(np.array(written, dtype=object)), dtype=object)


def geometries(shapes: Shapes) -> list[bytes]:
    """Write shapes as GeoJSON geometries; ``null`` for a missing or empty one.

    Parameters
    ----------
    shapes
        Already rounded, with axes in the required order.
    """
    shown = shapes.copy()
    shown[shapely.is_empty(shapes)] = None
    return [
        _NO_GEOMETRY if text is None else text.encode()
        for text in shapely.to_geojson(shown).tolist()
    ]


def write_feature(feature_id: str, geometry: bytes, properties: dict[str, Any]) -> bytes:
    """Write one feature."""
    return b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}' % (
        orjson.dumps(feature_id),
        geometry,
        orjson.dumps(properties),
    )


def geometry_span(feature: bytes, feature_id: str) -> tuple[int, int]:
    """Return where the geometry begins and ends in a feature that `write_feature` wrote."""
    begin = len(b'{"type":"Feature","id":,"geometry":') + len(orjson.dumps(feature_id))
    if feature.startswith(_NO_GEOMETRY, begin):
        return begin, begin + len(_NO_GEOMETRY)
    # A geometry contains no texts except its own keywords, so its last brace is not inside one, and
    # what follows it cannot occur in a geometry.
    return begin, feature.index(b',"properties":', begin)


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
    """Read empty coordinates as no geometry, as RFC 7946 section 3.1 allows."""
    if not geometry or not (geometry.get("coordinates") or geometry.get("geometries")):
        return None
    members = "geometries" if geometry["type"] == "GeometryCollection" else "coordinates"
    return {"type": geometry["type"], members: geometry[members]}
