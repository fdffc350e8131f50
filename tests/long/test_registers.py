"""Whole registers: a genuine one of a province, and a made-up one as large as the country."""

import os
import random
import resource
import time
from pathlib import Path

import pytest
import registers_made_up as made_up

from geo.city.address_register import AddressRegister
from geo.model.street_names import normalise_street
from geo.registers.address_register import write_register
from geo.registers.address_sources import open_addresses

pytestmark = pytest.mark.long(job="registers")

QUESTIONS = 2_000
COUNTRY_STREETS, COUNTRY_NUMBERS = 49_500, 200


def province():
    """Return the register of a province; it is not in the repository (docs/tests.md)."""
    path = Path(os.environ.get("MEETINGPLACES_FLEVOLAND", "Flevoland.csv.zst"))
    assert path.is_file(), (
        f"{path} is missing: take Flevoland.csv.zst (CC0) from "
        "github.com/LJPc-solutions/Nederlandse-adressen-en-postcodes and say where it is in "
        "MEETINGPLACES_FLEVOLAND"
    )
    return path


def test_every_address_of_a_province_is_found_exactly(tmp_path):
    source = open_addresses(province())
    count = write_register(source, tmp_path / "addresses.sqlite")
    assert count == 222_318
    register = AddressRegister(tmp_path / "addresses.sqlite")
    almere = 0
    for one in source:
        almere += one.town == "Almere"
        wanted = (one.street, one.number, one.letter, one.addition, one.postcode, one.town)
        found = register.in_street(normalise_street(one.street), one.number)
        assert wanted in {tuple(house[:6]) for house in found}
        assert wanted in {
            tuple(house[:6]) for house in register.with_postcode(one.postcode, one.number)
        }
    assert almere == 107_152


def test_a_country_is_looked_up_from_disk(tmp_path, record_property):
    houses = made_up.made_up_houses(COUNTRY_STREETS, COUNTRY_NUMBERS)
    source = made_up.write_geopackage(tmp_path / "bag-light.gpkg", houses)
    begun = time.perf_counter()
    count = write_register(open_addresses(source), tmp_path / "addresses.sqlite")
    assert count == COUNTRY_STREETS * COUNTRY_NUMBERS
    record_property("seconds to write", round(time.perf_counter() - begun))
    record_property("peak MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    register = AddressRegister(tmp_path / "addresses.sqlite")
    chance = random.Random(1)  # noqa: S311 - the same questions every time, nothing secret
    names = [made_up.name_of(chance.randrange(COUNTRY_STREETS)) for _ in range(QUESTIONS)]
    begun = time.perf_counter()
    for name in names:
        number = chance.randrange(1, COUNTRY_NUMBERS + 1)
        assert register.in_street(normalise_street(name), number)
    record_property("ms an address", (time.perf_counter() - begun) / QUESTIONS * 1000)
    begun = time.perf_counter()
    for name in names:
        assert register.streets_beginning(name[: chance.randrange(2, 14)])
    record_property("ms a suggestion", (time.perf_counter() - begun) / QUESTIONS * 1000)
