"""Building a walking network from an OpenStreetMap extract of any date and city.

Extracts (``.osm.pbf``, ``.osm``, ``.osm.bz2``) contain the numbers of the nodes that ways share, so
nothing has to be guessed: ways are connected where they share a node, and nowhere else. The tags
decide on which ways one may walk, as https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing
describes. Needs ``osmium``: ``pip install 'meetingplaces[osm]'``.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.city.profile import CityProfile
from geo.city.walking.table import FILE, UNITS_PER_M, Integers, WalkingTable, encode
from geo.io.swap import replace_file
from geo.model.errors import InputError, MeetingplacesError, Problem
from geo.registers.walking import assemble

WALKABLE = frozenset(
    {
        *("primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link"),
        *("unclassified", "residential", "living_street", "service", "road", "track", "busway"),
        *("pedestrian", "footway", "path", "steps", "cycleway", "bridleway", "corridor"),
        "platform",
    }
)
"""Values of ``highway`` on which one may walk unless other tags forbid it."""
ONLY_IF_SIGNED = frozenset({"trunk", "trunk_link"})
"""Values of ``highway`` on which one may walk only where a tag says so."""
_YES = frozenset({"yes", "designated", "permissive", "destination", "customers"})
_NO = frozenset({"no", "private", "use_sidepath"})
_DEGREES = 10_000_000
"""OpenStreetMap counts in steps of this part of a degree."""


def is_walkable(tags: Mapping[str, str]) -> bool:
    """Return whether one may walk on a way.

    Returns
    -------
    bool
        ``foot`` takes precedence over ``access``, and both over the default of this kind of way.

    Examples
    --------
    >>> is_walkable({"highway": "footway"})
    True
    >>> is_walkable({"highway": "footway", "foot": "no"})
    False
    """
    highway = tags.get("highway", "")
    if highway not in WALKABLE | ONLY_IF_SIGNED:
        return False
    foot = tags.get("foot", "")
    if foot in _YES | _NO:
        return foot in _YES
    if tags.get("access", "") in _NO or tags.get("motorroad") == "yes":
        return False
    return highway in WALKABLE


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
    osmium = _osmium()
    if not extract.is_file():
        raise InputError([Problem("no such file", "an OpenStreetMap extract", file=extract.name)])
    lon, lat, node, way = array("i"), array("i"), array("q"), array("q")
    try:
        ways = (
            osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY)
            .with_locations()
            .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
            .with_filter(osmium.filter.KeyFilter("highway"))
        )
        number = 0
        for one in ways:
            if not is_walkable(dict(one.tags)):
                continue
            number += 1
            for reference in one.nodes:
                location = reference.location
                if not location.valid():  # beyond the edge of the extract: the way ends here
                    number += 1
                    continue
                lon.append(location.x)
                lat.append(location.y)
                node.append(reference.ref)
                way.append(number)
    except RuntimeError as error:
        found = f"a file that cannot be read ({error})"
        expected = "an OpenStreetMap extract (.osm.pbf, .osm)"
        raise InputError([Problem(found, expected, file=extract.name)]) from error
    return _table(
        extract.name,
        city,
        np.array(lon, dtype=np.float64) / _DEGREES,
        np.array(lat, dtype=np.float64) / _DEGREES,
        np.array(node, dtype=np.int64),
        np.array(way, dtype=np.int64),
    )


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


def _table(  # noqa: PLR0913, PLR0917 - one per column
    name: str,
    city: CityProfile,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    node: Integers,
    way: Integers,
) -> WalkingTable:
    """Connect the nodes of each way, in order."""
    onward = np.flatnonzero(way[1:] == way[:-1])
    if not len(onward):
        raise InputError([Problem("no walkable way", "at least one", file=name)])
    west, south, east, north = city.extent
    outside = (lon < west) | (lon > east) | (lat < south) | (lat > north)
    if outside.any():
        first = int(outside.argmax())
        found = f"longitude {lon[first]:.4f}, latitude {lat[first]:.4f}"
        expected = f"ways in {city.country_en}, where {city.crs} may be used"
        raise InputError([Problem(found, expected, file=name)])
    _, first_seen, row = np.unique(node, return_index=True, return_inverse=True)
    x, y = city.projected.xy(lon[first_seen], lat[first_seen])
    points = np.rint(np.stack([x, y], axis=1) * UNITS_PER_M).astype(np.int64)
    return assemble(points, row[onward], row[onward + 1])


def _osmium() -> Any:  # noqa: ANN401 - a module
    try:
        import osmium
    except ModuleNotFoundError as error:
        raise MeetingplacesError(
            "Reading OpenStreetMap needs osmium: pip install 'meetingplaces[osm]'."
        ) from error
    return osmium
