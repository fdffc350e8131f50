"""Whether the files of a release are those that were written."""

from __future__ import annotations

from pathlib import Path

from geo.io import checksums
from geo.model.errors import ReleaseError


def check_whole(folder: Path) -> bool:
    """Compare the files of a release with its checksums.

    Parameters
    ----------
    folder
        A release.

    Returns
    -------
    bool
        Whether it has checksums; a folder without any cannot be checked.

    Raises
    ------
    ReleaseError
        A file is missing or differs; names each of them.
    """
    differences = checksums.differences(folder)
    if differences:
        raise ReleaseError(
            f"The release {folder} is damaged: {', '.join(differences)}. Remove the folder and "
            "build it again."
        )
    return (folder / checksums.NAME).is_file()
