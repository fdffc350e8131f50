"""How long the pipeline takes, from observations to files."""

from geo.model.settings import settings
from geo.pipeline.building import build, prepare


def test_preparing(benchmark):
    assert benchmark(prepare, settings().data).located


def test_building_a_release(benchmark, tmp_path):
    assert benchmark(build, settings().data, tmp_path / "release").published
