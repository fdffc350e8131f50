"""The network of a made-up country: 3 million nodes, 10 million people, in one process."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "country.py"


@pytest.mark.long(job="country")
def test_everybody_in_a_country_gets_the_nearest_place():
    """The benchmark compares the walks of one pass with those within a limit, person by person."""
    done = subprocess.run([sys.executable, BENCHMARK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "within 1,200 m" in done.stdout
