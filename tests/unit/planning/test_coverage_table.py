"""The table of coverage: which rows it has, how they are summed, and where its edges lie."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from own_city import ROTTERDAM
from planning_city import HOUSE, QUICK, ROOM, city, people, places, street

from geo.planning.coverage import (
    KINDS,
    City,
    CoverageQuestion,
    Doubt,
    Level,
    Walks,
    measure,
    summarise,
)
from geo.planning.coverage.figures import COLUMNS

CODES = ("BU1", "BU2")


def ask(where, there, **choices):
    choices = {"minutes": (2,), "kinds": ("either",), "speed_kmh": QUICK} | choices
    return measure(where, there, CoverageQuestion(**choices))


def whole(where, there, **choices):
    return ask(where, there, by=Level.GEMEENTE, **choices).iloc[0]


def in_districts(buurten):
    """Put the street of `planning_city` in other districts."""
    one = street()
    return City.of(one.network, one.people, buurten, ROTTERDAM)


def weighted(number):
    """Make the street with another number of people in each of its ten squares."""
    one = street()
    x = one.people.x
    return city(one.network, people(x, np.full(10, 50), number, [0] * 5 + [1] * 5))


class TestRows:
    def test_the_whole_town_is_one_district(self):
        found = whole(street(), places((50, HOUSE)))
        assert (found["code"], found["name"]) == ("GM0599", "Rotterdam")
        assert (found["residents"], found["places"]) == (100, 1)

    def test_a_gebied_holds_all_its_buurten_and_gebieden_stand_in_order_of_their_codes(self):
        names = {"name": ["West", "Oost"], "gebied_code": ["WK2", "WK1"], "gebied": ["Z", "A"]}
        found = ask(in_districts(pd.DataFrame(names, index=CODES)), places((50, HOUSE)))
        assert found["code"].tolist() == ["WK1", "WK2"]
        assert found["name"].tolist() == ["A", "Z"]
        assert found["residents_in_reach"].tolist() == [0, 30]
        names |= {"gebied_code": "WK1", "gebied": "A"}
        [row] = ask(
            in_districts(pd.DataFrame(names, index=CODES)), places((450, HOUSE)), minutes=(3,)
        ).to_dict("records")
        assert (row["code"], row["residents"], row["residents_in_reach"]) == ("WK1", 100, 70)
        assert row["places"] == 1

    def test_rows_go_by_district_then_kind_then_limit(self):
        found = ask(street(), places((50, HOUSE)), by=Level.BUURT, minutes=(2, 5), kinds=KINDS)
        assert tuple(found.columns) == COLUMNS
        assert found.index.tolist() == list(range(12))
        assert list(zip(found["code"], found["kind"], found["minutes"], strict=True)) == [
            (code, kind, limit) for code in CODES for kind in KINDS for limit in (2, 5)
        ]
        assert set(found["age"]) == {"all"}
        assert set(found["speed_kmh"]) == {QUICK}

    def test_rows_of_one_district_are_numbered_from_zero(self):
        found = ask(street(), places((50, HOUSE)), by=Level.BUURT, codes=frozenset(["BU2"]))
        assert found["code"].tolist() == ["BU2"]
        assert found.index.tolist() == [0]

    def test_walks_of_exactly_the_asked_length_are_enough(self):
        question = CoverageQuestion(Level.GEMEENTE, (2,), ("either",), speed_kmh=QUICK)
        enough = Walks.of(street(), places((50, HOUSE)), limit_m=question.limit_m)
        assert summarise(street(), places((50, HOUSE)), enough, question)["share"].tolist() == [0.3]
        short = Walks.of(street(), places((50, HOUSE)), limit_m=question.limit_m - 1)
        with pytest.raises(ValueError, match=r"^walks up to 199\.0 m for a question of 200\.0 m$"):
            summarise(street(), places((50, HOUSE)), short, question)


class TestResidents:
    def test_are_whole_numbers_and_no_more_of_them_are_in_reach_than_there_are(self):
        found = whole(weighted([10.04] * 10), places((450, HOUSE)), minutes=(10,))
        assert found["residents"] == 100
        assert (found["residents_in_reach"], found["residents_out_of_reach"]) == (100, 0)
        assert (found["share_low"], found["share"], found["share_high"]) == (1, 1, 1)

    def test_of_an_empty_district_have_no_share_and_no_time(self):
        found = ask(weighted([0] * 5 + [10] * 5), places((50, HOUSE)), by=Level.BUURT)
        empty, full = found.to_dict("records")
        assert (empty["residents"], empty["residents_in_reach"], empty["places"]) == (0, 0, 1)
        for name in ("share_low", "share", "share_high", "median_minutes", "places_per_10000"):
            assert np.isnan(empty[name])
        assert (empty["driver"], empty["basis"]) == ("none", "network")
        assert (full["residents"], full["median_minutes"]) == (50, pytest.approx(7))

    def test_that_are_known_in_some_squares_only_are_those(self):
        number = np.array([10.0, np.nan, 10, np.nan, np.nan, *[np.nan] * 5])
        found = ask(street(age_65_plus=number), places((50, HOUSE)), by=Level.BUURT, age="65+")
        west, east = found.to_dict("records")
        assert (west["residents"], west["residents_in_reach"], west["share"]) == (20, 20, 1)
        assert np.isnan(east["residents"])
        assert np.isnan(east["median_minutes"])


class TestTimes:
    @pytest.mark.parametrize(
        ("number", "median", "p90"),
        [
            pytest.param([10] * 10, 4, 8, id="ten squares alike"),
            pytest.param([91, 1, 1, 1, 1, 1, 1, 1, 1, 1], 0, 0, id="nearly all live at the door"),
            pytest.param([1, 0, 0, 0, 0, 0, 0, 0, 0, 99], 9, 9, id="nearly all live far away"),
            pytest.param([50, 0, 40, 0, 0, 0, 0, 0, 0, 10], 0, 2, id="exactly a half and nine"),
            pytest.param([49, 0, 40, 0, 0, 0, 0, 0, 0, 11], 2, 9, id="one short of both"),
        ],
    )
    def test_half_and_nine_in_ten_walk_no_longer_than_this(self, number, median, p90):
        found = whole(weighted(number), places((50, HOUSE)))
        assert (found["median_minutes"], found["p90_minutes"]) == pytest.approx((median, p90))

    def test_each_district_has_its_own(self):
        found = ask(weighted([1, 8, 1, 0, 0, 0, 0, 1, 8, 1]), places((50, HOUSE)), by=Level.BUURT)
        assert found["median_minutes"].tolist() == pytest.approx([1, 8])
        assert found["p90_minutes"].tolist() == pytest.approx([1, 8])

    def test_go_by_places_of_the_kind(self):
        found = ask(
            street(), places((50, HOUSE), (950, ROOM)), by=Level.GEMEENTE, kinds=(HOUSE, ROOM)
        )
        assert found["median_minutes"].tolist() == pytest.approx([4, 4])
        east = ask(street(), places((50, HOUSE), (950, ROOM)), by=Level.BUURT, kinds=KINDS)
        assert east[east["code"] == "BU2"]["median_minutes"].tolist() == pytest.approx([7, 2, 2])


class TestPlaces:
    def test_are_counted_where_they_stand_certain_and_uncertain_apart(self):
        there = places(
            (50, HOUSE), (150, ROOM), (250, ROOM, 0.0, Doubt.STATUS), (950, ROOM, 0.0, Doubt.HOURS)
        )
        found = ask(street(), there, by=Level.BUURT, kinds=KINDS)
        assert found["places"].tolist() == [1, 1, 2, 0, 0, 0]
        assert found["places_uncertain"].tolist() == [0, 1, 1, 0, 1, 1]
        assert found["places_per_10000"].tolist() == [200, 200, 400, 0, 0, 0]

    def test_of_an_unknown_buurt_count_for_the_town_only(self):
        there = places((50, HOUSE), (250, HOUSE))
        there = replace(there, buurt_code=np.array(["BU1", None], dtype=object))
        assert ask(street(), there, by=Level.BUURT)["places"].tolist() == [1, 0]
        assert ask(street(), there)["places"].tolist() == [2, 0]
        assert whole(street(), there)["places"] == 2


class TestLargestCause:
    """In two minutes one walks 200 m; ten people live every 100 m."""

    @pytest.mark.parametrize(
        ("there", "driver"),
        [
            pytest.param([(50, HOUSE, 100.0)], "location", id="where it stands"),
            pytest.param([(50, HOUSE, 0.0, Doubt.HOURS)], "hours", id="when it is open"),
            pytest.param([(50, HOUSE, 0.0, Doubt.STATUS)], "status", id="whether it is there"),
            pytest.param(
                [(50, HOUSE, 0.0, Doubt.HOURS), (450, HOUSE, 0.0, Doubt.STATUS)],
                "status",
                id="hours of 30 people, status of 50",
            ),
            pytest.param(
                [(450, HOUSE, 0.0, Doubt.HOURS), (50, HOUSE, 0.0, Doubt.STATUS)],
                "hours",
                id="hours of 50 people, status of 20 more",
            ),
            pytest.param(
                [(50, HOUSE, 0.0, Doubt.HOURS), (50, HOUSE, 0.0, Doubt.STATUS)],
                "hours",
                id="both of the same people",
            ),
        ],
    )
    def test_of_a_range_is_what_widens_it_most(self, there, driver):
        assert whole(street(), places(*there))["driver"] == driver

    @pytest.mark.parametrize(("doubtful", "driver"), [(5, "none"), (6, "status")])
    def test_is_not_told_of_a_range_of_half_a_percent(self, doubtful, driver):
        number = [1000 - doubtful, 0, 0, 0, 0, 0, 0, 0, 0, doubtful]
        there = places((50, HOUSE), (950, HOUSE, 0.0, Doubt.STATUS))
        found = whole(weighted(number), there)
        assert found["share"] == pytest.approx(1 - doubtful / 1000)
        assert (found["share_high"], found["driver"]) == (1, driver)


class TestBasis:
    @pytest.mark.parametrize(
        ("away", "basis"),
        [(0, "network"), (5, "network"), (6, "mixed"), (994, "mixed"), (995, "straight_line")],
    )
    def test_is_mixed_unless_nearly_all_walk_alike(self, away, basis):
        network = street().network
        where = city(network, people([50, 5050], [50, 50], [1000 - away, away], [0, 0]))
        there = places((50, HOUSE), (5050, HOUSE))
        assert whole(where, there)["basis"] == basis

    def test_of_a_single_resident_is_that_of_this_resident(self):
        where = city(street().network, people([5050], [50], [1], [0]))
        assert whole(where, places((5050, HOUSE)))["basis"] == "straight_line"
