"""Made-up cities for planners: one street with known answers, and random blocks for laws.

The street is 1 km long. In the middle of each of its ten squares live ten people, five squares in
the west (buurt BU1), five in the east (BU2). At `QUICK` km/h a minute is 100 m::

    W  W  W  W  W  E  E  E  E  E
    50 150 ...  450 550 ...  950
"""

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from own_city import ROTTERDAM

from geo.city.people import GROUPS, People
from geo.city.walking.network import Network
from geo.planning.coverage import KINDS, City, Supply

QUICK = 6.0
HOUSE, ROOM = KINDS[:2]
BUURTEN = pd.DataFrame(
    {"name": ["West", "Oost"], "gebied_code": ["WK1", "WK2"], "gebied": ["Westland", "Oostland"]},
    index=["BU1", "BU2"],
)


def people(x, y, number, buurt, **groups):
    numbers = np.asarray(number, dtype=np.float64)
    columns = dict.fromkeys(GROUPS, numbers) | groups
    return People(
        x=np.asarray(x, dtype=np.float64),
        y=np.asarray(y, dtype=np.float64),
        buurt=np.asarray(buurt, dtype=np.int64),
        buurten=("BU1", "BU2"),
        **columns,
    )


def city(network, persons):
    return City.of(network, persons, BUURTEN, ROTTERDAM)


def street(**groups):
    nodes = np.arange(0, 1001, 100)
    network = Network(nodes, np.full(11, 50), np.arange(10), np.arange(1, 11))
    centres = np.arange(50, 1000, 100)
    return city(network, people(centres, np.full(10, 50), np.full(10, 10), [0] * 5 + [1] * 5,
                                **groups))  # fmt: skip


def places(*listed):
    """Make places from tuples of x, kind, uncertainty and doubt; the last two may be left out."""
    rows = [(*one, *(0.0, 0)[len(one) - 2 :]) if len(one) < 4 else one for one in listed]
    x, kind, uncertainty, doubt = zip(*rows, strict=True) if rows else ((), (), (), ())
    return supply(x, [50] * len(x), kind, uncertainty, doubt)


def supply(x, y, kind, uncertainty, doubt):
    size = len(x)
    texts = [np.array([f"p{at}" for at in range(size)], dtype=object)] * 2
    return Supply(
        *texts,
        np.array(kind, dtype=object),
        np.array(["private"] * size, dtype=object),
        np.array(["BU1" if at < 500 else "BU2" for at in x], dtype=object),
        np.array(["WK1" if at < 500 else "WK2" for at in x], dtype=object),
        np.array(x, dtype=np.float64),
        np.array(y, dtype=np.float64),
        np.array(uncertainty, dtype=np.float64),
        np.array(doubt, dtype=np.int64),
    )


SIDE = 5


@st.composite
def blocks(draw):
    """Draw a city of blocks, from which streets are missing; some people live off the network."""
    x, y = (axis.ravel() * 100.0 for axis in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    node = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    pairs = [*zip(node[:, :-1].ravel(), node[:, 1:].ravel(), strict=True),
             *zip(node[:-1].ravel(), node[1:].ravel(), strict=True)]  # fmt: skip
    kept = draw(st.lists(st.sampled_from(pairs), min_size=8, unique=True))
    network = Network(x, y, *np.transpose(kept))
    size = draw(st.integers(1, 12))
    far = draw(st.lists(st.integers(-3, SIDE + 5), min_size=size, max_size=size))
    near = draw(st.lists(st.integers(0, SIDE), min_size=size, max_size=size))
    number = draw(st.lists(st.integers(0, 50), min_size=size, max_size=size))
    buurt = draw(st.lists(st.integers(0, 1), min_size=size, max_size=size))
    return city(network, people(np.array(far) * 100 + 50, np.array(near) * 100 + 50, number, buurt))


@st.composite
def supplies(draw, least=0, most=6):
    one = st.tuples(
        st.floats(-300, 900),
        st.floats(-100, 600),
        st.sampled_from([HOUSE, ROOM]),
        st.sampled_from([0.0, 10.0, 80.0, 300.0]),
        st.integers(0, 2),
    )
    listed = draw(st.lists(one, min_size=least, max_size=most))
    return supply(*(zip(*listed, strict=True) if listed else ((),) * 5))
