"""Somebody with a rollator or in a wheelchair goes round the steps that others take."""

import numpy as np
import pytest
from planning_city import HOUSE, city, people, supply

from geo.city.areas import Areas
from geo.city.walking.mode import ALL_MODES, Mode
from geo.city.walking.network import Network
from geo.city.walking.shared import shared_network
from geo.city.walking.table import FILE, WalkingTable, encode
from geo.model.settings import settings
from geo.planning.coverage import CoverageQuestion, Walks

STEPS, STREET = Mode.FOOT, ALL_MODES


@pytest.fixture
def reference(tmp_path):
    """Write a street of 300 m round steps of 100 m, from (0, 0) to (100, 0)."""

    def write(between: int):
        table = WalkingTable(
            x=np.array([0, 0, 1000, 1000]),
            y=np.array([0, 1000, 0, 1000]),
            a=np.array([0, 0, 1, 2]),
            b=np.array([1, 2, 3, 3]),
            modes=np.array([STREET, between, STREET, STREET]),
        )
        folder = tmp_path / "city" / "reference"
        folder.mkdir(parents=True)
        (folder / FILE).write_bytes(encode(table))
        (folder.parent / "city.toml").write_text(
            (settings().city_folder() / "city.toml").read_text(encoding="utf-8"), encoding="utf-8"
        )
        return folder

    return write


@pytest.mark.parametrize(
    ("speed", "metres"), [("rollator", 300), ("wheelchair", 300), ("walk", 100), ("2.5", 100)]
)
def test_steps_are_avoided_on_wheels_and_taken_on_foot(reference, speed, metres):
    question = CoverageQuestion.parse(Areas.open(settings().reference), speed=speed)
    there = city(Network.open(reference(STEPS), question.mode), people([0], [0], [10], [0]))
    places = supply([100], [0], [HOUSE], [0.0], [0])
    walks = Walks.of(there, places, limit_m=1_000)
    assert walks.metres[..., 0].min() == pytest.approx(metres)


@pytest.mark.parametrize(("between", "shared"), [(STREET, True), (STEPS, False)])
def test_a_network_without_steps_is_the_same_for_everybody(reference, between, shared):
    folder = reference(between)
    on_foot, on_wheels = shared_network(folder), shared_network(folder, Mode.STEP_FREE)
    assert (on_wheels is on_foot) == shared
