"""Places of OpenStreetMap: from an extract (``.osm.pbf``) or an answer of Overpass (JSON).

Taken are nodes, ways and relations with one of the `TAGS` and a name, each with a point: its own,
or one in the middle. Their terms are those of the Open Database Licence, kept with every row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from geo.intake.incoming import OSM_LICENCE, IncomingList, IncomingRow
from geo.model.errors import InputError, MeetingplacesError, Problem
from geo.model.said import Said

TAGS: Mapping[str, frozenset[str]] = {
    "amenity": frozenset({"community_centre", "social_centre", "social_facility", "library"}),
    "social_facility": frozenset({"outreach", "day_care"}),
    "club": frozenset({"social"}),
}
"""Tags of what may be a meeting place: https://wiki.openstreetmap.org/wiki/Key:amenity."""
ID = "osm_id"
"""The column with type and number: ``node/27594352``."""


def is_meeting_place(tags: Mapping[str, str]) -> bool:
    """Whether tags are those of a named place where people may meet.

    Examples
    --------
    >>> is_meeting_place({"amenity": "community_centre", "name": "De Banier"})
    True
    >>> is_meeting_place({"amenity": "bench", "name": "De Banier"})
    False
    """
    return "name" in tags and any(tags.get(key) in values for key, values in TAGS.items())


def is_overpass(content: object) -> bool:
    """Whether JSON is an answer of Overpass."""
    return isinstance(content, dict) and "elements" in content and "osm3s" in content


def read_overpass(content: dict[str, Any], name: str) -> IncomingList:
    """Read an answer of Overpass: ``[out:json]; … out center meta;``.

    Raises
    ------
    InputError
        When it holds no meeting place.
    """
    elements = content.get("elements")
    if not isinstance(elements, list):
        raise InputError([Problem(Said("no elements"), Said("an answer of Overpass"), file=name)])
    rows = [
        IncomingRow(number, _cells(f"{one['type']}/{one['id']}", tags), _point(one))
        for number, one in enumerate(elements, start=1)
        if is_meeting_place(tags := {str(k): str(v) for k, v in one.get("tags", {}).items()})
    ]
    base = str(content.get("osm3s", {}).get("timestamp_osm_base", ""))
    return IncomingList.of_rows(name, rows, licence=OSM_LICENCE, published=base[:10], is_osm=True)


def overpass_list(content: bytes, name: str) -> IncomingList | None:
    """Read JSON as an answer of Overpass; None where it is something else."""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return read_overpass(found, name) if is_overpass(found) else None


def read_extract(path: Path) -> IncomingList:
    """Read an extract: ``.osm.pbf``, ``.osm`` or ``.osm.bz2``.

    Raises
    ------
    InputError
        When it cannot be read or holds no meeting place.
    MeetingplacesError
        When ``osmium`` is not installed.
    """
    try:
        import osmium
    except ModuleNotFoundError as error:
        raise MeetingplacesError(
            Said("Reading OpenStreetMap needs osmium: pip install 'meetingplaces[osm]'.")
        ) from error
    try:
        published = _timestamp(osmium, path)
        rows = list(_elements(osmium, path))
    except RuntimeError as error:
        found = Said("content that cannot be read")
        expected = Said("an OpenStreetMap extract (.osm.pbf, .osm)")
        raise InputError([Problem(found, expected, file=path.name)]) from error
    return IncomingList.of_rows(
        path.name, rows, licence=OSM_LICENCE, published=published, is_osm=True
    )


def _elements(osmium: Any, path: Path) -> Iterator[IncomingRow]:  # noqa: ANN401 - a module
    """Read the meeting places of an extract; areas come as areas, so that each has a middle."""
    keys = osmium.filter.KeyFilter(*TAGS)
    found = osmium.FileProcessor(str(path)).with_areas(keys).with_filter(keys)
    number = 0
    for one in found:
        tags = {tag.k: tag.v for tag in one.tags}
        if not is_meeting_place(tags):
            continue
        point = None
        if one.is_node():
            name, point = f"node/{one.id}", (one.lon, one.lat)
        elif one.is_area():
            name = f"{'way' if one.from_way() else 'relation'}/{one.orig_id()}"
            point = _middle([(node.lon, node.lat) for ring in one.outer_rings() for node in ring])
        else:  # a closed way or a multipolygon comes again as an area
            continue
        number += 1
        yield IncomingRow(number, _cells(name, tags), point)


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    """Return a point within an area."""
    from shapely import Polygon

    inside = Polygon(ring).representative_point()
    return inside.x, inside.y


def _timestamp(osmium: Any, path: Path) -> str:  # noqa: ANN401 - a module
    """Read the date of an extract from its header."""
    header = osmium.io.Reader(str(path), osmium.osm.NOTHING).header()
    return str(header.get("osmosis_replication_timestamp") or header.get("timestamp"))[:10]


def _cells(name: str, tags: Mapping[str, str]) -> dict[str, str]:
    return {ID: name, **{key: value for key, value in tags.items() if key != ID}}


def _point(element: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return the point of a node, or the middle of another element."""
    place = element if "lat" in element else element.get("center") or _box_middle(element)
    return None if place is None else (float(place["lon"]), float(place["lat"]))


def _box_middle(element: Mapping[str, Any]) -> dict[str, float] | None:
    box = element.get("bounds")
    if box is None:
        return None
    return {
        "lon": (box["minlon"] + box["maxlon"]) / 2,
        "lat": (box["minlat"] + box["maxlat"]) / 2,
    }
