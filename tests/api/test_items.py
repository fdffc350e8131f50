import pytest
from made_up_release import HOSTILE_NAME, MADE_UP_PLACES, RIGHT_TO_LEFT_NAME

from geo.collections.columns import sortable

PLACES = "/v1/collections/places/items"
ALL_IDS = sorted(place["id"] for place in MADE_UP_PLACES)


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def link(document, rel):
    return next((one["href"] for one in document["links"] if one["rel"] == rel), None)


def test_a_page_is_geojson_with_counts_a_time_and_the_features_as_they_are(client):
    answer = client.get(PLACES)
    page = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert page["type"] == "FeatureCollection"
    assert (page["numberMatched"], page["numberReturned"]) == (6, 6)
    assert page["timeStamp"] == "2026-11-20T00:00:00Z"
    assert page["features"] == sorted(MADE_UP_PLACES, key=lambda place: place["id"])


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 6, 7])
def test_following_next_gives_every_feature_once_and_keeps_the_filters(client, limit):
    url = f"{PLACES}?kind=huiskamer&limit={limit}&bbox=4,51,5,52"
    seen = []
    while url:
        page = client.get(url).json()
        assert page["numberMatched"] == 5
        assert page["numberReturned"] == len(page["features"]) <= limit
        seen += [feature["id"] for feature in page["features"]]
        url = link(page, "next")
        if url:
            assert "kind=huiskamer" in url
            assert "bbox=4,51,5,52" in url
    assert seen == [one for one in ALL_IDS if one != "aan-de-kade"]


def test_prev_leads_back_to_the_first_page(client):
    last = client.get(f"{PLACES}?limit=2&offset=3").json()
    first = client.get(link(last, "prev")).json()
    assert ids(client.get(link(first, "next"))) == ids(client.get(f"{PLACES}?limit=2&offset=3"))
    assert link(first, "next") is not None
    assert link(client.get(link(first, "prev")).json(), "prev") is None


def test_an_offset_past_the_end_gives_an_empty_page_that_leads_back(client):
    page = client.get(f"{PLACES}?offset=999999").json()
    assert page["features"] == []
    assert page["numberMatched"] == 6
    assert link(page, "next") is None
    assert link(page, "prev") is not None


def test_self_is_the_question_that_was_asked(client):
    page = client.get(f"{PLACES}?limit=2&name=Caf%C3%A9%20%C3%89%C3%A9n").json()
    assert ids(client.get(link(page, "self"))) == ["cafe-een"]


@pytest.mark.parametrize("limit", ["10001", "1000000000", "9" * 4000])
def test_a_limit_above_the_largest_stands_for_the_largest(client, limit):
    assert len(ids(client.get(PLACES, params={"limit": limit}))) == 6


def test_a_box_gives_what_touches_it_and_what_has_no_geometry(client):
    """/req/core/fc-bbox-response: parts A and C."""
    answer = client.get(f"{PLACES}?bbox=4.405,51.9,4.415,51.92")
    assert ids(answer) == ["aan-de-kade", "zonder-punt"]


def test_a_box_of_six_numbers_leaves_the_heights_aside(client):
    answer = client.get(f"{PLACES}?bbox=4.405,51.9,-10,4.415,51.92,100")
    assert ids(answer) == ["aan-de-kade", "zonder-punt"]


def test_a_box_may_cross_longitude_180(client):
    assert ids(client.get(f"{PLACES}?bbox=170,51,4.2,53")) == ["ver-weg", "zonder-punt"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("kind=huis_van_de_wijk", ["aan-de-kade"]),
        ("initiative=municipal", ["aan-de-kade"]),
        ("status=closed", ["ver-weg"]),
        ("precision=neighbourhood", ["buurttuin-oost", "cafe-een"]),
        ("access=yes", ["aan-de-kade"]),
        ("gebied=Oost", ["buurttuin-oost", "cafe-een"]),
        ("gebied_code=WK059901", ["aan-de-kade", "hostile"]),
        ("buurt=Westkade", ["aan-de-kade", "hostile"]),
        ("buurt_code=BU05990201", ["buurttuin-oost", "cafe-een"]),
        ("street=Kadestraat", ["aan-de-kade"]),
        ("postcode=3011AB", ["aan-de-kade"]),
        ("operator=Stichting%20Groen&status=open", ["buurttuin-oost"]),
        ("gebied=Nergens", []),
        ("id=ver-weg", ["ver-weg"]),
    ],
)
def test_places_are_chosen_by_their_properties(client, question, expected):
    assert ids(client.get(f"{PLACES}?{question}")) == expected


