"""Each test of the store runs on SQLite and on a real PostgreSQL server."""

import pytest
from stores import fresh_store

from geo.store.opening import open_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return request.getfixturevalue("postgresql").database()


@pytest.fixture
def store(url, tmp_path):
    opened = fresh_store(tmp_path) if url.startswith("sqlite") else open_database(url)
    yield opened
    opened.log.engine.dispose()
