"""The geocoder of a city reads its tables at the first question."""

from api.web.finder import finder
from api.web.geocoder import CityGeocoder
from geo.geocoding.addresses import parse_address
from geo.model.settings import settings
from geo.model.vocabulary import Precision


def test_it_answers_as_the_gazetteer_of_the_finder_does():
    reference = settings().reference
    address = parse_address("Kipstraat 37, Rotterdam")
    found = CityGeocoder(reference).geocode(address)
    assert found == finder(reference).gazetteer.geocode(address)
    assert found.precision is Precision.ADDRESS


def test_it_is_of_the_city_of_its_tables():
    geocoder = CityGeocoder(settings().reference)
    assert geocoder.city.name == "Rotterdam"
    assert geocoder.name == finder(geocoder.reference).geocoder.name
