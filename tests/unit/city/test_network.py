"""Walking distances: known answers on ten nodes, laws on made-up networks, and Rotterdam itself."""

import networkx as nx
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.city.walking.mode import Mode
from geo.city.walking.network import COVERED_M, Network
from geo.city.walking.table import WalkingTable, encode
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.settings import settings

# A ladder with a step left out, a blind alley (7), and an island (8, 9); every edge is 100 m long.
#
#   7 --- 4 --- 5 --- 6
#         |           |
#   0 --- 1 --- 2 --- 3            8 --- 9
X = [0, 100, 200, 300, 100, 200, 300, 0, 2000, 2100]
Y = [0, 0, 0, 0, 100, 100, 100, 100, 0, 0]
EDGES = [(0, 1), (1, 2), (2, 3), (1, 4), (4, 5), (5, 6), (3, 6), (4, 7), (8, 9)]
INF = np.inf


def network(edges=EDGES, **options):
    return Network(X, Y, *np.transpose(edges), **options)


@pytest.fixture
def ten():
    return network()


def walk(net, sources, targets, **options):
    return net.walk_between(net.snap(*zip(*sources, strict=True)), net.snap(*targets), **options)


def to_nodes(net, x, y, **options):
    """Walk from the nearest of the points to every node."""
    return net.walk_between(net.snap(x, y), net.snap(net.x, net.y), **options).metres


class TestTenNodes:
    def test_from_a_node_to_every_node(self, ten):
        expected = [0, 100, 200, 300, 200, 300, 400, 300, INF, INF]
        assert to_nodes(ten, [0], [0]).tolist() == expected

    def test_from_the_middle_of_an_edge_to_every_node(self, ten):
        expected = [150, 50, 50, 150, 150, 250, 250, 250, INF, INF]
        assert to_nodes(ten, [150], [0]).tolist() == expected

    def test_the_way_to_the_network_counts(self, ten):
        expected = [180, 80, 80, 180, 180, 280, 280, 280, INF, INF]
        assert to_nodes(ten, [150], [-30]).tolist() == expected

    def test_from_the_nearest_of_several_places(self, ten):
        expected = [0, 100, 200, 190, 200, 190, 90, 300, 30, 70]
        assert to_nodes(ten, [0, 300, 2030], [0, 190, 0]).tolist() == expected

    def test_to_points_on_edges_and_off_them(self, ten):
        found = walk(ten, [(0, 0)], ([50, 250, 160, 300], [0, 10, 130, 60]))
        assert found.metres.tolist() == [50, 250 + 10, 200 + 60 + 30, 300 + 60]
        assert found.source.tolist() == [0, 0, 0, 0]
        assert not found.estimated.any()

    def test_tells_which_place_is_nearest(self, ten):
        found = walk(ten, [(0, 0), (300, 60), (2000, 0)], (X, Y))
        assert found.source.tolist() == [0, 0, 1, 1, 0, 1, 1, 0, 2, 2]

    def test_between_two_points_on_one_edge_past_neither_end(self, ten):
        found = walk(ten, [(120, 5)], ([180, 110, 120], [-5, 0, 5]))
        assert found.metres.tolist() == [5 + 60 + 5, 5 + 10, 10]

    def test_round_the_block_where_that_is_nearer_than_along_the_edge(self):
        # A horseshoe: its one long edge is bent into two, the gap between its ends is short.
        net = Network([0, 10, 10, 0], [0, 0, 500, 500], [0, 1, 2, 3], [1, 2, 3, 0])
        found = walk(net, [(0, 10)], ([0, 10], [490, 250]))
        assert found.metres.tolist() == [480, 10 + 10 + 250]

    def test_nothing_beyond_the_limit(self, ten):
        expected = [0, 100, 200, INF, 200, INF, INF, INF, INF, INF]
        assert to_nodes(ten, [0], [0], limit_m=200).tolist() == expected
        found = walk(ten, [(0, 0)], ([200, 210], [0, 0]), limit_m=200)
        assert found.metres.tolist() == [200, INF]
        assert found.source.tolist() == [0, -1]

    def test_every_pair_within_walking_distance(self, ten):
        points = ten.snap([0, 150, 2000, 180], [0, 0, 0, 0])
        pairs = ten.walks_within(points, points, limit_m=160)
        assert list(zip(pairs.source, pairs.target, pairs.metres, strict=True)) == [
            *[(0, 0, 0), (0, 1, 150)],
            *[(1, 0, 150), (1, 1, 0), (1, 3, 30)],
            (2, 2, 0),
            *[(3, 1, 30), (3, 3, 0)],
        ]

    def test_no_places_reach_nothing_and_nobody_is_reached_by_none(self, ten):
        nowhere = ten.snap([], [])
        assert np.isinf(to_nodes(ten, [], [])).all()
        assert ten.walk_between(nowhere, ten.snap([0], [0])).source.tolist() == [-1]
        assert len(ten.walk_between(ten.snap([0], [0]), nowhere).metres) == 0
        assert len(ten.walks_within(nowhere, ten.snap(X, Y), limit_m=INF).source) == 0
        assert len(ten.walks_within(ten.snap(X, Y), nowhere, limit_m=INF).source) == 0


