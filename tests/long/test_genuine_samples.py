"""Registers in their published forms, read from genuine files that are not in the repository.

Their licences allow no copy here, or are not confirmed; docs/tests.md says where they come from.
"""

import os
from pathlib import Path

import pytest
from own_city import ROTTERDAM

from geo.registers.address_sources import open_addresses
from geo.registers.cbs_areas import read_areas

pytestmark = pytest.mark.long(job="registers")


def sample(name):
    """Return a genuine file."""
    path = Path(os.environ.get("MEETINGPLACES_SAMPLES", "samples")) / name
    assert path.is_file(), (
        f"{path} is missing: see docs/tests.md, and say where it is in MEETINGPLACES_SAMPLES"
    )
    return path


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("bag_ogc/amsterdam_bag_ogc.gpkg", 1_904),
        ("bag_ogc/adressen_csv_head.csv", 25),
        ("bag_extract2/BAGNLDL-15092020-small.zip", 10),
    ],
)
def test_every_address_of_a_genuine_register_is_read(name, addresses):
    assert sum(1 for _ in open_addresses(sample(name))) == addresses


def test_the_districts_of_a_genuine_file_of_cbs_are_read():
    ermelo = ROTTERDAM.model_copy(update={"name": "Ermelo", "code": "GM0233"})
    districts = read_areas(sample("cbs/cbs_wijkenbuurten_buurten_17rows.gpkg"), ermelo)
    assert len(districts) == 16
    assert set(districts["WK_CODE"]) == {"WK023300", "WK023301"}
    assert districts.is_valid.all()
