"""The description of the committed data is complete, up to date and valid."""

import pytest
from frictionless_check import is_valid
from own_city import CITIES

from geo.model.settings import settings
from geo.release.datapackage import data_package, encode_package

FOLDERS = [settings().data, *(settings().city_folder(city) for city in CITIES)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_committed_data_package_describes_the_data_as_they_are(folder):
    package = encode_package(data_package(folder))
    assert (folder / "datapackage.json").read_bytes() == package, (
        "run geo.release.datapackage.write_data_package on the folder of the data"
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_frictionless_finds_the_data_valid(folder):
    assert is_valid(folder)
