"""Questions of planners, asked at both doors: the command and the service answer alike."""

import csv
import io
import json
import zipfile

import httpx
import pytest
from frozen_releases import sealed
from serving import served

from api.app import create_app
from geo.directory.directory import Directory
from geo.release.archive import freeze

QUESTION = {"minutes": "10", "kind": "either", "by": "buurt", "gebied": "Feijenoord"}
COMMAND = [
    "coverage", "--minutes", "10", "--kind", "either", "--by", "buurt", "--gebied", "Feijenoord",
]  # fmt: skip


@pytest.fixture(scope="module")
def archive(release, tmp_path_factory):
    """An archive with a release of before, in which a third of the places were not known."""
    older = tmp_path_factory.mktemp("older") / "release"
    zipped = tmp_path_factory.mktemp("archive")
    freeze(release, zipped)
    (path,) = zipped.glob("*.zip")
    with zipfile.ZipFile(path) as files:
        files.extractall(older)
    places = json.loads((older / "places.geojson").read_text(encoding="utf-8"))
    places["features"] = places["features"][::3]
    (older / "places.geojson").write_text(json.dumps(places), encoding="utf-8")
    about = json.loads((older / "release.json").read_text(encoding="utf-8"))
    about |= {"version": "0123456789abcdef", "date": "2025-01-01"}
    (older / "release.json").write_text(json.dumps(about), encoding="utf-8")
    sealed(older)
    folder = tmp_path_factory.mktemp("archive")
    freeze(older, folder)
    return folder


@pytest.fixture(scope="module")
def client(release, archive):
    app = create_app(release, archive=archive)
    with served(app) as address, httpx.Client(base_url=address, timeout=120) as client:
        yield client


@pytest.fixture
def command(run, release):
    def table(*words):
        done = run(*words, "--release", release, "--format", "csv")
        assert done.status == 0, done.err
        return list(csv.DictReader(io.StringIO(done.out)))

    return table


def alike(client, path, question, table):
    """Compare the file of the service with that of the command, line by line."""
    answer = client.get(path, params={**question, "f": "csv"})
    assert answer.status_code == 200, answer.text
    assert list(csv.DictReader(io.StringIO(answer.text))) == table
    rows = client.get(path, params=question).json()["rows"]
    assert len(rows) == len(table)
    return rows


def test_what_if_places_are_added_closed_and_moved(client, command, release, tmp_path):
    directory = Directory.open(release)
    places = directory.places[directory.places["gebied"] == "Feijenoord"]
    closes, moves = places.loc[places["status"] == "open", "id"].iloc[:2]
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "action,id,name,kind,lat,lon\n"
        "add,,,huiskamer,51.90000,4.49700\n"
        f"close,{closes},,,,\n"
        f"move,{moves},,,51.89500,4.51500\n",
        encoding="utf-8",
    )
    text = f"add,huiskamer,51.90000,4.49700~close,{closes}~move,{moves},51.89500,4.51500"
    table = command(*COMMAND, "--what-if", plan)
    rows = alike(client, "/v1/coverage/changes", {**QUESTION, "plan": text}, table)
    assert any(row["change"] for row in rows)


def test_coverage_on_an_earlier_day(client, command):
    now = client.get("/v1/coverage", params=QUESTION).json()["rows"]
    table = command(*COMMAND, "--date", "2016-01-01")
    then = alike(client, "/v1/coverage", {**QUESTION, "date": "2016-01-01"}, table)
    # Of most places it is not known whether they were there: the range is wide, not low.
    widths = [
        sum(row["share_high"] - row["share_low"] for row in rows if row["share"] is not None)
        for rows in (now, then)
    ]
    assert widths[1] > 2 * widths[0]
    assert sum(row["places_uncertain"] for row in then) > sum(row["places"] for row in then)
    assert "status" in {row["driver"] for row in then}


def test_what_changed_since_a_day(client, command):
    table = command(*COMMAND, "--before", "2016-01-01")
    rows = alike(client, "/v1/coverage/changes", {**QUESTION, "before": "2016-01-01"}, table)
    then = client.get("/v1/coverage", params={**QUESTION, "date": "2016-01-01"}).json()["rows"]
    assert [row["share_high_before"] for row in rows] == [row["share_high"] for row in then]


