"""How long the pipeline takes, from observations to files."""

from geo.release.building import build, prepare
from geo.settings import settings


def test_preparing(benchmark):
    assert benchmark(prepare, settings().data).located


def test_building_a_release(benchmark, tmp_path):
    assert benchmark(build, settings().data, tmp_path / "release").published
