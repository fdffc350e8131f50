"""The map beside the list of results, as a visitor meets it."""

import json
import re

from driving import HOSTILE_TEXTS, with_tiles
from playwright.sync_api import expect

from geo.directory.symbology import is_drawn

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
ALL = "/?page=1"


def published(release):
    collection = json.loads((release / "places.geojson").read_text(encoding="utf-8"))
    return [feature["properties"] for feature in collection["features"]]


def drawn(release, kind):
    return sum(
        place["kind"] == kind and is_drawn(place["precision"]) for place in published(release)
    )


def test_every_place_with_a_known_point_is_drawn_and_nobody_else_is_asked(visit, site, release):
    visitor = visit().open(f"{site}{ALL}").with_map().see_everything()
    expected = drawn(release, "huis_van_de_wijk"), drawn(release, "huiskamer")
    assert min(expected) > 40
    visitor.until_pins(*expected)
    assert visitor.requests
    assert [url for url in visitor.requests if not url.startswith(site)] == []


def test_the_map_shows_only_what_was_chosen(visit, site, release):
    visitor = visit().open(f"{site}/?kind=huis_van_de_wijk").with_map().see_everything()
    visitor.until_pins(drawn(release, "huis_van_de_wijk"), 0)


def test_what_is_pointed_at_in_the_list_is_marked_on_the_map_and_back(visit, site):
    page = visit().open(f"{site}/?q=Huis+van+de+Wijk+De+Kip").with_map().page
    entry = page.locator(".place").first
    entry.hover()
    marked = page.locator(".leaflet-marker-pane .marked")
    expect(marked).to_have_attribute(
        "aria-label", re.compile(re.escape(entry.locator("h3").inner_text()))
    )
    page.locator("h1").hover()
    marked.wait_for(state="detached")
    near = page.locator(".place h3").all_inner_texts()
    titles = [pin.get_attribute("title") for pin in page.locator(".pin").all()]
    name = next(title for title in titles if title in near)
    page.get_by_title(name, exact=True).focus()
    expect(page.locator(".place.marked h3")).to_have_text(name)


def test_a_pin_of_another_page_of_the_list_tells_what_it_is(visit, site):
    page = visit().open(f"{site}{ALL}").with_map().page
    near = set(page.locator(".place h3").all_inner_texts())
    for pin in page.locator(".pin").all():
        if pin.get_attribute("title") not in near:
            break
    else:
        raise AssertionError("no pin of another page in view")
    pin.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("h3 a")).to_have_attribute("href", re.compile("^/places/"))


def test_on_a_phone_leaflet_comes_with_the_map_when_it_is_asked_for(visit, site):
    visitor = visit(**PHONE).open(f"{site}{ALL}")
    page = visitor.page
    toggle = page.get_by_role("button", name="Grote kaart", exact=True)
    toggle.wait_for()  # the script has run
    page.wait_for_load_state("networkidle")
    assert page.locator("#map").is_hidden()
    assert [url for url in visitor.requests if "leaflet" in url or "/v1/" in url] == []
    toggle.click()
    visitor.with_map()
    assert any("leaflet.js" in url for url in visitor.requests)
    expect(page.locator("#toggle-map")).to_have_attribute("aria-expanded", "true")
    assert (
        page.locator("#map").bounding_box()["y"] < page.locator(".place").first.bounding_box()["y"]
    )


def test_no_name_of_a_district_stands_under_a_pin(visit, site):
    visitor = visit().open(f"{site}{ALL}").with_map()
    # The names step aside once the map has come to rest.
    visitor.until(
        """(() => {
          const boxes = (what) => [...document.querySelectorAll(what)]
            .filter((one) => getComputedStyle(one).visibility === "visible")
            .map((one) => one.getBoundingClientRect())
            .filter((box) => box.width);
          const pins = boxes(".leaflet-marker-pane > *");
          const names = boxes(".district-name span");
          return pins.length && names.length && !names.some((name) => pins.some((pin) =>
            name.left < pin.right && pin.left < name.right
            && name.top < pin.bottom && pin.top < name.bottom));
        })()"""
    )


def test_only_the_configured_tiles_come_from_elsewhere(visit, site, tile_server):
    tiles, asked = tile_server
    with with_tiles(site, tiles) as address:
        visitor = visit().open(f"{address}{ALL}").with_map()
        visitor.page.wait_for_load_state("networkidle")
        assert asked == []  # our own streets come first: nobody else hears who looks where
        visitor.page.locator(".leaflet-control-layers").hover()
        visitor.page.get_by_label("Achtergrondkaart").check()
        visitor.page.locator(f".leaflet-tile-loaded[src^='{tiles}']").first.wait_for()
        expect(visitor.page.locator(".leaflet-control-attribution")).to_contain_text(
            "Kaart & <b>meer</b>"
        )
        assert asked
        others = [url for url in visitor.requests if not url.startswith(address)]
        assert others
        assert all(url.startswith(f"{tiles}/") for url in others)


