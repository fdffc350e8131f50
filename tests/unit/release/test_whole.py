"""What is served of a release is what was written: a changed byte is noticed before anything."""

import os
import random
import shutil

import pytest
from frozen_releases import whole_release
from release_sample import contents

from geo.directory.directory import Directory
from geo.io import checksums
from geo.io.swap import replace_folder
from geo.model.errors import MeetingplacesError, ReleaseError
from geo.release import whole
from geo.release.files import verify_release, write_release_files
from geo.release.whole import check_whole

SEED = 14
"""Of the positions that are picked at random, the same in every run."""


@pytest.fixture
def built(tmp_path):
    """A small release with every file that a real one has."""
    with replace_folder(tmp_path / "release") as folder:
        write_release_files(folder, contents())
    return tmp_path / "release"


def positions(size, random_ones):
    """The first, the middle and the last byte, and some picked at random."""
    picked = random.Random(SEED)  # noqa: S311 - no secret
    return {0, size // 2, size - 1, *(picked.randrange(size) for _ in range(random_ones))}


def flips(folder, random_ones):
    """Flip one bit at a time in every file; yields the file while the bit is flipped."""
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        for position in sorted(positions(len(content), random_ones)):
            changed = bytearray(content)
            changed[position] ^= 1 << position % 8
            path.write_bytes(bytes(changed))
            yield path, position
        path.write_bytes(content)


def what_is_served(directory):
    """All that a directory holds of its files."""
    return (
        directory.version,
        directory.date,
        {name: layer.features for name, layer in directory.layers.items()},
        [directory.provenance.of(place) for place in directory.layers["places"].ids],
    )


def refused_or_equal(folder, random_ones):
    """Open a release with each flipped bit; gives how many were refused, and how many were not."""
    unchanged = what_is_served(Directory.open(folder))
    refused = equal = 0
    for path, position in flips(folder, random_ones):
        outcome = opened(folder)
        if isinstance(outcome, str):
            assert path.name == checksums.NAME or path.name in outcome, position
            refused += 1
        else:
            assert outcome == unchanged, (path.name, position)
            equal += 1
    return refused, equal


def opened(folder):
    """Open a release; gives what is served of it, or the sentence by which it is refused."""
    try:
        return what_is_served(Directory.open(folder))
    except MeetingplacesError as error:
        return str(error)


def test_a_flipped_bit_in_any_file_is_refused_with_its_name(built):
    refused, equal = refused_or_equal(built, random_ones=3)
    assert refused >= 6 * (len(list(built.iterdir())) - 1)
    assert equal <= 6  # those in the list of checksums that change nothing, such as a line's end


@pytest.mark.long(job="crash")
def test_no_flipped_bit_of_the_real_release_is_served(release, tmp_path):
    folder = tmp_path / "release"
    shutil.copytree(release, folder)
    refused, equal = refused_or_equal(folder, random_ones=200)
    assert refused > 2_500
    assert equal < 50


def test_a_release_without_checksums_is_served_and_says_so(built):
    assert Directory.open(built).is_checked
    (built / checksums.NAME).unlink()
    assert not Directory.open(built).is_checked


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"no sums\n\n"])
def test_a_list_that_is_none_is_refused(built, content):
    (built / checksums.NAME).write_bytes(content)
    with pytest.raises(ReleaseError, match=r"SHA256SUMS is damaged|is missing"):
        Directory.open(built)
    with pytest.raises(ReleaseError):
        verify_release(built)


def test_a_release_that_is_replaced_while_it_is_checked_is_not_called_damaged(
    tmp_path, monkeypatch
):
    folder = whole_release(tmp_path / "release")

    def replaced(read):
        whole_release(folder, version="two")
        (folder / "leads.csv").write_text("half written")
        return check_whole(read)

    monkeypatch.setattr("geo.directory.directory.check_whole", replaced)
    with pytest.raises(ReleaseError, match="was replaced while it was read"):
        Directory.open(folder)


def test_the_clock_says_nothing_about_a_release(built):
    for path in built.iterdir():
        os.utime(path, (0, 0))
    before = what_is_served(Directory.open(built))
    for path in built.iterdir():
        os.utime(path, (2**33, 2**33))
    assert what_is_served(Directory.open(built)) == before
    assert whole.check_whole(built)