@pytest.mark.parametrize("question", ["equity", "capacity"])
def test_groups_beside_each_other_and_capacity(client, command, question):
    table = command(*COMMAND, f"--{question}")
    alike(client, f"/v1/coverage/{question}", QUESTION, table)


def test_what_capacity_assumes_is_said_at_both_doors(client, run, release):
    done = run(*COMMAND, "--capacity", "--release", release)
    said = client.get("/v1/coverage/capacity", params=QUESTION).json()["assumption"]
    assert said in " ".join(done.err.split())


def test_a_forecast_for_districts_of_ones_own(command, run, release, tmp_path):
    now = command("coverage", "--minutes", "10", "--kind", "either", "--by", "buurt")
    forecast = tmp_path / "2030.csv"
    lines = [f"{row['code']},{2 * int(row['residents'])}" for row in now if row["residents"]]
    forecast.write_text("\n".join(["code,inhabitants", *lines]) + "\n", encoding="utf-8")
    councils = tmp_path / "councils.geojson"
    west, east = (
        [[left, 51.8], [right, 51.8], [right, 52.1], [left, 52.1], [left, 51.8]]
        for left, right in ((3.9, 4.47), (4.47, 5.0))
    )
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in (("West", west), ("East", east))
    ]
    councils.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    own = ["coverage", "--minutes", "10", "--kind", "either", "--districts", councils]
    found = command(*own, "--people", forecast)
    assert [row["name"] for row in found] == ["West", "East"]
    everybody = sum(int(row["residents"] or 0) for row in now)
    assert sum(int(row["residents"]) for row in found) == pytest.approx(2 * everybody, abs=2)
    refused = run(*own, "--by", "buurt", "--release", release)
    assert (refused.status, refused.out) == (2, "")
    assert "field 'districts'" in refused.err


def test_what_changed_since_a_frozen_release_that_is_taken_as_it_is(client, command, archive):
    (path,) = archive.glob("*.zip")
    table = command(*COMMAND, "--before", path)
    rows = alike(client, "/v1/coverage/changes", {**QUESTION, "before": path.stem}, table)
    assert sum(row["change"] or 0 for row in rows) > 0


def test_the_best_sites_for_older_people_of_one_gebied(client, command):
    asked = {"sites": "2", "age": "65+", "gebied": "Hoogvliet"}
    words = ["next-sites", "--sites", "2", "--group", "65+", "--gebied", "Hoogvliet"]
    rows = alike(client, "/v1/coverage/sites", asked, command(*words))
    assert {row["gebied"] for row in rows} == {"Hoogvliet"}
    assert {row["gap"] for row in rows} == {0.0}
    per_buurt = command(*words, "--by", "buurt")
    answer = client.get("/v1/coverage/sites", params={**asked, "by": "buurt"}).json()
    assert answer["proven"]
    assert [row["code"] for row in answer["changes"]] == [row["code"] for row in per_buurt]
    gained = sum(row["people_gained"] for row in rows)
    assert sum(int(row["change"] or 0) for row in per_buurt) == pytest.approx(gained, abs=5)


def test_the_best_site_on_top_of_a_plan(client, command, tmp_path):
    asked = {"sites": "2", "gebied": "Hoogvliet"}
    first, second = client.get("/v1/coverage/sites", params=asked).json()["rows"]
    plan = tmp_path / "plan.csv"
    plan.write_text(
        f"action,id,name,kind,lat,lon\nadd,,,huiskamer,{first['lat']:.5f},{first['lon']:.5f}\n"
    )
    text = f"add,huiskamer,{first['lat']:.5f},{first['lon']:.5f}"
    words = ["next-sites", "--sites", "1", "--gebied", "Hoogvliet", "--what-if", plan]
    on_top = {"sites": "1", "gebied": "Hoogvliet", "plan": text}
    (best,) = alike(client, "/v1/coverage/sites", on_top, command(*words))
    assert best["people_gained"] == pytest.approx(second["people_gained"], abs=5)
    assert best["share_before"] == pytest.approx(first["share_after"], abs=0.001)


def test_a_place_that_the_plan_closes_serves_nobody_when_sites_are_sought(client, release):
    places = Directory.open(release).places
    there = places[(places["gebied"] == "Pernis") & (places["status"] == "open")]
    asked = {"sites": "1", "gebied": "Pernis"}
    plan = "~".join(f"close,{one}" for one in there["id"])
    gained = [
        client.get("/v1/coverage/sites", params=one).json()["rows"][0]["people_gained"]
        for one in (asked, {**asked, "plan": plan})
    ]
    assert gained[1] > gained[0]


