"""Every page of the desk: axe in light and dark, on a phone and a screen; the keyboard alone."""

import pytest
from driving import AXE
from hands import Hands, made_up_store, place_name
from playwright.sync_api import expect
from serving import served

from api.app import create_app
from geo.store.reports import ReportKind, Reports

PAGES = ("", "/call", "/places", "/places/plek-1", "/places/plek-2?report={report}", "/new",
         "/new?name=De+Merel", "/confirm", "/duplicates", "/import", "/seed",
         "/publish")  # fmt: skip
PHONE, DESKTOP, NARROW = (390, 844), (1280, 900), (360, 640)
LIST = """\
Locatie;Straatnaam;Huisnr;Woonplaats;Openingstijden
De Merel;Merelpad;1;Rotterdam;ma 9-12 uur
De Merel;Kipstraat;99;Rotterdam;dinsdag van 2 tot 4, vraag naar de sleutel
Het Nieuwe Nest;Kipstraat;112;Rotterdam;
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = made_up_store(tmp_path_factory.mktemp("store"))
    yield opened
    opened.log.engine.dispose()


@pytest.fixture(scope="module")
def desk(store, release):
    with served(create_app(release, store=lambda: store)) as address:
        yield address


@pytest.fixture(scope="module")
def report(store):
    """The number of a report that waits, with what a hostile reporter could write."""
    text = "<script>alert(1)</script> \u202egnp.exe " + "x" * 300
    Reports(store).add(ReportKind.HOURS, place_id="plek-3", text="ma t/m vr 9-17 uur")
    return Reports(store).add(ReportKind.OTHER, place_id="plek-2", text=text).number


COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What a dark page may have wrong that a light one has not."""
LAYOUT = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"]}
"""What a page may have wrong on one screen and not on another."""


def look_at(jo, size, **asked):
    jo.page.evaluate(AXE.read_text(encoding="utf-8"))
    jo.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    asked = {"resultTypes": ["violations"]} | asked
    found = jo.page.evaluate("asked => axe.run(asked)", asked)["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], jo.page.url
    assert not jo.visit.is_scrolling_sideways(), (jo.page.url, size)


@pytest.mark.parametrize(
    "scheme", ["light", pytest.param("dark", marks=pytest.mark.long(job="sweeps"))]
)
def test_axe_finds_nothing_on_any_page(visit, desk, store, report, scheme):
    jo = Hands(visit(color_scheme=scheme), desk, store)
    jo.page.goto(f"{jo.root}/import")
    jo.type("#title", f"Lijst {scheme}")
    jo.type("#licence", "CC0")
    jo.upload("lijst.csv", LIST.encode())
    jo.page.locator("main form button.btn").last.click()
    jo.page.get_by_text("3 rijen gelezen").wait_for()
    taken_in = jo.page.url.removeprefix(jo.root)
    for number, path in enumerate((*PAGES, taken_in)):
        jo.page.goto(f"{jo.root}{path.format(report=report)}")
        jo.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        if scheme == "dark":
            look_at(jo, DESKTOP, **COLOURS)
            continue
        # Every rule on one of the two screens in turn, and on the other what differs there.
        sizes = (PHONE, DESKTOP) if number % 2 else (DESKTOP, PHONE)
        look_at(jo, sizes[0])
        look_at(jo, sizes[1], **LAYOUT)
        jo.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        assert not jo.visit.is_scrolling_sideways(), (path, NARROW)


def test_axe_finds_nothing_on_the_page_to_sign_in(visit, desk):
    for scheme in ("light", "dark"):
        one = visit(color_scheme=scheme).open(f"{desk}/desk/sign-in")
        assert one.violations() == []


def tab_to(jo, what):
    """Press Tab until something has the focus, which must be seen; as somebody without a mouse."""
    wanted = what.element_handle()
    for _ in range(200):
        jo.page.keyboard.press("Tab")
        if jo.page.evaluate("one => one === document.activeElement", wanted):
            outline = jo.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError("Tab never comes there.")


def test_hours_are_corrected_with_the_keyboard_alone(visit, desk, store):
    jo = Hands(visit(), desk, store)
    jo.page.goto(jo.root)
    tab_to(jo, jo.page.locator("nav.tabs").get_by_role("link", name="Alle plekken"))
    jo.page.keyboard.press("Enter")
    jo.page.wait_for_url("**/places")
    tab_to(jo, jo.page.get_by_role("link", name=place_name(4), exact=True))
    jo.page.keyboard.press("Enter")
    jo.page.wait_for_url("**/places/plek-4")
    tab_to(jo, jo.page.locator("#opening_hours"))
    jo.page.keyboard.type("ma t/m vr 9-17 uur")
    tab_to(jo, jo.page.locator("form.stack button.btn").last)
    jo.page.keyboard.press("Enter")
    jo.page.locator("[role=status]").wait_for()
    hours = [row.opening_hours for row in store.observations() if row.place_id == "plek-4"]
    assert "Mo-Fr 09:00-17:00" in hours


def test_a_report_is_taken_over_with_the_keyboard_alone(visit, desk, store, report):
    jo = Hands(visit(), desk, store)
    jo.page.goto(jo.root)
    tab_to(jo, jo.page.locator("form[action$=accept] button").first)
    jo.page.keyboard.press("Enter")
    jo.page.locator("form[action$=accept]").wait_for(state="detached")
    assert [one.number for one in Reports(store).open_ones()] == [report]


def test_namesakes_and_hours_in_words_are_shown_while_typing(visit, desk, store):
    jo = Hands(visit(), desk, store)
    jo.page.goto(f"{jo.root}/new")
    jo.page.locator("#name").press_sequentially("Merel")
    jo.page.locator("[data-shows$=alike]").get_by_role("link", name="De Merel").wait_for()
    jo.page.locator("#opening_hours").press_sequentially("ma t/m vr 9-17 uur")
    jo.page.get_by_text("Mo-Fr 09:00-17:00").wait_for()
    expect(jo.page.locator(".says")).to_contain_text("maandag")
    expect(jo.page.locator(".says")).to_contain_text("Gesloten")
    look_at(jo, PHONE)


def test_two_at_once_see_each_other(visit, desk, store):
    jo, sam = Hands(visit(), desk, store), Hands(visit(), desk, store, "Sam")
    for one in (jo, sam):
        one.page.goto(f"{one.root}/places/plek-5")
        one.type("#operator", f"Stichting van {'Jo' if one is jo else 'Sam'}")
    save = "form.stack button.btn"
    jo.page.locator(save).last.click()
    jo.page.locator("[role=status]").wait_for()
    # The browser tells of the 409 on its console; that is what is tried here.
    sam.page.locator(save).last.click()
    sam.page.locator("[role=alert]").wait_for()
    sam.page.get_by_text("Stichting van Jo").first.wait_for(state="attached")
    expect(sam.page.locator("#operator")).to_have_value("Stichting van Sam")
    sam.page.locator(save).last.click()
    sam.page.locator("[role=status]").wait_for()
    told = [row.operator for row in store.observations() if row.place_id == "plek-5"]
    assert {"Stichting van Jo", "Stichting van Sam"} <= set(told)
    sam.visit.complaints[:] = [one for one in sam.visit.complaints if "409" not in one]
