"""What people type: what is wanted, where and when, in any order."""

import csv
import itertools
import operator
import string
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city.areas import Areas
from geo.city.profile import CityProfile
from geo.city.stops import Stops
from geo.directory.activities import GROUPS
from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.settings import settings as project_settings
from geo.model.vocabulary import Kind
from geo.search import FilterKind, NoticeKind, SearchQuestion, StartKind
from geo.search.finder import Finder
from geo.search.lexicon import Lexicon, WordSense, word_key
from geo.search.moments import moment_said

NOW = datetime(2026, 11, 27, 10, 30, tzinfo=ZONE)
"""A Friday."""
REFERENCE = project_settings().reference
TABLE = Path(__file__).parents[2] / "data" / "search_questions.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    QUESTIONS = list(csv.DictReader(file))
AREAS = Areas.open(REFERENCE)
CITY = CityProfile.beside(REFERENCE)
GEBIEDEN = AREAS.gebieden["name"].to_dict()
WANTED = [
    *((CITY.kinds[kind].nl.one, {"kind": kind}) for kind in Kind),
    *((group.label("nl"), {"activity": key}) for key, group in GROUPS.items()),
    ("samen eten", {"activity": "eten"}),
    ("taalles", {"activity": "taal"}),
    ("hulp", {"activity": "hulp"}),
    ("kinderen", {"activity": "kinderen"}),
    ("koffie", {"activity": "koffie"}),
]


@pytest.fixture(scope="module")
def finder():
    return Finder.open(REFERENCE)


@pytest.fixture(scope="module")
def directory(release):
    return Directory.open(release)


@pytest.fixture(scope="module")
def ask(finder, directory):
    return lambda text, **more: finder.answer(directory, SearchQuestion(text=text, **more), NOW)


@pytest.fixture(scope="module")
def fitting(finder, directory):
    return lambda text, **more: finder.fitting(directory, SearchQuestion(text=text, **more), NOW)


def meaning(answer):
    """Write what was understood in the columns of the table."""
    said = answer.understood
    start = answer.start
    return {
        "start": "" if start is None else f"{start.what}:{start.label}",
        "kinds": " ".join(said.kinds),
        "activities": " ".join(said.activities),
        "districts": " ".join(said.districts),
        "open_at": "" if said.open_at is None else f"{said.open_at:%a %H:%M}",
        "access": " ".join(said.access),
        "words": said.words,
        "notice": "" if answer.notice is None else str(answer.notice.code),
    }


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row["question"])
def test_a_question_means_what_people_mean_by_it(ask, row):
    wanted = {name: value for name, value in row.items() if name != "question"}
    found = meaning(ask(row["question"]))
    # An address may become better known: the table says where it is, not how exactly that is known.
    if wanted["start"].startswith("near:"):
        assert wanted["start"].removeprefix("near:") in found["start"]
        wanted["start"], wanted["notice"] = found["start"], found["notice"]
    assert found == wanted


@pytest.mark.parametrize(("said", "chosen"), WANTED, ids=[said for said, _ in WANTED])
def test_what_and_where_give_the_same_places_as_the_filters(fitting, said, chosen):
    wrong = []
    for number, (code, name) in enumerate(GEBIEDEN.items()):
        text = f"{said} in {name}" if number % 2 else f"{said} {name}"
        if fitting(text) != fitting("", gebied=code, **chosen):
            wrong.append(text)
    assert wrong == []


def test_a_buurt_is_read_beside_what_is_wanted(ask):
    gebieden = {name: code for code, name in GEBIEDEN.items()}
    wrong = []
    for code, name in AREAS.buurten["name"].items():
        said = ask(f"koffie in {name}").understood
        # A gebied goes before the buurt of the same name.
        if (said.districts, said.activities) != ((gebieden.get(name, code),), ("koffie",)):
            wrong.append(name)
    assert wrong == []


def distance_m(start, lon, lat):
    x, y = RD_NEW.xy([start.lon, lon], [start.lat, lat])
    return float(np.hypot(x[1] - x[0], y[1] - y[0]))


def test_every_stop_is_a_place_to_start_from(finder):
    points = finder.points
    wrong = []
    for stop in Stops.open(REFERENCE).all:
        for text in (f"halte {stop.name}", f"{stop.name} {stop.town}"):
            near = [
                one
                for one in points.stops_named(text)
                if distance_m(one.start, stop.lon, stop.lat) < 700
            ]
            if not near:
                wrong.append(text)
    assert wrong == []