class TestSnapping:
    def test_a_point_on_an_edge(self, ten):
        found = ten.snap([130], [0])
        assert (found.a[0], found.b[0], found.along_m[0], found.off_m[0]) == (1, 2, 30, 0)

    def test_a_point_at_a_node_lies_at_the_end_of_one_of_its_edges(self, ten):
        found = ten.snap([100], [0])
        at = found.a if found.along_m[0] == 0 else found.b
        assert at.tolist() == [1]
        assert found.along_m[0] in (0, found.length_m[0])
        assert found.off_m.tolist() == [0]

    def test_a_point_far_off(self, ten):
        found = ten.snap([-30_000], [40_000 + 100])
        assert (found.a[0], found.b[0], found.along_m[0], found.off_m[0]) == (4, 7, 100, 50_000)

    def test_beside_a_long_edge_whose_ends_are_far(self):
        net = Network([0, 10_000, 5_000, 5_100], [0, 0, 60, 60], [0, 2], [1, 3])
        assert net.snap([5_050], [20]).edge.tolist() == [0]

    def test_some_of_many(self, ten):
        found = ten.snap(X, Y)[np.array(X) > 1000]
        assert found.x.tolist() == [2000, 2100]
        assert found.edge.tolist() == [8, 8]

    @pytest.mark.parametrize("wrong", [np.nan, np.inf])
    def test_a_place_without_a_point_is_refused(self, ten, wrong):
        with pytest.raises(ValueError, match="finite"):
            ten.snap([0, wrong], [0, 0])


class TestIslands:
    def test_parts_are_numbered_from_long_to_short(self, ten):
        assert ten.component.tolist() == [0] * 8 + [1] * 2

    def test_what_cannot_be_reached_is_infinitely_far_and_has_no_source(self, ten):
        found = walk(ten, [(2050, 0)], (X, Y))
        assert np.isinf(found.metres).tolist() == [True] * 8 + [False] * 2
        assert found.source.tolist() == [-1] * 8 + [0] * 2

    def test_small_islands_are_passed_over_but_the_largest_part_never(self):
        for least, part in ((100, 1), (101, 0), (1e9, 0)):
            net = network(small_island_m=least)
            assert net.component[net.snap([2000], [0]).a].tolist() == [part]


class TestEdgesThatDoNotCount:
    def test_parallel_edges_are_not_added_up(self):
        twice = network([*EDGES, (1, 0), (0, 1), (2, 1)])
        assert to_nodes(twice, [0], [0]).tolist() == to_nodes(network(), [0], [0]).tolist()
        assert len(twice.a) == len(EDGES)

    def test_loops_and_edges_without_length(self):
        net = Network([0, 0, 10], [0, 0, 0], [0, 0, 1], [0, 1, 2])
        assert list(zip(net.a, net.b, strict=True)) == [(1, 2)]

    @pytest.mark.parametrize(
        ("edges", "sentence"),
        [
            ([(0, 10)], "found an edge to node 10, expected nodes from 0 to 9"),
            ([(0, 1), (-1, 2)], "found an edge to node -1, expected nodes from 0 to 9"),
            ([(3, 3)], "found no edge, expected at least one"),
        ],
    )
    def test_a_network_that_is_none_is_refused_in_one_sentence(self, edges, sentence):
        with pytest.raises(InputError, match=sentence):
            network(edges)


