"""Features as JSON-FG (OGC 21-045r1): GeoJSON with a time, and a place in any reference system.

https://docs.ogc.org/is/21-045r1/21-045r1.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import orjson

from api.web.cache import of_release
from geo.collections.columns import moment_span
from geo.collections.described import Described
from geo.collections.features import geometry_span
from geo.collections.layer import Layer
from geo.model.reference_systems import CRS84, ReferenceSystem

CONFORMS_TO: Final = (
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
)
_DAY = np.timedelta64(1, "D")
_GEOMETRY = b'"geometry":'


def features(layer: Layer, positions: Sequence[int], crs: ReferenceSystem) -> list[bytes]:
    """Write features as JSON-FG.

    In WGS 84 there is only ``geometry``. In another reference system ``place`` has that geometry,
    and ``geometry`` the same in WGS 84 for readers of GeoJSON.

    Returns
    -------
    list of bytes
        A JSON object each, with ``properties`` as its last member.
    """
    times = _times(layer)
    places = None if crs == CRS84 else layer.geometries_in(crs.uri)
    made = []
    for position in positions:
        feature = layer.features[position]
        place = b"null" if places is None else places[position]
        made.append(written(feature, layer.ids[position], times[position], place))
    return made


def written(feature: bytes, feature_id: str, time: bytes, place: bytes) -> bytes:
    """Write one feature of GeoJSON as JSON-FG, with its time and its place as JSON."""
    begin, _ = geometry_span(feature, feature_id)
    begin -= len(_GEOMETRY)
    return b'%b"time":%b,"place":%b,%b' % (feature[:begin], time, place, feature[begin:])


def time_of(values: Sequence[str | None]) -> bytes:
    """Write when a feature is valid, by the values of its columns of time; ``null`` for unknown."""
    if not values:
        return b"null"
    return orjson.dumps(_instant(values[0]) if len(values) == 1 else _interval(*values))


def members(layer: Described, collection: str, crs: ReferenceSystem) -> dict[str, Any]:
    """Return the members of a JSON-FG document besides those of GeoJSON."""
    return {
        "conformsTo": CONFORMS_TO,
        "featureType": layer.name,
        "featureSchema": f"{collection}/schema",
        "coordRefSys": crs.uri,
    }


@of_release
def _times(layer: Layer) -> tuple[bytes, ...]:
    """Write when each feature is valid; ``null`` where unknown."""
    names = layer.table.temporal
    if not names:
        return (b"null",) * len(layer)
    return tuple(map(time_of, zip(*map(layer.values.of, names), strict=True)))


def _instant(value: str | None) -> dict[str, Any] | None:
    if not value:
        return None
    begin, end = moment_span(value)
    if np.isnat(begin):
        return None
    if "T" in value:
        return {"timestamp": f"{np.datetime_as_string(begin, unit='s')}Z"}
    if end - begin == _DAY:
        return {"date": _day(begin)}
    return {"interval": [_day(begin), _day(end - _DAY)]}


def _interval(begin: str | None, end: str | None) -> dict[str, Any] | None:
    first = moment_span(begin)[0] if begin else np.datetime64("NaT")
    after = moment_span(end)[1] if end else np.datetime64("NaT")
    if np.isnat(first) and np.isnat(after):
        return None
    return {
        "interval": [
            ".." if np.isnat(first) else _day(first),
            ".." if np.isnat(after) else _day(after - np.timedelta64(1, "us")),
        ]
    }


def _day(moment: np.datetime64) -> str:
    return str(np.datetime_as_string(moment, unit="D"))
