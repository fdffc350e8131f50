"""How lines become a walking network, on a few lines, and the network that is committed."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.city.areas import Areas
from geo.city.walking.detour import LONGEST, SHORTEST, USUAL
from geo.city.walking.mode import Mode
from geo.city.walking.morton import morton
from geo.city.walking.network import Network
from geo.city.walking.table import FILE, UNITS_PER_M, encode, read
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.registers.walking import walking_table

REFERENCE = settings().reference
STREET, BRIDGE, TUNNEL = (False, False), (True, False), (False, True)
WEST, SOUTH = 90_000.0, 430_000.0


def roads(*lines, cls=9):
    """Make roads of pairs of flags and coordinates, in metres from a corner."""
    return gpd.GeoDataFrame(
        [{"cls": cls, "bridge": bridge, "tunnel": tunnel} for (bridge, tunnel), _ in lines],
        geometry=[shapely.LineString(np.add(xy, (WEST, SOUTH))) for _, xy in lines],
        crs="EPSG:28992",
    )


def edges(*lines):
    """Return the edges of the network of these lines, as their ends in metres from the corner."""
    table = walking_table(roads(*lines))
    xy = np.stack([table.x, table.y], axis=1) / UNITS_PER_M - (WEST, SOUTH)
    return sorted(
        tuple(sorted(tuple(float(value) for value in xy[node].round(1)) for node in pair))
        for pair in zip(table.a, table.b, strict=True)
    )


def parts(*lines):
    """Count the connected parts of the network of these lines."""
    table = walking_table(roads(*lines))
    return int(Network(table.x, table.y, table.a, table.b).component.max()) + 1


class TestCrossings:
    def test_streets_that_cross_share_a_node(self):
        found = edges((STREET, [(0, 50), (100, 50)]), (STREET, [(50, 0), (50, 100)]))
        middle = (50.0, 50.0)
        assert found == [
            ((0.0, 50.0), middle),
            ((50.0, 0.0), middle),
            (middle, (50.0, 100.0)),
            (middle, (100.0, 50.0)),
        ]

    @pytest.mark.parametrize(
        ("one", "other", "joined"),
        [
            (STREET, BRIDGE, False),
            (STREET, TUNNEL, False),
            (TUNNEL, BRIDGE, False),
            (BRIDGE, BRIDGE, False),
            (TUNNEL, TUNNEL, False),
            (STREET, STREET, True),
        ],
    )
    def test_only_streets_on_the_ground_that_cross_are_joined(self, one, other, joined):
        found = parts((one, [(0, 50), (100, 50)]), (other, [(50, 0), (50, 100)]))
        assert found == (1 if joined else 2)

    @pytest.mark.parametrize("flags", [BRIDGE, TUNNEL])
    def test_two_bridges_or_tunnels_with_one_vertex_meet_there(self, flags):
        crossing = (flags, [(0, 50), (50, 50), (100, 50)]), (flags, [(50, 0), (50, 50), (50, 100)])
        assert parts(*crossing) == 1

    @pytest.mark.parametrize(("beyond", "joined"), [(0.8, 1), (1.5, 2)])
    def test_a_bridge_that_ends_just_beyond_another_is_joined_to_it(self, beyond, joined):
        deck = (BRIDGE, [(0, 50), (100, 50)])
        assert parts(deck, (BRIDGE, [(50, 0), (50, 50 + beyond)])) == joined

    def test_a_bridge_right_above_a_corner_of_a_street_is_not_joined_to_it(self):
        above = (BRIDGE, [(0, 50), (50, 50), (100, 51)])
        assert parts((STREET, [(50, 0), (50, 50), (60, 100)]), above) == 2

    def test_lines_that_lie_on_each_other_count_once(self):
        assert edges((STREET, [(0, 0), (100, 0)]), (STREET, [(100, 0), (0, 0)])) == [
            ((0.0, 0.0), (100.0, 0.0))
        ]


class TestLineEnds:
    @pytest.mark.parametrize(("gap", "joined"), [(0.0, 1), (0.3, 1), (0.5, 1), (0.7, 2)])
    @pytest.mark.parametrize("flags", [STREET, BRIDGE, TUNNEL])
    def test_are_joined_to_a_line_within_half_a_metre_whatever_the_flags(self, gap, joined, flags):
        street = (STREET, [(0, 0), (100, 0)])
        assert parts(street, (flags, [(50, gap), (50, 80)])) == joined

    @pytest.mark.parametrize(
        ("deck", "east", "joined"),
        [
            ([(0, 0), (100, 0)], 8, 1),
            ([(0, 0), (100, 0)], 40, 2),
            ([(0, 0), (40, 0), (100, 0)], 40, 1),
        ],
    )
    def test_a_street_joins_a_bridge_near_its_end_or_at_its_vertex_and_else_ends_below_it(
        self, deck, east, joined
    ):
        assert parts((BRIDGE, deck), (STREET, [(east, 0), (east, 80)])) == joined

    def test_the_line_is_bent_through_the_end(self):
        found = edges((STREET, [(0, 0), (100, 0)]), (STREET, [(50, 0.3), (50, 80)]))
        assert found == [
            ((0.0, 0.0), (50.0, 0.3)),
            ((50.0, 0.3), (50.0, 80.0)),
            ((50.0, 0.3), (100.0, 0.0)),
        ]

    def test_several_on_one_line_keep_their_order(self):
        street = (STREET, [(100, 0), (0, 0)])
        side = [(STREET, [(east, 0.4), (east, 50)]) for east in (70, 20, 45)]
        along = [edge for edge in edges(street, *side) if max(edge[0][1], edge[1][1]) < 1]
        assert along == [
            ((0.0, 0.0), (20.0, 0.4)),
            ((20.0, 0.4), (45.0, 0.4)),
            ((45.0, 0.4), (70.0, 0.4)),
            ((70.0, 0.4), (100.0, 0.0)),
        ]

    def test_an_end_near_a_vertex_becomes_one_node_with_it(self):
        corner = (STREET, [(0, 0), (50, 0), (50, 50)])
        assert len(edges(corner, (STREET, [(50.2, -0.2), (90, -40)]))) == 3
        assert parts(corner, (STREET, [(50.2, -0.2), (90, -40)])) == 1

    def test_three_ends_that_nearly_meet_become_one_node(self):
        star = [(STREET, [(0.2 * n, 0.1), (80 * n - 80, 90)]) for n in range(3)]
        assert len(edges(*star)) == 3
        assert parts(*star) == 1

    def test_a_vertex_within_a_line_is_not_joined(self):
        assert parts((STREET, [(0, 0), (100, 0)]), (STREET, [(0, 9), (50, 0.3), (100, 9)])) == 2


class TestTable:
    def test_motorways_and_primary_roads_are_not_walked_on(self):
        with pytest.raises(InputError, match="expected at least one of a class that is walked"):
            walking_table(roads((STREET, [(0, 0), (1, 0)]), cls=2))

    @given(st.randoms(use_true_random=False))
    @pytest.mark.slow
    def test_the_order_and_direction_of_lines_do_not_matter(self, random):
        lines = [
            (STREET, [(0, 0), (100, 0), (200, 30)]),
            (STREET, [(50, -50), (50, 80)]),
            (BRIDGE, [(150, -50), (150, 80)]),
            (STREET, [(150.3, 80.2), (180, 120)]),
            (STREET, [(20, 0.4), (20, 60), (50.1, 60.2)]),
            (STREET, [(30, 60), (20.2, 0.1)]),
        ]
        table = encode(walking_table(roads(*lines)))
        lines = [
            (flags, xy[::-1] if random.random() < 0.5 else xy)
            for flags, xy in random.sample(lines, len(lines))
        ]
        assert encode(walking_table(roads(*lines))) == table

    def test_what_is_written_is_read(self, tmp_path):
        table = walking_table(roads((STREET, [(0, 0), (9, 0)]), (STREET, [(3, -4), (3, 4)])))
        (tmp_path / FILE).write_bytes(encode(table))
        found = read(tmp_path / FILE)
        for name in ("x", "y", "a", "b", "modes"):
            assert getattr(found, name).tolist() == getattr(table, name).tolist()

    def test_the_curve_visits_each_quarter_before_the_next(self):
        x, y = np.meshgrid(np.arange(4), np.arange(4))
        assert morton(x, y).tolist() == [
            [0, 1, 4, 5],
            [2, 3, 6, 7],
            [8, 9, 12, 13],
            [10, 11, 14, 15],
        ]


@pytest.fixture(scope="module")
def table():
    return read(REFERENCE / FILE)


@pytest.fixture(scope="module")
def network():
    return Network.open(REFERENCE)


@pytest.mark.slow
class TestRotterdam:
    def test_99_per_cent_of_the_length_inside_is_one_network(self, network):
        lon, lat = RD_NEW.lon_lat(
            (network.x[network.a] + network.x[network.b]) / 2,
            (network.y[network.a] + network.y[network.b]) / 2,
        )
        inside = Areas.open(REFERENCE).locate(lon, lat)["inside"].to_numpy()
        main = network.component[network.a] == 0
        assert network.length_m[inside].sum() == pytest.approx(3_700_000, rel=0.05)
        assert network.length_m[inside & main].sum() / network.length_m[inside].sum() > 0.99

    def test_every_edge_stands_there_once_and_has_length(self, table):
        assert (table.a < table.b).all()
        assert len(np.unique(np.stack([table.a, table.b]), axis=1).T) == len(table.a)
        assert (
            (table.x[table.a] != table.x[table.b]) | (table.y[table.a] != table.y[table.b])
        ).all()
        used = np.zeros(len(table.x), dtype=bool)
        used[table.a] = used[table.b] = True
        assert used.all()

    def test_nodes_follow_the_curve(self, table):
        assert (np.diff(morton(table.x - table.x.min(), table.y - table.y.min())) >= 0).all()

    def test_the_file_is_small_and_the_same_when_written_again(self, table):
        content = (REFERENCE / FILE).read_bytes()
        assert len(content) < 1_500_000
        assert encode(table) == content

    def test_nearly_all_addresses_lie_by_the_network_where_there_is_one(self, network):
        known = pd.read_csv(REFERENCE / "addresses.csv").query("consistent")
        off = network.snap(*RD_NEW.xy(known["lon"], known["lat"])).off_m
        covered = off <= 200
        assert covered.mean() > 0.94
        assert np.percentile(off[covered], [50, 95]) == pytest.approx([12, 29], abs=3)

    def test_walks_are_estimated_as_they_are_between_streets_and_addresses(self, network):
        """Measured on inhabited squares and addresses; the middles of streets give the same."""
        streets = pd.read_csv(REFERENCE / "streets.csv")
        known = pd.read_csv(REFERENCE / "addresses.csv").query("consistent")
        people, places = (
            network.snap(*RD_NEW.xy(frame["lon"], frame["lat"])) for frame in (streets, known)
        )
        people, places = people[people.off_m < 200], places[places.off_m < 200]
        pairs = network.walks_within(places, people, limit_m=3000)
        straight = np.hypot(
            places.x[pairs.source] - people.x[pairs.target],
            places.y[pairs.source] - people.y[pairs.target],
        )
        near = (straight >= 100) & (straight < 1500)
        straight, walked = straight[near], pairs.metres[near]
        assert len(walked) > 10_000
        assert (walked < SHORTEST.metres(straight)).mean() == pytest.approx(0.05, abs=0.03)
        assert (walked > LONGEST.metres(straight)).mean() == pytest.approx(0.05, abs=0.03)
        for limit_m in (400, 800, 1200):
            estimated = (USUAL.metres(straight) <= limit_m).sum()
            assert estimated == pytest.approx((walked <= limit_m).sum(), rel=0.08)

    def test_a_bicycle_may_use_cycleways_that_nobody_walks_and_no_footpaths(self, table):
        length = np.hypot(table.x[table.a] - table.x[table.b], table.y[table.a] - table.y[table.b])
        by_modes = {
            int(modes): length[table.modes == modes].sum() / UNITS_PER_M / 1000
            for modes in np.unique(table.modes)
        }
        on_foot, all_modes = Mode.FOOT | Mode.STEP_FREE, 7
        assert set(by_modes) == {on_foot, Mode.BICYCLE, all_modes}
        assert by_modes[Mode.BICYCLE] == pytest.approx(489, abs=10)
        assert by_modes[on_foot] > 1_800


def test_the_columns_are_explained():
    readme = (REFERENCE / "README.md").read_text(encoding="utf-8")
    section = " ".join(readme.partition("## walking.parquet")[2].split())
    assert all(f"`{column}`" in section for column in ("x", "y", "onward", "modes"))
    assert "OpenStreetMap contributors" in section
    assert "ODbL" in section
