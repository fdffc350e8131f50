"""The API on the real release, with the embedded gazetteer."""

import httpx
import pytest
from serving import served

from api.app import create_app
from geo.geocoding import Gazetteer
from geo.model.settings import settings

PLACES = "/v1/collections/places/items"


@pytest.fixture(scope="module")
def rotterdam(release):
    app = create_app(release, geocoder=Gazetteer.open(settings().data / "reference"))
    with served(app) as address, httpx.Client(base_url=address) as client:
        yield client


def test_there_are_40_open_huizen_van_de_wijk(rotterdam):
    question = {"kind": "huis_van_de_wijk", "status": "open"}
    assert rotterdam.get(PLACES, params=question).json()["numberMatched"] == 40


def test_all_districts_are_there(rotterdam):
    for name, count in (("gebieden", 21), ("buurten", 91)):
        page = rotterdam.get(f"/v1/collections/{name}/items").json()
        assert page["numberMatched"] == count


def test_every_place_has_a_dated_source_and_a_precision(rotterdam):
    for feature in rotterdam.get(PLACES, params={"limit": 10000}).json()["features"]:
        place = feature["properties"]
        assert place["precision"]
        assert any(source["date"] for source in place["sources"]), place["id"]


def test_an_address_is_found_to_the_door_and_the_house_there_comes_first(rotterdam):
    page = rotterdam.get("/v1/search/nearby", params={"address": "Afrikaanderplein 7"}).json()
    assert page["origin"]["precision"] == "address"
    first = page["features"][0]["properties"]
    assert first["street"] == "Afrikaanderplein"
    assert first["distance_m"] < 30
    distances = [one["properties"]["distance_m"] for one in page["features"]]
    assert distances == sorted(distances)


def test_a_number_that_is_not_known_is_found_to_its_street_and_says_so(rotterdam):
    answer = rotterdam.get("/v1/geocode", params={"q": "Afrikaanderplein 9999, Rotterdam"}).json()
    assert answer["precision"] == "street"
    assert answer["uncertainty_m"] > 10
    nearby = rotterdam.get(
        "/v1/search/nearby", params={"address": "Afrikaanderplein 9999, Rotterdam"}
    ).json()
    assert "known only to its street" in nearby["origin"]["note"]
