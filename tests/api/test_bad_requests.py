import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

PLACES = "/v1/collections/places/items"
NEARBY = "/v1/search/nearby"


def errors(answer):
    """Check that an answer is a problem document about bad input, and give its errors."""
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    document = answer.json()
    assert document["title"] == "Bad Request"
    assert document["status"] == 400
    assert document["detail"]
    for error in document["errors"]:
        assert set(error) == {"in", "parameter", "found", "expected", "detail"}
        assert len(error["found"]) <= 130
    return {error["parameter"]: error for error in document["errors"]}


@pytest.mark.parametrize(
    ("path", "parameter", "value", "expected"),
    [
        (PLACES, "limit", "0", "a whole number from 1 to 10000"),
        (PLACES, "limit", "-1", "a whole number from 1 to 10000"),
        (PLACES, "limit", "abc", "a whole number from 1 to 10000"),
        (PLACES, "limit", "", "a whole number from 1 to 10000"),
        (PLACES, "limit", "1.5", "a whole number from 1 to 10000"),
        (PLACES, "limit", "1_0", "a whole number from 1 to 10000"),
        (PLACES, "limit", "٣", "a whole number from 1 to 10000"),
        (PLACES, "limit", "0" * 5000, "a whole number from 1 to 10000"),
        (PLACES, "offset", "-1", "a whole number from 0"),
        (PLACES, "offset", "9" * 30, "a whole number from 0"),
        (PLACES, "bbox", "1,2,3,4,5", "4 numbers"),
        (PLACES, "bbox", "1,2,3", "4 numbers"),
        (PLACES, "bbox", "", "4 numbers"),
        (PLACES, "bbox", "a,b,c,d", "4 numbers"),
        (PLACES, "bbox", "NaN,51,5,52", "4 numbers"),
        (PLACES, "bbox", "4,51,inf,52", "4 numbers"),
        (PLACES, "bbox", "4,52,5,51", "the southern latitude before the northern one"),
        (PLACES, "bbox", "4,51,5,91", "latitudes from -90 to 90"),
        (PLACES, "bbox", "-181,51,5,52", "longitudes from -180 to 180"),
        (PLACES, "datetime", "yesterday", "a date or time with zone"),
        (PLACES, "datetime", "2024-13-01", "a date or time with zone"),
        (PLACES, "datetime", "2024-01-01T00:00:00", "a date or time with zone"),
        (PLACES, "datetime", "..", "a date or time with zone"),
        (PLACES, "datetime", "a/b/c", "a date or time with zone"),
        (PLACES, "datetime", "2025-01-01/2024-01-01", "the begin before the end"),
        (PLACES, "kind", "kroeg", "one of huis_van_de_wijk, huiskamer"),
        (PLACES, "status", "OPEN", "one of open, closed, planned, unknown"),
        (PLACES, "gebied", "", "a text of 1 to 200 characters"),
        (PLACES, "name", "x" * 10_000, "a text of 1 to 200 characters"),
        (PLACES, "f", "gml", "one of json"),
        (PLACES, "colour", "blue", "one of access"),
        ("/v1/collections/gebieden/items", "residential", "ja", "true or false"),
        (NEARBY, "lat", "NaN", "a number from -90 to 90"),
        (NEARBY, "lon", "4,48", "a number from -180 to 180"),
        (NEARBY, "limit", "101", "a whole number from 1 to 100"),
        (NEARBY, "maxDistance", "-5", "a number from 0"),
        (NEARBY, "address", "x" * 10_000, "a text of 1 to 200 characters"),
        ("/v1/geocode", "q", "", "a text of 1 to 200 characters"),
        ("/v1", "x", "1", "one of f"),
        ("/v1/conformance", "x", "1", "one of f"),
        ("/v1/collections", "x", "1", "one of f"),
        ("/v1/collections/places", "x", "1", "one of f"),
        (f"{PLACES}/hostile", "x", "1", "one of crs, f, profile"),
    ],
)
def test_bad_input_says_what_was_found_and_what_was_expected(
    client, path, parameter, value, expected
):
    error = errors(client.get(path, params={parameter: value}))[parameter]
    assert expected in error["expected"]
    assert error["in"] == "query"


def test_all_errors_are_told_together(client):
    question = {"limit": "0", "bbox": "1", "kind": "x", "unknown": "1", "lat": "51.9"}
    assert set(errors(client.get(PLACES, params=question))) == set(question)


