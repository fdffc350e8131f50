import json

import pytest
from serving import served_apart

COLLECTIONS = ("places", "gebieden", "buurten", "observations", "coverage")


@pytest.fixture(scope="session")
def queries(tmp_path_factory):
    """A file with each query that was asked of the API, one a line."""
    return tmp_path_factory.mktemp("asked") / "queries.txt"


@pytest.fixture(scope="session")
def api(release, queries):
    """Address of the API of the real release, on a real server."""
    with served_apart(release, queries) as address:
        yield f"{address}/v1"


@pytest.fixture(scope="session")
def features(release):
    """The features of each layer of the real release, as they stand in its files."""
    return {
        name: json.loads((release / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
        for name in COLLECTIONS
    }
