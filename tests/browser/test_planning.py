"""The planners' page, as a planner meets it: a table, and a map that shows the same."""

import re

import pytest

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
NARROW = {"viewport": {"width": 320, "height": 640}}
PAGES = ("/planner", "/en/planner?by=buurt&block=saturday")
WRONG = "/planner?minutes=-5&at=gisteren&gebied=Delfshavn"


def with_map(visitor):
    if visitor.page.locator("#toggle-map:visible").count():
        visitor.page.click("#toggle-map")
    visitor.page.locator("path.shade").first.wait_for()
    return visitor


def shape_of(page, code):
    return page.locator(f"path.shade.district-{code}")


def test_the_page_is_whole_without_javascript(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/planner").page
    assert page.locator("tbody tr").count() == 21
    assert page.locator("#map-panel").is_hidden()
    assert page.locator("#toggle-map").is_hidden()
    assert re.search(r"woont \d+\u2013\d+\s% op", page.get_by_role("status").inner_text())
    assert page.locator("section:has(#gaps) ol li").count() > 3
    assert page.locator("section:has(#losses) ol li").count() > 3


def test_the_form_asks_without_javascript_and_keeps_what_was_asked(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/planner").page
    page.select_option("#by", "buurt")
    page.select_option("#gebied", label="Delfshaven")
    page.fill("#minutes", "12")
    page.select_option("#age", "65+")
    page.select_option("#block", "sunday")
    page.click("button[type=submit]")
    names = page.locator("tbody th a").all_inner_texts()
    assert {"Bospolder", "Tussendijken"} <= set(names)
    assert "Binnen 12 min" in page.locator("thead").inner_text()
    assert "Zondag" in page.locator(".conditions").inner_text()
    assert page.locator("#minutes").input_value() == "12"
    assert page.locator("#age").input_value() == "65+"
    page.click(".menu summary")
    page.click(".menu nav a[hreflang=en]")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("tbody th a").all_inner_texts() == names


def test_a_gebied_leads_to_its_buurten(visit, site):
    page = visit().open(f"{site}/planner?minutes=15").page
    page.get_by_role("link", name="Charlois").click()
    assert "Carnisse" in page.locator("tbody th a").all_inner_texts()
    assert page.locator("#minutes").input_value() == "15"


def test_a_mistake_is_said_above_the_form_and_leads_to_its_field(visit, site):
    visitor = visit().open(site + WRONG)
    visitor.complaints.clear()  # the browser reports status 400 as an error
    page = visitor.page
    alert = page.get_by_role("alert")
    assert alert.locator("li").count() == 3
    assert page.locator("table").count() == 0
    alert.get_by_role("link", name="De looptijd").click()
    assert page.evaluate("location.hash") == "#minutes"
    assert page.locator("#minutes").input_value() == "-5"
    assert page.locator("#minutes").get_attribute("aria-invalid") == "true"


def test_the_map_has_every_district_of_the_table_in_its_class(visit, site):
    page = with_map(visit().open(f"{site}/planner?by=buurt")).page
    lines = page.locator("tr[data-code]")
    assert lines.count() == page.locator("path.shade").count() == 91
    colours = page.evaluate("JSON.parse(document.getElementById('map').dataset.settings).colours")
    for line in lines.all()[:20]:
        shade = line.get_attribute("data-shade")
        fill = shape_of(page, line.get_attribute("data-code")).get_attribute("fill")
        assert fill == ("url(#unknown-shade)" if shade is None else colours[int(shade)])


@pytest.mark.parametrize(
    ("question", "name"), [("", "Vondelingenplaat"), ("?block=saturday", "Feijenoord")]
)
def test_what_is_not_known_or_hardly_is_hatched(visit, site, question, name):
    page = with_map(visit().open(f"{site}/planner{question}")).page
    code = page.locator(f"tr:has-text('{name}')").get_attribute("data-code")
    assert shape_of(page, code).get_attribute("fill") == "url(#unknown-shade)"
    assert "niet bekend" in page.locator(".shades").inner_text()


def test_the_keyboard_in_the_table_marks_the_district_on_the_map(visit, site):
    page = with_map(visit().open(f"{site}/planner")).page
    page.get_by_role("link", name="Noord", exact=True).focus()
    assert page.locator("path.shade.marked").count() == 1
    assert page.locator("#map-reading").inner_text().startswith("Noord: ")
    page.keyboard.press("Shift+Tab")
    assert not page.locator("#map-reading").inner_text().startswith("Noord: ")


def test_the_pointer_on_the_map_marks_the_line_and_a_click_goes_there(visit, site):
    page = with_map(visit().open(f"{site}/planner")).page
    line = page.locator("tr:has-text('Feijenoord')")
    shape = shape_of(page, line.get_attribute("data-code"))
    shape.dispatch_event("mouseover")
    assert "marked" in line.get_attribute("class")
    shape.hover()
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("document.activeElement.textContent") == "Feijenoord"


def test_headings_sort_by_keyboard(visit, site):
    page = visit().open(f"{site}/planner").page
    page.locator("thead").get_by_role("link", name="Inwoners").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=residents**")
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Inwoners")


def test_a_map_without_data_says_so_and_the_table_stays(visit, site):
    visitor = visit()
    visitor.page.route("**/v1/coverage*", lambda route: route.abort())
    visitor.open(f"{site}/planner")
    visitor.page.get_by_text("De kaart kon niet worden geladen").wait_for()
    assert visitor.page.locator("tbody tr").count() == 21
    visitor.complaints.clear()


def test_nothing_is_asked_of_another_site(visit, site):
    visitor = with_map(visit().open(f"{site}/planner"))
    assert all(address.startswith(site) for address in visitor.requests)


@pytest.mark.parametrize("path", [*PAGES, WRONG])
def test_at_320_pixels_only_the_table_scrolls_sideways(visit, site, path):
    visitor = visit(**NARROW).open(site + path)
    visitor.complaints.clear()
    if path != WRONG:
        with_map(visitor)
    assert not visitor.is_scrolling_sideways()


def test_the_table_scrolls_by_keyboard_in_a_region_with_a_name(visit, site):
    page = visit(**NARROW).open(f"{site}/planner").page
    region = page.locator("#table")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert region.evaluate("box => box.scrollLeft") > 0
    assert region.get_attribute("aria-labelledby") == "table-caption"


@pytest.mark.parametrize("options", [{}, PHONE])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_with_the_map_open(visit, site, path, options):
    visitor = with_map(visit(bypass_csp=True, **options).open(site + path))
    assert visitor.violations() == []


@pytest.mark.parametrize("path", [WRONG, "/en" + WRONG])
def test_axe_finds_nothing_where_something_is_wrong(visit, site, path):
    visitor = visit(bypass_csp=True).open(site + path)
    visitor.complaints.clear()
    assert visitor.violations() == []
