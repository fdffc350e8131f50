"""The start page, the results and the page of a place, as a visitor meets them.

What holds of every page, such as axe and no scrolling sideways, is in `test_site_matrix`.
"""

import re

import pytest
from driving import HOSTILE_TEXTS, serving
from test_site_map import published

NARROW = {"viewport": {"width": 320, "height": 640}}
ENLARGED = {"viewport": {"width": 320, "height": 256}}  # 1280 by 1024 at 400 %
PAGES = (
    "/",
    "/?q=Delfshaven",
    "/?page=1&open=now",
    "/?q=xyzzyq",
    "/places/wijkgebouw-de-bron-rubroek",
    "/accessibility",
    "/offline",
    "/nowhere",
)


def without_missing(visitor):
    """Forget that the browser complains of a page that is not there: that is what was asked."""
    visitor.complaints[:] = [text for text in visitor.complaints if "404" not in text]
    return visitor


def test_hostile_text_stays_text_and_does_not_widen_any_page(visit, hostile_release):
    with serving(hostile_release) as address:
        visitor = visit(**NARROW).open(f"{address}/?page=1")
        page = visitor.page
        for number, text in enumerate(HOSTILE_TEXTS):
            page.goto(f"{address}/places/hostile-{number}")
            assert page.locator("h1").inner_text() == " ".join(text.split())
            assert page.title().startswith(" ".join(text.split()))
            assert page.locator("a[href^='javascript']").count() == 0
            assert not visitor.is_scrolling_sideways()
            page.goto(f"{address}/?q={text.replace('%', '%25').replace('&', '%26')}")
            assert not visitor.is_scrolling_sideways()
        page.goto(f"{address}/offline")
        assert not visitor.is_scrolling_sideways()
        assert page.evaluate("typeof hacked") == "undefined"


