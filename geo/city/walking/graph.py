"""The sparse graph of a walking network: tidy edges, connected parts, entry points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.city.walking.snapping import Floats, Integers, Snapped
from geo.model.errors import InputError, Problem


def tidy_edges(x: Floats, y: Floats, a: NDArray[Any], b: NDArray[Any]) -> tuple[Integers, Integers]:
    """Keep one of parallel edges, which a sparse matrix would sum, and drop those without length.

    Parameters
    ----------
    x, y
        Nodes, in metres.

    Returns
    -------
    tuple
        The ends of the kept edges, the lower node first, in order.

    Raises
    ------
    InputError
        No edge is left, or one refers to a node that does not exist.
    """
    ends = np.stack([a, b]).astype(np.int64)
    unknown = ends[(ends < 0) | (ends >= len(x))]
    if len(unknown):
        found = f"an edge to node {unknown[0]}"
        raise InputError([Problem(found, f"nodes from 0 to {len(x) - 1}", file="walking network")])
    a, b = ends.min(axis=0), ends.max(axis=0)
    has_length = (x[a] != x[b]) | (y[a] != y[b])
    pair = (a * len(x) + b)[has_length]
    if (np.diff(pair) <= 0).any():  # our own tables are in order already
        pair = np.unique(pair)
    if not len(pair):
        raise InputError([Problem("no edge", "at least one", file="walking network")])
    return np.divmod(pair, len(x))


def connected_parts(
    nodes: int, a: Integers, b: Integers, length_m: Floats
) -> tuple[Integers, Floats]:
    """Find which nodes are connected to each other.

    Parameters
    ----------
    a, b
        The ends of each edge, in order of ``a``.

    Returns
    -------
    tuple
        Per node the number of its part, 0 for the longest; and the length of every part in metres.
    """
    # Half of the symmetric graph, built without sorting, is enough and takes a quarter of the time.
    first = np.searchsorted(a, np.arange(nodes + 1))
    half = csr_array((length_m, b.astype(np.int32), first.astype(np.int32)), shape=(nodes, nodes))
    parts, label = connected_components(half, directed=False)
    metres = np.bincount(label[a], length_m, minlength=parts).astype(np.float64)
    order = np.argsort(-metres, kind="stable")
    rank = np.empty(parts, dtype=np.int64)
    rank[order] = np.arange(parts)
    return rank[label], metres[order]


def in_large_parts(
    parts: tuple[Integers, Floats], a: Integers, least_m: float
) -> NDArray[np.bool_]:
    """Say of each edge whether its connected part is at least this long, or is the longest.

    Parameters
    ----------
    parts
        From `connected_parts`.
    a
        An end of each edge.
    """
    label, metres = parts
    own_m = metres[label[a]]
    large: NDArray[np.bool_] = (own_m >= least_m) | (own_m == metres[0])
    return large


def enter_at(graph: Any, sources: Snapped, a: Integers, b: Integers) -> Any:  # noqa: ANN401 - scipy has no types
    """Append a node per source to the graph, with one-way edges to where it enters.

    Parameters
    ----------
    graph
        Compressed sparse matrix of nodes by nodes.
    a, b
        The rows of the ends of the edge of each source; a row beyond the last is not in this graph.

    Returns
    -------
    csr_array
        A larger matrix; a source's edges are as long as it is off the network and along its edge.
    """
    nodes = graph.shape[0]
    ends = np.stack([a, b], axis=1)
    metres = np.stack([sources.along_m, sources.length_m - sources.along_m], axis=1)
    metres += sources.off_m[:, None]
    there = ends < nodes
    stops = graph.indptr[-1] + np.cumsum(there.sum(axis=1))
    integer = graph.indices.dtype
    return csr_array(
        (
            np.concatenate([graph.data, metres[there]]),
            np.concatenate([graph.indices, ends[there].astype(integer)]),
            np.concatenate([graph.indptr, stops.astype(integer)]),
        ),
        shape=(nodes + len(sources), nodes + len(sources)),
    )


def along_one_edge(sources: Snapped, targets: Snapped) -> tuple[Integers, Integers, Floats]:
    """Pair each target with the sources on its own edge, without leaving that edge.

    Returns
    -------
    tuple
        Positions of source and target, and the distance from point to point in metres.
    """
    order = np.argsort(sources.edge, kind="stable")
    edges = sources.edge[order]
    first = np.searchsorted(edges, targets.edge, side="left")
    count = np.searchsorted(edges, targets.edge, side="right") - first
    target = np.repeat(np.arange(len(targets)), count)
    nth = np.arange(len(target)) - np.repeat(np.cumsum(count) - count, count)
    source = order[np.repeat(first, count) + nth]
    metres = np.abs(sources.along_m[source] - targets.along_m[target])
    return source, target, metres + sources.off_m[source] + targets.off_m[target]
