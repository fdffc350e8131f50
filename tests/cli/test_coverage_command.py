"""The planner's command, as a planner would try it."""

import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

REQUIRED = [
    "code",
    "name",
    "minutes",
    "kind",
    "residents",
    "residents_in_reach",
    "share_low",
    "share",
    "share_high",
    "median_minutes",
]


@pytest.fixture
def coverage(run, release):
    return lambda *words: run("coverage", "--release", release, *words)


def table_of(done):
    assert done.status == 0, done.err
    return pd.read_csv(io.StringIO(done.out))


def test_csv_has_a_row_per_district_limit_and_kind(coverage):
    found = table_of(coverage("--by", "buurt", "--minutes", "5,10,15", "--format", "csv"))
    assert set(REQUIRED) <= set(found)
    assert len(found) == 91 * 3 * 3
    assert not found.duplicated(["code", "minutes", "kind"]).any()
    assert found["code"].str.fullmatch(r"BU0599\d{4}").all()


def test_a_gebied_alone_and_one_kind(coverage):
    done = coverage(
        "--gebied", "centrum", "--kind", "huiskamer", "--minutes", 10, "--format", "csv"
    )
    found = table_of(done)
    assert found[["code", "name", "kind"]].to_numpy().tolist() == [
        ["WK059901", "Rotterdam Centrum", "huiskamer"]
    ]


def test_the_table_shows_ranges_and_says_what_they_mean(coverage):
    done = coverage("--minutes", 10)
    assert done.status == 0
    assert "Delfshaven" in done.out
    assert "Rotterdam " in done.out
    assert "straight_line" in done.out
    assert "certainly near" in " ".join(done.err.split())


def test_at_a_moment_figures_are_ranges_only(coverage):
    words = ("--at", "Sa 14:00", "--on", "2026-11-22", "--minutes", 15, "--by", "gemeente")
    found = table_of(coverage(*words, "--kind", "either", "--format", "csv")).iloc[0]
    assert found["share_low"] < 0.1
    assert found["share_high"] > 0.8
    assert found["driver"] == "hours"
    evening = ("--block", "weekday_evening", "--on", "2026-11-22", "--format", "csv")
    assert table_of(coverage(*evening))["share_high"].max() <= 1


def test_writes_a_workbook_and_geojson_to_a_file(coverage, tmp_path):
    book, shapes = tmp_path / "reach.xlsx", tmp_path / "reach.geojson"
    few = ("--minutes", "5,10", "--kind", "either")
    assert coverage(*few, "--format", "xlsx", "--out", book).status == 0
    assert load_workbook(book).active.max_row == 1 + 21 * 2
    assert coverage(*few, "--format", "geojson", "--out", shapes, "--residential").status == 0
    assert len(json.loads(shapes.read_text(encoding="utf-8"))["features"]) == 14 * 2


def test_gaps_as_a_table_and_on_the_map(coverage):
    plain = coverage("--gaps", "--minutes", 15)
    assert "Hoogvliet Zuid" in plain.out
    features = json.loads(coverage("--gaps", "--minutes", 15, "--format", "geojson").out)
    assert features["features"][0]["properties"]["rank"] == 1


def test_losses_of_private_initiatives(coverage):
    found = table_of(coverage("--loss", "--minutes", 10, "--format", "csv"))
    assert (found["residents_lost"] <= found["residents_lost_of_kind"]).all()
    assert (found["residents_lost_of_kind"] <= found["residents_in_reach"]).all()
    assert found["residents_lost"].is_monotonic_decreasing


def test_what_if_says_the_difference_per_district(coverage, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "action,id,name,kind,lat,lon\nadd,,Nieuw,huiskamer,51.8565,4.3698\n", encoding="utf-8"
    )
    found = table_of(coverage("--what-if", plan, "--minutes", 10, "--format", "csv"))
    changed = found[found["change"] > 0]
    assert set(changed["name"]) == {"Hoogvliet"}
    assert set(changed["kind"]) == {"huiskamer", "either"}
    assert (found["change"].dropna() >= 0).all()
    assert "Hoogvliet" in coverage("--what-if", plan, "--minutes", 10).out


def test_the_same_release_as_before_changes_nothing(coverage, release):
    found = table_of(coverage("--before", release, "--format", "csv", "--minutes", 10))
    assert (found["change"].dropna() == 0).all()


def test_everything_that_is_wrong_is_said_at_once(coverage, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "action,id,name,kind,lat,lon\nadd,,Zee,huiskamer,52.0,3.9\nclose,x,,,,\n", encoding="utf-8"
    )
    done = coverage("--minutes", "0,-5,10000", "--gebied", "Delfshavn", "--speed", "hollen",
                    "--at", "Xx 14", "--format", "pdf", "--what-if", plan, "--gaps")  # fmt: skip
    assert done.status == 2
    assert done.out == ""
    lines = done.err.strip().splitlines()
    assert len(lines) == 10
    assert sum("1 to 60" in line for line in lines) == 3
    assert any("Delfshaven" in line for line in lines)
    assert any("plan.csv, line 2" in line and "sea" in line for line in lines)
    assert any("plan.csv, line 3" in line for line in lines)
    assert "Traceback" not in done.err


def test_a_markdown_table_for_a_council_paper(coverage):
    done = coverage("--residential", "--minutes", 10, "--format", "markdown", "--kind", "either")
    rows = [line for line in done.out.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 14


@pytest.mark.parametrize(
    ("page", "words", "district", "rows"),
    [
        ("coverage.md", ("--residential",), "Charlois", 14),
        ("coverage-buurten.md", ("--by", "buurt"), "Carnisse", 91 + 1),  # and the city
    ],
)
def test_the_tables_in_the_docs_are_those_of_the_command(coverage, page, words, district, rows):
    done = coverage(*words, "--minutes", "10,15", "--format", "markdown")
    assert done.out.count(f"| {district} |") == 3
    assert sum(line.startswith("| ") for line in done.out.splitlines()) == 3 * (rows + 2)
    assert done.out in (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")


def test_on_wheels_the_command_says_what_the_network_knows_of_steps(coverage):
    done = coverage("--by", "gemeente", "--speed", "wheelchair", "--kind", "either")
    assert "2.8 km/h" in done.out
    assert "The network knows no steps" in done.err


def test_by_bicycle_more_people_are_within_reach(coverage):
    def share(*words):
        done = coverage("--by", "gemeente", "--minutes", 10, "--kind", "either", *words)
        assert done.status == 0
        return int(re.search(r"Rotterdam.*?(\d+)\s%", done.out).group(1)), done

    on_foot, _ = share()
    by_bicycle, done = share("--mode", "bicycle")
    assert by_bicycle > on_foot + 20
    assert "by bicycle, at 15 km/h" in done.out
    assert "without footpaths and ferries" in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--mode", "bicycle", "--speed", "older"), "found 'older', expected no --speed"),
        (("--mode", "train"), "found 'train', expected foot or bicycle"),
    ],
)
def test_a_mode_that_there_is_not_and_another_speed_by_bicycle_are_refused(coverage, words, told):
    done = coverage(*words)
    assert done.status == 2
    assert told in done.err
