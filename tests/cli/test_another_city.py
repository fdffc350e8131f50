"""The guide for another city, followed word for word with a made-up one in Belgium (EPSG:31370)."""

import csv
import json
import re
import shlex
from pathlib import Path

import httpx
import osmium
import pytest
from serving import served

from api.app import create_app
from geo.city.profile import CityProfile
from geo.city.walking.network import Network
from geo.geocoding import Gazetteer
from geo.model.crs import ProjectedCrs
from geo.model.settings import settings
from geo.pipeline.building import build
from geo.pipeline.city_folder import check_city

GUIDE = (Path(__file__).parents[2] / "docs" / "another-city.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    for line in block.splitlines()
]
FILLED_IN = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[1]
BELGIAN = ProjectedCrs.of("EPSG:31370")
EAST, NORTH = 104_000.0, 194_000.0
"""South-west corner of the made-up city, near Ghent."""


def degrees(east, north):
    lon, lat = BELGIAN.lon_lat(EAST + east, NORTH + north)
    return round(float(lon), 6), round(float(lat), 6)


def square(west, south, side_east, side_north):
    corners = [(0, 0), (side_east, 0), (side_east, side_north), (0, side_north), (0, 0)]
    return {
        "type": "Polygon",
        "coordinates": [[degrees(west + x, south + y) for x, y in corners]],
    }


def collection(*features):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "id": known["code"], "properties": known, "geometry": shape}
                for known, shape in features
            ],
        }
    )


def table(path, header, *rows):
    text = "\n".join([header, *rows]) + "\n"
    path.write_text(text, encoding="utf-8")


