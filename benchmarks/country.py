"""Reach in a made-up country: 3 million nodes, 5,000 places, 10 million people points.

Run ``python benchmarks/country.py``; for a smaller one say, for instance, ``--nodes 300000``.
Prints the time of each step and the most memory that the process held.
"""

import argparse
import resource
import time
from contextlib import contextmanager

import numpy as np

from geo.city.walking.morton import morton
from geo.city.walking.network import Network

SPACING_M = 55.0
"""Distance between crossings, as between junctions and bends in a Dutch town."""
KEPT = 0.62
"""Share of the sides of the grid that are streets: 3.7 million edges on 3 million nodes."""


def country(nodes, random):
    """Make a crooked grid of streets from which sides are missing, nodes along the curve."""
    side = int(np.sqrt(nodes))
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    order = np.argsort(morton(column, row), kind="stable")
    number = np.empty(side * side, dtype=np.int64)
    number[order] = np.arange(side * side)
    number = number.reshape(side, side)
    x, y = (
        (axis[order] + random.uniform(-0.35, 0.35, side * side)) * SPACING_M
        for axis in (column, row)
    )
    a = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    b = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = random.random(len(a)) < KEPT
    return x, y, a[kept], b[kept]


def beside(x, y, many, random):
    """Put points within some tens of metres of nodes."""
    at = random.integers(0, len(x), many)
    return tuple(axis[at] + random.normal(0, 20, many) for axis in (x, y))


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
    x, y, a, b = country(given.nodes, random)
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
