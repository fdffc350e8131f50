"""Which district a point lies in, and which one a name means."""

import shutil

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.city.areas import Areas
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.settings import settings as project

AREAS = Areas.open(project().reference)


def names(codes):
    return set(AREAS.buurten.loc[sorted(codes), "name"])


class TestLocate:
    def test_a_point_lies_in_its_buurt_and_gebied(self):
        [stadhuis] = AREAS.locate(4.4791616, 51.9227147).to_dict("records")
        assert stadhuis == {
            "buurt_code": "BU05990110",
            "buurt": "Stadsdriehoek",
            "gebied_code": "WK059901",
            "gebied": "Rotterdam Centrum",
            "inside": True,
        }

    def test_points_keep_their_order_and_a_point_outside_or_missing_has_no_district(self):
        table = AREAS.locate([4.3571, np.nan, 4.46, 4.479], [52.0116, 51.92, np.nan, 51.922])
        assert table["inside"].tolist() == [False, False, False, True]
        assert table.loc[:2, ["buurt_code", "gebied"]].isna().all(axis=None)
        assert table.loc[3, "gebied_code"] == "WK059901"

    def test_no_points_give_no_rows(self):
        assert AREAS.locate([], []).empty

    def test_a_point_on_a_border_belongs_to_the_lowest_code_alone(self):
        first, second = sorted(["BU05990531", "BU05990534"])
        outlines = AREAS.buurten.geometry
        shared = shapely.intersection(outlines[first].boundary, outlines[second].boundary)
        vertex = shapely.get_coordinates(shared)[0]
        touching = AREAS.buurten.index[outlines.intersects(shapely.Point(vertex))]
        assert len(touching) > 1
        assert AREAS.locate(*vertex)["buurt_code"].tolist() == [min(touching)]

    @given(lon=st.floats(3.94, 4.65), lat=st.floats(51.83, 52.01))
    def test_a_point_is_located_exactly_where_the_polygons_contain_it(self, lon, lat):
        [found] = AREAS.locate(lon, lat).to_dict("records")
        point = shapely.Point(lon, lat)
        assert found["inside"] == AREAS.gemeente.geometry["GM0599"].intersects(point)
        if found["inside"]:
            assert AREAS.buurten.geometry[found["buurt_code"]].intersects(point)
            assert AREAS.gebieden.geometry[found["gebied_code"]].intersects(point)


class TestFindGebied:
    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ("Centrum", "Rotterdam Centrum"),
            ("rotterdam-centrum", "Rotterdam Centrum"),
            ("Noord", "Noord"),
            ("prins alexander", "Prins Alexander"),
            ("Hillegersberg/Schiebroek", "Hillegersberg-Schiebroek"),
            ("IJSSELMONDE", "IJsselmonde"),
        ],
    )
    def test_spellings_of_one_gebied_are_equal(self, written, name):
        assert AREAS.gebieden.loc[AREAS.find_gebied(written), "name"] == name

    @pytest.mark.parametrize("written", ["", "Rotterdam (gebied onbekend)", "Schiedam", "Spangen"])
    def test_what_is_no_gebied_is_not_found(self, written):
        assert AREAS.find_gebied(written) is None


class TestFindBuurten:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("Oud-Mathenesse", {"Oud Mathenesse"}),
            ("Groot-IJsselmonde", {"Groot IJsselmonde"}),
            ("het oude noorden", {"Oude Noorden"}),
            ("Lage Land", {"Het Lage Land"}),
            ("s Gravenland", {"'s-Gravenland"}),
            ("\N{RIGHT SINGLE QUOTATION MARK}s-Gravenland", {"'s-Gravenland"}),
            ("Kop van Zuid-Entrepot", {"Kop van Zuid - Entrepot"}),
            ("Bospolder-Tussendijken", {"Bospolder", "Tussendijken"}),
            ("Pendrecht-Zuidwijk", {"Pendrecht", "Zuidwijk"}),
            ("Bergpolder; Liskwartier", {"Bergpolder", "Liskwartier"}),
            ("Cool en Spangen", {"Cool", "Spangen"}),
            ("Crooswijk", {"Nieuw Crooswijk", "Oud Crooswijk"}),
            ("Historisch Delfshaven", {"Delfshaven"}),
            ("Hoogvliet", {"Hoogvliet Noord", "Hoogvliet Zuid"}),
        ],
    )
    def test_spellings_and_everyday_names_are_understood(self, written, expected):
        assert names(AREAS.find_buurten(written)) == expected

    def test_a_buurt_goes_before_the_gebied_of_that_name(self):
        assert names(AREAS.find_buurten("Delfshaven")) == {"Delfshaven"}

    def test_the_name_of_a_gebied_means_all_its_buurten(self):
        found = AREAS.find_buurten("Centrum")
        assert found == set(AREAS.buurten.index[AREAS.buurten["gebied_code"] == "WK059901"])

    @pytest.mark.parametrize("written", ["", " ; ", "-", "Nergenshuizen", "Cool; Nergenshuizen"])
    def test_a_name_that_is_only_partly_known_is_not_known(self, written):
        assert AREAS.find_buurten(written) == frozenset()

    @given(
        name=st.sampled_from(sorted(AREAS.buurten["name"])),
        change=st.sampled_from([str.upper, str.lower, lambda name: name.replace("-", " ")]),
    )
    def test_every_buurt_is_found_by_its_own_name_however_written(self, name, change):
        assert names(AREAS.find_buurten(change(name))) == {name}

    def test_every_everyday_name_leads_to_a_district(self):
        for alias, meant in AREAS.city.aliases.lower.items():
            assert names(AREAS.find_buurten(alias)) == set(meant)
        for alias, meant in AREAS.city.aliases.upper.items():
            assert AREAS.gebieden.loc[AREAS.find_gebied(alias), "name"] == meant


