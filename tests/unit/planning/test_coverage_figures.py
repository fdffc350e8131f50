"""Who can walk to a place: known answers on one street, laws on random blocks."""

import io
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as test_settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from own_city import ROTTERDAM
from planning_city import HOUSE, QUICK, ROOM, blocks, city, people, places, street, supplies

from geo.city.areas import Areas
from geo.city.calendar import calendar_of
from geo.city.walking.detour import USUAL
from geo.city.walking.network import Network
from geo.hours import TimeBlock
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.planning.coverage import (
    KINDS,
    CoverageQuestion,
    Doubt,
    Level,
    Supply,
    Walks,
    When,
    losses,
    measure,
    summarise,
)
from geo.planning.coverage.tables import FIGURES
from geo.planning.coverage.writing import encode, on_map

REFERENCE = settings().reference


def ask(where, there, **choices):
    choices = {"minutes": (2,), "kinds": ("either",), "speed_kmh": QUICK} | choices
    return measure(where, there, CoverageQuestion(**choices))


def whole(where, there, **choices):
    return ask(where, there, by=Level.GEMEENTE, **choices).iloc[0]


def span(row):
    return [round(row[name] * 100) for name in ("share_low", "share", "share_high")]


class TestOneStreet:
    def test_counts_who_is_within_the_limit_per_buurt(self):
        found = ask(street(), places((50, HOUSE)), by=Level.BUURT, minutes=(2, 5))
        assert found["code"].tolist() == ["BU1", "BU1", "BU2", "BU2"]
        assert found["residents"].tolist() == [50, 50, 50, 50]
        assert found["residents_in_reach"].tolist() == [30, 50, 0, 10]
        assert found["residents_out_of_reach"].tolist() == [20, 0, 50, 40]
        assert found["share"].tolist() == [0.6, 1, 0, 0.2]

    def test_gives_walking_times_of_the_residents(self):
        found = ask(street(), places((50, HOUSE)), by=Level.BUURT)
        # From 50, 150 ... 450: 0, 1, 2, 3, 4 minutes; from 550 on: 5 to 9.
        assert found["median_minutes"].round(6).tolist() == [2, 7]
        assert found["p90_minutes"].round(6).tolist() == [4, 9]

    def test_tells_kinds_apart_and_counts_either_once(self):
        found = ask(street(), places((50, HOUSE), (150, ROOM)), by=Level.GEMEENTE, kinds=KINDS)
        reached = dict(zip(found["kind"], found["residents_in_reach"], strict=True))
        assert reached == {HOUSE: 30, ROOM: 40, "either": 40}
        assert found["places"].tolist() == [1, 1, 2]
        assert found["places_per_10000"].tolist() == [100, 100, 200]

    def test_counts_the_group_that_is_asked_for(self):
        old = np.array([4, 0, 0, 0, 0, 0, 0, 0, 0, 6], dtype=np.float64)
        found = whole(street(age_65_plus=old), places((50, HOUSE)), age="65+")
        assert (found["residents"], found["residents_in_reach"], found["age"]) == (10, 4, "65+")

    def test_walks_as_fast_as_is_said(self):
        assert whole(street(), places((50, HOUSE)), speed_kmh=3.0)["residents_in_reach"] == 20

    def test_keeps_only_the_districts_that_are_asked_for(self):
        found = ask(street(), places((50, HOUSE)), codes=frozenset(["WK2"]))
        assert found["name"].tolist() == ["Oostland"]

    def test_without_places_nobody_is_in_reach_and_no_time_is_made_up(self):
        found = whole(street(), places())
        assert span(found) == [0, 0, 0]
        assert found[["median_minutes", "p90_minutes"]].isna().all()

    def test_a_time_is_missing_where_too_few_can_walk_at_all(self):
        # Six squares on the street, four on an island that no place is on.
        island = Network([0, 1000, 5000, 6000], [50, 50, 50, 50], [0, 2], [1, 3])
        where = city(island, people([50] * 6 + [5050] * 4, [50] * 10, [10] * 10, [0] * 10))
        found = whole(where, places((50, HOUSE)))
        assert found["median_minutes"] == 0
        assert np.isnan(found["p90_minutes"])

    def test_where_nobody_is_left_out_all_is_the_whole_number(self):
        found = whole(
            street(age_65_plus=np.full(10, 9.96)), places((50, HOUSE)), minutes=(15,), age="65+"
        )
        assert found[["residents", "residents_in_reach", "residents_out_of_reach"]].tolist() == [
            100, 100, 0,
        ]  # fmt: skip
        assert span(found) == [100, 100, 100]

    def test_rounding_gives_no_share_above_one(self):
        old = np.array([11.15] * 9 + [0.05])
        found = whole(street(age_65_plus=old), places((50, HOUSE)), minutes=(8,), age="65+")
        assert (found["residents"], found["residents_in_reach"], found["share"]) == (100, 100, 1)

    def test_one_resident_is_counted_as_any_number_is(self):
        one = np.array([1.0] + [0.0] * 9)
        found = whole(street(age_65_plus=one), places((50, HOUSE)), age="65+")
        assert (found["residents"], found["share"], found["median_minutes"]) == (1, 1, 0)
        assert found["places_per_10000"] == 10_000

    def test_unknown_residents_stay_unknown(self):
        unknown = np.array([10.0] * 5 + [np.nan] * 5)
        found = ask(street(age_65_plus=unknown), places((950, HOUSE)), by=Level.BUURT, age="65+")
        east = found[found["code"] == "BU2"].iloc[0]
        assert east[["residents", "residents_in_reach", "share_low", "share_high"]].isna().all()
        assert whole(street(age_65_plus=unknown), places(), age="65+")["residents"] == 50


