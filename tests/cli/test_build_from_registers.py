"""`meetingplaces reference build` with registers as they are published, for a city of its own."""

import geopandas as gpd
import pandas as pd
import pytest
import registers_made_up as made_up
from city_registers import COUNTS, write_districts, write_postcodes, write_timetable
from publisher import publisher

from geo.city.areas import Areas
from geo.city.people import People
from geo.city.stops import Stops
from geo.city.walking.network import Network
from geo.geocoding import Gazetteer
from geo.geocoding.addresses import parse_address
from geo.model.crs import RD_NEW
from geo.model.settings import settings
from geo.model.vocabulary import Precision
from geo.pipeline.city_folder import check_city, new_city

LON, LAT = (float(degrees) for degrees in RD_NEW.lon_lat(92_500, 436_500))


@pytest.fixture
def city(tmp_path, monkeypatch):
    """The folder of a city of which nothing is known but its name and code."""
    packaged = settings().data
    data = tmp_path / "data"
    folder = new_city(data, "Vierstad", code="GM9999", crs="EPSG:28992", shared=packaged)
    filled = folder.joinpath("city.toml").read_text(encoding="utf-8")
    for field, value in {
        "example_address": "Dorpsstraat 1, 1234 AB Vierstad",
        "example_postcode": "1234",
        "example_district": "Westwijk",
    }.items():
        filled = filled.replace(f'{field} = ""', f'{field} = "{value}"')
    folder.joinpath("city.toml").write_text(filled, encoding="utf-8")
    monkeypatch.setenv("MEETINGPLACES_DATA", str(data))
    settings.cache_clear()
    yield folder
    settings.cache_clear()


def write_streets(path):
    path.write_text(
        f"""<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" version="1" lat="{LAT}" lon="{LON}"/>
  <node id="2" version="1" lat="{LAT + 0.001}" lon="{LON}"/>
  <node id="3" version="1" lat="53.2" lon="6.5"/><node id="4" version="1" lat="53.3" lon="6.5"/>
  <way id="10" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
  <way id="11" version="1"><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/></way>
</osm>
""",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def files(tmp_path):
    def houses():
        for house in made_up.made_up_houses(3, 30, west=92_100, south=436_100):
            yield house | {"town": "Vierstad"}

    platforms = {"1": ("Vierstad, Markt", LON, LAT), "2": ("Vierstad, Haven", LON + 0.01, LAT)}
    counts = [[200, 40, 20, 60, 50, 30, 80], [100, 20, 10, 30, 25, 15, 40]]
    return {
        "--districts": write_districts(tmp_path / "wijkenbuurten_2024.gpkg"),
        "--people": tmp_path / "wijkenbuurten_2024.gpkg",
        "--postcodes": write_postcodes(tmp_path / "cbs_pc6_2024_v1.gpkg", counts),
        "--addresses": made_up.write_geopackage(tmp_path / "bag-light.gpkg", houses()),
        "--streets": write_streets(tmp_path / "netherlands.osm"),
        "--stops": write_timetable(
            tmp_path / "gtfs-nl.zip", platforms, {"r": ("4", ["1", "2"]), "s": ("B", ["1"])}
        ),
    }


def test_a_city_is_built_from_registers_alone(city, files, run):
    done = run("reference", "build", "--city", "vierstad", *sum(files.items(), ()))
    assert (done.status, done.err) == (0, "")
    reference = city / "reference"
    areas = Areas.open(reference)
    assert areas.locate([LON], [LAT])["gebied"].tolist() == ["Westwijk"]
    people = People.open(reference)
    assert people.inhabitants.sum() == 1545
    assert set(people.buurt_code) == {"BU99990101", "BU99990102", "BU99990201"}
    population = pd.read_csv(reference / "population.csv", index_col="code")
    assert population.loc["GM9999", "inhabitants"] == 1545
    assert population.loc["WK999902", "buurten_unknown"] == 1
    stops = Stops.open(reference)
    assert [(stop.name, stop.lines) for stop in stops.near(LON, LAT)] == [("Markt", ("4", "B"))]
    assert len(Network.open(reference).x) == 2
    answer = Gazetteer.open(reference).geocode(parse_address("Verzonnenbstraat 7"))
    assert answer.precision is Precision.ADDRESS
    missing = {part.path for part in check_city(city) if part.costs and "reference" in part.path}
    assert missing == {"reference/addresses.csv"}


def test_a_part_leaves_the_others_as_they_are(city, files, run):
    run("reference", "build", "--city", "vierstad", *sum(files.items(), ()))
    before = {path.name: path.read_bytes() for path in (city / "reference").iterdir()}
    done = run("reference", "build", "--city", "vierstad", "--stops", files["--stops"])
    assert done.status == 0
    assert {path.name: path.read_bytes() for path in (city / "reference").iterdir()} == before


@pytest.mark.usefixtures("city")
def test_figures_without_districts_say_what_comes_first(files, run):
    done = run("reference", "build", "--city", "vierstad", "--people", files["--people"])
    assert done.status == 2
    assert "put the districts in first" in done.err


def test_squares_spread_the_people_and_move_the_middles(city, files, run, tmp_path):
    frame = gpd.GeoDataFrame(
        dict.fromkeys(COUNTS, [40] * 12)
        | {"crs28992res100m": [f"E{920 + n:04d}N4360" for n in range(12)]},
        geometry=gpd.points_from_xy([92_050 + 100 * n for n in range(12)], [436_050] * 12),
        crs="EPSG:28992",
    )
    frame.geometry = frame.geometry.buffer(49, cap_style="square")
    frame.to_file(tmp_path / "cbs_vk100_2024_v1.gpkg")
    parts = [part for name in ("--districts", "--people") for part in (name, files[name])]
    done = run(
        *("reference", "build", "--city", "vierstad", *parts),
        *("--squares", tmp_path / "cbs_vk100_2024_v1.gpkg"),
    )
    assert (done.status, done.err) == (0, "")
    centres = pd.read_csv(city / "reference" / "districts.csv", index_col="code")
    assert centres.loc["BU99990101", "basis"] == "inhabited"
    assert People.open(city / "reference").inhabitants.sum() == 1545


def test_parts_are_fetched_from_their_addresses(city, files, run, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with publisher() as site:
        for name in ("--districts", "--stops"):
            site.files[f"/{files[name].name}"] = files[name].read_bytes()
        site.break_after = [1000]
        with (city / "city.toml").open("a", encoding="utf-8") as profile:
            profile.write(
                f'\n[downloads]\ndistricts = "{site.url}/wijkenbuurten_2024.gpkg"\n'
                f'people = "{site.url}/wijkenbuurten_2024.gpkg"\n'
                f'stops = "{site.url}/gtfs-nl.zip"\n'
            )
        parts = ("--online", "districts", "--online", "people", "--online", "stops")
        done = run("reference", "build", "--city", "vierstad", *parts)
    assert (done.status, done.err) == (0, "")
    assert site.statuses == [200, 206, 304, 200]
    assert People.open(city / "reference").inhabitants.sum() == 1545
    assert len(Stops.open(city / "reference")) == 2


def test_nothing_to_build_from_is_said(run):
    done = run("reference", "build")
    assert done.status == 2
    assert "what to build from" in done.err
