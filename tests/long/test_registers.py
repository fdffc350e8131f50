"""Whole registers: a genuine one of a province, and a made-up one as large as the country."""

import os
import resource
import time
from itertools import islice
from pathlib import Path

import pytest
from country_made_up import NO_NUMBER, MadeUpCountry

from geo.city.address_register import AddressRegister
from geo.model.street_names import normalise_street
from geo.registers.address_register import write_register
from geo.registers.address_sources import open_addresses

pytestmark = pytest.mark.long(job="registers")

QUESTIONS = 2_000


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
    country = MadeUpCountry()
    begun = time.process_time()
    count = write_register(country, tmp_path / "addresses.sqlite")
    assert count == country.addresses
    record_property("seconds to write", round(time.process_time() - begun))
    record_property("peak MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    register = AddressRegister(tmp_path / "addresses.sqlite")
    some = list(islice(country, 0, None, country.addresses // QUESTIONS))
    begun = time.perf_counter()
    for one in some:
        found = register.in_street(normalise_street(one.street), one.number)
        assert one[:6] in {house[:6] for house in found}
    record_property("ms an address", (time.perf_counter() - begun) / len(some) * 1000)
    begun = time.perf_counter()
    for one in some:
        around = register.around(normalise_street(one.street), NO_NUMBER)
        numbers = [house.number for house in around if house.town == one.town]
        assert numbers in ([NO_NUMBER - 1, NO_NUMBER + 1], [max(numbers)])
        assert one.number < NO_NUMBER or NO_NUMBER + 1 in numbers
    record_property("ms the nearest number", (time.perf_counter() - begun) / len(some) * 1000)
    begun = time.perf_counter()
    for one in some:
        assert register.streets_beginning(one.street[: 2 + one.number % 12])
    record_property("ms a suggestion", (time.perf_counter() - begun) / len(some) * 1000)
