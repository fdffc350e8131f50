"""The services that the abstract tests are run on, and which classes are tested.

A test carries the id of its abstract test. Of a class that the service does not declare the tests
are left out, so that one can be built; with ABSTRACT_TESTS=all every test runs.
"""

import os

import httpx
import pytest
from made_up_release import write_release
from other_files import add_other_tables, write_other_files
from postgis import PostGIS
from service import CORE, Service
from serving import served

from api.app import create_app
from api.v1.ogc import landing
from api.v1.ogc.tables import TableCollections
from geo.collections.postgis.address import read_address
from geo.collections.postgis.stored_collection import stored_collections
from geo.collections.reading import read_layers
from geo.geocoding import Gazetteer
from geo.model.settings import settings
from geo.release.layer_tables import LAYERS

MANY_POINTS = int(os.environ.get("CONFORMANCE_POINTS", "0"))
"""Rows of one more table, such as a million; docs/tests.md says when."""
CLASSES = {
    "core": f"{CORE}/core",
    "geojson": f"{CORE}/geojson",
    "html": f"{CORE}/html",
    "oas30": f"{CORE}/oas30",
    "crs": "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
}


def pytest_configure(config):
    config.addinivalue_line("markers", "abstract_test(id): an abstract test of a standard, by id")


@pytest.hookimpl(tryfirst=True)
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Say of each abstract test which class it proves, and leave out what is not declared."""
    everything = os.environ.get("ABSTRACT_TESTS") == "all"
    kept, left_out = [], []
    for item in items:
        marker = item.get_closest_marker("abstract_test")
        if marker is None:
            kept.append(item)
            continue
        proven = CLASSES[marker.args[0].split("/")[2]]
        item.add_marker(pytest.mark.conformance(proven))
        (kept if everything or proven in landing.declared_classes() else left_out).append(item)
    items[:] = kept
    if left_out:
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session", params=["release", "other files", "tables"])
def service(request, release, tmp_path_factory):
    """The service of the real release, and one with a made-up release and `--data` of each sort.

    The tables are those files in a database.
    """
    if request.param == "release":
        geocoder = Gazetteer.open(settings().reference)
        app = create_app(release, geocoder=geocoder)
    elif request.param == "tables":
        made_up = write_release(tmp_path_factory.mktemp("tables") / "release")
        database = PostGIS(request.getfixturevalue("postgresql").database())
        address = read_address(add_other_tables(database, MANY_POINTS))
        app = create_app(made_up, tables=TableCollections(stored_collections(address, set(LAYERS))))
    else:
        folder = tmp_path_factory.mktemp("other")
        files = write_other_files(folder / "files")
        made_up = write_release(folder / "release")
        app = create_app(made_up, further=read_layers(files, taken=LAYERS))
    with served(app) as address, httpx.Client(timeout=60) as http:
        yield Service(f"{address}/v1", http)