@pytest.mark.parametrize("typed", ["Feyenoord", "ysselmonde", "Reyeroord", "Reijeroord"])
def test_ij_and_y_are_one(typed):
    assert AREAS.find_buurten(typed)


class TestSuggest:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("Spangn", "Spangen"), ("Feyenord", "Feijenoord"), ("Katendregt", "Katendrecht")],
    )
    def test_a_misspelt_name_is_not_found_and_the_right_one_is_proposed(self, typed, meant):
        assert not AREAS.find_buurten(typed)
        assert AREAS.suggest(typed)[0] == meant

    @pytest.mark.parametrize("typed", ["", "qqqqqqqq"])
    def test_nothing_is_proposed_for_what_resembles_nothing(self, typed):
        assert AREAS.suggest(typed) == []


class TestCentre:
    def test_one_district_has_its_measured_centre_and_radius(self):
        lon, lat, radius = AREAS.centre(["BU05990112"])
        assert AREAS.locate(lon, lat)["buurt"].tolist() == ["Cool"]
        assert 300 < radius < 900

    def test_all_buurten_of_a_gebied_are_that_gebied(self):
        assert AREAS.centre(AREAS.find_buurten("Centrum")) == AREAS.centre(["WK059901"])

    def test_several_buurten_have_a_centre_among_them_and_a_wider_radius(self):
        both = AREAS.find_buurten("Bospolder-Tussendijken")
        lon, lat, radius = AREAS.centre(both)
        assert AREAS.locate(lon, lat)["buurt_code"].iloc[0] in both
        assert radius > max(AREAS.centre([code])[2] for code in both)

    @pytest.mark.slow
    @given(
        codes=st.sets(st.sampled_from(sorted(AREAS.buurten.index)), min_size=1, max_size=6),
    )
    def test_the_order_of_the_codes_does_not_matter(self, codes):
        assert AREAS.centre(sorted(codes)) == AREAS.centre(sorted(codes, reverse=True))

    def test_buurten_without_known_inhabitants_weigh_the_same(self):
        pair = ["BU05992307", "BU05992308"]
        (west, _), (east, _) = (RD_NEW.xy(*AREAS.centre([code])[:2]) for code in pair)
        lon, lat, _ = AREAS.centre(pair)
        middle, _ = RD_NEW.xy(lon, lat)
        assert middle == pytest.approx((west + east) / 2, abs=1)

    @pytest.mark.parametrize("codes", [[], ["BU05990000"], ["BU05990112", "Cool"]])
    def test_a_code_that_is_none_is_named(self, codes):
        with pytest.raises(InputError, match="expected the code of a district") as caught:
            AREAS.centre(codes)
        assert len(caught.value.problems) == 1


def test_missing_tables_are_all_named_with_the_command_that_makes_them(tmp_path):
    shutil.copy(project().reference / "buurten.geojson", tmp_path)
    with pytest.raises(InputError, match="meetingplaces reference build") as caught:
        Areas.open(tmp_path)
    assert [problem.file for problem in caught.value.problems] == [
        "gemeente.geojson",
        "gebieden.geojson",
        "districts.csv",
        "population.csv",
    ]


@pytest.mark.slow
def test_the_middle_of_each_district_lies_in_it():
    for code in [*AREAS.buurten.index, *AREAS.gebieden.index]:
        frame = AREAS.buurten if code.startswith("BU") else AREAS.gebieden
        lon, lat, radius = AREAS.centre([code])
        x, y = RD_NEW.xy(lon, lat)
        # A square of 100 m on the border may have its middle just across.
        near = shapely.Point(*RD_NEW.lon_lat(x, y)).distance(frame.geometry[code])
        assert near < 0.001, code
        assert radius > 0
