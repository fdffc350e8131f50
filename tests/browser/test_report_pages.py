"""Report and map of coverage in a real browser, opened from the disk of a machine offline."""

import io
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from driving import HOSTILE_TEXTS
from PIL import Image
from playwright.sync_api import expect

from geo.city.areas import Areas
from geo.directory import palette
from geo.directory.directory import Directory
from geo.maps import shades
from geo.maps.printing import print_pdf, take_picture
from geo.model.settings import settings
from geo.planning.coverage import City
from geo.planning.coverage.council_map import council_map
from geo.planning.coverage.maps import coverage_map
from geo.planning.coverage.view import CoverageView
from geo.planning.report import report

REFERENCE = settings().reference
TALL = {"width": 1280, "height": 2400}


@pytest.fixture(scope="module")
def view(release):
    areas = Areas.open(REFERENCE)
    return CoverageView.measure(City.open(REFERENCE, areas), areas, Directory.open(release))


@pytest.fixture(scope="module")
def hostile_view(view):
    names = np.resize(np.array(HOSTILE_TEXTS, dtype=object), len(view.supply))
    places = view.places.assign(name=np.resize(np.array(HOSTILE_TEXTS, object), len(view.places)))
    return replace(view, supply=replace(view.supply, names=names), places=places)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")

    def save(name, page):
        (folder / name).write_text(page, encoding="utf-8")
        return (folder / name).as_uri()

    return save


@pytest.fixture(scope="module")
def delfshaven(view, saved):
    return saved("report.html", report(view, view.areas.find_gebied("Delfshaven")))


@pytest.fixture(scope="module")
def map_page(view, saved):
    return saved("map.html", coverage_map(view))


def pages_of(pdf):
    """Count the pages of a PDF that Chromium wrote: each is an object of that type."""
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ")


def test_the_command_prints_two_pages_too_and_the_paper_one(view, tmp_path):
    out = tmp_path / "x.pdf"
    print_pdf(report(view, view.areas.find_gebied("Prins Alexander")), out)
    assert pages_of(out.read_bytes()) == 2
    print_pdf(council_map(view), out)
    assert pages_of(out.read_bytes()) == 1


def test_a_picture_has_the_size_asked_for(view, tmp_path):
    out = tmp_path / "x.png"
    take_picture(council_map(view), out, width=1123, height=794)
    header = out.read_bytes()[16:24]
    assert (int.from_bytes(header[:4]), int.from_bytes(header[4:])) == (2246, 1588)


SAMPLED = """() => {
    const found = {};
    for (const path of document.querySelectorAll(".leaflet-shares-pane path, [role=img] path")) {
        const fill = path.getAttribute("fill");
        const box = path.getBoundingClientRect();
        const step = (side) => Math.min(side / 25, 10);
        for (let x = box.left + 1; x < box.right; x += step(box.width))
            for (let y = box.top + 1; y < box.bottom; y += step(box.height)) {
                const at = [x, y];
                if (document.elementFromPoint(...at) === path) (found[fill] ??= []).push(at);
            }
    }
    const legend = [...document.querySelectorAll(".swatch")].map((one) => {
        const box = one.getBoundingClientRect();
        return [one.dataset.shade, box.x + box.width / 2, box.y + box.height / 2];
    });
    return { found, legend };
}"""
"""Points on which an area of a map lies open, by its fill, and the middle of each swatch."""


def colours_of(page):
    """Return of each shade its colour in the legend, and the most frequent one on the map."""
    sampled = page.evaluate(SAMPLED)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    on_map = {}
    for shade, x, y in sampled["legend"]:
        if shade not in {*shades.RAMP, shades.PLAIN}:
            continue
        points = [
            point
            for fill, inside in sampled["found"].items()
            for point in inside
            if palette.LIGHT[shade] in fill
        ]
        seen = Counter(picture.getpixel((int(a), int(b))) for a, b in points)
        if seen.total() > 20:
            on_map[shade] = (picture.getpixel((round(x), round(y))), seen.most_common(1)[0][0])
    return on_map


def rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


