"""A frozen release as a directory: its zip is read as it is, without being unpacked by hand."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from geo.directory.directory import Directory
from geo.model.errors import ReleaseError
from geo.release.archive import unpack


def open_release(path: Path) -> Directory:
    """Open a release: a folder, or the zip of a frozen one.

    Raises
    ------
    ReleaseError
        It is neither, or not what was written.
    InputError
        A file of it is malformed.
    """
    if not path.is_file():
        return Directory.open(path)
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"Cannot read {path}: {error.strerror}.") from error
    return open_frozen(packed, path.name)


def open_frozen(packed: bytes, name: str) -> Directory:
    """Open the zip of a frozen release.

    Parameters
    ----------
    name
        What the zip is called in a message.

    Returns
    -------
    Directory
        In memory; its folder is gone, so it serves no files.
    """
    with TemporaryDirectory(prefix="meetingplaces-") as folder:
        unpack(packed, Path(folder), name)
        directory = Directory.open(Path(folder))
        _ = directory.places  # made when first asked for
    return directory
