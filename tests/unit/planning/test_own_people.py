"""People and districts of one's own: what is counted, and what is refused with its row."""

import shutil

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.city.areas import Areas
from geo.city.people import AGES, People
from geo.model.errors import InputError
from geo.model.findings import Severity
from geo.model.settings import settings
from geo.planning.coverage import City, Supply
from geo.planning.coverage.layer import people_findings
from geo.planning.coverage.own_districts import OwnDistricts
from geo.planning.coverage.own_people import read_people


@pytest.fixture(scope="module")
def areas():
    return Areas.open(settings().reference)


@pytest.fixture(scope="module")
def city(areas):
    return City.open(settings().reference, areas)


def written(folder, header, *lines):
    path = folder / "people.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def problems(make):
    with pytest.raises(InputError) as refused:
        make()
    return [str(problem) for problem in refused.value.problems]


def number(value):
    return "" if np.isnan(value) else f"{value:.6f}"


def forecast(city, times):
    """Every buurt with people, with so many times as many of each age."""
    people = city.people
    counts = {name: people.per_buurt(getattr(people, name)) for name in ("inhabitants", *AGES)}
    return [
        ",".join([code, *(number(counts[name][at] * times) for name in counts)])
        for at, code in enumerate(people.buurten)
        if counts["inhabitants"][at] > 0
    ]


class TestPerBuurt:
    HEADER = "code,inhabitants," + ",".join(AGES)

    def test_a_forecast_is_spread_as_people_live_now(self, city, areas, tmp_path):
        found = read_people(
            written(tmp_path, self.HEADER, *forecast(city, 1.4)), city, areas
        ).people
        now = city.people
        np.testing.assert_allclose(
            np.nan_to_num(found.inhabitants), np.nan_to_num(now.inhabitants) * 1.4, rtol=1e-5
        )
        np.testing.assert_allclose(
            found.per_buurt(np.nan_to_num(found.age_65_plus)),
            now.per_buurt(np.nan_to_num(now.age_65_plus)) * 1.4,
            rtol=1e-5,
        )
        # A group without a column is not known.
        assert np.isnan(found.one_person_households).all()

    def test_an_empty_cell_is_not_known(self, city, areas, tmp_path):
        lines = [f"{line.split(',')[0]}," for line in forecast(city, 1)]
        found = read_people(written(tmp_path, "code,inhabitants", *lines), city, areas).people
        assert np.isnan(found.inhabitants).all()

    def test_mismatches_are_refused_with_the_row(self, city, areas, tmp_path):
        first, second, third, *rest = [line.split(",") for line in forecast(city, 1)]
        lines = [["BU03630000", *first[1:]], second, second, [third[0], "999999", *third[2:]]]
        said = problems(
            lambda: read_people(
                written(tmp_path, self.HEADER, *map(",".join, [*lines, *rest])), city, areas
            )
        )
        assert len(said) == 4
        assert f"no row of {first[0]}" in said[0]
        assert said[1].startswith("people.csv, line 2, field 'code': found 'BU03630000'")
        assert f"'{second[0]}', as in line 3" in said[2]
        assert said[3].startswith("people.csv, line 5, field 'inhabitants': found 999999")

    def test_people_where_nobody_lives_need_a_point(self, city, areas, tmp_path):
        empty = city.people.buurten[
            int(np.flatnonzero(np.isnan(city.people.per_buurt(city.people.inhabitants)))[0])
        ]
        lines = [*(line.rsplit(",", 5)[0] for line in forecast(city, 1)), f"{empty},500"]
        (said,) = problems(
            lambda: read_people(written(tmp_path, "code,inhabitants", *lines), city, areas)
        )
        assert f"found 500 people in {empty}, expected a buurt where people live now" in said


class TestSquaresAndPoints:
    def test_squares_of_today_give_the_people_of_today(self, city, areas, tmp_path):
        people = city.people
        lines = {}
        for at in range(len(people)):
            square = f"E{int(people.x[at] // 100):04d}N{int(people.y[at] // 100):04d}"
            lines[square] = lines.get(square, 0.0) + float(np.nan_to_num(people.inhabitants[at]))
        path = written(
            tmp_path,
            "square,inhabitants",
            *(f"{one},{number:.1f}" for one, number in lines.items()),
        )
        found = read_people(path, city, areas).people
        assert np.nansum(found.inhabitants) == pytest.approx(np.nansum(people.inhabitants))

    def test_points_lie_in_their_buurt(self, city, areas, tmp_path):
        path = written(tmp_path, "lat,lon,inhabitants,age_65_plus", "51.9244,4.4777,120,40")
        found = read_people(path, city, areas).people
        assert found.buurt_code.tolist() == ["BU05990110"]
        assert found.group("65+").tolist() == [40]
        assert np.isnan(found.group("0-15")).all()

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (("lat,lon,inhabitants", "52.3,4.9,10"), "line 2, field 'lat': found lat 52.3"),
            (("lat,lon,inhabitants", "x,4.9,10"), "line 2, field 'lat': found 'x'"),
            (("lat,lon,inhabitants", "nan,4.9,10"), "line 2, field 'lat': found 'nan'"),
            (("lat,lon,inhabitants", "51.9,-inf,10"), "line 2, field 'lon': found '-inf'"),
            (("lat,lon,inhabitants", "51.9244,4.4777,"), "field 'inhabitants': found ''"),
            (("lat,lon,inhabitants", "51.9244,4.4777,-1"), "field 'inhabitants': found '-1'"),
            (("square,inhabitants", "E09N43,10"), "field 'square': found 'E09N43'"),
            (("square,inhabitants", "E1219N4869,10"), "field 'square': found 'E1219N4869'"),
            (("inhabitants", "10"), "a column 'code', a column 'square'"),
            (("code,square,inhabitants", "BU05990110,E0923N4362,10"), "found code, square"),
            (("code,people", "BU05990110,10"), "field 'inhabitants': found no such column"),
        ],
    )
    def test_a_row_that_does_not_fit_is_refused(self, city, areas, tmp_path, lines, said):
        found = problems(lambda: read_people(written(tmp_path, *lines), city, areas))
        assert any(said in one for one in found)


