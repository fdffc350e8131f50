"""A reader finds the old files or the new ones, whole, whatever happens to the writer."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from disks import full_disk

from geo.io import checksums, swap
from geo.io.swap import replace_file, replace_folder, standing
from geo.model.errors import ReleaseError

NAMES = ("a.csv", "b.csv")

# Writes a folder and dies, as by `kill -9`, at the given step: each opening, making, renaming or
# removing of a file is one. The exchange itself is no such event, but the steps around it are.
DIES_AT_A_STEP = """
import os, signal, sys
from pathlib import Path
from geo.io import swap
from geo.io import checksums

out, text, last, exchanges = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
if exchanges == "no":
    swap._exchange = lambda first, second: False
step = 0

def count(event, arguments):
    global step
    if event == "open" or event.startswith(("os.", "shutil.", "ctypes.")):
        step += 1
        if step == last:
            os.kill(os.getpid(), signal.SIGKILL)

files = {name: (text * 1000).encode() for name in ("a.csv", "b.csv")}
sys.addaudithook(count)
with swap.replace_folder(out) as folder:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "SHA256SUMS").write_bytes(checksums.encode(files))
"""

# Builds a real release again and again, each time in a process that is killed a little later.
SUPPORT = Path(__file__).parents[2] / "support"

KILLS_BUILDS = """
import os, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from release_sample import contents
from geo.release.files import verify_release
from geo.release.files import write_release_files
from geo.io.swap import replace_folder

out, times = Path(sys.argv[2]), int(sys.argv[3])

def build():
    with replace_folder(out) as folder:
        write_release_files(folder, contents())

def in_a_process():
    child = os.fork()
    if child == 0:
        build()
        os._exit(0)
    return child

begun = time.monotonic()
os.waitpid(in_a_process(), 0)
lasted = time.monotonic() - begun
killed = 0
for number in range(times):
    child = in_a_process()
    time.sleep(lasted * 1.1 * number / times)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    killed += os.WIFSIGNALED(status)
    verify_release(out)
