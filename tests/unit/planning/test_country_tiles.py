"""A country measured by tile has the figures of one measured whole, and bad files are refused."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from country_on_disk import files_in, make_country
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own_city import ROTTERDAM

from geo.city.people import GROUPS, People
from geo.city.walking.network import SMALL_ISLAND_M, Network
from geo.city.walking.table import WalkingTable, encode, read_edges
from geo.io.native_geometry import write_points
from geo.model.crs import RD
from geo.model.errors import InputError
from geo.model.vocabulary import Status
from geo.planning.coverage import City, CoverageQuestion, Level, Walks, summarise
from geo.planning.coverage.tables import FIGURES
from geo.planning.coverage.writing import rounded
from geo.planning.tiled.country import CELLS, FIGURES_FILE, cover_country
from geo.planning.tiled.grid import TileGrid
from geo.planning.tiled.inputs import CountryDistricts, CountryFiles, PeopleFile, read_places
from geo.planning.tiled.workers import OneProcess

QUESTION = CoverageQuestion(by=Level.BUURT)
SMALL_TILES = TileGrid(1_500.0)
LARGE_TILES = TileGrid(10_000.0)


def whole(files, question=QUESTION, *, farthest=np.inf):
    """Measure the same files as one city, without tiles."""
    districts = CountryDistricts.read(files.districts, files.crs)
    file = PeopleFile(files.people, files.crs)
    parts = [file.read(batch, districts) for batch in file.batches]
    x, y, district = (np.concatenate([part[at] for part in parts]) for at in range(3))
    inhabitants = np.concatenate([part[3]["inhabitants"] for part in parts])
    lives = district >= 0
    codes = tuple(districts.codes)
    people = People(
        x=x[lives],
        y=y[lives],
        buurt=district[lives],
        buurten=codes,
        **dict.fromkeys(GROUPS, inhabitants[lives]),
    )
    nx, ny, a, b = read_edges(files.network, 1)
    network = Network(nx / 10, ny / 10, a, b, small_island_m=SMALL_ISLAND_M)
    table = pd.DataFrame({"name": districts.names, "gebied_code": codes, "gebied": codes}, codes)
    city = City.of(network, people, table, ROTTERDAM)
    supply = read_places(files.places, files.crs, districts)
    walks = Walks.of(city, supply, limit_m=question.limit_m, known_limit_m=farthest)
    return rounded(FIGURES, summarise(city, supply, walks, question))


def tiled(files, folder, question=QUESTION, grid=SMALL_TILES):
    return cover_country(files, question, folder / "out", OneProcess(), grid=grid)


SPACING, SIDE = 500, 7
EAST = 1_500.0
"""Border between the two districts; beyond 4 km nobody's people live."""


@st.composite
def countries(draw):
    """Draw streets of 500 m with islands of any length, and people and places around borders."""
    node = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    pairs = [*zip(node[:, :-1].ravel(), node[:, 1:].ravel(), strict=True),
             *zip(node[:-1].ravel(), node[1:].ravel(), strict=True)]  # fmt: skip
    kept = sorted(draw(st.lists(st.sampled_from(pairs), min_size=6, unique=True)))
    axis = st.one_of(
        st.builds(
            lambda cell, off: cell * SPACING + off,
            st.integers(-1, 8),
            st.sampled_from([0.0, -0.1, 0.1, 60.0, -199.9, 200.1, 250.0]),
        ),
        st.floats(-700, 4_500).map(lambda metres: round(metres, 1)),
    )
    people = draw(st.lists(st.tuples(axis, axis, st.integers(0, 99)), min_size=1, max_size=20))
    places = draw(
        st.lists(
            st.tuples(
                axis,
                axis,
                st.sampled_from(["huis_van_de_wijk", "huiskamer"]),
                st.sampled_from(["open", "unknown", "closed"]),
                st.sampled_from([0.0, 20.0, 400.0]),
            ),
            min_size=1,
            max_size=6,
        )
    )
    return kept, people, places


def write(folder, country):
    kept, people, places = country
    rows, columns = np.divmod(np.arange(SIDE * SIDE), SIDE)
    table = WalkingTable(columns * SPACING * 10, rows * SPACING * 10, *np.transpose(kept))
    (folder / "walking.parquet").write_bytes(encode(table))
    x, y, number = np.transpose(people)
    write_points(folder / "people.parquet", RD, x, y, {"inhabitants": number / 10})
    x, y, kind, status, uncertainty = zip(*places, strict=True)
    gpd.GeoDataFrame(
        {
            "id": [f"p{at}" for at in range(len(x))],
            "kind": kind,
            "status": status,
            "uncertainty_m": uncertainty,
        },
        geometry=shapely.points(x, y),
        crs=RD,
    ).to_parquet(folder / "places.parquet")
    gpd.GeoDataFrame(
        {"code": ["W", "E"], "name": ["West", "East"]},
        geometry=shapely.box([-1_000, EAST], -1_000, [EAST, 4_000], 5_000),
        crs=RD,
    ).to_parquet(folder / "districts.parquet")
    return files_in(folder)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(country=countries())
