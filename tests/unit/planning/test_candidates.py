"""Where a next place may stand: spots near people, and lists of buildings with what is wrong."""

import numpy as np
import pandas as pd
import pytest
from own_city import ROTTERDAM

from geo.city.areas import Areas
from geo.city.people import GROUPS, People
from geo.city.walking.detour import USUAL
from geo.city.walking.network import Network
from geo.geocoding import GeocodingResult
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.findings import Finding
from geo.model.settings import settings
from geo.model.vocabulary import Precision
from geo.planning.coverage import City
from geo.planning.coverage.pairs import walks_to_people
from geo.planning.siting.candidates import candidates_at, read_candidates, spots_near_people

X, Y = 90_000.0, 437_000.0
STEP_M = 300.0
WEST, EAST = "BU05990001", "BU05990002"


class Addresses:
    """A geocoder that knows some addresses, each with another precision; one street it guesses."""

    name = "two addresses"
    city = ROTTERDAM

    def geocode(self, address, _hint=None):
        house = (4.4913, 51.923, Precision.ADDRESS, 10.0)
        street = (4.49, 51.88, Precision.STREET, 250.0)
        postcode = (4.48, 51.92, Precision.POSTCODE, None)
        somewhere = (4.48, 51.92, Precision.NEIGHBOURHOOD, 800.0)
        nowhere = (None, None, Precision.NONE, None)
        known = {
            "Kipstraat": house,
            "Dreef": street,
            "Dref": street,
            "Lijnbaan": postcode,
            "Laan": somewhere,
        }
        lon, lat, precision, metres = known.get(address.street, nowhere)
        guessed = (Finding("street-spelled-otherwise", "", ""),) if address.street == "Dref" else ()
        return GeocodingResult(
            lon, lat, precision, metres, self.name, "Dreef", 1.0, findings=guessed
        )


@pytest.fixture(scope="module")
def areas():
    return Areas.open(settings().reference)


@pytest.fixture
def read(areas, tmp_path):
    def from_text(text):
        path = tmp_path / "buildings.csv"
        path.write_text(text, encoding="utf-8")
        return read_candidates(path, areas, Addresses())

    return from_text


def street(people, *, x=None, y=None, buurt=None):
    """Make a city along one straight street with a corner every 300 m."""
    people = np.asarray(people, dtype=np.float64)
    nodes = np.arange(11)
    network = Network(X + nodes * STEP_M, np.full(11, Y), nodes[:-1], nodes[1:])
    x = X + STEP_M * np.arange(len(people)) if x is None else np.asarray(x)
    y = np.full(len(people), Y + 20) if y is None else np.asarray(y)
    buurt = np.zeros(len(people), np.int64) if buurt is None else np.asarray(buurt)
    groups = dict.fromkeys(GROUPS, people)
    squares = People(x=x, y=y, buurt=buurt, buurten=(WEST, EAST), **groups)
    buurten = pd.DataFrame(
        {"name": ["West", "East"], "gebied_code": "WK059901", "gebied": "Town"}, index=[WEST, EAST]
    )
    return City.of(network, squares, buurten, ROTTERDAM)


def test_a_spot_is_the_corner_nearest_to_the_middle_of_the_people_of_a_square():
    city = street([30, 10], x=[X + 20, X + 120])
    spots = spots_near_people(city, spacing_m=450)
    assert (spots.x.tolist(), spots.y.tolist()) == ([X], [Y])
    assert spots.buurt_code.tolist() == [WEST]


def test_a_spot_has_no_name_and_lies_where_it_lies():
    spots = spots_near_people(street([30, 10], x=[X + 900, X + 20]), spacing_m=450)
    assert spots.x.tolist() == [X, X + 900]
    assert spots.names.tolist() == ["", ""]
    assert spots.uncertainty_m.tolist() == [0, 0]


@pytest.mark.parametrize(("at", "corner"), [(149, 0), (150, 0), (151, 300), (299, 300)])
def test_a_spot_is_the_nearer_end_of_the_street_and_half_way_the_first(at, corner):
    assert spots_near_people(street([10], x=[X + at])).x.tolist() == [X + corner]


