"""The order of an answer, its filters, and what each of them takes away."""

import gc
import weakref
from dataclasses import replace
from datetime import datetime, timedelta

import geopandas as gpd
import pytest
from examples import tried
from hypothesis import given
from hypothesis import strategies as st
from made_up_release import MADE_UP_PLACES, WEST, place, write_release

from geo.city.calendar import calendar_of
from geo.city.walking.detour import USUAL
from geo.directory.activities import GROUPS
from geo.directory.directory import Directory
from geo.hours import ZONE, OpeningState
from geo.model.settings import settings
from geo.model.vocabulary import Access, Kind, Status
from geo.search import Part, SearchQuestion
from geo.search.distances import LIMIT_M
from geo.search.finder import Finder
from geo.search.known import PlaceIndex

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=ZONE)
REFERENCE = settings().reference

filters = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(Kind),
        "status": st.sampled_from(Status),
        "gebied": st.sampled_from(["WK059901", "WK059903", "WK059910", "WK059999"]),
        "activity": st.sampled_from([*GROUPS, "no-such-group"]),
        "access": st.sampled_from(Access),
        "moment": st.integers(0, 500_000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    },
)
starts = st.one_of(
    st.fixed_dictionaries({"lon": st.floats(4.2, 4.6), "lat": st.floats(51.86, 51.98)}),
    st.sampled_from(
        [{"text": text} for text in ("", "koffie", "Kipstraat 37", "Delfshaven", "3011", "moskee")]
    ),
)
NEUTRAL = {"kind": None, "status": None, "gebied": "", "activity": "", "access": None}
NEUTRAL |= {"moment": None}


@pytest.fixture(scope="module")
def finder():
    return Finder.open(REFERENCE)


@pytest.fixture(scope="module")
def directory(release):
    return Directory.open(release)


def positions(answer):
    return [entry.position for entry in answer.entries]


class TestLaws:
    @tried(times=0.6)
    @given(start=starts, chosen=filters)
    def test_each_part_is_nearest_first_and_each_place_is_in_one(
        self, finder, directory, start, chosen
    ):
        answer = finder.answer(directory, SearchQuestion(**start, **chosen), NOW)
        assert len(set(positions(answer))) == len(positions(answer))
        if answer.start is None:
            assert {one.part for one in answer.entries} <= {Part.ALL, Part.UNSURE}
            return
        parts, exact = list(Part), directory.places["precision"] == "address"
        keys = [
            (
                parts.index(one.part),
                not exact.iloc[one.position],
                not one.inside,
                float("inf") if one.order_m is None else one.order_m,
            )
            for one in answer.entries
            if one.position != answer.start.place
        ]
        assert keys == sorted(keys)

    @tried(times=0.6)
    @given(start=starts)
    def test_no_walk_is_shorter_than_the_straight_line(self, finder, directory, start):
        for entry in finder.answer(directory, SearchQuestion(**start), NOW).entries:
            if entry.walk_m is None:
                assert entry.minutes is None
                continue
            assert entry.straight_m - 0.2 <= entry.walk_m <= LIMIT_M
            assert entry.minutes == max(1, round(entry.walk_m / 80))

    @tried(times=0.6)
    @given(start=starts, chosen=filters, more=filters)
    def test_a_filter_more_never_adds_a_place(self, finder, directory, start, chosen, more):
        wide = finder.answer(directory, SearchQuestion(**start, **chosen), NOW)
        narrow = finder.answer(directory, SearchQuestion(**start, **(more | chosen)), NOW)
        assert set(positions(narrow)) <= set(positions(wide))

    @tried(times=0.6)
    @given(start=starts, chosen=filters)
    def test_what_a_filter_removed_comes_back_without_it(self, finder, directory, start, chosen):
        question = SearchQuestion(**start, **chosen)
        answer = finder.answer(directory, question, NOW)
        told = {one.filter: one.count for one in answer.removed}
        told.pop("text", None)
        for name in chosen:
            without = replace(question, **{name: NEUTRAL[name]})
            more = len(finder.answer(directory, without, NOW).entries) - len(answer.entries)
            assert told.pop(name, 0) == more
        assert told == {}

    @tried(times=0.6)
    @given(
        minutes=st.lists(
            st.one_of(st.integers(0, 3_000), st.integers(0, 2_000_000)), min_size=2, max_size=5
        ),
        hours=st.sampled_from(
            [
                "Mo-Fr 09:00-17:00",
                'Th 13:00-15:00 "maaltijd"',
                "Fr 22:00-26:00",
                "by appointment",
                "",
            ]
        ),
    )
    @pytest.mark.slow
    def test_an_opening_that_is_remembered_is_the_one_that_would_be_found(self, minutes, hours):
        known = PlaceIndex.of(FakeDirectory.of(hours), calendar_of(REFERENCE))
        for number in minutes:
            moment = datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=number)
            assert known.opening(0, moment) == known.hours[0].at(moment)


