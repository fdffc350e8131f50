"""What a visitor asked, as it is read from an address and written back into one."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_release import write_release
from starlette.datastructures import QueryParams

from api.site.asked import LONGEST_ECHO, NAMES, is_question, read
from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.vocabulary import Access, Kind, Status

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=ZONE)
VALUES = {
    "kind": st.sampled_from(sorted(Kind)),
    "access": st.sampled_from(sorted(Access)),
    "status": st.sampled_from(sorted(Status)),
    "gebied": st.sampled_from(["WK059901", "WK059902"]),
    "activity": st.just("koffie"),
    "open": st.sampled_from(["now", "2026-11-24T14:00", "2026-03-29T02:30"]),
    "page": st.integers(1, 99).map(str),
    "q": st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=LONGEST_ECHO),
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return Directory.open(write_release(tmp_path_factory.mktemp("asked") / "release"))


def asked(directory, query):
    return read(QueryParams(query), directory, "nl", NOW)


@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), st.text()), max_size=12))
def test_any_address_is_read_and_each_value_is_used_or_told(directory, pairs):
    found = asked(directory, urlencode(pairs))
    given_names = {name for name, value in pairs if value.replace("\0", " ").strip()}
    told = set(found.given) | ({"lat", "lon"} if found.ignored else set())
    assert set(found.given) <= given_names | {"lat", "lon"}
    assert len(found.given) + len(found.ignored) >= len(given_names - {"lat", "lon"})
    assert told <= set(NAMES)


@given(values=st.fixed_dictionaries({}, optional=VALUES))
def test_what_is_understood_is_written_back_as_it_was_asked(directory, values):
    found = asked(directory, urlencode(values))
    assert found.ignored == ()
    again = asked(directory, found.address(page=values.get("page", ""))[1:])
    assert again.question == found.question


def test_a_change_takes_the_page_away(directory):
    found = asked(directory, "q=koffie&kind=huiskamer&page=3")
    assert found.address(kind="") == "?q=koffie"
    assert found.address(page="4") == "?q=koffie&kind=huiskamer&page=4"
    assert asked(directory, "kind=huiskamer").address(kind="") == ""


def test_a_point_is_rounded_to_some_ten_metres(directory):
    found = asked(directory, "lat=51.912345678&lon=4.471234567")
    assert (found.question.lat, found.question.lon) == (51.9123, 4.4712)
    assert dict(parse_qsl(found.address()[1:])) == {"lat": "51.9123", "lon": "4.4712"}
    assert found.located


def test_a_time_without_a_zone_is_that_of_the_clock_on_the_wall(directory):
    moment = asked(directory, "open=2026-07-01T14:00").question.moment
    assert moment == datetime(2026, 7, 1, 14, 0, tzinfo=ZONE)
    in_utc = asked(directory, "open=2026-07-01T12:00%2B00:00").question.moment
    assert in_utc == moment


def test_only_our_own_names_make_a_question():
    assert is_question({"q": ""})
    assert not is_question({"utm_source": "mail"})
