"""The folium map: one file, the same for the same input, in which data never becomes script."""

import html
import json
import re

import folium
import pytest
from made_up_release import HOSTILE_NAME, place, write_release

from geo.directory.directory import Directory
from geo.maps import assets
from geo.maps import directory_map as maps
from geo.model.errors import MeetingplacesError


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return Directory.open(write_release(tmp_path_factory.mktemp("made-up") / "release"))


@pytest.fixture(scope="module")
def page(directory, tmp_path_factory):
    out = tmp_path_factory.mktemp("map") / "map.html"
    maps.write_map(directory, out)
    return out.read_text(encoding="utf-8")


def test_the_same_directory_gives_the_same_bytes(directory, page, tmp_path):
    maps.write_map(directory, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_nothing_is_loaded_from_elsewhere(page):
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page) == []
    assert re.findall(r"url\((?!#|data:)[^)]*\)", page) == []
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_only_sources_are_linked_to(page):
    body = page[page.index("<main") : page.index("</main>")]
    assert set(re.findall(r'href="(http[^"]*)"', body)) == {"https://example.org/krant"}


def test_data_becomes_neither_markup_nor_script(page):
    assert HOSTILE_NAME not in page
    assert page.count("<script") == page.count("</script>") == 2


def test_data_is_never_carried_out_as_a_template(tmp_path):
    names = ["{{ 7 * 7 }}", "{% endraw %}{{ 7 * 7 }}", "{# gone #}", "{{{ 6 * 8 }}}"]
    places = [place(f"plek-{number}", 4.4, 51.9, name=name) for number, name in enumerate(names)]
    directory = Directory.open(write_release(tmp_path / "release", places))
    maps.write_map(directory, tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h2>(.*)</h2>", page)
    assert [html.unescape(heading) for heading in headings] == sorted(names)
    assert geojson_in(page)[0] == names


def geojson_in(page):
    found = re.findall(r'\{"type": "FeatureCollection".*\}\]\}', page)
    return [
        [feature["properties"]["name"] for feature in json.loads(text)["features"]]
        for text in found
    ]


def test_the_places_stand_in_it_once_as_geojson(page):
    places, districts = geojson_in(page)
    assert len(places) == 6
    assert HOSTILE_NAME in places
    assert districts == ["West", "Oost"]


def test_it_says_what_it_is_in_the_language_asked_for(directory, tmp_path):
    maps.write_map(directory, tmp_path / "en.html", language="en")
    page = (tmp_path / "en.html").read_text(encoding="utf-8")
    assert '<html lang="en" dir="ltr">' in page
    assert "<title>Meeting places in Rotterdam</title>" in page
    assert page.count("<h1>") == page.count("<main") == 1


def test_tiles_are_let_in_only_when_asked_for(directory, page, tmp_path):
    maps.write_map(directory, tmp_path / "tiles.html", tiles=True)
    with_tiles = (tmp_path / "tiles.html").read_text(encoding="utf-8")
    assert "L.tileLayer(" not in page[page.rindex("<script>") :]
    assert "L.tileLayer(" in with_tiles[with_tiles.rindex("<script>") :]
    assert "img-src data:;" not in page
    assert re.search(r'img-src data: https://[\w.]+"', with_tiles)
    assert re.search(r'img-src data:"', page)


def test_a_notebook_can_add_layers_of_its_own(directory):
    drawn = maps.draw(directory)
    folium.Circle([51.9, 4.4], radius=10).add_to(drawn)
    assert "L.circle(" in drawn.get_root().render()
    assert drawn._repr_html_().startswith("<div")


def test_a_write_that_fails_leaves_the_old_file(directory, tmp_path, monkeypatch):
    out = tmp_path / "map.html"
    out.write_text("old", encoding="utf-8")
    monkeypatch.setattr(maps.Page, "render", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        maps.write_map(directory, out)
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]
    assert out.read_text(encoding="utf-8") == "old"


def test_an_unbuilt_package_says_what_to_do(directory, tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    with pytest.raises(MeetingplacesError, match=r"leaflet\.css.*npm.*pip install"):
        maps.draw(directory)


def test_our_scripts_join_to_one_without_module_syntax():
    script = assets.joined_script()
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    ours = {file.stem for file in assets.MAP.glob("*.js")}
    assert ours == set(assets.SCRIPTS)


@pytest.mark.parametrize(
    ("tile_url", "origin"),
    [
        ("", ""),
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://{s}.example.org:8443/{z}.png", "https://*.example.org:8443"),
    ],
)
def test_the_origin_of_tiles(tile_url, origin):
    assert assets.tile_origin(tile_url) == origin
