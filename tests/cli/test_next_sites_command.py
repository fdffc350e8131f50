"""The command next-sites, as a planner would try it."""

import csv
import io
import json

import pytest

BUILDINGS = """\
name,lat,lon
School in Ommoord,51.9591,4.5342
Church in Kralingen,51.9265,4.5107
Library in the centre,51.9208,4.4887
"""


@pytest.fixture
def buildings(tmp_path):
    path = tmp_path / "buildings.csv"
    path.write_text(BUILDINGS, encoding="utf-8")
    return path


def rows_of(done):
    return list(csv.DictReader(io.StringIO(done.out)))


def test_the_best_two_of_three_buildings_with_what_they_give(run, release, buildings):
    done = run(
        "next-sites", "--sites", 2, "--candidates", buildings, "--release", release,
        "--format", "csv",
    )  # fmt: skip
    assert done.status == 0
    first, second = rows_of(done)
    assert [first["rank"], second["rank"]] == ["1", "2"]
    assert {first["name"], second["name"]} == {"School in Ommoord", "Church in Kralingen"}
    assert float(first["people_gained"]) >= float(second["people_gained"]) > 0
    assert float(first["share_after"]) > float(first["share_before"])
    assert first["share_after"] == second["share_before"]
    assert {first["buurt"], second["buurt"]} == {"Ommoord", "Kralingen West"}
    assert float(first["gap"]) == 0


def test_the_table_says_how_good_the_choice_is(run, release, buildings):
    done = run("next-sites", "--sites", 1, "--candidates", buildings, "--release", release)
    assert done.status == 0
    assert "1 site out of 3 candidates" in done.out
    assert "proven" in done.out
    assert "docs/siting.md" in done.err


def test_any_spot_in_the_city_when_no_buildings_are_given(run, release, tmp_path):
    out = tmp_path / "sites.geojson"
    done = run(
        "next-sites", "--sites", 3, "--group", "65+", "--release", release,
        "--format", "geojson", "--out", out,
    )  # fmt: skip
    assert (done.status, done.out) == (0, "")
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert [feature["id"] for feature in features] == [1, 2, 3]
    for feature in features:
        lon, lat = feature["geometry"]["coordinates"]
        assert 3.9 < lon < 4.7
        assert 51.8 < lat < 52.0
        assert feature["properties"]["name"].startswith("Spot in ")


def test_all_that_is_wrong_is_told_at_once_with_status_two(run, release, buildings):
    buildings.write_text("name,lat,lon\nSea,52.05,3.6\nSwapped,4.4777,51.9244\n", encoding="utf-8")
    done = run(
        "next-sites", "--sites", 0, "--minutes", 10_000, "--kind", "pub", "--group", "old",
        "--method", "luck", "--format", "shp", "--candidates", buildings, "--release", release,
    )  # fmt: skip
    assert (done.status, done.out) == (2, "")
    lines = done.err.splitlines()
    assert len(lines) == 8
    for line, field in zip(
        lines, ["sites", "method", "minutes", "kind", "group", "format", "lat", "lat"], strict=True
    ):
        assert f"field '{field}'" in line
        assert "expected" in line


def test_more_sites_than_buildings_are_refused(run, release, buildings):
    done = run("next-sites", "--sites", 4, "--candidates", buildings, "--release", release)
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "field 'sites': found 4 sites, expected a number from 1 to 3, the number of candidates.\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lat,lon\n51.92,4.48\n", "line 1, field 'name': found no such column"),
        ("name,lat\nSchool,51.92\n", "line 1, field 'lon': found no such column"),
    ],
)
def test_a_missing_column_gets_one_sentence(run, release, buildings, text, told):
    buildings.write_text(text, encoding="utf-8")
    done = run("next-sites", "--sites", 1, "--candidates", buildings, "--release", release)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert len(done.err.splitlines()) == 1


def test_a_list_of_buildings_that_is_not_there_is_told(run, release, tmp_path):
    done = run(
        "next-sites", "--sites", 1, "--candidates", tmp_path / "none.csv", "--release", release
    )
    assert done.status == 2
    assert "no such file" in done.err


def test_a_table_is_not_written_to_a_file(run, release, tmp_path):
    done = run("next-sites", "--sites", 1, "--out", tmp_path / "t.csv", "--release", release)
    assert done.status == 2
    assert "field 'format'" in done.err


def test_markdown_says_what_the_table_says(run, release, buildings, tmp_path):
    out = tmp_path / "sites.md"
    words = ("next-sites", "--sites", 1, "--candidates", buildings, "--release", release)
    plain = run(*words)
    assert run(*words, "--format", "markdown", "--out", out).status == 0
    text = out.read_text(encoding="utf-8")
    cells = [cell.strip() for cell in text.splitlines()[2].strip("|").split("|")]
    assert cells[1] == "Church in Kralingen"
    assert all(cell in plain.out for cell in cells)
    assert text.splitlines()[-1] in plain.out
