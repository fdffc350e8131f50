"""Coverage over HTTP, on the real release and the reference tables of Rotterdam."""

import csv
import io
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import httpx
import jsonschema
import pytest
from frozen_releases import sealed
from openpyxl import load_workbook
from serving import served
from test_bad_requests import errors
from test_openapi import as_json_schema

from api.app import create_app
from geo.planning.coverage import COLUMNS

COVERAGE = "/v1/coverage"


@pytest.fixture
def client(rotterdam):
    return rotterdam


def rows(client, **question):
    answer = client.get(COVERAGE, params=question)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_there_is_a_row_per_district_kind_and_limit(client):
    found = rows(client)
    assert len(found) == 21 * 3 * 3
    assert list(found[0]) == list(COLUMNS)
    assert len(rows(client, by="buurt", minutes="10", kind="either")) == 91


def test_the_residents_are_those_of_cbs(client):
    found = rows(client, minutes="10", kind="huiskamer")
    assert sum(row["residents"] or 0 for row in found) == 672_940
    delfshaven = next(row for row in found if row["name"] == "Delfshaven")
    assert delfshaven["residents"] == 76_955


def test_shares_are_ranges_and_what_is_not_known_is_null(client):
    found = rows(client, by="buurt")
    known = [row for row in found if row["share"] is not None]
    for row in known:
        assert 0 <= row["share_low"] <= row["share"] <= row["share_high"] <= 1
    unknown = {row["name"] for row in found if row["residents"] is None}
    assert "Vondelingenplaat" in unknown
    assert all(row["share"] is None for row in found if row["name"] in unknown)


def test_a_district_chosen_by_name_gives_that_alone(client):
    assert {row["name"] for row in rows(client, gebied="Delfshaven")} == {"Delfshaven"}
    buurten = rows(client, gebied="Delfshaven", by="buurt", minutes="10", kind="either")
    assert {"Bospolder", "Tussendijken"} <= {row["name"] for row in buurten}
    assert len(buurten) < 12


@pytest.mark.parametrize("hours", [{"block": "sunday"}, {"at": "za 14:00"}, {"at": "Sa 14:00"}])
def test_asking_for_hours_never_makes_it_more_certain_that_people_can_go(client, hours):
    always = rows(client, minutes="10")
    then = rows(client, minutes="10", **hours)
    assert all(
        a["share_low"] is None or b["share_low"] <= a["share_low"]
        for a, b in zip(always, then, strict=True)
    )
    assert any(b["driver"] == "hours" for b in then)


def test_who_walks_slower_reaches_less(client):
    slow, fast = (rows(client, by="gemeente", speed=speed) for speed in ("rollator", "6"))
    assert all(a["share"] < b["share"] for a, b in zip(slow, fast, strict=True))
    assert slow[0]["speed_kmh"] == 2.5


def test_the_csv_is_the_json_as_a_file(client):
    answer = client.get(COVERAGE, params={"minutes": "10", "f": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    name = answer.headers["content-disposition"]
    assert name.startswith('attachment; filename="coverage-gebied-10-min-')
    assert name.endswith('.csv"')
    table = list(csv.DictReader(io.StringIO(answer.text)))
    found = rows(client, minutes="10")
    assert list(table[0]) == list(COLUMNS)
    assert [line["code"] for line in table] == [row["code"] for row in found]
    assert float(table[0]["share"]) == found[0]["share"]
    assert table[-1]["age"] == "all"


def test_the_workbook_holds_numbers(client):
    answer = client.get(COVERAGE, params={"minutes": "10", "kind": "either", "f": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == COLUMNS
    assert len(lines) == 1 + 21
    assert isinstance(lines[1][4], int)


def test_the_geojson_has_the_outline_of_each_district(client):
    answer = client.get(COVERAGE, params={"minutes": "10", "kind": "either", "f": "geojson"})
    assert answer.headers["content-type"] == "application/geo+json"
    features = answer.json()["features"]
    assert {one["geometry"]["type"] for one in features} <= {"Polygon", "MultiPolygon"}
    assert features[0]["properties"]["share_low"] is not None
    assert len({one["id"] for one in features}) == len(features) == 21


def test_gaps_come_with_the_most_people_first(client):
    question = {"minutes": "15", "kind": "huis_van_de_wijk", "age": "65+"}
    found = client.get(f"{COVERAGE}/gaps", params=question).json()["rows"]
    people = [gap["people"] for gap in found]
    assert people == sorted(people, reverse=True)
    assert all(0 <= gap["people_at_least"] <= gap["people"] for gap in found)
    drawn = client.get(f"{COVERAGE}/gaps", params={**question, "f": "geojson"}).json()
    assert [one["properties"]["people"] for one in drawn["features"]] == pytest.approx(
        people, abs=0.5
    )


def test_losses_are_of_private_initiatives_in_the_district_asked_for(client):
    answer = client.get(
        f"{COVERAGE}/losses", params={"gebied": "Delfshaven", "minutes": "10", "kind": "huiskamer"}
    )
    found = answer.json()["rows"]
    buurten = {row["code"] for row in rows(client, gebied="Delfshaven", by="buurt")}
    assert found
    assert {place["buurt_code"] for place in found} <= buurten
    lost = [place["residents_lost"] for place in found]
    assert lost == sorted(lost, reverse=True)


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "geojson"])
def test_who_has_the_answer_is_not_sent_it_again(client, form):
    question = {"minutes": "10", "f": form}
    first = client.get(COVERAGE, params=question)
    again = client.get(COVERAGE, params=question, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(COVERAGE, params={**question, "minutes": "11"})
    assert other.headers["etag"] != first.headers["etag"]


def test_another_release_has_other_answers(release, tmp_path):
    folder = shutil.copytree(release, tmp_path / "release")
    app = create_app(folder)
    question = {"minutes": "10", "kind": "either", "by": "gemeente"}
    with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        before = client.get(COVERAGE, params=question)
        places = json.loads((folder / "places.geojson").read_text(encoding="utf-8"))
        places["features"] = places["features"][:3]
        (folder / "places.geojson").write_text(json.dumps(places), encoding="utf-8")
        about = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        about["version"] = "another"
        (folder / "release.json").write_text(json.dumps(about), encoding="utf-8")
        sealed(folder)
        assert app.state.directory.refresh()
        after = client.get(COVERAGE, params=question)
    assert after.headers["etag"] != before.headers["etag"]
    assert after.json()["release"]["version"] == "another"
    assert after.json()["rows"][0]["share"] < before.json()["rows"][0]["share"] / 2


def test_all_that_is_wrong_is_told_at_once(client):
    question = {
        "by": "land",
        "minutes": "0,-5,10000,x",
        "kind": "kroeg",
        "age": "81",
        "at": "gisteren",
        "speed": "300",
        "gebied": "Delfshavn",
        "colour": "blue",
        "f": "pdf",
    }
    found = errors(client.get(COVERAGE, params=question))
    assert set(found) == set(question)
    assert "whole numbers from 1 to 60" in found["minutes"]["expected"]


@pytest.mark.parametrize(
    ("question", "parameter", "expected"),
    [
        ({"gebied": "Delfshavn"}, "gebied", "'Delfshaven'"),
        ({"gebied": "Ommoord"}, "gebied", "by=buurt"),
        ({"minutes": ""}, "minutes", "1 to 200 characters"),
        ({"minutes": ",".join(map(str, range(1, 20)))}, "minutes", "at most 12"),
        ({"minutes": ",".join("5" * 13)}, "minutes", "at most 12"),
        ({"at": "za 25:00"}, "at", ""),
        ({"at": "za 14:00", "block": "sunday"}, "at", "at or block"),
        ({"speed": "nan"}, "speed", "km/h from 1 to 10"),
        ({"block": "night"}, "block", "weekday_day"),
    ],
)
def test_each_mistake_says_what_was_expected(client, question, parameter, expected):
    found = errors(client.get(COVERAGE, params=question))
    assert list(found) == [parameter]
    assert expected in found[parameter]["expected"]
    assert "--" not in found[parameter]["expected"]


def test_geojson_of_losses_is_not_offered(client):
    answer = client.get(f"{COVERAGE}/losses", params={"f": "geojson"})
    assert errors(answer)["f"]["expected"] == "one of json, csv, xlsx"


def test_the_same_question_asked_by_many_at_once_has_one_answer(client):
    def ask(_):
        return client.get(COVERAGE, params={"minutes": "7,13"}).content

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(16)))) == 1


