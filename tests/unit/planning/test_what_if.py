"""What if places are added, closed or moved: the same answer as measuring again."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as test_settings
from hypothesis import strategies as st
from planning_city import HOUSE, QUICK, blocks, places, street, supplies

from geo.city.areas import Areas
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.planning.coverage import CoverageQuestion, Level, Walks, summarise
from geo.planning.coverage.what_if import (
    Changes,
    SupplyChange,
    apply_changes,
    check_changes,
    compare,
    read_changes,
)

QUESTION = CoverageQuestion(Level.BUURT, (2,), ("either",), speed_kmh=QUICK)


@pytest.fixture(scope="module")
def areas():
    return Areas.open(settings().reference)


@pytest.fixture
def directory():
    listed = {"de-kip": "open", "dicht": "closed", "misschien": "unknown"}
    rows = [
        {
            "id": one,
            "name": one.title(),
            "kind": "huiskamer",
            "initiative": "private",
            "buurt_code": "BU05990110",
            "gebied_code": "WK059901",
            "status": status,
            "opening_hours": None,
            "confirmed": None,
            "uncertainty_m": 400.0,
            "geometry": shapely.Point(4.49, 51.92),
        }
        for one, status in listed.items()
    ]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")


def changed(where, there, gone=(), come=None):
    walks = Walks.of(where, there, limit_m=QUESTION.limit_m)
    come = places() if come is None else come
    after = apply_changes(where, there, walks, Changes(frozenset(gone), come))
    return compare(
        summarise(where, there, walks, QUESTION), summarise(where, *after, QUESTION)
    ).set_index("code")


class TestOneStreet:
    def test_a_place_that_is_added(self):
        found = changed(street(), places((50, HOUSE)), come=places((950, HOUSE)))
        assert found["in_reach_before"].to_dict() == {"BU1": 30, "BU2": 0}
        assert found["change"].to_dict() == {"BU1": 0, "BU2": 30}
        assert found["share_after"].to_dict() == {"BU1": 0.6, "BU2": 0.6}

    def test_a_place_that_closes(self):
        found = changed(street(), places((50, HOUSE), (250, HOUSE)), gone=["p0"])
        # The other reaches the first two squares still, so nobody loses.
        assert found["change"].to_dict() == {"BU1": 0, "BU2": 0}
        found = changed(street(), places((50, HOUSE), (250, HOUSE)), gone=["p1"])
        assert found["change"].to_dict() == {"BU1": -20, "BU2": 0}

    def test_a_place_that_moves(self):
        found = changed(street(), places((50, HOUSE)), gone=["p0"], come=places((950, HOUSE)))
        assert found["change"].to_dict() == {"BU1": -30, "BU2": 30}


@test_settings(deadline=None)
@given(
    blocks(),
    supplies(),
    supplies(most=2),
    st.sets(st.integers(0, 5), max_size=3),
    st.sampled_from([50.0, 250.0, 900.0]),
)
def test_the_answer_is_that_of_measuring_again(where, there, come, gone, limit_m):
    come.ids[:] = [f"new-{at}" for at in range(len(come))]
    walks = Walks.of(where, there, limit_m=limit_m)
    before = walks.copy()
    changes = Changes(frozenset(f"p{at}" for at in gone), come)
    after, quick = apply_changes(where, there, walks, changes)
    again = Walks.of(where, after, limit_m=limit_m)
    np.testing.assert_allclose(quick.metres, again.metres, atol=1e-6)
    np.testing.assert_array_equal(quick.nearest < 0, again.nearest < 0)
    np.testing.assert_array_equal(walks.metres, before.metres)


def table(folder, *lines):
    path = folder / "plan.csv"
    path.write_text("action,id,name,kind,lat,lon\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


class TestTable:
    def test_reads_three_sorts_of_change(self, tmp_path, directory, areas):
        path = table(
            tmp_path,
            "add,,Nieuwe huiskamer,huiskamer,51.8565,4.3698",
            "close,misschien,,,,",
            "move,de-kip,,,51.9656,4.5340",
        )
        found = read_changes(path, directory, areas)
        assert found.gone == {"misschien", "de-kip"}
        assert found.come.ids.tolist() == ["new-2", "de-kip"]
        assert found.come.names.tolist() == ["Nieuwe huiskamer", "De-Kip"]
        assert found.come.uncertainty_m.tolist() == [0, 0]
        gebieden = areas.buurten.loc[found.come.buurt_code, "gebied"]
        assert gebieden.tolist() == ["Hoogvliet", "Prins Alexander"]

    def test_says_everything_that_is_wrong_by_line(self, tmp_path, directory, areas):
        path = table(
            tmp_path,
            "add,,In zee,huiskamer,52.0,3.9",
            "add,,Amsterdam,kantoor,52.3676,4.9041",
            "close,bestaat-niet,,,,",
            "open,de-kip,,,,",
            "move,de-kip,,,4.49,51.92",
            "add,de-kip,,huiskamer,51.92,4.49",
            "close,dicht,,,,",
            "add,,Nergens,huiskamer,,",
            "add,,Onleesbaar,huiskamer,x,4.49",
        )
        with pytest.raises(InputError) as caught:
            read_changes(path, directory, areas)
        told = [(problem.line, problem.field) for problem in caught.value.problems]
        assert told == [
            (2, "lat"),
            (3, "kind"),
            (3, "lat"),
            (4, "id"),
            (5, "action"),
            (6, "id"),
            (6, "lat"),
            (7, "id"),
            (7, "id"),
            (8, "id"),
            (9, "lat"),
            (9, "lon"),
            (10, "lat"),
        ]
        text = str(caught.value)
        assert "in the sea or in another place" in text
        assert "look swapped" in text
        assert "which is closed" in text
        assert all(problem.file == "plan.csv" for problem in caught.value.problems)

    def test_a_table_without_rows_is_refused(self, tmp_path, directory, areas):
        with pytest.raises(InputError, match="no rows"):
            read_changes(table(tmp_path), directory, areas)

    def test_a_misspelt_column_is_named(self, tmp_path, directory, areas):
        path = tmp_path / "plan.csv"
        path.write_text("actie,id\nclose,de-kip\n", encoding="utf-8")
        with pytest.raises(InputError, match="actie"):
            read_changes(path, directory, areas)

    def test_a_click_on_the_map_is_checked_in_the_same_way(self, directory, areas):
        with pytest.raises(InputError, match="in the sea"):
            check_changes(
                [(None, SupplyChange("add", "n", "", HOUSE, 3.9, 52.0))], directory, areas
            )
