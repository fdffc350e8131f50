"""The directory in use now, for those who serve it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from geo.collections.layer import Layer
from geo.directory.directory import Directory, version_with
from geo.release.archive import Archive
from geo.release.version import read_version


class DirectoryHolder:
    """The directory in use now, for those who serve it; another release is swapped in whole.

    A request takes `current` once and works with that, whatever is swapped meanwhile.

    Parameters
    ----------
    release
        Folder of the release.
    further
        Layers that are offered beside it; they do not change.
    archive
        Folder of the frozen releases before it.

    Raises
    ------
    MeetingplacesError
        When the release cannot be read.
    """

    def __init__(
        self, release: Path, further: Sequence[Layer] = (), archive: Path | None = None
    ) -> None:
        self._release = release
        self._archive = archive
        self._further = tuple(further)
        self._swapping = threading.Lock()
        self.current = Directory.open(release, self._further, archive)

    def refresh(self) -> bool:
        """Read the release again if another version stands in its folder, or one was frozen.

        Returns
        -------
        bool
            Whether another version was taken into use.

        Raises
        ------
        MeetingplacesError
            When it cannot be read; the directory in use stays in use.
        """
        with self._swapping:
            version, _ = read_version(self._release)
            archive = Archive.open(self._archive) if self._archive else Archive()
            unchanged = archive == self.current.history.archive
            if unchanged and version_with(version, self._further) == self.current.version:
                return False
            self.current = Directory.open(self._release, self._further, self._archive)
            return True
