"""An archive is the old one or the new one, whole, whatever happens to the one who freezes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from disks import full_disk, read_only
from frozen_releases import FIRST, SECOND, past_places, whole_release, write_archive
from made_up_release import place

from geo.io.swap import replace_file
from geo.model.errors import ReleaseError
from geo.pipeline.current import current_release
from geo.release.archive import INDEX, Archive, freeze

SUPPORT = Path(__file__).parents[2] / "support"
THIRD = "2026-11-20-one"

# Freezes a release and dies, as by `kill -9`, at the given step: each opening, making, renaming or
# removing of a file is one.
DIES_AT_A_STEP = """
import os, signal, sys
from pathlib import Path
from geo.release.archive import freeze

release, archive, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
freeze(release, archive.parent / "warming-up")  # so that no import is taken for a step
step = 0

def count(event, arguments):
    global step
    if event == "open" or event.startswith(("os.", "shutil.")):
        step += 1
        if step == last:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
freeze(release, archive)
"""

FREEZES = """
import sys
from pathlib import Path
from geo.release.archive import freeze
from geo.model.errors import ReleaseError

while True:
    try:
        freeze(Path(sys.argv[1]), Path(sys.argv[2]))
        break
    except ReleaseError as error:
        assert "another process is writing it now" in str(error), error
"""


def ids(archive):
    """Read an archive as a server would: every release that it lists is there and whole."""
    kept = Archive.open(archive)
    for one in kept.releases:
        kept.places(one)
    return [one.id for one in kept.releases]


@pytest.fixture
def archive(tmp_path):
    return write_archive(tmp_path)


@pytest.fixture
def release(tmp_path):
    return whole_release(tmp_path / "now")


def dies_at(step, release, archive):
    command = [sys.executable, "-c", DIES_AT_A_STEP, str(release), str(archive), str(step)]
    return subprocess.run(command, check=False).returncode


def undo(archive):
    """Bring the archive back to where it was, as far as its list says."""
    lines = (archive / INDEX).read_text().splitlines()
    (archive / INDEX).write_text("\n".join(lines[:3]) + "\n")


def check_steps(release, archive, steps):
    outcomes = []
    for step in steps:
        code = dies_at(step, release, archive)
        found = ids(archive)
        outcomes.append(len(found))
        assert found[:2] == [FIRST, SECOND]
        if code == 0:
            break
        assert code == -signal.SIGKILL
        undo(archive)
        # Whoever freezes next finds nothing in the way.
        assert freeze(release, archive).id == THIRD
        assert ids(archive) == [FIRST, SECOND, THIRD]
        undo(archive)
        (archive / f"{THIRD}.zip").unlink()
    assert code == 0
    assert outcomes == sorted(outcomes), "old, and from one step on new"
    assert set(outcomes) == {2, 3}


def test_freezing_killed_at_some_steps_leaves_the_old_archive_or_the_new_one(release, archive):
    check_steps(release, archive, [*range(20, 45, 5), 10_000])


@pytest.mark.long(job="crash")
def test_freezing_killed_at_any_step_leaves_the_old_archive_or_the_new_one(release, archive):
    check_steps(release, archive, range(1, 10_000))


@pytest.mark.slow
def test_two_who_freeze_at_once_lose_no_release(tmp_path, archive):
    _, places = past_places()
    releases = [
        whole_release(tmp_path / f"r{day}", places, version=f"cccc{day}", date=f"2026-06-{day}")
        for day in range(10, 16)
    ]
    writers = [
        subprocess.Popen([sys.executable, "-c", FREEZES, str(release), str(archive)])
        for release in releases
    ]
    assert [writer.wait() for writer in writers] == [0] * len(releases)
    assert len(ids(archive)) == 2 + len(releases)


def test_who_comes_while_another_freezes_is_told_so(release, archive):
    with replace_file(archive / INDEX) as aside:
        with pytest.raises(ReleaseError, match="another process is writing it now"):
            freeze(release, archive)
        aside.write_bytes((archive / INDEX).read_bytes())
    assert ids(archive) == [FIRST, SECOND]


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path):
    first, _ = past_places()
    small = whole_release(tmp_path / "a", first, version="aaaa1111", date="2025-01-10")
    noise = random.Random(1).randbytes(200_000).hex()  # noqa: S311 - no secret, and not compressible
    large = whole_release(tmp_path / "b", [place("groot", operator=noise)], version="bbbb2222")
    with full_disk(tmp_path) as disk:
        freeze(small, disk / "archive")
        with pytest.raises(ReleaseError, match=r"Cannot write .*What was there is unchanged"):
            freeze(large, disk / "archive")
        assert ids(disk / "archive") == [FIRST]
        assert sorted(path.name for path in (disk / "archive").iterdir()) == [f"{FIRST}.zip", INDEX]


def test_a_read_only_disk_is_told_in_one_sentence(archive, release):
    before = {path.name: path.read_bytes() for path in archive.iterdir()}
    with (
        read_only(archive),
        pytest.raises(ReleaseError, match=r"Cannot write .*releases\.csv: .+unchanged"),
    ):
        freeze(release, archive)
    assert {path.name: path.read_bytes() for path in archive.iterdir()} == before


def test_a_release_of_a_read_only_disk_can_be_served(archive, release):
    from geo.directory.directory import Directory

    with read_only(archive), read_only(release):
        assert len(Directory.open(release, archive=archive).history.states) == 3


def test_a_read_only_home_names_the_setting_to_change(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    with read_only(home), pytest.raises(ReleaseError) as told:
        current_release()
    assert "MEETINGPLACES_RELEASE=FOLDER" in str(told.value)
    assert "XDG_CACHE_HOME=FOLDER" in str(told.value)


@pytest.mark.parametrize("jump", [-(10**9), 10**9])
def test_a_clock_that_jumps_while_freezing_changes_no_byte(tmp_path, release, monkeypatch, jump):
    archives = []
    now = time.time
    for name in ("steady", "jumping"):
        archives.append(tmp_path / name)
        freeze(release, archives[-1])
        moments = iter(range(1_000_000))
        monkeypatch.setattr(time, "time", lambda: now() + jump * (next(moments) % 2))  # noqa: B023
        for path in release.iterdir():
            os.utime(path, (abs(jump), abs(jump)))
    steady, jumping = ({path.name: path.read_bytes() for path in one.iterdir()} for one in archives)
    assert steady == jumping
