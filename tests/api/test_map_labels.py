"""Names on the planners' map: none over another, and as few places covered as can be."""

from itertools import combinations, product

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from api.planner.labels import HEIGHT_PX, NARROW, SIGN_PX, WIDE, Name, place_labels

SIDE = 300
NONE = np.empty((0, 2))


def name(code, box=(0, 0, SIDE, SIDE), text="Delfshaven", *, is_wanted=True):
    shape = shapely.box(*box)
    middle = shape.centroid
    return Name(code, (text, "10 %"), (middle.x, middle.y), shape, is_wanted)


def box(one, label, per_px):
    wide, high = one.width_px * per_px, HEIGHT_PX * per_px
    return shapely.box(
        label.x - wide / 2, label.y - high / 2, label.x + wide / 2, label.y + high / 2
    )


def test_a_name_stands_in_the_middle_where_nothing_is_in_its_way():
    label = place_labels([name("a")], NONE)["a"]
    assert (label.x, label.y, label.fits_wide, label.fits_narrow) == (150, 150, True, True)


def test_a_name_makes_way_for_places():
    dots = np.array([[150.0, 150.0], [140.0, 155.0]])
    label = place_labels([name("a")], dots)["a"]
    drawn = box(name("a"), label, WIDE)
    assert not any(drawn.covers(shapely.Point(*dot)) for dot in dots)
    assert shapely.box(0, 0, SIDE, SIDE).covers(drawn)


def test_among_places_everywhere_it_covers_the_fewest():
    x, y = np.meshgrid(np.arange(5, SIDE, 14.0), np.arange(5, SIDE, 14.0))
    crowd = np.stack([x.ravel(), y.ravel()], axis=1)
    free = crowd[~((crowd[:, 1] > 200) & (crowd[:, 1] < 270))]
    label = place_labels([name("a")], free)["a"]
    assert 200 < label.y < 270


def test_who_has_nothing_to_say_takes_no_room():
    labels = place_labels([name("a", is_wanted=False), name("b")], NONE)
    assert not labels["a"].fits_wide
    assert (labels["b"].x, labels["b"].y) == (150, 150)


places = st.tuples(st.integers(0, 800), st.integers(0, 600))


@given(
    st.lists(places, min_size=2, max_size=12),
    st.lists(places, max_size=20),
    st.lists(places, max_size=4),
)
def test_no_name_covers_another_or_a_sign_of_a_plan(corners, dots, signs):
    names = [
        name(str(at), (x, y, x + 120, y + 90), "Hillegersberg"[: 3 + at])
        for at, (x, y) in enumerate(corners)
    ]
    points = (np.array(some, dtype=float).reshape(-1, 2) for some in (dots, signs))
    labels = place_labels(names, *points)
    for per_px, fits in ((WIDE, "fits_wide"), (NARROW, "fits_narrow")):
        shown = [
            box(one, labels[one.code], per_px) for one in names if getattr(labels[one.code], fits)
        ]
        half = SIGN_PX * per_px
        taken = [shapely.box(x - half, y - half, x + half, y + half) for x, y in signs]
        # A name stands on whole units, so it may be half of one off.
        for one, other in [*combinations(shown, 2), *product(shown, taken)]:
            assert one.intersection(other).area == pytest.approx(0, abs=2 * 800)


def test_a_name_makes_way_for_the_sign_of_a_plan():
    alone, beside = (
        place_labels([name("a")], NONE, np.array(signs).reshape(-1, 2))["a"]
        for signs in ([], [(150.0, 150.0)])
    )
    assert (alone.x, alone.y) == (150, 150)
    assert beside.fits_wide
    sign = shapely.Point(150, 150).buffer(SIGN_PX * WIDE)
    assert not box(name("a"), beside, WIDE).buffer(-1).intersects(sign)
