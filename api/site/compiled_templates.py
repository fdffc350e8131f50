"""Templates as Jinja compiled them, kept between starts: compiling takes half of the first page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress

import jinja2
import platformdirs
from jinja2.bccache import Bucket, FileSystemBytecodeCache


def compiled_templates(options: Mapping[str, object]) -> FileSystemBytecodeCache | None:
    """Open the folder of compiled templates in the user's cache folder.

    Parameters
    ----------
    options
        How the templates are compiled; with other options, or another Jinja, they are others.

    Returns
    -------
    FileSystemBytecodeCache or None
        None where the folder cannot be made.
    """
    digest = hashlib.sha256(repr((jinja2.__version__, options)).encode()).hexdigest()[:12]
    folder = platformdirs.user_cache_path("meetingplaces") / f"templates-{digest}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return _KeptWherePossible(str(folder))


class _KeptWherePossible(FileSystemBytecodeCache):
    """Does without what cannot be written, such as on a full disk."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)