def test_a_stop_that_is_called_one_is_where_the_answer_starts(ask):
    wrong = []
    for stop in Stops.open(REFERENCE).all[::20]:
        answer = ask(f"halte {stop.name}")
        if answer.notice is not None and answer.notice.code is NoticeKind.SEVERAL:
            answer = ask(f"halte {stop.name} {stop.town}")
        if answer.start is None or distance_m(answer.start, stop.lon, stop.lat) > 700:
            wrong.append(stop.name)
    assert wrong == []


def test_the_places_that_fit_are_those_of_the_answer(ask, fitting):
    for text in ("koffie in Delfshaven", "Kipstraat 37", "bingo in IJsselmonde", "", "zondag open"):
        assert fitting(text) == {entry.position for entry in ask(text).entries}


class TestOrder:
    @settings(max_examples=15)
    @given(
        what=st.sampled_from(["koffie", "huiskamer", "samen eten", "taalles", "bingo"]),
        where=st.sampled_from(["Delfshaven", "Kipstraat 37", "Pendrecht", "metro Slinge", "zuid"]),
        when=st.sampled_from(["", "zondag", "morgenavond", "nu open"]),
        who=st.sampled_from(["", "vrouwen", "met rolstoel"]),
    )
    def test_the_order_of_the_parts_does_not_matter(self, ask, what, where, when, who):
        parts = [part for part in (what, where, when, who) if part]
        found = {
            tuple(sorted(meaning(ask(" ".join(order))).items(), key=str))
            for order in list(itertools.permutations(parts))[:6]
        }
        sets = {tuple((name, tuple(sorted(value.split()))) for name, value in one) for one in found}
        assert len(sets) == 1


class TestFilters:
    def test_each_filter_that_words_set_is_said_and_can_be_undone(self, ask):
        answer = ask("koffie in Delfshaven op zondag met rolstoel")
        assert {one.filter for one in answer.filters} == {
            FilterKind.ACTIVITY,
            FilterKind.DISTRICT,
            FilterKind.MOMENT,
            FilterKind.ACCESS,
        }
        said = [one for one in answer.notices if one.code is NoticeKind.FILTER_SET]
        assert [one.detail for one in said] == [one.words for one in answer.filters]
        for one in answer.filters:
            left = {other.filter for other in ask(one.without).filters}
            assert one.filter not in left

    def test_without_any_of_them_there_are_at_least_as_many_places(self, ask):
        answer = ask("samen eten in Delfshaven met rolstoel")
        for one in answer.filters:
            assert len(ask(one.without).entries) >= len(answer.entries)

    def test_where_nothing_fits_all_of_it_that_is_said_with_what_would(self, ask):
        answer = ask("bingo in IJsselmonde")
        assert answer.notice.code is NoticeKind.NONE_FIT
        assert {one.value for one in answer.alternatives} == {"bingo", "IJsselmonde"}
        assert all(ask(one.value).entries for one in answer.alternatives)

    def test_gratis_keeps_the_places_that_say_so_in_any_language_and_can_be_undone(self, ask):
        answer = ask("gratis koffie")
        [activity, gratis] = sorted(answer.filters, key=lambda one: one.filter)
        assert (activity.filter, gratis.filter) == (FilterKind.ACTIVITY, FilterKind.SAYS)
        assert (gratis.value, gratis.without) == ("gratis", "koffie")
        assert 0 < len(answer.entries) < len(ask("koffie").entries)
        ids = {entry.position for entry in answer.entries}
        assert ids == {entry.position for entry in ask("free coffee").entries}

    def test_what_no_place_says_of_itself_leaves_out_none(self, ask):
        answer = ask("gratis wifi")
        assert answer.notice.code is NoticeKind.PARTLY
        assert len(answer.entries) == len(ask("wifi").entries)

    def test_near_me_asks_for_a_location_only_where_none_is_known(self, ask):
        assert ask("koffie near me").notice.code is NoticeKind.LOCATION_NEEDED
        there = ask("koffie near me", lon=4.4777, lat=51.9225)
        assert there.notice is None
        assert there.start.what is StartKind.HERE
        assert ask("koffie in de buurt van Kipstraat 37").notice is None

    def test_places_that_say_a_narrow_word_themselves_go_first(self, ask, directory):
        activities = directory.places["activities"]
        for text in ("bingo", "bingo Kipstraat 37"):
            entries = ask(text).entries
            said = [(one.part, "bingo" in activities.iloc[one.position]) for one in entries]
            for _part, group in itertools.groupby(said, key=operator.itemgetter(0)):
                says = [one for _, one in group]
                assert says == sorted(says, reverse=True)
            assert said[0][1]

    def test_what_is_recorded_of_no_place_is_said(self, ask):
        answer = ask("toilet in Delfshaven")
        assert answer.notice.code is NoticeKind.NOT_RECORDED
        assert answer.entries


