"""Names on the planners' map: none touches another, and none lies under a sign of a plan."""

from itertools import combinations, product

import pytest

from geo.city.areas import Areas
from geo.model.settings import settings

WIDTHS = (390, 1280, 1920)
SWEEP = pytest.mark.long(job="sweeps")
IS_LAID_OUT = """() => {
    const map = document.getElementById("map");
    return map.style.getPropertyValue("--k") == 1 / map.getScreenCTM().a;
}"""
"""Whether names have the size that they need at this width."""
BOXES = """() => {
    const boxes = (selected) => [...document.querySelectorAll(selected)]
        .map(one => [one.textContent, one.getBoundingClientRect()])
        .filter(([_, box]) => box.width)
        .map(([name, box]) => [name, box.left, box.top, box.right, box.bottom]);
    return [boxes("#names text"), boxes("#moves > g > *")];
}"""


@pytest.fixture(scope="module")
def areas():
    return Areas.open(settings().reference)


def plan_over(buurten):
    """A new place in the middle of each, where its name would stand."""
    points = buurten.representative_point()[:30]
    return "~".join(f"add,huiskamer,{at.y:.5f},{at.x:.5f}" for at in points)


def touching(one, other):
    apart = 1  # pixel
    return all(
        one[low] < other[low + 2] + apart and other[low] < one[low + 2] + apart for low in (1, 2)
    )


def clashes(page):
    """What touches, among the names and signs that are seen; and how many names those are."""
    names, signs = page.evaluate(BOXES)
    return [
        (one[0], other[0])
        for one, other in [*combinations(names, 2), *product(names, signs)]
        if touching(one, other)
    ], len(names)


GEBIEDEN = ("", "WK059903", "WK059905")
"""The whole city, Delfshaven and Noord: the smallest buurten, and the most."""
OTHERS = tuple(f"WK0599{number:02}" for number in (1, 4, 6, 8, 10, 12, 13, 14, 15, 16, 17, 27))


@pytest.mark.parametrize(
    "gebied", [*GEBIEDEN, *(pytest.param(code, marks=SWEEP) for code in OTHERS)]
)
def test_no_name_touches_another_or_lies_under_a_sign(visit, site, areas, gebied):
    buurten = areas.buurten
    own = buurten[buurten["gebied_code"] == gebied] if gebied else buurten
    page = visit().page
    for plan in ("", plan_over(own)):
        page.goto(f"{site}/planner?by=buurt&gebied={gebied}&plan={plan}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 1000})
            page.wait_for_function(IS_LAID_OUT)
            found, number = clashes(page)
            assert found == [], (width, plan)
            assert number > 0, (width, plan)


def test_without_a_script_names_make_way_for_signs_too(visit, site, areas):
    plan = plan_over(areas.gebieden[areas.gebieden["residential"]][:4])
    page = visit(java_script_enabled=False).page
    for asked in ("", f"&plan={plan}", f"&by=buurt&gebied=WK059903&plan={plan}"):
        page.goto(f"{site}/planner?{asked}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 1000})
            found, number = clashes(page)
            assert found == [], (width, asked)
            # On a phone a few signs may leave no name.
            assert number > 0 or (asked and width < WIDTHS[1]), (width, asked)
