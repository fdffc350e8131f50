"""Figures per postcode of six characters in the layout of CBS (made up; true names)."""

import geopandas as gpd
import pandas as pd
import pytest
from city_registers import cells, write_postcodes

from geo.city.people import GROUPS
from geo.model.errors import InputError
from geo.registers.cbs_postcodes import people_from_postcodes

HIDDEN = [-99997] * 7
BUURT = gpd.GeoDataFrame({"code": ["BU99990101"]}, geometry=cells(1), crs="EPSG:28992")
POPULATION = pd.DataFrame([dict(zip(GROUPS, [300, 60, 40, 100, 60, 40, 80], strict=True))]).assign(
    code="BU99990101"
)


def people(path):
    return people_from_postcodes(path, POPULATION, BUURT)


def test_people_live_where_the_postcodes_say_and_add_up_to_the_district(tmp_path):
    counts = [[200, 40, 20, 60, 50, 30, 80], [100, 20, 10, 30, 25, 15, 40]]
    table = people(write_postcodes(tmp_path / "cbs_pc6_2024_v1.gpkg", counts, others=3))
    assert table["square"].tolist() == ["E0920N4360", "E0921N4360", "E0922N4360", "E0923N4360"]
    assert table["inhabitants"].tolist() == [100, 100, 50, 50]
    assert table[list(GROUPS)].sum().tolist() == pytest.approx([300, 60, 40, 100, 60, 40, 80])
    assert set(table["basis"]) == {"cbs"}


def test_a_withheld_postcode_is_small_and_not_empty(tmp_path):
    table = people(write_postcodes(tmp_path / "a.gpkg", [[148, 0, 0, 0, 0, 0, 0], HIDDEN]))
    assert table["inhabitants"].tolist() == [148, 148, 2, 2]


def test_what_is_missing_is_said_with_file_layer_and_column(tmp_path):
    rename = {"aantal_inwoners": "inwoners"}
    path = write_postcodes(tmp_path / "a.gpkg", [HIDDEN], rename=rename)
    with pytest.raises(
        InputError, match=r"a\.gpkg, field 'aantal_inwoners': found layer postcode6"
    ):
        people(path)
    path = write_postcodes(tmp_path / "b.gpkg", [HIDDEN], rename={"postcode6": "x"})
    with pytest.raises(InputError, match=r"b\.gpkg, field 'layer'"):
        people(path)


def test_postcodes_of_elsewhere_are_refused(tmp_path):
    path = write_postcodes(tmp_path / "a.gpkg", [], others=2)
    with pytest.raises(InputError, match="no postcode in the municipality"):
        people(path)
