"""Maps of coverage: figures and shades agree, nothing is fetched, data never becomes script."""

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from made_up_release import HOSTILE_NAME

from geo.city.areas import Areas
from geo.city.calendar import calendar_of
from geo.directory import palette
from geo.directory.directory import Directory
from geo.i18n.shares import percents
from geo.maps import printing, shades
from geo.maps.drawing import Drawing, Extent
from geo.model.crs import RD
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.planning.coverage import KINDS, City, Level, Scenario, When
from geo.planning.coverage import maps as coverage_maps
from geo.planning.coverage.council_map import council_map
from geo.planning.coverage.drawing import (
    draw_city,
    draw_gebied,
    shaded_bands,
    shaded_districts,
)
from geo.planning.coverage.view import CoverageView, find_gebied
from geo.planning.coverage.words import FEWEST

REFERENCE = settings().reference
DELFSHAVEN = "WK059903"


@pytest.fixture(scope="module")
def areas():
    return Areas.open(REFERENCE)


@pytest.fixture(scope="module")
def view(release, areas):
    return CoverageView.measure(City.open(REFERENCE, areas), areas, Directory.open(release))


@pytest.fixture(scope="module")
def page(view):
    return coverage_maps.coverage_map(view)


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize(("colours", "is_dark"), [(palette.LIGHT, False), (palette.DARK, True)])
def test_more_stands_out_more_and_neighbours_differ_in_grey(colours, is_dark):
    light = [luminance(colours[name]) for name in shades.RAMP]
    if is_dark:
        light.reverse()
    contrast = [(a + 0.05) / (b + 0.05) for a, b in pairwise(light)]
    assert min(contrast) > 1.25


share = st.floats(0, 1)


@given(share)
def test_every_share_has_a_class_whose_words_hold_it(value):
    said = {name: (low, high) for name, low, high in shades.class_limits()}
    low, high = said[shades.shade(value, value, value)]
    assert low <= percents(value) <= high


@given(share, share)
def test_a_larger_share_never_has_a_lower_class(one, other):
    low, high = sorted((one, other))
    assert shades.shade(low, low, low) <= shades.shade(high, high, high)


@given(st.lists(share, min_size=3, max_size=3).map(sorted))
def test_a_share_that_nobody_can_say_has_no_class(ends):
    assert (shades.shade(*ends) == shades.HATCH) == (ends[2] - ends[0] > shades.WIDEST)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_bands_go_from_the_darkest_to_the_lightest(count):
    bands = shades.band_shades(count)
    assert (len(set(bands)), bands[0], bands[-1]) == (count, "c5", "c1")
    assert list(bands) == sorted(bands, reverse=True)


def test_bands_hold_all_residents_once(view):
    bands = view.bands()
    assert bands["residents"].sum() == pytest.approx(view.figures(Level.GEMEENTE)["residents"][0])
    within = bands["residents"][bands["minutes"] <= view.minutes].sum()
    figures = view.figures(Level.GEMEENTE).set_index("kind")
    assert within == pytest.approx(figures.loc["either", "residents_in_reach"])
    shapes = bands.geometry.to_list()
    assert shapely.union_all(shapes).area == pytest.approx(sum(shape.area for shape in shapes))


def test_at_a_moment_what_depends_on_unknown_hours_is_a_band_of_its_own(release, areas, view):
    when = When.parse(calendar_of(REFERENCE), date(2026, 11, 23), block="saturday")
    directory = Directory.open(release)
    saturday = CoverageView.measure(view.city, areas, directory, when=when)
    bands = saturday.bands()
    people = np.nan_to_num(view.city.people.inhabitants)
    assert bands["residents"].sum() == pytest.approx(people.sum())
    least = saturday.walks.metres[KINDS.index("either"), Scenario.HOURS]
    within = people[least <= saturday.question.limit_m].sum()
    beyond = bands["residents"][bands["minutes"] == np.inf].sum()
    assert beyond == pytest.approx(people.sum() - within)
    drawn = shaded_bands(saturday).set_index("shade")["meaning"]
    assert drawn[shades.HATCH] == "dat hangt af van wat we niet weten"
    assert shades.HATCH not in set(shaded_bands(view)["shade"])


def test_bands_are_squares_of_100_metres(view):
    for shape in view.bands(DELFSHAVEN).geometry:
        assert shape.area % 10_000 == pytest.approx(0)
        assert np.all(shapely.get_coordinates(shape) % 100 == 0)


def test_the_map_opens_where_most_people_live(view, page):
    (south, west), (north, east) = json.loads(re.search(r"fitBounds\((\S.*), room\)", page)[1])
    seen = shapely.box(west, south, east, north).buffer(0.001)
    gebieden = view.areas.gebieden.set_index("name").geometry
    assert all(
        seen.covers(gebieden[name]) for name in ("Hoogvliet", "Overschie", "Prins Alexander")
    )
    assert not seen.intersects(gebieden["Hoek van Holland"])


def test_gaps_of_a_gebied_hold_no_more_than_lives_out_of_reach(view):
    figures = view.figures(Level.GEBIED, codes=frozenset([DELFSHAVEN])).set_index("kind")
    gaps = view.gaps(DELFSHAVEN, least_people=0)
    out = figures.loc["either", "residents_out_of_reach"]
    assert sum(gap.people for gap in gaps) == pytest.approx(out)


