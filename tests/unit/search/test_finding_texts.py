"""What the search box reads in a text, on the real directory of Rotterdam."""

from datetime import datetime

import pytest
from examples import tried
from hypothesis import given
from hypothesis import strategies as st

from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.settings import settings
from geo.model.vocabulary import Precision
from geo.search import NoticeKind, Part, SearchQuestion, StartKind, SuggestionKind
from geo.search.finder import Finder

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=ZONE)


@pytest.fixture(scope="module")
def finder():
    return Finder.open(settings().reference)


@pytest.fixture(scope="module")
def directory(release):
    return Directory.open(release)


@pytest.fixture
def ask(finder, directory):
    return lambda text, **more: finder.answer(directory, SearchQuestion(text=text, **more), NOW)


def names(directory, entries):
    return [directory.places["name"].iloc[entry.position] for entry in entries]


@pytest.mark.parametrize(
    ("text", "what", "label"),
    [
        ("Kipstraat 37", StartKind.ADDRESS, "Kipstraat 37, 3011 RS Rotterdam"),
        ("3011rs 37", StartKind.ADDRESS, "Kipstraat 37, 3011 RS Rotterdam"),
        ("KIPSTRAAT 37 rotterdam", StartKind.ADDRESS, "Kipstraat 37, 3011 RS Rotterdam"),
        ("3011rs", StartKind.POSTCODE, "3011 RS Rotterdam"),
        ("3011", StartKind.POSTCODE, "3011 Rotterdam"),
        ("Mathenesserln", StartKind.STREET, "Mathenesserlaan"),
        ("nieuwe binnenwg", StartKind.STREET, "Nieuwe Binnenweg"),
        ("Lekstraat, Rozenburg", StartKind.STREET, "Lekstraat"),
        ("Delfshaven", StartKind.GEBIED, "Delfshaven"),
        ("centrum", StartKind.GEBIED, "Rotterdam Centrum"),
        ("hoek van holland", StartKind.GEBIED, "Hoek van Holland"),
        ("Pendrecht", StartKind.BUURT, "Pendrecht"),
        ("de esch", StartKind.BUURT, "De Esch"),
        ("Huis vd Wijk de Kip", StartKind.PLACE, "Huis van de Wijk De Kip"),
        ("de kip", StartKind.PLACE, "Huis van de Wijk De Kip"),
        ("kip", StartKind.PLACE, "Huis van de Wijk De Kip"),
        ("leger des heils", StartKind.PLACE, "Buurthuiskamer Delfshaven (Leger des Heils)"),
        ("Pendrecht 7", StartKind.PLACE, "Wijk- en Speeltuinvereniging Pendrecht 7"),
    ],
)
def test_a_place_to_start_from_is_found_however_it_is_written(ask, text, what, label):
    answer = ask(text)
    assert (answer.start.what, answer.start.label) == (what, label)
    assert answer.notice is None
    assert answer.entries


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("delfhaven", "Delfshaven"),
        ("Kipstrat 37 3011RS", "Kipstraat 37, 3011 RS Rotterdam"),
        ("huis van de wijk de banierr", "Huis van de Wijk De Banier"),
    ],
)
def test_what_is_spelt_otherwise_is_read_and_said(ask, text, label):
    answer = ask(text)
    assert answer.start.label == label
    assert answer.notice.code is NoticeKind.SPELLED_OTHERWISE
    assert answer.notice.detail == label


