"""The search box as a service: the same answer as the page and its plain text."""

import re
from datetime import datetime

import jsonschema
import pytest
from test_openapi import as_json_schema

from api.prices import PAGES, PRICES
from geo.search import NoticeKind

SEARCH = "/v1/search"
QUESTIONS = [
    "koffie in Delfshaven op zondag",
    "huiskamer zuid",
    "Kipstraat 37",
    "metro Slinge",
    "bingo in IJsselmonde",
    "Prins Hendrikstraat",
    "toilet",
    "qwertyuiop",
    "",
]


def test_the_question_is_understood_member_by_member(rotterdam):
    said = rotterdam.get(SEARCH, params={"q": "koffie met rolstoel in Delfshaven"}).json()
    understood = said["understood"]
    assert list(understood) == [
        "start",
        "kinds",
        "activities",
        "districts",
        "open_at",
        "access",
        "words",
        "notices",
    ]
    assert understood["start"].keys() == {"kind", "label", "lon", "lat", "uncertainty_m"}
    assert (understood["start"]["kind"], understood["start"]["label"]) == ("gebied", "Delfshaven")
    assert understood["kinds"] == []
    assert understood["activities"] == ["koffie"]
    assert understood["districts"] == ["WK059903"]
    assert understood["open_at"] is None
    assert understood["access"] == ["yes"]
    assert understood["words"] == ""
    assert {one["code"] for one in understood["notices"]} == {NoticeKind.FILTER_SET}
    assert all(one["text"] for one in understood["notices"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_as_its_description_says(rotterdam, question):
    described = rotterdam.get("/v1/openapi.json").json()["paths"]["/search"]["get"]
    schema = described["responses"]["200"]["content"]["application/geo+json"]["schema"]
    answer = rotterdam.get(SEARCH, params={"q": question, "limit": 100})
    assert answer.headers["content-type"] == "application/geo+json"
    jsonschema.validate(answer.json(), as_json_schema(schema))


@pytest.mark.parametrize("question", QUESTIONS)
def test_page_plain_text_and_service_are_one_answer(rotterdam, question):
    said = rotterdam.get(SEARCH, params={"q": question, "limit": 20, "lang": "nl"}).json()
    params = {"q": question, "page": "1"}
    page = rotterdam.get("/", params=params, headers={"accept": "text/html"}).text
    ids = [feature["id"] for feature in said["features"]]
    listed = re.findall(r'<li id="place-([^"]+)"', page)
    assert listed == ids
    parts = re.findall(r'id="group-([a-z]+)"', page)
    told = [feature["properties"]["part"] for feature in said["features"]]
    assert parts == list(dict.fromkeys(told))
    text = rotterdam.get("/", params=params, headers={"accept": "text/plain"}).text
    names = [
        feature["properties"]["name"]
        for feature in said["features"]
        if feature["properties"]["status"] not in {"closed", "planned"}
    ]
    assert re.findall(r"(?m)^\d\. (.+)$", text) == names[:3]
    notices = [one["text"] for one in said["understood"]["notices"] if one["code"] != "filter_set"]
    assert all(one in text for one in notices[:1])


def test_each_place_says_how_far_it_is_and_whether_it_is_open(rotterdam):
    said = rotterdam.get(SEARCH, params={"q": "Kipstraat 37", "limit": 2}).json()
    assert said["numberReturned"] == len(said["features"]) == 2
    first = said["features"][0]["properties"]
    assert first["name"] == "Huis van de Wijk De Kip"
    assert first["walk_m"] == 0.0
    assert first["opening"] in {"open", "closed", "unknown"}
    assert said["numberMatched"] > 100


@pytest.mark.parametrize(
    ("at", "understood"),
    [
        ("2026-11-27T09:00", "2026-11-27T09:00:00+01:00"),
        ("2026-11-27", "2026-11-27T14:00:00+01:00"),
        ("2026-07-01T12:00:00Z", "2026-07-01T14:00:00+02:00"),
    ],
)
def test_a_moment_is_never_silently_midnight(rotterdam, at, understood):
    said = rotterdam.get(SEARCH, params={"q": "koffie", "at": at}).json()
    assert datetime.fromisoformat(said["understood"]["open_at"]) == datetime.fromisoformat(
        understood
    )


def test_everything_that_is_wrong_is_named(rotterdam):
    answer = rotterdam.get(SEARCH, params={"limit": "0", "lat": "abc", "colour": "red"})
    assert answer.status_code == 400
    assert {error["parameter"] for error in answer.json()["errors"]} == {"limit", "lat", "colour"}


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ({"lat": "51.9"}, "lon"),
        ({"lat": "4.5", "lon": "51.9"}, "lat"),
        ({"at": "yesterday"}, "at"),
        ({"at": "0001-01-01"}, "at"),
    ],
)
def test_what_cannot_be_asked_is_refused(rotterdam, params, parameter):
    answer = rotterdam.get(SEARCH, params=params)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_where_somebody_is_is_never_stored(rotterdam):
    params = {"q": "koffie near me", "lat": "51.92", "lon": "4.48"}
    answer = rotterdam.get(SEARCH, params=params)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["understood"]["start"]["kind"] == "here"


def test_it_needs_a_seat_as_the_page_does():
    [price] = [one for one in PRICES if one.path.fullmatch(SEARCH)]
    assert price.lane == PAGES
    assert price.each_minute
