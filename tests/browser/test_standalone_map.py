"""The map as one file, opened from the disk of a machine without a network."""

from functools import partial

import pytest
from driving import HOSTILE_TEXTS
from playwright.sync_api import expect
from test_site_map import drawn

from geo.directory.directory import Directory
from geo.maps.directory_map import write_map


@pytest.fixture(scope="module")
def standalone(release, tmp_path_factory):
    out = tmp_path_factory.mktemp("map") / "map.html"
    write_map(Directory.open(release), out)
    return out.as_uri()


@pytest.fixture(scope="module")
def hostile_map(hostile_release, tmp_path_factory):
    out = tmp_path_factory.mktemp("hostile-map") / "map.html"
    write_map(Directory.open(hostile_release), out)
    return out.as_uri()


def test_it_draws_every_place_with_a_known_point_and_asks_for_nothing(visit, standalone, release):
    visitor = visit(offline=True).open(standalone).with_map().see_everything()
    visitor.until_pins(drawn(release, "huis_van_de_wijk"), drawn(release, "huiskamer"))
    assert visitor.requests == [standalone]
    assert visitor.page.locator("path.district").count() >= 14


def test_each_kind_is_a_layer_that_can_be_put_off(visit, standalone, release):
    visitor = visit().open(standalone).with_map().see_everything()
    rooms = drawn(release, "huiskamer")
    layer = partial(visitor.page.get_by_role, "checkbox")
    layer(name=f"Huiskamers ({rooms})").uncheck()
    visitor.until_pins(drawn(release, "huis_van_de_wijk"), 0)
    layer(name="Huizen van de Wijk").uncheck()
    expect(visitor.page.locator(".leaflet-marker-pane > *")).to_have_count(0)
    layer(name=f"Huiskamers ({rooms})").check()
    visitor.until_pins(0, rooms)
    layer(name="Grenzen van de gebieden").uncheck()
    expect(visitor.page.locator("path.district")).to_have_count(0)


def test_a_popup_tells_source_and_date_and_the_focus_comes_back(visit, standalone):
    page = visit().open(standalone).with_map().page
    pin = page.locator(".pin:visible").first
    name = pin.get_attribute("aria-label")
    pin.focus()
    page.keyboard.press("Enter")
    popup = page.get_by_role("dialog")
    popup.locator("summary").click()
    expect(popup.locator(".sources .date").first).not_to_be_empty()
    assert popup.locator(".sources li").count() >= 1
    page.keyboard.press("Escape")
    popup.wait_for(state="detached")
    expect(page.locator(":focus")).to_have_attribute("aria-label", name)


def test_hostile_text_stays_text(visit, hostile_map):
    visitor = visit().open(hostile_map).with_map().see_everything()
    page = visitor.page
    page.locator("details.all > summary").click()
    for number, text in enumerate(HOSTILE_TEXTS):
        entry = page.locator(f"[data-place=hostile-{number}]")
        assert entry.locator("h2").inner_text() == " ".join(text.split())
    for pin in page.locator(".pin").all():
        pin.focus()
        page.keyboard.press("Enter")
        page.get_by_role("dialog").wait_for()
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("typeof hacked") == "undefined"


def test_the_list_is_there_without_javascript(visit, standalone):
    page = visit(java_script_enabled=False).open(standalone).page
    page.locator("details.all > summary").click()
    expect(page.locator(".place h2").last).to_be_visible()
    assert page.locator(".place h2:visible").count() > 100


@pytest.mark.parametrize(
    ("width", "height"),
    [(390, 844), pytest.param(1440, 900, marks=pytest.mark.long(job="sweeps"))],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, standalone, width, height):
    visitor = visit(viewport={"width": width, "height": height}).open(standalone).with_map()
    visitor.page.locator(".pin").first.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("dialog").wait_for()
    assert visitor.violations(".folium-map") == []
    visitor.page.keyboard.press("Escape")
    visitor.page.get_by_role("dialog").wait_for(state="detached")
    visitor.page.locator("details.all > summary").click()
    visitor.page.locator(".place h2").last.wait_for()
    assert not visitor.is_scrolling_sideways()
    if width == 390:  # the list of all places is long, and the same on every screen
        assert visitor.violations() == []
        visitor.page.set_viewport_size({"width": 320, "height": 640})
        assert not visitor.is_scrolling_sideways()
