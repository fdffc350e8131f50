"""The reference tables: derived once from open extracts, committed, read at run time.

`build_reference` reads every extract, checks all of them, derives the tables and swaps them in. The
same extracts give the same bytes. ``data/<city>/reference/README.md`` says what the tables and
their columns mean.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from geo.city import postcode6 as postcode6_file
from geo.city import stops as stops_file
from geo.city.profile import CityProfile
from geo.city.walking import table as walking_file
from geo.registers.addresses import known_addresses
from geo.registers.centres import district_centres
from geo.registers.districts import simplify_districts
from geo.registers.people import people_table
from geo.registers.population import population_table
from geo.registers.postcode6 import place_postcodes
from geo.registers.postcodes import postcode_areas, postcode_table
from geo.registers.sources import read_sources
from geo.registers.stops import stop_table
from geo.registers.streets import street_points, street_table, with_treeless
from geo.registers.walking import walking_table
from geo.registers.writing import csv_text, geojson_text, swap_in

STEPS = 6
"""How often `build_reference` reports progress."""


def build_reference(
    source: Path, out: Path, city: CityProfile, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Rebuild all reference tables.

    Parameters
    ----------
    source
        Folder with the extracts (``boundaries``, ``population``, ``addresses`` and ``network``);
        only read.
    out
        Folder for the tables; created if absent. Its ``README.md`` stays.
    city
        The city that they are extracts of.
    progress
        Called with the number of steps done, out of `STEPS`.

    Raises
    ------
    InputError
        Extracts are missing or malformed; lists every problem. Nothing is written then.
    ReleaseError
        ``out`` contains other files, or cannot be written; it is then unchanged.
    """
    extracts = read_sources(source, city)
    progress(1)
    districts = simplify_districts(extracts.buurten, extracts.residential, city)
    areas = postcode_areas(extracts.postcode_areas)
    progress(2)
    points = street_points(extracts.trees, districts.buurten, areas)
    streets = street_table(points)
    progress(3)
    postcode6, homes = {}, None
    if extracts.postcode6 is not None:
        placed = place_postcodes(extracts.postcode6, points)
        postcode6 = {postcode6_file.FILE: csv_text(placed.table)}
        streets, homes = with_treeless(streets, placed.streets), placed.homes
    addresses = known_addresses(extracts.addresses, city)
    population = population_table(
        extracts.population_buurten, extracts.population_wijken, districts
    )
    centres = district_centres(districts, extracts.squares, points)
    postcodes = postcode_table(areas, extracts.postcode_centres, extracts.squares, points)
    people = people_table(
        extracts.estimate, extracts.roads, points, districts.buurten, population, homes
    )
    progress(4)
    walking = walking_table(extracts.roads)
    stops = stop_table(extracts.stops, districts.gemeente)
    progress(5)
    swap_in(
        out,
        {
            "gemeente.geojson": geojson_text(districts.gemeente),
            "gebieden.geojson": geojson_text(districts.gebieden),
            "buurten.geojson": geojson_text(districts.buurten),
            "districts.csv": csv_text(centres),
            "population.csv": csv_text(population),
            "people.csv": csv_text(people),
            "streets.csv": csv_text(streets),
            "addresses.csv": csv_text(addresses),
            "postcodes.csv": csv_text(postcodes),
            stops_file.FILE: csv_text(stops),
            "postcodes.geojson": geojson_text(areas),
            walking_file.FILE: walking_file.encode(walking),
            **postcode6,
        },
    )
    progress(STEPS)
