"""How long the directory takes to open and to answer: `pytest benchmarks --benchmark-only`."""

import json

import numpy as np
import pytest

from geo.directory.directory import LAYERS, Directory
from geo.pipeline.current import current_release

COUNTRY = 5000
"""About as many meeting places as a country has."""


@pytest.fixture(scope="module")
def city():
    """The real directory of Rotterdam."""
    return Directory.open(current_release())


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Made-up places all over the Netherlands."""
    random = np.random.default_rng(1)
    points = random.uniform((3.6, 51.0), (7.0, 53.4), (COUNTRY, 2))
    kinds = random.choice(["huis_van_de_wijk", "huiskamer"], COUNTRY)
    features = [
        {
            "type": "Feature",
            "id": f"place-{number:05}",
            "geometry": {"type": "Point", "coordinates": point.tolist()},
            "properties": {"id": f"place-{number:05}", "name": f"Plek {number}", "kind": str(kind)},
        }
        for number, (point, kind) in enumerate(zip(points, kinds, strict=True))
    ]
    release = tmp_path_factory.mktemp("country")
    (release / "release.json").write_text(json.dumps({"version": "country"}))
    for name in LAYERS:
        content = {"type": "FeatureCollection", "features": features if name == "places" else []}
        (release / f"{name}.geojson").write_text(json.dumps(content))
    return Directory.open(release)


@pytest.fixture(params=["city", "country"])
def directory(request):
    return request.getfixturevalue(request.param)


def test_open(benchmark):
    release = current_release()
    assert len(benchmark(Directory.open, release).places) > 0


def test_nearest(benchmark, directory):
    assert len(benchmark(directory.nearest, 4.48, 51.92, limit=10)) == 10


def test_nearest_of_one_kind(benchmark, directory):
    assert len(benchmark(directory.nearest, 4.48, 51.92, limit=10, kind="huiskamer")) == 10


def test_filter_by_box(benchmark, directory):
    assert len(benchmark(directory.filter, bbox=(4.4, 51.9, 4.5, 51.95))) > 0


def test_filter_by_kind(benchmark, directory):
    assert len(benchmark(directory.filter, kind="huiskamer")) > 0


def test_search_with_a_typing_error(benchmark, city):
    assert len(benchmark(city.search, "afrikaanderplien")) > 0
