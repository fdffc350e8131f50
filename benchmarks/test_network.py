"""Reach of all places, beside other engines, on the walking network of Rotterdam.

The question: how far is the nearest of 150 places, from every node of the network? All engines must
give the same answer. Ours includes snapping the places; the others are told the nodes.

pandana is AGPL and so never a dependency. To have it beside the others, install it in an
environment of its own with igraph, pytest and pytest-benchmark, and run::

    python -m pytest benchmarks/test_network.py --benchmark-only
"""

import importlib.util
import time

import numpy as np
import pandas as pd
import pytest
from scipy.sparse.csgraph import dijkstra

from geo.city.walking.network import Network
from geo.model.crs import RD_NEW
from geo.model.settings import settings

REFERENCE = settings().reference
PLACES = 150
FAR_M = 100_000.0
ROUNDS = 7

GROUP_WHOLE = "nearest of 150 places, every node"
GROUP_NEAR = "nearest of 150 places within 1,200 m, every node"
GROUP_SETUP = "set up"
GROUP_SNAP = "snap"


@pytest.fixture(scope="module")
def network():
    return Network.open(REFERENCE)


@pytest.fixture(scope="module")
def nodes(network):
    """Return the node nearest to each of 150 known addresses."""
    known = pd.read_csv(REFERENCE / "addresses.csv").query("consistent")
    at = network.snap(*RD_NEW.xy(known["lon"], known["lat"]))
    at = at[at.off_m < 200][:PLACES]
    return np.where(at.along_m < at.length_m / 2, at.a, at.b)


def ours(network, nodes, limit_m=np.inf):
    places = network.snap(network.x[nodes], network.y[nodes])
    return network._pass(places, limit_m)[0]  # noqa: SLF001 - one pass, to all nodes at once


def bare(network, nodes, limit_m=np.inf):
    return dijkstra(network.graph, indices=nodes, min_only=True, limit=limit_m)


def best(function, *arguments, rounds=ROUNDS):
    """Return the shortest of several times in seconds, and the answer."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        answer = function(*arguments)
        seconds.append(time.perf_counter() - start)
    return min(seconds), answer


def needed(name):
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed here, so nothing is said about it")
    return pytest.importorskip(name)


@pytest.fixture(scope="module")
def pandana_network(network):
    """Make pandana's network, and tell how long that took."""
    pandana = needed("pandana")
    start = time.perf_counter()
    made = pandana.Network(
        pd.Series(network.x),
        pd.Series(network.y),
        pd.Series(network.a),
        pd.Series(network.b),
        pd.DataFrame({"metres": network.length_m}),
    )
    return made, time.perf_counter() - start


@pytest.fixture(scope="module")
def igraph_network(network, nodes):
    """Make a graph with one node more, from which all places are reached in no time."""
    igraph = needed("igraph")
    start = len(network.x)
    ends = np.stack(
        [
            np.append(network.a, np.full(len(nodes), start)),
            np.append(network.b, nodes),
        ],
        axis=1,
    )
    metres = np.append(network.length_m, np.zeros(len(nodes)))
    return igraph.Graph(n=start + 1, edges=ends), metres.tolist()


