"""Every page of the desk: axe in light and dark, on a phone and a screen; the keyboard alone."""

import pytest
from driving import COLOURS, LAYOUT
from hands import Hands, made_up_store, place_name
from playwright.sync_api import expect
from serving import served

from api.app import create_app
from geo.store.reports import ReportKind, Reports

PAGES = ("", "/call", "/places", "/places/plek-1", "/places/plek-2?report={report}", "/new",
         "/new?name=De+Merel", "/confirm", "/duplicates", "/import", "/seed",
         "/publish")  # fmt: skip
SWEEP = pytest.mark.long(job="sweeps")
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


def assert_fits(jo, size):
    jo.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    assert not jo.visit.is_scrolling_sideways(), (jo.page.url, size)


def look_at(jo, size, **asked):
    assert_fits(jo, size)
    assert jo.visit.violations(**asked) == [], jo.page.url


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(False, id="once"),
        pytest.param(True, id="on the other screen, and in the dark", marks=SWEEP),
    ],
)
def test_axe_finds_nothing_on_any_page(visit, desk, store, report, again):
    jo = Hands(visit(), desk, store)
    jo.page.goto(f"{jo.root}/import")
    jo.type("#title", "Lijst" + " opnieuw" * again)
    jo.type("#licence", "CC0")
    jo.upload("lijst.csv", LIST.encode())
    jo.page.locator("main form button.btn").last.click()
    jo.page.get_by_text("3 rijen gelezen").wait_for()
    taken_in = jo.page.url.removeprefix(jo.root)
    for number, path in enumerate((*PAGES, taken_in)):
        jo.page.emulate_media(color_scheme="light")
        jo.page.goto(f"{jo.root}{path.format(report=report)}")
        jo.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        # Every rule on one of the two screens in turn, and on the other what differs there.
        judged, other = (PHONE, DESKTOP) if number % 2 else (DESKTOP, PHONE)
        assert_fits(jo, NARROW)
        assert_fits(jo, other)
        if again:
            look_at(jo, other, **LAYOUT)
            jo.page.emulate_media(color_scheme="dark")
            look_at(jo, DESKTOP, **COLOURS)
        else:
            look_at(jo, judged)


def test_axe_finds_nothing_on_the_page_to_sign_in(visit, desk):
    one = visit().open(f"{desk}/desk/sign-in")
    assert one.violations() == []
    one.page.emulate_media(color_scheme="dark")
    assert one.violations(**COLOURS) == []


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
