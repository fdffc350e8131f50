"""Rows resolved as the project does, from the files of a folder."""

import pytest
from observation_rows import read_decisions, read_observations, row, write

from geo.evidence.resolve import resolve


@pytest.fixture
def resolved(tmp_path):
    """The places that rows and decisions make."""

    def run(rows, decisions=()):
        folder = write(tmp_path, rows, decisions)
        observations = read_observations(folder)
        return resolve(observations, read_decisions(folder, observations))

    return run


@pytest.fixture
def place(resolved):
    """The one place that rows, numbered in their order, are about."""

    def run(*said):
        [only] = resolved([row(number, **values) for number, values in enumerate(said, start=1)])
        return only

    return run
