"""The description of the committed data is complete, up to date and valid."""

import subprocess
import sys
from pathlib import Path

from geo.model.settings import settings
from geo.release.datapackage import data_package, encode_package


def test_the_committed_data_package_describes_the_data_as_they_are():
    package = encode_package(data_package(settings().data))
    assert (settings().data / "datapackage.json").read_bytes() == package, (
        "run geo.release.datapackage.write_data_package on the folder of the data"
    )


def test_frictionless_finds_the_data_valid():
    command = Path(sys.executable).with_name("frictionless")
    done = subprocess.run(
        [command, "validate", "datapackage.json"],
        cwd=settings().data,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