def test_a_parameter_given_twice_is_refused(client):
    error = errors(client.get(f"{PLACES}?kind=huiskamer&kind=huis_van_de_wijk"))["kind"]
    assert error["expected"] == "one value"


def test_the_name_of_an_unknown_parameter_comes_back_short_and_as_text(client):
    name = "<script>" + "x" * 10_000
    answer = client.get(PLACES, params={name: "1"})
    (parameter,) = errors(answer)
    assert parameter.startswith("<script>xxx")
    assert len(answer.content) < 3000


def test_a_great_many_parameters_are_refused_in_one_sentence(client):
    answer = client.get(PLACES, params={f"p{number}": "1" for number in range(1000)})
    assert errors(answer)["query"]["found"] == "1000 parameters"


@pytest.mark.parametrize("query", ["%ff%fe=1", "kind=%ff", "&&&=", "kind", "%00=%00", "=", "a=b=c"])
def test_a_query_that_is_garbage_is_refused_and_not_stumbled_over(client, query):
    assert client.get(f"{PLACES}?{query}").status_code == 400


def test_swapped_coordinates_are_recognised(client):
    error = errors(client.get(NEARBY, params={"lat": 4.48, "lon": 51.92}))["lat"]
    assert error["found"] == "lat 4.48 and lon 51.92, which look swapped"
    assert error["expected"] == "lat 51.92 and lon 4.48"


@pytest.mark.parametrize(
    ("question", "parameter", "expected"),
    [
        ({}, "lat", "lat and lon, or address"),
        ({"lat": 51.9}, "lon", "both lat and lon"),
        ({"lon": 4.4}, "lat", "both lat and lon"),
        ({"lat": 51.9, "lon": 4.4, "address": "Kadestraat 7"}, "address", "either"),
        ({"lat": 48.85, "lon": 2.35}, "lat", "a point in the Netherlands"),
        ({"lat": 0, "lon": 0}, "lat", "a point in the Netherlands"),
    ],
)
def test_nearby_asks_for_one_point_to_start_from(client, question, parameter, expected):
    assert expected in errors(client.get(NEARBY, params=question))[parameter]["expected"]


def test_an_address_that_nobody_knows_is_refused(client):
    error = errors(client.get(NEARBY, params={"address": "Maanplein 1, Rotterdam"}))["address"]
    assert error["expected"] == "an address that is known in Rotterdam"


@pytest.mark.parametrize("path", [NEARBY, "/v1/geocode"])
def test_what_is_no_address_is_refused(client, path):
    parameter = "q" if path == "/v1/geocode" else "address"
    assert parameter in errors(client.get(path, params={parameter: "12345"}))


def test_geocode_asks_for_an_address(client):
    assert errors(client.get("/v1/geocode"))["q"]["found"] == "nothing"


def test_nothing_is_ever_422(client):
    for path in (PLACES, NEARBY, "/v1/geocode", "/v1", "/v1/collections/places"):
        for query in ("limit=x", "lat=x&lon=y", "q=", "f=x", "%00"):
            assert client.get(f"{path}?{query}").status_code == 400


NAMES = st.sampled_from(["limit", "offset", "bbox", "datetime", "kind", "lat", "lon", "q", "f"])


@settings(deadline=None)
@given(
    path=st.sampled_from([PLACES, NEARBY, "/v1/geocode", "/v1", f"{PLACES}/hostile"]),
    question=st.dictionaries(NAMES | st.text(max_size=5), st.text(max_size=30), max_size=4),
)
def test_whatever_is_asked_is_answered_or_refused_with_reasons(client, path, question):
    answer = client.get(path, params=question)
    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert errors(answer)


def test_a_collection_that_does_not_exist_is_named_with_those_that_do(client):
    for path in ("/v1/collections/parken", "/v1/collections/parken/items?limit=x"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["detail"] == (
            "There is no collection 'parken'; the collections are places, gebieden, buurten, "
            "observations, coverage."
        )


def test_a_wrong_value_hides_neither_a_wrong_filter_nor_a_wrong_box(client):
    asked = {"kind": "kasteel", "filter": "kind = ", "bbox": "4.5,52,4.4,91"}
    answer = client.get("/v1/collections/places/items", params=asked)
    assert answer.status_code == 400
    assert {error["parameter"] for error in answer.json()["errors"]} == {"kind", "filter", "bbox"}
