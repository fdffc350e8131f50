"""Writing files so that a reader finds either the old ones or the new ones, complete.

New files are first written aside, in the same folder under a hidden name, flushed to disk, and then
put in place of the old ones in one step of the file system. A crash, a kill or a full disk before
that step leaves the old ones unchanged; the next writer removes what was left aside.

::

    .lock-NAME     held by the writer; gone when nobody writes
    .aside-NAME    what is being written
    .old-NAME      the old folder, for a moment, where folders cannot be exchanged in one step

Linux exchanges two folders in one step (``renameat2`` with ``RENAME_EXCHANGE``, man 2 rename). A
file system that cannot takes two renames. Between those the folder is missing: `standing` tells
readers where the old one is, and the next writer puts it back.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.io import checksums
from geo.model.errors import BeingWritten, ReleaseError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}
_MAX_NAMED = 5


@contextmanager
def replace_folder(path: Path, *, belongs: Callable[[str], bool] | None = None) -> Iterator[Path]:
    """Write a folder aside, then replace the old one as a whole.

    Parameters
    ----------
    path
        Folder to create or replace. A symbolic link is followed.
    belongs
        Says of a name in the old folder whether it may be lost; by default the names in the
        folder's own ``SHA256SUMS``. A folder with anything else is not ours and is left alone.

    Yields
    ------
    Path
        An empty folder to write in. When the block ends without an error it replaces the old one.

    Raises
    ------
    ReleaseError
        Somebody else is writing there, the folder contains other files, or it cannot be written (no
        space, no permission). The old folder is then unchanged.
    """
    target = path.resolve()
    with _told(path), _locked(target):
        aside, old = _beside(target, "aside"), _beside(target, "old")
        _put_back(target, old)
        _refuse_strangers(target, belongs)
        _remove(aside)
        aside.mkdir()
        try:
            yield aside
            _flush_tree(aside)
            _refuse_strangers(target, belongs)
            _swap(aside, target, old)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            if target.exists():
                shutil.rmtree(old, ignore_errors=True)


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Write a file aside, then replace the old one as a whole.

    Parameters
    ----------
    path
        File to create or replace. A symbolic link is followed.

    Yields
    ------
    Path
        Where to write; it has the same extension. When the block ends without an error it replaces
        the old file.

    Raises
    ------
    ReleaseError
        Somebody else is writing there, it is a folder or a device, or it cannot be written (no
        space, no permission). The old file is then unchanged.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise ReleaseError(f"Cannot write {path}: it is not an ordinary file.")
    with _told(path), _locked(target):
        aside = _beside(target, "aside")
        _remove(aside)
        try:
            yield aside
            _flush(aside)
            aside.replace(target)
            _flush(target.parent)
        finally:
            aside.unlink(missing_ok=True)


def standing(path: Path) -> Path:
    """Return where a folder that is swapped in as a whole is now.

    Returns
    -------
    Path
        The same, or the old folder until the new one is in place.
    """
    old = _beside(path.resolve(), "old")
    return old if not path.exists() and old.is_dir() else path


def _beside(target: Path, role: str) -> Path:
    if not target.name:
        raise ReleaseError(f"Cannot write {target}: choose a name below it.")
    return target.with_name(f".{role}-{target.name}")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Word an error of the operating system in one sentence, with the name that was given."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in {errno.EBUSY, errno.EXDEV}:
            reason = "it is a mount point; choose a folder inside it"
        raise ReleaseError(
            f"Cannot write {path}: {reason}. What was there is unchanged."
        ) from error


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Keep out other writers of the same name; the lock dies with the process that holds it."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, f"{target.parent} is not a folder") from error
    lock = _beside(target, "lock")
    descriptor = _take(lock, target)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(descriptor)


def _take(lock: Path, target: Path) -> int:
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The last holder may have removed the file between our opening it and our locking it.
            if os.fstat(descriptor).st_nlink:
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            raise BeingWritten(
                f"Cannot write {target}: another process is writing it now. Wait for it to end."
            ) from None
        os.close(descriptor)


def _refuse_strangers(target: Path, belongs: Callable[[str], bool] | None) -> None:
    """Refuse to replace a folder that is not ours."""
    if not target.exists():
        return
    if not target.is_dir():
        raise ReleaseError(f"Cannot write {target}: it is a file, not a folder.")
    if belongs is None:
        belongs = {checksums.NAME, *checksums.read(target)}.__contains__
    strangers = sorted(entry.name for entry in target.iterdir() if not belongs(entry.name))
    if strangers:
        named = ", ".join(strangers[:_MAX_NAMED])
        more = f" and {len(strangers) - _MAX_NAMED} more" if len(strangers) > _MAX_NAMED else ""
        raise ReleaseError(
            f"Cannot replace {target}: it also contains {named}{more}. "
            "Choose another folder, or move them away."
        )


def _put_back(target: Path, old: Path) -> None:
    """Undo a swap by two renames that was interrupted between them."""
    if old.is_dir() and not target.exists():
        old.rename(target)
    _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _swap(aside: Path, target: Path, old: Path) -> None:
    """Put a folder in the place of another, which is left aside or as the old one."""
    if not target.exists():
        aside.rename(target)
    elif not _exchange(aside, target):
        target.rename(old)
        try:
            aside.rename(target)
        except OSError:
            old.rename(target)
            raise
    _flush(target.parent)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step; False where the system or file system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    renameat2.argtypes = (
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_uint,
    )
    names = os.fsencode(first), os.fsencode(second)
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(second))


def _flush_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _flush(Path(parent, name))
        _flush(Path(parent))


def _flush(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
