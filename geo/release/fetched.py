"""A release that is published in one place for several servers: object storage, or a web server.

Whatever fsspec opens serves: ``s3://bucket/release``, ``https://example.org/release``,
``file:///srv/release``. The release is fetched into a folder of this machine, as reading it needs
random access, and compared with its own checksums before anybody reads it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.io import checksums
from geo.io.swap import replace_folder
from geo.model.errors import BeingWritten, InputError, Problem, ReleaseError
from geo.release.whole import check_whole

_KEPT = 3
"""Releases that stay on this machine: the one in use, and those that a late reader still has."""
_PATIENCE_S = 300
_PAUSE_S = 0.2


def is_address(text: str) -> bool:
    """Return whether a release is fetched from an address, not read from a folder.

    Examples
    --------
    >>> is_address("s3://bucket/release"), is_address("build/release")
    (True, False)
    """
    return "://" in text


@dataclass(frozen=True, slots=True)
class FetchedRelease:
    """The release that stands at an address now; called, it returns a folder with it.

    Attributes
    ----------
    address
        Where the files of the release are, as fsspec reads addresses.
    cache
        Folder in which releases are kept, a folder for each; shared by the processes of a machine.

    Examples
    --------
    >>> published = FetchedRelease("s3://bucket/release", Path("cache"))
    >>> published()  # doctest: +SKIP
    PosixPath('cache/fetched-5f0c2d1e-9a7b4c21')
    """

    address: str
    cache: Path

    def __call__(self) -> Path:
        """Fetch the release unless it is here, and return its folder.

        Raises
        ------
        InputError
            The address is of a kind that cannot be read here.
        ReleaseError
            It cannot be reached, or is no whole release, such as while it is being published.
        """
        storage, path = self._storage()
        listed = self._content(storage, f"{path}/{checksums.NAME}")
        begin = f"fetched-{checksums.digest(self.address.encode())[:8]}-"
        folder = self.cache / f"{begin}{checksums.digest(listed)[:12]}"
        until = time.monotonic() + _PATIENCE_S
        while not (folder / checksums.NAME).is_file():
            try:
                self._fetch(storage, path, listed, folder)
            except BeingWritten:  # by another process of this machine
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_S)
            else:
                _forget(self.cache, begin)
        return folder

    def _storage(self) -> tuple[Any, str]:
        try:
            from fsspec.core import url_to_fs

            storage, path = url_to_fs(self.address, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            found = f"'{self.address}' ({error})"
            expected = (
                "an address that fsspec reads: pip install 'meetingplaces[remote]', and s3fs for "
                "s3://, gcsfs for gs://, adlfs for abfs://"
            )
            raise InputError([Problem(found, expected, field="release")]) from error
        return storage, path.rstrip("/")

    def _content(self, storage: Any, path: str) -> bytes:  # noqa: ANN401 - of fsspec
        try:
            content: bytes = storage.cat_file(path)
        except Exception as error:  # each kind of storage has errors of its own
            reason = " ".join(str(error).split()) or type(error).__name__
            message = f"Cannot read {self.address}: {reason}. Is a release published there?"
            raise ReleaseError(message) from error
        return content

    def _fetch(self, storage: Any, path: str, listed: bytes, folder: Path) -> None:  # noqa: ANN401
        with replace_folder(folder) as aside:
            (aside / checksums.NAME).write_bytes(listed)
            for name in checksums.read(aside):
                if Path(name).name != name:
                    message = f"{self.address}/{checksums.NAME} names '{name}', which is no file."
                    raise ReleaseError(message)
                (aside / name).write_bytes(self._content(storage, f"{path}/{name}"))
            try:
                check_whole(aside)
            except ReleaseError as error:
                message = (
                    f"The release at {self.address} is damaged, or is being published: its files "
                    f"are not those that {checksums.NAME} lists."
                )
                raise ReleaseError(message) from error


def _forget(cache: Path, begin: str) -> None:
    """Remove all but the newest releases of an address."""
    import shutil

    kept = sorted(cache.glob(f"{begin}*"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in kept[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