def test_one_person_makes_a_square_lived_in():
    city = street([0.5, 0.5, 0.4, 0.5], x=[X + 10, X + 20, X + 1510, X + 1520])
    assert spots_near_people(city).x.tolist() == [X]


def test_the_buurt_of_a_spot_is_that_of_its_own_square():
    city = street([10, 30, 40, 10], x=[X + 20, X + 30, X + 920, X + 930], buurt=[0, 1, 0, 1])
    assert spots_near_people(city, spacing_m=450).buurt_code.tolist() == [EAST, WEST]


def test_a_spot_lies_in_the_buurt_of_most_people():
    city = street([30, 50, 10], x=[X + 20, X + 25, X + 30], buurt=[0, 1, 0])
    assert spots_near_people(city, spacing_m=450).buurt_code.tolist() == [EAST]


def test_squares_that_share_a_corner_give_one_spot_and_empty_squares_none():
    city = street([10, 10, 0, 0.4], x=[X - 60, X + 60, X + 1500, X + 2400])
    assert spots_near_people(city, spacing_m=100).x.tolist() == [X]


def test_unknown_numbers_of_people_give_no_spot():
    city = street([10, np.nan], x=[X + 10, X + 1510])
    assert len(spots_near_people(city)) == 1


def test_outside_the_network_a_spot_is_the_middle_of_the_people():
    city = street([10, 30], x=[X + 4000, X + 4040], y=[Y, Y])
    spots = spots_near_people(city, spacing_m=450)
    assert spots.x.tolist() == pytest.approx([X + 4030])


def test_walks_follow_the_street_and_outside_it_what_a_straight_line_suggests():
    city = street([5, 5, 5], x=[X, X + 600, X + 4000])
    spots = spots_near_people(city)
    pairs = walks_to_people(city, spots.x, spots.y, limit_m=1e6)
    walks = np.full((3, 3), np.inf)
    walks[pairs.source, pairs.target] = pairs.metres
    assert len(pairs.metres) == 9
    order = np.argsort(spots.x)
    assert walks[order][0].tolist() == pytest.approx([20, 620, USUAL.metres(np.hypot(4000, 20))])
    assert walks[order][2, 0] == pytest.approx(USUAL.metres(4000))
    assert np.all(np.diff(pairs.source) >= 0)


def test_no_walk_is_longer_than_the_limit():
    city = street([5] * 11)
    spots = spots_near_people(city)
    far, near = (walks_to_people(city, spots.x, spots.y, limit_m=limit) for limit in (5000, 640))
    assert near.metres.max() <= 640
    assert len(near.metres) == np.count_nonzero(far.metres <= 640)


def test_buildings_are_read_by_point_or_by_address(read):
    found = read(
        "name,lat,lon,address\n"
        "Library,51.9244,4.4777,\n"
        'School,,,"Kipstraat 37, Rotterdam"\n'
        "Church,,,Dreef 71\n"
    )
    assert found.names.tolist() == ["Library", "School", "Church"]
    assert found.uncertainty_m.tolist() == [0, 10, 250]
    lon, lat = RD_NEW.lon_lat(found.x, found.y)
    assert (lon[0], lat[0]) == pytest.approx((4.4777, 51.9244))
    assert all(code.startswith("BU0599") for code in found.buurt_code)


def test_a_point_goes_before_an_address(read):
    found = read("name,lat,lon,address\nLibrary,51.9244,4.4777,Kipstraat 37\n")
    assert RD_NEW.lon_lat(found.x, found.y) == (pytest.approx(4.4777), pytest.approx(51.9244))
    assert found.uncertainty_m.tolist() == [0]


def test_a_postcode_is_exact_enough_and_of_unknown_uncertainty(read):
    assert read("name,address\nShop,Lijnbaan 1\n").uncertainty_m.tolist() == [0]


def test_points_are_candidates_without_a_name_that_lie_where_they_lie(areas):
    found = candidates_at(np.array([4.4777]), np.array([51.9244]), areas)
    assert RD_NEW.lon_lat(found.x, found.y) == (pytest.approx(4.4777), pytest.approx(51.9244))
    assert (found.names.tolist(), found.uncertainty_m.tolist()) == ([""], [0])


