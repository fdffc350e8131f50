import pytest
from commands import run  # noqa: F401 - a fixture

from geo.city.walking.shared import shared_network
from geo.model.settings import settings


@pytest.fixture(scope="session", autouse=True)
def _streets():
    """The streets of the city, which stay in memory from one command to the next.

    Reading them is a third of what a command about coverage takes.
    """
    return shared_network(settings().reference)