def polygons(folder, *shapes, crs="EPSG:28992", **columns):
    path = folder / "districts.gpkg"
    named = {"name": [f"Raad {at + 1}" for at in range(len(shapes))]} | columns
    gpd.GeoDataFrame(named, geometry=list(shapes), crs=crs).to_file(path)
    return path


WEST, EAST = (
    shapely.box(85_000, 430_000, 92_500, 445_000),
    shapely.box(92_500, 430_000, 105_000, 445_000),
)


class TestDistricts:
    def test_districts_that_cut_buurten_count_everybody_once(self, city, tmp_path):
        own = OwnDistricts.read(polygons(tmp_path, WEST, EAST), city)
        divided = own.divide(city)
        people = city.people
        west = people.x < 92_500
        inside = (people.x >= 85_000) & (people.y >= 430_000) & (people.y <= 445_000)
        expected = [np.nansum(people.inhabitants[inside & side]) for side in (west, ~west)]
        counted = divided.people.per_buurt(np.nan_to_num(divided.people.inhabitants))
        assert counted == pytest.approx(expected)
        assert own.left_out == pytest.approx(np.nansum(people.inhabitants) - sum(expected))
        assert divided.buurten["name"].tolist() == ["Raad 1", "Raad 2"]
        cut = {code for code in people.buurten
               if len(set(west[people.buurt_code == code])) == 2}  # fmt: skip
        assert cut

    def test_places_lie_in_the_district_of_their_point(self, city, tmp_path, release):
        from geo.directory.directory import Directory

        own = OwnDistricts.read(polygons(tmp_path, WEST, EAST), city)
        supply = own.locate(Supply.of(Directory.open(release).places, city.crs))
        assert set(supply.buurt_code[supply.x < 85_000]) <= {""}
        west = (supply.x > 85_000) & (supply.x < 92_500)
        assert set(supply.buurt_code[west]) == {"1"}

    @pytest.mark.parametrize(
        ("shapes", "columns", "said"),
        [
            ([WEST, EAST.buffer(300)], {}, "feature 2 ('Raad 2') who live in feature 1 ('Raad 1')"),
            ([shapely.box(0, 0, 100, 100)], {}, "nobody in feature 1 ('Raad 1')"),
            ([shapely.Point(92_000, 437_000)], {}, "Point in feature 1"),
            ([WEST, EAST], {"code": ["a", "a"]}, "'a', as feature 1 has"),
            ([WEST], {"name": [None]}, "field 'name': found nothing"),
            (
                [shapely.Polygon([(9e4, 43e4), (9.1e4, 44e4), (9.1e4, 43e4), (9e4, 44e4)])],
                {},
                "Self-intersection",
            ),
        ],
    )
    def test_what_does_not_fit_is_refused_with_its_number(
        self, city, tmp_path, shapes, columns, said
    ):
        found = problems(lambda: OwnDistricts.read(polygons(tmp_path, *shapes, **columns), city))
        assert any(said in one for one in found)

    def test_a_file_without_names_or_that_is_none_is_refused(self, city, tmp_path):
        path = tmp_path / "plain.geojson"
        gpd.GeoDataFrame({"naam": ["x"]}, geometry=[WEST], crs=28992).to_crs(4326).to_file(path)
        assert (
            "field 'name': found no such column"
            in problems(lambda: OwnDistricts.read(path, city))[0]
        )
        assert "no such file" in problems(lambda: OwnDistricts.read(tmp_path / "none", city))[0]


class TestTheTablesOfTheCity:
    def test_a_changed_population_is_told_with_its_line_and_column(self, tmp_path):
        reference = settings().reference
        for name in ("people.csv", "population.csv"):
            shutil.copy(reference / name, tmp_path / name)
        path = tmp_path / "population.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        cells = lines[1].split(",")
        counted, cells[4] = cells[4], "99999"
        path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
        (said,) = problems(lambda: People.open(tmp_path))
        assert said.startswith(
            "population.csv, line 2, field 'inhabitants': found 99999, expected "
            f"{counted}, as people.csv has"
        )
        (finding,) = people_findings(tmp_path)
        assert (finding.severity, finding.message) == (Severity.ERROR, said)

    def test_the_tables_of_the_city_agree(self):
        assert people_findings(settings().reference) == []