class TestUncertainty:
    def test_a_place_100_m_from_its_point_may_be_132_m_nearer_or_farther(self):
        found = whole(street(), places((50, HOUSE, 100.0)))
        # 200 m reach three squares; 200 - 132 m one; 200 + 132 m four.
        assert span(found) == [10, 30, 40]
        assert found["driver"] == "location"

    def test_unknown_status_is_neither_yes_nor_no(self):
        found = whole(street(), places((50, HOUSE), (950, HOUSE, 0.0, Doubt.STATUS)))
        assert span(found) == [30, 30, 60]
        assert found["driver"] == "status"
        assert (found["places"], found["places_uncertain"]) == (1, 1)

    def test_unknown_hours_are_neither_open_nor_closed(self):
        found = whole(street(), places((50, HOUSE, 0.0, Doubt.HOURS)))
        assert span(found) == [0, 0, 30]
        assert found["driver"] == "hours"

    def test_what_is_certain_has_no_driver(self):
        assert whole(street(), places((50, HOUSE)))["driver"] == "none"


class TestWithoutNetwork:
    def test_what_a_straight_line_suggests_stands_in_and_is_flagged(self):
        network = Network([0, 1000], [50, 50], [0], [1])
        where = city(network, people([50, 5050, 5050], [50, 50, 150], [10, 10, 10], [0, 1, 1]))
        there = places((50, HOUSE), (5050, HOUSE))
        found = ask(where, there, by=Level.BUURT, minutes=(2, 15))
        assert found["basis"].tolist() == ["network"] * 2 + ["straight_line"] * 2
        assert found["median_minutes"].iloc[2] == 0
        assert found["p90_minutes"].iloc[2] == pytest.approx(USUAL.metres(100) / 100)
        assert whole(where, there)["basis"] == "mixed"

    def test_the_detour_itself_is_uncertain(self):
        network = Network([0, 1000], [50, 50], [0], [1])
        where = city(network, people([5050], [50], [10], [0]))
        # 90 m straight: 176 m by the usual detour, 410 m by a long one, 110 m by a short one.
        assert span(whole(where, places((5140, HOUSE)))) == [0, 100, 100]