def test_each_point_outside_the_municipality_is_told_by_its_number(areas):
    lon, lat = np.array([5.12, 4.4777, 51.9244]), np.array([52.09, 51.9244, 4.4777])
    with pytest.raises(InputError) as error:
        candidates_at(lon, lat, areas)
    assert [problem.field for problem in error.value.problems] == ["candidates", "candidates"]
    first, second = map(str, error.value.problems)
    assert (
        "found lat 52.09 and lon 5.12, which lie in the sea or in another place, point 1" in first
    )
    assert "which look swapped, point 3, expected lat 51.9244" in second


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "Hall,,,Laan 1",
            "found 'Laan 1', expected an address in Rotterdam that is known, or lat and lon.",
        ),
        ("Hall,inf,4.48,", "field 'lat': found 'inf', expected degrees with a point, such as"),
        ("Hall,51.92,nan,", "field 'lon': found 'nan', expected degrees with a point, such as"),
        ("Hall,,4.48,Dreef 71", "field 'lat': found nothing, expected degrees with a point"),
        ("Hall,,,...", "field 'address': found "),
        (
            "Hall,51.5,4.48,",
            "expected a point in the municipality of Rotterdam.",
        ),
    ],
)
def test_one_building_that_is_wrong_has_one_sentence(read, line, sentence):
    with pytest.raises(InputError) as error:
        read(f"name,lat,lon,address\nLibrary,51.9244,4.4777,\n{line}\n")
    [problem] = error.value.problems
    assert (problem.file, problem.line) == ("buildings.csv", 3)
    assert sentence in str(problem)


def test_all_that_is_wrong_with_buildings_is_told_at_once(read):
    with pytest.raises(InputError) as error:
        read(
            "name,lat,lon,address\n"
            "In the sea,52.05,3.6,\n"
            "Swapped,4.4777,51.9244,\n"
            "Utrecht,52.09,5.12,\n"
            ",51.9244,4.4777,\n"
            "Words,north,4.4777,\n"
            "Half,51.9244,,\n"
            "Nothing,,,\n"
            "Unknown,,,Nergensstraat 1\n"
            "Misspelled,,,Dref 1\n"
            "Damaged,,,Kipstraat 1-mrt\n"
        )
    problems = error.value.problems
    assert [problem.line for problem in problems] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert all(problem.file == "buildings.csv" for problem in problems)
    for problem, field, told in zip(
        problems,
        ["lat", "lat", "lat", "name", "lat", "lon", "lat", "address", "address", "address"],
        [
            "found lat 52.05 and lon 3.6, which lie in the sea or in another place",
            "found lat 4.4777 and lon 51.9244, which look swapped, expected lat 51.9244",
            "found lat 52.09 and lon 5.12, which lie in the sea or in another place",
            "found nothing, expected a name.",
            "found 'north', expected degrees with a point, such as 51.92.",
            "found nothing, expected degrees with a point, such as 51.92.",
            "found neither, expected degrees (EPSG:4326), or an address.",
            "found 'Nergensstraat 1', expected an address in Rotterdam that is known",
            "found 'Dref 1', expected a street that is known, such as 'Dreef', or lat and lon.",
            "found 'Kipstraat 1-mrt', expected an address such as",
        ],
        strict=True,
    ):
        assert problem.field == field
        assert told in str(problem)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lat,lon\n51.92,4.48\n", "field 'name': found no such column"),
        ("name\nLibrary\n", "expected the columns 'lat' and 'lon', or a column 'address'"),
        ("name,lat\nLibrary,51.92\n", "buildings.csv, line 1, field 'lon': found no such column"),
        ("name,lat,lon\n", "found no rows, expected at least one building"),
        ("name,lat,lon,colour\nLibrary,51.92,4.48,red\n", "field 'colour': found an unknown"),
        ("name;lat;lon\nLibrary;51,92;4,48\n", "found"),
    ],
)
def test_a_table_that_is_none_gets_one_sentence(read, text, told):
    with pytest.raises(InputError, match=told):
        read(text)
