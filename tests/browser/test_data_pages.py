"""The page about the data, and the API as web pages, in a real browser."""

import pytest

SIZES = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
PATHS = ("/data", "/en/data")
API_PATHS = (
    "/v1",
    "/v1/exports",
    "/v1/catalogue",
    "/v1/releases",
    "/v1/changes?since=2026-11-22",
)
SAMPLE = (PATHS[0], API_PATHS[1])
SWEEP = pytest.mark.long(job="sweeps")


@pytest.mark.parametrize(
    ("size", "paths"),
    [
        pytest.param("phone", SAMPLE, id="one of each layout"),
        pytest.param("phone", tuple(one for one in (*PATHS, *API_PATHS) if one not in SAMPLE),
                     id="all others", marks=SWEEP),
        pytest.param("desktop", SAMPLE, id="on a screen", marks=SWEEP),
    ],
)  # fmt: skip
def test_axe_finds_nothing_and_nothing_runs_out_of_a_screen_of_320_pixels(visit, site, size, paths):
    visitor = visit(**SIZES[size])
    for path in paths:
        visitor.open(f"{site}{path}")
        if path in PATHS:
            visitor.page.locator("main details > summary").click()
        assert visitor.violations() == [], path
        visitor.page.set_viewport_size({"width": 320, "height": 800})
        assert not visitor.is_scrolling_sideways(), path
        visitor.page.set_viewport_size(SIZES[size]["viewport"])


def test_a_list_is_taken_away_by_the_keyboard_alone(visit, site):
    visitor = visit().open(f"{site}/?kind=huis_van_de_wijk")
    link = visitor.page.locator("#files a", has_text="CSV")
    link.focus()
    with visitor.page.expect_download() as downloading:
        visitor.page.keyboard.press("Enter")
    assert downloading.value.suggested_filename.startswith("meetingplaces-places-selection-")