@pytest.mark.slow
@test_settings(deadline=None)
@given(blocks(), supplies(), st.integers(0, 6), st.sampled_from([20.0, 100.0, 400.0]))
def test_laws_of_reach(where, there, taken, metres):
    minutes = (1, 2, 5)
    question = CoverageQuestion(Level.BUURT, minutes, KINDS, speed_kmh=metres * 60 / 1000)
    found = measure(where, there, question)
    assert (found["share_low"].fillna(0) <= found["share"].fillna(0)).all()
    assert (found["share"].fillna(0) <= found["share_high"].fillna(0)).all()
    fewer = measure(where, there.take(slice(taken)), question)
    for name in ("share_low", "share", "share_high"):
        # More places never lower reach, so closing never raises it.
        assert (fewer[name].fillna(0) <= found[name].fillna(0) + 1e-12).all()
        per_limit = found.pivot_table(
            name, ["code", "kind"], "minutes", dropna=False, observed=False
        ).fillna(0)
        assert (np.diff(per_limit.to_numpy(), axis=1) >= 0).all()
        per_kind = found.pivot_table(name, ["code", "minutes"], "kind").fillna(0)
        if len(per_kind):
            assert (per_kind["either"] >= per_kind[[HOUSE, ROOM]].max(axis=1)).all()
    each = found[(found["kind"] == "either") & (found["minutes"] == 1)]
    assert each["residents"].sum() == where.people.inhabitants.sum()


@pytest.mark.slow
@test_settings(deadline=None)
@given(blocks(), supplies(least=1))
def test_loss_is_what_measuring_without_the_place_says(where, there):
    there.doubt[:] = 0
    question = CoverageQuestion(Level.GEMEENTE, (3,), ("either",), speed_kmh=QUICK)
    lost = losses(where, there, question).set_index("id")["residents_lost"]
    before = measure(where, there, question)["residents_in_reach"].sum()
    for at, place_id in enumerate(there.ids):
        without = there.take(np.arange(len(there)) != at)
        after = measure(where, without, question)["residents_in_reach"].sum()
        assert lost[place_id] == pytest.approx(before - after)


def test_a_question_farther_than_was_walked_is_refused():
    walks = Walks.of(street(), places((50, HOUSE)), limit_m=100)
    with pytest.raises(ValueError, match="100"):
        summarise(street(), places((50, HOUSE)), walks, CoverageQuestion())


class TestPlacesThatCount:
    @pytest.fixture
    def frame(self):
        listed = {
            "open": ("open", "Mo-Fr 09:00-17:00", "2026-05", 0),
            "old-hours": ("open", "Mo-Fr 09:00-17:00", "2020", 0),
            "no-hours": ("open", None, None, 0),
            "perhaps": ("unknown", None, None, 0),
            "gone": ("closed", None, None, 0),
            "later": ("planned", None, None, 0),
            "nowhere": ("unknown", None, None, None),
        }
        rows = [
            {
                "id": one,
                "name": one,
                "kind": ROOM,
                "initiative": "private",
                "buurt_code": None,
                "gebied_code": "WK059901",
                "status": status,
                "opening_hours": hours,
                "opening_hours_date": dated,
                "uncertainty_m": None if point is None else 10,
                "geometry": None if point is None else shapely.Point(4.5, 51.9),
            }
            for one, (status, hours, dated, point) in listed.items()
        ]
        return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")

    def doubts(self, frame, asked=None):
        calendar = calendar_of(REFERENCE)
        week = calendar.ordinary_week(pd.Timestamp("2026-11-22").date())
        there = Supply.of(frame, RD_NEW, None if asked is None else When(calendar, week, asked))
        return dict(zip(there.ids, there.doubt.tolist(), strict=True))

    def test_closed_and_planned_places_never_count(self, frame):
        none, status = int(Doubt.NONE), int(Doubt.STATUS)
        assert self.doubts(frame) == {
            "open": none,
            "old-hours": none,
            "no-hours": none,
            "perhaps": status,
        }

    def test_a_place_without_a_point_is_named_not_counted(self, frame):
        assert Supply.of(frame, RD_NEW).without_point == ("nowhere",)

    @pytest.mark.parametrize("asked", ["Mo 10:00", TimeBlock.WEEKDAY_DAY])
    def test_at_a_moment_unknown_and_old_hours_are_a_doubt(self, frame, asked):
        none, status, hours = map(int, (Doubt.NONE, Doubt.STATUS, Doubt.HOURS))
        assert self.doubts(frame, asked) == {
            "open": none,
            "old-hours": hours,
            "no-hours": hours,
            "perhaps": status,
        }

    @pytest.mark.parametrize("asked", ["Sa 14:00", TimeBlock.SATURDAY])
    def test_a_place_that_is_closed_then_does_not_count(self, frame, asked):
        assert "open" not in self.doubts(frame, asked)

    def test_a_meal_is_no_walking_in(self, frame):
        frame.loc[0, "opening_hours"] = 'Mo 09:00-12:00 "ontbijt"; Tu 09:00-17:00'
        assert "open" not in self.doubts(frame, "Mo 10:00")
        assert self.doubts(frame, "Tu 10:00")["open"] == int(Doubt.NONE)


