"""Every sort of page, in every way of reading that is promised: axe, reflow, colours, motion.

Complements what the tests of single pages judge; here nothing is clicked that they click.
"""

import pytest
from driving import serving
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


@pytest.fixture
def read(visit):
    """Open pages one after the other in one tab, and gather what is wrong by page."""

    def reading(address, paths, judge, **options):
        visitor = visit(**options)
        wrong = {}
        for path in paths:
            without_missing(visitor.open(f"{address}{path}"))
            for closed in visitor.page.locator("main details:not([open]) > summary").all():
                if closed.is_visible():
                    closed.click()
            found = judge(visitor)
            if found:
                wrong[path] = found
        without_missing(visitor)
        return wrong

    return reading


READ = [("", "phone"), ("", "desktop"), ("/ar", "phone")]
"""In which language and on what screen pages are judged: from left to right on both, and from right
to left. The other languages have the same templates with other words."""
ONE_OF_EACH = (PLACES["with hours"], PLACES["closed"], "/", "/?q=3014", "/print?q=3014", "/offline")
"""A page of each layout; what differs between those of one layout is judged on a phone."""


@pytest.mark.parametrize(("prefix", "size"), READ)
def test_axe_finds_nothing_on_any_sort_of_page(read, site, prefix, size):
    chosen = PAGES if (prefix, size) == ("", "phone") else ONE_OF_EACH
    paths = [f"{prefix}{path}" for path in chosen]
    assert read(site, paths, lambda visitor: visitor.violations(), **SIZES[size]) == {}


def test_axe_finds_nothing_in_the_other_languages(read, site):
    paths = [
        f"{prefix}{path}"
        for prefix in ("/en", "/tr", "/pap", "/pl")
        for path in ("/?q=3014", PLACES["with hours"])
    ]
    assert read(site, paths, lambda visitor: visitor.violations(), **SIZES["phone"]) == {}


@pytest.mark.parametrize(("prefix", "size"), READ)
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


@pytest.mark.parametrize(
    ("prefix", "options"),
    [
        pytest.param("", NARROW, id="320 pixels"),
        pytest.param("", ENLARGED, id="400 %"),
        pytest.param("/ar", NARROW, id="from right to left"),
        pytest.param("/pl", NARROW, id="long words"),
    ],
)
def test_no_page_scrolls_sideways(read, site, prefix, options):
    paths = [f"{prefix}{path}" for path in PAGES]
    assert read(site, paths, lambda visitor: visitor.is_scrolling_sideways(), **options) == {}


@pytest.mark.parametrize("options", [NARROW, ENLARGED], ids=["320 pixels", "400 %"])
def test_the_open_map_does_not_scroll_the_page_sideways(visit, site, options):
    visitor = visit(**options).open(f"{site}{MAP}")
    visitor.page.click("#toggle-map")
    visitor.with_map()
    visitor.page.locator(".place:has(.show) .rest > summary").first.click()
    visitor.page.locator(".show:visible").first.click()
    visitor.page.get_by_role("dialog").wait_for()
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
    page.locator(".filters summary").click()
    page.wait_for_timeout(400)
    assert page.evaluate("moved") == []
    # A press on an arrow key moves the map at once: its class for a slide never appears.
    page.locator(".leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('.leaflet-pan-anim')") is None


def test_with_tiles_every_page_asks_only_the_tile_server(visit, release, tile_server):
    tiles, _ = tile_server
    with serving(release, f"{tiles}/{{z}}/{{x}}/{{y}}.png") as address:
        visitor = visit(**SIZES["phone"])
        for path in (*PAGES, "/planner", "/embed"):
            visitor.open(f"{address}{path}")
            visitor.page.wait_for_load_state("networkidle")
        without_missing(visitor)
        own = (address, f"{tiles}/", "data:")
        assert [url for url in visitor.requests if not url.startswith(own)] == []


def test_without_javascript_a_list_is_printed_and_a_place_read(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/?q=3014").page
    page.locator(".paper a").first.click()
    assert page.locator(".places .number").count() == MOST_NEAR
    assert page.locator(".code img").is_visible()
    page.get_by_role("link", name="Terug naar de lijst").click()
    page.locator(".place h3 a").first.click()
    for heading in ("#now", "#where", "#hours", "#doing", "#getting-in", "#nearby", "#sources"):
        assert page.locator(heading).is_visible(), heading


def test_the_first_page_leads_to_places_that_may_be_nearer(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/?q=3014").page
    page.get_by_role("link", name="Die kunnen dichterbij zijn.").click()
    assert page.locator("#group-vague").is_visible()
    assert page.get_by_role("link", name="Die kunnen dichterbij zijn.").count() == 0
