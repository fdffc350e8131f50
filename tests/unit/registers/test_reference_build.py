"""How the reference tables are derived, on a made-up city."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import reference_extracts as city
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from own_city import ROTTERDAM

from geo.model.errors import InputError, ReleaseError
from geo.registers.building import STEPS, build_reference
from geo.registers.centres import squares_within
from geo.registers.districts import simplify_coverage
from geo.registers.spread import spread_on, thin
from geo.registers.streets import clean_street


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows(folder, name, **options):
    return pd.read_csv(folder / name, **options)


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    return city.write_extracts(tmp_path_factory.mktemp("city") / "extracts")


@pytest.fixture(scope="module")
def steps():
    """The steps that the build of the reference told."""
    return []


@pytest.fixture(scope="module")
def built_reference(extracts, steps, tmp_path_factory):
    out = tmp_path_factory.mktemp("built") / "reference"
    build_reference(extracts, out, ROTTERDAM, progress=steps.append)
    return out


@pytest.mark.usefixtures("built_reference")
def test_progress_counts_to_the_number_of_steps(steps):
    assert steps == list(range(1, STEPS + 1))


@pytest.mark.slow
def test_the_same_extracts_in_another_order_give_the_same_bytes_and_the_readme_stays(
    built_reference, tmp_path
):
    shuffled = city.write_extracts(tmp_path / "extracts", shuffle=1)
    out = tmp_path / "out" / "reference"
    out.mkdir(parents=True)
    (out / "README.md").write_text("what the columns mean")
    (out / "streets.csv").write_text("old")
    build_reference(shuffled, out, ROTTERDAM)
    assert contents(out) == contents(built_reference) | {"README.md": b"what the columns mean"}
    assert [path.name for path in out.parent.iterdir()] == ["reference"]


@pytest.mark.slow
def test_a_folder_with_other_files_is_left_alone(extracts, tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(ReleaseError, match=r"thesis\.docx"):
        build_reference(extracts, tmp_path, ROTTERDAM)
    assert contents(tmp_path) == {"thesis.docx": b"years of work"}


ADDRESSES = "Straatnaam,Huisnummer,Huisletter,Postcode,Plaats,Latitude,Longitude,pc4_consistent\n"


class TestMalformedExtracts:
    @pytest.fixture
    def broken(self, tmp_path):
        return city.write_extracts(tmp_path / "extracts")

    def problems(self, folder, tmp_path):
        out = tmp_path / "reference"
        out.mkdir()
        (out / "streets.csv").write_text("old")
        with pytest.raises(InputError) as caught:
            build_reference(folder, out, ROTTERDAM)
        assert contents(out) == {"streets.csv": b"old"}
        return [str(problem) for problem in caught.value.problems]

    def test_an_empty_folder_names_every_missing_file(self, tmp_path):
        problems = self.problems(tmp_path / "nowhere", tmp_path)
        assert len(problems) == 12
        assert problems[0] == (
            "boundaries/tir_rotterdam_rd.gpkg: found no such file, expected an extract."
        )

    def test_what_is_wrong_in_several_files_is_told_at_once(self, broken, tmp_path):
        trees = broken / "addresses/bomen_straat_punten.parquet"
        pd.read_parquet(trees).drop(columns="x").to_parquet(trees)
        (broken / "boundaries/tir_rotterdam_rd.gpkg").write_bytes(b"no database")
        centres = broken / "addresses/pc4_centroids.csv"
        centres.write_text("pc4,addr_mean_lat,addr_mean_lon\n3011,51.9,vier\n")
        people = broken / "population/kwb_2025_rotterdam_wijken_sum.csv"
        people.write_text(people.read_text().replace("GM0599", "WK059901"))
        problems = self.problems(broken, tmp_path)
        assert problems[0].startswith(
            "boundaries/tir_rotterdam_rd.gpkg: found a file that cannot be read ("
        )
        for problem, end in zip(
            problems[1:],
            [
                "punten.parquet, field 'x': found no such column, expected a column of that name.",
                "centroids.csv, line 2, field 'addr_mean_lon': found 'vier', expected a number.",
                "wijken_sum.csv, field 'WK_CODE': found no row, expected one for GM0599.",
            ],
            strict=True,
        ):
            assert problem.endswith(end)

    @pytest.mark.parametrize(
        ("file", "text", "sentence"),
        [
            (
                "addresses/adrespunten_stemlokalen_2023.csv",
                ADDRESSES + "Langstraat,1,,3011 A,Rotterdam,51.9,4.4,True\n",
                "line 2, field 'Postcode': found '3011 A', expected four digits and two letters",
            ),
            (
                "addresses/adrespunten_stemlokalen_2023.csv",
                ADDRESSES + "Langstraat,1,,3011AA,Rotterdam,51.9,4.4,ja\n",
                "line 2, field 'pc4_consistent': found 'ja', expected True or False",
            ),
            ("population/cbs_vk100_bewoonde_vierkanten.csv", "rd_x,rd_y\n", "found no rows"),
            ("population/cbs_vk100_bewoonde_vierkanten.csv", "", "found a file that cannot be"),
        ],
    )
    def test_a_wrong_table_is_told_in_one_sentence(self, broken, tmp_path, file, text, sentence):
        (broken / file).write_text(text)
        [problem] = self.problems(broken, tmp_path)
        assert problem.startswith(file)
        assert sentence in problem

    def test_a_table_in_windows_1252_cannot_be_read(self, broken, tmp_path):
        file = broken / "addresses/adrespunten_stemlokalen_2023.csv"
        file.write_bytes(file.read_text().replace("Dobber", "Café").encode("cp1252"))
        [problem] = self.problems(broken, tmp_path)
        assert "found a file that cannot be read" in problem

    def test_a_missing_and_a_doubled_buurt_are_both_named(self, broken, tmp_path):
        areas = city.buurten()
        areas.loc[90, "BU_CODE"] = areas.loc[0, "BU_CODE"]
        areas.to_file(broken / "boundaries/tir_rotterdam_rd.gpkg", layer="buurten")
        [problem] = self.problems(broken, tmp_path)
        assert "found 'BU05990101', expected a code that occurs once" in problem

    def test_a_layer_in_another_crs_or_with_a_broken_polygon_is_refused(self, broken, tmp_path):
        areas = city.buurten().to_crs("EPSG:4326")
        areas.loc[3, "geometry"] = shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")
        areas.to_file(broken / "boundaries/tir_rotterdam_rd.gpkg", layer="buurten")
        problems = self.problems(broken, tmp_path)
        assert any("found CRS EPSG:4326, expected EPSG:28992" in problem for problem in problems)
        assert any("expected one for BU05990104" in problem for problem in problems)


class TestDistricts:
    def test_neighbours_share_their_border_after_overlaps_and_gaps(self):
        x, y = city.corner(0, 0)
        left = shapely.Polygon(
            [(x, y), (x + 100, y), (x + 100.3, y + 50), (x + 100, y + 100), (x, y + 100)]
        )
        right = shapely.box(x + 100.1, y, x + 200, y + 100)
        first, second = simplify_coverage(np.array([left, right]), sliver_m=1.0, tolerance_m=1.0)
        assert shapely.area(shapely.intersection(first, second)) == 0
        assert shapely.get_parts(shapely.union(first, second)).size == 1
        assert not shapely.union(first, second).interiors
        shared = shapely.intersection(shapely.boundary(first), shapely.boundary(second))
        assert shapely.length(shared) > 0

    @settings(max_examples=30, deadline=None)
    @given(moved=arrays(np.float64, (4, 4, 2), elements=st.floats(-300, 300)))
    def test_whatever_the_borders_no_gap_or_overlap_arises(self, moved):
        """A grid whose inner corners are moved; each cell is written with its own centimetres."""
        moved[[0, -1]] = 0
        moved[:, [0, -1]] = 0
        noise = np.random.default_rng(0)
        polygons = []
        for i in range(3):
            for j in range(3):
                ring = [
                    np.array(city.corner(a, b)) + moved[a, b] + noise.uniform(-0.005, 0.005, 2)
                    for a, b in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
                ]
                polygons.append(shapely.Polygon(ring))
        simple = simplify_coverage(np.array(polygons), sliver_m=1.0, tolerance_m=5.0)
        assert shapely.coverage_is_valid(simple)
        union = shapely.union_all(simple)
        assert union.geom_type == "Polygon"
        assert not union.interiors

    def test_gebieden_and_municipality_are_exactly_their_buurten(self, built_reference):
        levels = {
            name: gpd.read_file(built_reference / f"{name}.geojson").set_index("code")
            for name in ("buurten", "gebieden", "gemeente")
        }
        buurten, gebieden = levels["buurten"], levels["gebieden"]
        assert [len(level) for level in levels.values()] == [91, 13, 1]
        for code, part in buurten.groupby("gebied_code"):
            assert part.union_all().equals(gebieden.geometry[code])
        assert gebieden.union_all().equals(levels["gemeente"].geometry["GM0599"])

    def test_outer_rings_run_counter_clockwise_and_features_have_their_code_as_id(
        self, built_reference
    ):
        for feature in json.loads((built_reference / "gebieden.geojson").read_text())["features"]:
            assert feature["id"] == feature["properties"]["code"]
            assert shapely.LinearRing(feature["geometry"]["coordinates"][0]).is_ccw

    def test_residential_gebieden_are_those_of_the_mapping(self, built_reference):
        gebieden = gpd.read_file(built_reference / "gebieden.geojson")
        assert set(gebieden["code"][gebieden["residential"]]) == {
            f"WK05990{number}" for number in range(1, 10)
        }


class TestStreets:
    def test_a_street_has_a_row_for_each_buurt_it_runs_through(self, built_reference):
        streets = rows(built_reference, "streets.csv").query("street == 'Langstraat'")
        assert list(streets["buurt_code"]) == [city.code(0, 0), city.code(1, 0)]
        assert list(streets["trees"]) == [50, 50]
        # 500 m with a tree every 10 m is 20 stretches of 25 m; nine in ten lie within 225 m.
        assert list(streets["stretches"]) == [20, 20]
        assert all(streets["radius_90_m"].between(200, 250))

    def test_a_tree_outside_the_municipality_makes_no_street(self, built_reference):
        assert "Buitenweg" not in set(rows(built_reference, "streets.csv")["street"])

    @pytest.mark.parametrize(
        ("register", "plain"),
        [
            ("Lekstraat[RZB]", "Lekstraat"),
            ("IJsselstraat (RZB)", "IJsselstraat"),
            ("Prins Hendrikstraat HVH", "Prins Hendrikstraat"),
            ("Bijenpark[PARK]", "Bijenpark"),
            ("Maashaven O.z.", "Maashaven Oostzijde"),
            ("'s-Gravendijkwal", "'s-Gravendijkwal"),
            ("J.P. Oudsingel", "J.P. Oudsingel"),
        ],
    )
    def test_marks_of_the_register_are_no_part_of_the_name(self, register, plain):
        assert clean_street(register) == plain

    @given(
        points=arrays(
            np.float64,
            st.tuples(st.integers(1, 40), st.just(2)),
            elements=st.floats(80_000, 90_000),
        )
    )
    def test_the_centre_is_one_of_the_points_and_nine_in_ten_lie_within_the_radius(self, points):
        spread = spread_on(points)
        distance = np.hypot(points[:, 0] - spread.x, points[:, 1] - spread.y)
        assert distance.min() == 0
        # The percentile interpolates: at most the one point above it is missing to 90 %.
        assert (distance <= spread.radius_90_m + 1e-6).sum() >= np.floor(0.9 * (len(points) - 1))

    def test_a_double_row_of_trees_counts_once(self):
        one = np.column_stack([np.arange(0.0, 100, 10), np.zeros(10)])
        assert len(thin(np.vstack([one, one + np.array([0, 5])]), 25)) == len(thin(one, 25)) == 4


@pytest.fixture(scope="module")
def population(tmp_path_factory):
    """Return a table: nothing is known of a buurt, and of a whole gebied, and one is doubted."""
    folder = tmp_path_factory.mktemp("population")
    extracts = city.write_extracts(folder / "extracts")
    file = extracts / "population/kwb_2025_rotterdam_buurten.csv"
    table = pd.read_csv(file, dtype="str").set_index("Codering_3")
    table.loc[city.code(0, 0), city.PEOPLE] = ""
    table.loc[[city.code(column, 1) for column in range(city.COLUMNS)], city.PEOPLE] = ""
    table.loc[city.code(2, 2), "hh_method"] = "uncertain (candidates 225..585)"
    table.to_csv(file)
    build_reference(extracts, folder / "reference", ROTTERDAM)
    return rows(folder / "reference", "population.csv", index_col="code")


@pytest.mark.slow
class TestPopulation:
    def test_a_gebied_is_the_sum_of_the_buurten_with_figures(self, population):
        assert np.isnan(population.loc[city.code(0, 0), "inhabitants"])
        assert population.loc["WK059901", ["inhabitants", "buurten_unknown"]].tolist() == [600, 1]
        assert population.loc["GM0599", "inhabitants"] == 9101

    def test_a_gebied_of_unknown_buurten_is_unknown_and_not_zero(self, population):
        assert np.isnan(population.loc["WK059902", "inhabitants"])
        assert np.isnan(population.loc["WK059902", "year"])

    def test_uncertain_household_counts_are_left_out(self, population):
        buurt = population.loc[city.code(2, 2)]
        assert np.isnan(buurt["households"])
        assert buurt["inhabitants"] == 100
        gebied = population.loc["WK059903", ["households", "buurten_without_households"]]
        assert gebied.tolist() == [600, 1]


def test_a_wrong_point_is_kept_and_flagged(built_reference):
    addresses = rows(built_reference, "addresses.csv", keep_default_na=False).set_index("street")
    assert not addresses.loc["Dobber", "consistent"]
    assert addresses.loc["Langstraat", ["house_letter", "city"]].tolist() == ["A", "Rotterdam"]


class TestCentres:
    def test_people_count_before_trees_and_trees_before_the_polygon(self, built_reference):
        centres = rows(built_reference, "districts.csv", index_col="code")
        assert centres.loc[city.code(0, 5), "basis"] == "inhabited"
        # Ten squares of 100 m; eleven with a tree lie in the two buurten of the Langstraat.
        assert centres.loc["WK059901", "basis"] == "streets"
        assert centres.loc[city.code(6, 12), ["basis", "squares"]].tolist() == ["area", 100]

    def test_the_centre_of_an_even_square_is_its_middle(self, built_reference):
        buurt = rows(built_reference, "districts.csv", index_col="code").loc[city.code(6, 12)]
        outline = (
            gpd.read_file(built_reference / "buurten.geojson")
            .set_index("code")
            .loc[city.code(6, 12)]
        )
        middle = outline.geometry.centroid
        assert abs(buurt["lon"] - middle.x) < 0.001
        assert abs(buurt["lat"] - middle.y) < 0.001
        # 90 % of a square of 1 km lies within 564 m of its middle, and the centre is 71 m off.
        assert 500 < buurt["radius_90_m"] < 650

    def test_an_area_smaller_than_a_square_has_a_centre_in_it(self):
        x, y = city.corner(0, 0)
        speck = gpd.GeoDataFrame(
            geometry=[shapely.box(x + 1, y + 1, x + 9, y + 9)], crs="EPSG:28992"
        )
        nothing = pd.DataFrame({"rd_x": [0.0], "rd_y": [0.0], "x": [0.0], "y": [0.0]})
        [(points, basis)] = squares_within(speck, nothing, nothing)
        assert basis == "area"
        assert shapely.contains_xy(speck.geometry[0], points).all()

    def test_the_uncertainty_of_a_postcode_is_measured_around_the_mean_of_its_addresses(
        self, built_reference
    ):
        [postcode] = rows(built_reference, "postcodes.csv").to_dict("records")
        assert (postcode["lon"], postcode["lat"]) == (4.41, 51.85)
        assert postcode["basis"] == "inhabited"
        assert postcode["uncertainty_m"] > 1000
