"""A list as it looks on paper, judged by axe, read by a QR reader, printed by Chromium."""

import io
import re

import httpx
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from api.site.paper import MOST_NEAR

PHONE = {"viewport": {"width": 390, "height": 844}}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
LIST = "/print?gebied=WK059903"
SWEEP = pytest.mark.long(job="sweeps")


@pytest.fixture(scope="module")
def opened(visit_for_all, site):
    """A list of a gebied, at which several tests look."""
    return visit_for_all().open(f"{site}{LIST}")


@pytest.fixture
def page(opened):
    return opened.page


@pytest.mark.parametrize(
    ("language", "size"),
    [
        pytest.param("/ar", PHONE, id="ar, phone"),
        pytest.param("", DESKTOP, id="nl, desktop", marks=SWEEP),
        pytest.param("/pl", PHONE, id="pl, phone", marks=SWEEP),
    ],
)
def test_axe_finds_nothing_and_a_narrow_screen_needs_no_sideways_scrolling(
    visit, site, language, size
):
    visitor = visit(**size).open(f"{site}{language}{LIST}")
    assert visitor.violations() == []
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    assert not visitor.is_scrolling_sideways()


def test_nothing_is_asked_of_anyone_else_and_nothing_runs(opened, site):
    assert [url for url in opened.requests if not url.startswith((site, "data:"))] == []
    assert opened.page.locator("script").count() == 0


def test_a_telephone_reads_the_code_from_the_page(visit, site):
    page = visit().open(f"{site}{LIST}").page
    picture = Image.open(io.BytesIO(page.locator(".code img").screenshot())).convert("L")
    (found,) = zxingcpp.read_barcodes(np.asarray(picture))
    assert found.text == f"{site}/?gebied=WK059903"
    page.goto(found.text)
    assert page.locator(".place h3").count() > 10


def test_the_numbers_on_the_map_are_those_of_the_list(page):
    listed = page.locator(".places .number").all_inner_texts()
    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    source = page.locator(".map img").get_attribute("src")
    assert source.startswith("data:image/svg+xml;base64,")
    assert page.evaluate("document.querySelector('.map img').naturalWidth") > 0


def test_signs_on_paper_are_those_of_the_site(page):
    for sign in page.locator(".sign use").all():
        assert page.locator(sign.get_attribute("href")).count() == 1


def test_the_way_back_and_the_tools_are_not_printed(page):
    page.emulate_media(media="screen")
    assert page.get_by_role("navigation").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").is_visible()


def test_no_row_is_cut_at_the_end_of_a_page(page):
    page.emulate_media(media="print")
    kept = page.locator(".places li").evaluate_all(
        "rows => rows.map(row => getComputedStyle(row).breakInside)"
    )
    assert set(kept) == {"avoid"}


def test_arabic_runs_from_the_right_and_addresses_from_the_left(visit, site):
    page = visit().open(f"{site}/ar{LIST}").page
    heading, code = (page.locator(one).bounding_box() for one in ("h1", ".code"))
    assert heading["x"] > code["x"]
    first = page.locator(".places li").first
    mark, text = (first.locator(one).bounding_box() for one in (".mark", "h3"))
    assert mark["x"] > text["x"]
    direction = "names => names.map(name => getComputedStyle(name).direction)"
    assert set(page.locator("h3 bdi").evaluate_all(direction)) == {"ltr"}


@pytest.mark.parametrize(
    ("path", "most_pages"),
    [
        (f"{LIST[:6]}.pdf{LIST[6:]}", 3),
        pytest.param("/ar/print.pdf?q=Schiedamseweg", 4, marks=SWEEP),
    ],
)
def test_chromium_prints_it_on_a4(site, path, most_pages):
    answer = httpx.get(f"{site}{path}", timeout=120)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type /Page\b", answer.content))
    assert 1 <= pages <= most_pages
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", answer.content)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_a_list_by_distance_is_short_enough_to_hang_up(visit, site):
    page = visit().open(f"{site}/print?q=Schiedamseweg").page
    assert page.locator(".places li").count() == MOST_NEAR
    assert f"De {MOST_NEAR} dichtstbijzijnde van" in page.locator(".count").inner_text()
