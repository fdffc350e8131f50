"""Every sort of page, in every way of reading that is promised: axe, reflow, colours, motion.

Complements what the tests of single pages judge; here nothing is clicked that they click.
"""

import pytest
from driving import Visit, with_tiles
from playwright.sync_api import expect
from test_site_pages import ENLARGED, NARROW, without_missing

from api.site.paper import MOST_NEAR

SIZES = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
PLACES = {
    "with hours": "/places/wijkgebouw-de-bron-rubroek",
    "exact, without hours": "/places/bethelkerk-charlois",
    "known to its street": "/places/bouwkeet",
    "planned, known to its neighbourhood": "/places/huis-van-de-wijk-cool",
    "known to its neighbourhood": "/places/de-brug-delfshaven",
    "closed": "/places/resto-vanharte-noord",
}
PAGES = (
    *PLACES.values(),
    "/",
    "/?q=3014",
    "/?q=Amsterdam",
    "/?q=Delfshaven&kind=huiskamer&access=yes&open=now",
    "/print?q=3014",
    "/accessibility",
    "/offline",
    "/nowhere",
)
MAP = "/?page=1"


SMALL = (NARROW, ENLARGED)


def wrong_with(visitor, size):
    """What axe finds on a page, and on which small screens it scrolls sideways."""
    for closed in visitor.page.locator("main details:not([open]) > summary").all():
        if closed.is_visible():
            closed.click()
    found = visitor.violations()
    for small in SMALL if size == "phone" else ():
        visitor.page.set_viewport_size(small["viewport"])
        if visitor.is_scrolling_sideways():
            found.append(small)
    visitor.page.set_viewport_size(SIZES[size]["viewport"])
    return found


ONE_OF_EACH = (PLACES["with hours"], PLACES["closed"], "/", "/?q=3014", "/offline", "/nowhere")
"""A page of each layout (`test_paper` has those for paper)."""
FROM_THE_RIGHT = (f"/ar{ONE_OF_EACH[0]}", "/ar/?q=3014")
OTHER_LANGUAGES = (
    *(f"/ar{path}" for path in ONE_OF_EACH if f"/ar{path}" not in FROM_THE_RIGHT),
    *(f"/pl{path}" for path in ONE_OF_EACH),  # long words
    # The rest have the same templates with other words.
    *(f"/{language}/?q=3014" for language in ("en", "tr", "pap")),
)
sweeps = pytest.mark.long(job="sweeps")


@pytest.mark.parametrize(
    ("size", "chosen"),
    [
        pytest.param("phone", ONE_OF_EACH, id="one of each layout"),
        pytest.param("phone", FROM_THE_RIGHT, id="from right to left"),
        pytest.param("phone", tuple(one for one in PAGES if one not in ONE_OF_EACH),
                     id="all others", marks=sweeps),
        pytest.param("phone", OTHER_LANGUAGES, id="other languages", marks=sweeps),
        pytest.param("desktop", ONE_OF_EACH[:4], id="on a screen", marks=sweeps),
    ],
)  # fmt: skip
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, site, size, chosen):
    visitor, wrong = visit(**SIZES[size]), {}
    for path in chosen:
        visitor.open(f"{site}{path}")
        if found := wrong_with(visitor, size):
            wrong[path] = found
    without_missing(visitor)
    assert wrong == {}


@pytest.mark.parametrize(
    ("prefix", "size"),
    [
        ("", "phone"),
        pytest.param("", "desktop", marks=sweeps),
        pytest.param("/ar", "phone", marks=sweeps),
    ],
)
def test_axe_finds_nothing_on_the_whole_page_with_a_popup_open(visit, site, prefix, size):
    visitor = visit(**SIZES[size]).open(f"{site}{prefix}{MAP}")
    if visitor.page.locator("#toggle-map").is_visible():
        visitor.page.click("#toggle-map")
    visitor.with_map()
    visitor.page.locator(".place:has(.show) .rest > summary").first.click()
    visitor.page.locator(".show:visible").first.click()
    visitor.page.get_by_role("dialog").wait_for()
    visitor.settle()
    assert visitor.violations() == []
    for small in SMALL if size == "phone" else ():
        visitor.page.set_viewport_size(small["viewport"])
        assert not visitor.is_scrolling_sideways()


