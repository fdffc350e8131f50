"""Coverage beside a bare pass of scipy over the same network, in the same run.

Three limits: aggregation per buurt for three limits and three kinds within ten passes, a what-if
answer for one place added or closed within three.
"""

import statistics
import time

import pytest
from scipy.sparse.csgraph import dijkstra

from geo.city.areas import Areas
from geo.directory.directory import Directory
from geo.model.settings import settings
from geo.pipeline.building import build
from geo.planning.coverage import (
    KINDS,
    City,
    CoverageQuestion,
    Level,
    Supply,
    Walks,
    losses,
    summarise,
)
from geo.planning.coverage.gaps import find_gaps
from geo.planning.coverage.what_if import SupplyChange, apply_changes, check_changes

REFERENCE = settings().reference
QUESTION = CoverageQuestion(by=Level.BUURT, minutes=(5, 10, 15), kinds=KINDS)
ROUNDS = 9


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    out = tmp_path_factory.mktemp("built") / "release"
    build(settings().city_folder(), out)
    return Directory.open(out)


@pytest.fixture(scope="module")
def areas():
    return Areas.open(REFERENCE)


@pytest.fixture(scope="module")
def city(areas):
    return City.open(REFERENCE, areas)


@pytest.fixture(scope="module")
def supply(directory):
    return Supply.of(directory.places, directory.city.projected)


@pytest.fixture(scope="module")
def walks(city, supply):
    return Walks.of(city, supply, limit_m=QUESTION.limit_m)


def passes(city, supply, work):
    """Return how many bare passes the work takes: the median of rounds that alternate the two."""
    nodes = city.network.snap(supply.x, supply.y).a
    ratios = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        dijkstra(city.network.graph, indices=nodes, min_only=True)
        between = time.perf_counter()
        work()
        ratios.append((time.perf_counter() - between) / (between - started))
    return statistics.median(ratios)


def test_coverage_per_buurt(benchmark, city, supply):
    def work():
        return summarise(city, supply, Walks.of(city, supply, limit_m=QUESTION.limit_m), QUESTION)

    assert len(benchmark(work)) == 91 * 9
    benchmark.extra_info["passes"] = taken = passes(city, supply, work)
    assert taken <= 10


@pytest.mark.parametrize("action", ["add", "close"])
@pytest.mark.parametrize("kind", [0, 1])
def test_what_if(  # noqa: PLR0913, PLR0917 - fixtures
    benchmark, city, supply, walks, directory, areas, action, kind
):
    known = supply.ids[(supply.kind == KINDS[kind]) & (supply.doubt == 0)]
    place_id = "new" if action == "add" else known[len(known) // 2]
    change = SupplyChange(action, place_id, "", KINDS[kind], 4.37, 51.8565)
    changes = check_changes([(None, change)], directory.places, areas)

    def work():
        return summarise(city, *apply_changes(city, supply, walks, changes), QUESTION)

    assert len(benchmark(work)) == 91 * 9
    benchmark.extra_info["passes"] = taken = passes(city, supply, work)
    assert taken <= 3


def test_gaps(benchmark, city, walks):
    assert benchmark(find_gaps, city, walks, limit_m=QUESTION.limit_m)


def test_losses(benchmark, city, supply):
    assert len(benchmark(losses, city, supply, QUESTION))
