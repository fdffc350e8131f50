"""With a register of all addresses the gazetteer finds each house, or says what it lacks."""

import shutil

import pytest
import registers_made_up as made_up
from own_city import ROTTERDAM

from geo.geocoding import Gazetteer
from geo.geocoding.addresses import parse_address
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.model.vocabulary import Precision
from geo.registers.address_building import put_in_addresses

STREETS, NUMBERS = 4, 60
WEST, SOUTH = 92_000.0, 437_000.0
REFERENCE = settings().reference
DISTRICTS = (
    "gemeente.geojson",
    "gebieden.geojson",
    "buurten.geojson",
    "districts.csv",
    "population.csv",
)


def houses():
    """All houses but number 31 of each street; number 40 has a letter and an addition too."""
    for house in made_up.made_up_houses(STREETS, NUMBERS, WEST, SOUTH):
        house["town"] = "Rotterdam"
        house["postcode"] = "30" + house["postcode"][2:]
        if house["number"] != 31:
            yield house
        if house["number"] == 40:
            yield house | {"letter": "A", "x": house["x"] + 2}
            yield house | {"letter": "A", "addition": "2", "x": house["x"] + 4}
            yield house | {"addition": "46", "x": house["x"] + 6}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A city with the districts of the real one, and made-up houses in the middle of it."""
    city = tmp_path_factory.mktemp("data") / "rotterdam"
    (city / "reference").mkdir(parents=True)
    shutil.copy(REFERENCE.parent / "city.toml", city)
    for name in DISTRICTS:
        shutil.copy(REFERENCE / name, city / "reference")
    source = made_up.write_geopackage(city.parent / "bag-light.gpkg", houses())
    count = put_in_addresses(source, city / "reference", city / "reference")
    assert count == len(list(houses()))
    return city / "reference"


@pytest.fixture(scope="module")
def gazetteer(folder):
    return Gazetteer.open(folder)


def ask(gazetteer, text):
    return gazetteer.geocode(parse_address(text, ROTTERDAM.written_towns))


def codes(answer):
    return {finding.code for finding in answer.findings}


def test_every_house_is_found_exactly_by_street_and_by_postcode(gazetteer):
    for house in houses():
        number = f"{house['number']}{house['letter']}"
        number += f"-{house['addition']}" if house["addition"] else ""
        for text in (f"{house['street']} {number}", f"{house['postcode']} {number}"):
            answer = ask(gazetteer, text)
            assert answer.precision is Precision.ADDRESS, text
            assert (answer.uncertainty_m, codes(answer)) == (10.0, set()), text


def test_a_number_that_does_not_exist_is_answered_by_the_nearest_and_that_is_said(gazetteer):
    answer = ask(gazetteer, "Verzonnencstraat 31")
    assert answer.precision is Precision.STREET
    assert codes(answer) == {"nearest-number"}
    assert "the nearest is 30" in answer.findings[0].message
    assert 10 < answer.uncertainty_m < 50


def test_a_number_far_beyond_the_street_gives_the_street(gazetteer):
    answer = ask(gazetteer, "Verzonnencstraat 900")
    assert answer.precision is Precision.STREET
    assert "no-such-number" in codes(answer)


def test_another_addition_is_said(gazetteer):
    answer = ask(gazetteer, "Verzonnencstraat 40A-7")
    assert answer.precision is Precision.ADDRESS
    assert codes(answer) == {"letter-not-known"}
    assert answer.uncertainty_m == 25


def test_a_postcode_lies_where_its_houses_are(gazetteer):
    house = next(houses())
    answer = ask(gazetteer, house["postcode"])
    assert answer.precision is Precision.POSTCODE
    assert answer.uncertainty_m < 200


def test_a_register_of_elsewhere_changes_nothing(folder, tmp_path):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    source = made_up.write_geopackage(
        tmp_path / "bag.gpkg", made_up.made_up_houses(1, 3, 0, 300_000)
    )
    with pytest.raises(InputError, match="in the municipality"):
        put_in_addresses(source, folder, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
