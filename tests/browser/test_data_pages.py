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


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_the_page_about_the_data(visit, site, size):
    visitor = visit(**SIZES[size])
    for path in PATHS:
        visitor.open(f"{site}{path}")
        visitor.page.locator("main details > summary").click()
        assert visitor.violations() == [], path
    assert visitor.complaints == []


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_the_pages_of_the_api(visit, site, size):
    visitor = visit(**SIZES[size])
    # A wide screen lays all of them out alike.
    for path in API_PATHS if size == "phone" else API_PATHS[-1:]:
        visitor.open(f"{site}{path}")
        assert visitor.violations() == [], path
    assert visitor.complaints == []


@pytest.mark.parametrize("path", [*PATHS, *API_PATHS, "/?kind=huiskamer"])
def test_nothing_runs_out_of_a_screen_of_320_pixels(visit, site, path):
    visitor = visit(viewport={"width": 320, "height": 800}).open(f"{site}{path}")
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320


def test_a_list_is_taken_away_by_the_keyboard_alone(visit, site):
    visitor = visit().open(f"{site}/?kind=huis_van_de_wijk")
    link = visitor.page.locator("#files a", has_text="CSV")
    link.focus()
    with visitor.page.expect_download() as downloading:
        visitor.page.keyboard.press("Enter")
    assert downloading.value.suggested_filename.startswith("meetingplaces-places-selection-")
