"""From when until when a place stood: only what sources show."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observation_rows import row, write

from geo.evidence.observations import read_observations
from geo.evidence.resolve import resolve
from geo.model.vocabulary import Status


@pytest.fixture
def stood(tmp_path):
    """The three dates of the one place that rows are about."""

    def run(*rows):
        [place] = resolve(read_observations(write(tmp_path, rows)))
        moments = (place.first_seen, place.valid_from, place.valid_until)
        return tuple(moment and str(moment) for moment in moments)

    return run


def test_a_first_source_bounds_what_is_shown_and_not_what_was(stood):
    rows = row(1, source_date="2019-03-01"), row(2, source_date="2016-05")
    assert stood(*rows) == ("2016-05", None, None)


def test_a_place_of_which_no_source_bears_a_date_is_known_at_no_time(stood):
    assert stood(row(1, source_date="")) == (None, None, None)


def test_it_is_valid_from_the_day_on_which_a_source_says_that_it_opened(stood):
    assert stood(row(1, opened="2016-01-20")) == ("2023-11-22", "2016-01-20", None)


def test_a_mention_before_the_opening_announces_the_place_and_does_not_show_it(stood):
    rows = row(1, source_date="2016-11"), row(2, source_date="2017-03", opened="2017-01-16")
    assert stood(*rows) == ("2017-03", "2017-01-16", None)


def test_being_in_use_before_the_official_opening_makes_it_valid_before(stood):
    rows = (
        row(1, status="open", status_date="2016-11-03"),
        row(2, source_date="2017-03", opened="2017-01-16"),
    )
    assert stood(*rows) == ("2016-11-03", "2016-11-03", None)


def test_a_closed_place_is_valid_until_the_date_of_that_status(stood):
    rows = (
        row(1, status="open", status_date="2015", source_date="2015"),
        row(2, status="closed", status_date="2018-12-20", source_date="2020"),
        row(3, source_date="2021"),  # speaks of a place that was
    )
    assert stood(*rows) == ("2015", None, "2018-12-20")


def test_a_closing_without_a_date_bounds_nothing(stood):
    assert stood(row(1, status="closed", source_date=""))[2] is None


def test_a_place_that_opened_again_has_no_end(stood):
    rows = (
        row(1, status="closed", status_date="2018"),
        row(2, status="open", status_date="2020"),
    )
    assert stood(*rows) == ("2020", None, None)


def test_a_planned_place_is_valid_from_its_plan_and_was_not_seen(stood):
    assert stood(row(1, status="planned", status_date="2022")) == (None, "2022", None)


@pytest.mark.parametrize(
    "says_nothing",
    [
        {"source_type": "rejected"},
        {"status": "unknown", "status_date": "2020"},
        {"status": "planned", "status_date": "2020"},
        {"source_type": "register", "name": "Buurthuis, gymzaal"},
    ],
)
def test_a_row_that_does_not_show_the_place_dates_nothing(stood, says_nothing):
    rows = row(1, status="open", status_date="2023"), row(2, source_date="2020", **says_nothing)
    assert stood(*rows) == ("2023", None, None)


def test_a_register_that_names_the_kind_does_show_the_place(stood):
    said = row(1, source_type="register", source_date="2020", kind="huiskamer")
    assert stood(said)[0] == "2020"


def test_a_contradiction_of_opening_and_closing_leaves_the_opening_unknown(stood):
    rows = row(1, status="closed", status_date="2015"), row(2, opened="2018")
    assert stood(*rows) == (None, None, "2015")


def test_every_date_names_the_row_that_says_it(tmp_path):
    rows = (
        row(1, source_date="2016", opened="2013"),
        row(2, status="closed", status_date="2019", source_date="2019"),
    )
    [place] = resolve(read_observations(write(tmp_path, rows)))
    told_by = {name: place.evidence[name].observation_id for name in place.validity.bounds()}
    assert told_by == {
        "first_seen": "huis--1",
        "valid_from": "huis--1",
        "valid_until": "huis--2",
    }


dates = st.sampled_from(["", "2013", "2015-05", "2015-05-04", "2018", "2018-12-31", "2022-01-01"])
anything_said = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(["", "open", "closed", "planned", "unknown"]),
            "status_date": dates,
            "source_date": dates,
            "opened": dates,
            "kind": st.sampled_from(["", "huiskamer"]),
            "source_type": st.sampled_from(["media", "register", "rejected"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150)
@given(anything_said)
def test_whatever_is_said_the_dates_do_not_contradict_each_other(tmp_path_factory, said):
    rows = [row(number, **values) for number, values in enumerate(said)]
    [place] = resolve(read_observations(write(tmp_path_factory.mktemp("rows"), rows)))
    seen, start, end = place.first_seen, place.valid_from, place.valid_until
    if start and end:
        assert start.first <= end.last
    if seen and start:
        assert seen.last >= start.first
    if seen and end:
        assert seen.first <= end.last
    assert end is None or place.status is Status.CLOSED
    if place.status is Status.CLOSED:
        assert end == place.status_date
    given_dates = {date for values in said for date in values.values() if date[:1] == "2"}
    assert {str(moment) for moment in (seen, start, end) if moment} <= given_dates


def test_in_the_real_data_no_open_place_has_an_end_and_a_house_of_2018_a_start(release):
    features = orjson.loads((release / "places.geojson").read_bytes())["features"]
    places = {place["id"]: place["properties"] for place in features}
    assert places["huis-van-de-wijk-de-bonte-koe"]["valid_from"] == "2018-07-04"
    assert places["huis-van-de-wijk-ravennest"]["valid_until"] == "2018-12-20"
    assert not [
        one["id"] for one in places.values() if one["valid_until"] and one["status"] == "open"
    ]
    assert sum(one["valid_from"] is not None for one in places.values()) == 24
