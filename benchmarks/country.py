"""Reach in a made-up country: 3 million nodes, 5,000 places, 10 million people points.

Run ``python benchmarks/country.py``; for a smaller one say, for instance, ``--nodes 300000``.
Prints the time of each step and the most memory that the process held.
"""

import argparse
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from geo.city.walking.network import Network

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from country_on_disk import beside, streets  # noqa: E402


@contextmanager
def timed(what):
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    print(f"| {what} | {seconds:.1f} s | {memory():,.0f} MiB |", flush=True)


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=3_000_000)
    parser.add_argument("--places", type=int, default=5_000)
    parser.add_argument("--people", type=int, default=10_000_000)
    given = parser.parse_args()
    random = np.random.default_rng(2026)
    x, y, a, b = streets(given.nodes, random)
    people = beside(x, y, given.people, random)
    places = beside(x, y, given.places, random)
    print(f"{len(x):,} nodes, {len(a):,} edges, {given.places:,} places, {given.people:,} people")
    print("| step | time | most memory so far |\n| --- | --- | --- |")
    print(f"| making the country | | {memory():,.0f} MiB |")
    start = time.perf_counter()
    with timed("network from arrays, with its index"):
        network = Network(x, y, a, b, small_island_m=5_000)
        network.snap(x[:1], y[:1])  # the index is made at the first question
    with timed("snap the places"):
        sources = network.snap(*places)
    with timed("snap the people"):
        targets = network.snap(*people)
    with timed("nearest place for everybody, one pass"):
        walk = network.walk_between(sources, targets)
    with timed("the same within 1,200 m"):
        near = network.walk_between(sources, targets, limit_m=1200)
    print(f"| all together | {time.perf_counter() - start:.1f} s | {memory():,.0f} MiB |")
    assert np.array_equal(near.metres <= 1200, walk.metres <= 1200)
    share, middle = np.mean(walk.metres <= 1200), np.median(walk.metres)
    print(f"\n{share:.1%} within 1,200 m, median {middle:,.0f} m")


if __name__ == "__main__":
    main()
