"""The list and the map beside it, as a visitor meets them."""

import json

import pytest
from driving import HOSTILE_TEXTS, serving

from geo.symbology import is_drawn

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
NARROW = {"viewport": {"width": 320, "height": 640}}


def published(release):
    collection = json.loads((release / "places.geojson").read_text(encoding="utf-8"))
    return [feature["properties"] for feature in collection["features"]]


def drawn(release, kind):
    return sum(
        place["kind"] == kind and is_drawn(place["precision"]) for place in published(release)
    )


def test_every_place_with_a_known_point_is_drawn_in_its_kind(visit, site, release):
    visitor = visit().open(f"{site}/").with_map().see_everything()
    expected = drawn(release, "huis_van_de_wijk"), drawn(release, "huiskamer")
    assert min(expected) > 40
    assert visitor.counted_pins() == expected


def test_the_list_holds_every_place_without_javascript(visit, site, release):
    page = visit(java_script_enabled=False).open(f"{site}/").page
    names = page.locator(".place h3").all_inner_texts()
    assert sorted(names) == sorted(" ".join(one["name"].split()) for one in published(release))
    assert f"{len(names)} plekken" in page.locator("[role=status]").inner_text()
    assert page.locator("#map-panel").is_hidden()
    assert page.locator("button.show:visible").count() == 0


def test_the_form_chooses_without_javascript(visit, site, release):
    page = visit(java_script_enabled=False).open(f"{site}/").page
    page.select_option("#kind", "huis_van_de_wijk")
    page.select_option("#gebied", "WK059903")
    page.click(".filter button")
    expected = [
        one["name"]
        for one in published(release)
        if one["kind"] == "huis_van_de_wijk" and one["gebied_code"] == "WK059903"
    ]
    assert sorted(page.locator(".place h3").all_inner_texts()) == sorted(expected)
    assert page.locator("#kind").input_value() == "huis_van_de_wijk"
    page.click("header.site nav a")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#gebied").input_value() == "WK059903"


def test_the_map_shows_only_what_was_chosen(visit, site, release):
    visitor = visit().open(f"{site}/?kind=huis_van_de_wijk").with_map().see_everything()
    assert visitor.counted_pins() == (drawn(release, "huis_van_de_wijk"), 0)


def test_nothing_is_asked_of_anyone_else(visit, site):
    visitor = visit().open(f"{site}/").with_map().see_everything()
    assert visitor.requests
    assert [url for url in visitor.requests if not url.startswith(site)] == []


def test_only_the_configured_tiles_come_from_elsewhere(visit, release, tile_server):
    tiles, asked = tile_server
    with serving(release, f"{tiles}/{{z}}/{{x}}/{{y}}.png") as address:
        visitor = visit().open(f"{address}/").with_map()
        visitor.page.locator(".leaflet-tile-loaded").first.wait_for()
        assert asked
        others = [url for url in visitor.requests if not url.startswith(address)]
        assert others
        assert all(url.startswith(f"{tiles}/") for url in others)
        credit = visitor.page.locator(".leaflet-control-attribution").inner_text()
        assert credit == "Kaart & <b>meer</b>"


def test_the_map_stands_when_the_tiles_do_not_come(visit, release):
    with serving(release, "http://127.0.0.1:9/{z}/{x}/{y}.png") as address:
        visitor = visit().open(f"{address}/").with_map()
        assert visitor.page.locator("path.district").count() >= 14
        refused = [text for text in visitor.complaints if "ERR_" in text]
        assert refused == visitor.complaints
        visitor.complaints.clear()


def test_hostile_text_stays_text_in_the_list_and_in_popups(visit, hostile_release):
    with serving(hostile_release) as address:
        visitor = visit().open(f"{address}/").with_map()
        page = visitor.page
        for number, text in enumerate(HOSTILE_TEXTS):
            entry = page.locator(f"#place-hostile-{number}")
            assert entry.locator("h3").inner_text() == " ".join(text.split())
            entry.locator(".show").click()
            popup = page.locator(".place-popup")
            popup.wait_for()
            assert popup.locator("h3").inner_text() == " ".join(text.split())
            popup.locator("summary").click()
            assert popup.locator("a[href^='javascript']").count() == 0
            page.keyboard.press("Escape")
        page.goto(f"{address}/places/hostile-1")
        assert page.locator("h1").inner_text() == HOSTILE_TEXTS[1]
        assert page.title().startswith(HOSTILE_TEXTS[1])
        assert page.evaluate("typeof hacked") == "undefined"


