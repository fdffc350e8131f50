"""Building a walking network from an OpenStreetMap extract of any date and city.

Extracts (``.osm.pbf``, ``.osm``, ``.osm.bz2``) contain the numbers of the nodes that ways share, so
nothing has to be guessed: ways are connected where they share a node, and nowhere else. The tags
decide who may use a way and go past what stands on it: `geo.registers.way_access`. Needs
``osmium``: ``pip install 'meetingplaces[osm]'``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.city.profile import CityProfile
from geo.city.walking.mode import ALL_MODES, Mode
from geo.city.walking.table import FILE, UNITS_PER_M, WalkingTable, encode
from geo.io.swap import replace_file
from geo.model.errors import InputError, Problem
from geo.registers.cycleways import ACCOMPANIED, Lines, accompanied, settle
from geo.registers.osm_reading import OsmStreets, OsmWay, read_streets
from geo.registers.osm_squares import closed_rings, ways_across
from geo.registers.walking import assemble
from geo.registers.way_access import Rule, way_rules


def read_walking(extract: Path, city: CityProfile) -> WalkingTable:
    """Make a walking network from an extract.

    Parameters
    ----------
    extract
        An OpenStreetMap file with the nodes of its ways. Ways may lead out of it.
    city
        The city, in whose reference system the network is made.

    Returns
    -------
    WalkingTable
        The network, in decimetres.

    Raises
    ------
    InputError
        The file cannot be read, holds no way to walk on, or lies where the reference
        system of the city does not hold.
    MeetingplacesError
        ``osmium`` is not installed.
    """
    streets = read_streets(extract)
    xy = _project(extract.name, city, streets)
    stretches = _Stretches(xy, streets.passing)
    ways = [way for way in streets.ways if any(node in xy for node in way.nodes)]
    for way, modes in zip(ways, _modes(ways, xy), strict=True):
        stretches.add(way.nodes, modes)
    at_ways = Counter(node for way in ways for node in set(way.nodes))
    for outer, inner, tags in _squares(streets):
        modes = _sum(way_rules(tags))
        for ring in (*outer, *inner):
            stretches.add(ring, modes)
        own = Counter(node for ring in (*outer, *inner) for node in set(ring))
        # A square that is one closed way is among the ways itself.
        entries = {node for node in own if at_ways[node] > (1 if "area" in tags else 0)}
        whole = [
            [ring for ring in some if all(node in xy for node in ring)] for some in (outer, inner)
        ]
        for across in ways_across(whole[0], whole[1], xy, entries):
            stretches.add(across, modes)
    return stretches.table(extract.name)


def walking_from_osm(extract: Path, out: Path, city: CityProfile) -> None:
    """Write the walking network of an extract in the place of the one in a folder.

    Parameters
    ----------
    out
        Folder, made when absent; ``walking.parquet`` in it is replaced.
    city
        The city, in whose reference system the network is made.

    Raises
    ------
    InputError
        As `read_walking`. Nothing is written then.
    ReleaseError
        The folder cannot be written.
    """
    content = encode(read_walking(extract, city))
    with replace_file(out / FILE) as aside:
        aside.write_bytes(content)


class _Stretches:
    """Collects straight stretches between nodes; a barrier cuts them for those it stops."""

    def __init__(self, xy: Mapping[int, tuple[float, float]], passing: Mapping[int, Mode]) -> None:
        self._xy, self._passing = xy, passing
        self._row: dict[int, int] = {}
        self._points: list[tuple[float, float]] = []
        self._edges: list[tuple[int, int, int]] = []

    def add(self, nodes: Sequence[int], modes: int) -> None:
        """Add the stretches of a way, as far as the extract goes."""
        for a, b in pairwise(nodes):
            if a == b or a not in self._xy or b not in self._xy:
                continue
            for at_a, past_a in self._sides(a, modes):
                for at_b, past_b in self._sides(b, past_a):
                    self._edges.append((at_a, at_b, past_b))

    def table(self, name: str) -> WalkingTable:
        """Connect what was collected."""
        points = np.rint(np.array(self._points).reshape(-1, 2) * UNITS_PER_M).astype(np.int64)
        a, b, modes = np.array(self._edges, dtype=np.int64).reshape(-1, 3).T
        table = settle(assemble(points, a, b, modes=modes)) if len(a) else None
        if table is None or table.modes is None or not (table.modes & Mode.FOOT).any():
            raise InputError([Problem("no walkable way", "at least one", file=name)])
        return table

    def _sides(self, node: int, modes: int) -> Iterator[tuple[int, int]]:
        """Yield the rows at which a stretch ends at a node, with who goes there.

        Those who may go past share the node with every other way; for the others the stretch ends
        at a row of its own.
        """
        past = int(self._passing.get(node, ALL_MODES))
        if past & Mode.FOOT:
            past |= ACCOMPANIED
        if modes & past:
            if node not in self._row:
                self._row[node] = self._new_row(node)
            yield self._row[node], modes & past
        if modes & ~past:
            yield self._new_row(node), modes & ~past

    def _new_row(self, node: int) -> int:
        self._points.append(self._xy[node])
        return len(self._points) - 1


def _modes(ways: Sequence[OsmWay], xy: Mapping[int, tuple[float, float]]) -> list[int]:
    """Return who may use each way, with a mark on cycleways along a street."""
    rules = [way_rules(way.tags) for way in ways]
    asked = [row for row, rule in enumerate(rules) if Rule.UNLESS_ACCOMPANIED in rule.values()]
    walked_streets = [
        row
        for row, rule in enumerate(rules)
        if rule[Mode.FOOT] is Rule.YES and ways[row].tags["highway"] != "cycleway"
    ]
    beside = accompanied(
        _lines(ways, asked, xy),
        _lines(ways, walked_streets, xy),
        aloft=_aloft(ways, asked),
        streets_aloft=_aloft(ways, walked_streets),
    )
    modes = [_sum(rule) for rule in rules]
    for row, along in zip(asked, beside, strict=True):
        walked = Mode(0)
        for mode, rule in rules[row].items():
            if rule is Rule.UNLESS_ACCOMPANIED:
                walked |= mode
        modes[row] |= ACCOMPANIED if along else walked
    return modes


def _aloft(ways: Sequence[OsmWay], rows: Sequence[int]) -> NDArray[np.bool_]:
    """Return which of the ways are bridges or tunnels."""
    return np.array(
        [
            any(ways[row].tags.get(what, "no") != "no" for what in ("bridge", "tunnel"))
            for row in rows
        ],
        dtype=bool,
    )


def _sum(rules: Mapping[Mode, Rule]) -> int:
    """Add up the modes that may use a way."""
    return sum(mode for mode, rule in rules.items() if rule is Rule.YES)


def _lines(
    ways: Sequence[OsmWay], rows: Sequence[int], xy: Mapping[int, tuple[float, float]]
) -> Lines:
    """Draw some of the ways; one of which a single node is known is a line without length."""
    drawn = []
    for row in rows:
        known = [xy[node] for node in ways[row].nodes if node in xy]
        drawn.append(shapely.LineString(known if len(known) > 1 else known * 2))
    return np.array(drawn, dtype=object)


def _squares(
    streets: OsmStreets,
) -> Iterator[tuple[list[list[int]], list[list[int]], Mapping[str, str]]]:
    """Yield the outlines, holes and tags of what one may walk across."""
    for square in streets.squares:
        yield closed_rings(square.outer), closed_rings(square.inner), square.tags
    for way in streets.ways:
        if way.closed and way.tags.get("area") == "yes":
            yield [list(way.nodes)], [], way.tags


def _project(name: str, city: CityProfile, streets: OsmStreets) -> dict[int, tuple[float, float]]:
    """Return where the nodes lie, in metres in the reference system of the city."""
    if not streets.lon_lat:
        raise InputError([Problem("no walkable way", "at least one", file=name)])
    lon, lat = np.array(list(streets.lon_lat.values()), dtype=np.float64).T
    west, south, east, north = city.extent
    outside = (lon < west) | (lon > east) | (lat < south) | (lat > north)
    if outside.any():
        first = int(outside.argmax())
        found = f"longitude {lon[first]:.4f}, latitude {lat[first]:.4f}"
        expected = f"ways in {city.country_en}, where {city.crs} may be used"
        raise InputError([Problem(found, expected, file=name)])
    x, y = city.projected.xy(lon, lat)
    return dict(zip(streets.lon_lat, zip(x.tolist(), y.tolist(), strict=True), strict=True))
