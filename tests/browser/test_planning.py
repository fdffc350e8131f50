"""The planners' page, as a planner meets it: question, answer, map and table, which agree."""

import re

import pytest
from colours import colours_of, colours_under
from driving import COLOURS, with_tiles
from playwright.sync_api import expect

from geo.maps.shades import RAMP

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SIZES = ((1280, 1000), (768, 1024), (390, 844), (320, 640))
LAPTOP = {"viewport": {"width": 1280, "height": 1000}}
PAPER = {"viewport": {"width": 718, "height": 1000}}
PAGES = ("/planner?fill=walk&gaps=1", "/en/planner?gebied=WK059903")
SWEEP = pytest.mark.long(job="sweeps")
WRONG = "/planner?minutes=-5&at=gisteren&gebied=Delfshavn"


@pytest.fixture
def tiled(site, tile_server):
    with with_tiles(site, tile_server[0]) as address:
        yield address


def area_of(page, code):
    return page.locator(f"#shapes a[data-code='{code}'] .area")


def code_of(page, name):
    return page.locator(f"tbody tr:has(a:text-is('{name}'))").get_attribute("data-code")


def test_the_page_is_whole_without_javascript(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/planner").page
    assert page.locator("tbody tr").count() == 21
    assert page.locator("#map .area:visible").count() == 21
    assert page.locator(".zoom").is_hidden()
    said = page.locator(".answer [role=status]").inner_text()
    assert re.search(r"\d+\u2013\d+\s%\s+van de", said)
    assert page.locator("section:has(#gaps) ol li").count() > 3
    assert page.locator("section:has(#losses) ol li").count() > 3


def test_the_form_asks_without_javascript_and_keeps_what_was_asked(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/planner").page
    page.select_option("#gebied", label="Delfshaven")
    page.select_option("#minutes", "15")
    page.select_option("#age", "65+")
    page.select_option("#block", "sunday")
    page.get_by_role("button", name="Bereken").click()
    page.wait_for_url("**gebied=**")
    page.locator("tfoot").wait_for()
    names = page.locator("tbody th a").all_inner_texts()
    assert {"Bospolder", "Tussendijken"} <= set(names)
    assert "Binnen 15 min" in page.locator("thead").inner_text()
    expect(page.locator(".conditions")).to_contain_text("Zondag")
    assert page.locator("#minutes").input_value() == "15"
    assert page.locator("#age").input_value() == "65+"
    page.click(".menu summary")
    page.click(".menu nav a[hreflang=en]")
    page.locator("html[lang=en] tfoot").wait_for()
    assert page.locator("tbody th a").all_inner_texts() == names


def test_a_gebied_leads_to_its_buurten_with_an_answer_of_its_own(visit, site):
    page = visit().open(f"{site}/planner?minutes=15").page
    page.locator("tbody").get_by_role("link", name="Charlois").click()
    page.locator("tfoot", has_text="Charlois").wait_for()
    assert "Carnisse" in page.locator("tbody th a").all_inner_texts()
    assert page.locator("#minutes").input_value() == "15"
    assert "inwoners van Charlois" in page.locator(".answer [role=status]").inner_text()
    expect(page.locator("tfoot th")).to_have_text("Charlois")
    page.get_by_role("link", name="Terug naar heel Rotterdam").click()
    expect(page.locator("tfoot th")).to_have_text("Rotterdam")


def test_a_mistake_is_said_above_the_form_and_leads_to_its_field(visit, site):
    visitor = visit().open(site + WRONG)
    visitor.complaints.clear()  # the browser reports status 400 as an error
    page = visitor.page
    alert = page.get_by_role("alert")
    assert alert.locator("li").count() == 3
    assert page.locator("table").count() == 0
    alert.get_by_role("link", name="De looptijd").click()
    page.wait_for_url("**#minutes")
    assert page.locator("#minutes").input_value() == "-5"
    assert page.locator("#minutes").get_attribute("aria-invalid") == "true"


def test_the_map_has_every_district_of_the_table_in_its_class(visit, site):
    page = visit().open(f"{site}/planner?by=buurt").page
    of_rows = page.locator("tbody tr[data-code]").evaluate_all(
        "rows => rows.map(row => [row.dataset.code, row.dataset.shade])"
    )
    of_areas = page.locator("#shapes a").evaluate_all(
        "all => all.map(one => [one.dataset.code, one.firstElementChild.classList[1]])"
    )
    assert len(of_rows) == 91
    assert dict(of_areas) == dict(of_rows)
    assert {"plain", "hatch", "c5"} <= set(dict(of_rows).values())


AREAS = {shade: f"#shapes .area.{shade}" for shade in RAMP}
LEGEND = {shade: f".ramp .{shade}" for shade in RAMP}


@pytest.mark.parametrize(
    ("server", "ways"),
    [
        ("site", [("light", "screen"), ("dark", "screen"), ("dark", "print")]),
        ("tiled", [("dark", "screen"), ("light", "screen")]),
    ],
)
def test_the_colour_on_the_map_is_the_colour_of_the_legend(visit, request, server, ways):
    page = visit(**LAPTOP).open(f"{request.getfixturevalue(server)}/planner").page
    for scheme, media in ways:
        page.emulate_media(media=media, color_scheme=scheme)
        of_legend, on_map = colours_of(page, "#map", AREAS, LEGEND)
        assert len(set(of_legend.values())) == 5
        assert {"c2", "c3", "c5"} <= set(on_map)
        for shade, seen in on_map.items():
            assert seen == {of_legend[shade]}, (scheme, media, shade)


def test_layers_are_switched_and_stand_in_the_address(visit, site):
    page = visit(**LAPTOP).open(f"{site}/planner?gebied=WK059916").page
    assert page.locator("#drawn path").count() == 0
    page.locator("#fill").select_option("reach")
    page.locator("#drawn .square").nth(1).wait_for(state="attached")
    page.wait_for_url("**fill=reach**")
    expect(page.locator("#legend")).to_contain_text("Zeker binnen 10 minuten")
    page.get_by_label("Witte vlekken").check()
    page.locator("#drawn .gap").first.wait_for(state="attached")
    page.wait_for_url("**gaps=1**")
    page.get_by_label("Plekken", exact=True).uncheck()
    expect(page.locator("#places")).to_be_hidden()
    page.locator("#streets image").nth(3).wait_for(state="attached")


def test_layers_need_no_javascript(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/planner?gebied=WK059916").page
    page.locator("#fill").select_option("walk")
    page.get_by_role("button", name="Toon op de kaart").click()
    page.wait_for_url("**fill=walk**")
    assert page.locator("#fill").input_value() == "walk"
    assert "tot 5 minuten" in page.locator("#legend").inner_text()
    assert page.locator("#drawn .square").count() >= 3


def test_the_keyboard_in_the_table_marks_the_district_on_the_map(visit, site):
    page = visit().open(f"{site}/planner").page
    page.locator("tbody").get_by_role("link", name="Noord", exact=True).focus()
    marked = page.locator("#shapes a.marked")
    expect(marked).to_have_attribute("data-code", code_of(page, "Noord"))
    reading = page.locator("#map-reading")
    expect(reading).to_have_text(re.compile(r"^Noord\b"))
    page.keyboard.press("Shift+Tab")
    expect(reading).not_to_have_text(re.compile(r"^Noord\b"))


def test_the_keyboard_goes_through_the_map_and_into_a_district(visit, site):
    page = visit().open(f"{site}/planner").page
    page.locator("#shapes a[tabindex='0']").focus()
    first = page.locator("#shapes a.marked").get_attribute("data-code")
    page.keyboard.press("ArrowRight")
    marked = page.locator(f"#shapes a.marked:not([data-code='{first}'])")
    second = marked.get_attribute("data-code")
    expect(page.locator(f"tr[data-code='{second}']")).to_contain_class("marked")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**gebied={second}**")


def test_a_click_on_the_map_chooses_a_district_until_the_next(visit, site):
    page = visit(**LAPTOP).open(f"{site}/planner").page
    code = code_of(page, "Feijenoord")
    area_of(page, code).hover()
    row = page.locator(f"tr[data-code='{code}']")
    expect(row).to_contain_class("marked")
    page.mouse.down()
    page.mouse.up()
    page.locator("h1").hover()
    expect(row).to_contain_class("marked")
    expect(page.locator("#map-reading")).to_have_text(re.compile(r"^Feijenoord\b"))


def test_the_map_zooms_and_comes_back(visit, site):
    page = visit(**LAPTOP).open(f"{site}/planner").page
    drawn = page.locator("#map")
    whole = drawn.get_attribute("viewBox")
    page.get_by_role("button", name="Inzoomen").click()
    expect(drawn).not_to_have_attribute("viewBox", whole)
    page.get_by_role("button", name="De hele kaart").click()
    expect(drawn).to_have_attribute("viewBox", whole)


@pytest.mark.parametrize("options", [LAPTOP, PHONE])
def test_names_on_the_map_do_not_cover_each_other(visit, site, options):
    page = visit(**options).open(f"{site}/planner?by=buurt").page
    boxes = page.evaluate(
        "[...document.querySelectorAll('#names text')].map(one => one.getBoundingClientRect())"
        ".filter(one => one.width).map(one => [one.left, one.top, one.right, one.bottom])"
    )
    assert len(boxes) > 5
    slack = 4
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = (
                one[2] < other[0] + slack
                or other[2] < one[0] + slack
                or one[3] < other[1] + slack
                or other[3] < one[1] + slack
            )
            assert apart, (one, other)


ONLY_DISTRICTS = """() => {
    const others = "#map > g:not(#shapes, #ground), #outline";
    for (const other of document.querySelectorAll(others)) other.style.display = "none";
    document.getElementById("legend").style.visibility = "hidden";
    const found = [];
    for (const [number, area] of document.querySelectorAll("#shapes .area").entries()) {
        const code = area.parentElement.dataset.code;
        const row = document.querySelector(`tr[data-code="${code}"]:has(.bar)`);
        const [fill, name] = [[255, 0, number], row?.querySelector("th a").textContent];
        area.style.cssText = `fill: rgb(${fill}); stroke: none; shape-rendering: crispEdges`;
        if (name) found.push([fill, name]);
    }
    return found;
}"""
"""Leaves of the map only its districts, each in a colour of its own, and takes the legend away."""


def test_the_legend_lies_over_no_district_of_the_main_map(visit, site):
    page = visit(**LAPTOP).open(f"{site}/planner").page
    far = set(page.locator(".inset-name b").all_inner_texts())
    with_figure = {tuple(colour): name for colour, name in page.evaluate(ONLY_DISTRICTS)}
    assert len(with_figure) > len(far)
    for width, height in ((1280, 1000), (1280, 720), (1024, 700), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        under = {with_figure.get(colour) for colour in colours_under(page, "#legend")}
        assert under - {None} <= far, (width, height, under)


def test_headings_sort_by_keyboard(visit, site):
    page = visit().open(f"{site}/planner").page
    page.locator("thead").get_by_role("link", name="Inwoners").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=residents**")
    expect(page.locator("th[aria-sort=ascending]")).to_have_text(re.compile(r"^\s*Inwoners"))


@pytest.mark.parametrize(
    ("path", "judged"),
    [
        pytest.param(PAGES[0], (SIZES[-1],), id="the narrowest"),
        *(pytest.param(path, SIZES, marks=SWEEP) for path in (*PAGES, WRONG)),
    ],
)
def test_no_column_is_cut_axe_finds_nothing_and_no_other_site_is_asked(visit, site, path, judged):
    visitor = visit(**LAPTOP).open(site + path)
    visitor.complaints.clear()  # of the status 400
    for width, height in SIZES:
        visitor.page.set_viewport_size({"width": width, "height": height})
        assert not visitor.is_scrolling_sideways(), width
        ends = visitor.page.evaluate(
            "[...document.querySelectorAll('#table :is(th, td)')]"
            ".map(one => one.getBoundingClientRect().right)"
        )
        assert max(ends, default=0) <= width
        if (width, height) in judged:
            assert visitor.violations() == [], width
    assert all(address.startswith(site) for address in visitor.requests)


def test_on_paper_the_map_stands_and_the_form_does_not(visit, site):
    page = visit(**PAPER).open(f"{site}/planner").page
    page.emulate_media(media="print")
    assert page.locator("#map").bounding_box()["height"] > 300
    assert page.locator(".legend").is_visible()
    assert not page.locator("form:visible").count()
    last = page.locator("#table tr").last
    assert last.locator("th").inner_text() == "Rotterdam"
    assert page.locator("tfoot").evaluate("one => getComputedStyle(one).display") == (
        "table-row-group"  # a group of feet would stand on every sheet
    )
    ends = page.evaluate(
        "[...document.querySelectorAll('#table :is(th, td)')]"
        ".map(one => one.getBoundingClientRect().right)"
    )
    assert max(ends) <= PAPER["viewport"]["width"]


def test_axe_finds_nothing_by_day_and_in_the_dark(visit, site):
    visitor = visit(**LAPTOP).open(f"{site}/planner")
    assert visitor.violations() == []
    visitor.page.emulate_media(color_scheme="dark")
    assert visitor.violations(**COLOURS) == []