class TestOpening:
    def test_a_folder_without_the_table_says_how_to_make_it(self, tmp_path):
        with pytest.raises(InputError, match=r"walking\.parquet: .*reference build"):
            Network.open(tmp_path)

    def test_a_file_of_another_sort_is_told(self, tmp_path):
        (tmp_path / "walking.parquet").write_text("x,y\n1,2\n")
        with pytest.raises(InputError, match="expected a Parquet file"):
            Network.open(tmp_path)
        pq.write_table(pa.table({"x": [1.0], "z": ["a"]}), tmp_path / "walking.parquet")
        with pytest.raises(InputError, match=r"found x \(double\), z \(string\), expected x, y"):
            Network.open(tmp_path)

    def test_metres_from_decimetres(self, tmp_path):
        table = WalkingTable(*np.array([[15, 25, 30], [0, 0, 7], [0, 0, 1], [1, 2, 2]]))
        (tmp_path / "walking.parquet").write_bytes(encode(table))
        net = Network.open(tmp_path)
        assert net.x.tolist() == [1.5, 2.5, 3.0]
        assert net.length_m[0] == 1.0
        assert list(zip(net.a, net.b, strict=True)) == [(0, 1), (0, 2), (1, 2)]

    def test_only_the_edges_for_who_asks(self, tmp_path):
        """Node 1 is reached by steps, node 3 only by bicycle."""
        modes = np.array([Mode.FOOT, Mode.FOOT | Mode.STEP_FREE | Mode.BICYCLE, Mode.BICYCLE])
        xy = np.array([[0, 10, 20, 30], [0, 0, 50, 90]])
        table = WalkingTable(*xy, np.array([0, 0, 2]), np.array([1, 2, 3]), modes)
        (tmp_path / "walking.parquet").write_bytes(encode(table))
        lengths = {
            mode: Network.open(tmp_path, mode).length_m.round(1).tolist()
            for mode in (Mode.FOOT, Mode.STEP_FREE, Mode.BICYCLE)
        }
        assert lengths == {
            Mode.FOOT: [1.0, 5.4],
            Mode.STEP_FREE: [5.4],
            Mode.BICYCLE: [5.4, 4.1],
        }

    def test_a_table_that_does_not_say_who_is_for_people_on_foot(self, tmp_path):
        table = WalkingTable(*np.array([[0, 10], [0, 0]]), np.array([0]), np.array([1]))
        (tmp_path / "walking.parquet").write_bytes(encode(table))
        assert len(Network.open(tmp_path, Mode.STEP_FREE).x) == 2
        with pytest.raises(InputError, match="found no edge for mode 'BICYCLE'"):
            Network.open(tmp_path, Mode.BICYCLE)


@st.composite
def networks(draw):
    """Draw up to 12 nodes on a grid of 4 by 4 km, so that there are several tiles and islands."""
    cell = st.tuples(st.integers(0, 16), st.integers(0, 16))
    nodes = draw(st.lists(cell, min_size=2, max_size=12, unique=True))
    node = st.integers(0, len(nodes) - 1)
    edges = draw(st.lists(st.tuples(node, node), min_size=1, max_size=24))
    assume(any(a != b for a, b in edges))
    x, y = np.transpose(nodes) * 250.0
    return Network(x, y, *np.transpose(edges))


def points(max_size=6):
    metres = st.floats(-200, 4200, allow_nan=False).map(lambda value: round(value, 1))
    return st.lists(st.tuples(metres, metres), min_size=1, max_size=max_size)


def snap(net, xy):
    return net.snap(*np.transpose(xy))


def matrix(net, sources, targets, limit_m=INF):
    """Return all distances as a table."""
    pairs = net.walks_within(sources, targets, limit_m=limit_m)
    metres = np.full((len(sources), len(targets)), INF)
    metres[pairs.source, pairs.target] = pairs.metres
    return metres


class TestLaws:
    @given(networks(), points())
    def test_as_far_there_as_back(self, net, xy):
        all_ways = matrix(net, snap(net, xy), snap(net, xy))
        assert all_ways == pytest.approx(all_ways.T)

    @given(networks(), points(max_size=5))
    def test_no_detour_by_a_third_point_is_shorter(self, net, xy):
        way = matrix(net, snap(net, xy), snap(net, xy))
        by_third = (way[:, :, None] + way[None, :, :]).min(axis=1)
        assert (way <= by_third + 1e-6).all()

    @given(networks(), points(), points())
    def test_never_shorter_than_the_straight_line(self, net, sources, targets):
        way = matrix(net, snap(net, sources), snap(net, targets))
        straight = np.hypot(*(np.array(sources)[:, None] - np.array(targets)[None]).T).T
        assert (way >= straight - 1e-6).all()

    @given(networks(), points(), points(), points())
    def test_more_places_are_never_farther(self, net, some, more, targets):
        few = net.walk_between(snap(net, some), snap(net, targets)).metres
        many = net.walk_between(snap(net, some + more), snap(net, targets)).metres
        assert (many <= few + 1e-6).all()

    @given(networks(), points(), points(), st.floats(0, 6000))
    def test_a_limit_cuts_off_and_changes_nothing_else(self, net, sources, targets, limit_m):
        sources, targets = snap(net, sources), snap(net, targets)
        free = net.walk_between(sources, targets).metres
        near = net.walk_between(sources, targets, limit_m=limit_m)
        assert near.metres.tolist() == np.where(free <= limit_m, free, INF).tolist()
        assert (near.source == -1).tolist() == np.isinf(near.metres).tolist()

    @given(networks(), points(), points(), st.floats(0, 6000))
    def test_one_pass_gives_the_least_of_all_pairs_and_its_source(
        self, net, sources, targets, limit_m
    ):
        sources, targets = snap(net, sources), snap(net, targets)
        pairs = matrix(net, sources, targets, limit_m)
        found = net.walk_between(sources, targets, limit_m=limit_m)
        assert found.metres == pytest.approx(pairs.min(axis=0))
        reached = np.flatnonzero(found.source >= 0)
        assert pairs[found.source[reached], reached] == pytest.approx(found.metres[reached])

    @given(networks(), points(max_size=20))
    def test_snapping_finds_the_nearest_edge(self, net, xy):
        lines = shapely.linestrings(
            np.stack([np.c_[net.x[n], net.y[n]] for n in (net.a, net.b)], axis=1)
        )
        found = snap(net, xy)
        apart = shapely.distance(shapely.points(xy)[:, None], np.atleast_1d(lines)[None])
        assert found.off_m == pytest.approx(apart.min(axis=1), abs=1e-6)
        assert apart[np.arange(len(xy)), found.edge] == pytest.approx(found.off_m, abs=1e-6)


