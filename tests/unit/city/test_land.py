"""The ground of maps: bare where no street and nobody is near, water as water."""

import numpy as np
import pytest
import shapely

from geo.city.land import ground_of, used_land
from geo.city.walking.network import Network

DISTRICT = shapely.box(0, 0, 4000, 4000)
NOBODY = np.empty((0, 2))


def grid(west, south, east, north, step=200):
    """A network of streets, a block apart."""
    x, y = (at.ravel() for at in np.mgrid[west : east + 1 : step, south : north + 1 : step])
    at = {(a, b): row for row, (a, b) in enumerate(zip(x, y, strict=True))}
    ways = [
        (row, at[near])
        for (a, b), row in at.items()
        for near in ((a + step, b), (a, b + step))
        if near in at
    ]
    a, b = np.array(ways).T
    return Network(x=x.astype(float), y=y.astype(float), a=a, b=b)


def joined(one, other):
    """Two networks as one."""
    first = len(one.x)
    return Network(
        x=np.append(one.x, other.x),
        y=np.append(one.y, other.y),
        a=np.append(one.a, other.a + first),
        b=np.append(one.b, other.b + first),
    )


def street(*points):
    x, y = np.array(points, dtype=float).T
    rows = np.arange(len(points))
    return Network(x=x, y=y, a=rows[:-1], b=rows[1:])


TOWN = joined(grid(0, 0, 1600, 4000), street((4200, -200), (4250, -200), (4250, 4200)))
"""Streets in the west, and one behind the east edge, as far as streets are known."""


def covers(shape, x, y):
    return bool(shapely.covers(shape, shapely.Point(x, y)))


def test_a_town_is_used_and_the_rest_is_bare():
    ground = ground_of(TOWN, NOBODY, None, [DISTRICT])
    assert not covers(ground.bare, 800, 2000)
    assert covers(ground.bare, 3000, 2000)
    assert ground.water.is_empty
    assert ground.bare.area == pytest.approx(2250 * 4000, rel=0.05)


def test_blocks_between_streets_are_not_bare():
    for x, y in ((700, 700), (900, 3100), (1500, 500)):
        assert covers(used_land(TOWN, NOBODY, DISTRICT), x, y)


def test_a_bridge_makes_no_land_unless_people_live_along_it():
    bridge = joined(TOWN, street((1600, 2000), (4000, 2000)))
    assert covers(ground_of(bridge, NOBODY, None, [DISTRICT]).bare, 3000, 2000)
    dike = np.array([[2950.0, 2050.0], [3050.0, 2050.0]])
    assert not covers(ground_of(bridge, dike, None, [DISTRICT]).bare, 3000, 2000)


def test_people_without_streets_keep_their_land():
    village = np.array([[3050.0, 2050.0]])
    used = used_land(TOWN, village, DISTRICT)
    assert covers(used, 3050, 2050)
    assert not covers(used, 3500, 2050)


def test_water_is_water_and_not_bare():
    river = shapely.box(1800, -500, 2400, 5000)
    ground = ground_of(TOWN, NOBODY, river, [DISTRICT])
    assert ground.water.area == pytest.approx(600 * 4000)
    assert not covers(ground.bare, 2100, 2000)
    assert covers(ground.bare, 3000, 2000)


def test_beyond_the_network_nothing_is_said():
    west = grid(0, 0, 1600, 4000)
    assert ground_of(west, NOBODY, None, [DISTRICT]).bare.is_empty
    halves = [shapely.box(0, 0, 2000, 4000), shapely.box(2000, 0, 4000, 4000)]
    bare = ground_of(west, NOBODY, None, halves).bare
    assert covers(bare, 1900, 2000)
    assert not covers(bare, 3000, 2000)
    assert ground_of(Network.nowhere(), NOBODY, None, [DISTRICT]).bare.is_empty