class TestReachOfAllPlaces:
    @pytest.mark.benchmark(group=GROUP_WHOLE)
    def test_ours(self, benchmark, network, nodes):
        found = benchmark(ours, network, nodes)
        assert np.allclose(found, bare(network, nodes))

    @pytest.mark.benchmark(group=GROUP_WHOLE)
    def test_bare_scipy(self, benchmark, network, nodes):
        benchmark(bare, network, nodes)

    @pytest.mark.benchmark(group=GROUP_WHOLE)
    def test_igraph(self, benchmark, network, nodes, igraph_network):
        graph, metres = igraph_network
        [found] = benchmark(lambda: graph.distances(len(network.x), weights=metres))
        assert np.allclose(found[:-1], bare(network, nodes))

    @pytest.mark.benchmark(group=GROUP_WHOLE)
    def test_pandana(self, benchmark, network, nodes, pandana_network):
        made, _ = pandana_network
        found = benchmark.pedantic(
            pandana_nearest, (made, network, nodes, FAR_M), rounds=2, iterations=1
        )
        self.agree(found, bare(network, nodes))

    @pytest.mark.benchmark(group=GROUP_NEAR)
    def test_ours_within_1200_m(self, benchmark, network, nodes):
        benchmark(ours, network, nodes, 1200)

    @pytest.mark.benchmark(group=GROUP_NEAR)
    def test_bare_scipy_within_1200_m(self, benchmark, network, nodes):
        benchmark(bare, network, nodes, 1200)

    @pytest.mark.benchmark(group=GROUP_NEAR)
    def test_pandana_within_1200_m(self, benchmark, network, nodes, pandana_network):
        made, _ = pandana_network
        found = benchmark.pedantic(
            pandana_nearest, (made, network, nodes, 1200.0), rounds=2, iterations=1
        )
        self.agree(np.where(found < 1200, found, np.inf), bare(network, nodes, 1200))

    @pytest.mark.benchmark(group=GROUP_WHOLE)
    def test_within_three_bare_passes(self, benchmark, network, nodes):
        own, _ = best(ours, network, nodes)
        pure, _ = best(bare, network, nodes)
        benchmark.extra_info["times a bare pass"] = round(own / pure, 2)
        benchmark.pedantic(ours, (network, nodes), rounds=1)
        assert own < 3 * pure

    @pytest.mark.benchmark(group=GROUP_WHOLE)
    def test_twenty_times_faster_than_pandana_and_set_up_a_hundred_times(
        self, benchmark, network, nodes, pandana_network
    ):
        made, their_set_up = pandana_network
        theirs, _ = best(pandana_nearest, made, network, nodes, FAR_M, rounds=2)
        theirs_near, _ = best(pandana_nearest, made, network, nodes, 1200.0, rounds=2)
        own, _ = best(ours, network, nodes)
        own_near, _ = best(ours, network, nodes, 1200)
        # Both from arrays in memory. What finds the nearest edge, or node, of a point is made by
        # both at the first question, and counts there.
        set_up, _ = best(Network, network.x, network.y, network.a, network.b)
        print(
            f"\npandana: set up {their_set_up:.1f} s, all {theirs:.2f} s, "
            f"within 1,200 m {theirs_near:.2f} s"
            f"\nours:    set up {set_up:.3f} s, all {own:.3f} s, within 1,200 m {own_near:.3f} s"
            f"\nratio:   {their_set_up / set_up:.0f}, {theirs / own:.0f}, "
            f"{theirs_near / own_near:.0f}"
        )
        benchmark.pedantic(ours, (network, nodes), rounds=1)
        assert theirs > 20 * own
        assert theirs_near > 20 * own_near
        assert their_set_up > 100 * set_up

    def agree(self, theirs, right):
        """Pandana rounds every edge to a millimetre and gives far what it cannot reach."""
        reached = np.isfinite(right)
        assert np.abs(theirs[reached] - right[reached]).max() < 0.5


def pandana_nearest(made, network, nodes, limit_m):
    made.set_pois("places", limit_m, 1, network.x[nodes], network.y[nodes])
    return made.nearest_pois(limit_m, "places", num_pois=1)[1].to_numpy()


@pytest.mark.benchmark(group=GROUP_SETUP)
def test_open(benchmark):
    benchmark(Network.open, REFERENCE)


@pytest.mark.benchmark(group=GROUP_SNAP)
def test_snap_100_000_points(benchmark, network):
    random = np.random.default_rng(0)
    at = network.a[random.integers(0, len(network.a), 100_000)]
    x, y = (axis[at] + random.normal(0, 25, 100_000) for axis in (network.x, network.y))
    benchmark(network.snap, x, y)