class FakeDirectory:
    """A directory of one place."""

    def __init__(self, places):
        self.places = places

    @classmethod
    def of(cls, hours):
        row = {"name": "Een", "opening_hours": hours, "opening_hours_date": "2026-01"}
        return cls(gpd.GeoDataFrame([row], geometry=[None], crs="EPSG:4326"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Six made-up places and some more whose hours and access are known."""
    more = [
        place(
            "altijd-open",
            4.4701,
            51.92,
            **WEST,
            opening_hours="24/7",
            opening_hours_date="2026-10",
            access="limited",
        ),
        place(
            "maandag-dicht",
            4.4702,
            51.92,
            opening_hours="Tu 09:00-17:00",
            opening_hours_date="2026-10",
            access="no",
        ),
        place(
            "gesloten",
            4.4703,
            51.92,
            status="closed",
            opening_hours="24/7",
            opening_hours_date="2026-10",
        ),
        place("gepland", 4.4704, 51.92, status="planned"),
    ]
    folder = tmp_path_factory.mktemp("small") / "release"
    return Directory.open(write_release(folder, [*MADE_UP_PLACES, *more]))


class TestFilters:
    @pytest.fixture
    def ids(self, finder, small):
        def found(*parts, **asked):
            answer = finder.answer(small, SearchQuestion(**asked), NOW)
            return {
                small.layers["places"].ids[one.position]
                for one in answer.entries
                if not parts or one.part in parts
            }

        return found

    def test_open_at_a_moment_keeps_what_is_not_known_apart(self, ids):
        assert ids(Part.ALL, moment=NOW) == {"altijd-open"}
        unknown = ids(Part.UNSURE, moment=NOW)
        assert {"aan-de-kade", "zonder-punt"} <= unknown
        assert unknown.isdisjoint({"altijd-open", "maandag-dicht"})

    def test_a_place_that_is_closed_for_good_is_never_perhaps_open(self, ids):
        assert ids(moment=NOW).isdisjoint({"gesloten", "gepland", "ver-weg"})

    def test_each_answer_about_access_stays_apart(self, ids):
        assert ids(access=Access.YES) == {"aan-de-kade"}
        assert ids(access=Access.LIMITED) == {"aan-de-kade", "altijd-open"}
        assert ids(access=Access.NO) == {"maandag-dicht"}
        assert "cafe-een" in ids(access=Access.UNKNOWN)

    def test_activities_are_chosen_by_group(self, ids):
        assert ids(activity="koffie") == {"aan-de-kade"}
        assert ids(activity="tuin") == {"buurttuin-oost"}
        assert ids(activity="spel") == {"aan-de-kade"}

    def test_hours_are_those_of_the_moment_that_is_asked_about(self, finder, small):
        tuesday = NOW + timedelta(days=1)
        answer = finder.answer(small, SearchQuestion(moment=tuesday), NOW)
        states = {
            small.layers["places"].ids[one.position]: one.opening.state
            for one in answer.entries
            if one.part is Part.ALL
        }
        assert states == {"altijd-open": OpeningState.OPEN, "maandag-dicht": OpeningState.OPEN}


class TestDistances:
    def test_vague_places_stand_apart_and_those_without_a_point_last(self, finder, small):
        answer = finder.answer(small, SearchQuestion(lon=4.47, lat=51.92), NOW)
        vague = [one for one in answer.entries if one.part is Part.VAGUE]
        ids = [small.layers["places"].ids[one.position] for one in vague]
        assert ids[-1] == "zonder-punt"
        assert set(ids) == {"buurttuin-oost", "cafe-een", "ver-weg", "zonder-punt"}
        assert vague[-1].straight_m is None
        assert answer.entries[-len(vague) :] == tuple(vague)
        assert {one for one in answer.entries if one.vague} == set(vague)

    def test_where_the_network_does_not_reach_only_the_straight_line_is_told(self, finder, small):
        answer = finder.answer(small, SearchQuestion(text="Hoek van Holland"), NOW)
        assert all(one.walk_m is None and one.minutes is None for one in answer.entries)
        assert answer.entries[0].straight_m > 0
        assert answer.entries[0].order_m == pytest.approx(
            USUAL.metres(answer.entries[0].straight_m), 0.01
        )

    def test_an_empty_release_has_an_empty_answer(self, finder, tmp_path):
        empty = Directory.open(write_release(tmp_path / "release", []))
        for text in ("", "Kipstraat 37", "Delfshaven"):
            assert finder.answer(empty, SearchQuestion(text=text), NOW).entries == ()


def test_a_place_without_a_point_is_found_by_its_name_and_is_all_there_is(finder, small):
    answer = finder.answer(small, SearchQuestion(text="Zonder Punt"), NOW)
    assert answer.start is None
    assert [one.position for one in answer.entries] == [small.find("zonder-punt")]


@pytest.mark.slow
def test_releases_long_gone_are_not_kept_in_memory(finder, tmp_path):
    gone = []
    for number in range(4):
        folder = write_release(tmp_path / str(number), version=str(number))
        directory = Directory.open(folder)
        finder.answer(directory, SearchQuestion(text="Kipstraat 37"), NOW)
        gone.append(weakref.ref(directory))
    del directory
    gc.collect()
    assert [one() is None for one in gone] == [True, True, False, False]


class TestNear:
    def test_what_is_near_a_place_is_in_use_exact_and_another_place(self, finder, directory):
        position = directory.find("huis-van-de-wijk-de-kip")
        near = finder.near(directory, position, NOW, limit=3)
        assert len(near) == 3
        assert position not in {one.position for one in near}
        metres = [one.order_m for one in near]
        assert metres == sorted(metres)
        assert {directory.places["precision"].iloc[one.position] for one in near} == {"address"}

    def test_nothing_is_near_a_place_without_a_point(self, finder, small):
        assert finder.near(small, small.find("zonder-punt"), NOW) == ()