@pytest.mark.parametrize(
    ("text", "label", "precision"),
    [
        ("nieuwe binnenwg 12", "Nieuwe Binnenweg", Precision.STREET),
        ("Kipstraat 3", "Kipstraat", Precision.STREET),
        ("3011 RS 12", "Kipstraat", Precision.STREET),
        ("Delfshaven 12", "Delfshaven", Precision.NEIGHBOURHOOD),
    ],
)
def test_a_house_number_that_is_not_known_is_said_and_never_made_up(ask, text, label, precision):
    answer = ask(text)
    assert answer.notice.code is NoticeKind.HOUSE_NUMBER_UNKNOWN
    assert (answer.start.label, answer.start.precision) == (label, precision)
    assert answer.start.vague
    assert answer.start.uncertainty_m > 0
    assert all(entry.vague for entry in answer.entries)


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("Coolsingel 1, Amsterdam", NoticeKind.OUTSIDE_CITY, "Amsterdam"),
        ("Damrak 1 Amsterdam", NoticeKind.OUTSIDE_CITY, "Amsterdam"),
        ("Damrak 1, 1012 LG Amsterdam", NoticeKind.OUTSIDE_CITY, "Amsterdam"),
        ("Coolsingel Amsterdam", NoticeKind.OUTSIDE_CITY, "Amsterdam"),
        ("Den Haag", NoticeKind.OUTSIDE_CITY, "Den Haag"),
        ("'s-gravenhage", NoticeKind.OUTSIDE_CITY, "'s-Gravenhage"),
        ("schiedam", NoticeKind.OUTSIDE_CITY, "Schiedam"),
        ("Kipstraat 37, Lutjebroek", NoticeKind.OUTSIDE_CITY, "Lutjebroek"),
        ("9999ZZ", NoticeKind.NO_SUCH_POSTCODE, "9999 ZZ"),
        ("3099", NoticeKind.NO_SUCH_POSTCODE, "3099"),
        ("3099 AB 4", NoticeKind.NO_SUCH_POSTCODE, "3099 AB"),
        ("12", NoticeKind.ONLY_A_NUMBER, "12"),
        ("nr. 12a", NoticeKind.ONLY_A_NUMBER, "12"),
        ("0612345678", NoticeKind.ONLY_A_NUMBER, "0612345678"),
        ("🎉", NoticeKind.NO_WORDS, "🎉"),
        ("?!, -- ...", NoticeKind.NO_WORDS, "?!, -- ..."),
        ("x" * 10_000, NoticeKind.TOO_LONG, "200"),
        ("koffie " * 2_000, NoticeKind.TOO_LONG, "200"),
        ("<script>alert(1)</script>", NoticeKind.NOT_UNDERSTOOD, "<script>alert(1)</script>"),
        ("' OR 1=1 --", NoticeKind.NOT_UNDERSTOOD, "' OR 1=1 --"),
        ("qwertyuiop", NoticeKind.NOT_UNDERSTOOD, "qwertyuiop"),
        ("../../etc/passwd", NoticeKind.NOT_UNDERSTOOD, "../../etc/passwd"),
    ],
)
def test_bad_input_gets_a_reason_and_no_invented_answer(ask, text, code, detail):
    answer = ask(text)
    assert (answer.notice.code, answer.notice.detail) == (code, detail)
    assert answer.notice.refuses
    assert answer.start is None
    assert answer.entries == ()


@pytest.mark.parametrize("text", ["", "   ", "Rotterdam"])
def test_nothing_asked_gives_every_place(ask, directory, text):
    answer = ask(text)
    assert len(answer.entries) == len(directory.places)
    assert answer.notice is None


class TestSeveral:
    def test_one_name_for_two_streets_far_apart_is_left_to_who_asks(self, ask):
        answer = ask("Prins Hendrikstraat 3")
        assert answer.notice.code is NoticeKind.SEVERAL
        assert answer.entries == ()
        values = [one.value for one in answer.alternatives]
        assert values == [
            "Prins Hendrikstraat 3, Feijenoord",
            "Prins Hendrikstraat 3, Hoek van Holland",
        ]

    def test_each_alternative_finds_what_it_says(self, ask):
        starts = [ask(one.value).start for one in ask("Prins Hendrikstraat 3").alternatives]
        assert {start.label for start in starts} == {"Prins Hendrikstraat"}
        assert abs(starts[0].lon - starts[1].lon) > 0.2

    @pytest.mark.parametrize(
        ("text", "street"),
        [
            ("Kipstrat 37", "Kipstraat 37"),
            ("Afrikaanderplien", "Afrikaanderplein"),
            ("witte de with", "Witte de Withstraat"),
            ("Julianastraat", "Julianastraat"),
        ],
    )
    def test_a_street_is_not_chosen_across_the_city_and_proposed(self, ask, text, street):
        answer = ask(text)
        assert answer.start is None
        assert street in {one.text for one in answer.alternatives}

    def test_the_end_of_a_street_name_proposes_the_streets(self, ask):
        answer = ask("binnenweg")
        assert answer.notice.code is NoticeKind.SEVERAL
        assert {"Nieuwe Binnenweg", "Oude Binnenweg"} <= {one.text for one in answer.alternatives}

    def test_street_and_postcode_that_contradict_each_other_are_both_proposed(self, ask):
        answer = ask("Kipstraat 37 3062AB")
        assert answer.notice.code is NoticeKind.POSTCODE_DIFFERS
        assert [one.what for one in answer.alternatives] == [
            SuggestionKind.ADDRESS,
            SuggestionKind.POSTCODE,
        ]

    def test_a_wrong_postcode_leaves_the_street_to_choose(self, ask):
        assert [one.value for one in ask("Kipstraat 37 9999ZZ").alternatives] == ["Kipstraat 37"]


