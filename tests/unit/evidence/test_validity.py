"""From when until when a place stood: only what sources show."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observation_rows import read, row

from geo.evidence.resolve import resolve
from geo.model.vocabulary import Status


@pytest.fixture
def stood():
    """The three dates of the one place that rows are about."""

    def run(*rows):
        [place] = resolve(read(rows))
        moments = (place.first_seen, place.valid_from, place.valid_until)
        return tuple(moment and str(moment) for moment in moments)

    return run


OPEN_2015 = {"status": "open", "status_date": "2015", "source_date": "2015"}
CLOSED_2018 = {"status": "closed", "status_date": "2018-12-20", "source_date": "2020"}


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        pytest.param([{"status": "open", "status_date": "2016-05"}], "2016-05", id="in use"),
        pytest.param(
            [{"status": "open", "status_date": "2016-05", "source_date": "2014"}],
            "2016-05",
            id="in use on the date of the status, not of the publication",
        ),
        pytest.param(
            [{"status": "open", "source_date": "2016-05"}],
            "2016-05",
            id="in use on the date of the publication, without a date of the status",
        ),
        pytest.param([{"source_date": "2016-05"}], "2016-05", id="spoken of"),
        pytest.param(
            [{"source_date": "2019-03-01"}, {"source_date": "2016-05"}], "2016-05", id="the first"
        ),
        pytest.param(
            [{"source_date": "2014", "status": "open", "status_date": "2019"}, {}],
            "2019",
            id="in use before it was spoken of",
        ),
        pytest.param([{"source_date": ""}], None, id="without a date at no time"),
        pytest.param([{"status": "open", "source_date": ""}], None, id="in use at no date"),
        pytest.param(
            [{"status_date": "2012", "source_date": ""}], None, id="a date of no status is none"
        ),
    ],
)
def test_rule_1_what_shows_a_place(stood, rows, seen):
    said = (row(number, **values) for number, values in enumerate(rows))
    assert stood(*said) == (seen, None, None)


@pytest.mark.parametrize(
    "says_nothing",
    [
        {"source_type": "rejected"},
        {"source_type": "rejected", "status": "open", "opened": "2019"},
        {"status": "unknown", "status_date": "2020"},
        {"status": "planned", "status_date": "2020"},
        {"status": "closed", "status_date": "2020"},
        {"source_type": "register", "name": "Buurthuis, gymzaal"},
    ],
)
def test_rule_2_what_does_not_show_a_place_dates_nothing(stood, says_nothing):
    rows = row(1, status="open", status_date="2023"), row(2, source_date="2020", **says_nothing)
    assert stood(*rows) == ("2023", None, None)


@pytest.mark.parametrize("says", [{"kind": "huiskamer"}, {"status": "open"}])
def test_rule_2_a_register_that_tells_kind_or_status_shows_the_place(stood, says):
    assert stood(row(1, source_type="register", source_date="2020", **says))[0] == "2020"


@pytest.mark.parametrize(
    ("mention", "opened", "seen"),
    [
        ("2016-11", "2017-01-16", "2017-03"),
        ("2017", "2017-01-16", "2017"),
        ("2017-01", "2017-01-16", "2017-01"),
        ("2017-01-15", "2017-01-16", "2017-03"),
        ("2017-01-16", "2017-01-16", "2017-01-16"),
    ],
)
def test_rule_3_a_mention_from_before_the_opening_announces_the_place(stood, mention, opened, seen):
    rows = row(1, source_date=mention), row(2, source_date="2017-03", opened=opened)
    assert stood(*rows) == (seen, opened, None)


@pytest.mark.parametrize(
    ("rows", "start"),
    [
        pytest.param([{"opened": "2016-01-20"}], "2016-01-20", id="as a source says"),
        pytest.param([{}], None, id="not known"),
        pytest.param(
            [{"opened": "2015", "source_date": "2020"}, {"opened": "2016", "source_date": "2022"}],
            "2016",
            id="as the best row says",
        ),
        pytest.param(
            [
                {"status": "open", "status_date": "2016-11-03"},
                {"opened": "2017-01-16", "source_date": "2017-03"},
            ],
            "2016-11-03",
            id="in use before the official opening",
        ),
        pytest.param(
            [
                {"status": "open", "status_date": "2017-01-15"},
                {"opened": "2017-01-16", "source_date": "2017-03"},
            ],
            "2017-01-15",
            id="in use on the day before",
        ),
        pytest.param(
            [
                {"status": "open", "status_date": "2017-01"},
                {"opened": "2017-01-16", "source_date": "2017-03"},
            ],
            "2017-01-16",
            id="in use in the month of the opening",
        ),
    ],
)
def test_rule_4_a_place_is_valid_from_when_it_opened_or_was_in_use_before(stood, rows, start):
    said = (row(number, **values) for number, values in enumerate(rows))
    assert stood(*said)[1] == start


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ({"status": "planned", "status_date": "2022"}, "2022"),
        ({"status": "planned", "source_date": "2021"}, "2021"),
        ({"status": "planned", "status_date": "2022", "opened": "2020"}, "2022"),
        ({"status": "planned", "source_date": ""}, None),
    ],
)
def test_rule_5_a_planned_place_is_valid_from_its_plan_and_was_not_seen(stood, said, start):
    assert stood(row(1, **said)) == (None, start, None)


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        pytest.param([OPEN_2015, CLOSED_2018], "2018-12-20", id="closed"),
        pytest.param([{"status": "closed", "source_date": "2020"}], "2020", id="closed by then"),
        pytest.param([{"status": "closed", "source_date": ""}], None, id="closed, undated"),
        pytest.param(
            [CLOSED_2018, {"status": "open", "status_date": "2020"}], None, id="opened again"
        ),
        pytest.param([OPEN_2015], None, id="open"),
        pytest.param([{"status": "unknown", "status_date": "2020"}], None, id="not known"),
    ],
)
def test_rule_6_a_closed_place_is_valid_until_the_date_of_that_status(stood, rows, end):
    assert stood(*(row(number, **values) for number, values in enumerate(rows)))[2] == end


@pytest.mark.parametrize(
    ("rows", "dates"),
    [
        pytest.param(
            [OPEN_2015, CLOSED_2018, {"source_date": "2021"}],
            ("2015", None, "2018-12-20"),
            id="a later source speaks of a place that was",
        ),
        pytest.param(
            [CLOSED_2018, {"source_date": "2021"}],
            (None, None, "2018-12-20"),
            id="a later source alone shows nothing",
        ),
        pytest.param(
            [CLOSED_2018, {"source_date": "2018"}],
            ("2018", None, "2018-12-20"),
            id="the year of the end is not after it",
        ),
        pytest.param(
            [CLOSED_2018, {"source_date": "2018-12-20"}],
            ("2018-12-20", None, "2018-12-20"),
            id="the day of the end belongs to the time",
        ),
        pytest.param(
            [CLOSED_2018, {"source_date": "2018-12-21"}],
            (None, None, "2018-12-20"),
            id="the day after does not",
        ),
        pytest.param(
            [CLOSED_2018, {"opened": "2019", "source_date": "2022"}],
            (None, None, "2018-12-20"),
            id="an opening after the end is a contradiction",
        ),
        pytest.param(
            [
                CLOSED_2018,
                {"opened": "2019", "source_date": "2022"},
                {"opened": "2014", "source_date": "2016"},
            ],
            ("2016", "2014", "2018-12-20"),
            id="an opening before it is taken from the next row",
        ),
    ],
)
def test_rule_7_what_is_dated_after_the_end_shows_nothing_of_the_time_before(stood, rows, dates):
    assert stood(*(row(number, **values) for number, values in enumerate(rows))) == dates


def test_every_date_names_the_row_that_says_it():
    rows = (
        row(1, source_date="2016", opened="2013"),
        row(2, status="closed", status_date="2019", source_date="2019"),
    )
    [place] = resolve(read(rows))
    told_by = {name: place.evidence[name].observation_id for name in place.validity.bounds()}
    assert {name: place.evidence[name].chosen[0].reason.value for name in told_by} == {
        "first_seen": "earliest",
        "valid_from": "only",
        "valid_until": "only",
    }
    assert told_by == {
        "first_seen": "huis--1",
        "valid_from": "huis--1",
        "valid_until": "huis--2",
    }


def test_an_official_opening_stands_against_an_earlier_use():
    rows = (
        row(1, status="open", status_date="2016", source_date="2016"),
        row(2, source_date="2018", opened="2017"),
    )
    [place] = resolve(read(rows))
    evidence = place.evidence["valid_from"]
    assert [(one.observation_id, one.value) for one in evidence.chosen] == [("huis--1", "2016")]
    [against] = evidence.against
    assert (against.observation_id, against.value, against.reason.value) == (
        "huis--2",
        "2017",
        "earliest",
    )
    assert str(against.confirmed) == "2018"


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
def test_whatever_is_said_the_dates_do_not_contradict_each_other(said):
    rows = [row(number, **values) for number, values in enumerate(said)]
    [place] = resolve(read(rows))
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
    assert sum(one["valid_from"] is not None for one in places.values()) == 25