@pytest.fixture(scope="module")
def rotterdam():
    return Network.open(settings().reference)


@pytest.fixture(scope="module")
def anywhere(rotterdam):
    """Return 300 random points beside its edges."""
    random = np.random.default_rng(4)
    at = rotterdam.a[random.integers(0, len(rotterdam.a), 300)]
    return rotterdam.snap(
        *(xy[at] + random.normal(0, 30, 300) for xy in (rotterdam.x, rotterdam.y))
    )


@pytest.mark.slow
class TestRotterdam:
    @pytest.mark.slow
    def test_distances_are_those_of_networkx_on_six_hundred_pairs(self, rotterdam, anywhere):
        sources, targets = anywhere[:2], anywhere[2:]
        graph = nx.Graph()
        graph.add_weighted_edges_from(
            zip(rotterdam.a, rotterdam.b, rotterdam.length_m, strict=True)
        )
        for name, some in (("source", sources), ("target", targets)):
            for row in range(len(some)):
                along, off, length = some.along_m[row], some.off_m[row], some.length_m[row]
                graph.add_edge((name, row), int(some.a[row]), weight=off + along)
                graph.add_edge((name, row), int(some.b[row]), weight=off + length - along)
        assert not set(sources.edge) & set(targets.edge)
        expected = np.full((len(sources), len(targets)), INF)
        for row in range(len(sources)):
            far = nx.single_source_dijkstra_path_length(graph, ("source", row))
            expected[row] = [far.get(("target", column), INF) for column in range(len(targets))]
        assert np.isfinite(expected).mean() > 0.9
        assert matrix(rotterdam, sources, targets) == pytest.approx(expected, abs=1e-6)

    @pytest.mark.slow
    def test_tiles_lose_no_walk(self, rotterdam, anywhere):
        sources, targets = anywhere[:60], anywhere[60:]
        whole = matrix(rotterdam, sources, targets)
        within = matrix(rotterdam, sources, targets, 1500)
        assert within == pytest.approx(np.where(whole <= 1500, whole, INF))
        assert np.isfinite(within).sum() > 50

    def test_snapping_is_exact(self, rotterdam, anywhere):
        lines = shapely.STRtree(
            shapely.linestrings(
                np.stack(
                    [np.c_[rotterdam.x[n], rotterdam.y[n]] for n in (rotterdam.a, rotterdam.b)],
                    axis=1,
                )
            )
        )
        _, off = lines.query_nearest(
            shapely.points(anywhere.x, anywhere.y), return_distance=True, all_matches=False
        )
        # Only where the nearest edge is on a small island, a farther one is taken.
        assert (anywhere.off_m >= off - 1e-9).all()
        assert (np.abs(anywhere.off_m - off) < 1e-6).mean() > 0.98

    def test_it_is_walked_both_ways(self, rotterdam):
        assert abs(rotterdam.graph - rotterdam.graph.T).max() == 0

    def test_the_west_of_the_municipality_is_outside(self, rotterdam):
        lon = [4.1326, 4.2466, 4.0500, 4.4791, 4.5560]
        lat = [51.9770, 51.9060, 51.9500, 51.9225, 51.8640]
        named = ["Hoek van Holland", "Rozenburg", "Maasvlakte", "Coolsingel", "Beverwaard"]
        off_m = rotterdam.snap(*RD_NEW.xy(lon, lat)).off_m
        near = [name for name, metres in zip(named, off_m, strict=True) if metres <= COVERED_M]
        assert near == ["Coolsingel", "Beverwaard"]
