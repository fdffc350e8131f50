"""The other commands, as a new user would try them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas
import pytest

from geo.model.settings import settings


def warnings_in(findings):
    return sum(finding["severity"] == "warning" for finding in findings)


def test_help_lists_every_command(run):
    done = run("--help")
    commands = [
        "build",
        "check",
        "geocode",
        "nearest",
        "map",
        "export",
        "serve",
        "reference",
        "evaluate",
        "coverage",
        "coverage-map",
        "report",
        "next-sites",
    ]
    assert done.status == 0
    assert all(command in done.out for command in commands)


def test_build_writes_a_release_says_what_is_in_it_and_counts_as_check_does(run, tmp_path):
    done = run("build", "--out", tmp_path / "release")
    assert done.status == 0
    said = " ".join(done.out.split())
    assert "40 open Huizen van de Wijk" in said
    findings = json.loads((tmp_path / "release" / "findings.json").read_bytes())
    assert f"0 errors, {warnings_in(findings)} warnings" in said
    checked = json.loads(run("check", "--json").out)["findings"]
    assert sorted(checked, key=str) == sorted(findings, key=str)
    subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "release", check=True
    )


def test_check_reports_and_its_json_says_the_same(run):
    plain, told = run("check", "--on", "2026-11-22"), run("check", "--json", "--on", "2026-11-22")
    report = json.loads(told.out)
    assert (plain.status, told.status) == (0, 0)
    assert report["errors"] == 0
    assert report["open_houses"] == 40
    assert report["leads"] == 32
    assert sum(report["counts"]["kind"].values()) == report["published"]
    assert f"{report['published']} places published" in plain.out
    said = " ".join(plain.out.split())
    assert f"0 errors, {warnings_in(report['findings'])} warnings" in said
    for finding in report["findings"]:
        assert finding["place_id"] in plain.out
    for name, column in (("unpublished", "place_id"), ("unused", "observation_id")):
        assert report[name]
        for one in report[name]:
            assert f"{one[column]}: {one['why']}" in said
    assert len(report["unpublished"]) == report["leads"]


def test_check_fails_on_a_point_outside_the_city(run, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(settings().city_folder(), data)
    table = data / "observations" / "observations.csv"
    text = table.read_text(encoding="utf-8")
    assert "51.9229753,4.491278" in text
    table.write_text(text.replace("51.9229753,4.491278", "52.3676,4.9041"), encoding="utf-8")
    done = run("check", "--data", data)
    assert done.status == 1
    assert "outside-municipality" in done.out
    assert "huis-van-de-wijk-de-kip" in done.out


def test_check_of_broken_tables_names_file_line_and_field(run, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(settings().city_folder(), data)
    table = data / "observations" / "observations.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("3011RS", "3011 rs", 1), encoding="utf-8")
    done = run("build", "--data", data, "--out", tmp_path / "release")
    assert done.status == 2
    assert "observations.csv, line" in done.err
    assert "field 'postcode': found '3011 rs'" in done.err
    assert not (tmp_path / "release").exists()


def test_nearest_lists_places_by_distance(run, release):
    done = run("nearest", "Kipstraat 37", "--release", release, "--limit", 3)
    assert done.status == 0
    assert "Huis van de Wijk De Kip" in done.out


def test_nearest_needs_an_address_or_a_point(run, release):
    done = run("nearest", "--lat", "51.92", "--release", release)
    assert done.status == 2
    assert "both --lat and --lon" in done.err


def test_swapped_coordinates_get_a_sentence(run, release):
    done = run("nearest", "--lat", "4.48", "--lon", "51.92", "--release", release)
    assert done.status == 2
    assert "swapped" in done.err


def test_export_writes_the_format_asked_for(run, release, tmp_path):
    out = tmp_path / "houses.gpkg"
    words = ("--format", "gpkg", "--crs", "EPSG:28992", "--kind", "huis_van_de_wijk")
    assert run("export", *words, "--out", out, "--release", release).status == 0
    frame = geopandas.read_file(out)
    assert len(frame) == 47
    assert frame.crs.to_epsg() == 28992
    assert set(frame["kind"]) == {"huis_van_de_wijk"}


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "shp2"),
        ("--crs", "EPSG:999999"),
        ("--bbox", "1,2,3"),
        ("--bbox", "a,b,c,d"),
    ],
)
def test_an_export_that_cannot_be_is_told(run, release, words):
    done = run("export", *words, "--release", release)
    assert done.status == 2
    assert "expected" in done.err
    assert done.out == ""


def test_map_writes_one_file(run, release, tmp_path):
    out = tmp_path / "map.html"
    assert run("map", "--out", out, "--release", release).status == 0
    assert "<html" in out.read_text(encoding="utf-8")


def test_a_folder_that_is_no_release_is_told(run, tmp_path):
    done = run("nearest", "Dreef 71", "--release", tmp_path)
    assert done.status in (1, 2)
    assert str(tmp_path) in done.err


def test_reference_build_tells_every_extract_that_is_missing(run, tmp_path):
    done = run("reference", "build", "--from", tmp_path, "--out", tmp_path / "out")
    assert done.status == 2
    assert "expected" in done.err
    assert len(done.err.splitlines()) > 5
    assert not (tmp_path / "out").exists()


def test_the_installed_command_starts_as_a_program():
    done = subprocess.run(
        [Path(sys.executable).with_name("meetingplaces"), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "meetingplaces" in done.stdout
