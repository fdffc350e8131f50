"""How long the embedded gazetteer takes to open and to answer."""

import pytest

from geo.geocoding import Gazetteer
from geo.geocoding.addresses import parse_address
from geo.model.settings import settings

REFERENCE = settings().reference


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.open(REFERENCE)


def test_opening(benchmark):
    assert benchmark(Gazetteer.open, REFERENCE)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Kipstraat 37, 3011 RS Rotterdam", id="exact"),
        pytest.param("Kipstraat 35, 3011 RS Rotterdam", id="street"),
        pytest.param("Kipstrat 35, Rotterdam", id="typing-error"),
    ],
)
def test_an_answer(benchmark, gazetteer, text):
    assert benchmark(gazetteer.geocode, parse_address(text)).lon
