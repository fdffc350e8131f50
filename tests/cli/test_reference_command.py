"""`meetingplaces reference`: tables from the extracts, from OpenStreetMap and from CBS."""

import geopandas as gpd
import pandas as pd
import shapely

from geo.city.walking.network import Network
from geo.model.settings import settings

REFERENCE = settings().reference
STREETS = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" version="1" lat="51.9200" lon="4.4700"/>
  <node id="2" version="1" lat="51.9210" lon="4.4700"/>
  <node id="3" version="1" lat="51.9210" lon="4.4720"/>
  <way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
    <tag k="highway" v="residential"/></way>
</osm>
"""


def test_the_walking_network_of_another_extract_takes_the_place_of_ours(run, tmp_path):
    extract = tmp_path / "streets.osm"
    extract.write_text(STREETS, encoding="utf-8")
    assert run("reference", "walking", "--osm", extract, "--out", tmp_path / "out").status == 0
    assert len(Network.open(tmp_path / "out").x) == 3


def test_an_extract_that_is_none_is_told(run, tmp_path):
    done = run("reference", "walking", "--osm", tmp_path / "none.pbf", "--out", tmp_path)
    assert done.status == 2
    assert "none.pbf: found no such file" in done.err


def test_published_squares_take_the_place_of_the_estimate(run, tmp_path):
    buurten = gpd.read_file(REFERENCE / "buurten.geojson").to_crs("EPSG:28992")
    middles = buurten.geometry.representative_point()
    corners = [(x // 100 * 100, y // 100 * 100) for x, y in zip(middles.x, middles.y, strict=True)]
    columns = [
        "aantal_inwoners",
        "aantal_inwoners_0_tot_15_jaar",
        "aantal_inwoners_15_tot_25_jaar",
        "aantal_inwoners_25_tot_45_jaar",
        "aantal_inwoners_45_tot_65_jaar",
        "aantal_inwoners_65_jaar_en_ouder",
        "aantal_eenpersoonshuishoudens",
    ]
    squares = gpd.GeoDataFrame(
        dict.fromkeys(columns, 10)
        | {"crs28992res100m": [f"E{x // 100:04.0f}N{y // 100:04.0f}" for x, y in corners]},
        geometry=[shapely.box(x, y, x + 100, y + 100) for x, y in corners],
        crs="EPSG:28992",
    )
    squares.to_file(tmp_path / "squares.gpkg", layer="vierkant_100m_2024")
    done = run("reference", "people", "--cbs-squares", tmp_path / "squares.gpkg", "--out", tmp_path)
    assert (done.status, done.err) == (0, "")
    people = pd.read_csv(tmp_path / "people.csv")
    population = pd.read_csv(REFERENCE / "population.csv").query("level == 'buurt'")
    assert people["inhabitants"].sum() == population["inhabitants"].sum()


def test_a_network_is_checked_in_words_on_a_map_and_as_layers(run, tmp_path):
    done = run("reference", "check", "--map", tmp_path / "map.svg", "--out", tmp_path / "f.gpkg")
    assert (done.status, done.err) == (0, "")
    assert [line.split(":")[0] for line in done.out.splitlines()] == [
        "Network", "Islands", "Gaps", "Far", "Outside",
    ]  # fmt: skip
    assert "dead ends near another way" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert len(gpd.read_file(tmp_path / "f.gpkg", layer="gaps")) > 0


def test_a_city_without_a_network_has_none_to_check(run):
    done = run(
        "reference", "check", "--reference", settings().city_folder("amsterdam") / "reference"
    )
    assert done.status == 2
    assert "found no walking network" in done.err
