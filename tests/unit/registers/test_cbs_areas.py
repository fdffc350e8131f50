"""Districts and key figures of CBS, in the layouts of several years (made up; true names)."""

import geopandas as gpd
import pytest
from city_registers import BUURTEN, CITY, cells, write_districts

from geo.model.errors import InputError
from geo.registers.cbs_areas import read_areas, read_figures

OLDER = {
    "buurtcode": "BU_CODE",
    "buurtnaam": "BU_NAAM",
    "wijkcode": "WK_CODE",
    "gemeentecode": "GM_CODE",
    "water": "WATER",
    "aantal_inwoners": "AANT_INW",
    "percentage_personen_0_tot_15_jaar": "P_00_14_JR",
    "percentage_personen_15_tot_25_jaar": "P_15_24_JR",
    "percentage_personen_25_tot_45_jaar": "P_25_44_JR",
    "percentage_personen_45_tot_65_jaar": "P_45_64_JR",
    "percentage_personen_65_jaar_en_ouder": "P_65_EO_JR",
    "aantal_huishoudens": "AANTAL_HH",
    "percentage_eenpersoonshuishoudens": "P_EENP_HH",
}
"""The same columns, as files until 2019 call them."""


@pytest.fixture(params=[None, OLDER], ids=["newer", "older"])
def gpkg(request, tmp_path):
    return write_districts(tmp_path / "wijkenbuurten_2024.gpkg", rename=request.param, others=5)


def test_the_districts_of_the_city_are_read_without_water(gpkg):
    areas = read_areas(gpkg, CITY)
    assert areas["BU_CODE"].tolist() == list(BUURTEN)
    assert areas["GEBDNAAM"].tolist() == ["Westwijk", "Westwijk", "Oostwijk", "Oostwijk"]
    assert areas.crs == "EPSG:28992"
    assert areas.area.tolist() == [1e6] * 4


def test_without_a_layer_of_wijken_their_code_is_their_name(tmp_path):
    areas = read_areas(write_districts(tmp_path / "a.gpkg", wijken=False), CITY)
    assert set(areas["GEBDNAAM"]) == {"WK999901", "WK999902"}


def test_shares_become_counts_and_what_is_withheld_is_unknown_and_never_zero(gpkg):
    figures = read_figures(gpkg, BUURTEN, CITY)
    assert figures["inhabitants"].tolist()[:3] == [1000, 500, 45]
    assert figures["age_0_15"].tolist()[:3] == [200, 100, 9]
    assert figures["one_person_households"].tolist()[:3] == [200, 100, 9]
    assert figures.loc[BUURTEN[3]].drop("year").isna().all()


def test_the_year_is_that_of_the_rows_or_else_of_the_file(gpkg, tmp_path):
    assert set(read_figures(gpkg, BUURTEN, CITY)["year"]) == {2024}
    path = write_districts(tmp_path / "wijkenbuurten_2021_v3.gpkg", rename={"jaarstatcode": "x"})
    assert set(read_figures(path, BUURTEN, CITY)["year"]) == {2021}


def test_counts_are_taken_where_a_year_has_them(tmp_path):
    rename = {"percentage_personen_0_tot_15_jaar": "aantal_inwoners_0_tot_15_jaar"}
    figures = read_figures(write_districts(tmp_path / "a.gpkg", rename=rename), BUURTEN, CITY)
    assert figures["age_0_15"].tolist()[:3] == [20, 20, 20]


def test_own_polygons_are_read_under_our_names(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "code": ["a", "b", "c", "d"],
            "name": ["A", "B", "C", "D"],
            "gebied_code": ["x", "x", "y", "y"],
            "gebied": ["X", "X", "Y", "Y"],
        },
        geometry=cells(),
        crs="EPSG:28992",
    )
    frame.to_crs("EPSG:4326").to_file(tmp_path / "own.geojson")
    areas = read_areas(tmp_path / "own.geojson", CITY)
    assert areas["GEBDNAAM"].tolist() == ["X", "X", "Y", "Y"]
    assert areas.area.tolist() == pytest.approx([1e6] * 4, rel=1e-4)


@pytest.mark.parametrize(
    ("rename", "said"),
    [
        ({"buurtcode": "x"}, "field 'layer': found the layers buurten, wijken, expected a layer"),
        ({"buurtnaam": "x"}, "field 'layer buurten': found no such column, expected a column 'buu"),
        ({"gemeentecode": "x"}, None),
    ],
)
def test_what_is_missing_is_said_with_file_layer_and_column(tmp_path, rename, said):
    path = write_districts(tmp_path / "a.gpkg", rename=rename)
    if said is None:
        assert len(read_areas(path, CITY)) == 4
        return
    with pytest.raises(InputError, match=f"a.gpkg, {said}"):
        read_areas(path, CITY)


def test_a_figure_that_is_missing_is_said(tmp_path):
    rename = {"percentage_personen_65_jaar_en_ouder": "x", "aantal_huishoudens": "y"}
    with pytest.raises(InputError) as error:
        read_figures(write_districts(tmp_path / "a.gpkg", rename=rename), BUURTEN, CITY)
    assert len(error.value.problems) == 2
    assert "a.gpkg, field 'layer buurten'" in str(error.value)
    assert "'p_65_eo_jr'" in str(error.value)


def test_a_file_of_elsewhere_is_refused(tmp_path):
    path = write_districts(tmp_path / "a.gpkg")
    elsewhere = CITY.model_copy(update={"code": "GM0001"})
    with pytest.raises(InputError, match="expected districts of GM0001"):
        read_areas(path, elsewhere)
    with pytest.raises(InputError, match="no row of the districts"):
        read_figures(path, ["BU00010000"], CITY)