@pytest.mark.parametrize("part", ["", "/gaps", "/losses"])
def test_answers_are_what_is_described(client, part):
    document = client.get("/v1/openapi.json").json()
    described = document["paths"][f"/coverage{part}"]["get"]
    answer = client.get(COVERAGE + part, params={"minutes": "10", "block": "saturday"})
    content = described["responses"]["200"]["content"]
    schema = content[answer.headers["content-type"]]["schema"]
    jsonschema.validate(answer.json(), as_json_schema(schema))
    forms = next(one for one in described["parameters"] if one["name"] == "f")["schema"]["enum"]
    for form in forms:
        media_type = client.get(COVERAGE + part, params={"minutes": "10", "f": form}).headers[
            "content-type"
        ]
        assert media_type in content


def test_squares_add_up_to_the_figures(client):
    asked = {"minutes": "10", "kind": "either", "by": "gemeente"}
    whole = client.get(COVERAGE, params=asked).json()["rows"][0]
    rows = client.get(f"{COVERAGE}/squares", params=asked).json()["rows"]
    total = sum(row["residents"] for row in rows)
    # Each square is rounded to whole people, and there are ten thousand.
    assert total == pytest.approx(whole["residents"], rel=0.01)
    for reach, share in (("yes", whole["share_low"]), ("no", 1 - whole["share_high"])):
        people = sum(row["residents"] for row in rows if row["reach"] == reach)
        assert people / total == pytest.approx(share, abs=0.005)
    known = [row for row in rows if row["walk"] is not None]
    assert all(row["walk_least"] <= row["walk"] <= 10 for row in known)


@pytest.mark.parametrize("part", ["", "/gaps", "/squares", "/changes", "/sites"])
def test_a_geopackage_holds_the_whole_question(client, part, tmp_path):
    asked = {"minutes": "10", "age": "65+", "speed": "older", "kind": "huiskamer", "f": "gpkg"}
    if part == "/changes":
        asked["plan"] = "close,wijkgebouw-de-bron-rubroek"
    if part in {"/squares", "/sites"}:
        asked["gebied"] = "Hoogvliet"
    answer = client.get(COVERAGE + part, params=asked)
    file = tmp_path / "answer.gpkg"
    file.write_bytes(answer.content)
    first = gpd.read_file(file, rows=1).iloc[0]
    assert first["minutes"] == 10
    assert first["kind"] == "huiskamer"
    assert first["group" if part == "/sites" else "age"] == "65+"
    assert first["speed_kmh"] == pytest.approx(3.6)
    assert str(first["date"])[:10] == client.get(COVERAGE).json()["release"]["date"]


def test_a_speed_between_the_steps_is_refused_with_the_steps_around_it(client):
    refused = client.get(COVERAGE, params={"speed": "4.37"})
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert error["parameter"] == "speed"
    assert error["expected"] == "km/h in steps of 0.5, such as 4 or 4.5"
    assert client.get(COVERAGE, params={"speed": "4.5"}).status_code == 200
