"""The layers of a release beside the places: what each source said, and who can walk to a place."""

import orjson
import pytest
import shapely

from geo.city.areas import Areas
from geo.directory.directory import Directory
from geo.model.settings import settings
from geo.pipeline.building import prepare
from geo.planning.coverage import City, CoverageQuestion, Level, Supply, measure
from geo.planning.coverage.layer import coverage_layer, missing_tables
from geo.release.frames import places_frame
from geo.release.layer_tables import COVERAGE, LAYERS, OBSERVATIONS_LAYER


@pytest.fixture(scope="module")
def directory(release):
    return Directory.open(release)


def test_a_release_holds_every_layer_with_the_columns_of_its_table(release):
    for name, table in LAYERS.items():
        features = orjson.loads((release / f"{name}.geojson").read_bytes())["features"]
        columns = [field.name for field in table.fields]
        assert {tuple(one["properties"]) for one in features} == {tuple(columns)}
        assert all("." not in one["id"] for one in features)
        assert len({one["id"] for one in features}) == len(features)


def test_times_are_told_by_columns_that_hold_dates():
    for table in LAYERS.values():
        for name in table.temporal or ():
            field = table.field(name)
            assert field is not None
            assert field.type == "date"


def test_each_observation_stands_at_the_point_of_its_place(directory):
    said, places = directory.layers["observations"], directory.layers["places"]
    assert len(said) == 523
    published = said.frame[said.frame["published"]]
    assert set(published["place_id"]) == set(places.ids)
    for row in published.itertuples():
        where = places.frame.geometry.iloc[places.find(row.place_id)]
        assert row.geometry == where or (row.geometry is None and where is None)


def test_what_was_said_of_a_place_that_was_merged_belongs_to_the_one_that_carries_it_on(directory):
    said = directory.layers["observations"]
    row = said.frame.iloc[said.find("ontmoetingscentrum-prinsenhof--3")]
    assert row["place_id"] == "huis-van-de-wijk-prinsenland"
    assert row["opened"] == "2007"


def test_observations_of_leads_are_marked_as_not_published(directory):
    said = directory.layers["observations"].frame
    leads = set(said[~said["published"]]["place_id"])
    assert leads
    assert leads.isdisjoint(directory.layers["places"].ids)


def test_the_reach_of_each_district_is_that_of_the_coverage(directory):
    city = City.open(settings().reference)
    layer = directory.layers["coverage"].frame.set_index("code")
    assert (layer["level"] == "gebied").sum() == 21
    assert (layer["level"] == "buurt").sum() == 91
    figures = measure(
        city,
        Supply.of(directory.places, directory.city.projected),
        CoverageQuestion(by=Level.BUURT, minutes=(10,)),
    ).set_index(["code", "kind"])
    for (code, kind), row in figures.iterrows():
        share = layer.loc[code, f"{kind}_share"]
        assert share == pytest.approx(row["share"], abs=0.0001, nan_ok=True)
        assert layer.loc[code, f"{kind}_places"] == row["places"]


def test_ranges_are_in_order_and_what_is_not_known_is_null(directory):
    layer = directory.layers["coverage"].frame
    for kind in ("huis_van_de_wijk", "huiskamer", "either"):
        low, likely, high = (
            layer[f"{kind}_{part}"].astype("float64")
            for part in ("share_low", "share", "share_high")
        )
        known = likely.notna()
        assert ((low <= likely) & (likely <= high))[known].all()
        assert (known == layer["residents"].notna()).all()
    assert set(layer[layer["residents"].isna()]["name"]) >= {"Rivium", "Maasvlakte"}


def test_places_of_the_buurten_add_up_to_those_of_their_gebied(directory):
    layer = directory.layers["coverage"].frame
    buurten = layer[layer["level"] == "buurt"].groupby("gebied_code")["either_places"].sum()
    gebieden = layer[layer["level"] == "gebied"].set_index("code")["either_places"]
    assert (gebieden >= buurten).all()  # a place may be known to its gebied only


@pytest.mark.slow
def test_without_network_or_people_reach_is_not_known_and_that_is_told(tmp_path):
    prepared = prepare(settings().city_folder())
    areas = Areas.open(settings().reference)
    layer = coverage_layer(tmp_path, areas, places_frame(prepared.located, areas.city.code))
    [finding] = missing_tables(tmp_path)
    assert "walking.parquet and no people.csv" in finding.message
    assert len(layer) == 112
    assert set(layer.columns) - {"geometry"} == {
        "code",
        "name",
        "level",
        "gebied_code",
        "gebied",
        "gemeente",
    }
    assert not shapely.is_missing(layer.geometry.to_numpy()).any()


def test_no_column_of_the_layers_is_described_twice():
    for table in (OBSERVATIONS_LAYER, COVERAGE):
        names = [field.name for field in table.fields]
        assert len(set(names)) == len(names)
