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
    assert visitor.counted_pins() == (
        drawn(release, "huis_van_de_wijk"),
        drawn(release, "huiskamer"),
    )
    assert visitor.requests == [standalone]
    assert visitor.page.locator("path.district").count() >= 14


def test_each_kind_is_a_layer_that_can_be_put_off(visit, standalone, release):
    visitor = visit().open(standalone).with_map().see_everything()
    rooms = drawn(release, "huiskamer")
    layer = partial(visitor.page.get_by_role, "checkbox")
    layer(name=f"Huiskamers ({rooms})").uncheck()
    assert visitor.counted_pins() == (drawn(release, "huis_van_de_wijk"), 0)
    layer(name="Huizen van de Wijk").uncheck()
    assert visitor.page.locator(".leaflet-marker-pane > *").count() == 0
    layer(name=f"Huiskamers ({rooms})").check()
    assert visitor.counted_pins() == (0, rooms)
    layer(name="Grenzen van de gebieden").uncheck()
    assert visitor.page.locator("path.district").count() == 0


def test_a_popup_tells_source_and_date_and_the_focus_comes_back(visit, standalone):
    page = visit().open(standalone).with_map().page
    pin = page.locator(".pin:visible").first
    name = pin.get_attribute("aria-label")
    pin.focus()
    page.keyboard.press("Enter")
    popup = page.get_by_role("dialog")
    popup.locator("summary").click()
    expect(popup.locator(".sources li").first).to_be_visible()
    assert popup.locator(".sources .date").first.inner_text()
    page.keyboard.press("Escape")
    popup.wait_for(state="detached")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name


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
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("typeof hacked") == "undefined"


def test_the_list_is_there_without_javascript(visit, standalone):
    page = visit(java_script_enabled=False).open(standalone).page
    page.locator("details.all > summary").click()
    assert page.locator(".place h2:visible").count() > 100


@pytest.mark.parametrize("viewport", [(1440, 900), (390, 844), (320, 640)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, standalone, viewport):
    width, height = viewport
    visitor = visit(viewport={"width": width, "height": height}).open(standalone).with_map()
    visitor.page.locator(".pin").first.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("dialog").wait_for()
    assert visitor.violations(".folium-map") == []
    visitor.page.keyboard.press("Escape")
    visitor.page.locator("details.all > summary").click()
    assert not visitor.is_scrolling_sideways()
    if width == 390:  # the list of all places is long, and the same on every screen
        assert visitor.violations() == []
