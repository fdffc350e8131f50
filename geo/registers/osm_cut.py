"""Cutting the streets of a city out of an OpenStreetMap extract of a province or a country.

The numbers of nodes within a box are kept first (a bit for each), then the streets with such a
node, then the other nodes of those streets, which lie beyond the edge. So nothing but the city is
ever in memory. Needs ``osmium``: ``pip install 'meetingplaces[osm]'``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import geopandas as gpd

from geo.city.profile import CityProfile
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.registers.osm_reading import load_osmium

MARGIN_M: Final = 1_500.0
"""How far outside the municipality streets are kept, in metres: the nearest way may lead through
there."""
_DEGREES: Final = 10_000_000
_REPORT_EVERY: Final = 100_000


def cut_streets(
    extract: Path,
    out: Path,
    gemeente: gpd.GeoDataFrame,
    city: CityProfile,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the streets in the box around a municipality, with all of their nodes.

    Parameters
    ----------
    extract
        A ``.osm.pbf`` (or another form that osmium reads).
    out
        The file to write; its name ends in ``.osm.pbf``.
    gemeente
        The municipality.
    city
        In whose reference system the margin of `MARGIN_M` is taken.
    progress
        Called with the number of nodes that were read.

    Returns
    -------
    int
        How many streets were written.

    Raises
    ------
    InputError
        The file cannot be read, or has no street there.
    MeetingplacesError
        ``osmium`` is not installed.
    """
    osmium = load_osmium()
    if not extract.is_file():
        raise InputError([Problem("no such file", "an OpenStreetMap extract", file=extract.name)])
    area = gemeente.to_crs(city.crs).buffer(MARGIN_M).to_crs(WGS84)
    west, south, east, north = (int(side * _DEGREES) for side in area.total_bounds)
    inside = osmium.IdTracker()
    written = 0
    try:
        nodes = osmium.FileProcessor(str(extract), osmium.osm.NODE)
        for number, node in enumerate(nodes, 1):
            place = node.location
            if west <= place.x <= east and south <= place.y <= north:
                inside.add_node(node.id)
            if number % _REPORT_EVERY == 0:
                progress(number)
        streets = (
            osmium.FileProcessor(str(extract), osmium.osm.WAY)
            .with_filter(osmium.filter.KeyFilter("highway"))
            .with_filter(inside.contains_filter())
        )
        with osmium.BackReferenceWriter(str(out), ref_src=str(extract), overwrite=True) as writer:
            for street in streets:
                writer.add(street)
                written += 1
    except RuntimeError as error:
        found = f"a file that cannot be read ({error})"
        expected = "an OpenStreetMap extract (.osm.pbf, .osm)"
        raise InputError([Problem(found, expected, file=extract.name)]) from error
    if not written:
        expected = "an extract with the streets of the municipality"
        raise InputError([Problem("no street in the municipality", expected, file=extract.name)])
    return written
