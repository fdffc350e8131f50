"""The API on the real release, with the embedded gazetteer."""

import re

PLACES = "/v1/collections/places/items"


def test_there_are_40_open_huizen_van_de_wijk(rotterdam):
    question = {"kind": "huis_van_de_wijk", "status": "open"}
    assert rotterdam.get(PLACES, params=question).json()["numberMatched"] == 40


STEIGER = "huis-van-de-wijk-t-steiger-katendrecht"


def test_each_field_is_shown_with_its_own_date_of_confirmation(rotterdam):
    item = rotterdam.get(f"{PLACES}/{STEIGER}", params={"profile": "provenance"}).json()
    assert item["properties"]["confirmed"] == "2026-01-20"
    told = item["provenance"]
    [number, against] = told["house_number"]
    assert (number["value"], number["confirmed"]) == ("6", "2026-01-20")
    assert (against["value"], against["confirmed"]) == ("Fruitlaan 8", "2023-11-22")
    assert told["kind"][0]["confirmed"] == "2023-11-22"
    assert told["access"][0]["confirmed"] == "2023-11-22"


def test_the_page_of_a_place_dates_each_fact_and_shows_what_contradicts_it(rotterdam):
    page = " ".join(rotterdam.get(f"/places/{STEIGER}").text.split())
    assert "Soort plek, laatst bevestigd: 22 november 2023." in page
    assert "Wie ermee begon, laatst bevestigd: 22 november 2023." in page
    assert "Beheerder, laatst bevestigd: 2022." in page
    address = page[page.index('class="big">Fruitlaan 6') :]
    assert address.index("Laatst bevestigd: 20 januari 2026.") < 200
    assert "Een andere bron zegt: Fruitlaan 8 <a" in address
    assert "Dit is gezegd op: 22 november 2023." in page


def test_of_an_undated_list_no_status_is_taken_and_the_page_says_what_it_says(rotterdam):
    place = rotterdam.get(f"{PLACES}/huis-van-de-wijk-de-vuurplaat").json()["properties"]
    assert (place["status"], place["status_date"], place["confirmed"]) == ("unknown", None, None)
    page = " ".join(rotterdam.get("/places/huis-van-de-wijk-de-vuurplaat").text.split())
    assert "Een andere bron zegt: in gebruik" in page


def test_a_municipal_huiskamer_has_its_own_sign_and_words_beside_the_kind(rotterdam):
    page = rotterdam.get("/places/het-prachthuis-overschie").text
    assert "symbol-huiskamer-approximate-unknown-municipal" in page
    words = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "Huiskamer · Van de gemeente" in words
    assert "Het is een initiatief van de gemeente." in page
    results = rotterdam.get("/?page=1").text
    assert "Rondje met een hart: een particulier initiatief" in results
    assert "Vierkantje met een stadhuis: een initiatief van de gemeente" in results


def test_all_districts_are_there(rotterdam):
    for name, count in (("gebieden", 21), ("buurten", 91)):
        page = rotterdam.get(f"/v1/collections/{name}/items").json()
        assert page["numberMatched"] == count


def test_every_place_has_a_dated_source_and_a_precision(rotterdam):
    for feature in rotterdam.get(PLACES, params={"limit": 10000}).json()["features"]:
        place = feature["properties"]
        assert place["precision"]
        assert any(source["date"] for source in place["sources"]), place["id"]


def test_an_address_is_found_to_the_door_and_the_house_there_comes_first(rotterdam):
    page = rotterdam.get("/v1/search/nearby", params={"address": "Afrikaanderplein 7"}).json()
    assert page["origin"]["precision"] == "address"
    first = page["features"][0]["properties"]
    assert first["street"] == "Afrikaanderplein"
    assert first["distance_m"] < 30
    distances = [one["properties"]["distance_m"] for one in page["features"]]
    assert distances == sorted(distances)


def test_a_number_that_is_not_known_is_found_to_its_street_and_says_so(rotterdam):
    answer = rotterdam.get("/v1/geocode", params={"q": "Afrikaanderplein 9999, Rotterdam"}).json()
    assert answer["precision"] == "street"
    assert answer["uncertainty_m"] > 10
    nearby = rotterdam.get(
        "/v1/search/nearby", params={"address": "Afrikaanderplein 9999, Rotterdam"}
    ).json()
    assert "known only to its street" in nearby["origin"]["note"]
