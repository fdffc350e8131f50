"""The gazetteer helped by the register: only where it must, and never longer than a moment."""

import pytest
from locatieserver_stand_in import locatieserver
from own_city import ROTTERDAM

from geo.geocoding import Gazetteer
from geo.geocoding.addresses import parse_address
from geo.geocoding.locatieserver import Locatieserver
from geo.geocoding.online_first import PAUSE_S, OnlineFirst
from geo.model.settings import settings
from geo.model.vocabulary import Precision

GAZETTEER = Gazetteer.open(settings().reference)
IN_BOTH = "Kipstraat 37, 3011 RS Rotterdam"
ONLY_REGISTER = "Kipstraat 39, 3011 RS Rotterdam"


@pytest.fixture
def server():
    with locatieserver() as running:
        yield running


@pytest.fixture
def clock():
    return [100.0]


@pytest.fixture
def register(server, tmp_path):
    with Locatieserver.open(server.url, ROTTERDAM, cache=tmp_path / "answers.sqlite") as one:
        yield one


@pytest.fixture
def geocoder(register, clock):
    return OnlineFirst(GAZETTEER, register, limit_s=30.0, clock=lambda: clock[0])


def test_what_the_gazetteer_knows_is_not_asked(server, geocoder):
    assert geocoder.geocode(parse_address(IN_BOTH)).provider == "gazetteer"
    for text in ("Kipstraat", "3011", "Delfshaven", "Damrak 1, Amsterdam"):
        geocoder.geocode(parse_address(text, ROTTERDAM.written_towns))
    assert server.asked == []


def test_a_house_that_only_the_register_knows_comes_from_there_and_is_asked_once(server, geocoder):
    first = geocoder.geocode(parse_address(ONLY_REGISTER))
    asked = len(server.asked)
    assert first.precision is Precision.ADDRESS
    assert first.provider == "pdok-locatieserver"
    assert geocoder.geocode(parse_address(ONLY_REGISTER)) == first
    assert len(server.asked) == asked


@pytest.mark.slow
def test_a_register_that_is_slow_is_not_waited_for_and_left_alone(server, register, clock):
    geocoder = OnlineFirst(GAZETTEER, register, limit_s=0.2, clock=lambda: clock[0])
    server.slow_s = 1.5
    address = parse_address(ONLY_REGISTER)
    expected = GAZETTEER.geocode(address)
    assert geocoder.geocode(address) == expected
    asked = len(server.asked)
    assert geocoder.geocode(address) == expected
    assert len(server.asked) == asked
    server.slow_s = 0.0
    clock[0] += PAUSE_S
    patient = OnlineFirst(GAZETTEER, register, limit_s=30.0, clock=lambda: clock[0])
    assert patient.geocode(address).precision is Precision.ADDRESS


def test_a_register_that_refuses_leaves_the_answer_to_the_gazetteer(server, geocoder):
    server.fail(403, b"{}", times=9)
    address = parse_address(ONLY_REGISTER)
    assert geocoder.geocode(address) == GAZETTEER.geocode(address)