def test_with_the_colours_of_the_visitor_focus_and_states_stay_visible(visit, site):
    visitor = visit(forced_colors="active", **SIZES["desktop"]).open(f"{site}{MAP}").with_map()
    page = visitor.page
    page.locator(".filters summary").click()
    for one in (".filters summary", ".filters button", ".place h3 a", ".pin", "#q"):
        if one == "#q":  # opens over the filters
            page.locator(".ask summary").click()
        page.locator(one).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        # A card is the target of its name, and its outline is drawn around the whole of it.
        style = page.evaluate(
            "(({ outlineStyle, outlineWidth }) => [outlineStyle, parseFloat(outlineWidth)])"
            "(getComputedStyle(document.activeElement, document.activeElement.matches('h3 a')"
            " ? '::after' : null))"
        )
        assert style[0] != "none", one
        assert style[1] >= 2, one
    assert visitor.violations() == []
    visitor.open(f"{site}{PLACES['with hours']}")
    window = page.locator(".answer > .window use").get_attribute("href")
    assert window == "#window-unknown"
    dashes = page.locator("#window-unknown rect").get_attribute("stroke-dasharray")
    assert dashes  # not known: told by the form of the line, not by its colour
    assert visitor.violations() == []


def test_who_wants_no_motion_gets_none(visit, site):
    visitor = visit(reduced_motion="reduce").open(f"{site}{MAP}").with_map()
    page = visitor.page
    page.evaluate(
        "window.moved = [];"
        "for (const kind of ['animationstart', 'transitionrun'])"
        "  document.addEventListener(kind, (event) => moved.push(event.target.className), true)"
    )
    page.locator(".leaflet-control-zoom-in").click()
    page.locator(".place:has(.show) .rest > summary").first.click()
    page.locator(".show:visible").first.click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.locator(".filters summary").click()
    page.locator("[name=kind]").first.wait_for()
    # What begins to move says so in the frame in which it begins.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("moved") == []
    # A press on an arrow key moves the map at once: its class for a slide never appears.
    page.locator(".leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('.leaflet-pan-anim')") is None


def test_with_tiles_every_page_asks_only_the_tile_server(visit, site, tile_server):
    tiles, _ = tile_server
    pages = (*ONE_OF_EACH, MAP, "/accessibility", "/print?q=3014", "/planner", "/embed")
    with with_tiles(site, tiles) as address:
        visitor = visit(**SIZES["desktop"])
        tabs = [visitor, *(Visit(visitor.page.context.new_page()) for _ in pages[1:])]
        for tab, path in zip(tabs, pages, strict=True):
            tab.open(f"{address}{path}")
        # All together: each waits half a second for what might still come.
        for tab in tabs:
            tab.page.wait_for_load_state("networkidle")
    own = (address, f"{tiles}/", "data:")
    asked = [url for tab in tabs for url in tab.requests]
    assert [url for url in asked if not url.startswith(own)] == []
    for tab in tabs:
        assert without_missing(tab).complaints == []


def test_without_javascript_a_list_is_printed_and_a_place_read(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/?q=3014").page
    page.locator(".paper a").first.click()
    expect(page.locator(".places .number")).to_have_count(MOST_NEAR)
    expect(page.locator(".code img")).to_be_visible()
    page.get_by_role("link", name="Terug naar de lijst").click()
    page.locator(".place h3 a").first.click()
    for heading in ("#now", "#where", "#hours", "#doing", "#getting-in", "#nearby", "#sources"):
        expect(page.locator(heading)).to_be_visible()


def test_the_first_page_leads_to_places_that_may_be_nearer(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/?q=3014").page
    page.get_by_role("link", name="Die kunnen dichterbij zijn.").click()
    expect(page.locator("#group-vague")).to_be_visible()
    expect(page.get_by_role("link", name="Die kunnen dichterbij zijn.")).to_have_count(0)