@pytest.mark.slow
def test_tiles_have_the_figures_of_the_whole_to_the_last_person(country, tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    files = write(folder, country)
    expected = whole(files, farthest=QUESTION.limit_m)
    pd.testing.assert_frame_equal(tiled(files, folder).figures, expected)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Make 3.5 by 3.5 km with 4,000 crossings, and people in two batches."""
    folder = tmp_path_factory.mktemp("town")
    return make_country(folder, nodes=4_000, places=12, people=5_000, row_group=3_000)


@pytest.fixture(scope="module")
def measured(town):
    return tiled(town, town.places.parent)


def test_only_a_walking_time_beyond_the_limit_is_missing(town, measured):
    expected = whole(town)
    longest = max(QUESTION.minutes)
    for name in ("median_minutes", "p90_minutes"):
        expected[name] = expected[name].where(expected[name] <= longest)
    pd.testing.assert_frame_equal(measured.figures, expected)
    assert measured.tiles >= 9


def test_cells_add_up_to_the_districts(town, measured):
    cells = gpd.read_parquet(town.places.parent / "out" / CELLS)
    assert cells.crs.to_epsg() == 28992
    asked = (cells["kind"] == "either") & (cells["minutes"] == 10)
    figures = measured.figures.query("kind == 'either' and minutes == 10")
    everybody = pq.read_table(town.people)["inhabitants"].to_numpy().sum()
    assert cells.loc[asked, "residents"].sum() == pytest.approx(everybody)
    reached = cells.loc[asked, "in_reach"].sum()
    assert reached == pytest.approx(figures["residents_in_reach"].sum(), abs=len(figures) / 2)
    assert (cells["in_reach_low"] <= cells["in_reach"]).all()
    assert (cells["in_reach"] <= cells["in_reach_high"]).all()


def test_the_size_of_tiles_and_a_second_run_change_nothing(town, measured, tmp_path):
    again = tiled(town, tmp_path, grid=LARGE_TILES)
    pd.testing.assert_frame_equal(again.figures, measured.figures)
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*.parquet")}
    tiled(town, tmp_path, grid=LARGE_TILES)
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*.parquet")}


@pytest.mark.slow
def test_tiles_are_written_once_for_the_same_files(town, tmp_path):
    tiled(town, tmp_path, grid=LARGE_TILES)
    about = tmp_path / "out-tiles" / "tiling.json"
    written = about.stat().st_mtime_ns
    question = CoverageQuestion(by=Level.BUURT, minutes=(5,))
    tiled(town, tmp_path, question, grid=LARGE_TILES)
    assert about.stat().st_mtime_ns == written
    town.districts.touch()
    tiled(town, tmp_path, grid=LARGE_TILES)
    assert about.stat().st_mtime_ns > written


def test_what_is_written_opens_in_geopandas(town, measured):
    written = pd.read_parquet(town.places.parent / "out" / FIGURES_FILE)
    pd.testing.assert_frame_equal(written, measured.figures)
    tiles = town.places.parent / "out-tiles"
    edges = gpd.read_parquet(tiles / "network" / "x67_y67.parquet")
    assert set(edges.geom_type) == {"LineString"}
    assert edges.crs.to_epsg() == 28992
    assert json.loads((tiles / "tiling.json").read_text())["left_out"]["inhabitants"] == 0


@pytest.mark.slow
def test_another_projected_system_has_its_own_metres(measured, tmp_path):
    """The same country in Lambert's azimuthal projection of Europe, read from points in degrees."""
    europe = "EPSG:3035"
    there = make_country(tmp_path, nodes=4_000, places=12, people=5_000, crs=europe)
    figures = tiled(there, tmp_path, grid=LARGE_TILES).figures
    pd.testing.assert_frame_equal(figures, measured.figures)
    in_degrees = tmp_path / "degrees.parquet"
    gpd.read_parquet(there.people).to_crs("EPSG:4326").to_parquet(in_degrees)
    files = CountryFiles(there.places, in_degrees, there.network, there.districts, there.crs)
    shares = tiled(files, tmp_path, grid=LARGE_TILES).figures["share"] - figures["share"]
    assert shares.abs().max() < 0.001


def test_a_code_of_the_people_and_places_goes_before_their_point(tmp_path):
    """People on a border have a square in each district, as those of CBS have."""
    files = write(tmp_path, ([(0, 1)] * 1 + [(at, at + 1) for at in range(1, 6)],
                             [(0.0, 0.0, 50)], [(0.0, 0.0, "huiskamer", "open", 0.0)]))  # fmt: skip
    x = np.array([100.0, 100.0, 100.0])
    codes = np.array(["W", "E", None], dtype=object)
    write_points(files.people, RD, x, x * 0, {"inhabitants": np.array([1.0, 2, 4]), "code": codes})
    gpd.read_parquet(files.places).assign(code="E").to_parquet(files.places)
    found = tiled(files, tmp_path)
    of_each = found.figures.query("kind == 'either'").drop_duplicates("code").set_index("code")
    assert of_each["residents"].to_dict() == {"W": 1, "E": 2}
    assert of_each["places"].to_dict() == {"W": 0, "E": 1}
    assert found.left_out == 4


def test_where_nobody_lives_in_a_district_nothing_is_counted(tmp_path):
    streets, place = [(at, at + 1) for at in range(6)], (0.0, 0.0, "huiskamer", "open", 0.0)
    files = write(tmp_path, (streets, [(-5_000.0, 0.0, 50)], [place]))
    found = tiled(files, tmp_path)
    assert (found.tiles, found.people, found.left_out) == (0, 0, 5)
    assert found.figures["residents"].isna().all()


class TestRefused:
    @pytest.fixture
    def files(self, tmp_path):
        return make_country(tmp_path, nodes=400, places=3, people=50)

    def refused(self, files, folder):
        with pytest.raises(InputError) as error:
            tiled(files, folder)
        assert not (folder / "out").exists()
        return str(error.value).splitlines()

    @pytest.mark.parametrize("name", ["places", "people", "network", "districts"])
    def test_a_missing_file(self, files, tmp_path, name):
        path = getattr(files, name)
        path.unlink()
        assert self.refused(files, tmp_path)[0].startswith(f"{path.name}: found no such file")

    @pytest.mark.parametrize("name", ["places", "people", "network", "districts"])
    def test_a_file_of_another_sort(self, files, tmp_path, name):
        path = getattr(files, name)
        path.write_text("code,name\n1,West\n")
        assert "found a file that cannot be read" in self.refused(files, tmp_path)[0]

    def test_people_that_are_no_number_or_nowhere_by_row(self, files, tmp_path):
        x, number = np.array([1e5, np.nan, 1e5]), np.array([-1.0, 2.0, np.inf])
        write_points(files.people, RD, x, x, {"inhabitants": number})
        assert self.refused(files, tmp_path) == [
            (
                "people.parquet, line 1, field 'inhabitants': found '-1.0', expected a number of "
                "people, 0 or more."
            ),
            "people.parquet, line 2, field 'geometry': found 'nan', expected a point.",
            (
                "people.parquet, line 3, field 'inhabitants': found 'inf', expected a number of "
                "people, 0 or more."
            ),
        ]

    def test_a_code_of_no_district(self, files, tmp_path):
        x = np.array([1e5])
        columns = {"inhabitants": x, "code": np.array(["D0005x"])}
        write_points(files.people, RD, x, x, columns)
        assert self.refused(files, tmp_path) == [
            "people.parquet, line 1, field 'code': found 'D0005x', expected the code of a district."
        ]

    def test_places_of_an_unknown_kind_or_status_or_twice(self, files, tmp_path):
        places = gpd.read_parquet(files.places)
        places.loc[0, "kind"] = "pub"
        places.loc[1, ["status", "uncertainty_m"]] = ["maybe", -1.0]
        places.loc[2, "id"] = "p1"
        places.to_parquet(files.places)
        line = "places.parquet, line"
        assert self.refused(files, tmp_path) == [
            f"{line} 1, field 'kind': found 'pub', expected one of huis_van_de_wijk, huiskamer.",
            f"{line} 2, field 'status': found 'maybe', expected one of {', '.join(Status)}.",
            f"{line} 2, field 'uncertainty_m': found '-1.0', expected metres, 0 or more.",
            f"{line} 3, field 'id': found 'p1', expected each id once.",
        ]

    def test_districts_that_share_a_code_or_are_no_polygons(self, files, tmp_path):
        districts = gpd.read_parquet(files.districts).head(2)
        districts["code"] = "D"
        districts.geometry = [districts.geometry[0], shapely.Point(0, 0)]
        districts.to_parquet(files.districts)
        assert self.refused(files, tmp_path) == [
            "districts.parquet, line 2: found 'D', expected a polygon.",
            "districts.parquet, line 2: found 'D', expected each code once.",
        ]

    def test_a_group_that_the_people_do_not_have(self, files, tmp_path):
        with pytest.raises(InputError, match="field 'age_65_plus': found no such column"):
            tiled(files, tmp_path, CoverageQuestion(by=Level.BUURT, age="65+"))

    def test_a_folder_of_somebody_elses_is_left_alone(self, files, tmp_path):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "diary.txt").write_text("mine")
        with pytest.raises(Exception, match=r"it also contains diary\.txt"):
            tiled(files, tmp_path)
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["diary.txt"]
