"""The start page, the results and the page of a place, as a visitor meets them.

What holds of every page, such as axe and no scrolling sideways, is in `test_site_matrix`.
"""

import re

import pytest
from driving import HOSTILE_TEXTS
from playwright.sync_api import expect
from test_site_map import published

SWEEP = pytest.mark.long(job="sweeps")
NARROW = {"viewport": {"width": 320, "height": 640}}
ENLARGED = {"viewport": {"width": 320, "height": 256}}  # 1280 by 1024 at 400 %


def without_missing(visitor):
    """Forget that the browser complains of a page that is not there: that is what was asked."""
    visitor.complaints[:] = [text for text in visitor.complaints if "404" not in text]
    return visitor


def test_hostile_text_stays_text_and_does_not_widen_any_page(visit, hostile_site):
    visitor = visit(**NARROW).open(f"{hostile_site}/?page=1")
    page = visitor.page
    for number, text in enumerate(HOSTILE_TEXTS):
        page.goto(f"{hostile_site}/places/hostile-{number}")
        assert page.locator("h1").inner_text() == " ".join(text.split())
        assert page.title().startswith(" ".join(text.split()))
        assert page.locator("a[href^='javascript']").count() == 0
        assert not visitor.is_scrolling_sideways()
        page.goto(f"{hostile_site}/?q={text.replace('%', '%25').replace('&', '%26')}")
        assert not visitor.is_scrolling_sideways()
    page.goto(f"{hostile_site}/offline")
    assert not visitor.is_scrolling_sideways()
    assert page.evaluate("typeof hacked") == "undefined"


def test_everything_works_without_javascript(visit, site):
    page = visit(java_script_enabled=False).open(f"{site}/").page
    assert page.locator("#here").is_hidden()
    page.fill("#q", "Delfshaven")
    page.click("form.search button[type=submit]")
    expect(page.locator("h1")).to_contain_text("Delfshaven")
    expect(page.locator(".place")).to_have_count(20)
    assert page.locator("#map-panel").is_hidden()
    page.click(".filters summary")
    page.check("[name=kind][value=huis_van_de_wijk]")
    page.click(".filters button")
    page.wait_for_url(re.compile("kind=huis_van_de_wijk"))
    kinds = page.locator(".place .kind b").all_inner_texts()
    assert set(kinds) == {"Huis van de Wijk"}
    page.click(".paging a[rel=next]")
    expect(page.locator(".places").first).to_have_attribute("start", "21")
    page.locator(".place h3 a").first.click()
    expect(page.locator(".answer")).to_contain_text("Kan ik er nu terecht?")
    page.wait_for_load_state()
    assert page.locator("figure img").count() <= 1
    page.click(".menu summary")
    page.click(".menu nav a")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_every_place_stands_on_one_of_the_pages_of_the_list(visit, site, release):
    page = visit(java_script_enabled=False).open(f"{site}/?page=1").page
    names = page.locator(".place h3").all_inner_texts()
    while (further := page.locator(".paging a[rel=next]")).count():
        page.goto(f"{site}{further.get_attribute('href')}")
        names += page.locator(".place h3").all_inner_texts()
    assert sorted(names) == sorted(" ".join(one["name"].split()) for one in published(release))
    assert f"{len(names)} plekken" in page.locator("h1").inner_text()


def test_the_keyboard_alone_finds_filters_opens_a_place_and_comes_back(visit, site):
    page = visit().open(f"{site}/").page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#"))
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("delfsh")
    option = page.get_by_role("option").first
    option.wait_for()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
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
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    expect(page.locator(".place h3 a").first).to_have_text(name)
    expect(page.locator(".place h3 a:focus")).to_have_text(name)


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
        page.keyboard.insert_text("delf")
    with page.expect_response("**/v1/search/suggest?q=delfsh&*"):
        page.keyboard.insert_text("sh")
    page.get_by_role("option").first.wait_for()
    assert len(held) == 2


def test_a_late_answer_does_not_replace_the_list_in_which_somebody_chooses(visit, site):
    visitor = visit()
    page = visitor.page
    page.clock.install(time="2026-11-28T10:00:00")
    visitor.open(f"{site}/")
    page.locator("#q").focus()
    page.keyboard.insert_text("delf")
    option = page.get_by_role("option").first
    option.wait_for()
    page.clock.pause_at("2026-11-28T11:00:00")
    page.keyboard.insert_text("s")
    page.keyboard.press("ArrowDown")  # before the pause after which is asked again
    page.clock.run_for(5000)
    expect(option).to_have_attribute("aria-selected", "true")
    assert not any("q=delfs&" in url for url in visitor.requests)


def test_escape_closes_the_suggestions_and_the_text_stays(visit, site):
    page = visit().open(f"{site}/").page
    page.locator("#q").press_sequentially("nieuwe b")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
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
    expect(page.locator("h1")).to_have_text(re.compile("binnen 15 minuten lopen$"))
    assert "waar u bent" in page.locator(".ask summary").inner_text()
    assert page.locator(".place .distance").first.inner_text()
    page.click(".ask summary")
    page.get_by_role("link", name="Gebruik mijn locatie niet meer").click()
    expect(page).not_to_have_url(re.compile("lat="))


def test_a_location_that_is_refused_is_told(visit, site):
    page = visit(permissions=[]).open(f"{site}/").page
    page.get_by_role("button", name="Gebruik mijn locatie").click()
    page.get_by_text("Uw locatie is niet gevonden.").wait_for()


PHONES = [(390, 844, 560), (360, 640, 520)]
"""Width and height of a phone, and how far down its screen the first place may begin."""
ASKED = {
    "a house number that we do not know": "q=Fresiastraat+18",
    "a kind in a district": "q=huiskamer+in+Delfshaven",
    "a street, open now": "q=Schiedamseweg&open=now",
    "much at once": "q=koffie+kralingen+op+zondag+rolstoel",
    "an activity": "q=samen+eten",
    "an activity in a district": "q=taalles+in+Charlois",
    "a place by its name": "q=Huis+van+de+Wijk+De+Kip",
    "hours": "q=open+op+zondag",
}
MOST_SAID = list(ASKED)[:3]
"""What needs most words before the first place; asked in other languages too."""


@pytest.mark.parametrize(
    ("width", "height", "most"), [PHONES[1], pytest.param(*PHONES[0], marks=SWEEP)]
)
def test_whatever_is_asked_the_first_result_begins_on_the_first_screen(
    visit, site, width, height, most
):
    page = visit(viewport={"width": width, "height": height}, has_touch=True).page
    begins = {}
    for prefix, asked in (("", ASKED), ("/en", MOST_SAID), ("/ar", MOST_SAID)):
        for what in asked:
            page.goto(f"{site}{prefix}/?{ASKED[what]}")
            begins[prefix, what] = page.locator(".place").first.bounding_box()["y"]
    assert {one: y for one, y in begins.items() if y > most} == {}


@pytest.mark.parametrize(
    ("width", "height", "most"), [PHONES[1], pytest.param(*PHONES[0], marks=SWEEP)]
)
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