def test_the_keyboard_opens_a_pin_and_comes_back_to_it(visit, site):
    page = visit().open(f"{site}/?q=Huis+van+de+Wijk+De+Kip").with_map().page
    pin = page.locator(".pin").first
    pin.focus()
    name = pin.get_attribute("aria-label")
    for key in ("Enter", " "):
        page.keyboard.press(key)
        dialog = page.get_by_role("dialog")
        dialog.wait_for()
        assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
        assert dialog.locator("h3").inner_text() in name
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('[role=dialog]')")
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name


def test_pins_are_reached_with_tab(visit, site):
    page = visit().open(f"{site}/").with_map().page
    page.locator(".leaflet-control-zoom-out").focus()
    page.locator("#map").focus()
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len([name for name in reached if name and "Huis" in name]) > 5


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_group_opens_with_the_keyboard_and_hands_the_focus_on(visit, site, key):
    visitor = visit().open(f"{site}/").with_map()
    page = visitor.page
    group = page.locator(".cluster-pin").first
    name = group.get_attribute("aria-label")
    group.focus()
    page.keyboard.press(key)
    visitor.until(
        "document.activeElement.closest('.leaflet-marker-pane') &&"
        f" document.activeElement.getAttribute('aria-label') !== {json.dumps(name)}"
    )


def test_an_entry_is_shown_on_the_map_and_the_focus_comes_back(visit, site):
    page = visit().open(f"{site}/").with_map().page
    button = page.locator(".place:has(.show:visible) .show").first
    entry = page.locator(".place:has(.show:visible)").first.get_attribute("id")
    button.click()
    page.get_by_role("dialog").wait_for()
    page.get_by_role("button", name="Sluiten").click()
    page.get_by_role("dialog").wait_for(state="detached")
    assert page.evaluate("document.activeElement.closest('.place')?.id") == entry


def test_a_place_whose_point_is_not_exact_shows_how_far_off_it_may_be(visit, site, release):
    vague = next(one for one in published(release) if one["precision"] == "street")
    page = visit().open(f"{site}/").with_map().page
    page.locator(f"#place-{vague['id']} .show").click()
    page.locator("path.doubt").wait_for()
    assert "ongeveer" in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    page.locator("path.doubt").wait_for(state="detached")


def test_on_a_phone_the_map_comes_when_asked_for(visit, site):
    visitor = visit(**PHONE).open(f"{site}/")
    page = visitor.page
    toggle = page.get_by_role("button", name="Toon de kaart", exact=True)
    toggle.wait_for()
    assert page.locator("#map").is_hidden()
    toggle.click()
    visitor.with_map()
    assert page.locator("#toggle-map").get_attribute("aria-expanded") == "true"
    assert (
        page.locator("#map").bounding_box()["y"] < page.locator(".place").first.bounding_box()["y"]
    )


@pytest.mark.parametrize("path", ["/", "/en/", "/places/{id}", "/en/places/nowhere", "/?q=xyzzyq"])
def test_at_320_pixels_nothing_scrolls_sideways(visit, site, release, path):
    visitor = visit(**NARROW).open(site + path.format(id=published(release)[0]["id"]))
    if visitor.page.locator("#toggle-map").count():
        visitor.page.locator("#toggle-map").click()
    visitor.complaints[:] = [text for text in visitor.complaints if "404" not in text]
    assert not visitor.is_scrolling_sideways()


def test_hostile_text_does_not_widen_the_page(visit, hostile_release):
    with serving(hostile_release) as address:
        assert not visit(**NARROW).open(f"{address}/").is_scrolling_sideways()


@pytest.mark.parametrize("options", [{}, PHONE])
@pytest.mark.parametrize("path", ["/", "/en/"])
def test_axe_finds_nothing_with_the_map_open(visit, site, path, options):
    visitor = visit(bypass_csp=True, **options).open(site + path)
    if options:
        visitor.page.click("#toggle-map")
    visitor.with_map()
    assert visitor.violations() == []
    visitor.page.locator(".show:visible").first.click()
    visitor.page.get_by_role("dialog").wait_for()
    assert visitor.violations("#map-panel") == []


@pytest.mark.parametrize("path", ["/places/{id}", "/en/places/{id}", "/?q=xyzzyq"])
def test_axe_finds_nothing_on_the_other_pages(visit, site, release, path):
    visitor = visit(bypass_csp=True).open(site + path.format(id=published(release)[0]["id"]))
    assert visitor.violations() == []
