"""How long the pipeline takes, from observations to files."""

from geo.model.settings import settings
from geo.pipeline.building import build, prepare


def test_preparing(benchmark):
    assert benchmark(prepare, settings().city_folder()).located


def test_building_a_release(benchmark, tmp_path):
    assert benchmark(build, settings().city_folder(), tmp_path / "release").published
