"""What an OpenStreetMap extract holds of streets: ways, squares, and where their nodes lie.

Reads ``.osm.pbf``, ``.osm`` and ``.osm.bz2``, also as JOSM saves them: with negative numbers for
what is new, and with what was deleted still in the file. Needs ``osmium``:
``pip install 'meetingplaces[osm]'``.
"""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias
from xml.etree import ElementTree as ET

from geo.city.walking.mode import ALL_MODES, Mode
from geo.model.errors import InputError, MeetingplacesError, Problem
from geo.registers.way_access import may_pass

_OPENERS: Mapping[str, Callable[..., Any]] = {".bz2": bz2.open, ".gz": gzip.open, ".osm": open}

_ELEMENTS = frozenset({"node", "way", "relation"})

Deleted: TypeAlias = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class OsmWay:
    """A way with the numbers of its nodes, in order."""

    nodes: tuple[int, ...]
    tags: Mapping[str, str]

    @property
    def closed(self) -> bool:
        """Whether it ends where it begins."""
        return len(self.nodes) > 3 and self.nodes[0] == self.nodes[-1]  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class OsmSquare:
    """A multipolygon that one may walk across: the nodes of its members, by role."""

    outer: tuple[tuple[int, ...], ...]
    inner: tuple[tuple[int, ...], ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OsmStreets:
    """The ways and squares of an extract.

    Attributes
    ----------
    lon_lat
        Where each node lies (EPSG:4326, degrees); nodes beyond the edge of the extract are missing.
    passing
        Who may go past a node, for the nodes that not everybody may pass.
    """

    ways: tuple[OsmWay, ...]
    squares: tuple[OsmSquare, ...]
    lon_lat: Mapping[int, tuple[float, float]]
    passing: Mapping[int, Mode]


def read_streets(extract: Path) -> OsmStreets:
    """Read the ways with ``highway``, and the squares that are multipolygons.

    Raises
    ------
    InputError
        The file is missing or cannot be read.
    MeetingplacesError
        ``osmium`` is not installed.
    """
    osmium = load_osmium()
    if not extract.is_file():
        raise InputError([Problem("no such file", "an OpenStreetMap extract", file=extract.name)])
    try:
        return _read(osmium, extract)
    except (RuntimeError, ET.ParseError) as error:
        found = f"a file that cannot be read ({error})"
        expected = "an OpenStreetMap extract (.osm.pbf, .osm)"
        raise InputError([Problem(found, expected, file=extract.name)]) from error


def _read(osmium: Any, extract: Path) -> OsmStreets:  # noqa: ANN401 - a module
    """Read relations, then ways, then only the nodes that those need."""
    kinds = osmium.osm
    deleted = _deleted(extract)
    relations = [
        (dict(one.tags), [(part.role, part.ref) for part in one.members if part.type == "w"])
        for one in osmium.FileProcessor(str(extract), kinds.RELATION)
        if one.tags.get("type") == "multipolygon"
        and "highway" in one.tags
        and ("relation", one.id) not in deleted
    ]
    members = {reference for _, parts in relations for _, reference in parts}
    ways, rings = [], {}
    for one in osmium.FileProcessor(str(extract), kinds.WAY):
        if ("way", one.id) in deleted or not ("highway" in one.tags or one.id in members):
            continue
        nodes = tuple(node.ref for node in one.nodes)
        if "highway" in one.tags:
            ways.append(OsmWay(nodes, dict(one.tags)))
        if one.id in members:
            rings[one.id] = nodes
    squares = tuple(
        OsmSquare(
            tuple(rings[ref] for role, ref in parts if ref in rings and role != "inner"),
            tuple(rings[ref] for role, ref in parts if ref in rings and role == "inner"),
            tags,
        )
        for tags, parts in relations
    )
    needed = {node for way in ways for node in way.nodes}
    needed.update(node for nodes in rings.values() for node in nodes)
    lon_lat, passing = {}, {}
    for one in _nodes(osmium, extract, needed):
        if one.id not in needed or ("node", one.id) in deleted or not one.location.valid():
            continue
        lon_lat[one.id] = (one.location.lon, one.location.lat)
        if len(one.tags) and (may := may_pass(dict(one.tags))) != ALL_MODES:
            passing[one.id] = may
    return OsmStreets(tuple(ways), squares, lon_lat, passing)


def _nodes(osmium: Any, extract: Path, needed: set[int]) -> Any:  # noqa: ANN401 - a module
    """Return the nodes; where no number is negative, osmium leaves out those not needed."""
    nodes = osmium.FileProcessor(str(extract), osmium.osm.NODE)
    if needed and min(needed) >= 0:
        return nodes.with_filter(osmium.filter.IdFilter(needed))
    return nodes


def _deleted(extract: Path) -> Deleted:
    """Return what somebody deleted in JOSM, which keeps it in the file until it is uploaded."""
    opener = _OPENERS.get(extract.suffix)
    if opener is None:
        return frozenset()
    with opener(extract, "rb") as file:
        return frozenset(_marked_deleted(file))


def _marked_deleted(file: IO[bytes]) -> Iterator[tuple[str, int]]:
    # Expat, which reads it, does not resolve external entities; the file is the operator's own.
    root: ET.Element | None = None
    for _, one in ET.iterparse(file, events=("start",)):  # noqa: S314
        root = one if root is None else root
        if one.get("action") == "delete":
            yield one.tag, int(one.get("id", "0"))
        if one.tag in _ELEMENTS:
            root.clear()  # or everything read stays in memory


def load_osmium() -> Any:  # noqa: ANN401 - a module
    """Import osmium, which only those need who read OpenStreetMap.

    Raises
    ------
    MeetingplacesError
        It is not installed.
    """
    try:
        import osmium
    except ModuleNotFoundError as error:
        raise MeetingplacesError(
            "Reading OpenStreetMap needs osmium: pip install 'meetingplaces[osm]'."
        ) from error
    return osmium