def test_everything_works_without_javascript(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/").page
    assert page.locator("#here").is_hidden()
    page.fill("#q", "Delfshaven")
    page.click("form.search button[type=submit]")
    page.wait_for_load_state()
    assert "Delfshaven" in page.locator("h1").inner_text()
    assert page.locator(".place").count() == 20
    assert page.locator("#map-panel").is_hidden()
    page.click(".filters summary")
    page.check("[name=kind][value=huis_van_de_wijk]")
    page.click(".filters button")
    page.wait_for_load_state()
    kinds = page.locator(".place .kind b").all_inner_texts()
    assert set(kinds) == {"Huis van de Wijk"}
    page.click(".paging a[rel=next]")
    assert page.locator(".places").first.get_attribute("start") == "21"
    page.locator(".place h3 a").first.click()
    assert "Kan ik er nu terecht?" in page.locator(".answer").inner_text()
    assert page.locator("figure img").count() <= 1
    page.click(".menu summary")
    page.click(".menu nav a")
    assert page.locator("html").get_attribute("lang") == "en"


def test_every_place_stands_on_one_of_the_pages_of_the_list(visit, site, release):
    page = visit(java_script_enabled=False).open(f"{site}/?page=1").page
    names = page.locator(".place h3").all_inner_texts()
    while page.locator(".paging a[rel=next]").count():
        page.click(".paging a[rel=next]")
        page.wait_for_load_state()
        names += page.locator(".place h3").all_inner_texts()
    assert sorted(names) == sorted(" ".join(one["name"].split()) for one in published(release))
    assert f"{len(names)} plekken" in page.locator("h1").inner_text()


def test_the_keyboard_alone_finds_filters_opens_a_place_and_comes_back(visit, site):
    page = visit().open(f"{site}/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("delfsh")
    option = page.get_by_role("option").first
    option.wait_for()
    assert page.locator("#q").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=Delfshaven"))
    assert "open=" not in page.url  # what is empty is left out of the address
    page.locator(".filters summary").focus()
    page.keyboard.press("Enter")
    page.locator("[name=kind]").first.focus()
    page.keyboard.press("ArrowDown")
    page.locator(".filters button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"kind="))
    link = page.locator(".place h3 a").first
    name = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/places/"))
    assert page.locator("h1").inner_text() == name
    page.go_back()
    assert page.locator(".place h3 a").first.inner_text() == name
    page.locator(".place h3 a:focus").wait_for()
    assert page.evaluate("document.activeElement.innerText") == name


def test_a_letter_more_while_suggestions_are_on_their_way_brings_those_of_the_whole_text(
    visit, site
):
    page = visit().open(f"{site}/").page
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        held.append(route)

    page.route("**/v1/search/suggest*", hold_the_first)
    page.locator("#q").focus()
    with page.expect_request("**/v1/search/suggest?q=delf&*"):
        page.keyboard.type("delf")
    with page.expect_response("**/v1/search/suggest?q=delfsh&*"):
        page.keyboard.type("sh")
    page.get_by_role("option").first.wait_for()
    assert len(held) == 2


def test_a_late_answer_does_not_replace_the_list_in_which_somebody_chooses(visit, site):
    page = visit().open(f"{site}/").page
    page.locator("#q").focus()
    page.keyboard.type("delf")
    option = page.get_by_role("option").first
    option.wait_for()
    page.keyboard.type("s")
    page.keyboard.press("ArrowDown")  # before the pause after which is asked again
    page.wait_for_timeout(800)
    assert option.get_attribute("aria-selected") == "true"


def test_escape_closes_the_suggestions_and_the_text_stays(visit, site):
    page = visit().open(f"{site}/").page
    page.locator("#q").press_sequentially("nieuwe b")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("listbox").count() == 0
    assert page.locator("#q").input_value() == "nieuwe b"


def test_axe_finds_nothing_in_the_open_suggestions(visit, site):
    visitor = visit(bypass_csp=True).open(f"{site}/")
    visitor.page.locator("#q").press_sequentially("nieuwe b")
    visitor.page.get_by_role("listbox").wait_for()
    visitor.page.keyboard.press("ArrowDown")
    assert visitor.violations() == []


def test_my_location_is_asked_on_a_click_and_rounded(visit, site):
    where = {"latitude": 51.9123456789, "longitude": 4.4712345678}
    visitor = visit(geolocation=where, permissions=["geolocation"]).open(f"{site}/")
    page = visitor.page
    page.get_by_role("button", name="Gebruik mijn locatie").click()
    page.wait_for_url(re.compile(r"lat=51\.9123&lon=4\.4712$"))
    assert page.locator("h1").inner_text().endswith("binnen 15 minuten lopen")
    assert "waar u bent" in page.locator(".ask summary").inner_text()
    assert page.locator(".place .distance").first.inner_text()
    page.click(".ask summary")
    page.get_by_role("link", name="Gebruik mijn locatie niet meer").click()
    assert "lat=" not in page.url


def test_a_location_that_is_refused_is_told(visit, site):
    page = visit(permissions=[]).open(f"{site}/").page
    page.get_by_role("button", name="Gebruik mijn locatie").click()
    page.get_by_text("Uw locatie is niet gevonden.").wait_for()


def test_nothing_is_asked_of_anyone_else_on_any_page(visit, site):
    for path in PAGES:
        visitor = visit().open(f"{site}{path}")
        visitor.page.wait_for_load_state("networkidle")
        without_missing(visitor)
        assert [url for url in visitor.requests if not url.startswith(site)] == []


@pytest.mark.parametrize(("width", "height", "most"), [(390, 844, 560), (360, 640, 520)])
def test_the_first_result_begins_on_the_first_screen_of_a_phone(visit, site, width, height, most):
    page = (
        visit(viewport={"width": width, "height": height}, has_touch=True)
        .open(f"{site}/?q=Schiedamseweg")
        .page
    )
    first = page.locator(".place").first.bounding_box()
    assert first["y"] <= most
    assert page.locator(".peek img").is_visible()
    assert page.locator("h1").inner_text().endswith("binnen 15 minuten lopen")
    counted = [
        int(re.search(r"\d+", one)[0]) for one in page.locator(".tally li").all_inner_texts()
    ]
    assert sum(counted) == page.locator(".place[data-main]").count()