def test_the_map_stands_when_the_tiles_do_not_come(visit, site):
    with with_tiles(site, "http://127.0.0.1:9") as address:
        visitor = visit().open(f"{address}{ALL}").with_map()
        visitor.page.locator(".leaflet-control-layers").hover()
        with visitor.page.expect_event("requestfailed"):
            visitor.page.get_by_label("Achtergrondkaart").check()
        visitor.page.wait_for_load_state("networkidle")
        assert visitor.page.locator("path.district").count() >= 14
        refused = [text for text in visitor.complaints if "ERR_" in text]
        assert refused == visitor.complaints
        visitor.complaints.clear()


def test_hostile_text_stays_text_in_the_list_and_in_popups(visit, hostile_site):
    visitor = visit().open(f"{hostile_site}{ALL}").with_map()
    page = visitor.page
    for number, text in enumerate(HOSTILE_TEXTS):
        entry = page.locator(f"#place-hostile-{number}")
        assert entry.locator("h3").inner_text() == " ".join(text.split())
        entry.locator(".rest > summary").click()
        entry.locator(".show").click()
        popup = page.locator(".place-popup")
        expect(popup.locator("h3")).to_have_text(text)
        assert popup.locator("a[href^='javascript']").count() == 0
        page.keyboard.press("Escape")
        popup.wait_for(state="detached")
    page.goto(f"{hostile_site}/places/hostile-1")
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
        expect(dialog).to_be_focused()
        assert dialog.locator("h3").inner_text() in name
        page.keyboard.press("Tab")
        expect(dialog.locator(":focus")).to_be_attached()
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        expect(page.locator(":focus")).to_have_attribute("aria-label", name)


def test_pins_are_reached_with_tab(visit, site):
    page = visit().open(f"{site}{ALL}").with_map().page
    page.locator(".leaflet-control-zoom-out").focus()
    page.locator("#map").focus()
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len([name for name in reached if name and "Huis" in name]) > 5


def test_a_group_opens_with_the_keyboard_and_hands_the_focus_on(visit, site):
    visitor = visit()
    page = visitor.page
    for key in ("Enter", " "):
        visitor.open(f"{site}{ALL}").with_map()
        group = page.locator(".cluster-pin").first
        name = group.get_attribute("aria-label")
        group.focus()
        page.keyboard.press(key)
        visitor.until(
            "document.activeElement.closest('.leaflet-marker-pane') &&"
            f" document.activeElement.getAttribute('aria-label') !== {json.dumps(name)}"
        )


def test_an_entry_is_shown_on_the_map_and_the_focus_comes_back(visit, site):
    page = visit().open(f"{site}{ALL}").with_map().page
    page.locator(".place:has(.show) .rest > summary").first.click()
    button = page.locator(".place:has(.show:visible) .show").first
    entry = page.locator(".place:has(.show:visible)").first.get_attribute("id")
    button.click()
    page.get_by_role("dialog").wait_for()
    page.get_by_role("button", name="Sluiten").click()
    page.get_by_role("dialog").wait_for(state="detached")
    expect(page.locator(f"#{entry} :focus")).to_be_attached()


def test_a_place_whose_point_is_not_exact_shows_how_far_off_it_may_be(visit, site, release):
    vague = next(one for one in published(release) if one["precision"] == "street")
    page = visit().open(f"{site}/?gebied={vague['gebied_code']}").with_map().page
    page.locator(f"#place-{vague['id']} .rest > summary").click()
    page.locator(f"#place-{vague['id']} .show").click()
    page.locator("path.doubt").wait_for()
    page.keyboard.press("Escape")
    page.locator("path.doubt").wait_for(state="detached")


def test_a_pin_whose_door_is_not_known_stands_in_a_ring_of_its_own(visit, site):
    page = visit().open(f"{site}/?q=Delfshaven").with_map().page
    page.locator("path.vague").first.wait_for()
    loose, outside, rings = page.evaluate(
        """() => {
          const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
          const rings = [...document.querySelectorAll("path.vague")]
            .map((ring) => ring.getBoundingClientRect());
          const pins = [...document.querySelectorAll(".pin:has(use[href^='#loose-'])")]
            .map((pin) => middle(pin.getBoundingClientRect()));
          const outside = pins.filter(([x, y]) => !rings.some((ring) =>
            Math.hypot(x - middle(ring)[0], y - middle(ring)[1]) <= ring.width / 2 + 4));
          return [pins.length, outside.length, rings.length];
        }"""
    )
    assert loose
    assert (outside, rings) == (0, loose)
