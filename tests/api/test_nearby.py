import pytest

NEARBY = "/v1/search/nearby"


def test_places_come_nearest_first_with_metres_and_their_precision(client):
    answer = client.get(NEARBY, params={"lat": 51.91, "lon": 4.41})
    assert answer.headers["content-type"] == "application/geo+json"
    page = answer.json()
    found = [
        (one["id"], one["properties"]["distance_m"], one["properties"]["precision"])
        for one in page["features"]
    ]
    assert [place_id for place_id, _, _ in found] == [
        "aan-de-kade",
        "hostile",
        "buurttuin-oost",
        "cafe-een",
        "ver-weg",
    ]
    assert found[0] == ("aan-de-kade", 0.0, "address")
    assert found[1][1] == pytest.approx(688, abs=1)
    assert found[2][2] == "neighbourhood"
    assert page["numberReturned"] == 5
    assert page["origin"] == {"lat": 51.91, "lon": 4.41}


def test_the_features_are_those_of_the_collection_with_a_distance(client):
    near = client.get(NEARBY, params={"lat": 51.91, "lon": 4.41, "limit": 1}).json()["features"][0]
    item = client.get("/v1/collections/places/items/aan-de-kade").json()
    assert near["properties"].pop("distance_m") == 0
    assert near["properties"] == item["properties"]
    assert near["geometry"] == item["geometry"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"limit": 2}, ["aan-de-kade", "hostile"]),
        ({"maxDistance": 1000}, ["aan-de-kade", "hostile"]),
        ({"maxDistance": 0}, ["aan-de-kade"]),
        ({"kind": "huiskamer", "limit": 1}, ["hostile"]),
        ({"status": "closed"}, ["ver-weg"]),
        ({"access": "no"}, []),
    ],
)
def test_nearby_keeps_to_what_was_asked(client, question, expected):
    page = client.get(NEARBY, params={"lat": 51.91, "lon": 4.41, **question}).json()
    assert [one["id"] for one in page["features"]] == expected


def test_an_address_is_a_place_to_start_from(client):
    page = client.get(NEARBY, params={"address": "Kadestraat 7, Rotterdam", "limit": 1}).json()
    assert page["features"][0]["properties"]["distance_m"] == 0
    assert page["origin"]["matched"] == "Kadestraat 7"
    assert page["origin"]["precision"] == "address"
    assert "note" not in page["origin"]


def test_an_address_known_only_to_its_street_says_so(client):
    page = client.get(NEARBY, params={"address": "Kadestraat 9, Rotterdam", "limit": 1}).json()
    assert page["origin"]["precision"] == "street"
    assert page["origin"]["uncertainty_m"] == 150
    assert "known only to its street" in page["origin"]["note"]
    assert "150 m" in page["origin"]["note"]


def test_what_may_tell_where_somebody_lives_is_not_kept_by_shared_caches(client):
    for path, question in (
        (NEARBY, {"address": "Kadestraat 7"}),
        (NEARBY, {"lat": 51.9, "lon": 4.4}),
        ("/v1/geocode", {"q": "Kadestraat 7"}),
    ):
        assert client.get(path, params=question).headers["cache-control"].startswith("private")


def test_geocode_gives_the_point_and_how_exactly_it_is_known(client):
    answer = client.get("/v1/geocode", params={"q": "Kadestraat 7, 3011 AB Rotterdam"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "lat": 51.91,
        "lon": 4.41,
        "precision": "address",
        "uncertainty_m": 10.0,
        "provider": "made-up",
        "matched": "Kadestraat 7",
        "score": 1.0,
        "candidates": [],
        "findings": [],
    }


def test_geocode_names_the_candidates_and_what_was_noticed(client):
    answer = client.get("/v1/geocode", params={"q": "Dorpsstraat 1, Rotterdam"}).json()
    assert answer["candidates"] == [
        {
            "matched": "Dorpsstraat, West",
            "lat": 51.91,
            "lon": 4.42,
            "precision": "street",
            "score": 0.5,
        }
    ]
    assert answer["findings"][0]["code"] == "street-is-there-twice"


def test_an_address_that_is_not_found_is_an_answer_without_a_point(client):
    answer = client.get("/v1/geocode", params={"q": "Maanplein 1, Rotterdam"})
    assert answer.status_code == 200
    assert answer.json()["precision"] == "none"
    assert answer.json()["lat"] is None


@pytest.mark.parametrize(("path", "parameter"), [(NEARBY, "address"), ("/v1/geocode", "q")])
def test_a_provider_that_does_not_answer_is_told_without_its_secrets(client, path, parameter):
    answer = client.get(path, params={parameter: "Stiltestraat 1, Rotterdam"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
