"""The small map on paper: what a list holds, numbered as in the list, and nothing that it hides."""

import re
import xml.etree.ElementTree as ET

import pytest
from made_up_release import EAST, WEST, place, write_release

from geo.city.walking.network import Network
from geo.directory.directory import Directory
from geo.directory.palette import LIGHT
from geo.maps.paper_map import draw
from geo.model.settings import settings

SIZE = {"width_mm": 118.0, "height_mm": 78.0}
LABEL = "Map of the places & more"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return Directory.open(write_release(tmp_path_factory.mktemp("paper") / "release"))


def drawn(directory, numbers, **options):
    svg = draw(directory, numbers, LABEL, **SIZE | options)
    if svg:
        ET.fromstring(svg)  # noqa: S314 - our own picture must be well formed
    return svg


def numbers_on(svg):
    return re.findall(r'font-weight="700"[^>]*>(\d+)</text>', svg)


def signs_on(svg):
    return re.findall(r'<use href="#(symbol-[\w-]+)"', svg)


def test_a_place_has_its_sign_and_its_number(directory):
    svg = drawn(directory, {directory.find("aan-de-kade"): 7})
    assert signs_on(svg) == ["symbol-huis-van-de-wijk-exact-open-municipal"]
    assert numbers_on(svg) == ["7"]
    assert 'aria-label="Map of the places &amp; more"' in svg


def test_a_place_without_a_point_to_walk_to_is_left_out(directory):
    vague, none = directory.find("buurttuin-oost"), directory.find("zonder-punt")
    assert drawn(directory, {vague: 1, none: 2}) == ""
    assert numbers_on(drawn(directory, {vague: 1, directory.find("hostile"): 2})) == ["2"]


def test_nothing_to_show_gives_no_map(directory):
    assert drawn(directory, {}) == ""


def test_an_empty_district_is_still_shown(directory):
    svg = drawn(directory, {}, gebied="WK059902")
    assert signs_on(svg) == []
    assert ">Oost</text>" in svg


def test_the_start_is_marked(directory):
    numbers = {directory.find("aan-de-kade"): 1}
    without = drawn(directory, numbers)
    marked = drawn(directory, numbers, start=(4.42, 51.915))
    assert "<circle" in marked.replace(without, "")
    assert marked.count("<circle") > without.count("<circle")


def test_one_place_is_shown_with_its_surroundings(directory):
    """At least 450 m all around, and names of buurten at that scale."""
    svg = drawn(directory, {directory.find("aan-de-kade"): 1})
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    assert min(width, height) >= 900
    assert ">Westkade</text>" in svg


def test_streets_are_drawn_where_there_is_room(directory):
    network = Network.open(settings().reference)
    numbers = {directory.find("aan-de-kade"): 1}
    streets = rf'stroke="{LIGHT["street"]}" stroke-width="[\d.]+" fill="none"/>'
    assert re.search(streets, drawn(directory, numbers, network=network))
    assert not re.search(streets, drawn(directory, numbers))
    far = {**numbers, directory.find("ver-weg"): 2}
    assert not re.search(streets, drawn(directory, far, network=network))


def test_on_a_page_it_takes_the_colours_of_that_page(directory):
    numbers = {directory.find("aan-de-kade"): 1}
    assert "var(--" not in drawn(directory, numbers)
    assert 'fill="var(--land,' in drawn(directory, numbers, on_page=True)


def test_with_very_many_places_there_are_signs_and_no_numbers(tmp_path):
    places = [
        place(f"place-{number}", 4.405 + number / 5000, 51.905 + number % 7 / 500, **WEST)
        for number in range(80)
    ]
    crowded = Directory.open(write_release(tmp_path / "release", places))
    svg = drawn(crowded, {position: position + 1 for position in range(80)})
    assert len(signs_on(svg)) == 80
    assert numbers_on(svg) == []


def test_numbers_keep_clear_of_each_other_where_there_is_room(tmp_path):
    places = [place(f"place-{number}", 4.41 + number * 0.006, 51.91, **EAST) for number in range(6)]
    row = Directory.open(write_release(tmp_path / "release", places))
    svg = drawn(row, {position: position + 1 for position in range(6)})
    assert sorted(numbers_on(svg)) == list("123456")
    spots = re.findall(r'<text x="(\d+)" y="(\d+)"[^>]*font-weight="700"', svg)
    assert len(set(spots)) == 6