os.waitpid(in_a_process(), 0)
verify_release(out)
print(killed)
"""


def write(path: Path, text: str) -> None:
    files = {name: (text * 1000).encode() for name in NAMES}
    with replace_folder(path) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        (folder / checksums.NAME).write_bytes(checksums.encode(files))


def seen(path: Path) -> str:
    """Read a folder as a reader would: it must be whole, and all of one writing."""
    folder = standing(path)
    assert checksums.read(folder).keys() == set(NAMES)
    assert checksums.differences(folder) == []
    (letter,) = {(folder / name).read_text()[0] for name in NAMES}
    return letter


def half_written(path: Path) -> None:
    with replace_file(path) as aside:
        aside.write_text("half")
        raise ValueError("oops")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "release"
    write(path, "old")
    return path


def test_a_new_folder_takes_the_place_of_the_old_and_leaves_nothing_beside(out):
    write(out, "new")
    assert seen(out) == "n"
    assert names(out.parent) == ["release"]


def test_folders_above_are_made(tmp_path):
    write(tmp_path / "far" / "away", "new")
    assert seen(tmp_path / "far" / "away") == "n"


@pytest.mark.slow
@pytest.mark.parametrize("exchanges", ["yes", "no"])
def test_a_writer_killed_at_any_step_leaves_the_old_folder_or_the_new_one(out, exchanges):
    outcomes = []
    for step in range(1, 1000):
        done = subprocess.run(
            [sys.executable, "-c", DIES_AT_A_STEP, str(out), "new", str(step), exchanges],
            check=False,
        )
        outcomes.append(seen(out))
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        write(out, "old")
        assert seen(out) == "o"
        assert names(out.parent) == ["release"]
    assert done.returncode == 0
    assert outcomes == sorted(outcomes, reverse=True), "old, and from one step on new"
    assert set(outcomes) == {"o", "n"}


@pytest.mark.long(job="crash")
def test_a_real_build_killed_at_any_moment_leaves_a_whole_release(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLS_BUILDS,
            str(SUPPORT),
            str(tmp_path / "r"),
            "25",
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10
    assert names(tmp_path) == ["r"]


def test_an_error_while_writing_leaves_the_old_folder(out):
    with pytest.raises(ValueError, match="oops"), replace_folder(out) as folder:
        half_written(folder / "a.csv")
    assert seen(out) == "o"
    assert names(out.parent) == ["release"]


def test_a_full_disk_is_told_in_one_sentence_and_leaves_the_old_folder(tmp_path):
    with full_disk(tmp_path) as disk:
        out = disk / "release"
        write(out, "old")
        with pytest.raises(ReleaseError) as caught:
            write(out, "new" * 100)
        assert f"Cannot write {out}: " in str(caught.value)
        assert "What was there is unchanged." in str(caught.value)
        assert seen(out) == "o"
        assert names(disk) == ["release"]


def test_a_full_disk_leaves_the_old_file(tmp_path):
    with full_disk(tmp_path) as disk:
        path = disk / "map.html"
        path.write_text("old")
        with pytest.raises(ReleaseError), replace_file(path) as aside:
            aside.write_bytes(b"x" * 500_000)
        assert path.read_text() == "old"
        assert names(disk) == ["map.html"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_when_flushed_leaves_the_old_folder(out, monkeypatch, number):
    def fails(_: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fails)
        with pytest.raises(ReleaseError, match=os.strerror(number)):
            write(out, "new")
    assert seen(out) == "o"


def test_a_folder_with_other_files_is_refused_and_named(tmp_path):
    (tmp_path / "holiday.jpg").write_text("sea")
    with pytest.raises(ReleaseError, match=r"it also contains holiday\.jpg"):
        write(tmp_path, "new")
    assert (tmp_path / "holiday.jpg").read_text() == "sea"


def test_a_file_added_to_a_release_is_not_lost(out):
    (out / "my-notes.txt").write_text("mine")
    with pytest.raises(ReleaseError, match=r"my-notes\.txt"):
        write(out, "new")
    assert seen(out) == "o"


def test_a_file_added_while_building_is_not_lost(out):
    with pytest.raises(ReleaseError, match=r"my-notes\.txt"), replace_folder(out):
        (out / "my-notes.txt").write_text("mine")
    assert (out / "my-notes.txt").read_text() == "mine"


def test_the_caller_may_tell_which_files_belong(tmp_path):
    path = tmp_path / "reference"
    path.mkdir()
    (path / "streets.csv").write_text("old")
    with replace_folder(path, belongs={"streets.csv"}.__contains__) as folder:
        (folder / "streets.csv").write_text("new")
    assert (path / "streets.csv").read_text() == "new"


def test_an_empty_folder_may_be_filled(tmp_path):
    path = tmp_path / "empty"
    path.mkdir()
    write(path, "new")
    assert seen(path) == "n"


def test_a_file_is_not_replaced_by_a_folder(tmp_path):
    path = tmp_path / "release"
    path.write_text("a file")
    with pytest.raises(ReleaseError, match="a file, not a folder"):
        write(path, "new")
    assert path.read_text() == "a file"


def test_the_root_of_the_file_system_is_refused():
    with pytest.raises(ReleaseError, match="choose a name below it"):
        write(Path("/"), "new")


def test_a_symbolic_link_keeps_pointing_where_it_did(out, tmp_path):
    link = tmp_path / "current"
    link.symlink_to(out)
    write(link, "new")
    assert link.is_symlink()
    assert seen(out) == "n"


def test_two_writers_of_a_folder_do_not_meet(tmp_path):
    path = tmp_path / "same"
    with replace_folder(path) as folder:
        (folder / "a").touch()
        with (
            pytest.raises(ReleaseError, match="another process is writing it now"),
            replace_folder(path),
        ):
            pass
    assert (path / "a").is_file()


def test_two_writers_of_a_file_do_not_meet(tmp_path):
    path = tmp_path / "same"
    with replace_file(path) as aside:
        aside.write_text("first")
        with pytest.raises(ReleaseError, match="another process is writing it now"):
            half_written(path)
    assert path.read_text() == "first"


def test_a_lock_left_by_a_killed_writer_holds_nobody_up(out):
    (out.parent / ".lock-release").touch()
    write(out, "new")
    assert seen(out) == "n"


def test_what_a_killed_writer_left_aside_is_cleared_away(out):
    (out.parent / ".aside-release").mkdir()
    (out.parent / ".aside-release" / "half.csv").touch()
    write(out, "new")
    assert seen(out) == "n"
    assert names(out.parent) == ["release"]


def test_without_exchange_a_second_rename_that_fails_puts_the_old_folder_back(out, monkeypatch):
    monkeypatch.setattr(swap, "_exchange", lambda _first, _second: False)
    rename = Path.rename

    def fails_once(self: Path, target: Path) -> Path:
        if self.name == ".aside-release":
            raise OSError(errno.EIO, "the disk is broken")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_once)
    with pytest.raises(ReleaseError, match="the disk is broken"):
        write(out, "new")
    assert seen(out) == "o"
    assert out.is_dir()


def test_linux_exchanges_two_folders_in_one_step(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    (first / "mark").touch()
    assert swap._exchange(first, second)  # noqa: SLF001 - this very step
    assert (second / "mark").is_file()


def test_a_file_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "map.html"
    path.write_text("old")
    with replace_file(path) as aside:
        assert aside.suffix == ".html"
        aside.write_text("half")
        assert path.read_text() == "old"
    assert path.read_text() == "half"
    assert names(tmp_path) == ["map.html"]


def test_an_error_while_writing_leaves_the_old_file(tmp_path):
    path = tmp_path / "map.html"
    path.write_text("old")
    with pytest.raises(ValueError, match="oops"):
        half_written(path)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["map.html"]


def test_a_device_is_never_replaced():
    with pytest.raises(ReleaseError, match="not an ordinary file"), replace_file(Path("/dev/null")):
        pass
    assert Path("/dev/null").is_char_device()


def test_a_file_where_a_folder_should_be_is_told_in_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ReleaseError, match="file is not a folder"):
        write(tmp_path / "file" / "release", "new")