@pytest.fixture(scope="module")
def areas():
    return Areas.open(REFERENCE)


class TestQuestion:
    def test_reads_what_people_write(self, areas):
        found = CoverageQuestion.parse(
            areas, by="buurt", minutes="15, 5", kind=ROOM, age="65+", speed="3,6", gebied="Centrum"
        )
        assert (found.minutes, found.kinds, found.speed_kmh) == ((5, 15), (ROOM,), 3.6)
        assert found.limit_m == pytest.approx(900)
        assert len(found.codes) > 3
        assert all(code.startswith("BU0599") for code in found.codes)

    def test_says_everything_that_is_wrong_at_once(self, areas):
        with pytest.raises(InputError) as caught:
            CoverageQuestion.parse(
                areas,
                by="straat",
                minutes="0,-5,10000,x",
                kind="cafe",
                age="70+",
                speed="0.2",
                gebied="Delfshavn",
            )
        problems = caught.value.problems
        assert [problem.field for problem in problems] == [
            "by", *["minutes"] * 4, "kind", "age", "speed", "gebied",
        ]  # fmt: skip
        text = str(caught.value)
        assert "from 1 to 60" in text
        assert "'Delfshaven'" in text

    def test_a_buurt_is_no_gebied(self, areas):
        with pytest.raises(InputError, match="--by buurt"):
            CoverageQuestion.parse(areas, gebied="Blijdorp")
        assert len(CoverageQuestion.parse(areas, by="buurt", gebied="Blijdorp").codes) == 1

    def test_names_the_moment_that_it_cannot_read(self):
        calendar = calendar_of(REFERENCE)
        today = pd.Timestamp("2026-11-22").date()
        with pytest.raises(InputError) as caught:
            When.parse(calendar, today, at="Xx 14", block="avond")
        assert {problem.field for problem in caught.value.problems} == {"at", "block"}


class TestWriting:
    @pytest.fixture
    def table(self):
        return ask(street(), places((50, HOUSE, 100.0)), minutes=(2, 5))

    @pytest.fixture
    def shapes(self):
        boxes = [shapely.box(4, 51, 5, 52), shapely.box(5, 51, 6, 52)]
        return gpd.GeoDataFrame(index=["WK1", "WK2"], geometry=boxes, crs="EPSG:4326")

    def test_csv_reads_back(self, table):
        found = pd.read_csv(io.BytesIO(encode(FIGURES, table, "csv", ROTTERDAM)))
        assert list(found) == list(table)
        assert found["residents_in_reach"].tolist() == [30, 50, 0, 10]

    def test_a_workbook_holds_numbers(self, table):
        sheet = load_workbook(io.BytesIO(encode(FIGURES, table, "xlsx", ROTTERDAM))).active
        header, first = list(sheet.iter_rows(max_row=2, values_only=True))
        assert header == tuple(table.columns)
        row = dict(zip(header, first, strict=True))
        assert (row["code"], row["residents"], row["share"]) == ("WK1", 50, 0.6)

    def test_geojson_has_a_polygon_and_an_id_per_row(self, table, shapes):
        features = json.loads(encode(FIGURES, on_map(table, shapes), "geojson", ROTTERDAM))[
            "features"
        ]
        assert [one["id"] for one in features][:2] == ["WK1-2-either", "WK1-5-either"]
        assert {one["geometry"]["type"] for one in features} == {"Polygon"}
        assert features[0]["properties"]["residents_in_reach"] == 30
