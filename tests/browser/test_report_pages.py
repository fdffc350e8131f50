"""Report and map of coverage in a real browser, opened from the disk of a machine offline."""

from dataclasses import replace

import numpy as np
import pytest
from colours import SHADES, colours_of, rgb
from driving import HOSTILE_TEXTS, LAYOUT
from playwright.sync_api import expect

from geo.city.areas import Areas
from geo.directory import palette
from geo.directory.directory import Directory
from geo.maps.printing import print_pdf, take_picture
from geo.model.settings import settings
from geo.planning.coverage import City
from geo.planning.coverage.council_map import council_map
from geo.planning.coverage.maps import coverage_map
from geo.planning.coverage.view import CoverageView
from geo.planning.report import report

REFERENCE = settings().reference


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
def papers(view):
    """A report and the map for a council paper."""
    return {
        "report": report(view, view.areas.find_gebied("Prins Alexander")),
        "council": council_map(view),
    }


@pytest.fixture(scope="module")
def report_page(papers, saved):
    return saved("report.html", papers["report"])


@pytest.fixture(scope="module")
def map_page(view, saved):
    return saved("map.html", coverage_map(view))


def pages_of(pdf):
    """Count the pages of a PDF that Chromium wrote: each is an object of that type."""
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ")


@pytest.mark.parametrize(
    ("name", "pages"),
    [("council", 1), pytest.param("report", 2, marks=pytest.mark.long(job="sweeps"))],
)
def test_the_command_prints_two_pages_too_and_the_paper_one(papers, tmp_path, name, pages):
    out = tmp_path / "x.pdf"
    print_pdf(papers[name], out)
    assert pages_of(out.read_bytes()) == pages


def test_a_picture_has_the_size_asked_for(papers, tmp_path):
    out = tmp_path / "x.png"
    take_picture(papers["council"], out, width=1123, height=794)
    header = out.read_bytes()[16:24]
    assert (int.from_bytes(header[:4]), int.from_bytes(header[4:])) == (2246, 1588)


LEGEND = {shade: f".swatch[data-shade={shade}]" for shade in SHADES}


def filled(within):
    """Select what is filled with each shade, which stands beside its colour by day."""
    return {shade: f'{within} path[fill*="{palette.LIGHT[shade]}"]' for shade in SHADES}


@pytest.mark.parametrize(("name", "least"), [("report", 3), ("council", 4)])
def test_on_screen_and_paper_the_colour_of_the_map_is_that_of_the_legend(
    visit, papers, saved, name, least
):
    page = visit(offline=True, color_scheme="dark").open(saved(f"{name}.html", papers[name])).page
    for media in ("screen", "print"):
        page.emulate_media(media=media, color_scheme="dark")
        of_legend, on_map = colours_of(page, "[role=img]", filled("[role=img]"), LEGEND)
        assert len(on_map) >= least
        for shade, colours in on_map.items():
            assert colours == {of_legend[shade]} == {rgb(palette.LIGHT[shade])}, (media, shade)


def test_on_the_folium_map_the_colour_is_that_of_the_legend(visit, map_page):
    page = visit(offline=True).open(map_page).page
    for above in ("Huizen van de Wijk", "Huiskamers"):
        page.get_by_label(above).uncheck()
    for layer in ("Aandeel per buurt", "Looptijd per 100 meter"):
        page.get_by_label(layer).check()
        expect(page.locator(".leaflet-shares-pane path").first).to_be_attached()
        for scheme, colours in (("light", palette.LIGHT), ("dark", palette.DARK)):
            page.emulate_media(color_scheme=scheme)
            of_legend, on_map = colours_of(
                page, ".folium-map", filled(".leaflet-shares-pane"), LEGEND
            )
            assert {"c3", "c4"} <= set(on_map)
            for shade, seen in on_map.items():
                assert seen == {of_legend[shade]} == {rgb(colours[shade])}, (layer, scheme, shade)


def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, report_page, map_page):
    for address in (report_page, map_page):
        visitor = visit(offline=True).open(address)
        visitor.page.evaluate(
            "for (const one of document.querySelectorAll('details')) one.open = true"
        )
        assert visitor.violations() == []
        for width, height in ((390, 844), (320, 640)):
            visitor.page.set_viewport_size({"width": width, "height": height})
            assert not visitor.is_scrolling_sideways()
        assert visitor.violations(**LAYOUT) == []
        assert visitor.requests == [address]


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
    hostile = {
        "hostile-map.html": coverage_map(hostile_view),
        "hostile.html": report(hostile_view, hostile_view.areas.find_gebied("Delfshaven")),
    }
    for name, page in hostile.items():
        visitor = visit(offline=True).open(saved(name, page))
        assert visitor.page.locator("main img").count() == 0
        for sign in visitor.page.locator(".place-sign").all()[:5]:
            sign.dispatch_event("mouseover")
            expect(visitor.page.locator(".leaflet-tooltip").first).to_be_attached()
        assert visitor.page.evaluate("typeof hacked") == "undefined"


def test_the_figures_are_there_without_javascript(visit, map_page):
    page = visit(java_script_enabled=False, offline=True).open(map_page).page
    assert page.locator("table tbody tr:visible").count() == 21
