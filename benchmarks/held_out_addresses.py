"""Geocoding addresses that the tables lack, with a full register and without one.

    python benchmarks/held_out_addresses.py [--addresses 1000]

The register is made up: every street, postcode and house number of the city's own list of postcodes
(``postcode6.csv``), each house at a made-up point beside its street. It goes in as an operator puts
one in (`geo.registers.address_building`). Then addresses that stand in no table of the plain
gazetteer are drawn from it, written in several ways, and geocoded with the register and without.
Without it only the precision says something: the points are not those of real houses.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from geo.city import postcode6
from geo.city.areas import Areas
from geo.city.profile import CityProfile
from geo.geocoding._tables import KnownAddress, read_addresses
from geo.geocoding.addresses import Address
from geo.geocoding.gazetteer import Gazetteer
from geo.geocoding.streets import StreetIndex
from geo.model.settings import settings
from geo.registers.address_building import put_in_addresses

sys.path.insert(0, str(Path(__file__).parent))
from geocoder_evaluation import Evaluation, measured

SEED = 13
COLUMNS = (
    *("straat", "huisnummer", "huisletter", "huisnummertoevoeging", "postcode", "woonplaats"),
    *("gemeente", "provincie", "lat", "lon"),
)
"""Columns of the "adressen" CSV, in which the register goes in."""
TABLES = ("*.geojson", "*.csv")


def made_up_houses(reference: Path, streets: StreetIndex) -> Iterator[KnownAddress]:
    """Place every number of the list of postcodes within 40 m of the middle of its street."""
    chance = np.random.default_rng(SEED)
    crs = CityProfile.beside(reference).projected
    for row in postcode6.read(reference):
        match = streets.named(row.street)
        parts = [one for one in match.parts if one.postcode4 == row.postcode[:4]] if match else []
        if not parts:
            continue
        numbers = sorted(postcode6.numbers_of(row.numbers))
        x, y = (getattr(parts[0], side) + chance.uniform(-40, 40, len(numbers)) for side in "xy")
        lon, lat = crs.lon_lat(x, y)
        for number, east, north in zip(numbers, lon, lat, strict=True):
            address = Address(row.street, number, postcode=row.postcode, city=row.town)
            # As the register keeps them, so that an exact answer is at no distance.
            yield KnownAddress(address, round(float(east), 6), round(float(north), 6))


def write(path: Path, houses: list[KnownAddress]) -> None:
    """Write a register as it is published."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        for one in houses:
            where = one.address
            writer.writerow(
                [where.street, where.house_number, where.letter, where.addition, where.postcode,
                 where.city, "", "", one.lat, one.lon]
            )  # fmt: skip


def _door(one: KnownAddress) -> tuple[str, int | None]:
    return one.address.street, one.address.house_number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--addresses", type=int, default=1_000)
    asked = parser.parse_args()
    reference = settings().reference
    plain = Gazetteer.open(reference)
    listed = set(map(_door, read_addresses(reference)))
    every = list(made_up_houses(reference, plain.streets))
    areas = Areas.open(reference)
    here = areas.locate([one.lon for one in every], [one.lat for one in every])["inside"]
    every = [one for one, is_here in zip(every, here, strict=True) if is_here]
    held_out = [one for one in every if _door(one) not in listed]
    held_out = random.Random(SEED).sample(held_out, asked.addresses)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        city = Path(folder, reference.parent.name)
        (city / "reference").mkdir(parents=True)
        shutil.copy(reference.parent / "city.toml", city)
        for pattern in TABLES:
            for path in reference.glob(pattern):
                shutil.copy(path, city / "reference")
        write(Path(folder, "register.csv"), every)
        count = put_in_addresses(
            Path(folder, "register.csv"), city / "reference", city / "reference"
        )
        full = Gazetteer.open(city / "reference")
        for gazetteer, with_what in ((full, f"a register of {count:,}"), (plain, "no register")):
            variants = tuple(measured(gazetteer, held_out, areas))
            told = Evaluation(f"held-out addresses, gazetteer with {with_what}", variants)
            sys.stdout.write(told.to_markdown() + "\n\n")


if __name__ == "__main__":
    main()
