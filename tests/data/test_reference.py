"""The reference tables of Rotterdam, as they are committed."""

import csv
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from own_city import ROTTERDAM

from geo.city.areas import Areas
from geo.city.postcode6 import read
from geo.model.crs import RD, RD_NEW
from geo.model.settings import settings
from geo.model.street_names import normalise_street

FOLDER = settings().reference
# Areas of the buurten in the municipal extract, before anything was simplified.
SOURCE_AREAS = pd.read_csv(Path(__file__).with_name("source_areas.csv"), index_col="code")
COVERAGES = ["buurten", "gebieden", "postcodes"]


def table(name):
    return pd.read_csv(FOLDER / name, dtype={"postcode4": str, "postcode": str})


@pytest.fixture(scope="module")
def areas():
    return Areas.open(FOLDER)


@pytest.fixture(scope="module")
def addresses():
    known = table("addresses.csv")
    return known[known["consistent"]].reset_index(drop=True)


def outlines(name):
    return gpd.read_file(FOLDER / f"{name}.geojson").set_index(
        "code" if name != "postcodes" else "postcode4"
    )


def distances(lon, lat, other_lon, other_lat):
    x, y = RD_NEW.xy(lon, lat)
    other_x, other_y = RD_NEW.xy(other_lon, other_lat)
    return np.hypot(x - other_x, y - other_y)


@pytest.mark.parametrize(
    ("name", "number"), [("buurten", 91), ("gebieden", 21), ("gemeente", 1), ("postcodes", 76)]
)
def test_every_district_is_there_once_as_a_valid_polygon(name, number):
    frame = outlines(name)
    assert len(frame) == frame.index.nunique() == number
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert frame.is_valid.all()


@pytest.mark.parametrize("name", COVERAGES)
def test_neighbours_neither_overlap_nor_gape(name):
    """The extracts overlap and gape by 433 m2 (buurten) and 12 ha (postcodes)."""
    polygons = outlines(name).geometry.to_numpy()
    assert shapely.coverage_is_valid(polygons)
    holes = [
        ring for part in shapely.get_parts(shapely.union_all(polygons)) for ring in part.interiors
    ]
    assert holes == []


def test_the_three_levels_nest_exactly():
    buurten, gebieden = outlines("buurten"), outlines("gebieden")
    for code, part in buurten.groupby("gebied_code"):
        assert part.union_all().equals(gebieden.geometry[code])
    assert gebieden.union_all().equals(outlines("gemeente").geometry["GM0599"])


def test_simplifying_changed_no_area_by_more_than_a_thousandth():
    change = outlines("buurten").to_crs(RD).area / SOURCE_AREAS["area_m2"] - 1
    assert len(change) == ROTTERDAM.extracts.buurten
    assert change.abs().max() < 0.001


@pytest.mark.parametrize(
    ("code", "hectares"),
    [("BU05990110", 173), ("BU05990112", 61), ("BU05991702", 380), ("BU05991703", 896)],
)
def test_areas_are_those_that_cbs_publishes(code, hectares):
    assert outlines("buurten").to_crs(RD).area[code] / 10_000 == pytest.approx(hectares, abs=0.5)


def test_the_files_are_small_and_follow_rfc_7946():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 4_000_000
    for name in [*COVERAGES, "gemeente"]:
        collection = json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8"))
        assert set(collection) == {"type", "features"}
        for feature in collection["features"]:
            outline = shapely.geometry.shape(feature["geometry"])
            for part in shapely.get_parts(outline):
                assert part.exterior.is_ccw
                assert not any(ring.is_ccw for ring in part.interiors)
            vertices = shapely.get_coordinates(outline)
            assert np.array_equal(vertices, vertices.round(6))


def test_fourteen_gebieden_are_residential():
    gebieden = outlines("gebieden")
    assert gebieden["residential"].sum() == 14
    assert not gebieden["residential"]["WK059923"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.name)
def test_tables_are_utf_8_with_lf_and_no_row_twice(path):
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text
    rows = list(csv.reader(text.splitlines()))
    assert len({len(row) for row in rows}) == 1
    assert len({tuple(row) for row in rows}) == len(rows)


def test_every_table_and_column_is_explained():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.csv"):
        assert path.name in readme
        for column in table(path.name).columns:
            assert f"`{column}`" in readme, f"{path.name}: {column}"


class TestPopulation:
    def test_the_municipality_is_as_published_and_the_buurten_add_up_to_within_20(self):
        people = table("population.csv").set_index("code")["inhabitants"]
        assert people["GM0599"] == 672_960
        assert people[people.index.str.startswith("BU")].sum() == 672_940
        assert people[people.index.str.startswith("WK")].sum() == 672_940

    def test_ages_add_up_to_the_inhabitants_but_for_the_rounding(self):
        people = table("population.csv").set_index("code").query("level == 'buurt'")
        ages = people.filter(like="age_").sum(axis=1, min_count=1)
        assert (ages - people["inhabitants"]).abs().max() <= 10

    def test_what_cbs_does_not_give_is_empty(self):
        people = table("population.csv").set_index("name")
        unknown = {"Vondelingenplaat", "Europoort", "Maasvlakte", "Rivium", "Noordzeeweg"}
        assert set(people.index[people["inhabitants"].isna()]) == unknown
        assert people.query("level == 'gebied'").loc["Rozenburg", "buurten_unknown"] == 1

    def test_hoek_van_holland_says_that_it_is_a_year_older(self):
        people = table("population.csv")
        assert set(people.query("year == 2024")["code"]) == {
            "BU05991701",
            "BU05991702",
            "BU05991703",
            "WK059917",
        }


