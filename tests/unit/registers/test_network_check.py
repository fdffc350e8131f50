"""What the check of a walking network finds, on streets of a few lines."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from planning_city import people

from geo.city.walking.network import Network
from geo.maps.network_map import draw_findings
from geo.model.crs import RD, RD_NEW
from geo.registers.network_check import check_network

X, Y = 92_000.0, 436_000.0


def network(*streets):
    """Make a network of straight streets that meet where their ends are the same point."""
    ends = np.array(streets, dtype=np.float64).reshape(-1, 2) + np.array((X, Y))
    nodes, row = np.unique(ends, axis=0, return_inverse=True)
    a, b = row.reshape(-1, 2).T
    return Network(*nodes.T, a, b, small_island_m=5_000.0)


MAIN = ((0, 0), (6_000, 0))


def living(*at, inhabitants=10):
    x, y = np.array(at, dtype=np.float64).T
    return people(x + X, y + Y, [inhabitants] * len(at), [0] * len(at))


def test_a_part_that_hangs_loose_is_an_island_with_the_people_nearest_to_it():
    found = check_network(network(MAIN, ((0, 90), (500, 90))), living((100, 80), (100, 10)), RD_NEW)
    assert found.islands["length_m"].tolist() == [500]
    assert found.islands["people"].tolist() == [10]
    assert (found.parts, found.main_m) == (2, 6_000)


@pytest.mark.parametrize(("gap_m", "gaps"), [(2.0, 1), (4.0, 0)])
def test_a_dead_end_that_nearly_touches_another_way_is_a_gap(gap_m, gaps):
    found = check_network(network(MAIN, ((50, gap_m), (50, 400))), living((0, 0)), RD_NEW)
    assert len(found.gaps) == gaps
    assert found.gaps["gap_m"].tolist() == [gap_m] * gaps
    assert np.isinf(found.gaps["round_m"]).all()


@pytest.mark.parametrize(("depth", "gaps"), [(100, 0), (200, 1)])
def test_a_dead_end_is_a_gap_only_if_the_way_round_is_long(depth, gaps):
    round_way = ((0, 0), (0, depth)), ((0, depth), (50, depth)), ((50, depth), (50, 2))
    found = check_network(network(MAIN, *round_way), living((0, 0)), RD_NEW)
    assert found.gaps["round_m"].tolist() == [2 * depth + 48] * gaps


def test_people_are_near_far_or_outside():
    found = check_network(network(MAIN), living((10, 50), (10, 70), (10, 250)), RD_NEW)
    assert found.far["off_m"].tolist() == [70]
    assert found.far_share == 0.5
    assert (found.people, found.outside) == (20, 10)


def test_the_findings_are_drawn_and_written(tmp_path):
    found = check_network(
        network(MAIN, ((0, 90), (500, 90)), ((50, 2), (50, 80))), living((10, 70)), RD_NEW
    )
    square = shapely.box(X - 100, Y - 100, X + 6_100, Y + 300)
    picture = draw_findings(found, gpd.GeoDataFrame({"name": ["Here"]}, geometry=[square], crs=RD))
    assert "2 islands" in picture
    assert picture.startswith("<svg")
    found.write(tmp_path / "found.gpkg")
    layers = {name: len(gpd.read_file(tmp_path / "found.gpkg", layer=name))
              for name in ("islands", "gaps", "far")}  # fmt: skip
    assert layers == {"islands": 2, "gaps": 1, "far": 1}