def test_the_best_of_ones_own_points(client, command, tmp_path):
    points = ["51.9591,4.5342", "51.9265,4.5107", "51.9208,4.4887"]
    listed = tmp_path / "buildings.csv"
    lines = [f",{point}" for point in points]
    listed.write_text("name,lat,lon\n" + "\n".join(f"B{line}" for line in lines) + "\n")
    table = command("next-sites", "--sites", "2", "--candidates", listed)
    asked = {"sites": "2", "candidates": "~".join(points)}
    rows = client.get("/v1/coverage/sites", params=asked).json()["rows"]
    for row, line in zip(rows, table, strict=True):
        assert int(line["people_gained"]) == row["people_gained"]
        assert (float(line["lat"]), float(line["lon"])) == (row["lat"], row["lon"])


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson"])
@pytest.mark.parametrize("by", [None, "buurt"])
def test_sites_come_as_files(client, form, by):
    asked = {"candidates": "51.9591,4.5342", "f": form} | ({"by": by} if by else {})
    answer = client.get("/v1/coverage/sites", params=asked)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    again = client.get(
        "/v1/coverage/sites", params=asked, headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "asked", "field", "expected"),
    [
        ("/changes", {}, "plan", "one of the two"),
        ("/changes", {"plan": "close"}, "plan", "close,ID"),
        ("/changes", {"plan": "close,nobody"}, "plan", "the id of a place in the directory"),
        ("/changes", {"plan": "add,pub,51.9,4.5"}, "plan", "huis_van_de_wijk, huiskamer"),
        ("/changes", {"plan": "add,huiskamer,51.99,3.9"}, "plan", "municipality of Rotterdam"),
        ("/changes", {"plan": "x" * 3001}, "plan", "3000 characters"),
        ("/changes", {"before": "2099-01-01"}, "before", "up to the release"),
        ("/changes", {"before": "2024-01-01-abc"}, "before", "2025-01-01-01234567"),
        ("/changes", {"before": "2016-01-01", "block": "sunday"}, "date", "one of the two"),
        ("", {"date": "2016"}, "date", "a day such as 2016-01-01"),
        ("", {"date": "2016-01-01", "at": "za 14:00"}, "date", "one of the two"),
        ("/sites", {"sites": "11"}, "sites", "from 1 to 10"),
        ("/sites", {"gebied": "Delfshavn"}, "gebied", "'Delfshaven'"),
        ("/sites", {"candidates": "51.9"}, "candidates", "points in degrees"),
        ("/sites", {"candidates": "51.99,3.9"}, "candidates", "municipality of Rotterdam"),
        ("/sites", {"minutes": "60", "seconds": "2"}, "minutes", "only one gebied"),
        ("/sites", {"seconds": "nan"}, "seconds", "a number from 0 to 2"),
        ("/sites", {"method": "luck"}, "method", "cover, walk, worst-buurt"),
    ],
)
def test_the_service_says_what_it_expected(client, path, asked, field, expected):
    answer = client.get(f"/v1/coverage{path}", params=asked)
    assert answer.status_code == 400
    (found,) = answer.json()["errors"]
    assert found["parameter"] == field
    assert expected in found["expected"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--date", "2099-01-01"], "field 'date': found '2099-01-01', expected a day such as"),
        (["--date", "2016-01-01", "--at", "za 14:00"], "which hours places had on an earlier day"),
        (["--before", "2016-02-30"], "field 'before': found '2016-02-30', expected a day"),
        (["--before", "no-such-release"], "Cannot read"),
    ],
)
def test_the_command_says_what_it_expected(run, release, words, said):
    done = run("coverage", "--release", release, *words)
    assert done.status != 0
    assert done.out == ""
    assert said in done.err


def test_a_zip_that_is_no_release_is_refused(run, release, tmp_path):
    path = tmp_path / "holiday.zip"
    with zipfile.ZipFile(path, "w") as files:
        files.writestr("photo.txt", "sea")
    done = run("coverage", "--release", release, "--before", path)
    assert done.status != 0
    assert "is not a frozen release" in done.err
    assert done.out == ""