class TestStreets:
    def test_each_row_lies_in_its_own_buurt_gebied_and_postcode(self, areas):
        streets = table("streets.csv")
        located = areas.locate(streets["lon"], streets["lat"])
        told_by_trees = streets["trees"] > 0
        same = located["buurt_code"] == streets["buurt_code"].to_numpy()
        assert same[told_by_trees.to_numpy()].all()
        assert streets["buurt_code"].isna().equals(~told_by_trees)
        assert (located["gebied_code"] == streets["gebied_code"]).all()
        assert set(streets["postcode4"]) <= set(outlines("postcodes").index)

    def test_a_street_buurt_and_postcode_stand_there_once(self):
        assert not table("streets.csv").duplicated(["street", "buurt_code", "postcode4"]).any()

    def test_no_mark_of_the_register_is_left_in_a_name(self):
        names = table("streets.csv")["street"]
        assert not names.str.contains(r"[\[\]()]|HVH|[NOZW]\.z\.", regex=True).any()
        lekstraat = table("streets.csv").query("street == 'Lekstraat' and trees > 0")
        assert set(lekstraat["gebied_code"]) == {"WK059927"}

    def test_nine_in_ten_known_addresses_lie_near_their_street_in_their_postcode(self, addresses):
        streets = table("streets.csv")
        addresses = addresses.assign(postcode4=addresses["postcode"].str[:4])
        assert addresses["street"].isin(streets["street"]).mean() > 0.92
        both = addresses.merge(streets, on=["street", "postcode4"], suffixes=("", "_street"))
        both = both.sort_values("stretches").drop_duplicates(
            ["street", "house_number", "house_letter", "postcode"], keep="last"
        )
        off = distances(both["lon"], both["lat"], both["lon_street"], both["lat_street"])
        assert len(both) > 220
        assert np.median(off) < 90
        assert (off <= both["radius_90_m"] + 50).mean() > 0.88


class TestPostcodes6:
    def test_every_postcode_lies_in_a_known_area_and_its_street_is_a_street(self):
        listed, streets = table("postcode6.csv"), table("streets.csv")
        digits = listed["postcode"].str[:4]
        assert listed["postcode"].str.fullmatch(r"[1-9]\d{3}[A-Z]{2}").all()
        assert set(digits) <= set(outlines("postcodes").index)
        known = set(zip(streets["street"].map(normalise_street), streets["postcode4"], strict=True))
        listed_streets = zip(listed["street"].map(normalise_street), digits, strict=True)
        assert set(listed_streets) <= known

    def test_a_point_has_a_radius_and_lies_in_the_municipality(self, areas):
        listed = table("postcode6.csv")
        placed = listed[listed["lon"].notna()]
        assert placed["radius_90_m"].notna().all()
        assert listed[listed["lon"].isna()]["radius_90_m"].isna().all()
        assert (areas.locate(placed["lon"], placed["lat"])["gebied_code"] != "").all()

    def test_nearly_every_known_address_is_listed(self, addresses):
        listed = {(row.postcode, normalise_street(row.street)): row for row in read(FOLDER)}
        found = [
            (row := listed.get((postcode, normalise_street(street)))) is not None
            and row.has(number)
            for postcode, street, number in zip(
                addresses["postcode"], addresses["street"], addresses["house_number"], strict=True
            )
        ]
        assert np.mean(found) > 0.96


class TestUncertainty:
    """What is said of nine in ten holds for the known addresses, which it was not measured on."""

    def test_of_a_buurt_and_of_a_gebied(self, areas, addresses):
        centres = table("districts.csv").set_index("code")
        located = areas.locate(addresses["lon"], addresses["lat"])
        for column in ("buurt_code", "gebied_code"):
            centre = centres.loc[located[column]]
            off = distances(addresses["lon"], addresses["lat"], centre["lon"], centre["lat"])
            assert (off <= centre["radius_90_m"].to_numpy()).mean() > 0.9

    def test_of_a_postcode(self, addresses):
        centre = table("postcodes.csv").set_index("postcode4").loc[addresses["postcode"].str[:4]]
        off = distances(addresses["lon"], addresses["lat"], centre["lon"], centre["lat"])
        assert (off <= centre["uncertainty_m"].to_numpy()).mean() > 0.9


class TestAddresses:
    def test_253_addresses_are_known_and_one_point_is_wrong(self):
        known = table("addresses.csv")
        assert len(known) == 253
        assert known.query("not consistent")["street"].tolist() == ["Dobber"]

    def test_good_points_lie_in_rotterdam_and_near_their_postcode(self, areas, addresses):
        assert areas.locate(addresses["lon"], addresses["lat"])["inside"].all()
        outline = outlines("postcodes").to_crs(RD).geometry
        points = gpd.points_from_xy(*RD_NEW.xy(addresses["lon"], addresses["lat"]), crs=RD)
        own = gpd.GeoSeries(outline.loc[addresses["postcode"].str[:4]].to_numpy(), crs=RD)
        assert own.distance(gpd.GeoSeries(points)).max() < 300


def test_every_district_that_an_observation_names_is_known(areas):
    seen = pd.read_csv(
        settings().city_folder() / "observations" / "observations.csv",
        dtype=str,
        keep_default_na=False,
    )
    gebieden = {name for name in seen["gebied"].unique() if areas.find_gebied(name) is None}
    assert gebieden <= {"", "Rotterdam (gebied onbekend)"}
    buurten = {name for name in seen["buurt"].unique() if not areas.find_buurten(name)}
    assert buurten <= {""}
