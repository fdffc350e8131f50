"""Reading the squares of CBS, in the layout in which they are published."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.city.people import AGES, GROUPS
from geo.model.errors import InputError
from geo.registers.cbs_counts import WITHHELD
from geo.registers.cbs_squares import people_from_squares, read_squares

WEST, SOUTH = 92_000, 436_000
COLUMNS = [
    "aantal_inwoners",
    "aantal_inwoners_0_tot_15_jaar",
    "aantal_inwoners_15_tot_25_jaar",
    "aantal_inwoners_25_tot_45_jaar",
    "aantal_inwoners_45_tot_65_jaar",
    "aantal_inwoners_65_jaar_en_ouder",
    "aantal_eenpersoonshuishoudens",
]
EVERYWHERE = (WEST - 1e4, SOUTH - 1e4, WEST + 1e4, SOUTH + 1e4)
COUNTS = [300, 60, 40, 100, 60, 40, 80]
HIDDEN, NOTHING = -99997, -99995


def published(path, rows, *, layer="vierkant_100m_2024", rename=None, crs="EPSG:28992"):
    """Write squares as CBS does: polygons, counts as whole numbers, and columns we do not read."""
    table = pd.DataFrame([counts for _, _, counts in rows], columns=COLUMNS, dtype="int64")
    corners = [(WEST + east, SOUTH + north) for east, north, _ in rows]
    table.insert(0, "crs28992res100m", [f"E{x // 100:04d}N{y // 100:04d}" for x, y in corners])
    table["gemiddelde_woz_waarde_woning"] = NOTHING
    table = table.rename(columns=rename or {})
    outlines = [shapely.MultiPolygon([shapely.box(x, y, x + 100, y + 100)]) for x, y in corners]
    frame = gpd.GeoDataFrame(table, geometry=outlines, crs=crs)
    frame.to_file(path, layer=layer, driver="GPKG")
    return path


@pytest.fixture
def gpkg(tmp_path):
    return published(
        tmp_path / "cbs_vk100_2024_v1.gpkg",
        [
            (100, 0, [100, 40, 10, 20, 20, 10, 10]),
            (0, 0, [50, HIDDEN, 10, 15, 10, 15, 30]),
            (900, 900, [HIDDEN] * 7),
            (950_000, 0, [500, 100, 100, 100, 100, 100, 100]),
        ],
    )


@pytest.fixture
def buurten():
    boxes = [shapely.box(WEST, SOUTH, WEST + 550, SOUTH + 1000)]
    boxes.append(shapely.box(WEST + 550, SOUTH, WEST + 1000, SOUTH + 1000))
    boxes.append(shapely.box(WEST + 1000, SOUTH, WEST + 1200, SOUTH + 100))
    codes = ["BU05990101", "BU05990102", "BU05990103"]
    return gpd.GeoDataFrame({"code": codes}, geometry=boxes, crs="EPSG:28992").to_crs("EPSG:4326")


@pytest.fixture
def population(buurten):
    rows = [dict(zip(GROUPS, COUNTS, strict=True)) for _ in range(3)]
    return pd.DataFrame(rows).assign(code=buurten["code"])


def problems(path, *, bounds=EVERYWHERE):
    with pytest.raises(InputError) as error:
        read_squares(path, bounds)
    return [str(problem) for problem in error.value.problems]


def test_a_square_has_its_centre_and_its_counts_and_those_far_away_are_not_read(gpkg):
    table = read_squares(gpkg, EVERYWHERE)
    assert table[["x", "y"]].to_numpy().tolist() == [
        [WEST + 50, SOUTH + 50],
        [WEST + 150, SOUTH + 50],
        [WEST + 950, SOUTH + 950],
    ]
    assert table.loc[1, list(GROUPS)].tolist() == [100, 40, 10, 20, 20, 10, 10]


def test_a_withheld_count_is_small_and_one_that_is_not_there_is_unknown(tmp_path):
    path = published(tmp_path / "a.gpkg", [(0, 0, [20, HIDDEN, NOTHING, 5, 5, 5, 0])])
    [row] = read_squares(path, EVERYWHERE)[list(GROUPS)].to_numpy()
    assert row[1] == WITHHELD == 2
    assert np.isnan(row[2])
    assert row[6] == 0


def test_totals_are_those_of_the_buurt_and_the_squares_say_where(gpkg, population, buurten):
    table = people_from_squares(gpkg, population, buurten)
    sums = table.groupby("buurt_code")[list(GROUPS)].sum()
    np.testing.assert_allclose(sums, [COUNTS] * 3, atol=1e-9)
    first = table[table["buurt_code"] == "BU05990101"]
    assert first["inhabitants"].tolist() == [100, 200]
    assert first["square"].tolist() == ["E0920N4360", "E0921N4360"]
    assert set(first["basis"]) == {"cbs"}


def test_ages_and_households_follow_the_squares(gpkg, population, buurten):
    first = people_from_squares(gpkg, population, buurten).iloc[:2]
    # 40 of 100 are children in one square, and hardly any of 50 in the other.
    assert first["age_0_15"].iloc[1] > 5 * first["age_0_15"].iloc[0]
    assert first["one_person_households"].tolist() == [60, 20]
    np.testing.assert_allclose(first[list(AGES)].sum(axis=1), first["inhabitants"], atol=0.3)


def test_a_buurt_whose_only_square_is_withheld_has_all_its_people_there(gpkg, population, buurten):
    table = people_from_squares(gpkg, population, buurten).set_index("buurt_code")
    assert table.loc["BU05990102", "square"] == "E0929N4369"
    assert table.loc["BU05990102", "inhabitants"] == 300


def test_a_buurt_with_people_but_no_square_is_filled_evenly(gpkg, population, buurten):
    table = people_from_squares(gpkg, population, buurten).set_index("buurt_code")
    assert set(table.loc["BU05990103", "basis"]) == {"area"}
    assert table.loc["BU05990103", "inhabitants"].sum() == 300


def test_a_square_of_500_m_is_filled_evenly(tmp_path):
    path = published(
        tmp_path / "cbs_vk500_2024_v1.gpkg",
        [(0, 0, [100, HIDDEN, 10, 20, 20, 10, NOTHING])],
        rename={"crs28992res100m": "crs28992res500m"},
    )
    table = read_squares(path, EVERYWHERE)
    assert len(table) == 25
    assert table[["x", "y"]].iloc[[0, -1]].to_numpy().tolist() == [
        [WEST + 50, SOUTH + 50],
        [WEST + 450, SOUTH + 450],
    ]
    assert table["inhabitants"].sum() == pytest.approx(100)
    assert table["age_0_15"].sum() == pytest.approx(WITHHELD)
    assert table["one_person_households"].isna().all()


def test_codes_in_metres_are_read_too(tmp_path):
    path = published(tmp_path / "a.gpkg", [(0, 0, [100, 40, 10, 20, 20, 10, 10])])
    frame = gpd.read_file(path).assign(crs28992res100m=f"E{WEST}N{SOUTH}")
    frame.to_file(tmp_path / "b.gpkg", layer="vierkant_100m_2024")
    pd.testing.assert_frame_equal(
        read_squares(tmp_path / "b.gpkg", EVERYWHERE), read_squares(path, EVERYWHERE)
    )


def test_names_as_the_web_service_writes_them_are_read_too(tmp_path):
    def camel(name):
        head, *words = name.split("_")
        return head + "".join(word.capitalize() for word in words)

    path = published(
        tmp_path / "a.gpkg",
        [(0, 0, [100, 40, 10, 20, 20, 10, 10])],
        rename={name: camel(name) for name in COLUMNS},
    )
    assert read_squares(path, EVERYWHERE)["age_65_plus"].tolist() == [10]


def test_the_layer_is_found_by_its_columns(tmp_path):
    path = tmp_path / "a.gpkg"
    note = gpd.GeoDataFrame({"note": ["a"]}, geometry=[shapely.Point(0, 0)], crs="EPSG:28992")
    note.to_file(path, layer="about", driver="GPKG")
    published(path, [(0, 0, [100, 40, 10, 20, 20, 10, 10])])
    assert len(read_squares(path, EVERYWHERE)) == 1


def test_a_file_that_is_not_there_or_no_geopackage_is_named(tmp_path):
    assert problems(tmp_path / "nowhere.gpkg") == [
        "nowhere.gpkg: found no such file, expected a GeoPackage of CBS squares."
    ]
    (tmp_path / "text.gpkg").write_text("not a database", encoding="utf-8")
    [problem] = problems(tmp_path / "text.gpkg")
    assert problem.startswith("text.gpkg: found a file that cannot be read (")


def test_a_file_without_squares_says_which_layers_it_has(tmp_path):
    path = published(
        tmp_path / "a.gpkg", [(0, 0, [0] * 7)], layer="pc6", rename={"crs28992res100m": "postcode6"}
    )
    assert problems(path) == [
        (
            "a.gpkg: found layers without squares (pc6), expected a layer with the column "
            "crs28992res100m or crs28992res500m."
        )
    ]


def test_missing_columns_and_another_crs_are_told_at_once(tmp_path):
    path = published(
        tmp_path / "a.gpkg",
        [(0, 0, [0] * 7)],
        rename={"aantal_inwoners": "inw", "aantal_eenpersoonshuishoudens": "hh1"},
        crs="EPSG:32631",
    )
    told = "found layer vierkant_100m_2024 without it, expected a column of that name."
    assert problems(path) == [
        f"a.gpkg, field 'aantal_inwoners': {told}",
        f"a.gpkg, field 'aantal_eenpersoonshuishoudens': {told}",
        ("a.gpkg, field 'layer vierkant_100m_2024': found CRS EPSG:32631, expected EPSG:28992."),
    ]


def test_a_square_that_stands_there_twice_is_named(tmp_path):
    path = published(tmp_path / "a.gpkg", [(0, 0, [5] * 7), (0, 0, [5] * 7)])
    [problem] = problems(path)
    assert problem.startswith(
        "a.gpkg, field 'crs28992res100m': found 'E0920N4360', expected a code"
    )


def test_squares_of_another_place_are_refused(tmp_path, population, buurten):
    path = published(tmp_path / "a.gpkg", [(50_000, 0, [5] * 7)])
    with pytest.raises(InputError, match="found no square in the municipality"):
        people_from_squares(path, population, buurten)