@pytest.mark.parametrize("media", ["screen", "print"])
def test_on_paper_the_colour_of_the_map_is_that_of_the_legend(visit, view, saved, media):
    for name, written, least in (
        ("report.html", report(view, view.areas.find_gebied("Prins Alexander")), 3),
        ("paper.html", council_map(view), 4),
    ):
        page = (
            visit(offline=True, color_scheme="dark", viewport=TALL).open(saved(name, written)).page
        )
        page.emulate_media(media=media, color_scheme="dark")
        found = colours_of(page)
        assert len(found) >= least
        for shade, (of_legend, of_map) in found.items():
            assert of_map == of_legend == rgb(palette.LIGHT[shade]), (name, shade)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_the_folium_map_the_colour_is_that_of_the_legend(visit, map_page, scheme):
    page = visit(offline=True, color_scheme=scheme).open(map_page).page
    colours = palette.DARK if scheme == "dark" else palette.LIGHT
    for above in ("Huizen van de Wijk", "Huiskamers"):
        page.get_by_label(above).uncheck()
    for layer in ("Aandeel per buurt", "Looptijd per 100 meter"):
        page.get_by_label(layer).check()
        expect(page.locator(".leaflet-shares-pane path").first).to_be_attached()
        found = colours_of(page)
        assert {"c3", "c4"} <= set(found)
        for shade, (of_legend, of_map) in found.items():
            assert of_map == of_legend == rgb(colours[shade]), (layer, shade)


def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, delfshaven, map_page):
    for address in (delfshaven, map_page):
        visitor = visit(offline=True).open(address)
        assert visitor.violations() == []
        for width, height in ((390, 844), (320, 640)):
            visitor.page.set_viewport_size({"width": width, "height": height})
            assert not visitor.is_scrolling_sideways()
        assert visitor.violations() == []
        assert visitor.requests == [address]


def test_axe_finds_nothing_in_the_tables_of_the_map(visit, map_page):
    visitor = visit(offline=True).open(map_page)
    for summary in visitor.page.locator("summary").all()[1:]:
        summary.click()
    assert visitor.violations() == []


def test_one_picture_is_shown_at_a_time_and_places_can_be_put_off(visit, map_page):
    page = visit(offline=True).open(map_page).page
    shapes = page.locator(".leaflet-shares-pane path")
    gebieden = shapes.count()
    page.get_by_label("Aandeel per buurt").check()
    shapes.nth(gebieden).wait_for(state="attached")  # more than before
    page.get_by_label("Looptijd per 100 meter").check()
    expect(shapes).to_have_count(4)
    signs = page.locator(".place-sign")
    all_signs = signs.count()
    page.get_by_label("Huiskamers").uncheck()
    expect(signs).not_to_have_count(all_signs)
    assert 0 < signs.count() < all_signs
    page.get_by_label("Buiten bereik").uncheck()
    expect(page.locator(".leaflet-gaps-pane path")).to_have_count(0)


def test_a_district_says_its_figures_under_the_pointer(visit, map_page):
    page = visit(offline=True).open(map_page).page
    for above in ("Buiten bereik", "Huizen van de Wijk", "Huiskamers"):
        page.get_by_label(above).uncheck()
    page.locator(".leaflet-shares-pane path").nth(2).hover(force=True)
    expect(page.locator(".leaflet-tooltip")).to_contain_text("%")
    expect(page.locator(".leaflet-tooltip")).to_contain_text("inwoners")


def test_hostile_names_stay_text(visit, hostile_view, saved):
    hostile = coverage_map(hostile_view)
    for name, page in (
        ("hostile-map.html", hostile),
        ("hostile.html", report(hostile_view, hostile_view.areas.find_gebied("Delfshaven"))),
    ):
        visitor = visit(offline=True).open(saved(name, page))
        assert visitor.page.evaluate("typeof hacked") == "undefined"
        assert visitor.page.locator("main img").count() == 0
    visitor = visit(offline=True).open(saved("hostile-map.html", hostile))
    for sign in visitor.page.locator(".place-sign").all()[:5]:
        sign.dispatch_event("mouseover")
    assert visitor.page.evaluate("typeof hacked") == "undefined"


def test_the_figures_are_there_without_javascript(visit, map_page):
    page = visit(java_script_enabled=False, offline=True).open(map_page).page
    assert page.locator("table tbody tr:visible").count() == 21