@pytest.mark.parametrize(
    ("day", "hour", "now", "moment"),
    [
        ("", "", "2026-11-27T10:30", "2026-11-27T10:30"),
        ("sunday", "", "2026-11-27T10:30", "2026-11-29T14:00"),
        ("sunday", "", "2026-11-29T10:30", "2026-11-29T14:00"),
        ("sunday", "", "2026-11-29T15:30", "2026-11-29T15:30"),
        ("weekday", "", "2026-11-28T10:30", "2026-11-30T14:00"),
        ("weekday", "", "2026-11-27T18:30", "2026-11-30T14:00"),
        ("12-25", "", "2026-11-27T10:30", "2026-12-25T14:00"),
        ("01-01", "", "2026-11-27T10:30", "2027-01-01T14:00"),
        ("sunday", "", "2026-11-29T20:30", "2026-12-06T14:00"),
        ("friday", "19:30", "2026-11-27T10:30", "2026-11-27T19:30"),
        ("tomorrow", "10:00", "2026-11-27T10:30", "2026-11-28T10:00"),
        ("today", "", "2026-11-27T10:30", "2026-11-27T10:30"),
        ("", "19:30", "2026-11-27T20:30", "2026-11-27T20:30"),
        ("", "10:00", "2026-11-27T20:30", "2026-11-28T10:00"),
    ],
)
def test_a_day_and_an_hour_are_the_first_from_now_on(day, hour, now, moment):
    at = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    assert f"{moment_said(day, hour, at):%Y-%m-%dT%H:%M}" == moment


class TestHostileText:
    @given(
        text=st.one_of(
            st.text(max_size=220),
            st.text(string.punctuation + string.digits + " aeëijß\0\n\u202e", max_size=120),
            st.lists(
                st.sampled_from(
                    ["koffie", "zondag", "in", "Delfshaven", "12", "om", "uur", "metro", "3011",
                     "halte", "de", "kip", "'s", "avonds", "-", "/", "open", "قهوة", "huis van"]
                ),
                max_size=12,
            ).map(" ".join),
        )
    )  # fmt: skip
    def test_no_text_fails_and_none_is_left_without_an_answer_or_a_reason(
        self, finder, directory, text
    ):
        answer = finder.answer(directory, SearchQuestion(text=text), NOW)
        refused = answer.notice is not None and answer.notice.refuses
        assert refused != bool(answer.entries)
        assert answer.notice is None or answer.notice in answer.notices


class TestLexicon:
    def test_every_group_is_found_by_its_name_in_every_language(self):
        lexicon = Lexicon.beside(REFERENCE)
        for key, group in GROUPS.items():
            for name in group.called:
                assert lexicon.meaning(word_key(name)).value == key

    def test_no_word_is_written_twice_in_a_language(self):
        for path in (REFERENCE.parents[1] / "words" / "search").glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                words = [word_key(row["word"]) for row in csv.DictReader(file)]
            assert len(set(words)) == len(words), path.name

    def test_a_meaning_that_does_not_exist_is_reported_with_its_line(self, tmp_path):
        words, city = tmp_path / "words" / "search", tmp_path / "city"
        words.mkdir(parents=True)
        city.mkdir()
        (city / "city.toml").write_bytes((REFERENCE.parent / "city.toml").read_bytes())
        (words / "nl.csv").write_text(
            "word,means,first\nthee,activity:koffie,\nvliegen,activity:vliegen,\n"
        )
        with pytest.raises(InputError, match=r"nl\.csv, line 3, field 'means'"):
            Lexicon.beside(city / "reference")

    def test_a_day_and_a_part_of_it_may_be_one_word(self):
        lexicon = Lexicon.beside(REFERENCE)
        assert lexicon.daytime("zondagmiddag") == ("sunday", "14:00")
        assert lexicon.meaning("dinsdagavond").sense is WordSense.DAY