def test_districts_of_a_map_have_the_shades_of_the_page(view):
    districts = shaded_districts(view, Level.BUURT)
    assert {"c1", "c5", "hatch", "plain"} <= set(districts["shade"])
    few = districts["share"].isna() | (districts["residents"] < FEWEST)
    assert set(districts["shade"][few]) == {"plain"}
    wide = districts["share_high"] - districts["share_low"] > shades.WIDEST
    assert set(districts["shade"][wide & ~few]) == {"hatch"}


@pytest.mark.parametrize("draw", [draw_city, draw_gebied])
def test_a_picture_has_only_the_colours_of_its_legend(view, draw):
    what = DELFSHAVEN if draw is draw_gebied else Level.BUURT
    picture = draw(view, what, width_mm=100.0, height_mm=80.0)
    explained = {palette.LIGHT[shade] for shade, _ in picture.legend if shade in palette.LIGHT}
    areas = [*re.findall(r"<g stroke=.*?</g>", picture.svg)]
    used = {fill for one in areas for fill in re.findall(r' fill="(#[^"]+)"/>', one)}
    assert used <= explained | {palette.LIGHT["land"]}
    assert len(used) > 3


def test_a_picture_is_the_same_for_the_same_input(view):
    size = {"width_mm": 100.0, "height_mm": 80.0}
    first, again = (draw_gebied(view, DELFSHAVEN, **size) for _ in range(2))
    assert first == again
    assert "NaN" not in first.svg
    assert "nan" not in draw_city(view, Level.GEBIED, **size).svg


def test_a_name_on_the_picture_stays_text():
    shapes = gpd.GeoSeries([shapely.box(0, 0, 1000, 1000)], crs=RD)
    drawing = Drawing(Extent.around(shapes, ratio=1.0), 100.0, HOSTILE_NAME)
    drawing.names(shapes, [HOSTILE_NAME], size_mm=3)
    assert "<script" not in drawing.svg()
    assert drawing.svg().count("&lt;script&gt;") == 2


def test_the_scale_bar_is_true():
    shapes = gpd.GeoSeries([shapely.box(80_000, 430_000, 86_000, 436_000)], crs=RD)
    svg = Drawing(Extent.around(shapes, margin=0, ratio=1.0), 100.0, "kaart").svg()
    assert 'viewBox="0 0 6000 6000"' in svg
    start, end = re.search(r'<path d="M(\d+) \d+V\d+H(\d+)', svg).groups()
    assert int(end) - int(start) == 1000
    assert ">1 km</text>" in svg


def test_nothing_is_loaded_from_elsewhere(page):
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page) == []
    assert re.findall(r"url\((?!#|data:)[^)]*\)", page) == []
    assert "default-src 'none'" in page


def test_legend_units_source_and_date_stand_on_the_map(page, view):
    for said in ("binnen 10 minuten", "tot 5 minuten", "meer dan 15 minuten", "4,8 km per uur",
                 "80 tot 100 %", "CBS", "OpenStreetMap", view.version, "Huiskamer",
                 "100 meter"):  # fmt: skip
        assert said in page
    assert len(re.findall(r'<tr><th scope="row">', page)) == 21 + 91


def test_the_map_has_the_same_bytes_for_the_same_input(page, view):
    assert coverage_maps.coverage_map(view) == page


@pytest.mark.slow
def test_hostile_names_become_neither_markup_nor_script_nor_template(view):
    names = [HOSTILE_NAME, "{{ 7 * 7 }}", "{% endraw %}", "</script><img src=x onerror=hacked=1>"]
    places = view.places.copy()
    places["name"] = [names[at % len(names)] for at in range(len(places))]
    page = coverage_maps.coverage_map(replace(view, places=places))
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img" not in page
    assert ">49<" not in page
    assert HOSTILE_NAME not in page
    assert page.count("7 * 7") == 2 * sum(name == names[1] for name in places["name"])


def test_a_paper_names_what_is_out_of_the_picture(view):
    page = council_map(view)
    assert "Buiten het beeld: Hoek van Holland, Rozenburg." in page
    assert "<script" not in page


@pytest.mark.parametrize("name", ["Delfshaven", "delfshaven", DELFSHAVEN])
def test_a_gebied_is_found_by_name_and_code(areas, name):
    assert find_gebied(areas, name) == DELFSHAVEN


@pytest.mark.parametrize(
    ("name", "told"),
    [("Delfshavn", "'Delfshaven'"), ("Spangen", "'Delfshaven'"), ("<script>", "a gebied")],
)
def test_what_is_no_gebied_gets_the_nearest_or_the_one_around(areas, name, told):
    with pytest.raises(InputError, match=told):
        find_gebied(areas, name)


@pytest.mark.parametrize("asked", [{"minutes": 0}, {"kind": "café"}, {"age": "80+"}])
def test_a_wrong_question_is_told(view, asked, release):
    with pytest.raises(InputError, match="expected"):
        CoverageView.measure(view.city, view.areas, Directory.open(release), **asked)


def test_without_a_browser_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(printing.shutil, "which", lambda _: None)
    with pytest.raises(printing.PrintingError, match=r"apt-get install chromium"):
        printing.print_pdf("<p>", tmp_path / "x.pdf")
