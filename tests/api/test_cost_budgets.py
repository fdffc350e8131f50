"""A request that would cost too much is refused before work starts, with what to ask instead."""

import httpx
import numpy as np
import pytest
import shapely
from made_up_release import write_release
from serving import served
from starlette.datastructures import QueryParams

from api.app import create_app
from api.prices import coverage_us, file_us
from api.web import budget
from geo.directory.directory import Directory

FEATURES = 3_000


@pytest.fixture(scope="module")
def own_file(tmp_path_factory):
    """A file of shapes that are dear to compare."""
    import geopandas as gpd

    middles = np.linspace(4.3, 4.6, FEATURES)
    shapes = [shapely.Point(x, 51.9).buffer(0.001, quad_segs=100) for x in middles]
    path = tmp_path_factory.mktemp("own") / "round.gpkg"
    gpd.GeoDataFrame({"name": ["x"] * FEATURES}, geometry=shapes, crs=4326).to_file(path)
    return path


@pytest.fixture(scope="module")
def client(tmp_path_factory, own_file):
    from geo.collections.reading import read_layers

    release = write_release(tmp_path_factory.mktemp("made-up") / "release")
    further = read_layers([own_file], taken=(), crs=None, say=lambda _: None)
    app = create_app(release, further=further)
    with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def directory(release):
    return Directory.open(release)


@pytest.mark.parametrize("path", ["/v1/collections/round/items", "/v1/exports/round.csv"])
def test_a_dear_filter_is_refused_with_what_to_ask_instead(client, path):
    answer = client.get(path, params={"filter": "S_OVERLAPS(geometry,geometry)"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "filter"
    assert f"{FEATURES} features" in error["found"]
    assert "/v1/exports/round.parquet" in error["expected"]


def test_the_whole_collection_that_the_refusal_names_can_be_had(client):
    assert client.get("/v1/exports/round.parquet").status_code == 200


def test_a_filter_about_part_of_the_shapes_is_answered(client):
    few = "S_OVERLAPS(geometry,BBOX(4.3,51.8,4.301,52))"
    answer = client.get("/v1/collections/round/items", params={"filter": few})
    assert answer.status_code == 200
    assert 0 < answer.json()["numberMatched"] < FEATURES / 10


def test_the_same_dear_part_490_times_is_one_part(client):
    part = "S_OVERLAPS(geometry,geometry)"
    answer = client.get(
        "/v1/collections/buurten/items", params={"filter": " OR ".join([part] * 490)}
    )
    once = client.get("/v1/collections/buurten/items", params={"filter": part})
    assert answer.status_code == once.status_code == 200
    assert answer.json()["numberMatched"] == once.json()["numberMatched"]


def test_a_dear_filter_beside_another_error_is_not_evaluated_to_list_both(client):
    answer = client.get(
        "/v1/collections/round/items",
        params={"filter": "S_OVERLAPS(geometry,geometry)", "limit": "many"},
    )
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == ["limit", "filter"]


def test_a_budget_says_what_was_found_and_what_may_be():
    with pytest.raises(budget.InputError) as refused:
        budget.require(3e6, 2e6, field="filter", found="a filter", instead="a bbox")
    (problem,) = refused.value.problems
    assert problem.found == "a filter, which takes about 3.0 s"
    assert problem.expected == "at most 2 s of work: a bbox"


def test_a_dear_question_about_coverage_is_refused_before_the_city_is_even_read(client):
    every = ",".join(str(minutes) for minutes in range(5, 61, 5))
    answer = client.get("/v1/coverage/gaps", params={"minutes": every, "f": "geojson"})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "minutes"
    assert "12 limits for 3 kinds, up to 4.8 km, which takes about " in error["found"]
    assert error["expected"] == (
        "at most 5 s of work: fewer or shorter limits, one kind of place, or another format"
    )


def test_limits_go_in_steps_so_that_fewer_questions_are_new(client):
    answer = client.get("/v1/coverage", params={"minutes": "15,17,20", "speed": "4.7"})
    expected = {one["parameter"]: one["expected"] for one in answer.json()["errors"]}
    assert "steps of 5, such as 15 or 20" in expected["minutes"]
    assert "steps of 0.5, such as 4.5 or 5" in expected["speed"]


@pytest.mark.parametrize(
    ("part", "query"),
    [
        ("", {}),
        ("", {"f": "xlsx", "by": "buurt"}),
        ("/losses", {}),
        ("/gaps", {"kind": "either", "f": "geojson"}),
    ],
)
def test_twelve_limits_can_be_asked_of_what_is_less_dear(directory, part, query):
    every = ",".join(str(minutes) for minutes in range(5, 61, 5))
    asked = QueryParams(query | {"minutes": every})
    assert coverage_us(asked, {"part": part}, directory) < budget.MOST_FOR_COVERAGE_US


def test_what_asks_for_more_costs_more(directory):
    def cost(part="", **query):
        return coverage_us(QueryParams(query), {"part": part}, directory)

    assert cost(minutes="10") < cost(minutes="5,10") < cost(minutes="5,60")
    assert cost(speed="rollator") < cost(speed="walk") < cost(speed="9.5")
    assert cost(kind="huiskamer") < cost()
    assert cost(by="gemeente", f="xlsx") < cost(by="buurt", f="xlsx")
    assert cost(by="buurt", f="csv") < cost(by="buurt", f="xlsx")
    assert cost(block="sunday") < cost()
    assert (
        cost("/gaps", speed="10") < cost("/gaps", speed="1") < cost("/gaps", speed="1", f="geojson")
    )
    assert cost() < cost("/losses", minutes="60") < cost("/losses", minutes="60", speed="10")
    assert cost(minutes="x,,1e9", speed="nan") > 0
    larger = {"collection": "observations", "form": "csv"}
    assert file_us(QueryParams(), {"collection": "places", "form": "csv"}, directory) > 0
    assert file_us(QueryParams(), larger | {"collection": "nothing"}, directory) == 0  # is a 404
    assert file_us(QueryParams(), larger, directory) < file_us(
        QueryParams(), larger | {"form": "xlsx"}, directory
    )
