"""Names on the planners' map: none over another, and as few places covered as can be."""

from itertools import combinations

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


def box(label, per_px):
    wide, high = label.width_px * per_px, HEIGHT_PX * per_px
    return shapely.box(
        label.x - wide / 2, label.y - high / 2, label.x + wide / 2, label.y + high / 2
    )


def test_a_name_stands_in_the_middle_where_nothing_is_in_its_way():
    label = place_labels([name("a")], NONE)["a"]
    assert (label.x, label.y, label.fits_wide, label.fits_narrow) == (150, 150, True, True)


def test_a_name_makes_way_for_places():
    dots = np.array([[150.0, 150.0], [140.0, 155.0]])
    label = place_labels([name("a")], dots)["a"]
    drawn = box(label, WIDE)
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


@given(st.lists(places, min_size=2, max_size=12), st.lists(places, max_size=20))
def test_no_name_covers_another(corners, dots):
    names = [
        name(str(at), (x, y, x + 120, y + 90), "Hillegersberg"[: 3 + at])
        for at, (x, y) in enumerate(corners)
    ]
    labels = place_labels(names, np.array(dots, dtype=float).reshape(-1, 2))
    for per_px, fits in ((WIDE, "fits_wide"), (NARROW, "fits_narrow")):
        shown = [box(label, per_px) for label in labels.values() if getattr(label, fits)]
        # A name stands on whole units, so it may be half of one off.
        for one, other in combinations(shown, 2):
            assert one.intersection(other).area == pytest.approx(0, abs=2 * 800)


@given(places)
def test_a_name_under_a_sign_of_a_plan_is_left_out(at):
    label = place_labels([name("a")], NONE)["a"]
    cleared = label.clear_of(np.array([at], dtype=float))
    assert (cleared.x, cleared.y) == (label.x, label.y)
    for per_px, fits in ((WIDE, "fits_wide"), (NARROW, "fits_narrow")):
        half = SIGN_PX * per_px
        sign = shapely.box(at[0] - half, at[1] - half, at[0] + half, at[1] + half)
        covered = sign.intersection(box(label, per_px)).area
        assert getattr(cleared, fits) == (covered == 0)
