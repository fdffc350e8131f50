"""Tables of a real PostGIS, opened as collections."""

import pytest
from postgis import PostGIS

from geo.collections.postgis.address import read_address
from geo.collections.postgis.stored_collection import stored_collections


@pytest.fixture(scope="module")
def database(postgresql):
    return PostGIS(postgresql.database())


@pytest.fixture
def opened(database):
    """Open the tables of an address, and close them afterwards."""
    made = []

    def open_tables(tables, *, crs=None, say=lambda _: None, **further):
        address = read_address(database.address(tables, **further))
        made.extend(stored_collections(address, {"places"}, crs=crs, say=say))
        return made[-1]

    yield open_tables
    for one in made:
        one.database.close()