def fill_in(folder):
    """Do what steps 2 and 3 ask: a city of 2 by 1 km, with two districts and three places."""
    text = (folder / "city.toml").read_text(encoding="utf-8")
    for line in FILLED_IN.splitlines():
        key = line.partition(" = ")[0]
        text, changed = re.subn(rf"^{key} = .*$", line, text, flags=re.MULTILINE)
        assert changed == 1, f"city new writes a line for {key}"
    (folder / "city.toml").write_text(text, encoding="utf-8")
    reference = folder / "reference"
    west, east = square(0, 0, 1000, 1000), square(1000, 0, 1000, 1000)
    (reference / "gemeente.geojson").write_text(
        collection(({"code": "NIS99999", "name": "Dorpstad"}, square(0, 0, 2000, 1000)))
    )
    (reference / "gebieden.geojson").write_text(
        collection(
            ({"code": "N", "name": "Noord", "residential": True}, west),
            ({"code": "Z", "name": "Zuid", "residential": True}, east),
        )
    )
    (reference / "buurten.geojson").write_text(
        collection(
            ({"code": "N1", "name": "Molen", "gebied_code": "N", "gebied": "Noord"}, west),
            ({"code": "Z1", "name": "Beek", "gebied_code": "Z", "gebied": "Zuid"}, east),
        )
    )
    names = [("N1", "Molen", "buurt", 500), ("Z1", "Beek", "buurt", 1500),
             ("N", "Noord", "gebied", 500), ("Z", "Zuid", "gebied", 1500),
             ("NIS99999", "Dorpstad", "gemeente", 1000)]  # fmt: skip
    table(
        reference / "districts.csv",
        "code,name,level,lon,lat,radius_90_m,squares,basis",
        *(
            f"{code},{name},{level},{lon},{lat},400,20,area"
            for code, name, level, at in names
            for lon, lat in [degrees(at, 500)]
        ),
    )
    ages = "age_0_15,age_15_25,age_25_45,age_45_65,age_65_plus"
    table(
        reference / "population.csv",
        f"code,name,level,year,inhabitants,{ages},households,one_person_households,"
        "buurten_unknown,buurten_without_households",
        *(
            f"{code},{name},{level},2026,{number},,,,,,,,0,0"
            for code, name, level, _ in names
            for number in [2000 if level == "gemeente" else 1000]
        ),
    )
    squares = [(x, y) for x in range(0, 2000, 200) for y in range(0, 1000, 200)]
    table(
        reference / "people.csv",
        f"square,buurt_code,basis,inhabitants,{ages},one_person_households",
        *(
            f"E{int(EAST + x) // 100:04d}N{int(NORTH + y) // 100:04d},"
            f"{'N1' if x < 1000 else 'Z1'},area,40,,,,,,"
            for x, y in squares
        ),
    )
    lon, lat = degrees(300, 300)
    with (reference / "addresses.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"Molenstraat,1,,9990AB,Dorpstad,{lon},{lat},true\n")
    with (reference / "streets.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"Molenstraat,N1,N,9990,{lon},{lat},80,4\n")
    with (reference / "postcodes.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"9990,{lon},{lat},900,area,Dorpstad\n")
    observed = folder / "observations" / "observations.csv"
    columns = observed.read_text(encoding="utf-8").strip().split(",")
    rows = []
    for number, (east_m, kind) in enumerate([(300, "huis_van_de_wijk"), (1500, "huiskamer")], 1):
        lon, lat = degrees(east_m, 500)
        rows.append(
            dict.fromkeys(columns, "")
            | {
                "observation_id": f"plek-{number}--1",
                "place_id": f"plek-{number}",
                "source_title": "Gids",
                "retrieved": "2026",
                "source_type": "municipality",
                "licence": "made up",
                "attribution": "direct",
                "name": f"Plek {number}",
                "kind": kind,
                "initiative": "private",
                "city": "Dorpstad",
                "status": "open",
                "status_date": "2026-05",
                "lon": lon,
                "lat": lat,
                "point_precision": "address",
            }
        )
    with observed.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, columns, lineterminator="\n").writerows(rows)


@pytest.fixture
def followed(run, tmp_path, monkeypatch):
    """Follow the guide up to the check, and give the folder of the city and the last answer."""
    monkeypatch.chdir(tmp_path)
    new, walking, check, serve, several = COMMANDS
    assert walking.split()[2:5] == ["meetingplaces", "reference", "walking"]
    assert serve.split()[2:] == ["meetingplaces", "serve"]
    assert several == "meetingplaces serve --city rotterdam --city amsterdam"
    done = run(*shlex.split(new)[1:])
    assert (done.status, "mydata/dorpstad" in done.out) == (0, True)
    folder = tmp_path / "mydata" / "dorpstad"
    assert run(*shlex.split(check)[1:]).status == 2, "city.toml asks to be filled in"
    fill_in(folder)
    return folder, run(*shlex.split(check)[1:])


def test_the_check_says_what_is_there_and_what_is_missing_costs(followed):
    folder, done = followed
    assert done.status == 0
    told = " ".join(done.out.split())
    assert "addresses.csv │ 1" in told
    assert "No walking network: every walk is a straight line." in told
    (folder / "reference" / "addresses.csv").unlink()
    (folder / "reference" / "population.csv").unlink()
    again = {part.path: part for part in check_city(folder)}
    assert again["reference/addresses.csv"].costs == "No addresses: searches start at the street."
    assert again["reference/population.csv"].needed


def test_a_city_that_is_there_already_is_not_made_again(followed, run):
    folder, _ = followed
    done = run(*shlex.split(COMMANDS[0])[1:])
    assert done.status == 2
    assert "a city that has no folder yet" in done.err
    assert CityProfile.open(folder).crs == "EPSG:31370"


def test_the_city_is_searched_drawn_and_measured_in_its_own_reference_system(
    followed, tmp_path, monkeypatch
):
    folder, _ = followed
    monkeypatch.setenv("MEETINGPLACES_DATA", str(folder.parent))
    monkeypatch.setenv("MEETINGPLACES_CITY", folder.name)
    settings.cache_clear()
    try:
        quality = build(folder, tmp_path / "release")
        assert (quality.published, quality.errors) == (2, 0)
        app = create_app(tmp_path / "release", geocoder=Gazetteer.open(settings().reference))
        with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
            page = client.get("/", params={"q": "Molenstraat 1"}).text
            assert "Plek 1" in page
            assert "Rotterdam" not in page
            asked = {"address": "Molenstraat 1, 9990 AB Dorpstad"}
            near = client.get("/v1/search/nearby", params=asked).json()["features"]
            straight = {one["id"]: one["properties"]["distance_m"] for one in near}
            # By Pythagoras in Belgian metres: (300, 300) to (300, 500) and (1500, 500).
            assert straight["plek-1"] == pytest.approx(200, abs=0.5)
            assert straight["plek-2"] == pytest.approx(1216.6, abs=0.5)
            assert {one["properties"]["gemeente"] for one in near} == {"NIS99999"}
            rows = client.get("/v1/coverage", params={"by": "gemeente"}).json()["rows"]
            assert {row["name"] for row in rows} == {"Dorpstad"}
            assert {row["residents"] for row in rows} == {2000}
            assert {row["basis"] for row in rows} == {"straight_line"}
            assert "Dorpstad" in client.get("/planner").text
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def write_streets(path):
    """Write an extract with a street along each side and through the middle of the city."""
    corners = [(50, 300), (50, 500), (300, 300), (300, 500), (1500, 300), (1500, 500), (1950, 500)]
    ways = [(0, 2, 4), (1, 3, 5, 6), (0, 1), (2, 3), (4, 5)]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, at in enumerate(corners, 1):
            writer.add_node(osmium.osm.mutable.Node(id=number, version=1, location=degrees(*at)))
        for number, nodes in enumerate(ways, 1):
            known = {"highway": "residential"}
            references = [node + 1 for node in nodes]
            writer.add_way(
                osmium.osm.mutable.Way(id=number, version=1, nodes=references, tags=known)
            )


def test_the_command_of_the_guide_makes_a_network_in_the_metres_of_the_city(
    followed, run, tmp_path, monkeypatch
):
    folder, _ = followed
    write_streets(tmp_path / "extract.osm.pbf")
    data, city, _, *words = shlex.split(COMMANDS[1])
    monkeypatch.setenv(*data.split("="))
    monkeypatch.setenv(*city.split("="))
    settings.cache_clear()
    try:
        assert run(*words).status == 0
        network = Network.open(folder / "reference")
        assert (len(network.x), network.x.min()) == (7, pytest.approx(EAST + 50, abs=0.2))
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_a_city_without_a_folder_is_refused(run):
    done = run("serve", "--city", "rotterdam", "--city", "nergens")
    assert done.status == 2
    assert "'nergens'" in done.err
