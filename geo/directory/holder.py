"""The directory in use now, for those who serve it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from geo.collections.layer import Layer
from geo.directory.directory import Directory, version_with
from geo.model.errors import MeetingplacesError
from geo.release.archive import Archive
from geo.release.version import read_version


class DirectoryHolder:
    """The directory in use, for those who serve it; another release is swapped in as a whole.

    A request takes `current` once and works with it, whatever is swapped meanwhile.

    Parameters
    ----------
    release
        Folder of the release, or a function that returns the one in force, where publishing makes
        another folder the one to serve.
    further
        Layers that are offered besides it; they do not change.
    swapped
        Called when another release was put into use.

    Attributes
    ----------
    fault
        Why the release that is there now could not be put into use; empty where it could.

    Raises
    ------
    MeetingplacesError
        The release cannot be read.
    """

    def __init__(
        self,
        release: Path | Callable[[], Path],
        further: Sequence[Layer] = (),
        archive: Path | None = None,
        swapped: Callable[[], None] = lambda: None,
    ) -> None:
        self.fault = ""
        self._swapped = swapped
        self._find = release if callable(release) else lambda: release
        self._archive = archive
        self._further = tuple(further)
        self._swapping = threading.Lock()
        self.current = Directory.open(self._find(), self._further, archive)

    def refresh(self) -> bool:
        """Read the release again if another version is in its folder, or one was frozen.

        Returns
        -------
        bool
            Whether another version is now in use.

        Raises
        ------
        MeetingplacesError
            It cannot be read; the directory in use stays in use.
        """
        try:
            other = self._refresh()
        except MeetingplacesError as error:
            self.fault = str(error)
            raise
        self.fault = ""
        if other:
            self._swapped()
        return other

    def _refresh(self) -> bool:
        with self._swapping:
            release = self._find()
            version, _ = read_version(release)
            archive = Archive.open(self._archive) if self._archive else Archive()
            history = self.current.history
            left_out = [one for one in archive.releases if one.id in history.damaged]
            repaired = any(not archive.damage(one) for one in left_out)
            unchanged = archive == history.listed and not repaired
            if unchanged and version_with(version, self._further) == self.current.version:
                return False
            self.current = Directory.open(release, self._further, self._archive)
            return True
