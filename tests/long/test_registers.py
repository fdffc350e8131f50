"""Whole registers: a genuine one of a province, and a made-up one as large as the country."""

import json
import os
import re
import subprocess
import sys
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
MOST_MB = 200
"""Memory of a process that looks addresses up; how quick it is is told, and not held to."""
LOOKING = """
import json, re, statistics, sys, time
from pathlib import Path
from geo.city.address_register import AddressRegister
from geo.model.street_names import normalise_street
register, asked = AddressRegister(Path(sys.argv[1])), json.loads(Path(sys.argv[2]).read_text())
ways = {
    "street and number": lambda street, number, _: register.in_street(street, number),
    "postcode and number": lambda _, number, postcode: register.with_postcode(postcode, number),
    "nearest number": lambda street, number, _: register.around(street, 31),
    "suggestion": lambda street, number, _: register.streets_beginning(street[:2 + number % 12]),
}
for name, look in ways.items():
    took = []
    for street, number, postcode in asked:
        key = normalise_street(street)
        begun = time.perf_counter()
        look(key, number, postcode)
        took.append(1000 * (time.perf_counter() - begun))
    took.sort()
    print(f"{name}: {statistics.fmean(took):.2f} ms on average, {statistics.median(took):.2f} "
          f"at the median, {took[len(took) * 95 // 100]:.2f} for 95 of 100")
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps({"MB at most": round(int(peak[1]) / 1024)}))
"""


def peak_mb():
    """Return the most memory that this process has held."""
    held = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(held[1]) / 1024


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


def test_a_country_is_looked_up_from_disk(tmp_path):
    country = MadeUpCountry()
    begun = time.process_time()
    count = write_register(country, tmp_path / "addresses.sqlite")
    told = f"{time.process_time() - begun:.0f} s, {peak_mb():.0f} MB at most"
    sys.stdout.write(f"\n{count:,} addresses written: {told}")
    assert count == country.addresses
    register = AddressRegister(tmp_path / "addresses.sqlite")
    some = list(islice(country, 0, None, country.addresses // QUESTIONS))
    for one in some:
        found = register.in_street(normalise_street(one.street), one.number)
        assert one[:6] in {house[:6] for house in found}
        around = register.around(normalise_street(one.street), NO_NUMBER)
        numbers = [house.number for house in around if house.town == one.town]
        assert numbers in ([NO_NUMBER - 1, NO_NUMBER + 1], [max(numbers)])
        assert one.number < NO_NUMBER or NO_NUMBER + 1 in numbers
        assert register.streets_beginning(one.street[: 2 + one.number % 12])
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps([[one.street, one.number, one.postcode] for one in some]))
    command = [sys.executable, "-c", LOOKING, str(tmp_path / "addresses.sqlite"), str(asked)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    sys.stdout.write(f"\n{told}")
    assert json.loads(told.splitlines()[-1])["MB at most"] < MOST_MB