def test_every_filterable_column_is_a_parameter_that_filters(client, application):
    """A documented parameter that does nothing is the worst sort: it answers, wrongly."""
    for layer in application.state.directory.current.layers.values():
        path = f"/v1/collections/{layer.name}/items"
        document = client.get("/v1/openapi.json").json()
        declared = {one["name"] for one in document["paths"][path[3:]]["get"]["parameters"]}
        everything = client.get(path).json()["features"]
        for name in declared & {field.name for field in sortable(layer.table)}:
            values = {str(one["properties"].get(name)) for one in everything} - {"None"}
            for value in values:
                asked = value.lower() if value in {"True", "False"} else value
                chosen = client.get(path, params={name: asked}).json()["features"]
                expected = [one for one in everything if str(one["properties"].get(name)) == value]
                assert chosen == expected, (layer.name, name, value)


def test_districts_are_chosen_by_yes_and_no(client):
    assert ids(client.get("/v1/collections/gebieden/items?residential=true")) == ["WK059901"]
    assert ids(client.get("/v1/collections/gebieden/items?residential=false")) == ["WK059902"]


@pytest.mark.parametrize(
    "moment",
    ["2024-01-01", "2024-01-01T00:00:00Z", "../2024-01-01", "2020-01-01/..", "/2020-01-01"],
)
def test_a_datetime_matches_every_feature_because_none_has_a_time(client, moment):
    """/req/core/fc-time-response: features without a temporal geometry match."""
    assert ids(client.get(PLACES, params={"datetime": moment})) == ALL_IDS


@pytest.mark.parametrize("place_id", ALL_IDS)
def test_each_feature_has_an_address_of_its_own(client, place_id):
    answer = client.get(f"{PLACES}/{place_id}")
    feature = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    links = feature.pop("links")
    assert feature == next(place for place in MADE_UP_PLACES if place["id"] == place_id)
    assert {one["rel"] for one in links} == {"self", "collection", "alternate"}
    assert client.get(links[0]["href"]).json()["id"] == place_id


def test_a_former_id_leads_to_the_place_that_carries_it_on(client):
    answer = client.get(f"{PLACES}/oude-kade")
    assert answer.status_code == 308
    assert answer.headers["location"].endswith("/places/items/aan-de-kade")
    assert client.get(answer.headers["location"]).json()["id"] == "aan-de-kade"


def test_a_former_id_of_a_place_means_nothing_among_the_districts(client):
    assert client.get("/v1/collections/gebieden/items/oude-kade").status_code == 404


@pytest.mark.parametrize("path", ["nope", "a%2Fb", "%00", "..%2F..%2Fetc%2Fpasswd", "x" * 3000])
def test_an_id_that_does_not_exist_is_a_problem_document(client, path):
    answer = client.get(f"{PLACES}/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["detail"]) < 250


def test_hostile_text_is_served_as_it_is_and_never_as_a_page(client):
    answer = client.get(f"{PLACES}/hostile")
    assert answer.json()["properties"]["name"] == HOSTILE_NAME
    assert answer.json()["properties"]["operator"] == RIGHT_TO_LEFT_NAME
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_hostile_text_can_be_asked_for(client):
    assert ids(client.get(PLACES, params={"name": HOSTILE_NAME})) == ["hostile"]
    assert ids(client.get(PLACES, params={"operator": RIGHT_TO_LEFT_NAME})) == ["hostile"]