class TestWords:
    def test_an_activity_is_a_choice_and_no_start(self, ask, directory):
        answer = ask("koffie")
        assert answer.start is None
        assert answer.words == "koffie"
        assert len(answer.entries) > 10
        activities = directory.places["activities"]
        told = [" ".join(activities.iloc[entry.position]) for entry in answer.entries]
        assert all("koffie" in words for words in told[:10])

    def test_an_activity_goes_before_a_place_that_is_called_so(self, ask):
        assert len(ask("inloop").entries) > 10
        assert ask("de inloop").start.label == "Huis van de Wijk De Inloop"

    def test_a_group_of_activities_is_found_by_what_it_is_called(self, ask):
        in_dutch, in_english = ask("Samen eten en koken"), ask("eating and cooking together")
        assert {one.position for one in in_dutch.entries} == {
            one.position for one in in_english.entries
        }
        assert len(in_dutch.entries) > 30

    @pytest.mark.parametrize("text", ["huiskamers", "Huis van de Wijk", "huis vd wijk"])
    def test_a_kind_is_found_by_its_name(self, ask, directory, text):
        answer = ask(text)
        kind = "huiskamer" if "kamer" in text else "huis_van_de_wijk"
        found = {entry.position for entry in answer.entries}
        wanted = {position for position, one in enumerate(directory.places["kind"]) if one == kind}
        assert wanted <= found
        assert answer.start is None

    def test_a_whole_sentence_is_read_for_what_it_asks(self, ask):
        assert ask("ik wil koffie drinken").understood.activities == ("koffie",)

    def test_what_is_not_understood_beside_an_activity_is_put_aside_and_said(self, ask):
        answer = ask("koffie met xqzwv")
        assert answer.notice.code is NoticeKind.PARTLY
        assert answer.notice.detail == "koffie"
        assert answer.entries

    def test_an_activity_that_nobody_has_gives_the_group_it_belongs_to(self, ask):
        assert ask("biljart").understood.activities == ("spel",)

    def test_words_and_a_point_give_distances(self, ask):
        answer = ask("koffie", lon=4.4777, lat=51.9225)
        assert answer.start.what is StartKind.HERE
        assert answer.words == "koffie"
        assert answer.entries[0].straight_m is not None

    def test_a_place_in_the_text_goes_before_a_point(self, ask):
        answer = ask("Kipstraat 37", lon=4.40, lat=51.88)
        assert answer.start.what is StartKind.ADDRESS


def test_the_place_that_is_asked_for_comes_first_and_then_what_is_near(ask, directory):
    answer = ask("fatih moskee")
    assert answer.start.label == "Fatih Moskee"
    assert names(directory, answer.entries)[0] == "Fatih Moskee"
    walks = [entry.walk_m for entry in answer.entries[1:] if entry.part is Part.NEAR]
    assert walks == sorted(walks)
    assert walks


@pytest.mark.parametrize("word", ["moskee", "buurthuis", "eten", "Rotterdam Zuid", "speeltuin"])
def test_a_generic_word_is_not_one_place(ask, word):
    answer = ask(word)
    assert answer.start is None or answer.start.what is not StartKind.PLACE
    assert answer.entries


def test_the_address_of_a_place_is_that_place_though_the_house_is_in_no_table(ask):
    answer = ask("proveniersstr. 6")
    assert answer.start.what is StartKind.PLACE
    assert answer.start.label == "Wijkrestaurant Bij de Provenier"
    assert ask("Proveniersstraat 6, Amsterdam").notice.code is NoticeKind.OUTSIDE_CITY


def test_a_district_gives_its_own_places_first(ask, directory):
    answer = ask("Delfshaven")
    inside = [entry.inside for entry in answer.entries]
    assert inside == sorted(inside, reverse=True)
    gebied = directory.places["gebied"]
    assert {gebied.iloc[one.position] for one in answer.entries if one.inside} == {"Delfshaven"}


@pytest.mark.parametrize(("lon", "lat"), [(2.35, 48.86), (0.0, 0.0), (4.9, 52.37), (181.0, 95.0)])
def test_a_point_far_from_the_city_is_refused(ask, lon, lat):
    answer = ask("", lon=lon, lat=lat)
    assert answer.notice.code is NoticeKind.POINT_OUTSIDE
    assert answer.entries == ()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_a_point_that_is_none_is_refused(ask, number):
    assert ask("", lon=number, lat=51.9).notice.code is NoticeKind.POINT_OUTSIDE
    assert ask("", lon=4.5, lat=number).notice.code is NoticeKind.POINT_OUTSIDE


@tried(times=4)
@given(
    text=st.one_of(
        st.text(max_size=210),
        st.lists(
            st.sampled_from(
                [
                    "3011",
                    "RS",
                    "kip",
                    "straat",
                    "12",
                    ",",
                    "-",
                    "Amsterdam",
                    "noord",
                    "3e",
                    "(",
                    "a",
                ]
            ),
            max_size=8,
        ).map(" ".join),
    )
)
def test_any_text_has_an_answer_or_a_reason(finder, directory, text):
    answer = finder.answer(directory, SearchQuestion(text=text), NOW)
    refused = answer.notice is not None and answer.notice.refuses
    assert refused != bool(answer.entries)
    assert len(answer.alternatives) <= 4
