"""The small map of one place: what it shows, and when there is none."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from made_up_release import MADE_UP_PLACES, place, write_release

from geo.city.walking.network import Network
from geo.directory.directory import Directory
from geo.directory.palette import DARK
from geo.maps.place_map import draw_place
from geo.model.crs import RD_NEW

STREETS = pd.DataFrame(
    {
        "street": ["Kadestraat", "Dwarsstraat", "Dwarsstraat", "Verweg"],
        "lon": [4.41, 4.4125, 4.4128, 4.8],
        "lat": [51.91, 51.9115, 51.9085, 51.9],
    }
)


@pytest.fixture(scope="module")
def network():
    x, y = RD_NEW.xy([4.409, 4.411, 4.411], [51.91, 51.91, 51.912])
    return Network(x, y, [0, 1], [1, 2])


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    places = [*MADE_UP_PLACES, place("tags", 4.405, 51.9, name="<b>&", street="<i>")]
    return Directory.open(write_release(tmp_path_factory.mktemp("map") / "release", places))


def drawn(directory, network, place_id):
    return draw_place(directory, directory.find(place_id), network, STREETS)


def texts(svg):
    return [element.text for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_it_names_its_own_street_and_those_around_it_once(directory, network):
    named = texts(drawn(directory, network, "aan-de-kade"))
    assert named.count("Kadestraat") == 1
    assert named.count("Dwarsstraat") == 1
    assert "Verweg" not in named
    assert "Westkade" in named


def test_a_point_that_is_not_exact_gets_a_ring_in_which_it_lies(directory, network):
    ring = rb'<g stroke="var\(--(room|house),[^>]*fill-rule="evenodd"[^>]*stroke-dasharray'
    assert re.search(ring, drawn(directory, network, "ver-weg"))
    assert not re.search(ring, drawn(directory, network, "aan-de-kade"))


def test_it_is_dark_where_the_page_around_it_is(directory, network):
    svg = drawn(directory, network, "aan-de-kade").decode()
    assert "@media (prefers-color-scheme:dark)" in svg
    assert f"--land:{DARK['land']}" in svg
    assert 'fill="var(--land,' in svg


@pytest.mark.parametrize("place_id", ["zonder-punt", "buurttuin-oost"])
def test_what_one_cannot_walk_to_is_not_drawn(directory, network, place_id):
    assert drawn(directory, network, place_id) is None


def test_markup_in_names_stays_text(directory, network):
    svg = drawn(directory, network, "tags")
    assert "<i>" in texts(svg)
    assert ET.fromstring(svg).get("aria-label") == "<b>&"  # noqa: S314
    assert not re.search(rb"<(script|image|a|b|i)\b", svg)
