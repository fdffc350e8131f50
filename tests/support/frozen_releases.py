"""Made-up releases that can be frozen, and an archive with a past."""

from pathlib import Path

from made_up_release import MADE_UP_PLACES, place, write_release

from geo.io import checksums
from geo.release.archive import freeze

FIRST = "2025-01-10-aaaa1111"
SECOND = "2026-03-05-bbbb2222"
CURRENT = "2026-11-20-one"


def whole_release(folder: Path, places=None, *, version="one", date="2026-11-20") -> Path:
    """Write a release with its checksums, as one that was built."""
    write_release(folder, places, version=version, date=date)
    return sealed(folder)


def sealed(folder: Path) -> Path:
    """Write the checksums of a folder that a test changed."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    files.pop(checksums.NAME, None)
    (folder / checksums.NAME).write_bytes(checksums.encode(files))
    return folder


def past_places():
    """The places of two releases before the made-up one, oldest first.

    In the first stood a place that was merged later and one that came to nothing; the second
    brought a place that the made-up release does not have, and another name.
    """
    now = {one["id"]: one for one in MADE_UP_PLACES}
    kept = [now["cafe-een"], now["hostile"], now["ver-weg"]]
    first = [*kept, place("oude-kade", 4.41, 51.91), place("even-hier", 4.42, 51.92)]
    renamed = now["zonder-punt"] | {
        "properties": now["zonder-punt"]["properties"] | {"name": "Vroeger anders"}
    }
    second = [*kept, renamed, place("oude-kade", 4.41, 51.91), place("korte-tijd")]
    return first, second


def write_archive(folder: Path) -> Path:
    """Make an archive of the two releases before the made-up one, and give its folder."""
    first, second = past_places()
    archive = folder / "archive"
    for version, date, places in (
        ("aaaa1111", "2025-01-10", first),
        ("bbbb2222", "2026-03-05", second),
    ):
        release = whole_release(folder / version, places, version=version, date=date)
        freeze(release, archive)
    return archive
