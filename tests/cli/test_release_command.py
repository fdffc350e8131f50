"""The commands that keep releases."""

import pytest
from frozen_releases import whole_release


@pytest.fixture
def whole(tmp_path):
    return whole_release(tmp_path / "release")


def test_freezing_puts_a_release_into_the_archive_and_says_its_checksum(run, tmp_path, whole):
    archive = tmp_path / "archive"
    done = run("release", "freeze", "--release", whole, "--archive", archive)
    assert done.status == 0
    [zipped] = archive.glob("*.zip")
    assert zipped.name in done.out
    listed = run("release", "list", "--archive", archive)
    assert listed.status == 0
    assert done.out.split()[-1] in (archive / "releases.csv").read_text()
    assert done.out.split()[-1] in listed.out
    assert run("release", "freeze", "--release", whole, "--archive", archive).out == done.out


def test_a_release_that_was_changed_is_not_frozen(run, tmp_path, whole):
    (whole / "places.geojson").write_text("{}")
    done = run("release", "freeze", "--release", whole, "--archive", tmp_path / "archive")
    assert done.status == 1
    assert "places.geojson differs" in done.err


def test_listing_finds_a_file_that_is_not_what_was_frozen(run, tmp_path, whole):
    archive = tmp_path / "archive"
    run("release", "freeze", "--release", whole, "--archive", archive)
    [zipped] = archive.glob("*.zip")
    zipped.write_bytes(zipped.read_bytes() + b"x")
    done = run("release", "list", "--archive", archive)
    assert done.status == 1
    assert "its checksum differs" in done.err


def test_the_archive_of_the_project_is_whole(run):
    assert run("release", "list").status == 0
