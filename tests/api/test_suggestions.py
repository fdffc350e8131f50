"""Suggestions over HTTP."""

import pytest

ADDRESS = "/v1/search/suggest"


def test_the_best_suggestion_comes_first(rotterdam):
    answer = rotterdam.get(ADDRESS, params={"q": "kipstraat 3"})
    assert answer.status_code == 200
    assert answer.json()["suggestions"][0] == {
        "text": "Kipstraat 37",
        "what": "address",
        "detail": "3011 RS Rotterdam",
        "value": "Kipstraat 37, 3011 RS Rotterdam",
    }


def test_no_more_come_than_are_asked_for(rotterdam):
    found = rotterdam.get(ADDRESS, params={"q": "a", "limit": 3}).json()["suggestions"]
    assert len(found) == 3


@pytest.mark.parametrize("typed", ["🎉", "<script>alert(1)</script>", "xqzwvk", "'; --"])
def test_nothing_is_suggested_for_what_means_nothing(rotterdam, typed):
    answer = rotterdam.get(ADDRESS, params={"q": typed})
    assert answer.status_code == 200
    assert answer.json() == {"suggestions": []}


def test_what_is_typed_is_kept_in_no_shared_cache(rotterdam):
    assert (
        rotterdam.get(ADDRESS, params={"q": "kip"}).headers["cache-control"].startswith("private")
    )


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "x" * 10_000}, "q"),
        ({"q": "kip", "limit": "0"}, "limit"),
        ({"q": "kip", "limit": "21"}, "limit"),
        ({"q": "kip", "page": "2"}, "page"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(rotterdam, query, field):
    answer = rotterdam.get(ADDRESS, params=query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["parameter"] for error in answer.json()["errors"]] == [field]


def test_it_is_described(rotterdam):
    described = rotterdam.get("/v1/openapi.json").json()["paths"]["/search/suggest"]["get"]
    required = {one["name"]: one["required"] for one in described["parameters"]}
    assert required == {"q": True, "limit": False, "gemeente": False, "f": False}
    content = described["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(content["properties"]) == {"suggestions"}
